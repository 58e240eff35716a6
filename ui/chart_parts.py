"""What our charts are built of: rows with wrapped names, the scale of levels, labels on top, colours with words."""

import json
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any

import altair as alt

from assessment.model import HIGHEST, LOWEST
from ui.chart_words import Words
from ui.theme import LINE

ROWS_A_PICTURE = 12
"""Organisations that one picture holds."""
MOST_LINES = 4
"""Lines that the label of a row may have."""
ABOVE_ROWS = 110
"""Height of legend and axis in pixels."""
ROW_LETTERS, COLUMN_LETTERS = 28, 12
"""Letters in a line of the names of organisations, and of areas above the heat map."""

Picture = tuple[alt.LayerChart, Words]
Rows = list[dict[str, Any]]


def on(rows: Rows) -> alt.Chart:
    """A layer that carries its own data."""
    return alt.Chart(alt.InlineData(values=rows))


def picture(layers: Iterable[alt.Chart], height: int, words: Words) -> Picture:
    """The layers as one chart as wide as its place, with its words. `height` is that of the rows, in pixels.

    Streamlit fits axis and legend into the height of the whole.
    """
    return alt.layer(*layers).properties(width="container", height=height + ABOVE_ROWS), words


def rows_of(labels: Iterable[str], labelled: bool = True, headings: Sequence[str] = ()) -> alt.Y:
    """One row a label, from top to bottom; bars part the lines of a label. Not `labelled`: no axis beside them.

    `headings` are labels of rows that name those below them: they stand in bold.
    """
    if not labelled:
        return alt.Y("row:N", sort=list(labels), axis=None)
    lines = "split(datum.label, '|')"
    # Vega centres the first line of a label on its row: lift it, so that all its lines together are centred.
    lift = {
        "condition": [
            {"test": f"length({lines}) == {count}", "value": -LINE * (count - 1) / 2}
            for count in range(2, MOST_LINES + 1)
        ],
        "value": 0,
    }
    bold = {"condition": {"test": f"indexof({json.dumps(list(headings))}, datum.value) >= 0", "value": "bold"}}
    weight = {"labelFontWeight": {**bold, "value": "normal"}} if headings else {}
    return alt.Y("row:N", sort=list(labels), axis=alt.Axis(labelExpr=lines, labelOffset=lift, **weight))


def levels(field: str, names: Sequence[str] = ("1", "2", "3", "4", "5"), end: float = HIGHEST) -> alt.X:
    """Position on the scale of levels; `names` labels 1, 2, ... and may have several lines.

    An `end` above the highest level leaves room for words behind it.
    """
    texts = f"split({json.dumps(list(names))}[datum.value - 1], '|')"
    axis = top_axis(texts, most_lines(names), values=list(range(1, len(names) + 1)), domain=True)
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[LOWEST, end]), axis=axis)


def top_axis(texts: str, lines: int, domain: bool = False, **options: Any) -> alt.Axis:
    """Labels above the plot, given as a Vega expression; their first line is lifted to make room for the others."""
    room = 6 + LINE * (lines - 1)
    return alt.Axis(
        orient="top",
        labelExpr=texts,
        labelAngle=0,
        labelPadding=room,
        labelFlush=False,
        ticks=False,
        domain=domain,
        **options,
    )


def colours(field: str, classes: Sequence[tuple[str, str]]) -> alt.Color:
    """Colour by class, a pair of words and colour each, with a legend of all of them."""
    scale = alt.Scale(domain=[label for label, _ in classes], range=[colour for _, colour in classes])
    return alt.Color(f"{field}:N", scale=scale)


def in_lines(name: str, letters: int) -> str:
    """A name in lines of at most so many letters where its words allow, parted by bars."""
    return "|".join(wrap(name, letters, break_long_words=False))


def most_lines(labels: Iterable[str]) -> int:
    return max((1 + label.count("|") for label in labels), default=1)
