"""Two cycles through the store: what the later release says has changed, to whom, and when it says nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from assessment import store
from assessment.changed import NO_CHANGE, RISE
from assessment.errors import NotAllowed, NotFound, NotSignedIn, WrongState
from assessment.model import Cycle, Organisation, Role
from assessment.service import changing, demo, releases, since
from assessment.store import pairs, reads, removal, writes
from assessment.succession import Basis
from tests import builders as make
from tests.twice import DOMAIN, ERROR, HEAD, ORGANISATIONS, Somebody, joined, left, some, stayed

TEAM = make.LEARNING_TEAM
BANK = make.bank((make.rating("R1", DOMAIN), make.situational("S1", DOMAIN), make.knowledge("K1", DOMAIN)))
SPRING, AUTUMN = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 9))
WINDOW = timedelta(weeks=6)
LEAD_OF_A = make.viewer(Role.DEPARTMENT_LEAD, organisation="A")


def put(name: str, opens_at: datetime, people: Sequence[Somebody], release: bool = True, **more: object) -> Cycle:
    """A cycle in which these people, numbered from 1, stand where they are now and answer as they do now."""
    invited = [(f"p{i}", *one.place) for i, one in enumerate(people, 1) if one.place]
    levels = {f"p{i}": one.now for i, one in enumerate(people, 1) if one.place and one.now is not None}
    shared = {"domain": DOMAIN, "status": "scored", "self": 3.0, "self_se": ERROR, "self_n": 1, "target": 3.0}
    shared |= {"demonstrated_se": ERROR, "demonstrated_n": 2, "level_se": ERROR}
    scores = [{"person": person, "level": of, "demonstrated": of, **shared} for person, of in levels.items()]
    sitting = {"form": "standard_a", "bank_version": BANK.version, "profession": "", "submitted_at": opens_at}
    with store.writing() as db:
        if not reads.organisations(db):
            writes.add_organisations(db, organisations=ORGANISATIONS)
        window = {"opens_at": opens_at, "closes_at": opens_at + WINDOW}
        cycle = writes.add_cycle(db, name=name, family="standard", bank_version=BANK.version, **window, **more)
        cohort = pd.DataFrame(invited, columns=["person", "organisation", "grade"])
        writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=cohort)
        writes.bulk_load(
            db,
            cycle_id=cycle.id,
            sittings=pd.DataFrame([{"person": person, **sitting} for person in levels]),
            responses=pd.DataFrame(columns=["person", "item", "value", "confidence"]),
            scores=pd.DataFrame(scores),
        )
        if release:
            releases.put(db, cycle, BANK)
    return cycle


def register(changed: Sequence[Organisation]) -> None:
    """Put organisations into the register, those that are there already as they are now."""
    with store.writing() as db:
        writes.add_organisations(db, organisations=reads.organisations(db) or ORGANISATIONS)
        writes.add_organisations(db, organisations=changed)


def both(people: Sequence[Somebody]) -> None:
    put("Spring", SPRING, [one.turned_round() for one in people])
    put("Autumn", AUTUMN, people)


PEOPLE = (
    stayed(40, 3.0, 3.6) + left(10, 3.0) + joined(12, 3.6) + stayed(20, 3.0, 3.0, "B") + some(10, 2.0, 2.0, grade=HEAD)
)


@pytest.fixture
def seen(monkeypatch):
    """What a viewer sees of the change, the bank being ours."""
    monkeypatch.setattr("assessment.service.banks.version", lambda _: BANK)
    return changing.change


def test_the_later_release_says_what_changed(database, seen):
    both(PEOPLE)
    view = seen(TEAM, "A")
    assert (view.cycle.name, view.before.name, view.code) == ("Autumn", "Spring", "A")
    (row,) = view.rows
    assert (row.then, row.now, row.change, row.people, row.verdict) == (3.0, 3.6, 0.6, 52, RISE)
    assert (row.same_change, row.same_people) == (0.6, 40)
    (row,) = seen(TEAM).rows
    # then (40 x 3 + 10 x 3 + 20 x 3 + 10 x 2) / 80 = 2.875, by grades; now (52 x 3.6 + 20 x 3 + 10 x 2) / 82 = 3.26
    assert (row.then, row.now, row.people, row.same_people) == (2.9, 3.3, 82, 70)
    (row,) = seen(TEAM, "B").rows
    assert (row.change, row.verdict) == (0.0, NO_CHANGE)


def test_the_first_release_says_nothing_of_change(database, seen):
    both(PEOPLE)
    view = seen(TEAM, "A", "Spring")
    assert view.before is None
    assert (view.rows, view.table) == ((), {})
    _, published, proof = releases.stored(TEAM, "Spring")
    assert not [cell for cell in published.cells if cell.measure.startswith("change")]
    assert "change" not in proof


def test_the_proof_counts_the_cells_of_change_and_names_what_was_compared(database):
    both(PEOPLE)
    _, published, proof = releases.stored(TEAM, "Autumn")
    assert (proof["cells"], proof["withheld"]) == (len(published.cells), published.withheld)
    assert proof["published"] == proof["cells"] - proof["withheld"]
    assert proof["change"] == {"cycle": "Spring", "bank_version": "test.1", "organisations": {}}
    (checked,) = [check for check in proof["checks"] if check["measure"] == "change_stayers"]
    assert checked["smallest_difference"] is None or checked["smallest_difference"] >= 10


def test_no_key_of_a_person_leaves_the_store(database):
    both(PEOPLE)
    with store.reading() as db:
        then, now = (reads.cycle(db, name) for name in ("Spring", "Autumn"))
        levels, cohorts = pairs.levels(db, now.id, then.id), pairs.cohorts(db, then.id, now.id)
    assert not {"person", "person_id", "sitting", "sitting_id"} & {*levels.columns, *cohorts.columns}
    assert len(levels) == 82
    assert levels["other_level"].notna().sum() == 70
    assert set(levels[levels["other_level"].isna()]["other_organisation"]) == {""}
    assert cohorts["people"].sum() == 70


def test_who_is_invited_both_times_and_answers_once_is_known_to_be_there(database):
    people = stayed(20, 3.0, 3.0) + some(5, None, 3.0) + some(7, 3.0, None)
    both(people)
    with store.reading() as db:
        then, now = (reads.cycle(db, name) for name in ("Spring", "Autumn"))
        levels, cohorts = pairs.levels(db, now.id, then.id), pairs.cohorts(db, then.id, now.id)
    silent = levels[levels["other_level"].isna()]
    assert silent["other_organisation"].tolist() == ["A"] * 5
    assert cohorts["people"].tolist() == [32]


def test_deleting_answers_of_the_earlier_cycle_before_the_release_makes_the_pairs_fewer(database, seen):
    put("Spring", SPRING, [one.turned_round() for one in PEOPLE])
    with store.writing() as db:
        spring = reads.cycle(db, "Spring")
        for person in ("p1", "p2"):
            removal.delete_answers(db, sitting_id=reads.sitting_of(db, spring.id, person).id)
    put("Autumn", AUTUMN, PEOPLE)
    (row,) = seen(TEAM, "A").rows
    assert (row.change, row.same_people) == (0.6, 38)


def test_a_corrected_release_says_nothing_of_those_who_stayed(database, seen):
    """Two releases in which one person stands elsewhere would differ by what changed for that person."""
    both(PEOPLE)
    (before,) = seen(TEAM, "A").rows
    with store.writing() as db:
        releases.put_again(db, reads.cycle(db, "Autumn"), BANK, {})
    (after,) = seen(TEAM, "A").rows
    assert (after.change, after.low, after.high) == (before.change, before.low, before.high)
    assert before.same_change is not None
    assert after.same_change is None


# ---- which cycle is the one before -----------------------------------------------------------------------


def test_it_is_the_released_cycle_that_ended_last_before_this_one_opened(database):
    few = stayed(12, 3.0, 3.0)
    put("Long ago", SPRING - timedelta(days=400), few)
    put("Spring", SPRING, few)
    put("Not released", SPRING + timedelta(days=60), few, release=False)
    put("Still going on", AUTUMN - timedelta(days=7), few)
    put("Made up", SPRING + timedelta(days=30), few, made_up=True)
    put("Autumn", AUTUMN, few)
    with store.reading() as db:
        found = {cycle.name: since.cycle_before(db, cycle) for cycle in reads.cycles(db)}
    assert found["Autumn"].name == "Spring"
    assert found["Spring"].name == "Long ago"
    assert found["Long ago"] is None
    assert found["Made up"] is None, "made-up answers are never compared with real ones"


def test_the_higher_minimum_of_the_two_cycles_holds(database, seen):
    people = stayed(30, 3.0, 3.2) + joined(10, 3.0) + left(10, 3.0)
    put("Spring", SPRING, [one.turned_round() for one in people], minimum_group=12)
    put("Autumn", AUTUMN, people)
    (row,) = seen(TEAM, "A").rows
    assert row.change is not None
    assert row.same_change is None, "10 joined, and the earlier cycle promised 12"


# ---- the machinery of government -------------------------------------------------------------------------


def test_whom_one_was_compared_with_is_kept_with_the_release(database, seen):
    """A became D; the register says something else by the time somebody looks."""
    was, new = ORGANISATIONS[0], replace(ORGANISATIONS[3], valid_from=AUTUMN.date())
    people = some(20, 3.0, 3.5, "A", "D") + stayed(20, 3.0, 3.0, "B")
    register([new])
    put("Spring", SPRING, [one.turned_round() for one in people])
    register([replace(was, valid_to=AUTUMN.date(), successors=("D",))])
    put("Autumn", AUTUMN, people)
    register(ORGANISATIONS)
    view = seen(TEAM, "D")
    assert dict(view.bases) == {"D": Basis(("A",), whole=("A",))}
    assert (view.rows[0].then, view.rows[0].change, view.rows[0].same_change) == (3.0, 0.5, 0.5)
    assert "A" not in {one.code for one in view.choices}


# ---- who sees what ---------------------------------------------------------------------------------------


def test_a_department_sees_its_own_organisation_and_no_other(database, seen):
    both(PEOPLE)
    view = seen(LEAD_OF_A)
    assert (view.code, [one.code for one in view.choices], view.everything, list(view.table)) == (
        "A",
        ["A"],
        False,
        ["A"],
    )
    with pytest.raises(NotAllowed):
        seen(LEAD_OF_A, "B")
    with pytest.raises(NotFound):
        seen(make.viewer(Role.DEPARTMENT_HR, organisation="DFE"))


def test_the_verdict_of_a_department_is_the_one_that_the_team_sees(database, seen):
    both(PEOPLE)
    assert seen(LEAD_OF_A).rows == seen(TEAM, "A").rows


def test_the_team_sees_all_and_an_unknown_code_is_all_of_government(database, seen):
    both(PEOPLE)
    view = seen(TEAM, "no such")
    assert (view.code, view.everything) == (changing.ALL, True)
    assert list(view.table) == ["", "A", "B", "C", "D"]
    assert seen(TEAM, "A", "no such cycle").cycle.name == "Autumn"


@pytest.mark.parametrize("viewer", [make.LEADER, make.ADMINISTRATOR, make.viewer(Role.BANK_EDITOR)])
def test_nobody_else_sees_anything(database, seen, viewer):
    both(PEOPLE)
    with pytest.raises(NotAllowed):
        seen(viewer)
    with pytest.raises(NotSignedIn):
        seen(None)


def test_before_any_release_the_page_says_so(database, seen):
    with pytest.raises(WrongState, match="There are no published results yet"):
        seen(TEAM)


# ---- questions that changed ------------------------------------------------------------------------------


def test_new_questions_are_told_with_what_they_do_to_averages(database, monkeypatch):
    both(PEOPLE)
    easier = make.situational("S2", DOMAIN, facility=0.7)
    later = replace(make.bank((*BANK.items[:1], easier, BANK.items[2])), version="test.2")
    harder = replace(BANK, items=(BANK.items[0], replace(BANK.items[1], expected_facility=0.5), BANK.items[2]))
    monkeypatch.setattr("assessment.service.banks.version", {"test.1": harder, "test.2": later}.__getitem__)
    with store.writing() as db:
        db.connection().exec_driver_sql("UPDATE cycle SET bank_version = 'test.2' WHERE name = 'Autumn'")
    view = changing.change(TEAM, "A")
    assert (view.questions.then, view.questions.now) == ("test.1", "test.2")
    assert (view.questions.common, view.questions.of) == (1, 2)
    # (.7 - .5) on scenarios: 4 x 50 x .2 / 80 = .5 of demonstrated, which is 80 of 100 of a level
    assert view.questions.steps[DOMAIN] == pytest.approx(0.4)
    (row,) = view.rows
    assert (row.change, row.low) == (0.6, 0.4)
    assert row.verdict == NO_CHANGE, "new questions alone may have made .4 of it"


def test_a_version_that_is_not_here_any_more_is_named_all_the_same(database, demonstration):
    with store.writing() as db:
        change = "UPDATE cycle SET bank_version = '2019.1' WHERE name = ?"
        db.connection().exec_driver_sql(change, (demo.EARLIER_CYCLE,))
    found = changing.change(TEAM).questions
    assert (found.then, found.now, found.common, found.of, found.steps) == ("2019.1", "2027.3", None, None, {})


# ---- the demonstration -----------------------------------------------------------------------------------


def test_in_the_demonstration_every_change_is_the_difference_of_two_published_levels(demonstration):
    with store.reading() as db:
        cycles = [reads.cycle(db, name) for name in (demo.EARLIER_CYCLE, demo.CLOSED_CYCLE)]
        then, now = (
            {(c.organisation, c.domain): c for c in reads.release_cells(db, one.id, "organisation", "level")}
            for one in cycles
        )
        changes = reads.release_cells(db, cycles[1].id, "organisation", "change")
        stayers = reads.release_cells(db, cycles[1].id, "organisation", "change_stayers")
    shown = [cell for cell in changes if cell.shown]
    assert len(shown) > 300
    for cell in shown:
        key = cell.organisation, cell.domain
        assert cell.estimate == round(now[key].estimate - then[key].estimate, 1)
        assert cell.n == now[key].n
    for cell in changes:
        key = cell.organisation, cell.domain
        assert cell.shown == (now[key].shown and then[key].shown)
    assert 100 < sum(cell.shown for cell in stayers) < len(shown)
    assert {(c.organisation, c.domain) for c in stayers if c.shown} <= {(c.organisation, c.domain) for c in shown}
