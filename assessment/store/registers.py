"""The register of organisations as it is, as it was, and every change of it. Changes are only ever added."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from assessment.model import Organisation, OrganisationChange
from assessment.store import reads
from assessment.store.statements import upsert
from assessment.store.tables import AccountRow, CohortMemberRow, OrganisationChangeRow, OrganisationRow, ReleaseRow

_DATES = ("valid_from", "valid_to")


def put(
    db: Session, *, organisations: Iterable[Organisation], account: str, at: datetime, source: str
) -> tuple[OrganisationChange, ...]:
    """Make the register say so, and keep what it said before. Organisations that are as they were leave no trace."""
    known = {one.code: one for one in reads.organisations(db)}
    made = [
        OrganisationChange(one.code, account, at, known.get(one.code), one, source)
        for one in organisations
        if known.get(one.code) != one
    ]
    upsert(db, OrganisationRow, [asdict(one.after) | {"successors": list(one.after.successors)} for one in made])
    db.add_all(_row_of(one) for one in made)
    db.flush()
    return tuple(made)


def changes(db: Session, code: str = "") -> tuple[OrganisationChange, ...]:
    """Every change, or those of one organisation, the latest first."""
    query = select(OrganisationChangeRow).order_by(col(OrganisationChangeRow.id).desc())
    return tuple(_change_of(row) for row in db.exec(query.where(OrganisationChangeRow.code == code) if code else query))


def of_release(db: Session, cycle_id: int, *, with_newer: bool = True) -> tuple[Organisation, ...]:
    """The register as it stood when the cycle was first released, by code; as it stands while there is no release.

    What a release says of an organisation, its peers and its groups does not change with the register. Those that were
    added since are there for their names, unless `with_newer` is False.
    """
    known = {one.code: one for one in reads.organisations(db)}
    first = ReleaseRow.cycle_id == cycle_id, ReleaseRow.number == 1
    released = db.exec(select(ReleaseRow.created_at).where(*first)).first()
    if released is None:
        return tuple(known.values())
    later = select(OrganisationChangeRow).where(OrganisationChangeRow.at > released)
    for row in db.exec(later.order_by(col(OrganisationChangeRow.id).desc())):
        if row.before is not None:
            known[row.code] = _organisation(row.before)
        elif not with_newer:
            known.pop(row.code, None)
    return tuple(known.values())


def people_of(db: Session, cycle_id: int, code: str) -> int:
    """How many people of an organisation are in the cohort of a cycle."""
    members = CohortMemberRow.cycle_id == cycle_id, CohortMemberRow.organisation == code
    return db.exec(select(func.count()).where(*members)).one()


def names_of_accounts(db: Session) -> dict[str, str]:
    """The names of those who can sign in, by key; those who have no account, such as the operator, are missing."""
    return {str(key): name for key, name in db.exec(select(AccountRow.id, AccountRow.name))}


def _row_of(change: OrganisationChange) -> OrganisationChangeRow:
    return OrganisationChangeRow(
        code=change.code,
        account=change.account,
        at=change.at,
        before=_json(change.before) if change.before else None,
        after=_json(change.after),
        source=change.source,
    )


def _change_of(row: OrganisationChangeRow) -> OrganisationChange:
    before = _organisation(row.before) if row.before is not None else None
    return OrganisationChange(row.code, row.account, row.at, before, _organisation(row.after), row.source)


def _json(organisation: Organisation) -> dict[str, Any]:
    values = asdict(organisation)
    return values | {name: values[name] and values[name].isoformat() for name in _DATES}


def _organisation(values: dict[str, Any]) -> Organisation:
    """Keys that a later version has added are left out; those that it has and the row has not are empty."""
    known = {field.name: values[field.name] for field in fields(Organisation) if field.name in values}
    days = {name: date.fromisoformat(known[name]) if known.get(name) else None for name in _DATES}
    return Organisation(**known | days | {"successors": tuple(known.get("successors") or ())})
