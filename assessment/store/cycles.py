"""Cycles from draft to finished, and the organisations that they invite.

Of a cycle that has been launched nothing is changed here but that it is finished.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from assessment.errors import NotFound, WrongState
from assessment.model import Cycle
from assessment.store import values
from assessment.store.statements import insert_rows
from assessment.store.tables import (
    CohortChangeRow,
    CohortImportRow,
    CohortMemberRow,
    CycleOrganisationRow,
    CycleRow,
    MessageRow,
)

LARGEST_ID = 2**31 - 1
"""A database cannot be asked for more; an address can."""


def cycle_organisations(db: Session, cycle_id: int) -> frozenset[str]:
    """Codes of the organisations invited to a cycle; empty means that no list is kept: all are."""
    query = select(CycleOrganisationRow.organisation).where(CycleOrganisationRow.cycle_id == cycle_id)
    return frozenset(db.exec(query))


def organisations_invited(db: Session) -> dict[int, int]:
    """How many organisations each cycle (id) that keeps a list invites."""
    query = select(CycleOrganisationRow.cycle_id, func.count()).group_by(col(CycleOrganisationRow.cycle_id))
    return dict(db.exec(query).all())


def draft(db: Session, cycle_id: int) -> Cycle:
    """A cycle that has not been launched; raises NotFound for an id that is not there, WrongState after the launch."""
    row = db.get(CycleRow, cycle_id, with_for_update=True) if 0 < cycle_id <= LARGEST_ID else None
    if row is None:
        raise NotFound("that cycle")
    if row.status != "draft":
        raise WrongState("cycle_launched", cycle=row.name)
    return values.cycle_of(row)


def change_draft(db: Session, *, cycle_id: int, changed: Mapping[str, Any], organisations: Collection[str]) -> None:
    """Change columns of a draft and the organisations that it invites, none for all; raises as `draft` does."""
    draft(db, cycle_id)
    db.exec(update(CycleRow).where(*_draft(cycle_id)).values(**changed))
    db.exec(delete(CycleOrganisationRow).where(col(CycleOrganisationRow.cycle_id) == cycle_id))
    insert_rows(db, CycleOrganisationRow, [{"cycle_id": cycle_id, "organisation": one} for one in organisations])


def delete_draft(db: Session, *, cycle_id: int) -> None:
    """Delete a draft; raises as `draft` does, and WrongState once anything else rests on it."""
    name = draft(db, cycle_id).name
    for table in (CohortMemberRow, CohortImportRow, CohortChangeRow, MessageRow):
        if db.exec(select(table.cycle_id).where(col(table.cycle_id) == cycle_id).limit(1)).first() is not None:
            raise WrongState("draft_in_use", cycle=name)
    db.exec(delete(CycleOrganisationRow).where(col(CycleOrganisationRow.cycle_id) == cycle_id))
    db.exec(delete(CycleRow).where(*_draft(cycle_id)))


def launch(db: Session, *, cycle_id: int, organisations: Collection[str], now: datetime) -> None:
    """Open a draft and freeze it with the organisations that it invites; raises as `draft` does."""
    change_draft(db, cycle_id=cycle_id, changed={"launched_at": now}, organisations=organisations)
    db.exec(update(CycleRow).where(*_draft(cycle_id)).values(status="open"))


def mark_finished(db: Session, *, cycle_id: int, now: datetime) -> None:
    """Note when something was done about the results of a released cycle; the first time counts."""
    unfinished = col(CycleRow.id) == cycle_id, col(CycleRow.status) == "released", col(CycleRow.finished_at).is_(None)
    db.exec(update(CycleRow).where(*unfinished).values(finished_at=now))


def _draft(cycle_id: int) -> tuple[Any, Any]:
    return col(CycleRow.id) == cycle_id, col(CycleRow.status) == "draft"
