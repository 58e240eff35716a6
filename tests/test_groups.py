"""Cycles, releases and what each role sees of groups, through the services."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assessment import dates, register, shrinkage, store
from assessment.errors import AssessmentError, NotAllowed, NotSignedIn, WrongState
from assessment.model import NUMBERS, Role
from assessment.service import banks, comparing, demand, demo, gaps, insight, priorities, registry, releases
from assessment.store import reads, removal, writes
from tests import builders as make

TEAM = make.LEARNING_TEAM
ELSEWHERE = make.viewer(Role.DEPARTMENT_LEAD, organisation="HMT")


@pytest.fixture
def released(demonstration):
    return releases.stored(TEAM, demo.CLOSED_CYCLE)


def test_while_a_cycle_is_open_nobody_gets_results(demonstration):
    with store.reading() as db:
        cycle = reads.cycle(db, demo.OPEN_CYCLE)
    assert cycle.status == "open"
    assert releases.published(TEAM, cycle) is None
    with pytest.raises(WrongState, match="There are no published results yet"):
        releases.stored(TEAM, demo.OPEN_CYCLE)


def test_without_any_release_pages_of_results_say_so(database):
    with pytest.raises(WrongState, match="There are no published results yet"):
        gaps.gaps(TEAM)


def test_the_release_of_the_demonstration_keeps_the_minimum_group(released):
    _, published, proof = released
    assert published.made_up
    assert published.minimum_group == 10
    assert all(cell.n >= 10 for cell in published.cells if cell.shown)
    assert all(getattr(cell, name) is None for cell in published.cells if not cell.shown for name in NUMBERS)
    assert proof["withheld"] == published.withheld


def test_no_view_below_the_whole_of_government_knows_permanent_secretaries(released):
    _, published, _ = released
    with_them = {cell.view for cell in published.cells if cell.grade_band == "permanent_secretary"}
    assert with_them == {"grade"}
    everyone = next(c for c in published.cells if (c.view, c.domain, c.measure) == ("all", "USR", "level"))
    organisations = sum(
        c.n for c in published.cells if (c.view, c.domain, c.measure) == ("organisation", "USR", "level") and c.shown
    )
    assert organisations < everyone.n


def test_a_release_is_built_once_and_never_changes(released):
    with pytest.raises(WrongState, match="is released"):
        releases.build(TEAM, demo.CLOSED_CYCLE)
    with pytest.raises(WrongState, match="is released"):
        releases.close(TEAM, demo.CLOSED_CYCLE)


@pytest.mark.usefixtures("not_attacked")
@pytest.mark.usefixtures("not_attacked")
def test_a_stored_release_says_of_what_too_few_organisations_are_published_to_differ(demonstration, monkeypatch):
    monkeypatch.setattr(shrinkage, "FEWEST_GROUPS", 1000)
    built = releases.build(TEAM, demo.OPEN_CYCLE)
    with store.reading() as db:
        cycle = reads.cycle(db, demo.OPEN_CYCLE)
    again = releases.published(TEAM, cycle, view="organisation", measure="level")
    assert ("level", "USR") in again.too_few == built.too_few
    assert not gaps.gaps(TEAM, demo.CLOSED_CYCLE).published.too_few


def test_deleting_answers_afterwards_does_not_change_it(released):
    cycle, before, _ = released
    with store.writing() as db:
        person = next(iter(reads.respondents_in(db, cycle.id)))
        removal.delete_answers(db, sitting_id=reads.sitting_of(db, cycle.id, person).id)
    assert releases.stored(TEAM, demo.CLOSED_CYCLE)[1] == before


def test_an_empty_cycle_cannot_be_released_and_stays_open(demonstration):
    with store.writing() as db:
        bank = banks.current().version
        window = {"opens_at": dates.now(), "closes_at": dates.now() + timedelta(days=1)}
        writes.add_cycle(db, name="Empty", family="standard", bank_version=bank, **window)
    with pytest.raises(AssessmentError, match="Nobody submitted answers"):
        releases.build(TEAM, "Empty")
    with store.reading() as db:
        assert reads.cycle(db, "Empty").status == "open"


@pytest.mark.usefixtures("not_attacked")
def test_an_earlier_release_can_still_be_opened_after_a_later_one(both_released):
    assert insight.released(TEAM) == (demo.OPEN_CYCLE, demo.CLOSED_CYCLE, demo.EARLIER_CYCLE)
    assert gaps.gaps(TEAM).cycle.name == demo.OPEN_CYCLE
    earlier = gaps.gaps(TEAM, demo.CLOSED_CYCLE)
    assert earlier.cycle.name == demo.CLOSED_CYCLE
    assert len(earlier.shown) > len(gaps.gaps(TEAM).shown)
    assert comparing.organisation(make.DEPARTMENT_LEAD, "", demo.CLOSED_CYCLE).cycle.name == demo.CLOSED_CYCLE
    assert gaps.gaps(TEAM, "no such cycle").cycle.name == demo.OPEN_CYCLE


def test_who_did_not_name_a_profession_is_in_no_band(released):
    cycle, published, _ = released
    with store.reading() as db:
        scores = reads.cycle_scores(db, cycle.id)
    scored = scores[(scores["domain"] == "USR") & (scores["status"] == "scored")]
    named = scored["profession"].map(lambda p: p not in ("", "unknown") and register.profession_band(p) == "other")
    cell = next(
        c
        for c in published.cells
        if (c.view, c.profession_band, c.domain, c.measure) == ("profession", "other", "USR", "level")
    )
    without_secretaries = scored["grade"] != "permanent_secretary"
    assert cell.n == int((named & without_secretaries).sum())


def test_permanent_secretaries_stand_in_one_row_of_the_response(demonstration):
    view = insight.response(TEAM, demo.CLOSED_CYCLE)
    assert [r.invited for r in view.rows if r.name == insight.PERMANENT_SECRETARIES] == [45]
    home = comparing.organisation(TEAM, "DFE")
    row = next(r for r in view.rows if r.organisation == "DFE")
    assert row.invited == home.cells["USR"].invited == home.response.invited


def test_closing_ends_answering_and_is_not_a_release(demonstration):
    releases.close(TEAM, demo.OPEN_CYCLE)
    with store.reading() as db:
        assert reads.cycle(db, demo.OPEN_CYCLE).status == "closed"
    with pytest.raises(WrongState):
        releases.close(TEAM, demo.OPEN_CYCLE)


def test_an_unknown_cycle_is_named_with_those_there_are(demonstration):
    with pytest.raises(AssessmentError, match="There is no cycle named ‘Spring’") as caught:
        releases.build(TEAM, "Spring")
    assert demo.CLOSED_CYCLE in caught.value.do


@pytest.mark.parametrize("viewer", [make.LEADER, make.DEPARTMENT_HR, make.DEPARTMENT_LEAD, make.ADMINISTRATOR])
def test_only_the_central_team_sees_gaps_and_manages_cycles(demonstration, viewer):
    for function, arguments in ((gaps.gaps, ()), (releases.cycles, ()), (releases.build, (demo.OPEN_CYCLE,))):
        with pytest.raises(NotAllowed):
            function(viewer, *arguments)


def test_nobody_sees_anything_without_signing_in(demonstration):
    for function in (
        gaps.gaps,
        insight.response,
        comparing.organisation,
        insight.cycles,
        priorities.priorities,
        demand.learning_demand,
        releases.cycles,
        registry.organisations,
    ):
        with pytest.raises(NotSignedIn):
            function(None)


def test_response_adds_up_and_a_department_sees_its_own_row_only(demonstration):
    view = insight.response(TEAM, demo.CLOSED_CYCLE)
    assert view.total.invited == 7378
    assert all(r.finished + r.started + r.not_started == r.invited for r in view.rows)
    assert view.total.finished == sum(r.finished for r in view.rows)
    own = insight.response(make.DEPARTMENT_HR, demo.CLOSED_CYCLE)
    assert [r.organisation for r in own.rows] == ["DFE"]
    assert own.total.invited == own.rows[0].invited


def test_gaps_are_in_order_of_total_gap_with_withheld_rows_last(demonstration):
    view = gaps.gaps(TEAM)
    totals = [round(sum(view.cells[o, d.id].gap or 0 for d in view.domains), 1) for o in view.shown]
    assert totals == sorted(totals, reverse=True)
    assert view.rows[: len(view.shown)] == view.shown
    assert 30 < len(view.shown) < len(view.rows)


def test_a_department_is_refused_any_other_by_code(demonstration):
    with pytest.raises(NotAllowed):
        comparing.organisation(make.DEPARTMENT_LEAD, "HMT")
    with pytest.raises(NotAllowed):
        comparing.organisation(make.DEPARTMENT_LEAD, "no such code")
    assert comparing.organisation(ELSEWHERE).organisation.code == "HMT"
    assert comparing.organisation(TEAM, "HMT").organisation.code == "HMT"


def test_a_viewer_with_an_organisation_but_no_role_sees_nothing(demonstration):
    nobody = replace(make.DEPARTMENT_LEAD, roles=frozenset())
    with pytest.raises(NotAllowed):
        comparing.organisation(nobody)


def test_response_is_exact_for_those_who_run_the_campaign_and_in_steps_of_five_for_a_lead(demonstration):
    exact = comparing.organisation(make.DEPARTMENT_HR).response
    coarse = comparing.organisation(make.DEPARTMENT_LEAD).response
    assert comparing.organisation(TEAM, "DFE").response.finished == exact.finished
    assert (coarse.rounded, exact.rounded) == (True, False)
    assert (coarse.invited % 5, coarse.finished % 5) == (0, 0)
    assert abs(coarse.finished - exact.finished) <= 2
