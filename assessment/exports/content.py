"""What files are made of, without saying in which format: a book of tables, a deck of slides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

WITHHELD, NOT_AVAILABLE, NOT_APPLICABLE = "[c]", "[x]", "[z]"
"""Shorthand in cells without a number: Analysis Function, "Symbols in tables"."""
ABOUT_SHEET = "This worksheet contains one table. Marks such as [note 1] refer to the sheet of notes."
AUTHOR = "Check your digital leadership"
"""Who made a file, as its properties say: the service, nobody else."""
Value = str | int | float
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table on a sheet of its own; rows as long as `columns`, the first cell of each names it.

    `tab` is at most 31 characters, `name` that of the table: letters, digits and underscores. `about` are the lines
    between title and table. Floats are shown to one decimal. Raises ValueError for a row of another length.
    """

    tab: str
    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    about: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of ‘{self.title}’ has another number of cells than there are columns")

    @property
    def withheld(self) -> int:
        return sum(cell == WITHHELD for row in self.rows for cell in row)

    def decimals(self, column: int) -> bool:
        """Whether the numbers of a column are shown to one decimal."""
        return any(isinstance(row[column], float) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: a cover of three parts, contents, notes, then a sheet a table. `made_at` stands in the properties.

    A sheet refers to the first of `notes` as [note 1].
    """

    title: str
    subject: str
    made_at: datetime
    intro: tuple[str, ...]
    about: tuple[str, ...]
    contact: tuple[str, ...]
    notes: tuple[str, ...]
    sheets: tuple[Sheet, ...]

    @property
    def tables(self) -> tuple[Sheet, ...]:
        """All sheets with a table, the notes first."""
        rows = tuple((f"[note {number}]", words) for number, words in enumerate(self.notes, start=1))
        return Sheet("Notes", "notes", "Notes", ("Note", "What it says"), rows), *self.sheets

    @property
    def withheld(self) -> int:
        return withheld(self.sheets)


def withheld(sheets: Iterable[Sheet]) -> int:
    """How many cells say [c]: counted from the file itself, so the number tells nothing that the file does not."""
    return sum(sheet.withheld for sheet in sheets)


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar a row, with its number at the end: `form` is how spreadsheets and slides write numbers, such as `0.0`."""

    measure: str
    labels: tuple[str, ...]
    numbers: tuple[float, ...]
    form: Literal["0.0", '0"%"']
    alt: str

    def written(self, number: float) -> str:
        """A number as it stands at the end of its bar."""
        return f"{number:.1f}" if self.form == "0.0" else f"{number:.0f}%"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on a slide, small enough to be read from the back of a room."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Slide:
    """`title` is the message; `notes` hold the method. Points stand below the picture, or alone."""

    title: str
    notes: str
    points: tuple[str, ...] = ()
    picture: Bars | Grid | None = None


@dataclass(frozen=True, slots=True)
class Deck:
    """`label` stands on every slide (that figures are made up), if there is one."""

    title: str
    subject: str
    made_at: datetime
    slides: tuple[Slide, ...]
    label: str = ""
