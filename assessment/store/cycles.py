"""Cycles before their launch, and the organisations that they invite."""

from sqlmodel import Session, select

from assessment.store.tables import CycleOrganisationRow


def cycle_organisations(db: Session, cycle_id: int) -> frozenset[str]:
    """Codes of the organisations invited to a cycle; empty means that no list is kept: all are."""
    query = select(CycleOrganisationRow.organisation).where(CycleOrganisationRow.cycle_id == cycle_id)
    return frozenset(db.exec(query))
