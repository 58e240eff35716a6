"""What people said about the assessment. Nothing says who or when: neither a column nor the order of rows."""

import secrets

from sqlalchemy import update
from sqlmodel import Session, col, select

from assessment.errors import WrongState
from assessment.feedback import Said
from assessment.store.tables import FeedbackRow, SittingRow
from assessment.store.values import value_of


def give(db: Session, *, sitting_id: int, cycle_id: int, said: Said) -> None:
    """Keep it apart from the sitting, which only knows that something was said; a second time is WrongState."""
    first = col(SittingRow.id) == sitting_id, col(SittingRow.feedback_given).is_(False)
    if not db.connection().execute(update(SittingRow).where(*first).values(feedback_given=True)).rowcount:
        raise WrongState("feedback_given")
    add(db, cycle_id=cycle_id, said=said)


def add(db: Session, *, cycle_id: int, said: Said) -> None:
    row = FeedbackRow(id=secrets.token_hex(16), cycle_id=cycle_id, useful=said.useful, easy=said.easy, text=said.text)
    db.add(row)
    db.flush()


def said(db: Session, cycle_id: int) -> tuple[Said, ...]:
    """All that was said in a cycle, in the order of the random ids."""
    rows = db.exec(select(FeedbackRow).where(FeedbackRow.cycle_id == cycle_id).order_by(col(FeedbackRow.id)))
    return tuple(value_of(Said, row) for row in rows)
