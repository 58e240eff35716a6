"""Who was given which form, and how often each answer was given: what dealing and item statistics ask for."""

import sqlalchemy as sa
from sqlalchemy import func, insert
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from assessment.store.tables import CycleRow, ItemCountRow, ResponseRow, SittingRow


def earlier_forms(db: Session, cycle_id: int, person_id: str) -> list[tuple[str, str]]:
    """Bank version and form of each sitting of the person in other cycles, the latest last."""
    query: Select[str, str] = select(SittingRow.bank_version, SittingRow.form)
    others = query.where(SittingRow.person_id == person_id, SittingRow.cycle_id != cycle_id)
    return [(version, form) for version, form in db.exec(others.order_by(col(SittingRow.started_at)))]


def people_by_form(db: Session) -> list[tuple[str, str, int]]:
    """Bank version, form and the people who were given it, over all cycles."""
    group = col(SittingRow.bank_version), col(SittingRow.form)
    query = sa.select(*group, func.count().label("people")).group_by(*group)
    return [(version, form, people) for version, form, people in db.connection().execute(query)]


def item_counts(db: Session) -> list[tuple[str, str, str, int, int]]:
    """Bank version, form, item, value and the people who gave it, over all released cycles."""
    count = ItemCountRow
    query = sa.select(
        col(CycleRow.bank_version), col(count.form), col(count.item_id), col(count.value), func.sum(count.people)
    ).join(CycleRow, col(CycleRow.id) == count.cycle_id)
    group = col(CycleRow.bank_version), col(count.form), col(count.item_id), col(count.value)
    released = query.where(col(CycleRow.status) == "released")
    rows = db.connection().execute(released.group_by(*group))
    return [(version, form, item, value, int(people)) for version, form, item, value, people in rows]


def count_items(db: Session, *, cycle_id: int) -> None:
    """Count the submitted answers of a cycle by form, item and value, once: a second call would repeat a key."""
    group = col(SittingRow.cycle_id), col(SittingRow.form), col(ResponseRow.item_id), col(ResponseRow.value)
    counted = (
        sa.select(*group, func.count())
        .join(SittingRow, col(SittingRow.id) == ResponseRow.sitting_id)
        .where(col(SittingRow.cycle_id) == cycle_id, col(SittingRow.status) == "submitted")
        .group_by(*group)
    )
    columns = ["cycle_id", "form", "item_id", "value", "people"]
    db.connection().execute(insert(ItemCountRow).from_select(columns, counted))
