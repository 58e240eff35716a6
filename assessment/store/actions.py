"""What is done about gaps, as far as it is published."""

from sqlmodel import Session, col, select

from assessment.model import PublishedAction
from assessment.store.tables import ActionRow
from assessment.store.values import value_of


def published_actions(db: Session, cycle_id: int) -> tuple[PublishedAction, ...]:
    """Those of a cycle that respondents may read, in the order in which they were written down."""
    found = select(ActionRow).where(ActionRow.cycle_id == cycle_id, col(ActionRow.published_at).is_not(None))
    return tuple(value_of(PublishedAction, row) for row in db.exec(found.order_by(col(ActionRow.id))))
