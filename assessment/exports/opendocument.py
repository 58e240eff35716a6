"""A book as ODS: the same sheets as the workbook, with named tables, heading styles, language and properties."""

import io
from datetime import UTC
from typing import Any

from odf import dc, meta
from odf.number import Number, NumberStyle
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import ParagraphProperties, Style, TableCellProperties, TableColumnProperties, TextProperties
from odf.table import (
    DatabaseRange,
    DatabaseRanges,
    Table,
    TableCell,
    TableColumn,
    TableHeaderRows,
    TableRow,
)
from odf.text import A, P

from assessment.exports.content import ABOUT_SHEET, AUTHOR, Book, Row, Sheet, Value
from assessment.exports.steady import steady

FONT = "Arial"
WIDE, NARROW = "14cm", "4.2cm"
"""Of the first column, and of all others."""
PARTS = ("Introductory information", "About these data", "Contact")
"""Headings of the cover, as gptables writes them."""


def opendocument(book: Book) -> bytes:
    """The whole file. Numbers are numbers, and no cell holds a formula."""
    file = OpenDocumentSpreadsheet()
    _describe(file, book)
    styles = _styles(file)
    sheets = file.spreadsheet
    sheets.addElement(_cover(book, styles))
    sheets.addElement(_contents(book, styles))
    ranges = DatabaseRanges()
    for sheet in book.tables:
        table, above = _sheet(sheet, styles)
        sheets.addElement(table)
        ranges.addElement(_named(sheet, above))
    sheets.addElement(ranges)
    made = io.BytesIO()
    file.save(made)
    return steady(made.getvalue(), book.made_at, first="mimetype")


def _describe(file: Any, book: Book) -> None:
    """Title, subject, author, language and moment in the properties; nothing else about who made it."""
    moment = f"{book.made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
    for kind, text in (
        (dc.Title, book.title),
        (dc.Subject, book.subject),
        (dc.Creator, AUTHOR),
        (dc.Language, "en-GB"),
        (meta.CreationDate, moment),
        (dc.Date, moment),
    ):
        element = kind()
        element.addText(text)
        file.meta.addElement(element)


def _styles(file: Any) -> dict[str, Any]:
    plain = {"fontname": FONT, "fontfamily": FONT, "fontsize": "12pt", "language": "en", "country": "GB"}
    made = {
        "Heading 1": {"fontsize": "18pt", "fontweight": "bold"},
        "Heading 2": {"fontsize": "14pt", "fontweight": "bold"},
        "Column heading": {"fontweight": "bold"},
        "Text": {},
        "Figure": {},
        "Decimal": {},
    }
    one = NumberStyle(name="one-decimal")
    one.addElement(Number(decimalplaces="1", minintegerdigits="1"))
    file.styles.addElement(one)
    styles: dict[str, Any] = {}
    for name, text in made.items():
        number = {"datastylename": one} if name == "Decimal" else {}
        style = Style(name=name.replace(" ", "_20_"), displayname=name, family="table-cell", **number)
        style.addElement(TextProperties(**(plain | text)))
        style.addElement(TableCellProperties(wrapoption="wrap", verticalalign="top"))
        style.addElement(ParagraphProperties(textalign="end" if name in ("Figure", "Decimal") else "start"))
        file.styles.addElement(style)
        styles[name] = style
    for name, width in (("wide", WIDE), ("narrow", NARROW)):
        column = Style(name=name, family="table-column")
        column.addElement(TableColumnProperties(columnwidth=width))
        file.automaticstyles.addElement(column)
        styles[name] = column
    return styles


def _cover(book: Book, styles: dict[str, Any]) -> Any:
    table = Table(name="Cover")
    table.addElement(TableColumn(stylename=styles["wide"]))
    table.addElement(_line(book.title, styles["Heading 1"]))
    for heading, part in zip(PARTS, (book.intro, book.about, book.contact), strict=True):
        table.addElement(_line(heading, styles["Heading 2"]))
        for words in part:
            table.addElement(_line(words, styles["Text"]))
    return table


def _contents(book: Book, styles: dict[str, Any]) -> Any:
    table = Table(name="Contents")
    table.addElement(TableColumn(stylename=styles["narrow"]))
    table.addElement(TableColumn(stylename=styles["wide"]))
    table.addElement(_line("Table of contents", styles["Heading 1"]))
    table.addElement(_line("This worksheet contains one table.", styles["Text"]))
    table.addElement(_headed(("Sheet name", "Table description"), styles))
    for sheet in book.tables:
        row = TableRow()
        name = TableCell(valuetype="string", stylename=styles["Text"])
        paragraph = P()
        paragraph.addElement(A(href=f"#'{sheet.tab}'.A1", text=sheet.tab))
        name.addElement(paragraph)
        row.addElement(name)
        row.addElement(_cell(sheet.title, styles["Text"]))
        table.addElement(row)
    return table


def _sheet(sheet: Sheet, styles: dict[str, Any]) -> tuple[Any, int]:
    """The table of a sheet, and how many lines stand above its row of headings."""
    table = Table(name=sheet.tab)
    table.addElement(TableColumn(stylename=styles["wide"]))
    table.addElement(TableColumn(stylename=styles["narrow"], numbercolumnsrepeated=str(len(sheet.columns) - 1)))
    table.addElement(_line(sheet.title, styles["Heading 1"]))
    for words in (*sheet.about, ABOUT_SHEET):
        table.addElement(_line(words, styles["Text"]))
    table.addElement(_headed(sheet.columns, styles))
    decimals = [sheet.decimals(column) for column in range(len(sheet.columns))]
    for cells in sheet.rows:
        row = TableRow()
        for cell, decimal in zip(cells, decimals, strict=True):
            kind = "Text" if isinstance(cell, str) else "Decimal" if decimal else "Figure"
            row.addElement(_cell(cell, styles[kind], decimal))
        table.addElement(row)
    return table, len(sheet.about) + 2


def _named(sheet: Sheet, above: int) -> Any:
    """A name for the cells of a table, as a workbook has one."""
    last = f"{_letters(len(sheet.columns))}{above + 1 + len(sheet.rows)}"
    address = f"'{sheet.tab}'.A{above + 1}:'{sheet.tab}'.{last}"
    return DatabaseRange(name=sheet.name, targetrangeaddress=address, containsheader="true")


def _letters(number: int) -> str:
    """The name of the column of that number: 1 is A, 27 AA."""
    before, place = divmod(number - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + place)


def _headed(columns: Row, styles: dict[str, Any]) -> Any:
    header, row = TableHeaderRows(), TableRow()
    for name in columns:
        row.addElement(_cell(name, styles["Column heading"]))
    header.addElement(row)
    return header


def _line(words: str, style: Any) -> Any:
    row = TableRow()
    row.addElement(_cell(words, style))
    return row


def _cell(value: Value, style: Any, decimal: bool = False) -> Any:
    if isinstance(value, str):
        cell = TableCell(valuetype="string", stylename=style)
        cell.addElement(P(text=value))
        return cell
    cell = TableCell(valuetype="float", value=str(value), stylename=style)
    cell.addElement(P(text=f"{value:.1f}" if decimal else f"{value:,}"))
    return cell
