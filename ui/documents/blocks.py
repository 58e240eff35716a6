"""What a document is made of, without saying how it looks: frozen blocks that every renderer draws in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ui.tables import Cell

if TYPE_CHECKING:
    import altair as alt

    from ui import chart_parts

MADE_UP = "Demonstration: the people and answers in this document are made up."
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
    """`made_up` puts a line on top that says so. Title and blocks name nobody that file properties may not name."""

    title: str
    blocks: tuple[Block, ...]
    made_up: bool = False
    language: str = "en-GB"

    @property
    def whole(self) -> tuple[Block, ...]:
        """What a file shows, from its title on; a page has its own title and banner."""
        return Heading(self.title, 1), *[Paragraph(MADE_UP, "inset")] * self.made_up, *self.blocks


def picture(drawn: chart_parts.Picture, key: str, narrow: chart_parts.Picture | None = None) -> Picture:
    """A block of what the functions of ui/charts.py return."""
    chart, words = drawn
    return Picture(words.title, words.subtitle, words.alt, chart, narrow[0] if narrow else None, key)


def without_controls(words: str) -> str:
    """The words with a box for each character that no file may hold: half of one, or a command to a machine."""
    return _CONTROLS.sub(MISSING, words)


MISSING = "□"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
