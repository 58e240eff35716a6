"""Rows to values of the model, so that no row leaves the store."""

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

from sqlmodel import SQLModel

from assessment.model import Cycle, Person, Role, Sitting, Viewer
from assessment.store.tables import AccountRow, CohortMemberRow, CycleRow, SittingRow

T = TypeVar("T")


def value_of(kind: type[T], row: SQLModel, **changed: object) -> T:
    """The dataclass `kind` from the columns of the same names; `changed` are those that need another form."""
    names = {field.name for field in fields(kind)} - changed.keys()  # type: ignore[arg-type]
    return kind(**{name: getattr(row, name) for name in names}, **changed)


def columns_of(kind: type[T]) -> Callable[[T], dict[str, Any]]:
    """A function from values of the dataclass `kind` to fields by name: `asdict` copies deeply and is far slower."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    get = attrgetter(*names)
    return lambda value: dict(zip(names, get(value), strict=True))


def viewer_of(row: AccountRow) -> Viewer:
    """`account` is the row's number, fit for a log, never the sign-in subject."""
    roles = frozenset(Role(role) for role in row.roles)
    return Viewer(str(row.id), row.name, roles, person=row.person_id or "", organisation=row.organisation or "")


def cycle_of(row: CycleRow) -> Cycle:
    return value_of(Cycle, row)


def person_of(row: CohortMemberRow) -> Person:
    return Person(row.person_id, row.organisation, row.grade)


def sitting_of(row: SittingRow, member: CohortMemberRow, cycle: CycleRow) -> Sitting:
    orders: dict[str, Any] = {item: tuple(order) for item, order in row.option_orders.items()}
    return value_of(Sitting, row, person=person_of(member), cycle=cycle_of(cycle), option_orders=orders)
