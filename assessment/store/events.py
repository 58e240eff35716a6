"""The log of events: who did what to what and when, without answers or scores. Rows are only ever added."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from assessment.store.tables import AuditEventRow


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """`object` is a key of ours, such as that of a person or a cycle; never a name."""

    at: datetime
    account: str
    action: str
    object: str


def add(db: Session, *, at: datetime, account: str, action: str, about: str) -> None:
    db.add(AuditEventRow(at=at, account=account, action=action, object=about))
    db.flush()


def events(db: Session, about: str = "") -> tuple[AuditEvent, ...]:
    """All of them, or those about one object, the latest first."""
    query = select(AuditEventRow).order_by(col(AuditEventRow.id).desc())
    found = db.exec(query.where(AuditEventRow.object == about) if about else query)
    return tuple(AuditEvent(row.at, row.account, row.action, row.object) for row in found)
