"""A question bank as an accessible XLSX workbook for editors, without loss; `workbook_read` takes it back.

Follows "Releasing statistics in spreadsheets" (Government Analysis Function): a cover sheet, one marked table a sheet
with its title in A1, no merged cells, no empty rows or columns, nothing said by colour alone. All texts are written as
texts, so that no cell is a formula.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from assessment.bank.check import CLOSED_LISTS
from assessment.bank.format import Contents, Record
from assessment.bank.sheets import (
    BANK,
    BETWEEN,
    COVER,
    COVER_COLUMNS,
    ENEMIES,
    HEADING_ROW,
    MEMBERS,
    NAMED,
    OF_A_DOMAIN,
    PAIRS,
    SETTINGS,
    SHEETS,
    Column,
    Sheet,
    columns,
    kind_of,
)
from assessment.errors import Fault, InputError

Row = list[Any]
ABOUT = (
    "Change cells, add rows at the end of a table, and import the workbook again. Leave headings as they are.",
    "Keep ids: they are never used again. To take an item out of use, set its status to retired and say why.",
    "A cell with several ids has them parted by semicolons. Empty means: not given.",
    "Formulas, merged cells, and columns or sheets of your own are refused, with the place named.",
)
WIDE = ("text", "option")
LONGEST_TEXT = 32_767
"""Characters of a cell (Excel specifications and limits)."""


def export(contents: Contents) -> bytes:
    """The workbook of a bank without faults, as a file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    bank = next(contents.of("bank")).data
    book.set_properties({"title": f"Question bank {bank['version']}: {bank['title']}", "subject": "Question bank"})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        # a quote prefix keeps a text that begins with = a text, also after somebody has edited it
        "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "quote_prefix": True}),
        "number": book.add_format({"valign": "top"}),
        "date": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"}),
    }
    tables = list(_tables(contents))
    cover = [[sheet.title, sheet.note, len(rows), len(held)] for sheet, held, rows in tables]
    about = (f"Version {bank['version']}, {bank['status']}, of {bank['as_of'].isoformat()}.", *ABOUT)
    title = f"{bank['title']}: question bank"
    _sheet(book, COVER, [title, *about], [Column(name, (name,), "text") for name in COVER_COLUMNS], cover, formats)
    for sheet, held, rows in tables:
        worksheet = _sheet(book, sheet.title, [sheet.title, sheet.note], held, rows, formats)
        _offer_choices(worksheet, sheet, held, len(rows))
    book.close()
    return out.getvalue()


def _tables(contents: Contents) -> Iterable[tuple[Sheet, Sequence[Column], list[Row]]]:
    """Every sheet with its columns and rows; one without rows keeps its headings, so that rows can be added."""
    (bank,) = contents.of("bank")
    yield BANK, SETTINGS, list(_settings(bank))
    yield ENEMIES, PAIRS[ENEMIES], [list(pair) for pair in bank.data.get("enemies", [])]
    for sheet in SHEETS:
        records = [record for record in contents.records if kind_of(record) == sheet.kind]
        held = columns(sheet, records)
        yield sheet, held, [[_cell(record, column) for column in held] for record in records]
    members = ((form.data["id"], item) for form in contents.of("form") for item in form.data["items"])
    yield MEMBERS, PAIRS[MEMBERS], [list(pair) for pair in members]


def _settings(bank: Record) -> Iterable[Row]:
    for key, value in bank.data.items():
        if key == "enemies":
            continue
        if isinstance(value, dict):
            yield from ([f"{key}.{name}", entry] for name, entry in value.items())
        elif isinstance(value, list):
            yield from ([key, entry] for entry in value)
        else:
            yield [key, value]


def _cell(record: Record, column: Column) -> Any:
    """What stands in a table at the path of a column; None where nothing does."""
    if column.path == ("domain",) and kind_of(record) in OF_A_DOMAIN:
        return record.domain
    if column.path == ("id",) and record.kind in NAMED:
        return record.place.removeprefix("scales.")
    value: Any = record.data
    for part in column.path:
        if isinstance(part, int):
            value = value[part - 1] if value is not None and part <= len(value) else None
        else:
            value = None if value is None else value.get(part)
    return BETWEEN.join(value) if isinstance(value, list) else value


def _sheet(
    book: Any, title: str, above: Sequence[str], held: Sequence[Column], rows: list[Row], formats: dict[str, Any]
) -> Any:
    """A worksheet with lines above one marked table."""
    worksheet = book.add_worksheet(title)
    for number, line in enumerate(above):
        worksheet.write_string(number, 0, line, formats["title"] if number == 0 else None)
    top = len(above)
    last = top + max(len(rows), 1)
    name = title.lower().replace(" ", "_")
    headings = [{"header": column.heading, "header_format": formats["heading"]} for column in held]
    worksheet.add_table(
        top, 0, last, len(held) - 1, {"name": f"table_{name}", "columns": headings, "style": None, "autofilter": False}
    )
    for number, column in enumerate(held):
        width = 50 if column.kind in WIDE and column.key not in ("status", "owner") else 18
        worksheet.set_column(number, number, width)
    for row_number, row in enumerate(rows, top + 1):
        for column_number, value in enumerate(row):
            _write(worksheet, row_number, column_number, value, formats)
    return worksheet


def _write(worksheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, bool):
        worksheet.write_boolean(row, column, value, formats["number"])
    elif isinstance(value, int | float):
        worksheet.write_number(row, column, value, formats["number"])
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, value, formats["date"])
    elif value is not None:
        _write_text(worksheet, row, column, value, formats["text"])
    else:
        worksheet.write_blank(row, column, None, formats["text"])


def _write_text(worksheet: Any, row: int, column: int, text: str, style: Any) -> None:
    if len(text) > LONGEST_TEXT:
        place = f"sheet {worksheet.get_name()}, row {row + 1}"
        problem = f"a text there has {len(text):,} characters, and a cell holds {LONGEST_TEXT:,}"
        raise InputError("the workbook", [Fault("the workbook", place, problem, "Shorten it")])
    # the library takes <r>...</r> for its own mark-up; a space at the end is no part of any text of ours
    worksheet.write_string(row, column, f"{text} " if text.endswith("</r>") else text, style)


def _offer_choices(worksheet: Any, sheet: Sheet, held: Sequence[Column], rows: int) -> None:
    """A list to choose from in columns that hold one of a few words."""
    kind = "item" if sheet.kind in ("rating", "situational", "knowledge", "pulse", "vignette") else sheet.kind
    choices = {key: allowed for of, key, allowed in CLOSED_LISTS if of == kind}
    for number, column in enumerate(held):
        if column.key in choices:
            rule = {"validate": "list", "source": list(choices[column.key]), "ignore_blank": True}
            worksheet.data_validation(HEADING_ROW - 1, number, HEADING_ROW + rows + 200, number, rule)
