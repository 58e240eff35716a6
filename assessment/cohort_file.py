"""A cohort file: its columns, its template, and its rows checked one by one against the cohort and the register.

Start date and manager are taken so that a file of the personnel system need not be cut, and are not kept.
"""

import difflib
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import xlsxwriter

from assessment import dates, uploads
from assessment.model import GRADES, Organisation

REQUIRED = ("work_email", "first_name", "last_name", "department_code", "grade")
OPTIONAL = ("start_date", "manager_email")
COLUMNS = (*REQUIRED, *OPTIONAL)
TO_FIX = "What to fix"
MADE = datetime(2026, 11, 1)
LABELS = dict(zip(REQUIRED, ("Email address", "First name", "Last name", "Department code", "Grade"), strict=True))
LONGEST = {"work_email": 254, "first_name": 100, "last_name": 100, "department_code": 50, "grade": 50}
"""Characters; an address may have 254 (RFC 5321, erratum 1690)."""
MUST_USE_TEMPLATE = "The selected file must use the template"
NO_ROWS = "The selected file has no rows under its headings"
EMAIL_FORMAT = "Email address must be in the correct format, like name@example.gov.uk"
THERE = "Already in this cohort. Nothing will change"
LEFT = "Has left this cohort. To bring them back, find them on the cohort page"
SPARE = "This row has more cells than row 1"
GRADE_NAMES = {grade: grade.replace("_", " ").capitalize() for grade in reversed(GRADES)}
GRADE_LIST = f"Grade must be one of: {', '.join(GRADE_NAMES.values())}"
_LOCAL, _LABEL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"{_LOCAL}(?:\.{_LOCAL})*@(?:{_LABEL}\.)+[a-z]{{2,63}}")
_FORMULA = re.compile(r"[=+\-@＝＋－＠]")
_MADE_HARMLESS = re.compile(r"^'+(?=[=+\-@＝＋－＠])")
"""What a file of rows to fix puts before a formula sign: taken off when the file comes back."""
_IN_NAMES = re.compile(r"[LMN]|Zs|Pd")
_ALSO_IN_NAMES = "'’‘`´.,()/&"

Status = Literal["add", "move", "there", "fix"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the file has it: its number in a spreadsheet, and the texts of COLUMNS; `spare`: with more cells."""

    number: int
    cells: tuple[str, ...]
    spare: bool = False

    def __getitem__(self, column: str) -> str:
        return self.cells[COLUMNS.index(column)]


@dataclass(frozen=True, slots=True)
class CohortFile:
    """A file as read; `unused` are headings of columns that are not kept."""

    name: str
    rows: tuple[Row, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands in the cohort of a cycle."""

    person: str
    organisation: str
    grade: str
    left: bool = False


@dataclass(frozen=True, slots=True)
class Against:
    """What rows are checked against.

    `members` by address; `organisations` by code, the whole register; `invited` the codes of those invited to the
    cycle, empty where it names none; `day` on which an organisation must exist.
    """

    members: Mapping[str, Standing]
    organisations: Mapping[str, Organisation]
    invited: frozenset[str]
    day: date

    def open_to(self) -> dict[str, Organisation]:
        """The organisations that exist on the day and are invited."""
        return {
            code: one
            for code, one in self.organisations.items()
            if one.valid_on(self.day) and (not self.invited or code in self.invited)
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """A row with what will become of it: `add`, `move` (in the cohort elsewhere), `there` already, or `fix`.

    `problems` are sentences without their row. `email`, `organisation` and `grade` are as they would be kept.
    """

    row: Row
    status: Status
    email: str = ""
    organisation: str = ""
    grade: str = ""
    before: Standing | None = None
    problems: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return " ".join(f"{self.row['first_name']} {self.row['last_name']}".split())

    def sentences(self) -> list[str]:
        """What is to be said of the row: "Row 12: Email address must be ..."."""
        said = self.problems if self.status == "fix" else (THERE,) if self.status == "there" else ()
        return [f"Row {self.row.number}: {one}" for one in said]


# ---- the file ------------------------------------------------------------------------------------------


def read(name: str, data: bytes) -> CohortFile:
    """Read a file in the shape of the template; headings in any order and case. Raises EntryRefused for `file`."""
    first, *rest = uploads.read(name, data, COLUMNS)
    headings = [uploads.heading(cell) for cell in first.cells]
    missing = [column for column in REQUIRED if column not in headings]
    twice = [column for column in COLUMNS if headings.count(column) > 1]
    if missing or twice:
        wrong = f"it has no column {', '.join(missing)}" if missing else f"{', '.join(twice)} is there twice"
        raise uploads.refused(f"{MUST_USE_TEMPLATE}: {wrong}")
    if not rest:
        raise uploads.refused(NO_ROWS)
    places = [headings.index(column) if column in headings else -1 for column in COLUMNS]
    rows = tuple(_row(line, places, len(headings)) for line in rest)
    known = {*REQUIRED, uploads.heading(TO_FIX), ""}
    unused = tuple(cell for cell, about in zip(first.cells, headings, strict=True) if about not in known)
    return CohortFile(name, rows, unused)


def _row(line: uploads.Line, places: list[int], width: int) -> Row:
    cells = (line.cells[at] if 0 <= at < len(line.cells) else "" for at in places)
    spare = any(line.cells[width:])
    return Row(line.number, tuple(_MADE_HARMLESS.sub("", " ".join(cell.split())) for cell in cells), spare)


def template_csv() -> bytes:
    """The headings alone, in UTF-8 with byte-order mark, so that Excel keeps accents."""
    return f"{','.join(COLUMNS)}\r\n".encode("utf-8-sig")


def template_xlsx(organisations: Mapping[str, str]) -> bytes:
    """The headings, and a second sheet with the codes of departments (code -> name) and the grades to choose from."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": "Cohort template", "created": MADE})  # the same file each time
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
        cohort, codes = book.add_worksheet("Cohort"), book.add_worksheet("Codes")
        cohort.set_column(0, len(COLUMNS) - 1, 24, text)
        cohort.write_row(0, 0, COLUMNS, bold)
        codes.set_column(0, 2, 30)
        codes.write_row(0, 0, ("department_code", "department", "grade"), bold)
        for column, values in enumerate(
            (list(organisations), list(organisations.values()), list(GRADE_NAMES.values()))
        ):
            codes.write_column(1, column, values)
        for at, last in ((3, len(organisations)), (4, len(GRADES))):
            source = f"=Codes!${'AC'[at - 3]}$2:${'AC'[at - 3]}${last + 1}"
            cohort.data_validation(1, at, uploads.MOST_ROWS, at, {"validate": "list", "source": source})
    return out.getvalue()


# ---- the rows ------------------------------------------------------------------------------------------


def check(file: CohortFile, against: Against) -> tuple[Checked, ...]:
    """Each row with what will become of it, in the order of the file."""
    first: dict[str, int] = {}
    hints: dict[str, str] = {}
    return tuple(_checked(row, against, first, hints) for row in file.rows)


def _checked(row: Row, against: Against, first: dict[str, int], hints: dict[str, str]) -> Checked:
    email = row["work_email"].lower()
    code, code_problem = _organisation(row["department_code"], against, hints)
    grade = uploads.heading(row["grade"])
    known = {
        "work_email": _email(email, first),
        "department_code": code_problem,
        "grade": "" if grade in GRADES else GRADE_LIST,
    }
    before = against.members.get(email)
    problems = [_text(row, column) or known.get(column, "") for column in REQUIRED]
    problems += [LEFT if before and before.left else "", SPARE if row.spare else ""]
    found = tuple(filter(None, problems))
    first.setdefault(email, row.number)
    status: Status = "fix" if found else _status(before, code, grade)
    return Checked(row, status, email, code, grade, before, found)


def _status(before: Standing | None, organisation: str, grade: str) -> Status:
    if before is None:
        return "add"
    return "there" if (before.organisation, before.grade) == (organisation, grade) else "move"


def _text(row: Row, column: str) -> str:
    """What is wrong with a cell as a text; empty if nothing is."""
    text, label = row[column], LABELS[column]
    if not text:
        return f"Enter {'an' if label == 'Email address' else 'a'} {label.lower()}"
    if _FORMULA.match(text):
        return f"{label} must not begin with =, +, - or @"
    if len(text) > LONGEST[column]:
        return f"{label} must be {LONGEST[column]} characters or fewer"
    if column in ("first_name", "last_name") and (strange := _strange(text)):
        return f"{label} must not have ‘{strange}’ in it. If accents came out wrong, save the file as ‘CSV UTF-8’"
    return ""


def _strange(name: str) -> str:
    """The first character that is in nobody's name, made visible: what a wrong code page leaves behind."""
    for sign in name:
        if sign not in _ALSO_IN_NAMES and not _IN_NAMES.match(unicodedata.category(sign)):
            return sign if sign.isprintable() else f"U+{ord(sign):04X}"
    return ""


def _email(email: str, first: Mapping[str, int]) -> str:
    if not _EMAIL.fullmatch(email):
        return EMAIL_FORMAT
    return f"This email address is also on row {first[email]}" if email in first else ""


def _organisation(text: str, against: Against, hints: dict[str, str]) -> tuple[str, str]:
    """The code as the register spells it, and what is wrong with it."""
    code = text.upper()
    body = against.organisations.get(code)
    if body is None:
        if text not in hints:
            hints[text] = _hint(text, against)
        return code, f"'{text}' is not a department code.{hints[text]}"
    if not body.valid_on(against.day):
        return code, _closed(body, against.day)
    if against.invited and code not in against.invited:
        return code, f"'{code}' is not invited to this cycle"
    return code, ""


def _closed(body: Organisation, day: date) -> str:
    if body.valid_from and day < body.valid_from:
        return f"'{body.code}' does not exist until {dates.in_words(body.valid_from)}"
    after = f". Use a department that came after it: {', '.join(body.successors)}" if body.successors else ""
    return f"'{body.code}' closed on {dates.in_words(body.valid_to or day)}{after}"


def _hint(text: str, against: Against) -> str:
    """A code whose name was given, or the code most like it."""
    choices = against.open_to()
    named = next((code for code, one in choices.items() if one.name.lower() == text.lower()), "")
    near = [named] if named else difflib.get_close_matches(text.upper(), choices, n=1, cutoff=0.6)
    return f" Did you mean '{near[0]}'?" if near else " Use a code of the list in the template"
