"""The store keeps what it is given, refuses what breaks a rule, and says so without giving anybody away."""

import dataclasses
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from assessment import store
from assessment.errors import NotFound, StoreError, WrongState
from assessment.model import Cell, Cycle, DomainScore, Organisation, Person, Response, Role, Sitting
from assessment.store import reads, removal, statements, writes
from assessment.store.tables import CycleRow
from tests import older

OPENS = datetime(2026, 11, 2, 9, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=30)
NOON = OPENS + timedelta(hours=3)
DFE = Organisation(
    "DFE", "Department for Education", "Ministerial department", "DfE group", 210, 7000, date(2010, 5, 12), None, ("X",)
)
HMRC = Organisation("HMRC", "HM Revenue & Customs", "Non-ministerial department", "HMRC group")
COHORT = pd.DataFrame(
    {
        "person": ["P1", "P2", "P3"],
        "organisation": ["DFE", "DFE", "HMRC"],
        "grade": ["director", "director", "permanent_secretary"],
    }
)
USR = DomainScore("USR", 3.25, 0.2, 4, 2.75, 0.3, 5, 2.8, 0.25, 3.5, "scored")
DAT = DomainScore("DAT", None, None, 0, None, None, 1, None, None, 3.0, "not_enough_answers")


def add_cycle(db: Session, name: str = "Autumn 2026", **changed: object) -> Cycle:
    """A cycle of 30 days from OPENS to which the cohort is invited."""
    values = {"family": "standard", "bank_version": "2027.1", "opens_at": OPENS, "closes_at": CLOSES} | changed
    cycle = writes.add_cycle(db, name=name, **values)
    writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=COHORT)
    return cycle


def start(db: Session, cycle: Cycle, person: str = "P1", now: datetime = NOON) -> Sitting:
    return writes.start_sitting(
        db,
        cycle_id=cycle.id,
        person_id=person,
        form="standard_a",
        bank_version="2027.1",
        option_orders={"USR-S1": (2, 1, 3)},
        now=now,
    )


def save(
    db: Session, sitting: Sitting, item: str, value: int, confidence: int | None = None, now: datetime = NOON
) -> None:
    writes.save_response(db, sitting_id=sitting.id, response=Response(item, value, confidence), now=now)


def submit(db: Session, sitting: Sitting, *scores: DomainScore, at: datetime = NOON) -> None:
    writes.submit(db, sitting_id=sitting.id, scores=scores, submitted_at=at, reference="R-7")


def history(sitting: Sitting) -> list[tuple[str, int]]:
    query = text("SELECT item_id, value FROM response_change WHERE sitting_id = :id ORDER BY id")
    with store.reading() as db:
        return [(item, value) for item, value in db.connection().execute(query, {"id": sitting.id})]


def rows_of(frame: pd.DataFrame) -> set[tuple[object, ...]]:
    return set(frame.itertuples(index=False, name=None))


@pytest.fixture
def cycle() -> Cycle:
    """An open cycle with P1 and P2 (directors of DFE) and P3 (permanent secretary of HMRC) invited."""
    with store.writing() as db:
        writes.add_organisations(db, organisations=[DFE, HMRC])
        return add_cycle(db)


@pytest.fixture
def sitting(cycle: Cycle) -> Sitting:
    """P1's sitting of form standard_a, started."""
    with store.writing() as db:
        return start(db, cycle)


@pytest.fixture
def db() -> Iterator[Session]:
    """One transaction for the whole test, committed at its end."""
    with store.writing() as session:
        yield session


# ---- what is written is read -------------------------------------------------------------------------


def test_a_setting_is_none_until_set_and_can_be_set_again(db: Session) -> None:
    assert reads.setting(db, "demonstration") is None
    writes.set_setting(db, key="demonstration", value="0")
    writes.set_setting(db, key="demonstration", value="1")
    assert reads.setting(db, "demonstration") == "1"


def test_the_register_comes_back_whole_and_a_second_load_corrects_it(db: Session) -> None:
    writes.add_organisations(db, organisations=[HMRC, DFE])
    assert reads.organisations(db) == (DFE, HMRC)
    renamed = dataclasses.replace(DFE, name="Department of Education")
    writes.add_organisations(db, organisations=[renamed])
    assert reads.organisations(db) == (renamed, HMRC)


def test_an_account_is_found_by_its_subject_in_any_case_and_its_number_is_not_the_address(cycle: Cycle) -> None:
    with store.writing() as db:
        roles = [Role.RESPONDENT, Role.DEPARTMENT_HR]
        writes.add_account(db, subject="Ada@Example.org", name="Ada", roles=roles, organisation="DFE", person="P1")
        writes.add_account(db, subject="sam", name="Sam", roles=[Role.ADMINISTRATOR], made_up=True)
    with store.reading() as db:
        ada = reads.viewer(db, "ada@EXAMPLE.org")
        assert ada is not None
        assert (ada.name, ada.roles, ada.person, ada.organisation) == ("Ada", frozenset(roles), "P1", "DFE")
        assert "@" not in ada.account
        assert reads.viewer(db, "nobody@example.org") is None
        [(subject, sam)] = reads.made_up_accounts(db)
        assert (subject, sam.name, sam.person, sam.organisation) == ("sam", "Sam", "", "")
        assert reads.viewer(db, "sam") is None, "a made-up account never answers to a real sign-in"


def test_cycles_are_listed_newest_first_and_found_by_name_and_status(cycle: Cycle) -> None:
    with store.writing() as db:
        window = {"opens_at": OPENS - timedelta(days=400), "closes_at": CLOSES - timedelta(days=400)}
        old = add_cycle(db, "2025", made_up=True, minimum_group=12, **window)
        assert reads.latest_released_cycle(db) is None
        writes.set_cycle_status(db, cycle_id=old.id, status="released", now=NOON)
    with store.reading() as db:
        released = dataclasses.replace(old, status="released", closed_at=NOON)
        assert reads.cycles(db) == [cycle, released]
        assert reads.cycle(db, "2025") == released == reads.latest_released_cycle(db)
        assert (released.minimum_group, released.made_up) == (12, True)
        assert reads.cycle(db, "1999") is None
        assert (
            reads.open_cycle(db) == cycle == Cycle(cycle.id, "Autumn 2026", "open", "standard", "2027.1", OPENS, CLOSES)
        )


def test_closing_and_releasing_keep_their_first_times(cycle: Cycle) -> None:
    with store.writing() as db:
        for hours, status in enumerate(("closed", "released", "released")):
            writes.set_cycle_status(db, cycle_id=cycle.id, status=status, now=CLOSES + timedelta(hours=hours))
    with store.reading() as db:
        row = db.get(CycleRow, cycle.id)
        assert row is not None
        assert (row.closed_at, row.released_at) == (CLOSES, CLOSES + timedelta(hours=1))
        assert reads.open_cycle(db) is None


def test_the_cohort_says_who_is_invited(cycle: Cycle) -> None:
    with store.reading() as db:
        assert reads.cohort_member(db, cycle.id, "P3") == Person("P3", "HMRC", "permanent_secretary")
        assert reads.cohort_member(db, cycle.id, "P9") is None
        assert rows_of(reads.cohort(db, cycle.id)) == rows_of(COHORT)
        assert rows_of(reads.invited(db, cycle.id)) == {("DFE", "director", 2), ("HMRC", "permanent_secretary", 1)}


def test_a_started_sitting_comes_back_with_its_person_cycle_and_option_orders(cycle: Cycle, sitting: Sitting) -> None:
    person = Person("P1", "DFE", "director")
    assert sitting == Sitting(
        sitting.id, person, cycle, "standard_a", "2027.1", "started", "", "", "", {"USR-S1": (2, 1, 3)}, NOON
    )
    with store.reading() as db:
        assert reads.sitting(db, sitting.id) == sitting == reads.sitting_of(db, cycle.id, "P1")
        assert reads.sitting(db, sitting.id + 1) is None
        assert reads.sitting_of(db, cycle.id, "P2") is None


def test_a_second_device_gets_the_sitting_that_the_first_one_started(
    cycle: Cycle, sitting: Sitting, db: Session
) -> None:
    assert start(db, cycle, now=NOON + timedelta(hours=1)) == sitting


def test_nobody_starts_without_an_invitation(cycle: Cycle) -> None:
    with pytest.raises(StoreError) as refused, store.writing() as db:
        start(db, cycle, "P9")
    assert refused.value.code == "database_refused"


def test_role_and_the_first_fixing_of_scenarios_are_kept(sitting: Sitting, db: Session) -> None:
    role = {"profession": "policy", "time_in_role": "1_to_2", "digital_responsibility": "some"}
    writes.save_role(db, sitting_id=sitting.id, now=NOON, **role)
    writes.fix_situational(db, sitting_id=sitting.id, now=NOON)
    writes.fix_situational(db, sitting_id=sitting.id, now=NOON + timedelta(hours=1))
    assert reads.sitting(db, sitting.id) == dataclasses.replace(sitting, situational_fixed_at=NOON, **role)


def test_a_changed_answer_replaces_the_first_and_both_are_in_the_history(sitting: Sitting) -> None:
    with store.writing() as db:
        assert reads.last_saved(db, sitting.id) is None
        save(db, sitting, "USR-K1", 2, confidence=1)
        assert reads.responses(db, sitting.id) == {"USR-K1": Response("USR-K1", 2, 1)}
        save(db, sitting, "USR-K1", 0, now=NOON + timedelta(minutes=5))
        save(db, sitting, "USR-R1", -1)
        saved = {"USR-K1": Response("USR-K1", 0), "USR-R1": Response("USR-R1", -1)}
        assert reads.responses(db, sitting.id) == saved
        assert reads.last_saved(db, sitting.id) == NOON + timedelta(minutes=5)
    assert history(sitting) == [("USR-K1", 2), ("USR-K1", 0), ("USR-R1", -1)]


@settings(max_examples=25, deadline=None)
@given(saves=st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 5)), min_size=1, max_size=6))
def test_of_answers_from_two_devices_the_newest_wins_in_whatever_order_they_arrive(
    saves: list[tuple[int, int]],
) -> None:
    with store.writing() as db:
        writes.add_organisations(db, organisations=[DFE, HMRC])
        cycle = reads.open_cycle(db) or add_cycle(db)
        sitting = start(db, cycle)
        for minute, value in saves:
            save(db, sitting, "USR-R1", value, now=NOON + timedelta(minutes=minute))
        newest = max(range(len(saves)), key=lambda i: (saves[i][0], i))
        assert reads.responses(db, sitting.id)["USR-R1"].value == saves[newest][1]
        assert reads.last_saved(db, sitting.id) == NOON + timedelta(minutes=saves[newest][0])
        removal.delete_answers(db, sitting_id=sitting.id)


def test_submitting_again_replaces_all_scores_and_keeps_their_order(sitting: Sitting, db: Session) -> None:
    assert reads.scores(db, sitting.id) == ()
    submit(db, sitting, USR, DAT)
    assert reads.scores(db, sitting.id) == (USR, DAT)
    submit(db, sitting, DAT, at=NOON + timedelta(days=1))
    assert reads.scores(db, sitting.id) == (DAT,)
    submitted = reads.sitting(db, sitting.id)
    later = NOON + timedelta(days=1)
    assert submitted == dataclasses.replace(sitting, status="submitted", submitted_at=later, reference="R-7")


def test_a_resubmission_that_fails_leaves_the_first_in_place(sitting: Sitting) -> None:
    with store.writing() as db:
        submit(db, sitting, USR)
    impossible = dataclasses.replace(DAT, domain="TEC", status="scored", level=5.2)
    with pytest.raises(StoreError), store.writing() as db:
        submit(db, sitting, DAT, impossible, at=NOON + timedelta(days=1))
    with store.reading() as db:
        assert reads.scores(db, sitting.id) == (USR,)


def test_the_latest_submitted_sitting_is_the_one_of_the_newer_cycle(
    cycle: Cycle, sitting: Sitting, db: Session
) -> None:
    assert reads.latest_submitted(db, "P1") is None
    submit(db, sitting, USR)
    second = start(db, add_cycle(db, "Spring 2027"))
    submitted = reads.latest_submitted(db, "P1")
    assert submitted is not None
    assert submitted.id == sitting.id
    submit(db, second, USR, at=NOON + timedelta(days=2))
    submitted = reads.latest_submitted(db, "P1")
    assert submitted is not None
    assert (submitted.id, submitted.cycle.name) == (second.id, "Spring 2027")


def test_deleting_answers_leaves_the_invitation_and_nothing_else(cycle: Cycle, sitting: Sitting) -> None:
    with store.writing() as db:
        save(db, sitting, "USR-R1", 4)
        submit(db, sitting, USR)
        other = start(db, cycle, "P2")
        save(db, other, "USR-R1", 2)
        writes.set_cycle_status(db, cycle_id=cycle.id, status="closed", now=CLOSES)
        removal.delete_answers(db, sitting_id=sitting.id)
    with store.reading() as db:
        assert reads.sitting(db, sitting.id) is None
        assert (reads.responses(db, sitting.id), reads.scores(db, sitting.id)) == ({}, ())
        assert reads.cohort_member(db, cycle.id, "P1") is not None
        assert reads.responses(db, other.id) == {"USR-R1": Response("USR-R1", 2)}
    assert history(sitting) == []


def test_the_number_of_a_deleted_sitting_is_never_given_again(cycle: Cycle, sitting: Sitting, db: Session) -> None:
    removal.delete_answers(db, sitting_id=sitting.id)
    assert start(db, cycle).id > sitting.id
    with pytest.raises(NotFound):
        save(db, sitting, "USR-R1", 1)


def test_counts_of_a_cycle_add_up_by_organisation_grade_and_form(cycle: Cycle, sitting: Sitting, db: Session) -> None:
    submit(db, sitting, USR)
    start(db, cycle, "P2")
    assert rows_of(reads.response_counts(db, cycle.id)) == {
        ("DFE", "director", 2, 1, 1),
        ("HMRC", "permanent_secretary", 1, 0, 0),
    }
    assert reads.form_counts(db, cycle.id, "DFE", "director") == {"standard_a": 2}
    assert reads.form_counts(db, cycle.id, "HMRC", "permanent_secretary") == {}
    assert reads.respondents_in(db, cycle.id) == {"P1", "P2"}


def test_cycle_scores_hold_submitted_sittings_only_and_no_key_of_a_person(
    cycle: Cycle, sitting: Sitting, db: Session
) -> None:
    start(db, cycle, "P2")
    empty = reads.cycle_scores(db, cycle.id)
    submit(db, sitting, USR, DAT)
    frame = reads.cycle_scores(db, cycle.id)
    keys = ["organisation", "grade", "profession", "moved", "domain", "status"]
    assert list(frame.columns) == [*keys, *reads.SCORE_FLOATS]
    assert list(frame.dtypes) == list(empty.dtypes)
    assert len(empty) == 0
    by_domain = frame.set_index("domain")
    assert by_domain.loc["USR", ["level", "self", "demonstrated", "target"]].tolist() == [2.8, 3.25, 2.75, 3.5]
    assert by_domain.loc["DAT", ["level", "level_se", "self"]].isna().all()
    assert not frame.isin(["P1"]).any(axis=None)


def test_pulse_counts_take_the_named_items_of_submitted_sittings(cycle: Cycle, sitting: Sitting, db: Session) -> None:
    other = start(db, cycle, "P2")
    unfinished = start(db, cycle, "P3")
    for each in (sitting, other, unfinished):
        save(db, each, "P-01", 4)
        save(db, each, "P-02", 0)
        save(db, each, "USR-R1", 4)
    for each in (sitting, other):
        submit(db, each, USR)
    assert rows_of(reads.pulse_counts(db, cycle.id, ["P-01", "P-02"])) == {
        ("DFE", "director", "", 0, "P-01", 4, 2),
        ("DFE", "director", "", 0, "P-02", 0, 2),
    }


def test_a_request_for_correction_is_kept_open(cycle: Cycle) -> None:
    with store.writing() as db:
        writes.request_correction(db, cycle_id=cycle.id, person_id="P1", text="I moved to HMRC", now=NOON)
    with store.reading() as db:
        found = db.connection().execute(text("SELECT person_id, text, status FROM correction_request")).all()
    assert found == [("P1", "I moved to HMRC", "open")]


# ---- releases ----------------------------------------------------------------------------------------

PUBLISHED = Cell("organisation", "USR", "level", "published", "DFE", n=40, invited=50, estimate=2.9, low=2.7, high=3.1)
WITHHELD = Cell("organisation", "USR", "level", "withheld", "HMRC")


def release(db: Session, cycle: Cycle, *cells: Cell) -> None:
    writes.save_release(
        db,
        cycle_id=cycle.id,
        created_at=NOON,
        minimum_group=10,
        proof={"attacks": [0, 1.5]},
        world={"counts": [3]},
        cells=cells,
    )


def test_a_release_comes_back_as_it_was_saved(cycle: Cycle, db: Session) -> None:
    assert reads.release_of(db, cycle.id) is None
    assert reads.release_cells(db, cycle.id) == ()
    release(db, cycle, WITHHELD, PUBLISHED)
    assert reads.release_of(db, cycle.id) == (NOON, 10, {"attacks": [0, 1.5]})
    assert reads.release_cells(db, cycle.id) == (WITHHELD, PUBLISHED)


def test_a_release_from_before_corrections_is_the_first_of_its_cycle(
    cycle: Cycle, database: Path, tmp_path: Path
) -> None:
    with store.writing() as db:
        release(db, cycle, WITHHELD, PUBLISHED)
    older.use("0004", tmp_path, database)
    store.upgrade()
    with store.reading() as db:
        assert reads.releases_of(db, cycle.id) == 1
        assert reads.release_cells(db, cycle.id, number=1) == (WITHHELD, PUBLISHED)
        assert reads.release_world(db, cycle.id, 1) == {}


def test_a_second_release_of_a_cycle_is_refused_and_the_first_stays(cycle: Cycle) -> None:
    with store.writing() as db:
        release(db, cycle, PUBLISHED)
    with pytest.raises(WrongState, match="‘Autumn 2026’ is released already") as refused, store.writing() as db:
        release(db, cycle, WITHHELD)
    assert refused.value.do == "A release is never changed or replaced."
    with store.reading() as db:
        assert reads.release_cells(db, cycle.id) == (PUBLISHED,)


def test_the_same_cell_twice_is_refused(cycle: Cycle) -> None:
    with pytest.raises(StoreError), store.writing() as db:
        release(db, cycle, PUBLISHED, PUBLISHED)


# ---- nothing after the close -------------------------------------------------------------------------


NO_ROLE = {"profession": "", "time_in_role": "", "digital_responsibility": ""}
CHANGES = {
    "response": lambda db, sitting, now: save(db, sitting, "USR-R1", 4, now=now),
    "role": lambda db, sitting, now: writes.save_role(db, sitting_id=sitting.id, now=now, **NO_ROLE),
    "fixing": lambda db, sitting, now: writes.fix_situational(db, sitting_id=sitting.id, now=now),
    "submission": lambda db, sitting, now: submit(db, sitting, USR, at=now),
    "start": lambda db, sitting, now: start(db, sitting.cycle, "P2", now=now),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("status", "now"), [("open", CLOSES), ("closed", NOON), ("released", NOON)])
def test_nothing_of_a_respondent_is_saved_after_the_close(
    cycle: Cycle, sitting: Sitting, change: str, status: str, now: datetime
) -> None:
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=cycle.id, status=status, now=NOON)
    with pytest.raises(WrongState, match="The assessment is closed") as refused, store.writing() as db:
        CHANGES[change](db, sitting, now)
    assert refused.value.code == "cycle_not_open"
    with store.reading() as db:
        assert reads.responses(db, sitting.id) == {}
        found = reads.sitting(db, sitting.id)
        closed_at = None if status == "open" else NOON
        assert found == dataclasses.replace(
            sitting, cycle=dataclasses.replace(cycle, status=status, closed_at=closed_at)
        )
        assert reads.respondents_in(db, cycle.id) == {"P1"}
    assert history(sitting) == []


def test_the_last_moment_before_the_close_is_in_time(sitting: Sitting, db: Session) -> None:
    save(db, sitting, "USR-R1", 4, now=CLOSES - timedelta(microseconds=1))
    assert reads.responses(db, sitting.id)["USR-R1"].value == 4


# ---- loading a file ----------------------------------------------------------------------------------


def load(db: Session, cycle: Cycle, people: tuple[str, ...] = ("P1", "P3")) -> None:
    sittings = pd.DataFrame({"person": people, "form": "standard_a", "bank_version": "2027.1", "profession": "policy"})
    answers = pd.DataFrame({"item": ["USR-K1", "P-01"], "value": [2, 0], "confidence": [3, None]})
    scores = pd.DataFrame([dataclasses.asdict(USR), dataclasses.asdict(DAT)])
    everyone = pd.DataFrame({"person": people})
    writes.bulk_load(
        db,
        cycle_id=cycle.id,
        sittings=sittings.assign(submitted_at=NOON),
        responses=everyone.merge(answers, how="cross"),
        scores=everyone.merge(scores, how="cross"),
    )


def test_a_loaded_file_reads_the_same_as_answers_saved_one_by_one(
    cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "CHUNK", 3)
    with store.writing() as db:
        loaded = add_cycle(db, "From a file")
        load(db, loaded)
        for person in ("P1", "P3"):
            sitting = start(db, cycle, person)
            role = {"profession": "policy", "time_in_role": "", "digital_responsibility": ""}
            writes.save_role(db, sitting_id=sitting.id, now=NOON, **role)
            save(db, sitting, "USR-K1", 2, confidence=3)
            save(db, sitting, "P-01", 0)
            submit(db, sitting, USR, DAT)
    with store.reading() as db:
        for person in ("P1", "P3"):
            one, other = (reads.sitting_of(db, each.id, person) for each in (loaded, cycle))
            assert one is not None
            assert other is not None
            assert reads.responses(db, one.id) == reads.responses(db, other.id)
            assert reads.last_saved(db, one.id) == reads.last_saved(db, other.id) == NOON
            assert reads.scores(db, one.id) == reads.scores(db, other.id) == (USR, DAT)
            same = {"id": other.id, "cycle": cycle, "option_orders": other.option_orders, "reference": "R-7"}
            assert dataclasses.replace(one, **same) == other
        for read in (reads.cycle_scores, reads.response_counts):
            pd.testing.assert_frame_equal(read(db, loaded.id), read(db, cycle.id))
        pulse = [reads.pulse_counts(db, each.id, ["P-01"]) for each in (loaded, cycle)]
        pd.testing.assert_frame_equal(*pulse)


def test_loading_somebody_twice_changes_nothing(cycle: Cycle) -> None:
    with store.writing() as db:
        load(db, cycle, ("P1",))
    with pytest.raises(StoreError) as refused, store.writing() as db:
        load(db, cycle, ("P3", "P1"))
    assert refused.value.code == "database_refused"
    with store.reading() as db:
        assert reads.respondents_in(db, cycle.id) == {"P1"}


def test_nothing_is_loaded_into_a_closed_cycle(cycle: Cycle, db: Session) -> None:
    writes.set_cycle_status(db, cycle_id=cycle.id, status="closed", now=NOON)
    with pytest.raises(WrongState):
        load(db, cycle)


def test_answers_of_somebody_who_is_not_in_the_file_are_a_mistake(cycle: Cycle, db: Session) -> None:
    sittings = pd.DataFrame(
        {"person": ["P1"], "form": "a", "bank_version": "1", "profession": "", "submitted_at": NOON}
    )
    responses = pd.DataFrame({"person": ["P2"], "item": ["USR-R1"], "value": [3], "confidence": [None]})
    with pytest.raises(ValueError, match="without a row in sittings"):
        writes.bulk_load(
            db, cycle_id=cycle.id, sittings=sittings, responses=responses, scores=pd.DataFrame({"person": []})
        )


# ---- what the database itself refuses ----------------------------------------------------------------

CELL = dataclasses.asdict(PUBLISHED) | {"position": 0}
BAD_ROWS = [
    ("cohort_member", {"cycle_id": 1, "person_id": "P1", "organisation": "DFE", "grade": "nonsense"}),
    ("cohort_member", {"cycle_id": 1, "person_id": "P1", "organisation": "NOWHERE", "grade": "director"}),
    ("account", {"subject": "Upper@Case", "name": "U", "roles": "[]", "made_up": 0}),
    ("response", {"sitting_id": 999, "item_id": "USR-R1", "value": 1, "saved_at": "2026-11-02"}),
    ("response", {"sitting_id": 1, "item_id": "USR-R1", "value": -2, "saved_at": "2026-11-02"}),
    ("response", {"sitting_id": 1, "item_id": "USR-R1", "value": 1, "confidence": 0, "saved_at": "2026-11-02"}),
    ("score", dataclasses.asdict(USR) | {"sitting_id": 1, "position": 0, "level": 5.1}),
    ("score", dataclasses.asdict(USR) | {"sitting_id": 1, "position": 0, "status": "perhaps"}),
    ("score", dataclasses.asdict(DAT) | {"sitting_id": 1, "position": 0, "level": 3.0}),
    ("release_cell", CELL | {"release_id": 1, "status": "withheld"}),
    ("release_cell", CELL | {"release_id": 1, "view": "person"}),
    ("release_cell", CELL | {"release_id": 1, "measure": "guess"}),
]


@pytest.mark.parametrize(("table", "row"), BAD_ROWS, ids=lambda value: value if isinstance(value, str) else "")
def test_the_database_refuses_a_row_outside_its_rules(
    cycle: Cycle, sitting: Sitting, table: str, row: dict[str, object]
) -> None:
    with store.writing() as db:
        release(db, cycle)
    assert (cycle.id, sitting.id) == (1, 1)
    insert = text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})")  # noqa: S608
    with pytest.raises(StoreError) as refused, store.writing() as db:
        db.connection().execute(insert, row)
    assert refused.value.code == "database_refused"


@pytest.mark.parametrize("changed", [{"minimum_group": 4}, {"closes_at": OPENS}, {"status": "paused"}])
def test_a_cycle_outside_its_rules_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(StoreError) as refused, store.writing() as db:
        writes.add_cycle(
            db,
            **{"name": "x", "family": "short", "bank_version": "1", "opens_at": OPENS, "closes_at": CLOSES} | changed,
        )
    assert refused.value.code == "database_refused"


def test_a_time_without_a_zone_is_refused(sitting: Sitting, db: Session) -> None:
    with pytest.raises(TypeError, match="offset-naive"):
        save(db, sitting, "USR-R1", 3, now=datetime(2026, 11, 3))


def test_neither_the_words_nor_the_trace_of_an_error_hold_a_value(
    cycle: Cycle, caplog: pytest.LogCaptureFixture
) -> None:
    with store.writing() as db:
        writes.add_account(db, subject="ada@example.org", name="Ada Secret", roles=[])
    with pytest.raises(StoreError) as refused, store.writing() as db:
        writes.add_account(db, subject="ada@example.org", name="Ada Secret", roles=[])
    assert str(refused.value).startswith("The database refused values that break its rules.")
    assert refused.value.__suppress_context__
    assert refused.value.__cause__ is None
    assert not any(word in caplog.text for word in ("INSERT", "ada@example.org", "Ada Secret"))
    with pytest.raises(OperationalError) as ours, store.writing() as db:
        db.connection().execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "Ada Secret"})
    assert "Ada Secret" not in str(ours.value)


# ---- transactions ------------------------------------------------------------------------------------


def test_a_block_that_fails_leaves_nothing_behind(sitting: Sitting) -> None:
    def save_and_stumble() -> None:
        with store.writing() as db:
            save(db, sitting, "USR-R1", 4)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        save_and_stumble()
    with store.reading() as db:
        assert reads.responses(db, sitting.id) == {}
    assert history(sitting) == []


def test_a_reading_session_cannot_write(sitting: Sitting) -> None:
    with pytest.raises(StoreError, match="it may only be read"), store.reading() as db:
        save(db, sitting, "USR-R1", 4)


def test_a_reader_sees_one_state_while_another_writes(sitting: Sitting) -> None:
    with store.reading() as before:
        assert reads.responses(before, sitting.id) == {}
        with store.writing() as db:
            save(db, sitting, "USR-R1", 4)
        assert reads.responses(before, sitting.id) == {}
    with store.reading() as after:
        assert reads.responses(after, sitting.id)["USR-R1"].value == 4


def test_two_writers_at_once_lose_nothing() -> None:
    both = threading.Barrier(2)

    def count() -> None:
        both.wait()
        for _ in range(20):
            with store.writing() as db:
                writes.set_setting(db, key="count", value=str(int(reads.setting(db, "count") or 0) + 1))

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as db:
        assert reads.setting(db, "count") == "40"


def test_a_connection_waits_for_locks_and_puts_every_commit_on_disk() -> None:
    with store.writing() as db:
        names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        found = [db.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert found == ["wal", 2, 10_000, 1]


def test_everything_a_respondents_page_reads_is_found_by_index(cycle: Cycle, sitting: Sitting) -> None:
    seen: list[tuple[str, object]] = []
    with store.reading() as db:
        event.listen(db.connection(), "before_cursor_execute", lambda *call: seen.append((call[2], call[3])))
        reads.viewer(db, "ada@example.org")
        reads.setting(db, "demonstration")
        reads.cohort_member(db, cycle.id, "P1")
        reads.sitting(db, sitting.id)
        reads.sitting_of(db, cycle.id, "P1")
        reads.latest_submitted(db, "P1")
        reads.responses(db, sitting.id)
        reads.last_saved(db, sitting.id)
        reads.scores(db, sitting.id)
        reads.form_counts(db, cycle.id, "DFE", "director")
        queries = tuple(seen)
        plans = [db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all() for sql, given in queries]
    assert len(queries) == 10
    assert [step.detail for plan in plans for step in plan if step.detail.startswith("SCAN")] == []
