"""The bars of a slide as a picture for paper: the same numbers, at the ends of their bars."""

import altair as alt

from assessment.exports.content import Bars
from ui import chart_parts as parts
from ui.chart_words import Words
from ui.theme import NAVY

ROOM = 1.2
"""Length of the scale in lengths of the longest bar: leaves room for the number behind it."""


def bars(told: Bars) -> parts.Picture:
    """A row a label, in their order."""
    labels = [parts.in_lines(label, parts.ROW_LETTERS) for label in told.labels]
    rows: parts.Rows = [
        {"row": label, "value": number, "at": max(number, 0), "end": told.written(number)}
        for label, number in zip(labels, told.numbers, strict=True)
    ]
    ends = min(0.0, *told.numbers) * ROOM, max(0.0, *told.numbers) * ROOM or 1
    y, scale = parts.rows_of(labels), alt.Scale(domain=list(ends))

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=None)

    layers = (
        parts.on(rows).mark_bar(height=24, color=NAVY).encode(x=x("value"), y=y),
        parts.on(rows).mark_text(align="left", dx=8).encode(x=x("at"), y=y, text="end:N"),
    )
    return parts.picture(layers, 40 * len(rows), Words(told.measure, "", told.alt))
