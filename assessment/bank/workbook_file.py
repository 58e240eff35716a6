"""Opens the workbook of an editor, and finds what has no business in it: other sheets, formulas, merged cells.

A workbook from a stranger is only data here: entities and document types in its XML are refused (defusedxml), and one
that unpacks to more than LARGEST bytes is not opened.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import defusedxml
import python_calamine
from defusedxml.ElementTree import iterparse

from assessment.bank.format import nearest
from assessment.bank.sheets import BANK, COVER, ENEMIES, MEMBERS, SHEETS
from assessment.errors import Fault, UnreadableFile

LARGEST = 50_000_000
"""Bytes that a workbook may take when unpacked; ours takes one million."""
MOST_ROWS, MOST_LETTERS = 50_000, 2
"""Rows, and letters of the last column (ZZ is the 702nd), that a table may have: ours have 500 rows and 30 columns."""
KNOWN_SHEETS = (COVER, *(sheet.title for sheet in (BANK, ENEMIES, *SHEETS, MEMBERS)))
_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def read_bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        words = (error.strerror or "it cannot be read").lower()
        raise UnreadableFile(file.name, words, "Check the name of the file and that you may read it") from None


def open_book(name: str, data: bytes) -> python_calamine.CalamineWorkbook:
    advice = "Export the bank again, and save it as XLSX"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > LARGEST:
                raise UnreadableFile(name, "it is far too large for a question bank", advice)
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (zipfile.BadZipFile, python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(name, f"it is not a readable XLSX workbook ({error})", advice) from None


def wrong_sheets(name: str, book: python_calamine.CalamineWorkbook) -> Iterator[Fault]:
    for title in KNOWN_SHEETS:
        if title not in book.sheet_names:
            yield Fault(name, f"sheet {title}", "this sheet is missing", "Put it back; it may have no rows")
    for title in book.sheet_names:
        if title not in KNOWN_SHEETS:
            yield Fault(name, f"sheet {title}", "this sheet is not known", nearest(title, KNOWN_SHEETS, "Remove it"))


def formulas(name: str, data: bytes) -> Iterator[Fault]:
    """Cells that compute their value: what they show depends on the program that opened them last."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        try:
            for title, part in _parts(packed):
                for _, cell in iterparse(packed.open(part), forbid_dtd=True):
                    if cell.tag == f"{_XML}c":
                        _require_near(name, title, cell.get("r", "A1"))
                    if cell.tag == f"{_XML}c" and cell.find(f"{_XML}f") is not None:
                        advice = "Put the value itself into the cell (paste special: values)"
                        yield Fault(name, cell_at(title, *_reference(cell.get("r", "A1"))), "this is a formula", advice)
                    elif cell.tag == f"{_XML}c" and cell.get("t") == "e":
                        where = cell_at(title, *_reference(cell.get("r", "A1")))
                        yield Fault(name, where, "this is an error value, such as #REF!", "Write what belongs here")
                    if cell.tag == f"{_XML}row":
                        cell.clear()
        except (KeyError, defusedxml.DefusedXmlException, SyntaxError, zlib.error, zipfile.BadZipFile):
            advice = "Export the bank again, and do the edits there"
            raise UnreadableFile(name, "its inner files are damaged or not what they should be", advice) from None


def _parts(packed: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Title and inner file of each sheet."""
    targets = {
        element.get("Id"): element.get("Target", "")
        for _, element in iterparse(packed.open("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    }
    for _, element in iterparse(packed.open("xl/workbook.xml"), forbid_dtd=True):
        target = targets.get(element.get(f"{_REL}id"), "")
        if element.tag == f"{_XML}sheet" and "worksheets" in target:
            yield element.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _require_near(name: str, title: str, cell: str) -> None:
    """Raise UnreadableFile for a cell so far out that a table up to it would fill the memory."""
    row, letters = _reference(cell)
    if row > MOST_ROWS or len(letters) > MOST_LETTERS:
        advice = "Export the bank again, and do the edits there"
        raise UnreadableFile(name, f"its sheet {title} has a cell {cell}, far outside any table", advice)


def _reference(cell: str) -> tuple[int, str]:
    """Row and column letters of a reference such as B7."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    return (int(match[2]), match[1]) if match else (0, cell)


def merged(name: str, book: python_calamine.CalamineWorkbook) -> Iterator[Fault]:
    for title in book.sheet_names:
        for (row, _), _end in book.get_sheet_by_name(title).merged_cell_ranges or ():
            yield Fault(name, cell_at(title, row + 1), "cells are merged here", "Unmerge them, and fill in each one")


def cell_at(title: str, row: int, column: str = "") -> str:
    return f"sheet {title}, row {row}" + (f", column {column}" if column else "")
