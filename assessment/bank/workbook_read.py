"""Reads a workbook that `workbook` wrote, after editors have changed it: sound and whole, or every fault by cell."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assessment.bank import files
from assessment.bank.cells import filled, text_of, value_of
from assessment.bank.check import judge
from assessment.bank.format import Contents, Record, Table, nearest
from assessment.bank.keys import ITEM_KEYS
from assessment.bank.sheets import (
    BANK,
    ENEMIES,
    HEADING_ROW,
    MEMBERS,
    NAMED,
    OF_A_DOMAIN,
    PAIRS,
    SHEETS,
    Column,
    Sheet,
    heading,
)
from assessment.bank.workbook_file import KNOWN_SHEETS, cell_at, formulas, merged, open_book, read_bytes, wrong_sheets
from assessment.bank.workbook_rows import Rows, possible, rows_of
from assessment.errors import Fault


@dataclass(frozen=True, slots=True)
class Line(Record):
    """A table as one row of a sheet: `cells` says where the value of a key stands, `faults` what is wrong with them."""

    where: str = ""
    cells: Mapping[str, str] | None = None
    faults: tuple[Fault, ...] = ()
    workbook: str = ""

    @property
    def known_as(self) -> str:
        return self.spot("id")[1]

    def spot(self, key: str) -> tuple[str, str]:
        cells = self.cells or {}
        while key and key not in cells:
            key = re.sub(r"[.\[][^.\[]*$|^[^.\[]*$", "", key)
        return self.workbook, cells.get(key, self.where)


def examine(file: Path, beside: Path | None = None) -> tuple[Contents, list[Fault]]:
    """The tables of the bank in a workbook and everything that is wrong, in the order of sheets and rows.

    `beside` is a folder of versions: the bank is also held to those that are published there. Raises UnreadableFile for
    what is no workbook at all.
    """
    return examine_bytes(file.name, read_bytes(file), beside)


def examine_bytes(name: str, data: bytes, beside: Path | None = None) -> tuple[Contents, list[Fault]]:
    """What `examine` does, for a file that is already in memory."""
    book = open_book(name, data)
    faults = [*wrong_sheets(name, book), *formulas(name, data), *merged(name, book)]
    sheets = {sheet.title: sheet for sheet in (BANK, ENEMIES, *SHEETS, MEMBERS) if sheet.title in book.sheet_names}
    tables, broken = {}, False
    for title, sheet in sheets.items():
        rows, wrong = rows_of(name, book, sheet)
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


# ---- rows -> tables ----------------------------------------------------------------------------------


def _records(name: str, tables: dict[str, Rows]) -> Iterator[Line]:
    pairs = {sheet: _pairs(name, sheet, tables.get(sheet.title)) for sheet in PAIRS}
    bank = _bank(name, tables[BANK.title], pairs[ENEMIES])
    forms = {
        str(dict(zip(rows.headings, cells, strict=True)).get("id"))
        for rows in _of(tables, "Forms")
        for _, cells in rows.rows
    }
    lost = [(form, place) for form, _, place, fault in pairs[MEMBERS] if not fault and form not in forms]
    advice = "Name a form of the sheet Forms"
    yield _with(bank, *(Fault(name, place, f"there is no form ‘{form}’", advice) for form, place in lost))
    domains: set[str] = set()
    for sheet in SHEETS:
        for rows in _of(tables, sheet.title):
            known = {word: column for word, column in possible(sheet, rows.headings).items() if word in rows.headings}
            for number, cells in rows.rows:
                line = _line(name, sheet, number, dict(zip(rows.headings, cells, strict=True)), known)
                if sheet.kind == "domain":
                    domains.add(line.domain)
                    if line.domain not in bank.data.get("domains", ()):
                        problem = f"‘{line.domain}’ is not among the domains of the sheet {BANK.title}"
                        line = _with(line, line.fault("id", problem, "Add a row ‘domains’ there, or remove this one"))
                if sheet.kind in OF_A_DOMAIN and line.domain not in domains:
                    advice = "Name one of the sheet Domains"
                    line = _with(line, line.fault("domain", f"there is no domain ‘{line.domain}’", advice))
                yield _with_members(line, pairs[MEMBERS]) if sheet.kind == "form" else line


def _of(tables: dict[str, Rows], title: str) -> Iterator[Rows]:
    """The rows of a sheet, if it could be read."""
    if title in tables:
        yield tables[title]


def _by_file(lines: list[Line]) -> list[Line]:
    """In the order in which the files of a folder are read: domain by domain, as the bank lists them."""
    domains = lines[0].data.get("domains", []) if lines else []
    own = [f"{str(domain).lower()}.toml" for domain in domains]
    order = ["bank.toml", "sources.toml", *own, *files.OPTIONAL_FILES, "forms.toml"]
    return sorted(lines, key=lambda line: order.index(line.file) if line.file in order else len(order))


def _line(name: str, sheet: Sheet, row: int, cells: dict[str, Any], known: dict[str, Column]) -> Line:
    """One row as a table, with the places of its cells and everything that is wrong with them."""
    places = {"": cell_at(sheet.title, row)}
    values: dict[tuple[str | int, ...], Any] = {}
    faults: list[Fault] = []
    for word, column in known.items():
        place = places[column.key] = cell_at(sheet.title, row, word)
        places.setdefault(column.key.removesuffix(".text"), place)
        places.setdefault(str(column.path[0]), place)
        if filled(cells[word]):
            value, problem, advice = value_of(column.kind, cells[word])
            values[column.path] = value
            faults += [Fault(name, place, problem, advice)] if problem else []
    data = _table(values)
    faults += _empty(name, sheet, data, places)
    return _placed(name, sheet, data, places, tuple(faults))


def _table(values: Mapping[tuple[str | int, ...], Any]) -> Table:
    """Values by path as a table; entries of a list close up over empty cells."""
    data: Table = {}
    lists: dict[str, dict[int, Any]] = {}
    for (key, *rest), value in values.items():
        first = rest[0] if rest else None
        if first is None:
            data[str(key)] = value
        elif isinstance(first, str):
            data.setdefault(str(key), {})[first] = value
        elif len(rest) == 1:
            lists.setdefault(str(key), {})[first] = value
        else:
            lists.setdefault(str(key), {}).setdefault(first, {})[rest[1]] = value
    return data | {key: [entries[n] for n in sorted(entries)] for key, entries in lists.items()}


def _empty(name: str, sheet: Sheet, data: Table, places: Mapping[str, str]) -> Iterator[Fault]:
    """Cells that must not be empty; a list that must be there may be an empty one."""
    for key, kind in sheet.keys.items():
        if key in data or kind.endswith("?"):
            continue
        if kind.startswith("list of id"):
            data[key] = []
        else:
            spot = places.get(key, places[""])
            yield Fault(name, spot, "this cell is empty", f"Fill in {heading(key)}")
    for number, option in enumerate(data.get("options", ()), 1):
        for part in ("text", "points"):
            if isinstance(option, dict) and part not in option:
                spot = places.get(f"options[{number}].{part}", places[""])
                yield Fault(name, spot, "this cell is empty", f"Give the option its {part}, or empty both cells")


def _placed(name: str, sheet: Sheet, data: Table, places: Mapping[str, str], faults: tuple[Fault, ...]) -> Line:
    """The table as a record of the file that it belongs to."""
    home, domain, place, kind = sheet.home, "", "", sheet.kind
    if kind in OF_A_DOMAIN:
        domain = str(data.pop("domain", ""))
        home = f"{domain.lower()}.toml"
    elif kind in NAMED:
        place = {"source": "", "scale": "scales."}[kind] + str(data.pop("id", ""))
    elif kind == "calibration":
        place = kind
    elif kind == "domain":
        domain, place = str(data.get("id", "")), "domain"
        home = f"{domain.lower()}.toml"
    if kind in ITEM_KEYS:
        data = {"type": kind} | data
        data = {"id": data.pop("id")} | data if "id" in data else data
        kind = "item"
    return Line(kind, home, place, data, domain, "", places[""], places, faults, name)


# ---- sheets of another shape -------------------------------------------------------------------------


def _pairs(name: str, sheet: Sheet, rows: Rows | None) -> list[tuple[str, str, str, Fault | None]]:
    """The two ids of each row, where it stands, and what is wrong with it."""
    found = []
    left, right = (column.heading for column in PAIRS[sheet])
    for number, cells in rows.rows if rows else ():
        by = dict(zip(rows.headings, cells, strict=True)) if rows else {}
        first, second = (" ".join(text_of(by.get(word, "")).split()) for word in (left, right))
        place = cell_at(sheet.title, number)
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
        place = cell_at(BANK.title, number, "value")
        if key not in keys:
            spot = cell_at(BANK.title, number, "setting")
            faults.append(Fault(name, spot, f"‘{setting}’ is not known", nearest(key, keys, "Remove the row")))
            continue
        shape, _, inner = keys[key].removesuffix("?").partition(" of ")
        value, problem, advice = (
            value_of(inner or shape, cell) if filled(cell) else (None, "this cell is empty", "Fill it")
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
        spot = cell_at(MEMBERS.title, HEADING_ROW)
        nothing = Fault(
            form.workbook, spot, f"the form ‘{form.data.get('id')}’ has no items", "Add a row for each item"
        )
        faults = (*faults, nothing)
    return replace(form, data=data, cells=places, faults=faults)


def _with(line: Line, *faults: Fault) -> Line:
    return replace(line, faults=(*line.faults, *faults))


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
