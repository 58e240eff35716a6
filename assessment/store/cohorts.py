"""Who is in the cohort of a cycle. Every change has its row in the history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, update
from sqlmodel import Session, col, select

from assessment.cohort_file import Standing
from assessment.errors import NotFound
from assessment.model import Cycle, Role
from assessment.store import values
from assessment.store.joins import submitted_in
from assessment.store.statements import insert_rows
from assessment.store.tables import (
    AccountRow,
    CohortChangeRow,
    CohortMemberRow,
    CycleOrganisationRow,
    CycleRow,
    PersonRow,
    SittingRow,
)


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody to be invited; `person` is their key, made by chance or that of their account."""

    person: str
    email: str
    name: str
    organisation: str
    grade: str


@dataclass(frozen=True, slots=True)
class Account:
    """What an account is to a cohort: the key of its person, empty without one, and whether it may answer."""

    person: str
    respondent: bool


def held_cycle(db: Session, cycle_id: int) -> Cycle:
    """The cycle, its row held until the end of the transaction: changes of a cohort come one after another."""
    row = db.exec(select(CycleRow).where(CycleRow.id == cycle_id).with_for_update()).first()
    if row is None:
        raise NotFound("the cycle")
    return values.cycle_of(row)


def organisations_invited(db: Session, cycle_id: int) -> frozenset[str]:
    """The codes of the organisations invited to a cycle; empty where it names none."""
    mine = col(CycleOrganisationRow.cycle_id) == cycle_id
    return frozenset(db.exec(select(CycleOrganisationRow.organisation).where(mine)))


def members(db: Session, cycle_id: int) -> dict[str, Standing]:
    """Everybody in the cohort who has an account, by its subject."""
    member = CohortMemberRow
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *map(col, (AccountRow.subject, member.person_id, member.organisation, member.grade, member.left_at)),
        )
        .join(AccountRow, col(AccountRow.person_id) == member.person_id)
        .where(col(member.cycle_id) == cycle_id)
    )
    rows = db.connection().execute(query)
    return {subject: Standing(person, code, grade, left is not None) for subject, person, code, grade, left in rows}


def counts(db: Session, cycle_id: int) -> tuple[int, int]:
    """How many are in the cohort, and how many have left it."""
    left = func.count(col(CohortMemberRow.left_at))
    every, gone = (
        db.connection().execute(sa.select(func.count(), left).where(col(CohortMemberRow.cycle_id) == cycle_id)).one()
    )
    return every - gone, gone


def accounts(db: Session) -> dict[str, Account]:
    """Every account, by its subject."""
    rows = db.exec(select(AccountRow.subject, AccountRow.person_id, AccountRow.roles))
    return {subject: Account(person or "", Role.RESPONDENT.value in roles) for subject, person, roles in rows}


def finished(db: Session, cycle_id: int) -> set[str]:
    """The people who have submitted."""
    query = sa.select(col(SittingRow.person_id)).where(*submitted_in(cycle_id))
    return set(db.connection().execute(query).scalars())


def add_members(db: Session, *, cycle_id: int, new: Sequence[NewMember], known: Mapping[str, Account]) -> None:
    """Invite people: an account that is there (`known`, by subject) is used again and gets the role.

    Its name and organisation stay, because other roles may rest on them.
    """
    insert_rows(
        db, PersonRow, [{"id": one.person} for one in new if one.email not in known or not known[one.email].person]
    )
    insert_rows(db, AccountRow, [_account(one) for one in new if one.email not in known])
    for one in new:
        if one.email in known and known[one.email] != Account(one.person, respondent=True):
            _make_respondent(db, one)
    insert_rows(db, CohortMemberRow, [_member(one, cycle_id) for one in new])


def _account(one: NewMember) -> dict[str, object]:
    place = {"organisation": one.organisation, "person_id": one.person, "made_up": False, "no_messages": False}
    return {"subject": one.email, "name": one.name, "roles": [Role.RESPONDENT.value], **place}


def _member(one: NewMember, cycle_id: int) -> dict[str, object]:
    place = {"organisation": one.organisation, "grade": one.grade}
    return {"cycle_id": cycle_id, "person_id": one.person, "invited": True, "left_at": None, **place}


def _make_respondent(db: Session, one: NewMember) -> None:
    account = db.exec(select(AccountRow).where(AccountRow.subject == one.email)).one()
    account.roles = sorted({*account.roles, Role.RESPONDENT.value})
    account.person_id = one.person
    db.flush()


def place(db: Session, *, cycle_id: int, places: Sequence[tuple[str, str, str]]) -> None:
    """Put people (key, organisation, grade) who have not submitted elsewhere; `moves.move` is for those who have."""
    mine = col(CohortMemberRow.cycle_id) == cycle_id, col(CohortMemberRow.person_id) == sa.bindparam("who")
    statement = update(CohortMemberRow).where(*mine).values(organisation=sa.bindparam("to"), grade=sa.bindparam("as"))
    if places:
        rows = [dict(zip(("who", "to", "as"), one, strict=True)) for one in places]
        db.connection().execute(statement, rows)


def set_left(db: Session, *, cycle_id: int, person: str, left_at: datetime | None) -> None:
    mine = col(CohortMemberRow.cycle_id) == cycle_id, col(CohortMemberRow.person_id) == person
    db.connection().execute(update(CohortMemberRow).where(*mine).values(left_at=left_at))


def add_changes(db: Session, changes: Iterable[Mapping[str, object]]) -> None:
    """Rows of the history; what a row does not name is empty."""
    empty = dict.fromkeys(("organisation_before", "organisation", "grade_before", "grade", "reason"), "")
    insert_rows(db, CohortChangeRow, [{**empty, "import_id": None, **change} for change in changes])
