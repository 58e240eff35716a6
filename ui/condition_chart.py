"""Conditions in departments as dots with their ranges, by theme; what leaders can do stands beside them as text."""

from collections.abc import Sequence

import altair as alt

from assessment.conditions import Theme
from assessment.model import LOWEST
from ui import chart_parts as parts
from ui.condition_words import capability, condition_words, row_end
from ui.theme import LINE, NAVY, PALE, QUIET

END = 5.2
"""Where the words at the end of a row begin, on the scale of agreement."""
ROOM = 7.0
"""Where the scale ends: leaves room for the words."""
ENDS = ("1|Disagree|strongly", "2", "3", "4", "5|Agree|strongly")
LETTERS = 36
"""In a line of a statement."""


def condition_dots(themes: Sequence[Theme], group: str = "", cycle: str = "") -> parts.Picture:
    """A row a statement, below the name of its theme. What is withheld has a row with [c] and no mark."""
    names = [theme.name for theme in themes]
    labels: list[str] = []
    heads: parts.Rows = []
    ends: parts.Rows = []
    dots: parts.Rows = []
    for theme in themes:
        labels.append(theme.name)
        heads.append({"row": theme.name, "beside": capability(theme), "at": LOWEST})
        for one in theme.conditions:
            row = {"row": parts.in_lines(one.item.restatement, LETTERS)}
            labels.append(row["row"])
            ends.append(row | {"end": row_end(one), "at": END})
            if one.agreement:
                cell = one.agreement
                dots.append(row | {"agreement": cell.estimate, "low": cell.low, "high": cell.high})
    y = parts.rows_of(labels, headings=names)
    layers = (
        *([_ranges(dots, y), _dots(dots, y)] if dots else []),
        parts.on(ends).mark_text(align="left").encode(x=_agreement("at"), y=y, text="end:N"),
        parts.on(heads).mark_text(align="left", dx=6, color=QUIET).encode(x=_agreement("at"), y=y, text="beside:N"),
    )
    conditions = [one for theme in themes for one in theme.conditions]
    height = (8 + LINE * max(parts.most_lines(labels), 1)) * len(labels)
    return parts.picture(layers, height, condition_words(conditions, group, cycle))


def _ranges(dots: parts.Rows, y: alt.Y) -> alt.Chart:
    return parts.on(dots).mark_rule(strokeWidth=10, color=PALE).encode(x=_agreement("low"), x2="high:Q", y=y)


def _dots(dots: parts.Rows, y: alt.Y) -> alt.Chart:
    point = parts.on(dots).mark_point(filled=True, size=160, color=NAVY, opacity=1)
    return point.encode(x=_agreement("agreement"), y=y)


def _agreement(field: str) -> alt.X:
    return parts.levels(field, ENDS, ROOM)
