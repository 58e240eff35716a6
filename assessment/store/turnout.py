"""When people finished and how long it took, and who of an organisation has; never what they answered."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func
from sqlmodel import Session, col

from assessment.store.joins import counts_as_invited, is_member, submitted_in
from assessment.store.tables import AccountRow, CohortMemberRow, ResponseChangeRow, SittingRow


def finishes(db: Session, cycle_id: int) -> list[tuple[str, str, datetime]]:
    """Organisation, grade and moment (UTC) of each submission."""
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(*map(col, (CohortMemberRow.organisation, CohortMemberRow.grade, SittingRow.submitted_at)))
        .join(CohortMemberRow, is_member())
        .where(*submitted_in(cycle_id))
    )
    return [(code, grade, at) for code, grade, at in db.connection().execute(query)]


def saved(db: Session, cycle_id: int, most: int) -> list[tuple[int, datetime]]:
    """When the answers of at most so many sittings were saved, those submitted last: (sitting, UTC), in order.

    Not of answers that came in a file or were entered from paper, and not what was changed after submitting.
    """
    latest = (
        sa.select(col(SittingRow.id))
        .where(*submitted_in(cycle_id), col(SittingRow.entered_by) == "")
        .order_by(col(SittingRow.submitted_at).desc())
        .limit(most)
    )
    change = ResponseChangeRow
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(col(change.sitting_id), col(change.saved_at))
        .join(SittingRow, col(SittingRow.id) == change.sitting_id)
        .where(col(SittingRow.id).in_(latest), col(change.saved_at) <= col(SittingRow.submitted_at))
        .order_by(col(change.sitting_id), col(change.saved_at))
    )
    return [(sitting, at) for sitting, at in db.connection().execute(query)]


def who(db: Session, cycle_id: int, organisation: str) -> list[tuple[str, str, bool]]:
    """Key, name (empty without an account) and whether they have finished, of everybody invited, by name."""
    name = func.coalesce(func.min(AccountRow.name), "").label("name")
    done = func.coalesce(col(SittingRow.status) == "submitted", sa.false())
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(col(CohortMemberRow.person_id), name, done)
        .outerjoin(SittingRow, is_member())
        .outerjoin(AccountRow, col(AccountRow.person_id) == CohortMemberRow.person_id)
        .where(col(CohortMemberRow.cycle_id) == cycle_id, col(CohortMemberRow.organisation) == organisation)
        .where(counts_as_invited())
        .group_by(*map(col, (CohortMemberRow.person_id, SittingRow.status)))
        .order_by(name, col(CohortMemberRow.person_id))
    )
    return [(key, called, bool(finished)) for key, called, finished in db.connection().execute(query)]
