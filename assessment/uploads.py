"""Small tables that somebody uploads, CSV, XLSX or ODS, read without trusting them: rows of texts with their numbers.

What is wrong with a file is said in the words of GOV.UK (design system, file upload), as of the field `file`.
"""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from assessment import spreadsheets
from assessment.errors import EntryRefused

LARGEST = 4 * 1024**2
"""Bytes of a file. 20,000 people with their managers' addresses take 2.3 MB as CSV, so 2 MB would refuse them."""
MOST_ROWS, MOST_COLUMNS = 50_000, 100
TYPES = ("csv", "xlsx", "ods")
SELECT = "Select a cohort file"
WRONG_TYPE = "The selected file must be a CSV, XLSX or ODS"
TOO_LARGE = f"The selected file must be smaller than {LARGEST // 1024**2}MB"
EMPTY = "The selected file is empty"
TOO_MUCH = f"The selected file must have {MOST_ROWS:,} rows and {MOST_COLUMNS} columns or fewer"
WRONG_ENCODING = "The selected file must be saved as ‘CSV UTF-8’, or as XLSX"
UNCLOSED = "The selected file must close every quotation mark: look above row {row}"
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its number as a spreadsheet shows it. Cells have no white space around them."""

    number: int
    cells: tuple[str, ...]


def refused(words: str) -> EntryRefused:
    return EntryRefused({"file": words})


def read(name: str, data: bytes, headings: Collection[str]) -> list[Line]:
    """The rows that are not empty, from the headings on. Raises EntryRefused for the field `file`.

    CSV may be in UTF-8 or Windows-1252, parted by commas, semicolons or tabs: by the one that makes most cells of row 1
    one of `headings`, as `heading` spells them. Of a spreadsheet the first sheet is read.
    """
    if Path(name).suffix.lower().removeprefix(".") not in TYPES:
        raise refused(WRONG_TYPE)
    if len(data) > LARGEST:
        raise refused(TOO_LARGE)
    if not data.strip():
        raise refused(EMPTY)
    cells = _spreadsheet(data) if data.startswith(b"PK") else _csv(name, data, headings)
    lines = [Line(number, tuple(cell.strip() for cell in row)) for number, row in enumerate(cells, start=1)]
    filled = [line for line in lines if any(line.cells)]
    if not filled:
        raise refused(EMPTY)
    return filled


def heading(text: str) -> str:
    """A heading as it is compared: in any case, and whatever parts its words."""
    return " ".join(text.lower().replace("_", " ").replace("-", " ").split()).replace(" ", "_")


def _csv(name: str, data: bytes, headings: Collection[str]) -> list[list[str]]:
    if not name.lower().endswith(".csv"):
        raise refused(WRONG_TYPE)
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, headings), strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise refused(TOO_MUCH)
    except csv.Error:
        raise refused(UNCLOSED.format(row=len(rows) + 2)) from None
    return rows


def _separator(text: str, headings: Collection[str]) -> str:
    first = text.lstrip().partition("\n")[0]
    return max(_SEPARATORS, key=lambda sign: sum(heading(cell.strip(' "')) in headings for cell in first.split(sign)))


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:  # as in UTF-16
            return text
    raise refused(WRONG_ENCODING)


def _spreadsheet(data: bytes) -> list[list[str]]:
    try:
        return spreadsheets.cells(data, MOST_ROWS, MOST_COLUMNS)
    except spreadsheets.Unreadable:
        raise refused(WRONG_TYPE) from None
    except spreadsheets.TooMuch:
        raise refused(TOO_MUCH) from None
