"""Inserts that read the same for SQLite and PostgreSQL, one row or many."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from assessment.store.tables import Row

Values = Mapping[str, Any]

CHUNK = 20_000
"""Rows handed to the database at once: enough to keep it busy, few enough to keep memory flat."""
INSERTS: dict[str, Callable[[sa.Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""The inserts that know ON CONFLICT, by dialect."""


def upsert(db: Session, kind: type[Row], rows: Sequence[Values], *, newest: str = "") -> None:
    """Insert rows, or replace those of the same primary key; with `newest`, only where that column is not older."""
    if not rows:
        return
    table = _table(kind)
    statement = INSERTS[db.get_bind().dialect.name](table)
    keys = [column.name for column in table.primary_key]
    replaced = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    where = table.c[newest] <= statement.excluded[newest] if newest else None
    db.connection().execute(
        statement.on_conflict_do_update(index_elements=keys, set_=replaced, where=where), list(rows)
    )


def insert_missing(db: Session, kind: type[Row], rows: Sequence[Values]) -> None:
    """Insert rows, leaving alone any that would repeat a key or another unique value."""
    if rows:
        statement = INSERTS[db.get_bind().dialect.name](_table(kind))
        db.connection().execute(statement.on_conflict_do_nothing(), list(rows))


def insert_rows(db: Session, kind: type[Row], rows: Sequence[Values]) -> None:
    """Insert rows; one that repeats a key makes the whole transaction fail."""
    if rows:
        db.connection().execute(sa.insert(_table(kind)), list(rows))


def chunks(frame: pd.DataFrame) -> Iterator[list[dict[str, Any]]]:
    """The rows of a frame as plain Python values, None where missing, at most CHUNK at a time."""
    names = list(frame.columns)  # a list, since walking an index of pandas once a row takes longer than all the rest
    for start in range(0, len(frame), CHUNK):
        part = frame.iloc[start : start + CHUNK]
        columns = [part[name].astype(object).where(part[name].notna(), None).tolist() for name in names]
        yield [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _table(kind: type[Row]) -> sa.Table:
    return Row.metadata.tables[str(kind.__tablename__)]
