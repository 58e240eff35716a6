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
    yield _bank(name, tables[BANK.title], pairs[ENEMIES])
    domains: set[str] = set()
    for sheet in SHEETS:
        rows = tables.get(sheet.title)
        if rows is None:
            continue
        known = {word: column for word, column in possible(sheet, rows.headings).items() if word in rows.headings}
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
    places = {"": cell_at(sheet.title, row)}
    faults: list[Fault] = []
    for word, column in known.items():
        places[column.path] = place = cell_at(sheet.title, row, word)
        places.setdefault(column.path.removesuffix(".text"), place)
        places.setdefault(re.split(r"[.\[]", column.path)[0], place)
        if not filled(cells[word]):
            continue
        value, problem, advice = value_of(column.kind, cells[word])
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
