"""Imports of cohort files, and how they are undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import delete, exists, func, update
from sqlmodel import Session, col, select

from assessment.errors import NotFound
from assessment.model import Role
from assessment.store.cohorts import add_changes, place
from assessment.store.joins import is_member, name_of
from assessment.store.tables import (
    AccountRow,
    CohortChangeRow,
    CohortImportRow,
    CohortMemberRow,
    CorrectionRequestRow,
)


@dataclass(frozen=True, slots=True)
class Import:
    """One import of a file: what it changed, and what undoing it took back. `by` is the name of an account."""

    id: int
    cycle_id: int
    file: str
    by: str
    at: datetime
    added: int
    moved: int
    undone_at: datetime | None
    taken_back: int

    @property
    def stayed(self) -> int:
        """How many an undone import left in place."""
        return self.added + self.moved - self.taken_back if self.undone_at else 0


def add_import(db: Session, *, cycle_id: int, file: str, account: str, rows: int, now: datetime) -> int:
    row = CohortImportRow(cycle_id=cycle_id, file_name=file, account=account, at=now, rows=rows, undone_at=None)
    db.add(row)
    db.flush()
    return cast(int, row.id)


def imports(db: Session, cycle_id: int, import_id: int = 0) -> list[Import]:
    """The imports of a cycle, or the one of that id, the latest first."""
    row, change = CohortImportRow, CohortChangeRow

    def count(name: str, *kinds: str, later: bool = False) -> sa.Label[int]:
        when = col(change.at) > col(row.at) if later else col(change.at) <= col(row.at)
        return func.coalesce(func.sum(sa.case((sa.and_(col(change.kind).in_(kinds), when), 1), else_=0)), 0).label(name)

    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *map(col, (row.id, row.cycle_id)),
            col(row.file_name).label("file"),
            name_of(col(row.account)).label("by"),
            col(row.at),
            count("added", "added"),
            count("moved", "moved"),
            col(row.undone_at),
            count("taken_back", "removed", "moved", later=True),
        )
        .outerjoin(change, col(change.import_id) == row.id)
        .where(col(row.cycle_id) == cycle_id, *([col(row.id) == import_id] if import_id else []))
        .group_by(col(row.id))
        .order_by(col(row.id).desc())
    )
    return [Import(**found) for found in db.connection().execute(query).mappings()]


def cycle_of_import(db: Session, import_id: int) -> int:
    """The id of its cycle; raises NotFound."""
    row = db.get(CohortImportRow, import_id)
    if row is None:
        raise NotFound("that import")
    return row.cycle_id


def take_back(db: Session, *, cycle_id: int, import_id: int, account: str, now: datetime) -> None:
    """Undo an import for everybody in it who has not started, and mark it as undone.

    Who it added leaves the cohort; who it moved, and nobody has moved again since, goes back.
    """
    told = {"cycle_id": cycle_id, "import_id": import_id, "account": account, "at": now}
    added = _untouched(db, cycle_id, import_id, "added")
    moved = [
        row
        for row in _untouched(db, cycle_id, import_id, "moved")
        if (row["here"], row["grade_here"]) == (row["organisation"], row["grade"])
    ]
    add_changes(
        db,
        [told | {"person_id": row["person_id"], "kind": "removed"} | _leaves(row) for row in added]
        + [told | {"person_id": row["person_id"], "kind": "moved"} | _returns(row) for row in moved],
    )
    back = [(row["person_id"], row["organisation_before"], row["grade_before"]) for row in moved]
    place(db, cycle_id=cycle_id, places=back)
    _remove(db, cycle_id, import_id)
    db.connection().execute(update(CohortImportRow).where(col(CohortImportRow.id) == import_id).values(undone_at=now))


def _leaves(row: sa.RowMapping) -> dict[str, object]:
    return {"organisation_before": row["here"], "grade_before": row["grade_here"]}


def _returns(row: sa.RowMapping) -> dict[str, object]:
    after = {"organisation": row["organisation_before"], "grade": row["grade_before"]}
    return {"organisation_before": row["organisation"], "grade_before": row["grade"], **after}


def _untouched(db: Session, cycle_id: int, import_id: int, kind: str) -> Sequence[sa.RowMapping]:
    """The changes of that kind that an import made to people who have not started, with where they stand now."""
    change, member = CohortChangeRow, CohortMemberRow
    query = (
        sa.select(
            *map(
                col,
                (
                    change.person_id,
                    change.organisation_before,
                    change.organisation,
                    change.grade_before,
                    change.grade,
                ),
            ),
            col(member.organisation).label("here"),
            col(member.grade).label("grade_here"),
        )
        .join(
            member,
            sa.and_(col(member.cycle_id) == change.cycle_id, col(member.person_id) == change.person_id),
        )
        .where(col(change.import_id) == import_id, col(change.kind) == kind, col(change.cycle_id) == cycle_id)
        .where(~exists().where(is_member()).correlate(member))
    )
    return db.connection().execute(query).mappings().all()


def _remove(db: Session, cycle_id: int, import_id: int) -> None:
    """Take the people out of the cohort whose removal the history has noted, with accounts that nothing else needs."""
    noted = col(CohortChangeRow.import_id) == import_id, col(CohortChangeRow.kind) == "removed"
    gone = sa.select(col(CohortChangeRow.person_id)).where(*noted)
    for table in (CorrectionRequestRow, CohortMemberRow):
        theirs = col(table.cycle_id) == cycle_id, col(table.person_id).in_(gone)
        db.connection().execute(delete(table).where(*theirs))
    anywhere = exists().where(col(CohortMemberRow.person_id) == col(AccountRow.person_id))
    idle = col(AccountRow.person_id).in_(gone), ~anywhere
    for account in db.exec(select(AccountRow).where(*idle)).all():
        account.roles = [role for role in account.roles if role != Role.RESPONDENT.value]
        if not account.roles:
            db.delete(account)
    db.flush()
