"""What several queries share: how sittings join their cohort, which count, and rows as a frame."""

from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col

from assessment.store.tables import AccountRow, CohortMemberRow, SittingRow


def is_member() -> ColumnElement[bool]:
    """Join a sitting to its person's place in the cohort."""
    return and_(
        col(CohortMemberRow.cycle_id) == col(SittingRow.cycle_id),
        col(CohortMemberRow.person_id) == col(SittingRow.person_id),
    )


def counts_as_invited() -> ColumnElement[bool]:
    """Of a member with their sitting, if any: who left does not count, unless they had finished."""
    finished = col(SittingRow.status) == "submitted"
    return and_(col(CohortMemberRow.invited), or_(col(CohortMemberRow.left_at).is_(None), finished))


def submitted_in(cycle_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(SittingRow.cycle_id) == cycle_id, col(SittingRow.status) == "submitted"


def name_of(account: ColumnElement[str] | Any) -> ColumnElement[str]:
    """The name of the account whose id stands in a column as text; empty where it is gone."""
    of = sa.select(col(AccountRow.name)).where(sa.cast(col(AccountRow.id), sa.String) == account)
    return func.coalesce(of.scalar_subquery(), "")


def frame(db: Session, query: sa.Select[*tuple[Any, ...]]) -> pd.DataFrame:
    """A frame with the types of the columns, also of no rows; `pd.read_sql` would hide complaints from `in_words`."""
    types = {column.name: _dtype(column.type) for column in query.selected_columns}
    rows = db.connection().execute(query).all()
    return pd.DataFrame.from_records(rows, columns=list(types)).astype(types)


def _dtype(kind: sa.types.TypeEngine[Any]) -> str:
    if isinstance(kind, sa.Float):
        return "float64"
    return "int64" if isinstance(kind, sa.Integer) else "str"
