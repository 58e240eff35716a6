"""Priorities as bars with their ranges; the number and the place stand at the end of each."""

from collections.abc import Mapping, Sequence

import altair as alt

from assessment.priorities import Priority
from ui import chart_parts as parts
from ui.priority_words import place, priority_words
from ui.theme import NAVY, ORANGE

ROOM = 1.5
"""Length of the scale in lengths of the longest range: leaves room for the words behind it."""


def priority_bars(
    priorities: Sequence[Priority], names: Mapping[str, str], group: str = "", cycle: str = ""
) -> parts.Picture:
    """Areas that have a place, the first first; `names` of areas. A withheld area is in no specification."""
    shown = [row for row in priorities if row.size is not None]
    rows: parts.Rows = [
        {
            "row": parts.in_lines(names[row.domain], parts.ROW_LETTERS),
            "size": round(row.size or 0),
            "low": round(row.low or 0),
            "high": round(row.high or 0),
            "end": f"{row.size:,.0f} ({place(row)})",
        }
        for row in shown
    ]
    scale = alt.Scale(domain=[0, max([row["high"] for row in rows], default=0) * ROOM or 1])
    axis = alt.Axis(orient="top", tickCount=5, format=",d")
    y = parts.rows_of(row["row"] for row in rows)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=axis)

    layers = (
        parts.on(rows).mark_bar(height=24, color=NAVY).encode(x=x("size"), y=y),
        parts.on(rows).mark_rule(strokeWidth=4, color=ORANGE).encode(x=x("low"), x2="high:Q", y=y),
        parts.on(rows).mark_text(align="left", dx=8).encode(x=x("high"), y=y, text="end:N"),
    )
    return parts.picture(layers, 48 * len(rows), priority_words(shown, names, group, cycle))
