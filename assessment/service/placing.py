"""Putting people elsewhere in a cohort, part of the transaction of whoever decides it."""

from collections.abc import Sequence

from sqlmodel import Session

from assessment import register, scoring
from assessment.cohort_file import Standing
from assessment.errors import NotFound
from assessment.model import Cycle
from assessment.service import banks
from assessment.store import cohorts, moves, reads

Move = tuple[Standing, str, str]
"""Where a person stands, and the organisation and grade to which they go."""


def put(db: Session, cycle: Cycle, moved: Sequence[Move]) -> list[dict[str, object]]:
    """Put people elsewhere, and give the rows of the history without who did it and why.

    Of those who have submitted, the targets follow the new grade, as in a corrected release.
    """
    finished = cohorts.finished(db, cycle.id) if moved else set()
    for before, organisation, grade in moved:
        if before.person in finished:
            _with_scores(db, cycle, before.person, organisation, grade)
    others = [(one.person, code, grade) for one, code, grade in moved if one.person not in finished]
    cohorts.place(db, cycle_id=cycle.id, places=others)
    return [_change(*one) for one in moved]


def _with_scores(db: Session, cycle: Cycle, person: str, organisation: str, grade: str) -> None:
    sitting = reads.sitting_of(db, cycle.id, person)
    if sitting is None:
        raise NotFound("these answers")
    band = register.profession_band(sitting.profession)
    targets = scoring.domain_targets(banks.version(sitting.bank_version), grade, band)
    place = (organisation, grade, sitting.profession)
    moves.move(db, cycle_id=cycle.id, person=person, sitting=sitting.id, place=place, targets=targets)


def _change(before: Standing, organisation: str, grade: str) -> dict[str, object]:
    return {
        "person_id": before.person,
        "kind": "moved",
        "organisation_before": before.organisation,
        "organisation": organisation,
        "grade_before": before.grade,
        "grade": grade,
    }
