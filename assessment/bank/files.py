"""Reads the TOML files of a question bank folder, takes them apart into records and collects every fault."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessment.bank import history, lock
from assessment.bank.check import judge
from assessment.bank.format import Contents, Record, Table, nearest
from assessment.errors import Fault

REQUIRED_FILES = ("bank.toml", "sources.toml", "forms.toml")
OPTIONAL_FILES = ("pulse.toml", "vignettes.toml", "offers.toml", "calibration.toml")
TABLES_OF_A_FILE = {
    "bank.toml": ("level", "recommendation"),
    "forms.toml": ("form",),
    "pulse.toml": ("item",),
    "vignettes.toml": ("item",),
    "offers.toml": ("offer",),
    "calibration.toml": ("parameters", "correlation"),
}
"""The kinds of [[table]] that a file holds; any other file is a domain's."""
HEADED = {"calibration.toml": "calibration"}
"""Files that hold one [table] of their own beside the others, as those of domains do."""
TABLES_OF_A_DOMAIN = ("competency", "item", "board_question", "action")


@dataclass(frozen=True, slots=True)
class Folder:
    """A bank folder as read: its files in their order, the domain of each domain file, and what could not be read."""

    files: dict[str, Table]
    domains: dict[str, str]
    faults: tuple[Fault, ...]


def examine(path: Path) -> tuple[Contents, list[Fault]]:
    """The tables of the bank in folder `path` and everything that is wrong with them, in the order of the files.

    A version that is not published yet is also held to those that stand published beside it.
    """
    contents, faults = read(path)
    if not lock.is_published(path) and contents.complete:
        faults += earlier_versions_broken(contents, path.resolve().parent)
    return contents, faults + lock.changes(path)


def read(path: Path) -> tuple[Contents, list[Fault]]:
    """The tables of a folder and what is wrong with them, other versions aside."""
    if not path.is_dir():
        missing = Fault(str(path), "", "there is no such folder", "Check the name of the folder")
        return Contents.of_records([], complete=False), [missing]
    folder = _read_folder(path)
    records: list[Record] = []
    faults = list(folder.faults)
    for name, table in folder.files.items():
        found, wrong = _take_apart(name, table, folder.domains.get(name, ""))
        records += found
        faults += wrong
    # with a file missing, every reference into it would seem broken
    contents, wrong = judge(records, complete=not folder.faults)
    order = {name: number for number, name in enumerate(folder.files)}
    return contents, sorted(faults + wrong, key=lambda fault: order.get(fault.file, len(order)))


def earlier_versions_broken(contents: Contents, root: Path) -> list[Fault]:
    """Where a bank breaks with versions published under `root`; each break is told of the newest of them.

    It has a higher number than all of them, so that what is new in one version never contradicts another.
    """
    found: dict[str, Fault] = {}
    earlier = {
        _version(c): c for name in lock.hashes(root)[0] if (root / name).is_dir() for c in [read(root / name)[0]]
    }
    version = _version(contents)
    bank = next((record for record in contents.records if record.kind == "bank"), None)
    newest = max(earlier, key=in_order, default="")
    if bank and earlier and in_order(version) <= in_order(newest):
        why = "is published already" if version in earlier else f"is not newer than {newest}, which is published"
        found["version"] = bank.fault("version", f"version {version} {why}", "Give this one a higher number")
    for name in sorted(earlier, key=in_order, reverse=True):
        found = {fault.place: fault for fault in history.breaks(contents, earlier[name], name)} | found
    return list(found.values())


def _version(contents: Contents) -> str:
    return next((str(record.data.get("version")) for record in contents.records if record.kind == "bank"), "")


def in_order(version: str) -> list[int]:
    """What versions are sorted by: numbers compare as numbers, 2027.10 is newer than 2027.9."""
    return [int(number) for number in re.findall(r"\d+", version)]


def read_table(file: Path) -> tuple[Table, list[Fault]]:
    """A TOML file with its texts on one line, or an empty table and the reason why the file cannot be read."""
    try:
        return _one_line(tomllib.loads(file.read_text(encoding="utf-8-sig"))), []
    except FileNotFoundError:
        return {}, [Fault(file.name, "", "the file is missing", "Add it, see question_bank/README.md")]
    except UnicodeDecodeError:
        return {}, [Fault(file.name, "", "the file is not UTF-8 text", "Save it as UTF-8")]
    except OSError as error:
        return {}, [Fault(file.name, "", f"the file cannot be read: {error.strerror}", "Check that you may read it")]
    except tomllib.TOMLDecodeError as error:
        problem, _, position = str(error).partition(" (at ")
        twice = "overwrite" in problem or "twice" in problem
        place = position.split(",")[0].rstrip(")")
        if twice:
            advice = "Keep one of the two"
        elif "value" in problem and place.startswith("line"):
            advice = "Put text in quotes, but not true and false, which are written small"
        else:
            advice = "Close every quote and bracket"
        problem = "a name is given twice" if twice else f"this is not TOML ({problem[:1].lower()}{problem[1:]})"
        key = re.match(r"\s*(\w+)\s*=", _line(file, place))
        return {}, [Fault(file.name, f"{place}, {key[1]}" if key else place, problem, advice)]


def _line(file: Path, place: str) -> str:
    """The line that a place such as "line 194" means; nothing for the end of the file."""
    number = place.removeprefix("line ")
    lines = file.read_text(encoding="utf-8-sig").split("\n")
    return lines[int(number) - 1] if number.isdecimal() and int(number) <= len(lines) else ""


def _one_line(value: Any) -> Any:
    """Every run of spaces and line breaks in a text becomes one space, so that editors can wrap long texts."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [_one_line(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _one_line(entry) for key, entry in value.items()}
    return value


def _read_folder(path: Path) -> Folder:
    bank, unreadable = read_table(path / "bank.toml")
    listed = bank.get("domains")
    known = (*REQUIRED_FILES, *OPTIONAL_FILES)
    others = [file.name for file in sorted(path.glob("*.toml")) if file.name not in known]
    if isinstance(listed, list) and all(isinstance(domain, str) for domain in listed):
        domains = {f"{domain.lower()}.toml": domain for domain in listed}
        for name in domains.keys() & {*known}:
            advice = "Give the domain another id"
            unreadable.append(
                Fault("bank.toml", "domains", f"‘{domains[name]}’ is the name of a file of its own", advice)
            )
        domains = {name: domain for name, domain in domains.items() if name not in known}
    else:  # bank.toml does not say: look at every file all the same
        domains = {name: name.removesuffix(".toml").upper() for name in others}
    files = {"bank.toml": bank}
    for name in ("sources.toml", *domains, *(n for n in OPTIONAL_FILES if (path / n).exists()), "forms.toml"):
        files[name], faults = read_table(path / name)
        unreadable += faults
    for name in others:
        if name not in files:
            advice = "Add its domain there, or remove the file"
            unreadable.append(Fault(name, "", "the file belongs to no domain in ‘domains’ of bank.toml", advice))
    return Folder(files, domains, tuple(unreadable))


def _take_apart(file: str, table: Table, domain: str) -> tuple[list[Record], list[Fault]]:
    """The records of one file, and faults for what is no record."""
    if file == "sources.toml":
        return _named(file, "source", "", table)
    records: list[Record] = []
    faults: list[Fault] = []
    rest = {}
    kinds = TABLES_OF_A_FILE.get(file, TABLES_OF_A_DOMAIN)
    heading = "domain" if domain else HEADED.get(file, "")
    for key, value in table.items():
        if key in kinds:
            found, wrong = _array(file, key, value, domain)
        elif file == "bank.toml" and key == "scales" and isinstance(value, dict):
            found, wrong = _named(file, "scale", "scales.", value)
        elif key == heading and isinstance(value, dict):
            found, wrong = [Record(heading, file, heading, value, domain)], []
        else:
            rest[key] = value
            continue
        records += found
        faults += wrong
    if file == "bank.toml":
        return [*([Record("bank", file, "", rest)] if table else []), *records], faults
    if domain and table and "domain" not in table:
        faults.append(Fault(file, "domain", "this table is missing", "Add [domain] with id, name and definition"))
    expected = (*kinds, heading) if heading else kinds
    faults += [Fault(file, key, "this key is not known here", nearest(key, expected, "Remove it")) for key in rest]
    return records, faults


def _named(file: str, kind: str, prefix: str, tables: Table) -> tuple[list[Record], list[Fault]]:
    """Records from tables that are headed by their name: [DEC21], [scales.agree]."""
    records = [Record(kind, file, prefix + name, data) for name, data in tables.items() if isinstance(data, dict)]
    faults = [
        Fault(file, prefix + name, "this is not a table", f"Begin it with [{prefix}name]")
        for name, data in tables.items()
        if not isinstance(data, dict)
    ]
    return records, faults


def _array(file: str, kind: str, tables: Any, domain: str) -> tuple[list[Record], list[Fault]]:
    """Records from [[kind]] tables; one without an id, or an item that it is about, is placed by its number."""
    if not (isinstance(tables, list) and all(isinstance(data, dict) for data in tables)):
        return [], [Fault(file, kind, "this is not a list of tables", f"Begin each with [[{kind}]]")]
    return [
        Record(kind, file, f"{kind} {data.get('id') or data.get('item') or number}", data, domain)
        for number, data in enumerate(tables, 1)
    ], []
