"""Tables in and out: CSV, XLSX and ODS in, CSV out.

Read tables keep each column as its distinct texts and one code a row, so that a million rows are checked a column at a
time. Written tables appear whole or not at all, and hold no text that a spreadsheet program would run as a formula.
"""

import codecs
import csv
import difflib
import io
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as arrow_csv  # type: ignore[import-untyped]
import python_calamine
from numpy.typing import NDArray

from assessment.errors import Fault, InputError, UnreadableFile
from assessment.outputs import outside_banks, reason, whole_file

SPREADSHEETS = (".xlsx", ".ods")
ROWS_AT_ONCE = 100_000
"""Rows laid out as text at a time: bounds the memory that writing takes."""
_BEGINS_LIKE_A_FORMULA = r"^('*[=+\-@\t\r])"
_IS_MADE_HARMLESS = r"^'('*[=+\-@\t\r])"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of text: cell i reads `words[codes[i]]`, without white space around it; a code takes 1 to 4 bytes."""

    words: NDArray[np.object_]
    codes: NDArray[np.unsignedinteger]

    def texts(self) -> NDArray[np.object_]:
        """The cells as text, one a row."""
        texts: NDArray[np.object_] = self.words[self.codes]
        return texts

    def look_up(self, meaning: Callable[[str], int]) -> NDArray[np.int8]:
        """A small number a row: `meaning` of its text, asked once for each distinct text."""
        meanings = np.array([meaning(word) for word in self.words], dtype=np.int8)
        numbers: NDArray[np.int8] = meanings[self.codes]
        return numbers


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read: `columns` by heading in the order of the file, `rows` the number of each row in a spreadsheet
    (headings are row 1; empty rows are left out), `faults` what is wrong with its shape."""

    file: str
    columns: dict[str, Column]
    rows: NDArray[np.int64]
    faults: tuple[tuple[int, Fault], ...] = ()


class Faults:
    """Collects what is wrong with a file, to raise all of it at once in the order of its rows."""

    def __init__(self, file: str, found: Iterable[tuple[int, Fault]] = ()) -> None:
        self.file = file
        self.found = list(found)

    def add(self, row: int, column: str, problem: str, remedy: str) -> None:
        """`row` as in a spreadsheet; 1 is the row of headings."""
        self.found.append(
            (row, Fault(self.file, f"row {row}, column {column}" if column else f"row {row}", problem, remedy))
        )

    def at(self, rows: Iterable[int], column: str, problem: str, remedy: str) -> None:
        for row in rows:
            self.add(int(row), column, problem, remedy)

    def raise_any(self) -> None:
        """Raise InputError with everything found, first row first; do nothing if nothing was."""
        if self.found:
            raise InputError(self.file, [fault for _, fault in sorted(self.found, key=lambda found: found[0])])


def nearest(word: str, known: Collection[str]) -> str:
    """What to do about a word that is not known: the known word most like it, or "" if none is."""
    capitals = {k.upper(): k for k in known}
    close = difflib.get_close_matches(word.upper(), capitals, n=1, cutoff=0.6)
    return f"Perhaps ‘{capitals[close[0]]}’ is meant" if close else ""


def check_headings(table: Table, faults: Faults, required: Sequence[str], known: Collection[str]) -> None:
    """Note each required heading that is missing and each heading that is not known."""
    for heading in required:
        if heading not in table.columns:
            faults.add(1, heading, "this column is missing", f"Add a column headed ‘{heading}’")
    for heading in table.columns:
        if heading not in known:
            hint = nearest(heading, known) or "Remove the column, or correct its heading"
            faults.add(1, heading, "this column is not known", hint)


# ---- reading -----------------------------------------------------------------------------------------


def read_table(path: Path) -> Table:
    """Read CSV (UTF-8, commas), or XLSX or ODS (first sheet) where the name ends so.

    A quote that `write_csv` set before a formula sign is taken off again. Raises UnreadableFile if the file cannot be
    opened or is not what it says; everything else that is wrong is in `Table.faults`.
    """
    try:
        if path.suffix.lower() in SPREADSHEETS:
            headings, columns, ragged = _read_spreadsheet(path)
        else:
            headings, columns, ragged = _read_csv(path.name, path.read_bytes())
    except OSError as error:
        raise UnreadableFile(path.name, reason(error), "Check the name of the file and that you may read it") from None
    rows = np.array(sorted(set(range(2, 2 + len(columns[0].codes) + len(ragged))) - ragged.keys()), dtype=np.int64)
    faults = Faults(path.name)
    for row, cells in ragged.items():
        problem = f"this row has {cells} cells where row 1 has {len(headings)}"
        faults.add(row, "", problem, "Give every row one cell a column; quote cells that hold a comma")
    filled = _filled(columns, len(rows))
    if not filled.any() and not ragged:
        faults.add(1, "", "there are no rows under the headings", "Add a row for each person")
    kept: dict[str, Column] = {}
    for position, (heading, column) in enumerate(zip(headings, columns, strict=True), start=1):
        if heading in kept:
            faults.add(1, heading, "this column occurs twice", "Keep one of them")
        elif heading:
            kept[heading] = column if filled.all() else Column(column.words, column.codes[filled])
        elif any(column.words != ""):
            faults.add(1, f"number {position}", "this column has no heading", "Give it one, or remove it")
    return Table(path.name, kept, rows[filled], tuple(faults.found))


def _filled(columns: Iterable[Column], rows: int) -> NDArray[np.bool_]:
    """Which rows have any text at all."""
    filled = np.zeros(rows, dtype=np.bool_)
    for column in columns:
        if filled.all():
            break
        filled |= (column.words != "")[column.codes]
    return filled


def _read_csv(file: str, data: bytes) -> tuple[list[str], list[Column], dict[int, int]]:
    """Headings, columns and, for rows of another width, row number -> cells."""
    _check_encoding(file, data)
    lines = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")
    headings = [heading.strip() for heading in next(csv.reader(lines), [])]
    if not any(headings):
        raise UnreadableFile(file, "its first row is empty", "Put the names of the columns into row 1")
    if len(headings) == 1 and any(sign in headings[0] for sign in ";\t"):
        raise UnreadableFile(file, "its columns are not separated by commas", "Save it as CSV with commas, or as XLSX")
    ragged: dict[int, int] = {}

    def note(row: arrow_csv.InvalidRow) -> str:
        ragged[row.number] = row.actual_columns
        return "skip"

    names = [str(number) for number in range(len(headings))]
    texts = {name: pa.dictionary(pa.int32(), pa.string()) for name in names}
    try:
        table = arrow_csv.read_csv(
            io.BytesIO(data if data.endswith(b"\n") else data + b"\n"),
            # one thread, because only then are rows numbered
            read_options=arrow_csv.ReadOptions(column_names=names, skip_rows_after_names=1, use_threads=False),
            parse_options=arrow_csv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=note
            ),
            convert_options=arrow_csv.ConvertOptions(column_types=texts, strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        raise UnreadableFile(
            file, "its rows cannot be told apart", "Look for a quotation mark that is not closed"
        ) from None
    columns = (table.column(name).unify_dictionaries() for name in names)
    return headings, [_encode(_one_chunk(column)) for column in columns], ragged


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) and whole.num_chunks else whole


def _check_encoding(file: str, data: bytes) -> None:
    advice = "Save it as ‘CSV UTF-8’, or as XLSX"
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        raise UnreadableFile(file, "it is empty", "Check that it is the right file")
    if data.startswith(b"PK"):
        raise UnreadableFile(file, "it is not a CSV file", "Give a spreadsheet the ending .xlsx or .ods")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(file, f"line {line} is not text in UTF-8", advice) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableFile(file, f"line {line} is not text in UTF-8", advice)


def _read_spreadsheet(path: Path) -> tuple[list[str], list[Column], dict[int, int]]:
    """The first sheet, in the same shape as a CSV; a sheet is a rectangle, so no row has another width."""
    try:
        workbook = python_calamine.CalamineWorkbook.from_object(io.BytesIO(path.read_bytes()))
        cells = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, IndexError) as error:
        raise UnreadableFile(
            path.name, f"it is not a readable spreadsheet ({error})", "Save it again as XLSX"
        ) from None
    if not cells:
        raise UnreadableFile(path.name, "it is empty", "Check that the first sheet is the right one")
    headings = [_text(cell).strip() for cell in cells[0]]
    if not any(headings):
        raise UnreadableFile(path.name, "its first row is empty", "Put the names of the columns into row 1")
    columns = zip(*cells[1:], strict=True) if len(cells) > 1 else [()] * len(headings)
    return headings, [_encode(pa.array(map(_text, column), pa.string()).dictionary_encode()) for column in columns], {}


def _text(cell: object) -> str:
    """What a cell of a spreadsheet reads: whole numbers without decimals, moments as ISO 8601."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


def _encode(column: pa.DictionaryArray) -> Column:
    words = pc.replace_substring_regex(pc.utf8_trim_whitespace(column.dictionary), _IS_MADE_HARMLESS, r"\1")
    trimmed = words.dictionary_encode()  # two texts may have become one
    small = np.min_scalar_type(len(words))
    codes = trimmed.indices.to_numpy(zero_copy_only=False).astype(small)[column.indices.to_numpy(zero_copy_only=False)]
    return Column(trimmed.dictionary.to_numpy(zero_copy_only=False), codes)


# ---- writing -----------------------------------------------------------------------------------------


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a frame as CSV in UTF-8: numbers unrounded, missing cells empty, text made harmless.

    The file appears whole or not at all; raises AssessmentError("output_unwritable").
    """
    starts = range(0, max(len(frame), 1), ROWS_AT_ONCE)
    write_tables(path, list(frame.columns), (frame.iloc[start : start + ROWS_AT_ONCE] for start in starts))


def csv_bytes(frame: pd.DataFrame, bom: bool = False) -> bytes:
    """What `write_csv` writes; with `bom` a byte-order mark in front, by which Excel knows the encoding."""
    file = io.BytesIO()
    file.write(codecs.BOM_UTF8 if bom else b"")
    _begin(file, list(frame.columns))
    _append(file, frame)
    return file.getvalue()


def write_tables(path: Path, headings: Sequence[str], frames: Iterable[pd.DataFrame]) -> None:
    """Like `write_csv` for frames that follow one another and have the same headings."""
    with whole_file(outside_banks(path)) as file:
        _begin(file, headings)
        for frame in frames:
            _append(file, frame)


def _begin(file: BinaryIO, headings: Sequence[str]) -> None:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(headings)
    file.write(line.getvalue().encode())


def _append(file: BinaryIO, frame: pd.DataFrame) -> None:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    quote = False
    for number, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type) or _is_text(field.type):
            column = table.column(number).combine_chunks().dictionary_encode()
            words = pc.replace_substring_regex(column.dictionary, _BEGINS_LIKE_A_FORMULA, r"'\1")
            quote = quote or bool(pc.any(pc.match_substring_regex(words, '[",\r\n]')).as_py())
            table = table.set_column(number, field.name, words.take(column.indices))
    style = "needed" if quote else "none"
    arrow_csv.write_csv(table, file, arrow_csv.WriteOptions(include_header=False, quoting_style=style))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
