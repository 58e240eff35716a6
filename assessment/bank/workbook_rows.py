"""The table of one sheet of an editor's workbook: where its headings are, what is wrong with them, and its rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import python_calamine

from assessment.bank.cells import filled
from assessment.bank.format import nearest
from assessment.bank.sheets import (
    BANK,
    COVER,
    HEADING_ROW,
    PAIRS,
    SETTINGS,
    Column,
    Sheet,
    columns,
    heading,
    named,
    numbered,
)
from assessment.bank.workbook_file import cell_at
from assessment.errors import Fault

MOST_NUMBERED = 10
"""Entries of a list that may have columns: options and labels are ten at most."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The table of one sheet: headings in order, and the rows below them by their number in the sheet."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]


def rows_of(name: str, book: python_calamine.CalamineWorkbook, sheet: Sheet) -> tuple[Rows | None, list[Fault]]:
    """The table of a sheet, and what is wrong with its headings; no table where they cannot be found."""
    cells = book.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
    expected = [column.heading for column in PAIRS.get(sheet) or (SETTINGS if sheet is BANK else columns(sheet, []))]
    known = {*expected, *possible(sheet, [])}
    top = next((i for i, row in enumerate(cells[:10]) if len(known.intersection(map(str, row))) > 1), None)
    if top is None:
        advice = f"Put the headings back into row {HEADING_ROW}: {', '.join(expected)}"
        return None, [Fault(name, f"sheet {sheet.title}", "its row of headings is missing", advice)]
    headings = [str(cell).strip() for cell in cells[top]]
    while headings and not headings[-1] and not any(filled(row[len(headings) - 1]) for row in cells[top + 1 :]):
        headings.pop()
    faults = list(_wrong_headings(name, book, sheet, headings, expected, top + 1))
    rows = tuple(
        (number, tuple(row[: len(headings)]))
        for number, row in enumerate(cells[top + 1 :], top + 2)
        if any(filled(cell) for cell in row)
    )
    return Rows(tuple(headings), rows), faults


def _wrong_headings(
    name: str, book: python_calamine.CalamineWorkbook, sheet: Sheet, headings: list[str], expected: list[str], row: int
) -> Iterator[Fault]:
    missing = [word for word in expected if word not in headings]
    for word in missing:
        yield Fault(
            name, cell_at(sheet.title, row, word), "this column is missing", "Put it back; its cells may be empty"
        )
    known = {*expected, *possible(sheet, headings)}
    for position, word in enumerate(headings, 1):
        if not word:
            problem = f"column {position} has no heading"
            yield Fault(name, cell_at(sheet.title, row), problem, "Give it one, or empty the column")
        elif word not in known:
            advice = nearest(word, sorted(known), "Remove the column")
            yield Fault(name, cell_at(sheet.title, row, word), "this column is not known", advice)
        elif headings.index(word) != position - 1:
            yield Fault(name, cell_at(sheet.title, row, word), "this column occurs twice", "Keep one of them")
    written = _columns_written(book).get(sheet.title, 0)
    if len(set(headings)) < written and not missing:
        problem = f"there are {len(headings)} columns where there were {written} when the bank was exported"
        yield Fault(
            name, cell_at(sheet.title, row), problem, "Put back what is gone; empty the cells that you do not want"
        )


def _columns_written(book: python_calamine.CalamineWorkbook) -> dict[str, int]:
    """How many columns each sheet had when the bank was exported, as the cover says."""
    if COVER not in book.sheet_names:
        return {}
    rows = book.get_sheet_by_name(COVER).to_python(skip_empty_area=False)
    return {str(row[0]): int(row[3]) for row in rows if len(row) > 3 and isinstance(row[3], int | float)}


def possible(sheet: Sheet, headings: Iterable[str]) -> dict[str, Column]:
    """Heading -> column of everything that could stand on a sheet: names as given, numbers up to ten."""
    found: dict[str, Column] = {}
    for key, optional in sheet.keys.items():
        shape, _, inner = optional.removesuffix("?").partition(" of ")
        if shape == "table":
            start = f"{heading(key)}: "
            names = [word.removeprefix(start) for word in headings if word.startswith(start)]
            found |= {(column := named(key, name, inner)).heading: column for name in names}
        elif shape == "list" and inner != "id":
            for number in range(1, MOST_NUMBERED + 1):
                found |= {column.heading: column for column in numbered(key, number, inner)}
        else:
            found[heading(key)] = Column(heading(key), (key,), optional.removesuffix("?"))
    return found
