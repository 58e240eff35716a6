"""Reads a workbook that `workbook` wrote, after editors have changed it: sound and whole, or every fault by cell.

A workbook from a stranger is only data here: formulas are refused, entities and document types in its XML are refused
(defusedxml), and one that unpacks to more than LARGEST bytes is not opened.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import defusedxml
import python_calamine
from defusedxml.ElementTree import iterparse

from assessment.bank import files
from assessment.bank.check import judge
from assessment.bank.format import SINGLE_VALUES, Contents, Record, Table, nearest
from assessment.bank.sheets import (
    BANK,
    COVER,
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
    heading,
    named,
    numbered,
)
from assessment.errors import Fault, UnreadableFile

LARGEST = 50_000_000
"""Bytes that a workbook may take when unpacked; ours takes one."""
MOST_NUMBERED = 10
KNOWN_SHEETS = (COVER, *(sheet.title for sheet in (BANK, ENEMIES, *SHEETS, MEMBERS)))
_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RETYPE = "Retype the cell"


@dataclass(frozen=True, slots=True)
class Line(Record):
    """A table as one row of a sheet: `cells` says where the value of a key stands, `faults` what is wrong with them."""

    where: str = ""
    cells: Mapping[str, str] | None = None
    faults: tuple[Fault, ...] = ()
    workbook: str = ""

    def spot(self, key: str) -> tuple[str, str]:
        cells = self.cells or {}
        while key and key not in cells:
            key = re.sub(r"[.\[][^.\[]*$|^[^.\[]*$", "", key)
        return self.workbook, cells.get(key, self.where)


@dataclass(frozen=True, slots=True)
class Rows:
    """The table of one sheet: headings in order, and the rows below them by their number in the sheet."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]


def examine(file: Path, beside: Path | None = None) -> tuple[Contents, list[Fault]]:
    """The tables of the bank in a workbook and everything that is wrong, in the order of sheets and rows.

    `beside` is a folder of versions: the bank is also held to those that are published there. Raises UnreadableFile for
    what is no workbook at all.
    """
    return examine_bytes(file.name, _read_bytes(file), beside)


def examine_bytes(name: str, data: bytes, beside: Path | None = None) -> tuple[Contents, list[Fault]]:
    """What `examine` does, for a file that is already in memory."""
    book = _open(name, data)
    faults = [*_wrong_sheets(name, book), *_formulas(name, data), *_merged(name, book)]
    sheets = {sheet.title: sheet for sheet in (BANK, ENEMIES, *SHEETS, MEMBERS) if sheet.title in book.sheet_names}
    tables, broken = {}, False
    for title, sheet in sheets.items():
        rows, wrong = _rows(name, book, sheet)
        faults += wrong
        broken = broken or bool(wrong)
        if rows is not None:
            tables[title] = rows
    complete = len(tables) == len(sheets) == len(KNOWN_SHEETS) - 1 and not broken
    records = _by_file(list(_records(name, tables)) if BANK.title in tables else [])
    contents, wrong = judge(records, complete, lambda record: getattr(record, "faults", ()))
    faults += wrong
    if complete and beside is not None:
        faults += files.earlier_versions_broken(contents, beside)
    return contents, _in_order(name, faults)


# ---- the file ----------------------------------------------------------------------------------------


def _read_bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        words = (error.strerror or "it cannot be read").lower()
        raise UnreadableFile(file.name, words, "Check the name of the file and that you may read it") from None


def _open(name: str, data: bytes) -> python_calamine.CalamineWorkbook:
    advice = "Export the bank again, and save it as XLSX"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > LARGEST:
                raise UnreadableFile(name, "it is far too large for a question bank", advice)
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (zipfile.BadZipFile, python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(name, f"it is not a readable XLSX workbook ({error})", advice) from None


def _wrong_sheets(name: str, book: python_calamine.CalamineWorkbook) -> Iterator[Fault]:
    for title in KNOWN_SHEETS:
        if title not in book.sheet_names:
            yield Fault(name, f"sheet {title}", "this sheet is missing", "Put it back; it may have no rows")
    for title in book.sheet_names:
        if title not in KNOWN_SHEETS:
            yield Fault(name, f"sheet {title}", "this sheet is not known", nearest(title, KNOWN_SHEETS, "Remove it"))


def _formulas(name: str, data: bytes) -> Iterator[Fault]:
    """Cells that compute their value: what they show depends on the program that opened them last."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        try:
            for title, part in _parts(packed):
                for _, cell in iterparse(packed.open(part), forbid_dtd=True):
                    if cell.tag == f"{_XML}c" and cell.find(f"{_XML}f") is not None:
                        advice = "Put the value itself into the cell (paste special: values)"
                        yield Fault(name, _place(title, *_reference(cell.get("r", "A1"))), "this is a formula", advice)
                    if cell.tag == f"{_XML}row":
                        cell.clear()
        except (KeyError, defusedxml.DefusedXmlException, SyntaxError):
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


def _reference(cell: str) -> tuple[int, str]:
    """Row and column letters of a reference such as B7."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    return (int(match[2]), match[1]) if match else (0, cell)


def _merged(name: str, book: python_calamine.CalamineWorkbook) -> Iterator[Fault]:
    for title in book.sheet_names:
        for (row, _), _end in book.get_sheet_by_name(title).merged_cell_ranges or ():
            yield Fault(name, _place(title, row + 1), "cells are merged here", "Unmerge them, and fill in each one")


def _place(title: str, row: int, column: str = "") -> str:
    return f"sheet {title}, row {row}" + (f", column {column}" if column else "")


# ---- one sheet ---------------------------------------------------------------------------------------


def _rows(name: str, book: python_calamine.CalamineWorkbook, sheet: Sheet) -> tuple[Rows | None, list[Fault]]:
    """The table of a sheet, and what is wrong with its headings; no table where they cannot be found."""
    cells = book.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
    expected = [column.heading for column in PAIRS.get(sheet) or (SETTINGS if sheet is BANK else columns(sheet, []))]
    known = {*expected, *_possible(sheet, [])}
    top = next((i for i, row in enumerate(cells[:10]) if len(known.intersection(map(str, row))) > 1), None)
    if top is None:
        advice = f"Put the headings back into row {HEADING_ROW}: {', '.join(expected)}"
        return None, [Fault(name, f"sheet {sheet.title}", "its row of headings is missing", advice)]
    headings = [str(cell).strip() for cell in cells[top]]
    while headings and not headings[-1] and not any(_filled(row[len(headings) - 1]) for row in cells[top + 1 :]):
        headings.pop()
    faults = list(_wrong_headings(name, book, sheet, headings, expected, top + 1))
    rows = tuple(
        (number, tuple(row[: len(headings)]))
        for number, row in enumerate(cells[top + 1 :], top + 2)
        if any(_filled(cell) for cell in row)
    )
    return Rows(tuple(headings), rows), faults


def _filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _wrong_headings(
    name: str, book: python_calamine.CalamineWorkbook, sheet: Sheet, headings: list[str], expected: list[str], row: int
) -> Iterator[Fault]:
    missing = [word for word in expected if word not in headings]
    for word in missing:
        yield Fault(
            name, _place(sheet.title, row, word), "this column is missing", "Put it back; its cells may be empty"
        )
    known = {*expected, *_possible(sheet, headings)}
    for position, word in enumerate(headings, 1):
        if not word:
            problem = f"column {position} has no heading"
            yield Fault(name, _place(sheet.title, row), problem, "Give it one, or empty the column")
        elif word not in known:
            advice = nearest(word, sorted(known), "Remove the column")
            yield Fault(name, _place(sheet.title, row, word), "this column is not known", advice)
        elif headings.index(word) != position - 1:
            yield Fault(name, _place(sheet.title, row, word), "this column occurs twice", "Keep one of them")
    written = _columns_written(book).get(sheet.title, 0)
    if len(set(headings)) < written and not missing:
        problem = f"there are {len(headings)} columns where there were {written} when the bank was exported"
        yield Fault(
            name, _place(sheet.title, row), problem, "Put back what is gone; empty the cells that you do not want"
        )


def _columns_written(book: python_calamine.CalamineWorkbook) -> dict[str, int]:
    """How many columns each sheet had when the bank was exported, as the cover says."""
    if COVER not in book.sheet_names:
        return {}
    rows = book.get_sheet_by_name(COVER).to_python(skip_empty_area=False)
    return {str(row[0]): int(row[3]) for row in rows if len(row) > 3 and isinstance(row[3], int | float)}


def _possible(sheet: Sheet, headings: Iterable[str]) -> dict[str, Column]:
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
            found[heading(key)] = Column(heading(key), key, optional.removesuffix("?"))
    return found


# ---- rows -> tables ----------------------------------------------------------------------------------


def _records(name: str, tables: dict[str, Rows]) -> Iterator[Line]:
    pairs = {sheet: _pairs(name, sheet, tables.get(sheet.title)) for sheet in PAIRS}
    yield _bank(name, tables[BANK.title], pairs[ENEMIES])
    domains: set[str] = set()
    for sheet in SHEETS:
        rows = tables.get(sheet.title)
        if rows is None:
            continue
        known = {word: column for word, column in _possible(sheet, rows.headings).items() if word in rows.headings}
        for number, cells in rows.rows:
            line = _line(name, sheet, number, dict(zip(rows.headings, cells, strict=True)), known)
            domains |= {line.domain} if sheet.kind == "domain" else set()
            if sheet.kind in OF_A_DOMAIN and line.domain not in domains:
                line = _with(line, line.fault("domain", f"there is no domain ‘{line.domain}’", "Name one of Domains"))
            yield _with_members(line, pairs[MEMBERS]) if sheet.kind == "form" else line


def _by_file(lines: list[Line]) -> list[Line]:
    """In the order in which the files of a folder are read: domain by domain, as the bank lists them."""
    domains = lines[0].data.get("domains", []) if lines else []
    own = [f"{str(domain).lower()}.toml" for domain in domains]
    order = ["bank.toml", "sources.toml", *own, *files.OPTIONAL_FILES, "forms.toml"]
    return sorted(lines, key=lambda line: order.index(line.file) if line.file in order else len(order))


def _line(name: str, sheet: Sheet, row: int, cells: dict[str, Any], known: dict[str, Column]) -> Line:
    data: Table = {}
    places = {"": _place(sheet.title, row)}
    faults: list[Fault] = []
    for word, column in known.items():
        places[column.path] = place = _place(sheet.title, row, word)
        places.setdefault(column.path.removesuffix(".text"), place)
        if not _filled(cells[word]):
            continue
        value, problem, advice = _value(column.kind, cells[word])
        if problem:
            faults.append(Fault(name, place, problem, advice))
        else:
            _put(data, column.path, value)
    _pack(data)
    for key, kind in sheet.keys.items():
        if key not in data and not kind.endswith("?") and not any(f"column {heading(key)}" in f.place for f in faults):
            spot = places.get(key) or places.get(f"{key}[1]") or places[""]
            faults.append(Fault(name, spot, "this cell is empty", f"Fill in {heading(key)}"))
    faults += _half_options(name, data, places)
    home, domain, identity = sheet.home, "", ""
    if sheet.kind in OF_A_DOMAIN:
        domain = str(data.pop("domain", ""))
        home = f"{domain.lower()}.toml"
    elif sheet.kind in NAMED:
        identity = str(data.pop("id", ""))
    elif sheet.kind == "domain":
        domain = str(data.get("id", ""))
        home = f"{domain.lower()}.toml"
    is_item = sheet.kind in ("rating", "situational", "knowledge", "pulse", "vignette")
    kind = "item" if is_item else sheet.kind
    if is_item:
        data = {"id": data.pop("id", None), "type": sheet.kind} | data
        data = {key: value for key, value in data.items() if value is not None}
    place = {"source": identity, "scale": f"scales.{identity}", "domain": "domain"}.get(kind, "")
    return Line(kind, home, place, data, domain, "", places[""], places, tuple(faults), name)


def _put(data: Table, path: str, value: Any) -> None:
    """Set the value at a path; lists are kept by number until `_pack`."""
    *parents, last = path.replace("[", ".").replace("]", "").split(".")
    for part in parents:
        data = data.setdefault(part, {})
    data[last] = value


def _pack(data: Table) -> None:
    """Tables whose names are all numbers become lists, in the order of the numbers; empty cells between close up."""
    for key, value in data.items():
        if isinstance(value, dict) and value and all(name.isdigit() for name in value):
            entries = [value[name] for name in sorted(value, key=int)]
            data[key] = [e["text"] if isinstance(e, dict) and e.keys() == {"text"} else e for e in entries]


def _half_options(name: str, data: Table, places: Mapping[str, str]) -> Iterator[Fault]:
    """An option has both a text and points."""
    options = data.get("options", ())
    if not any(isinstance(option, dict) for option in options):
        if options and "options[1].points" in places:
            yield Fault(name, places["options[1].points"], "no option has points", "Say what each option earns")
        return
    for number, option in enumerate(options, 1):
        lacks = "points" if isinstance(option, str) else "text" if "text" not in option else ""
        if lacks:
            spot = places.get(f"options[{number}].{lacks}", places[""])
            yield Fault(name, spot, "this cell is empty", f"Give the option its {lacks}, or empty both cells")


def _value(kind: str, cell: Any) -> tuple[Any, str, str]:
    """A cell as a value of its kind, or else what is wrong and what to do."""
    if kind == "list of id":
        words = [word.strip() for word in re.split(r"[;,\n]", _text(cell)) if word.strip()]
        wrong = [word for word in words if not SINGLE_VALUES["id"][0](word)]
        return words, f"‘{wrong[0]}’ is not an id" if wrong else "", "Write ids, parted by semicolons"
    if kind in ("text", "id"):
        if isinstance(cell, date):
            return None, "this cell holds a date where a text belongs", f"{RETYPE} as text, with an apostrophe in front"
        value = " ".join(_text(cell).split())
        good, advice = SINGLE_VALUES[kind]
        return value, "" if good(value) else f"‘{value}’ is not an id", f"Write {advice.replace(' in quotes', '')}"
    if kind == "date":
        return _date(cell)
    if kind == "flag":
        flags = {"true": True, "yes": True, "false": False, "no": False}
        word = str(cell).strip().lower()
        return flags.get(word), "" if word in flags else f"‘{cell}’ is neither TRUE nor FALSE", "Write TRUE or FALSE"
    return _number(kind, cell)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return ("TRUE" if cell else "FALSE") if isinstance(cell, bool) else str(cell)


def _date(cell: Any) -> tuple[Any, str, str]:
    if isinstance(cell, datetime):
        return cell.date(), "", ""
    if isinstance(cell, date):
        return cell, "", ""
    try:
        return date.fromisoformat(str(cell).strip()), "", ""
    except ValueError:
        return None, f"‘{_text(cell)}’ is not a date", "Write a date, such as 2026-11-23"


def _number(kind: str, cell: Any) -> tuple[Any, str, str]:
    try:
        number = float(cell) if not isinstance(cell, bool) else None
    except (TypeError, ValueError):
        number = None
    if number is None or number != number or (kind == "whole" and not number.is_integer()):
        words = "a whole number" if kind == "whole" else "a number"
        return None, f"‘{_text(cell)}’ is not {words}", f"Write {words}"
    return int(number) if number.is_integer() else number, "", ""


# ---- sheets of another shape -------------------------------------------------------------------------


def _pairs(name: str, sheet: Sheet, rows: Rows | None) -> list[tuple[str, str, str, Fault | None]]:
    """The two ids of each row, where it stands, and what is wrong with it."""
    found = []
    left, right = (column.heading for column in PAIRS[sheet])
    for number, cells in rows.rows if rows else ():
        by = dict(zip(rows.headings, cells, strict=True)) if rows else {}
        first, second = (" ".join(_text(by.get(word, "")).split()) for word in (left, right))
        place = _place(sheet.title, number)
        fault = None if first and second else Fault(name, place, "one of two ids is missing", "Fill in both cells")
        found.append((first, second, place, fault))
    return found


def _bank(name: str, rows: Rows, enemies: list[tuple[str, str, str, Fault | None]]) -> Line:
    keys = BANK.keys
    data: Table = {}
    places = {"": f"sheet {BANK.title}"}
    faults = [fault for *_, fault in enemies if fault]
    for number, cells in rows.rows:
        by = dict(zip(rows.headings, cells, strict=True))
        setting, cell = str(by.get("setting", "")).strip(), by.get("value")
        key, _, entry = setting.partition(".")
        place = _place(BANK.title, number, "value")
        if key not in keys:
            spot = _place(BANK.title, number, "setting")
            faults.append(Fault(name, spot, f"‘{setting}’ is not known", nearest(key, keys, "Remove the row")))
            continue
        shape, _, inner = keys[key].removesuffix("?").partition(" of ")
        value, problem, advice = (
            _value(inner or shape, cell) if _filled(cell) else (None, "this cell is empty", "Fill it")
        )
        if problem:
            faults.append(Fault(name, place, problem, advice))
        elif shape == "list":
            data.setdefault(key, []).append(value)
            places[f"{key}[{len(data[key])}]"] = place
        elif shape == "table":
            data.setdefault(key, {})[entry] = value
        elif key in data:
            faults.append(Fault(name, place, f"‘{key}’ is given twice", "Keep one of the two rows"))
        else:
            data[key] = value
        places.setdefault(setting, place)
        places.setdefault(key, place)
    for key, kind in keys.items():
        if not kind.endswith("?") and key not in data and key not in places:
            faults.append(Fault(name, places[""], f"the setting ‘{key}’ is missing", "Add a row for it"))
    if enemies:
        data["enemies"] = [[first, second] for first, second, *_ in enemies]
        places |= {f"enemies[{n}]": place for n, (*_, place, _fault) in enumerate(enemies, 1)}
    return Line("bank", "bank.toml", "", data, "", "", places[""], places, tuple(faults), name)


def _with_members(form: Line, members: list[tuple[str, str, str, Fault | None]]) -> Line:
    own = [(item, place, fault) for owner, item, place, fault in members if owner == form.data.get("id")]
    data = form.data | {"items": [item for item, *_ in own]}
    places = {**(form.cells or {}), **{f"items[{n}]": place for n, (_, place, _f) in enumerate(own, 1)}}
    faults = (*form.faults, *(fault for *_, fault in own if fault))
    if not own:
        spot = _place(MEMBERS.title, HEADING_ROW)
        nothing = Fault(
            form.workbook, spot, f"the form ‘{form.data.get('id')}’ has no items", "Add a row for each item"
        )
        faults = (*faults, nothing)
    return replace(form, data=data, cells=places, faults=faults)


def _with(line: Line, fault: Fault) -> Line:
    return replace(line, faults=(*line.faults, fault))


def _in_order(name: str, faults: Iterable[Fault]) -> list[Fault]:
    """Faults by sheet and row; those about a table of TOML (no level, no form) name its sheet."""
    titles = {"level": "Levels", "form": "Forms"}

    def moved(fault: Fault) -> Fault:
        if fault.file == name:
            return fault
        return Fault(
            name, f"sheet {titles[fault.place]}" if fault.place in titles else fault.place, fault.problem, fault.remedy
        )

    def key(fault: Fault) -> tuple[int, int]:
        match = re.match(r"sheet (.+?)(?:, row (\d+))?(?:, |$)", fault.place)
        if not match or match[1] not in KNOWN_SHEETS:
            return len(KNOWN_SHEETS), 0
        return KNOWN_SHEETS.index(match[1]), int(match[2] or 0)

    return sorted(dict.fromkeys(map(moved, faults)), key=key)
