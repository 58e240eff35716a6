"""What organisations said of their figures before these were released. Rows are only ever added."""

from sqlmodel import Session, col, select

from assessment.model import SignOff
from assessment.store.tables import SignOffRow
from assessment.store.values import columns_of, value_of


def sign_offs(db: Session, cycle_id: int) -> tuple[SignOff, ...]:
    """All of a cycle, the latest first."""
    query = select(SignOffRow).where(SignOffRow.cycle_id == cycle_id).order_by(col(SignOffRow.id).desc())
    return tuple(value_of(SignOff, row) for row in db.exec(query))


def add(db: Session, *, cycle_id: int, said: SignOff) -> None:
    db.add(SignOffRow(cycle_id=cycle_id, **columns_of(SignOff)(said)))
    db.flush()
