"""Dated sessions of learning offers."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from assessment.model import LearningSession
from assessment.store.tables import LearningSessionRow
from assessment.store.values import value_of


def sessions(db: Session, cycle_id: int) -> tuple[LearningSession, ...]:
    """Those of a cycle, the earliest first."""
    found = select(LearningSessionRow).where(LearningSessionRow.cycle_id == cycle_id)
    rows = db.exec(found.order_by(col(LearningSessionRow.starts_at), col(LearningSessionRow.id)))
    return tuple(value_of(LearningSession, row) for row in rows)


def add_session(
    db: Session, *, cycle_id: int, offer_id: str, starts_at: datetime, ends_at: datetime, place: str, places: int
) -> None:
    """Add a session; moments in UTC."""
    row = LearningSessionRow(
        cycle_id=cycle_id, offer_id=offer_id, starts_at=starts_at, ends_at=ends_at, place=place, places=places
    )
    db.add(row)


def delete_session(db: Session, *, cycle_id: int, session_id: int) -> bool:
    """Take a session of a cycle away; False where it is not there any more."""
    which = col(LearningSessionRow.id) == session_id, col(LearningSessionRow.cycle_id) == cycle_id
    return bool(db.connection().execute(sa.delete(LearningSessionRow).where(*which)).rowcount)
