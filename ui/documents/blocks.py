"""What a document is made of, without saying how it looks: frozen blocks that every renderer draws in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeVar

from ui.tables import Cell

if TYPE_CHECKING:
    import altair as alt

    from ui import chart_parts

Told = TypeVar("Told")
MADE_UP = "Demonstration: the people and answers in this document are made up."
GAP, LONG = 3, 30
"""Letters between columns, and in the longest line of a cell before it is wrapped."""
Option = tuple[str, str]
"""What a person writes down for an answer on paper, and the words of the answer: ("2", "Ask who owns the data")."""


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is 2 or 3; the title of the document is the one heading of level 1."""

    text: str
    level: Literal[1, 2, 3] = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`lead` is what the document is about, large; `inset` is set apart by a bar."""

    text: str
    kind: Literal["text", "lead", "inset"] = "text"


@dataclass(frozen=True, slots=True)
class Points:
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as long as `columns`; with `row_header` the first cell of a row names it. Figures stand as they are given.

    A `Link` to an address of ours is a link on the page only; one that begins with https:// is one in files too.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_header: bool = True

    @property
    def shares(self) -> list[int]:
        """How the width of paper is shared among the columns, in letters: names of columns wrap, and long texts."""
        cells = zip(*self.rows, strict=True) if self.rows else [()] * len(self.columns)
        pairs = zip(self.columns, cells, strict=True)
        return [GAP + min(max(_widest_word(name), *(len(str(c)) for c in column), 0), LONG) for name, column in pairs]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its message, what is measured, and its text alternative. The same numbers stand in a table nearby.

    `narrow` is for phones; without it they have the table alone. `key` tells pictures on a page apart.
    """

    title: str
    subtitle: str
    alt: str
    chart: alt.LayerChart
    narrow: alt.LayerChart | None = None
    key: str = "chart"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something told in a few lines (label, text) below a title of the third level; texts keep their lines."""

    title: str
    caption: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """A question on paper: its number, what happened, what is asked, and an empty box before each option.

    `follow_up` is asked below it (how sure), with options of its own.
    """

    number: str
    stem: str
    options: tuple[Option, ...]
    context: tuple[str, ...] = ()
    follow_up: tuple[str, tuple[Option, ...]] | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    """On paper what follows begins a new page."""


Block = Heading | Paragraph | Points | Table | Picture | Entry | Choices | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """`made_up` puts a line on top that says so. The title stands in the properties of files: it names nobody.

    Raises ValueError where a heading skips a level, which PDF/UA forbids; entries and choices are of the third.
    """

    title: str
    blocks: tuple[Block, ...]
    made_up: bool = False
    language: str = "en-GB"

    def __post_init__(self) -> None:
        levels = [1, *filter(None, map(_level, self.blocks))]
        if any(after > before + 1 for before, after in pairwise(levels)):
            raise ValueError(f"a heading of ‘{self.title}’ skips a level")

    @property
    def whole(self) -> tuple[Block, ...]:
        """What a file shows, from its title on; a page has its own title and banner."""
        return Heading(self.title, 1), *[Paragraph(MADE_UP, "inset")] * self.made_up, *self.blocks


def _widest_word(name: str) -> int:
    """Letters of the longest word of a heading, which is bold and so wider than others."""
    return 2 + max(map(len, name.split()), default=0)


def _level(block: Block) -> int:
    """The level of the heading that a block has, 0 for none."""
    if isinstance(block, Heading):
        return block.level
    return 3 if isinstance(block, Entry | Choices) else 0


def picture(drawn: chart_parts.Picture, key: str, narrow: chart_parts.Picture | None = None) -> Picture:
    """A block of what the functions of ui/charts.py return."""
    chart, words = drawn
    return Picture(words.title, words.subtitle, words.alt, chart, narrow[0] if narrow else None, key)


def without_controls(told: Told) -> Told:
    """The same with a box for each character that no file may hold: half of one, or a command to a machine."""
    if isinstance(told, str):
        return _CONTROLS.sub(MISSING, told)
    if isinstance(told, tuple):
        return tuple(map(without_controls, told))
    if is_dataclass(told) and not isinstance(told, type):
        return replace(told, **{f.name: without_controls(getattr(told, f.name)) for f in fields(told)})
    return told


MISSING = "□"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
