"""One person of a cohort: how they are found, what has been changed, and what they ask to have corrected."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, or_, update
from sqlmodel import Session, col

from assessment.store.joins import name_of
from assessment.store.tables import AccountRow, CohortChangeRow, CohortMemberRow, CorrectionRequestRow


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a cohort. `name` and `address` are empty without an account, `address` also for made-up people."""

    person: str
    name: str
    address: str
    organisation: str
    grade: str
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of somebody's place. `by` is the name of an account; what is not known or not there is empty."""

    at: datetime
    by: str
    person: str
    name: str
    kind: str
    organisation_before: str
    organisation: str
    grade_before: str
    grade: str
    reason: str


def find(db: Session, cycle_id: int, text: str, most: int) -> list[Member]:
    """At most so many people of a cycle, by name: `text` begins their key, or is in their name or address."""
    wanted = or_(
        col(CohortMemberRow.person_id).istartswith(text, autoescape=True),
        col(AccountRow.name).icontains(text, autoescape=True),
        sa.and_(_has_address(), col(AccountRow.subject).icontains(text, autoescape=True)),
    )
    return _members(db, cycle_id, wanted, most)


def member(db: Session, cycle_id: int, person: str) -> Member | None:
    found = _members(db, cycle_id, col(CohortMemberRow.person_id) == person, 1)
    return found[0] if found else None


def _members(db: Session, cycle_id: int, wanted: sa.ColumnElement[bool], most: int) -> list[Member]:
    here, account = CohortMemberRow, AccountRow
    address = sa.case((_has_address(), col(account.subject)), else_="")
    name = func.coalesce(func.min(account.name), "").label("name")
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(here.person_id).label("person"),
            name,
            func.coalesce(func.min(address), "").label("address"),
            *map(col, (here.organisation, here.grade, here.left_at)),
        )
        .outerjoin(account, col(account.person_id) == here.person_id)
        .where(col(here.cycle_id) == cycle_id, wanted)
        .group_by(*map(col, (here.person_id, here.organisation, here.grade, here.left_at)))
        .order_by(name, col(here.person_id))
    )
    return [Member(**row) for row in db.connection().execute(query.limit(most)).mappings()]


def _has_address() -> sa.ColumnElement[bool]:
    return col(AccountRow.subject).contains("@")


def changes(db: Session, cycle_id: int, person: str = "") -> list[Change]:
    """Changes of a cycle that came with no file, or all those of one person; the latest first."""
    row = CohortChangeRow
    name = sa.select(func.min(AccountRow.name)).where(col(AccountRow.person_id) == col(row.person_id)).scalar_subquery()
    which = col(row.person_id) == person if person else col(row.import_id).is_(None)
    columns = (row.kind, row.organisation_before, row.organisation, row.grade_before, row.grade, row.reason)
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(row.at),
            name_of(col(row.account)).label("by"),
            col(row.person_id).label("person"),
            func.coalesce(name, "").label("name"),
            *map(col, columns),
        )
        .where(col(row.cycle_id) == cycle_id, which)
        .order_by(col(row.id).desc())
    )
    return [Change(**found) for found in db.connection().execute(query).mappings()]


def request(db: Session, cycle_id: int, person: str) -> str:
    """What the person says is wrong with their place, as long as nobody has decided on it; empty otherwise."""
    mine = col(CorrectionRequestRow.cycle_id) == cycle_id, col(CorrectionRequestRow.person_id) == person
    query = sa.select(col(CorrectionRequestRow.text)).where(*mine, col(CorrectionRequestRow.status) == "open")
    return str(db.connection().execute(query).scalar() or "")


def decide(db: Session, *, cycle_id: int, person: str, status: str) -> bool:
    """Set what the person asked for to accepted or declined; False if there is nothing to decide any more."""
    mine = col(CorrectionRequestRow.cycle_id) == cycle_id, col(CorrectionRequestRow.person_id) == person
    undecided = update(CorrectionRequestRow).where(*mine, col(CorrectionRequestRow.status) == "open")
    return bool(db.connection().execute(undecided.values(status=status)).rowcount)
