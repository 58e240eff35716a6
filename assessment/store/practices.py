"""Practices that organisations share. A withdrawn one is kept as a row and never read again."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from assessment.errors import NotFound
from assessment.model import Practice
from assessment.store.tables import PracticeRow
from assessment.store.values import value_of

LARGEST_ID = 2**31 - 1
"""A database cannot be asked for more; an address can."""


def practices(db: Session, cycle_id: int) -> tuple[Practice, ...]:
    """What is shared in a cycle, the latest first."""
    query = select(PracticeRow).where(PracticeRow.cycle_id == cycle_id, col(PracticeRow.withdrawn_at).is_(None))
    latest = query.order_by(col(PracticeRow.shared_at).desc(), col(PracticeRow.id).desc())
    return tuple(value_of(Practice, row) for row in db.exec(latest))


def practice(db: Session, practice_id: int) -> Practice:
    """Raises NotFound for one that is not there or withdrawn."""
    row = db.get(PracticeRow, practice_id) if abs(practice_id) <= LARGEST_ID else None
    if row is None or row.withdrawn_at is not None:
        raise NotFound("that practice")
    return value_of(Practice, row)


def add_practice(
    db: Session,
    *,
    cycle_id: int,
    organisation: str,
    domain: str,
    title: str,
    what: str,
    effort: str,
    contact_team: str,
    now: datetime,
) -> None:
    """Share a practice from `now` (UTC) on."""
    row = PracticeRow(
        cycle_id=cycle_id,
        organisation=organisation,
        domain=domain,
        title=title,
        what=what,
        effort=effort,
        contact_team=contact_team,
        shared_at=now,
        withdrawn_at=None,
    )
    db.add(row)
    db.flush()


def withdraw_practice(db: Session, *, practice_id: int, now: datetime) -> None:
    """Withdraw a practice. Of two people at once only one does: the other gets NotFound."""
    live = col(PracticeRow.id) == practice_id, col(PracticeRow.withdrawn_at).is_(None)
    if not db.connection().execute(update(PracticeRow).where(*live).values(withdrawn_at=now)).rowcount:
        raise NotFound("that practice")
