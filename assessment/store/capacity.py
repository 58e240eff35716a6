"""Places on learning offers, as the learning team entered them for a cycle."""

from datetime import datetime

from sqlmodel import Session, col, select

from assessment.model import Capacity
from assessment.store.statements import upsert
from assessment.store.tables import OfferCapacityRow


def capacities(db: Session, cycle_id: int) -> dict[str, Capacity]:
    """What was entered for a cycle, by offer."""
    rows = db.exec(select(OfferCapacityRow).where(col(OfferCapacityRow.cycle_id) == cycle_id))
    return {row.offer_id: Capacity(row.places, row.starts_on, row.cost) for row in rows}


def save_capacity(db: Session, *, cycle_id: int, offer_id: str, capacity: Capacity, now: datetime) -> None:
    """Keep what was entered; of two people the later `now` wins."""
    row = {
        "cycle_id": cycle_id,
        "offer_id": offer_id,
        "places": capacity.places,
        "starts_on": capacity.starts_on,
        "cost": capacity.cost,
        "changed_at": now,
    }
    upsert(db, OfferCapacityRow, [row], newest="changed_at")
