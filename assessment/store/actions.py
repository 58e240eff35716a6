"""What is done about the gaps of a cycle, and why nothing is."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from assessment.actions import Checked
from assessment.errors import NotFound
from assessment.model import GapAction
from assessment.store.statements import upsert
from assessment.store.tables import ActionRow, NoActionRow
from assessment.store.values import columns_of, value_of

LARGEST_ID = 2**31 - 1
"""A database cannot be asked for more; an address can."""


def actions(db: Session, cycle_id: int) -> tuple[GapAction, ...]:
    """All actions of a cycle in the order in which they were added."""
    rows = db.exec(select(ActionRow).where(ActionRow.cycle_id == cycle_id).order_by(col(ActionRow.id)))
    return tuple(value_of(GapAction, row) for row in rows)


def published_actions(db: Session, cycle_id: int) -> tuple[GapAction, ...]:
    """Those of a cycle that respondents may read, in the order in which they were added."""
    return tuple(one for one in actions(db, cycle_id) if one.published_at is not None)


def action(db: Session, action_id: int) -> GapAction:
    """Raises NotFound for an action that is not there."""
    row = db.get(ActionRow, action_id) if abs(action_id) <= LARGEST_ID else None
    if row is None:
        raise NotFound("that action")
    return value_of(GapAction, row)


def cycles_with_published(db: Session) -> set[int]:
    """Ids of the cycles of which at least one action is published."""
    return set(db.exec(select(ActionRow.cycle_id).where(col(ActionRow.published_at).is_not(None))))


def add_action(db: Session, *, cycle_id: int, domain: str, said: Checked, now: datetime) -> None:
    columns = columns_of(Checked)(said)
    db.add(ActionRow(cycle_id=cycle_id, domain=domain, published_at=None, changed_at=now, **columns))
    db.flush()


def change_action(db: Session, *, action_id: int, said: Checked, now: datetime) -> None:
    columns = columns_of(Checked)(said)
    db.exec(update(ActionRow).where(col(ActionRow.id) == action_id).values(**columns, changed_at=now))


def set_published(db: Session, *, action_id: int, published_at: datetime | None) -> None:
    """Show an action to respondents from that moment on, or no longer."""
    db.exec(update(ActionRow).where(col(ActionRow.id) == action_id).values(published_at=published_at))


def reasons(db: Session, cycle_id: int) -> dict[str, str]:
    """Why nothing is done, by area."""
    rows = db.exec(select(NoActionRow).where(NoActionRow.cycle_id == cycle_id))
    return {row.domain: row.reason for row in rows}


def save_reason(db: Session, *, cycle_id: int, domain: str, reason: str, now: datetime) -> None:
    upsert(db, NoActionRow, [{"cycle_id": cycle_id, "domain": domain, "reason": reason, "changed_at": now}])


def drop_reason(db: Session, *, cycle_id: int, domain: str) -> None:
    db.exec(delete(NoActionRow).where(col(NoActionRow.cycle_id) == cycle_id, col(NoActionRow.domain) == domain))
