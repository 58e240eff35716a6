"""What item statistics are made of, and where those of a released cycle are kept."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlmodel import Session, col, select

from assessment.answers import NOT_ANSWERED, Answers, Codes, Numbers
from assessment.store.tables import (
    CohortMemberRow,
    CycleRow,
    ItemStatisticsRow,
    ResponseChangeRow,
    ResponseRow,
    SittingRow,
)

ROWS_AT_ONCE = 200_000
LONGEST_SECONDS = 600
"""A longer time between two saved answers is a break, not the time that an answer took."""


def answers(db: Session, cycle_id: int, items: Sequence[str], band_of: Callable[[str], str]) -> Answers:
    """The submitted answers of a cycle to the items named, without any key of a person, in no promised order.

    `band_of` gives the band of a profession. `seconds` is the time from the answer saved before, of the first time that
    an item was answered; NaN for the first answer of a sitting, after a break, and for answers that came in a file or
    were entered from paper: how long somebody typed says nothing about an item.
    """
    query = (
        sa.select(col(SittingRow.id), col(SittingRow.form), col(CohortMemberRow.grade), col(SittingRow.profession))
        .join(
            CohortMemberRow,
            sa.and_(
                col(CohortMemberRow.cycle_id) == SittingRow.cycle_id,
                col(CohortMemberRow.person_id) == SittingRow.person_id,
            ),
        )
        .where(*_submitted(cycle_id))
        .order_by(col(SittingRow.id))
    )
    sittings = np.array(db.connection().execute(query).all(), dtype=object).reshape(-1, 4)
    ids = sittings[:, 0].astype(np.int64)
    values = np.full((len(ids), len(items)), NOT_ANSWERED, dtype=np.int8, order="F")
    confidence = np.zeros_like(values)
    _fill(db, cycle_id, ids, {item: j for j, item in enumerate(items)}, values, confidence)
    bands = np.array([band_of(profession) for profession in sittings[:, 3]], dtype=object)
    seconds = _seconds(db, cycle_id, ids, {item: j for j, item in enumerate(items)})
    return Answers(tuple(items), values, confidence, sittings[:, 1], sittings[:, 2], bands, seconds)


def save_statistics(db: Session, *, cycle_id: int, statistics: dict[str, Any]) -> None:
    """Keep the item statistics of a cycle, once: a second call would repeat a key."""
    db.add(ItemStatisticsRow(cycle_id=cycle_id, statistics=statistics))
    db.flush()


def statistics(db: Session, cycle_id: int) -> dict[str, Any] | None:
    """The item statistics of a released cycle; None before its release, and of one released before they were kept."""
    query = select(ItemStatisticsRow).join(CycleRow, col(CycleRow.id) == ItemStatisticsRow.cycle_id)
    row = db.exec(query.where(ItemStatisticsRow.cycle_id == cycle_id, CycleRow.status == "released")).first()
    return None if row is None else row.statistics


def cycles_with_statistics(db: Session) -> set[int]:
    """The ids of the released cycles of which statistics were kept."""
    query = select(ItemStatisticsRow.cycle_id).join(CycleRow, col(CycleRow.id) == ItemStatisticsRow.cycle_id)
    return set(db.exec(query.where(CycleRow.status == "released")))


def _submitted(cycle_id: int) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return col(SittingRow.cycle_id) == cycle_id, col(SittingRow.status) == "submitted"


def _fill(
    db: Session, cycle_id: int, ids: np.ndarray[Any, Any], place: dict[str, int], values: Codes, confidence: Codes
) -> None:
    """Write answers into their rows (a sitting each, `ids` ascending) and columns, a part at a time."""
    query = (
        sa.select(
            col(ResponseRow.sitting_id), col(ResponseRow.item_id), col(ResponseRow.value), col(ResponseRow.confidence)
        )
        .join(SittingRow, col(SittingRow.id) == ResponseRow.sitting_id)
        .where(*_submitted(cycle_id), col(ResponseRow.item_id).in_(place))
    )
    for part in db.connection().execute(query.execution_options(yield_per=ROWS_AT_ONCE)).partitions():
        sitting, item, value, sure = zip(*part, strict=True)
        row, column = np.searchsorted(ids, sitting), [place[name] for name in item]
        values[row, column] = value
        confidence[row, column] = [given or 0 for given in sure]


def _seconds(db: Session, cycle_id: int, ids: np.ndarray[Any, Any], place: dict[str, int]) -> Numbers:
    """Rows x items: how long each answer took, NaN where it is not known."""
    query = (
        sa.select(col(ResponseChangeRow.sitting_id), col(ResponseChangeRow.item_id), col(ResponseChangeRow.saved_at))
        .join(SittingRow, col(SittingRow.id) == ResponseChangeRow.sitting_id)
        .where(*_submitted(cycle_id), col(SittingRow.entered_by) == "")
        .order_by(col(ResponseChangeRow.sitting_id), col(ResponseChangeRow.saved_at), col(ResponseChangeRow.id))
    )
    seconds = np.full((len(ids), len(place)), np.nan)
    rows = db.connection().execute(query.execution_options(yield_per=ROWS_AT_ONCE))
    for sitting, changes in groupby(rows, key=lambda row: row[0]):
        row, met, before = np.searchsorted(ids, sitting), set(), None
        for _, item, at in changes:
            took = np.inf if before is None else (at - before).total_seconds()
            if item not in met and item in place and took <= LONGEST_SECONDS:
                seconds[row, place[item]] = took
            met.add(item)
            before = at
    return seconds
