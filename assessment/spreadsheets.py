"""Opens a spreadsheet from a stranger: XLSX or ODS that is what it says, and stays small when it is unpacked.

A spreadsheet is a ZIP file of XML. It can say that it is small and unpack to far more, name other files, or hold one
cell so far out that a table up to it would fill the memory. All of that is looked for before anything is read from it.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import defusedxml
import python_calamine
from defusedxml.ElementTree import iterparse

from assessment.errors import UnreadableFile

MOST_BYTES = 20_000_000
"""Bytes of a file; the whole Civil Service Statistics take less than two million."""
MOST_UNPACKED = 200_000_000
MOST_ROWS, MOST_COLUMNS = 20_000, 500
"""Rows and columns of a sheet, up to the last cell that is filled."""
ADVICE = "Download it again from GOV.UK, or save it again as XLSX or ODS"
_STEP = 1 << 20
_ODS = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_XLSX = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def opened(name: str, data: bytes) -> python_calamine.CalamineWorkbook:
    """The workbook in the bytes of a file; raises UnreadableFile with what is wrong."""
    if len(data) > MOST_BYTES:
        raise UnreadableFile(name, f"it is larger than {MOST_BYTES // 1_000_000} MB", ADVICE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _require_small(name, packed)
            for row, column in _filled(packed):
                if row > MOST_ROWS or column > MOST_COLUMNS:
                    raise UnreadableFile(name, f"it has a cell in row {row:,}, far outside any table", ADVICE)
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        raise UnreadableFile(name, "it is not an XLSX or ODS file", ADVICE) from None
    except (defusedxml.DefusedXmlException, python_calamine.CalamineError, SyntaxError, ValueError, OSError):
        raise UnreadableFile(name, "its inner files are damaged or not what they should be", ADVICE) from None


def _require_small(name: str, packed: zipfile.ZipFile) -> None:
    """Unpack everything once, piece by piece: what a ZIP file says of its size need not be true."""
    unpacked = 0
    for entry in packed.infolist():
        with packed.open(entry) as part:
            while piece := part.read(_STEP):
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    raise UnreadableFile(name, "it unpacks to far more than a table needs", ADVICE)


def _filled(packed: zipfile.ZipFile) -> Iterator[tuple[int, int]]:
    """Row and column, from 1, of the last filled cell of each row of each sheet."""
    for part in packed.namelist():
        if part == "content.xml":
            yield from _filled_in_ods(packed, part)
        elif re.fullmatch(r"/?xl/worksheets/[^/]+\.xml", part, re.IGNORECASE):
            yield from _filled_in_xlsx(packed, part)


def _filled_in_xlsx(packed: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int]]:
    for _, element in iterparse(packed.open(part), forbid_dtd=True):
        if element.tag == f"{_XLSX}c" and (match := re.fullmatch(r"([A-Z]+)(\d+)", element.get("r", ""))):
            yield int(match[2][:9]), _column(match[1])
        if element.tag == f"{_XLSX}row":
            element.clear()


def _column(letters: str) -> int:
    number = 0
    for letter in letters[:6]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _filled_in_ods(packed: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int]]:
    row = 0
    for _, element in iterparse(packed.open(part), forbid_dtd=True):
        if element.tag == f"{_ODS}table-row":
            row += int(element.get(f"{_ODS}number-rows-repeated", "1"))
            if last := _last_filled(element):
                yield row, last
            element.clear()
        elif element.tag == f"{_ODS}table":
            row = 0
            element.clear()


def _last_filled(row: Any) -> int:
    column = last = 0
    for cell in row:
        column += int(cell.get(f"{_ODS}number-columns-repeated", "1"))
        if cell.get(f"{_OFFICE}value-type") or len(cell):
            last = column
    return last
