"""Answers that the learning team enters from paper: who is invited, and sittings that nobody has answered online."""

from sqlalchemy import delete, exists, func, or_, select, update
from sqlmodel import Session, col

from assessment.store.tables import (
    AccountRow,
    CohortMemberRow,
    OrganisationRow,
    ResponseChangeRow,
    ResponseRow,
    SittingRow,
)


def invited(db: Session, cycle_id: int, text: str, most: int) -> list[tuple[str, str, str, str]]:
    """Key, name (empty without an account), organisation and grade of at most so many people of a cycle, by key.

    `text` is how their key begins or a part of their name, in any case of letters; all of it is taken literally.
    """
    member, account, body = CohortMemberRow, AccountRow, OrganisationRow
    query = (
        select(
            col(member.person_id),
            func.coalesce(func.min(account.name), ""),
            func.coalesce(col(body.name), col(member.organisation)),
            col(member.grade),
        )
        .outerjoin(account, col(account.person_id) == member.person_id)
        .outerjoin(body, col(body.code) == member.organisation)
        .where(
            col(member.cycle_id) == cycle_id,
            or_(
                col(member.person_id).istartswith(text, autoescape=True),
                col(account.name).icontains(text, autoescape=True),
            ),
        )
        .group_by(col(member.person_id), col(body.name), col(member.organisation), col(member.grade))
        .order_by(col(member.person_id))
    )
    rows = db.connection().execute(query.limit(most))
    return [(key, name, organisation, grade) for key, name, organisation, grade in rows]


def name_of(db: Session, person_id: str) -> str:
    """The name of the person's account; empty without one."""
    query = select(func.coalesce(func.min(AccountRow.name), "")).where(col(AccountRow.person_id) == person_id)
    return str(db.connection().execute(query).scalar_one())


def take_over(db: Session, *, sitting_id: int, form: str, account: str) -> bool:
    """Make a sitting without answers one that `account` enters, of that form with options in stored order.

    False, and nothing is changed, where it has answers, is submitted, or is being entered already.
    """
    answered = exists().where(col(ResponseRow.sitting_id) == sitting_id)
    untouched = col(SittingRow.entered_by) == "", col(SittingRow.status) == "started", ~answered
    taken = {"form": form, "option_orders": {}, "entered_by": account}
    ours = update(SittingRow).where(col(SittingRow.id) == sitting_id, *untouched)
    return bool(db.connection().execute(ours.values(**taken)).rowcount)


def clear(db: Session, *, sitting_id: int, item_id: str) -> None:
    """Take an entered answer back: what is on paper is another one, or none."""
    theirs = col(ResponseRow.sitting_id) == sitting_id, col(ResponseRow.item_id) == item_id
    db.connection().execute(delete(ResponseRow).where(*theirs))


def discard(db: Session, *, sitting_id: int) -> None:
    """Take back all that was entered and not submitted, so that the person has not started. What they asked stays."""
    for table in (ResponseRow, ResponseChangeRow):
        db.connection().execute(delete(table).where(col(table.sitting_id) == sitting_id))
    unsubmitted = col(SittingRow.id) == sitting_id, col(SittingRow.status) == "started"
    db.connection().execute(delete(SittingRow).where(*unsubmitted))
