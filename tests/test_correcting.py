"""A corrected release: people put where they belong, and nobody told by the difference between two releases."""

import numpy as np
import pandas as pd
import pytest

from assessment import bank as banks_on_disk
from assessment import files, simulate, store
from assessment.errors import AssessmentError, InputError, NotAllowed, WrongState
from assessment.model import Published
from assessment.service import correcting, loading, releases
from assessment.store import moves, reads, removal
from assessment.tabular import write_csv
from tests.builders import DEPARTMENT_HR, LEARNING_TEAM
from tests.commands import LIGHTHOUSE, write

BANK = banks_on_disk.load(LIGHTHOUSE)
CYCLE = "2026"
PLACES = {"DFE": 40, "HMRC": 30, "DWP": 30, "HO": 30}
LEVELS = {"view": "organisation", "measure": "level", "domain": BANK.domains[0].id}


@pytest.fixture(autouse=True)
def _released(tmp_path):
    """130 people of four organisations, all directors, released once."""
    people = complete(simulate.simulate(130, BANK, seed=3))
    people["organisation"] = np.repeat(list(PLACES), list(PLACES.values()))
    people["grade"], people["profession"] = "director", "policy"
    write_csv(tmp_path / "answers.csv", people)
    loading.load(LEARNING_TEAM, files.read_responses(tmp_path / "answers.csv", BANK), CYCLE, BANK)
    releases.build(LEARNING_TEAM, CYCLE, BANK)


def complete(people: pd.DataFrame) -> pd.DataFrame:
    """Everybody answers every item of their form, so that all are scored."""
    for item in BANK.item_by_id.keys() & set(people.columns):
        asked = np.array([item in BANK.form_by_id[form].items for form in people["form"]])
        cells = people[item].astype(str)
        people[item] = cells.mask(asked & cells.isin(["", "NA"]), "1")
    return people


def who(number: int) -> str:
    return f"made-up-{number:06d}"


def correct(folder, *people: int, to: str = "HMRC") -> Published:
    lines = (f"{who(number)},{to},director" for number in people)
    file = files.read_moves(write(folder / "moves.csv", "respondent,organisation,grade", *lines))
    return correcting.correct(LEARNING_TEAM, CYCLE, file, BANK)


def shown(made: Published) -> dict[str, int]:
    cells = made.select(**LEVELS).cells
    return {cell.organisation: cell.n for cell in cells if cell.n is not None}


def stored() -> tuple[int, Published]:
    with store.reading() as db:
        cycle = reads.cycle(db, CYCLE)
        number = reads.releases_of(db, cycle.id)
    made = releases.published(LEARNING_TEAM, cycle)
    assert made is not None
    return number, made


def test_ten_people_in_the_wrong_organisation_are_counted_where_they_belong(tmp_path):
    assert shown(stored()[1]) == PLACES
    made = correct(tmp_path, *range(1, 11))
    assert shown(made) == {"DFE": 30, "HMRC": 40, "DWP": 30, "HO": 30}
    number, kept = stored()
    assert number == 2
    assert kept.cells == made.cells


def test_the_move_of_one_person_hides_both_organisations_because_the_first_release_is_out(tmp_path):
    made = correct(tmp_path, 1)
    assert shown(made) == {"DWP": 30, "HO": 30}
    everybody = made.select(view="all", measure="level", domain=LEVELS["domain"]).cells[0]
    assert everybody.n == 130


def test_moving_them_back_shows_what_was_shown_at_first(tmp_path):
    first = stored()[1]
    correct(tmp_path, 1)
    again = correct(tmp_path, 1, to="DFE")
    assert stored()[0] == 3
    assert again.cells == first.cells


def test_a_third_release_knows_what_the_first_two_showed(tmp_path):
    correct(tmp_path, *range(1, 11))
    made = correct(tmp_path, *range(11, 16))
    # the second release had 30 in DFE and 40 in HMRC: five people more or less would be told
    assert shown(made) == {"DWP": 30, "HO": 30}


def test_a_corrected_release_is_refused_once_somebody_deleted_their_answers(tmp_path):
    with store.writing() as db:
        removal.delete_answers(db, sitting_id=reads.sitting_of(db, reads.cycle(db, CYCLE).id, who(50)).id)
    with pytest.raises(AssessmentError, match="have deleted them since") as refused:
        correct(tmp_path, *range(1, 11))
    assert refused.value.code == "answers_gone"
    assert stored()[0] == 1


def test_the_target_follows_the_new_grade_and_function(tmp_path):
    file = files.read_moves(
        write(tmp_path / "m.csv", "respondent,organisation,grade,profession", f"{who(1)},DFE,deputy_director,")
    )
    with store.reading() as db:
        cycle = reads.cycle(db, CYCLE)
        sitting = reads.sitting_of(db, cycle.id, who(1))
        before = [score.target for score in reads.scores(db, sitting.id)]
    correcting.correct(LEARNING_TEAM, CYCLE, file, BANK)
    with store.reading() as db:
        moved = reads.sitting_of(db, cycle.id, who(1))
        after = [score.target for score in reads.scores(db, sitting.id)]
        (kept,) = moves.places(db, cycle.id)[0].values()
    assert (moved.person.grade, moved.profession) == ("deputy_director", "policy")
    assert before != after
    assert kept == ("DFE", "director", "policy")


def test_what_cannot_be_corrected_says_so_and_changes_nothing(tmp_path):
    with pytest.raises(InputError) as strange:
        correct(tmp_path, 1, 999)
    assert "row 3, column respondent: respondent ‘made-up-000999’ did not submit" in "\n".join(strange.value.lines())
    with pytest.raises(AssessmentError, match="already stands there"):
        correct(tmp_path, 1, to="DFE")
    with pytest.raises(InputError, match="cannot be used"):
        correct(tmp_path, 1, to="NOWHERE")
    file = files.read_moves(write(tmp_path / "m.csv", "respondent,organisation,grade", f"{who(1)},HMRC,director"))
    with pytest.raises(NotAllowed):
        correcting.correct(DEPARTMENT_HR, CYCLE, file, BANK)
    with pytest.raises(AssessmentError, match="There is no cycle"):
        correcting.correct(LEARNING_TEAM, "2031", file, BANK)
    assert stored()[0] == 1


def test_an_open_cycle_needs_no_corrected_release(tmp_path):
    people = simulate.simulate(3, BANK, seed=4)
    write_csv(tmp_path / "open.csv", people)
    loading.load(LEARNING_TEAM, files.read_responses(tmp_path / "open.csv", BANK), "2027", BANK)
    file = files.read_moves(write(tmp_path / "m.csv", "respondent,organisation,grade", f"{who(1)},HMRC,director"))
    with pytest.raises(WrongState, match="The cycle ‘2027’ is open"):
        correcting.correct(LEARNING_TEAM, "2027", file, BANK)


def test_moved_sittings_are_atoms_of_their_own(tmp_path):
    correct(tmp_path, 1, 2)
    with store.reading() as db:
        cycle = reads.cycle(db, CYCLE)
        ids = {reads.sitting_of(db, cycle.id, who(n)).id for n in (1, 2)}
        scores: pd.DataFrame = reads.cycle_scores(db, cycle.id, ids)
    assert set(scores["moved"]) == {0, *ids}
