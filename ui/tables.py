"""Tables as real HTML tables: the form in which every figure of a chart can also be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere; `href` is an address of ours, or of another site."""

    words: str
    href: str

    def __str__(self) -> str:
        return self.words

    @property
    def outside(self) -> bool:
        """Whether it leads to another site, and so from a file too."""
        return self.href.startswith("https://")


Cell = str | int | float | Link
WITHHELD = "[c]"
NOT_ASKED = "[z]"
FEW = "<10"
UNRELIABLE = "[u]"
"""Stands behind a figure of low reliability."""
MARKS = {
    WITHHELD: ("withheld", "not shown, to protect the people in a small group"),
    NOT_ASKED: ("not-asked", "not asked in this cycle"),
    FEW: ("few", "fewer than ten people"),
}
"""Marks for a cell without an exact number: its class, and the words a screen reader adds."""


def html_table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], row_header: bool = True) -> None:
    """A captioned table; the first cell of each row is its header. Too wide for the screen, it scrolls by itself.

    A column in which every cell is a number or a mark is aligned right. Numbers are shown as given: round them first.
    """
    st.html(table_markup(caption, columns, rows, row_header))


def table_markup(caption: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], row_header: bool = True) -> str:
    """The HTML of `html_table`, escaped; raises ValueError for a row that is not as long as `columns`."""
    if any(len(row) != len(columns) for row in rows):
        raise ValueError(f"a row of the table ‘{caption}’ has another number of cells than there are columns")
    right = of_figures(columns, rows)
    head = "".join(
        f'<th scope="col"{_class("number" if r else "")}>{escape(name, quote=False)}</th>'
        for name, r in zip(columns, right, strict=True)
    )
    body = "".join(f"<tr>{_cells(row, right, row_header)}</tr>" for row in rows)
    return (
        f'<div class="table-scroll"><table><caption>{escape(caption, quote=False)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def of_figures(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[bool]:
    """For each column whether it is aligned right: every cell in it is a number or a mark."""
    return [bool(rows) and all(_is_figure(row[i]) for row in rows) for i in range(len(columns))]


def _cells(row: Sequence[Cell], right: Sequence[bool], row_header: bool) -> str:
    cells = []
    for i, (cell, number) in enumerate(zip(row, right, strict=True)):
        mark, words = MARKS.get(str(cell), ("", "low reliability" if str(cell).endswith(UNRELIABLE) else ""))
        text = escape(str(cell), quote=False) + (f'<span class="unseen"> {words}</span>' if words else "")
        if isinstance(cell, Link):
            text = f'<a{_class("" if " " in cell.words else "id")} href="{escape(cell.href)}">{text}</a>'
        kind = _class(" ".join(filter(None, ("number" if number else "", mark))))
        cells.append(f'<th scope="row"{kind}>{text}</th>' if row_header and i == 0 else f"<td{kind}>{text}</td>")
    return "".join(cells)


def _is_figure(cell: Cell) -> bool:
    return cell in MARKS or is_number(str(cell).removesuffix(f" {UNRELIABLE}"))


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def is_number(cell: Cell) -> bool:
    """True for numbers and for text that is one: 1,200 or 64% or -0.3."""
    try:
        float(str(cell).removesuffix("%").replace(",", ""))
    except ValueError:
        return False
    return True
