"""A book as XLSX, written by gptables: the Government Analysis Function's own rules for accessible spreadsheets."""

import io
import warnings

import gptables
import pandas as pd

from assessment.exports.content import ABOUT_SHEET, AUTHOR, Book, Sheet, Value
from assessment.exports.steady import steady

INDEX = {1: 0}
"""The first column names the row."""
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
"""Text is only ever text: nothing in a cell runs as a formula or becomes a link."""
warnings.filterwarnings("ignore", module="gptables")  # that we number notes ourselves, and what newer pandas advises it


def workbook(book: Book) -> bytes:
    """The whole file. Its sheets are Cover, Contents, Notes, and one a table."""
    made = io.BytesIO()
    written = gptables.produce_workbook(
        made, sheets={sheet.tab: _table(sheet) for sheet in book.tables}, cover=_cover(book), workbook_options=OPTIONS
    )
    told = {"title": book.title, "subject": book.subject, "author": AUTHOR}
    written.set_properties({**told, "created": book.made_at.replace(tzinfo=None)})
    written.close()
    return steady(made.getvalue(), book.made_at)


def _cover(book: Book) -> gptables.Cover:
    parts = ([_harmless(line) for line in part] for part in (book.intro, book.about, book.contact))
    return gptables.Cover(_harmless(book.title), *parts)


def _table(sheet: Sheet) -> gptables.GPTable:
    columns = [_harmless(name) for name in sheet.columns]
    frame = pd.DataFrame([[_harmless(cell) for cell in row] for row in sheet.rows], columns=columns, dtype=object)
    decimals = [number for number in range(len(columns)) if sheet.decimals(number)]
    return gptables.GPTable(
        frame,
        table_name=sheet.name,
        title=_harmless(sheet.title),
        subtitles=[_harmless(line) for line in sheet.about],
        instructions=ABOUT_SHEET,
        index_columns=dict(INDEX),
        additional_formatting=[{"column": {"columns": decimals, "format": {"num_format": "0.0"}}}] if decimals else [],
    )


def _harmless(cell: Value) -> Value:
    """The same without what gptables takes for a link or for a reference to a note."""
    return cell.replace("](", "] (").replace("$$", "$ $") if isinstance(cell, str) else cell
