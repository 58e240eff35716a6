"""Correcting where people stood in a cycle that is released already, and where its releases had them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import update
from sqlmodel import Session, col, select

from assessment.store import reads
from assessment.store.joins import frame, is_member, submitted_in
from assessment.store.statements import insert_rows
from assessment.store.tables import CohortMemberRow, ReleaseMoveRow, ReleaseRow, ScoreRow, SittingRow

Place = tuple[str, str, str]
"""Organisation, grade and profession of a person in a cycle."""


def sat(db: Session, cycle_id: int) -> pd.DataFrame:
    """Columns person, sitting, organisation, grade, profession: everybody who submitted in the cycle."""
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(SittingRow.person_id).label("person"),
            col(SittingRow.id).label("sitting"),
            col(CohortMemberRow.organisation),
            col(CohortMemberRow.grade),
            col(SittingRow.profession),
        )
        .join(CohortMemberRow, is_member())
        .where(*submitted_in(cycle_id))
    )
    return frame(db, query)


def move(db: Session, *, cycle_id: int, person: str, sitting: int, place: Place, targets: Mapping[str, float]) -> None:
    """Put a person who submitted elsewhere; `targets` by domain are those of the new grade and function."""
    organisation, grade, profession = place
    member = col(CohortMemberRow.cycle_id) == cycle_id, col(CohortMemberRow.person_id) == person
    db.exec(update(CohortMemberRow).where(*member).values(organisation=organisation, grade=grade))
    db.exec(update(SittingRow).where(col(SittingRow.id) == sitting).values(profession=profession))
    for domain, target in targets.items():
        score = col(ScoreRow.sitting_id) == sitting, col(ScoreRow.domain) == domain
        db.exec(update(ScoreRow).where(*score).values(target=target))


def keep(db: Session, *, release_id: int, before: Mapping[int, Place]) -> None:
    """Note, with the release that corrects them, where sittings stood in the releases before it."""
    rows = [
        {"release_id": release_id, "sitting_id": sitting, "organisation": o, "grade": g, "profession": p}
        for sitting, (o, g, p) in before.items()
    ]
    insert_rows(db, ReleaseMoveRow, rows)


def places(db: Session, cycle_id: int) -> Sequence[Mapping[int, Place]]:
    """For each release of a cycle, the first one first, the places it had of the sittings that any release moved.

    A sitting that no later release moved stands where it stands now, and is left out of that release's places.
    """
    moved: dict[int, dict[int, Place]] = defaultdict(dict)
    query = (
        select(ReleaseRow.number, ReleaseMoveRow)
        .join(ReleaseMoveRow, col(ReleaseMoveRow.release_id) == ReleaseRow.id)
        .where(ReleaseRow.cycle_id == cycle_id)
    )
    for number, row in db.exec(query):
        moved[number][row.sitting_id] = (row.organisation, row.grade, row.profession)
    found: list[dict[int, Place]] = []
    later: dict[int, Place] = {}
    for number in range(reads.releases_of(db, cycle_id), 0, -1):
        found.append(dict(later))
        later |= moved[number]
    return found[::-1]
