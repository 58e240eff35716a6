"""Table 21 of the Civil Service Statistics: how many people, and senior civil servants, each organisation has.

Published once a year by the Cabinet Office as of 31 March, as ODS and XLSX. Counts are rounded to 5; `[c]` stands where
there are fewer than 5. The order of columns has changed over the years, so they are found by their headings.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from assessment import dates, spreadsheets
from assessment.errors import UnreadableFile
from assessment.model import Organisation
from assessment.register import REFERENCE_DATA
from assessment.tabular import Faults

SOURCE = "Table 21"
MOST_PEOPLE = 1_000_000
FEW = ("[c]", "..")
"""What stands for fewer than 5 people."""
NO_FIGURE = ("[x]", "[z]", "-", "–")
_NAMES = REFERENCE_DATA / "table_21_names.csv"
_HEADINGS = {
    "name": re.compile(r"organisation|department"),
    "scs_headcount": re.compile(r"senior civil serv|\bscs\b"),
    "total_headcount": re.compile(r"^(all employees|all grades|all responsibility levels|grand total|total|all)\b"),
}
_WHAT = {"name": "organisations", "scs_headcount": "senior civil servants", "total_headcount": "all employees"}
MOST_ABOVE = 40
"""Rows in which the headings are looked for."""
_TITLE = re.compile(r"responsibility level")
_DAY = re.compile(
    r"\b(\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4})\b"
)
_TOTAL = re.compile(
    r"^(total|all employees|all departments|all organisations|grand total)\b|^civil service$|\b(total|overall)$"
)
_AGAIN = "Download it again from GOV.UK, or save it again as XLSX or ODS"
_ADVICE = "Choose the file that has the table ‘Responsibility level by government department’"

MOST_BYTES = 20_000_000
"""Bytes of a file; the whole Civil Service Statistics take less than two million."""
MOST_ROWS, MOST_COLUMNS = 20_000, 500
SHEETS = ("table21", "21")
"""Titles of the sheet, in small letters and figures alone."""

Cells = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Count:
    """A row of the table; None where the table withholds a count."""

    row: int
    name: str
    scs_headcount: int | None
    total_headcount: int | None


@dataclass(frozen=True, slots=True)
class Table21:
    as_at: date
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """What a table changes in the register: before and after, by name.

    `unknown` are names of the table that the register has not on that day, `missing` organisations of the register of
    that day that the table has not, and that keep their headcounts; `same` counts those that stay as they are.
    """

    day: date
    changed: tuple[tuple[Organisation, Organisation], ...]
    unknown: tuple[str, ...]
    missing: tuple[Organisation, ...]
    same: int

    @property
    def as_at(self) -> str:
        """The day in words."""
        return dates.in_words(self.day)


# ---- reading -----------------------------------------------------------------------------------------


def read(name: str, data: bytes) -> Table21:
    """The table in a file. Raises UnreadableFile for a file that has it not, InputError with every row at fault."""
    cells = _sheet(name, data)
    heading, columns = _columns(name, cells)
    as_at = _as_at(name, cells[:heading])
    faults = Faults(name)
    counts = [
        Count(number + 1, text, *(_count(row, columns[key], key, number, faults) for key in list(_HEADINGS)[1:]))
        for number, row in enumerate(cells[heading + 1 :], heading + 1)
        if (text := _name(row, columns["name"])) and not _is_note(row, columns) and not _TOTAL.search(plain(text))
    ]
    for count in counts:
        if (count.scs_headcount or 0) > (count.total_headcount or MOST_PEOPLE):
            faults.add(count.row, "", "there are more senior civil servants than people", "Check the file")
    _require_once(counts, faults)
    faults.raise_any()
    if not counts:
        raise UnreadableFile(name, "its table has no rows", _ADVICE)
    return Table21(as_at, tuple(counts))


def _sheet(name: str, data: bytes) -> Cells:
    if len(data) > MOST_BYTES:
        raise UnreadableFile(name, f"it is larger than {MOST_BYTES // 1_000_000} MB", _AGAIN)
    try:
        return spreadsheets.cells(data, MOST_ROWS, MOST_COLUMNS, SHEETS)
    except spreadsheets.Unreadable:
        raise UnreadableFile(name, "it is not an XLSX or ODS file, or it is damaged", _AGAIN) from None
    except spreadsheets.TooMuch:
        raise UnreadableFile(name, "there is far more in it than in these statistics", _AGAIN) from None
    except spreadsheets.NoSheet:
        raise UnreadableFile(name, "it has no sheet ‘table_21’", _ADVICE) from None


def _as_at(name: str, above: Cells) -> date:
    """The day of the table, from the title above its headings."""
    texts = [cell for row in above for cell in row if cell.strip()]
    if not any(_TITLE.search(text.casefold()) and re.search(r"department|organisation", text, re.I) for text in texts):
        raise UnreadableFile(name, "its title is not ‘Responsibility level by government department’", _ADVICE)
    days = [match[1] for text in texts for match in _DAY.finditer(text)]
    if not days:
        raise UnreadableFile(name, "its title does not say of which day it is, like 31 March 2026", _ADVICE)
    return datetime.strptime(days[0], "%d %B %Y").date()


def _columns(name: str, cells: Cells) -> tuple[int, dict[str, int]]:
    """The row of headings, from 0, and the column of each thing we need."""
    for number, row in enumerate(cells[:MOST_ABOVE]):
        texts = [plain(cell) for cell in row]
        found = {key: [i for i, text in enumerate(texts) if want.search(text)] for key, want in _HEADINGS.items()}
        if found["scs_headcount"] and sum(map(bool, texts)) > 1:
            own = [i for i in found["name"] if "parent" not in texts[i]]
            found["name"] = [i for i in own if "organisation" in texts[i]] or own
            return number, {key: _only(name, number, what, found[key]) for key, what in _WHAT.items()}
    raise UnreadableFile(name, "its table has no column ‘Senior Civil Service level’", _ADVICE)


def _only(name: str, number: int, what: str, columns: Sequence[int]) -> int:
    if len(columns) != 1:
        how_many = "several columns" if columns else "no column"
        raise UnreadableFile(name, f"row {number + 1} has {how_many} of {what}", _ADVICE)
    return columns[0]


def _name(row: Sequence[str], column: int) -> str:
    text = row[column] if column < len(row) else ""
    return " ".join(re.sub(r"\[[^\]]*\]", " ", text).split())


def _is_note(row: Sequence[str], columns: dict[str, int]) -> bool:
    """A row below or between that has a text and no cell beside it: a note, or the name of a group."""
    return all(not cell for i, cell in enumerate(row) if i > columns["name"])


def _count(row: Sequence[str], column: int, key: str, number: int, faults: Faults) -> int | None:
    cell = row[column].strip() if column < len(row) else ""
    text = re.sub(r"\s*\[note[^\]]*\]", "", cell, flags=re.IGNORECASE)
    if text.casefold() in FEW + NO_FIGURE:
        return None
    if not re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]{1,9}", text):
        words = f"‘{text[:40]}’ is not a number of people" if text else "there is no number"
        faults.add(number + 1, _WHAT[key], words, "Write a whole number from 0, or [c] for fewer than 5")
        return None
    return int(text.replace(",", ""))


def _require_once(counts: Sequence[Count], faults: Faults) -> None:
    seen: dict[str, Count] = {}
    for count in counts:
        first = seen.setdefault(plain(count.name), count)
        if first is not count:
            faults.add(count.row, "", f"‘{count.name}’ stands in row {first.row} already", "Keep one of the two rows")


# ---- matching ----------------------------------------------------------------------------------------


def plain(name: str) -> str:
    """A name without what differs between publications: notes, capitals, ampersands, punctuation, a leading article."""
    text = re.sub(r"\[[^\]]*\]|\((excl|excluding)[^)]*\)", " ", name.casefold()).replace("&", " and ")
    words = re.sub(r"[^\w ]", " ", re.sub(r"['’]", "", text)).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def update(table: Table21, register: Sequence[Organisation]) -> Update:
    """What the table changes in the register (whole, of all dates): only organisations of its day are matched."""
    there = {one.code: one for one in register if one.valid_on(table.as_at)}
    codes = {plain(name): code for name, code in _aliases()} | {plain(one.name): one.code for one in there.values()}
    counts: dict[str, Count] = {}
    unknown = []
    for count in table.counts:
        code = codes.get(plain(count.name), "")
        if code not in there or counts.setdefault(code, count) is not count:
            unknown.append(count.name)
    pairs = [(there[code], _counted(there[code], count)) for code, count in counts.items()]
    changed = sorted(((before, after) for before, after in pairs if before != after), key=lambda pair: pair[0].name)
    return Update(
        day=table.as_at,
        changed=tuple(changed),
        unknown=tuple(sorted(unknown)),
        missing=tuple(sorted((o for o in there.values() if o.code not in counts), key=lambda o: o.name)),
        same=len(pairs) - len(changed),
    )


def _counted(one: Organisation, count: Count) -> Organisation:
    return replace(one, scs_headcount=count.scs_headcount, total_headcount=count.total_headcount)


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    """Names that the statistics use and the register does not, with the codes that they stand for."""
    with _NAMES.open(encoding="utf-8", newline="") as file:
        return tuple((row["name"], row["code"]) for row in csv.DictReader(file))
