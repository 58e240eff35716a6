"""Reports that their owners let others read. One that has ended or was withdrawn stays as a row, and opens nothing."""

from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from assessment.errors import NotFound
from assessment.model import Share
from assessment.store.tables import AccountRow, ReportShareRow, SittingRow
from assessment.store.values import value_of

LARGEST_ID = 2**31 - 1
"""A database cannot be asked for more; an address can."""


def add_share(db: Session, *, sitting_id: int, reader: str, ends_on: date, now: datetime) -> None:
    """`reader` is the subject of an account, in lower case."""
    row = ReportShareRow(sitting_id=sitting_id, reader=reader, created_at=now, ends_on=ends_on, withdrawn_at=None)
    db.add(row)
    db.flush()


def shares_of(db: Session, person_id: str) -> tuple[Share, ...]:
    """All that the person ever shared, the latest first."""
    query = select(ReportShareRow).join(SittingRow, col(SittingRow.id) == ReportShareRow.sitting_id)
    latest = query.where(SittingRow.person_id == person_id).order_by(col(ReportShareRow.id).desc())
    return tuple(value_of(Share, row) for row in db.exec(latest))


def shares_with(db: Session, reader: str) -> tuple[Share, ...]:
    """All that was ever shared with an account, the latest first."""
    query = select(ReportShareRow).where(ReportShareRow.reader == reader).order_by(col(ReportShareRow.id).desc())
    return tuple(value_of(Share, row) for row in db.exec(query))


def share(db: Session, share_id: int) -> Share:
    """Raises NotFound for one that is not there."""
    row = db.get(ReportShareRow, share_id) if abs(share_id) <= LARGEST_ID else None
    if row is None:
        raise NotFound("that report")
    return value_of(Share, row)


def withdraw_share(db: Session, *, share_id: int, now: datetime) -> None:
    """From `now` on the reader sees nothing; withdrawing again changes nothing."""
    mine = col(ReportShareRow.id) == share_id, col(ReportShareRow.withdrawn_at).is_(None)
    db.exec(update(ReportShareRow).where(*mine).values(withdrawn_at=now))


def owner_name(db: Session, person_id: str) -> str:
    """The name on the account of a person; empty if there is none."""
    return db.exec(select(AccountRow.name).where(AccountRow.person_id == person_id)).first() or ""
