"""The Analysis Function's checklist for accessible spreadsheets as code, for XLSX and ODS.

Source: "Making spreadsheets accessible: a brief checklist of the basics", Government Analysis Function. A fault
is a sentence that names its sheet. Other programs than our writers open the file: openpyxl for XLSX, the XML for ODS.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import openpyxl
from defusedxml import ElementTree
from openpyxl.utils import range_boundaries

SHORTHAND = re.compile(r"\[[a-z]\]")
NOTE = re.compile(r"\[note \d+\]")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
FIRST = ("Cover", "Contents", "Notes")


def faults(data: bytes) -> list[str]:
    """What is wrong with a workbook, whichever of the two it is; nothing if it passes."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = file.namelist()
        return list(_of_ods(file) if "mimetype" in names else _of_xlsx(data, names))


# ---- XLSX ------------------------------------------------------------------------------------------------


def _of_xlsx(data: bytes, parts: list[str]) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    yield from (f"the file holds {part}" for part in parts if re.search(r"media/|drawings/|charts/|vbaProject", part))
    yield from (f"no {what} in the properties" for what in ("title", "creator") if not getattr(book.properties, what))
    yield from _order(book.sheetnames)
    if book.active is not book.worksheets[0]:
        yield "the file does not open on its first sheet"
    tables = [name for sheet in book for name in sheet.tables]
    yield from (f"two tables are called {name}" for name, count in Counter(tables).items() if count > 1)
    titles = [sheet["A1"].value for sheet in book]
    yield from (f"two sheets begin with ‘{words}’" for words, count in Counter(titles).items() if count > 1)
    for sheet in book:
        yield from (f"{sheet.title}: {fault}" for fault in _of_sheet(sheet))
    grids = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    yield from _of_words(grids)


def _of_sheet(sheet: Any) -> Iterator[str]:
    if sheet.sheet_state != "visible":
        yield "the sheet is hidden"
    if sheet.merged_cells.ranges:
        yield "cells are merged"
    if sheet.freeze_panes:
        yield "panes are frozen"
    if sheet.auto_filter.ref or any(table.autoFilter for table in sheet.tables.values()):
        yield "there is a filter"
    if any(kept.hidden for kept in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())):
        yield "rows or columns are hidden"
    if sheet.sheet_view.selection and sheet.sheet_view.selection[0].activeCell not in (None, "A1"):
        yield "the cursor is not in A1"
    cells = [cell for row in sheet.iter_rows() for cell in row]
    if any(cell.data_type in "fe" for cell in cells):
        yield "a cell holds a formula or an error"
    if any(cell.fill.fill_type for cell in cells):
        yield "cells are coloured"
    top = min((range_boundaries(table.ref)[1] for table in sheet.tables.values()), default=2)
    if any(isinstance(cell.value, str) and cell.row >= top and not cell.alignment.wrap_text for cell in cells):
        yield "text is not wrapped"  # lines above a table run on to the right, where nothing stands
    if sheet.title != "Cover":
        yield from _of_table(sheet)


def _of_table(sheet: Any) -> Iterator[str]:
    if len(sheet.tables) != 1:
        yield f"{len(sheet.tables)} tables are marked"
        return
    table = next(iter(sheet.tables.values()))
    left, top, right, bottom = range_boundaries(table.ref)
    if not NAME.fullmatch(table.name):
        yield f"the table is called {table.name}"
    if left != 1:
        yield "the table does not start in column A"
    if (bottom, right) != (sheet.max_row, sheet.max_column):
        yield "there is something beside or below the table"
    rows = list(sheet.iter_rows(top, bottom, left, right, values_only=True))
    if any(value in (None, "") for row in rows for value in row):
        yield "the table has empty cells"
    heads = [str(value) for value in rows[0]]
    if len(set(heads)) < len(heads):
        yield "headings of columns are the same"
    if any(sheet.cell(row, 1).value in (None, "") for row in range(1, top)):
        yield "there are blank rows above the table"


# ---- ODS -------------------------------------------------------------------------------------------------

SPACES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}


def _named(space: str, name: str) -> str:
    return f"{{{SPACES[space]}}}{name}"


def _of_ods(file: zipfile.ZipFile) -> Iterator[str]:
    content, styles, meta = (ElementTree.fromstring(file.read(f"{name}.xml")) for name in ("content", "styles", "meta"))
    if file.infolist()[0].filename != "mimetype" or file.infolist()[0].compress_type != zipfile.ZIP_STORED:
        yield "the media type does not come first"
    told = {what: meta.findtext(f".//dc:{what}", "", SPACES) for what in ("title", "language")}
    yield from (f"no {what} in the properties" for what, words in told.items() if not words)
    if {found.get(_named("fo", "language")) for found in styles.iterfind(".//style:text-properties", SPACES)} != {"en"}:
        yield "cells have no language"
    sheets = content.findall(".//table:table", SPACES)
    yield from _order([sheet.get(_named("table", "name")) for sheet in sheets])
    ranges = content.findall(".//table:database-range", SPACES)
    yield from _unnamed(ranges, sheets)
    for sheet in sheets:
        yield from (f"{sheet.get(_named('table', 'name'))}: {fault}" for fault in _of_ods_sheet(sheet))
    yield from _of_words({sheet.get(_named("table", "name")): grid(sheet) for sheet in sheets})


def _unnamed(ranges: list[Any], sheets: list[Any]) -> Iterator[str]:
    named = {found.get(_named("table", "target-range-address")).split("'")[1] for found in ranges}
    names = [found.get(_named("table", "name")) for found in ranges]
    if len(set(names)) < len(names) or not all(map(NAME.fullmatch, names)):
        yield "tables have no names of their own"
    every = {sheet.get(_named("table", "name")) for sheet in sheets}
    yield from (f"{name}: the table has no name" for name in sorted(every - named - {"Cover", "Contents"}))


def _of_ods_sheet(sheet: Any) -> Iterator[str]:
    if sheet.find(".//table:covered-table-cell", SPACES) is not None:
        yield "cells are merged"
    parts = (*sheet.iterfind(".//table:table-row", SPACES), *sheet.iterfind(".//table:table-column", SPACES))
    if any(part.get(_named("table", "visibility")) not in (None, "visible") for part in parts):
        yield "rows or columns are hidden"
    if any(cell.get(_named("table", "formula")) for cell in sheet.iterfind(".//table:table-cell", SPACES)):
        yield "a cell holds a formula or an error"
    if any(value in ("", None) for row in grid(sheet) for value in row):
        yield "there are empty cells"
    heads = sheet.findall("table:table-header-rows/table:table-row", SPACES)
    if sheet.get(_named("table", "name")) != "Cover" and len(heads) != 1:
        yield f"{len(heads)} rows are marked as headings"
    names = [_value(cell) for row in heads for cell in row]
    if len(set(names)) < len(names):
        yield "headings of columns are the same"


def grid(sheet: Any) -> list[list[Any]]:
    """The cells of a sheet of an OpenDocument spreadsheet, numbers as numbers."""
    return [[_value(cell) for cell in row] for row in sheet.iterfind(".//table:table-row", SPACES)]


def _value(cell: Any) -> Any:
    if cell.get(_named("office", "value-type")) == "float":
        return float(cell.get(_named("office", "value")))
    return "".join(words for line in cell.iterfind("text:p", SPACES) for words in line.itertext())


# ---- both ------------------------------------------------------------------------------------------------


def _order(names: list[str]) -> Iterator[str]:
    if tuple(names[:3]) != FIRST or len(names) < 4:
        yield "cover, contents and notes do not come first"


def _of_words(grids: dict[str, list[list[Any]]]) -> Iterator[str]:
    """Shorthand is explained on its sheet, notes exist, contents list all sheets, the cover counts what is withheld."""
    if "Contents" in grids:
        listed = {row[0] for row in grids["Contents"]}
        yield from (f"{name} is not in the contents" for name in grids if name not in (*FIRST[:2], *listed))
    known = {str(row[0]) for row in grids.get("Notes", [])}
    hidden = 0
    for name, rows in grids.items():
        texts = [value for row in rows for value in row if isinstance(value, str)]
        used = {value for value in texts if SHORTHAND.fullmatch(value)}
        explained = {mark for value in texts if not SHORTHAND.fullmatch(value) for mark in SHORTHAND.findall(value)}
        yield from (f"{name}: {mark} is not explained" for mark in sorted(used - explained))
        marks = {mark for value in texts for mark in NOTE.findall(value)} - {"[note 1]"}
        yield from (f"{name}: {mark} is not in the notes" for mark in sorted(marks - known))
        hidden += texts.count("[c]")
    said = re.search(r"This file has ([\d,]+) values? withheld", str(grids.get("Cover")))
    if said is None or int(said[1].replace(",", "")) != hidden:
        yield f"the cover does not say that {hidden} values are withheld"
