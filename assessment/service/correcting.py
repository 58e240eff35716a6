"""A release that was made with people in the wrong place is followed by another that corrects it."""

import pandas as pd
from sqlmodel import Session

from assessment import register, scoring
from assessment.access import Action, require
from assessment.errors import AssessmentError, WrongState
from assessment.files import MovesFile
from assessment.model import Cycle, Published, QuestionBank, Viewer
from assessment.service import banks, releases
from assessment.store import moves, reads, writing
from assessment.tabular import Faults


def correct(viewer: Viewer | None, name: str, file: MovesFile, bank: QuestionBank | None = None) -> Published:
    """Put people of a cycle with a release where the file says and release the cycle again, all or nothing.

    What the releases before show cannot be taken back, so the new one is closed under differencing with all of them: a
    move of a few people hides the groups that it would tell them by. Statistics of items stay those of the first
    release, and a cycle whose figures are still being checked stays closed. Raises WrongState for a cycle without a
    release, InputError for people who did not submit in it, and AssessmentError if everybody stands where the file
    says.
    """
    require(viewer, Action.MANAGE_CYCLES)
    with writing() as db:
        cycle = releases.known(db, name)
        if not reads.releases_of(db, cycle.id):
            advice = "Correct the cohort before the release is built; only a cycle with one needs a corrected release."
            raise WrongState("cycle_wrong_state", cycle=name, status=cycle.status, advice=advice)
        held = bank or banks.version(cycle.bank_version)
        before = _move(db, cycle, file, held)
        return releases.put_again(db, cycle, held, before)


def _move(db: Session, cycle: Cycle, file: MovesFile, bank: QuestionBank) -> dict[int, moves.Place]:
    """Move everybody whom the file has elsewhere; gives where their sittings stood."""
    there = moves.sat(db, cycle.id).set_index("person")
    _require_sat(file, there, cycle)
    before: dict[int, moves.Place] = {}
    for person, *wanted in zip(file.respondents, file.organisations, file.grades, file.professions, strict=True):
        now = there.loc[person]
        stood = (str(now["organisation"]), str(now["grade"]), str(now["profession"]))
        organisation, grade, profession = (new or old for new, old in zip(wanted, stood, strict=True))
        if (organisation, grade, profession) != stood:
            sitting = int(now["sitting"])
            before[sitting] = stood
            targets = scoring.domain_targets(bank, grade, register.profession_band(profession))
            place = (organisation, grade, profession)
            moves.move(db, cycle_id=cycle.id, person=person, sitting=sitting, place=place, targets=targets)
    if not before:
        raise AssessmentError("nothing_to_correct", cycle=cycle.name)
    return before


def _require_sat(file: MovesFile, there: pd.DataFrame, cycle: Cycle) -> None:
    faults = Faults(file.name)
    for row, person in zip(file.rows, file.respondents, strict=True):
        if person not in there.index:
            problem = f"respondent ‘{person}’ did not submit in the cycle ‘{cycle.name}’"
            faults.add(int(row), "respondent", problem, "Remove the row, or correct the id")
    faults.raise_any()
