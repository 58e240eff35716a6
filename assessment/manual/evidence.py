"""What a manual is made from, and the tables it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assessment.item_statistics import ItemStatistics
from assessment.model import Cell, Cycle, NotDefined, NotYet, QuestionBank

NONE_YET = "none yet"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is to report on. Without a released cycle, `cycle` and what follows from it are empty.

    `versions` are the published banks, oldest first; `grades` the cells of the level by grade; `proof` that of the
    release; `simulations` results of experiments by name, each with title, command, columns, rows and a note.
    """

    bank: QuestionBank
    versions: tuple[QuestionBank, ...]
    made_on: date
    cycle: Cycle | None = None
    statistics: ItemStatistics | None = None
    grades: tuple[Cell, ...] = ()
    proof: Mapping[str, Any] = field(default_factory=dict)
    simulations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the manual. `command` is how anybody gets its figures again; `note` stands under it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    command: str
    note: str = ""


def table(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[object]], command: str, note: str = ""
) -> Table:
    """A table with every cell as text; one without rows says so in a row of its own."""
    written = tuple(tuple(map(shown, row)) for row in rows)
    nothing = ((NONE_YET, *[""] * (len(columns) - 1)),)
    return Table(caption, tuple(columns), written or nothing, command, note)


def shown(value: object) -> str:
    """A cell: numbers with two decimals, what is not known in words, never a blank for a missing number."""
    if value is None:
        return NONE_YET
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{round(value, 2) + 0:.2f}"
    if isinstance(value, NotYet | NotDefined):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else str(value)
