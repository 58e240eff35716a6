"""Files like those of the Civil Service Statistics, made by other libraries than the one that reads them."""

import io
from collections.abc import Sequence
from datetime import date

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from assessment import register

Cell = str | int | float | None
Rows = Sequence[Sequence[Cell]]
TITLE = "Table 21: Responsibility level by government department, as at 31 March {year}"
HEADINGS = (
    "Parent department", "Organisation [note 2]", "Administrative Officers and Assistants", "Executive Officers",
    "Senior and Higher Executive Officers", "Grades 6 and 7", "Senior Civil Service level", "Not reported [note 3]",
    "All employees",
)  # fmt: skip
NOTES = (
    "This worksheet contains one table. Some shorthand is used: [c] fewer than 5 people.",
    "Source: Cabinet Office",
)


def row(parent: str, name: str, scs: Cell, total: Cell) -> tuple[Cell, ...]:
    return (parent, name, "[c]", 10, 15, 20, scs, "[c]", total)


def real_rows() -> list[tuple[Cell, ...]]:
    """The register of 31 March 2023 laid out as the table that it came from, with totals of departmental groups."""
    counted = [one for one in register.on(date(2023, 3, 31)) if one.total_headcount is not None]
    rows: list[tuple[Cell, ...]] = []
    for group in sorted({one.parent_group for one in counted}):
        for one in (one for one in counted if one.parent_group == group):
            scs = "[c]" if one.scs_headcount is None else one.scs_headcount
            rows.append(row(group, one.name, scs, f"{one.total_headcount:,}"))
        rows.append(row(group, f"{group} total", 5, 100_000))
    return [*rows, row("All", "All employees", 7_385, 519_780)]


def sheet(rows: Rows, title: str = TITLE.format(year=2023), headings: Sequence[str] = HEADINGS) -> list[Sequence[Cell]]:
    return [[title], *([note] for note in NOTES), headings, *rows, [], ["[note 2] Names as at 31 March."]]


def xlsx(lines: Rows, name: str = "table_21") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    made = book.create_sheet(name)
    for line in lines:
        made.append(list(line))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ods(lines: Rows, name: str = "table_21") -> bytes:
    book = OpenDocumentSpreadsheet()
    for title, content in (("Cover", [["Civil Service Statistics"]]), (name, lines)):
        made = Table(name=title)
        for line in content:
            cells = TableRow()
            for cell in line:
                cells.addElement(_cell(cell))
            made.addElement(cells)
        book.spreadsheet.addElement(made)
    file = io.BytesIO()
    book.write(file)
    return file.getvalue()


def _cell(value: Cell) -> TableCell:
    if value is None:
        return TableCell()
    if isinstance(value, str):
        cell = TableCell(valuetype="string")
        cell.addElement(P(text=value))
        return cell
    return TableCell(valuetype="float", value=value)
