"""Messages of a cycle and what became of them, person by person. A delivery is on disk before anything is sent.

`claim` and `claim_again` let one of several programs at once have a person: the row is the lock.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from assessment.messages import Message, Trouble
from assessment.model import Cycle
from assessment.store import values
from assessment.store.statements import insert_missing
from assessment.store.tables import (
    AccountRow,
    CohortMemberRow,
    CycleRow,
    MessageDeliveryRow,
    MessageRow,
    OrganisationRow,
)

IN_FILE = "in_file"
"""The problem of a queued delivery that stands in a file which somebody takes away: programs leave it alone."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to one person. Queued with attempts and no problem: somebody is sending it now, or was cut off."""

    message_id: int
    person_id: str
    reference: str
    status: str
    notify_id: str
    attempts: int
    problem: str
    changed_at: datetime


# ---- messages ----------------------------------------------------------------------------------------


def of_cycle(db: Session, cycle_id: int) -> dict[str, Message]:
    """The messages of a cycle that were ever scheduled or made, by kind."""
    rows = db.exec(select(MessageRow).where(col(MessageRow.cycle_id) == cycle_id))
    return {row.kind: values.value_of(Message, row) for row in rows}


def to_send(db: Session, now: datetime) -> list[Message]:
    """Those whose moment has come, the earliest first."""
    ready = or_(
        col(MessageRow.status) == "sending",
        and_(col(MessageRow.status) == "scheduled", col(MessageRow.send_at) <= now),
    )
    rows = db.exec(select(MessageRow).where(ready).order_by(col(MessageRow.send_at), col(MessageRow.id)))
    return [values.value_of(Message, row) for row in rows]


def sending(db: Session, message_id: int) -> Cycle | None:
    """The cycle of a message that is being sent, as it is now; None once it is not, such as when cancelled."""
    query = select(CycleRow).join(MessageRow, col(MessageRow.cycle_id) == CycleRow.id)
    row = db.exec(query.where(MessageRow.id == message_id, MessageRow.status == "sending")).first()
    return None if row is None else values.cycle_of(row)


def put(
    db: Session, *, cycle_id: int, kind: str, status: str, send_at: datetime, account: str, now: datetime
) -> Message:
    """The message of that kind with this status and moment, new or as it was."""
    row = db.exec(select(MessageRow).where(MessageRow.cycle_id == cycle_id, MessageRow.kind == kind)).first()
    row = row or MessageRow(
        cycle_id=cycle_id, kind=kind, status=status, send_at=send_at, account=account, changed_at=now
    )
    row.status, row.send_at, row.account, row.changed_at = status, send_at, account, now
    db.add(row)
    db.flush()
    return values.value_of(Message, row)


def change(
    db: Session,
    *,
    message_id: int,
    before: Collection[str],
    status: str,
    now: datetime,
    send_at: datetime | None = None,
) -> bool:
    """Change the status of a message that has one of those `before`; False, and nothing is changed, for any other."""
    changed: dict[str, Any] = {"status": status, "changed_at": now} | ({"send_at": send_at} if send_at else {})
    ours = col(MessageRow.id) == message_id, col(MessageRow.status).in_(before)
    return bool(db.connection().execute(sa.update(MessageRow).where(*ours).values(**changed)).rowcount)


# ---- deliveries --------------------------------------------------------------------------------------


def claim(db: Session, *, message_id: int, person_id: str, reference: str, now: datetime, problem: str = "") -> bool:
    """Have the sending of a message to a person; False where somebody has, or had, it."""
    row = {
        "message_id": message_id,
        "person_id": person_id,
        "reference": reference,
        "status": "queued",
        "notify_id": "",
        "attempts": 0 if problem else 1,
        "problem": problem,
        "changed_at": now,
    }
    insert_missing(db, MessageDeliveryRow, [row])
    mine = col(MessageDeliveryRow.message_id) == message_id, col(MessageDeliveryRow.reference) == reference
    return db.exec(select(MessageDeliveryRow.person_id).where(*mine)).first() is not None


def claim_again(db: Session, *, delivery: Delivery, now: datetime) -> bool:
    """Have one more attempt; False where it has changed since `delivery` was read."""
    row = MessageDeliveryRow
    again = sa.update(row).where(
        col(row.reference) == delivery.reference,
        col(row.status) == "queued",
        col(row.attempts) == delivery.attempts,
        col(row.problem) == delivery.problem,
    )
    changed = again.values(attempts=delivery.attempts + 1, problem="", changed_at=now)
    return bool(db.connection().execute(changed).rowcount)


def record(
    db: Session,
    *,
    reference: str,
    status: str,
    now: datetime | None,
    notify_id: str = "",
    problem: str = "",
    fewer_attempts: int = 0,
) -> None:
    """Keep what became of a delivery; without `now` the moment stays that of the acceptance."""
    changed: dict[str, Any] = {"status": status, "notify_id": notify_id, "problem": problem}
    changed |= {"changed_at": now} if now else {}
    if fewer_attempts:
        changed["attempts"] = MessageDeliveryRow.attempts - fewer_attempts
    row = sa.update(MessageDeliveryRow).where(col(MessageDeliveryRow.reference) == reference)
    db.connection().execute(row.values(**changed))


def queued(db: Session, message_id: int) -> list[Delivery]:
    """Those that are not known to be sent, without those in a file; the oldest first."""
    row = MessageDeliveryRow
    waiting = col(row.message_id) == message_id, col(row.status) == "queued", col(row.problem) != IN_FILE
    return [values.value_of(Delivery, found) for found in db.exec(select(row).where(*waiting).order_by("changed_at"))]


def on_their_way(db: Session, since: datetime) -> dict[str, Delivery]:
    """Those that Notify accepted since then and that have not ended, by reference."""
    row = MessageDeliveryRow
    accepted = col(row.status) == "accepted", col(row.notify_id) != "", col(row.changed_at) >= since
    return {found.reference: values.value_of(Delivery, found) for found in db.exec(select(row).where(*accepted))}


def in_file(db: Session, message_id: int) -> list[Delivery]:
    """Those in the file that somebody takes away, by person."""
    row = MessageDeliveryRow
    made = col(row.message_id) == message_id, col(row.problem) == IN_FILE
    return [values.value_of(Delivery, found) for found in db.exec(select(row).where(*made).order_by("person_id"))]


def mark_file_sent(db: Session, *, message_id: int, now: datetime) -> int:
    """The people of the file were written to by hand: how many."""
    made = col(MessageDeliveryRow.message_id) == message_id, col(MessageDeliveryRow.problem) == IN_FILE
    row = sa.update(MessageDeliveryRow).where(*made)
    return db.connection().execute(row.values(status="accepted", problem="", changed_at=now)).rowcount


def forget(db: Session, *, message_id: int, problems: Collection[str], people: Sequence[str] | None = None) -> int:
    """Delete deliveries that were never sent, so that the people are due again: those with such a problem."""
    row = MessageDeliveryRow
    never = [col(row.message_id) == message_id, col(row.problem).in_(problems), col(row.notify_id) == ""]
    never += [col(row.person_id).in_(people)] if people is not None else []
    return db.connection().execute(sa.delete(row).where(*never)).rowcount


def counts(db: Session, cycle_id: int) -> list[tuple[str, str, str, bool, int]]:
    """Kind, status, problem, whether Notify has it, and how many."""
    row = MessageDeliveryRow
    has = (col(row.notify_id) != "").label("has")
    group = col(MessageRow.kind), col(row.status), col(row.problem), has
    query = sa.select(*group, func.count()).join(MessageRow, col(MessageRow.id) == row.message_id)
    found = db.connection().execute(query.where(col(MessageRow.cycle_id) == cycle_id).group_by(*group))
    return [(kind, status, problem, bool(has), n) for kind, status, problem, has, n in found]


def troubles(db: Session, cycle_id: int, kind: str) -> list[Trouble]:
    """All that failed or waits, by name; nothing about who was written to without trouble."""
    row, member, name = MessageDeliveryRow, CohortMemberRow, func.coalesce(func.min(AccountRow.name), "")
    columns = col(OrganisationRow.name), col(row.status), col(row.problem), col(row.attempts), col(row.changed_at)
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(name, *columns)
        .join(MessageRow, col(MessageRow.id) == row.message_id)
        .outerjoin(AccountRow, col(AccountRow.person_id) == row.person_id)
        .outerjoin(member, and_(col(member.cycle_id) == cycle_id, col(member.person_id) == row.person_id))
        .outerjoin(OrganisationRow, col(OrganisationRow.code) == member.organisation)
        .where(col(MessageRow.cycle_id) == cycle_id, col(MessageRow.kind) == kind)
        .where(col(row.status).in_(("failed", "queued")), col(row.problem) != IN_FILE)
        .group_by(col(row.person_id), *columns)
        .order_by(name, col(row.person_id))
    )
    return [Trouble(who, where or "", *rest) for who, where, *rest in db.connection().execute(query)]
