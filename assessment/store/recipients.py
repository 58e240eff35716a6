"""The people of a cycle as those who write to them see them: an address, how far they are, and what they had."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func
from sqlmodel import Session, col

from assessment.messages import Progress, Recipient
from assessment.store.joins import is_member
from assessment.store.tables import (
    AccountRow,
    CohortMemberRow,
    MessageDeliveryRow,
    MessageRow,
    ResponseRow,
    SittingRow,
)


def people(db: Session, cycle_id: int, person_id: str = "") -> list[Recipient]:
    """Everybody in a cycle, or one of them, by key. Made-up accounts and sign-ins that are no address have none."""
    query = _people(cycle_id)
    had = _had(db, cycle_id, person_id)
    if person_id:
        query = query.where(col(CohortMemberRow.person_id) == person_id)
    found: dict[str, Recipient] = {}
    for row in db.connection().execute(query.order_by(col(CohortMemberRow.person_id), col(AccountRow.id))):
        subject = "" if row.made_up or "@" not in (row.subject or "") else row.subject
        before = found.get(row.person_id)  # an account more: its address counts where there was none
        kinds = had.get(row.person_id, {})
        found[row.person_id] = Recipient(
            person=row.person_id,
            name=before.name if before and before.address else row.name or "",
            organisation=row.organisation,
            address=(before.address if before else "") or subject,
            invited=row.invited,
            left=row.left_at is not None,
            no_messages=bool(row.no_messages) or bool(before and before.no_messages),
            progress=_progress(row.status, row.entered_by, row.answered),
            form=row.form or "",
            answered=row.answered,
            had=frozenset(kinds),
            invited_at=kinds.get("invitation"),
        )
    return list(found.values())


def _people(cycle_id: int) -> sa.Select[*tuple[Any, ...]]:
    answered = (
        sa.select(func.count())
        .select_from(ResponseRow)
        .where(col(ResponseRow.sitting_id) == col(SittingRow.id))
        .correlate(SittingRow)
        .scalar_subquery()
    )
    member, account, sitting = CohortMemberRow, AccountRow, SittingRow
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *(col(column) for column in (member.person_id, member.organisation, member.invited, member.left_at)),
            *(col(column) for column in (account.subject, account.name, account.made_up, account.no_messages)),
            *(col(column) for column in (sitting.status, sitting.entered_by, sitting.form)),
            answered.label("answered"),
        )
        .outerjoin(account, col(account.person_id) == member.person_id)
        .outerjoin(sitting, is_member())
        .where(col(member.cycle_id) == cycle_id)
    )
    return query


def _progress(status: str | None, entered_by: str | None, answered: int) -> Progress:
    if status == "submitted":
        return "finished"
    if entered_by:
        return "on paper"
    return "started" if answered else "not started"


def _had(db: Session, cycle_id: int, person_id: str) -> dict[str, dict[str, datetime | None]]:
    """For each person the kinds with a delivery, with the moment where it was accepted or sent by hand."""
    row = MessageDeliveryRow
    query = sa.select(col(row.person_id), col(MessageRow.kind), col(row.status), col(row.changed_at)).join(
        MessageRow, col(MessageRow.id) == row.message_id
    )
    query = query.where(col(MessageRow.cycle_id) == cycle_id)
    if person_id:
        query = query.where(col(row.person_id) == person_id)
    had: dict[str, dict[str, datetime | None]] = {}
    for person, kind, status, at in db.connection().execute(query):
        had.setdefault(person, {})[kind] = at if status in ("accepted", "delivered") else None
    return had


def wants_no_messages(db: Session, account: str) -> bool:
    row = db.get(AccountRow, int(account)) if account.isdecimal() else None
    return row is not None and row.no_messages


def choose(db: Session, *, account: str, no_messages: bool) -> None:
    """Keep what somebody chose; `account` is the number of theirs."""
    if account.isdecimal():
        mine = sa.update(AccountRow).where(col(AccountRow.id) == int(account))
        db.connection().execute(mine.values(no_messages=no_messages))
