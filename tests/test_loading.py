"""A responses file becomes sittings of a cycle: all of it or nothing, and nobody twice."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assessment import bank as banks_on_disk
from assessment import dates, register, store
from assessment.errors import AssessmentError, InputError, NotAllowed, WrongState
from assessment.files import ResponseFile, read_responses
from assessment.model import Cycle, Person
from assessment.service import loading, releases
from assessment.store import reads, writes
from tests.builders import ADMINISTRATOR, DEPARTMENT_HR, LEADER, LEARNING_TEAM
from tests.commands import LIGHTHOUSE, dump, write

BANK = banks_on_disk.load(LIGHTHOUSE)
HEADINGS = "respondent,organisation,grade,profession,form,submitted_at,Lamp-R1,Lamp-S1,Lamp-K1,Lamp-K1.confidence,P1"
ANNA = "anna,HMRC,director,policy,standard_a,2026-11-23T09:41:00+01:00,3,NA,1,3,DK"
BEN = "ben,DWP,deputy_director,,,,,2,DK,,"
OPENS = datetime(2026, 11, 2, 9, tzinfo=UTC)


def read(folder: Path, *lines: str) -> ResponseFile:
    return read_responses(write(folder / "answers.csv", HEADINGS, *lines), BANK)


def add_cycle(name: str = "2026", *cohort: tuple[str, str, str]) -> Cycle:
    """An open cycle to which the people of the cohort (person, organisation, grade) are invited."""
    with store.writing() as db:
        writes.add_organisations(db, organisations=register.organisations())
        cycle = writes.add_cycle(
            db,
            name=name,
            family="full",
            bank_version=BANK.version,
            opens_at=OPENS,
            closes_at=OPENS + timedelta(days=30),
        )
        people = pd.DataFrame(cohort, columns=["person", "organisation", "grade"], dtype=object)
        writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=people)
    return cycle


def load(file: ResponseFile, cycle: str = "2026") -> int:
    return loading.load(LEARNING_TEAM, file, cycle, BANK)


def test_a_cycle_that_is_not_there_is_made_and_open(tmp_path, monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: OPENS)
    assert load(read(tmp_path, BEN, ANNA)) == 2
    with store.reading() as db:
        cycle = reads.cycle(db, "2026")
    assert cycle is not None
    assert (cycle.status, cycle.family, cycle.bank_version) == ("open", "standard", "1.0")
    assert (cycle.opens_at, cycle.closes_at) == (OPENS, OPENS + timedelta(weeks=8))
    assert (cycle.minimum_group, cycle.made_up) == (10, False)


def test_the_family_of_a_new_cycle_is_that_of_the_first_row_that_names_a_form(tmp_path):
    load(read(tmp_path, BEN, ANNA.replace("standard_a", "full_a")))
    with store.reading() as db:
        assert reads.cycle(db, "2026").family == "full"


def test_answers_are_stored_as_they_were_given(tmp_path, monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: OPENS)
    load(read(tmp_path, ANNA, BEN))
    with store.reading() as db:
        cycle = reads.cycle(db, "2026")
        anna, ben = (reads.sitting_of(db, cycle.id, person) for person in ("anna", "ben"))
        assert anna.person == Person("anna", "HMRC", "director")
        assert (anna.form, anna.profession, anna.status, anna.bank_version) == (
            "standard_a",
            "policy",
            "submitted",
            "1.0",
        )
        assert anna.submitted_at == datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
        assert (ben.form, ben.profession, ben.submitted_at) == ("", "", OPENS)
        answers = reads.responses(db, anna.id)
        assert {item: (a.value, a.confidence) for item, a in answers.items()} == {
            "Lamp-R1": (3, None),
            "Lamp-S1": (-1, None),
            "Lamp-K1": (1, 3),
            "P1": (0, None),
        }
        assert {item: a.value for item, a in reads.responses(db, ben.id).items()} == {"Lamp-S1": 2, "Lamp-K1": 0}
        assert [score.domain for score in reads.scores(db, anna.id)] == ["Lamp", "Crew"]


def test_people_who_only_come_with_a_file_do_not_count_as_invited(tmp_path):
    cycle = add_cycle("2026", ("anna", "HMRC", "director"), ("carl", "HMRC", "director"))
    load(read(tmp_path, ANNA, BEN))
    with store.reading() as db:
        counts = reads.response_counts(db, cycle.id).set_index("organisation")
        assert counts.loc["HMRC", ["invited", "submitted"]].tolist() == [2, 1]
        assert counts.loc["DWP", ["invited", "submitted"]].tolist() == [0, 1]
        assert reads.invited(db, cycle.id).to_numpy().tolist() == [["HMRC", "director", 2]]


def test_more_files_can_follow_while_the_cycle_is_open(tmp_path):
    load(read(tmp_path, ANNA))
    assert load(read(tmp_path, BEN)) == 1
    with store.reading() as db:
        assert reads.respondents_in(db, reads.cycle(db, "2026").id) == {"anna", "ben"}


def test_a_person_may_answer_in_two_cycles(tmp_path):
    load(read(tmp_path, ANNA), "2026")
    assert load(read(tmp_path, ANNA.replace("HMRC", "DWP")), "2027") == 1


def test_everybody_who_is_in_the_cycle_already_is_named_and_nobody_is_added(tmp_path, database):
    load(read(tmp_path, ANNA, BEN))
    before = dump(database)
    with pytest.raises(InputError) as caught:
        load(read(tmp_path, "carl,DWP,director,,,,,,,,", "", BEN, ANNA.replace("HMRC", "DWP")))
    assert [(fault.place, fault.problem) for fault in caught.value.faults] == [
        ("row 4, column respondent", "‘ben’ is already in the cycle ‘2026’"),
        ("row 5, column respondent", "‘anna’ is already in the cycle ‘2026’"),
        ("row 5, column organisation", "the cycle has ‘HMRC’ for respondent ‘anna’"),
    ]
    assert str(caught.value.faults[0]).startswith("answers.csv: row 4, column respondent: ‘ben’")
    assert dump(database) == before


def test_somebody_who_has_started_in_the_app_is_in_the_cycle_already(tmp_path):
    cycle = add_cycle("2026", ("anna", "HMRC", "director"))
    with store.writing() as db:
        writes.start_sitting(
            db, cycle_id=cycle.id, person_id="anna", form="full_a", bank_version="1.0", option_orders={}, now=OPENS
        )
    with pytest.raises(InputError, match="1 fault was found"):
        load(read(tmp_path, ANNA))


def test_the_cohort_knows_where_people_are(tmp_path, database):
    add_cycle("2026", ("anna", "DWP", "director_general"), ("ben", "DWP", "deputy_director"))
    before = dump(database)
    with pytest.raises(InputError) as caught:
        load(read(tmp_path, ANNA, BEN))
    assert [(fault.place, fault.problem) for fault in caught.value.faults] == [
        ("row 2, column organisation", "the cycle has ‘DWP’ for respondent ‘anna’"),
        ("row 2, column grade", "the cycle has ‘director_general’ for respondent ‘anna’"),
    ]
    assert dump(database) == before


@pytest.mark.parametrize("status", ["closed", "released"])
def test_a_cycle_that_is_not_open_takes_nobody(tmp_path, database, status):
    cycle = add_cycle()
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=cycle.id, status=status, now=OPENS)
    before = dump(database)
    with pytest.raises(WrongState, match=f"The cycle ‘2026’ is {status}. Answers are only added to an open cycle"):
        load(read(tmp_path, ANNA))
    assert dump(database) == before


def test_a_cycle_of_another_version_of_the_bank_takes_nobody(tmp_path, database):
    load(read(tmp_path, ANNA))
    before = dump(database)
    other = banks_on_disk.load(banks_on_disk.newest())
    with pytest.raises(AssessmentError, match=r"uses version 1\.0 of the question bank, not 2027\.3"):
        loading.load(LEARNING_TEAM, read(tmp_path, BEN), "2026", other)
    assert dump(database) == before


def test_an_error_half_way_through_leaves_not_even_the_cycle(tmp_path, database, monkeypatch):
    def stumble(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    before = dump(database)
    monkeypatch.setattr(writes, "bulk_load", stumble)
    with pytest.raises(ZeroDivisionError):
        load(read(tmp_path, ANNA))
    assert dump(database) == before


@pytest.mark.parametrize("viewer", [None, LEADER, DEPARTMENT_HR])
def test_only_those_who_manage_cycles_may_load(tmp_path, database, viewer):
    before = dump(database)
    with pytest.raises(AssessmentError) as refused:
        loading.load(viewer, read(tmp_path, ANNA), "2026", BANK)
    assert isinstance(refused.value, NotAllowed) == (viewer is not None)
    assert dump(database) == before


def test_nobody_is_invited_so_the_response_is_not_known_in_the_release(tmp_path):
    load(read(tmp_path, *(ANNA.replace("anna", f"p{n}").replace(",NA,", ",2,") for n in range(12))))
    published = releases.build(LEARNING_TEAM, "2026", BANK)
    shown = [cell for cell in published.cells if cell.shown]
    assert {cell.n for cell in shown} == {12}
    assert {cell.invited for cell in shown} == {None}


def test_a_profession_is_held_to_the_targets_of_its_band(tmp_path):
    bank = banks_on_disk.load(banks_on_disk.newest())
    lines = [f"p{n},HMRC,director,{code}" for n, code in enumerate(("finance", "corporate", "", "legal"))]
    file = read_responses(write(tmp_path / "a.csv", "respondent,organisation,grade,profession", *lines), bank)
    finance, corporate, none, legal = loading.table(file, bank).target.tolist()
    assert finance == corporate != none == legal


def test_a_missing_number_is_missing_in_the_frames(tmp_path):
    scores = loading.frames(read(tmp_path, BEN), BANK)["scores"]
    assert scores["person"].tolist() == ["ben", "ben"]
    assert scores["domain"].tolist() == ["Lamp", "Crew"]
    assert scores["status"].tolist() == ["not_enough_answers"] * 2
    assert np.isnan(scores["level"]).all()
    assert scores["demonstrated_n"].tolist() == [2, 0]


def test_the_administrator_cannot_load(tmp_path):
    with pytest.raises(NotAllowed):
        loading.load(ADMINISTRATOR, read(tmp_path, ANNA), "2026", BANK)
