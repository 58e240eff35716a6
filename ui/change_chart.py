"""The level then and now, by area: a line from one to the other over the likely range of the change, with its words."""

from collections.abc import Mapping, Sequence
from math import ceil, floor

import altair as alt

from assessment.changed import FALL, NO_CHANGE, RISE, Changed
from assessment.model import HIGHEST, LOWEST
from ui import chart_parts as parts
from ui.change_words import change_words
from ui.chart_parts import Picture, Rows
from ui.theme import BAND, NAVY, ORANGE, RULE, TEXT, WHITE

HEADS = {
    RISE: ("triangle-right", NAVY, TEXT),
    FALL: ("triangle-left", ORANGE, TEXT),
    NO_CHANGE: ("circle", WHITE, RULE),
}
"""How a change ends, by verdict: shape, fill and edge. What is not clear is grey and hollow."""
STEP = 0.5
"""Levels between the lines of the scale, which holds what is drawn and no more: changes are small."""


def change_dumbbell(rows: Sequence[Changed], names: Mapping[str, str], group: str, then: str, now: str) -> Picture:
    """From the level then to the level now, by area in the order given; `then` and `now` are names of cycles.

    An area without a change is left out: the table says that it is withheld.
    """
    shown = [row for row in rows if row.change is not None]
    drawn = [_places(row, names[row.domain]) for row in shown]
    y = parts.rows_of(str(row["row"]) for row in drawn)
    scale = _scale(drawn)

    def x(field: str) -> alt.X:
        axis = alt.Axis(orient="top", values=_lines(scale), format=".1f", domain=True, ticks=False)
        return alt.X(f"{field}:Q", scale=alt.Scale(domain=scale), axis=axis)

    told = parts.on(drawn).mark_text(align="left", dy=-24).encode(x=alt.value(4), y=y, text="told:N")
    layers = [parts.on(drawn).mark_rule(strokeWidth=14, color=BAND).encode(x=x("low"), x2="high:Q", y=y)]
    for verdict, (shape, fill, edge) in HEADS.items():
        # A layer without data would be an unnamed picture to screen readers.
        if ends := [row for row in drawn if row["verdict"] == verdict]:
            on = parts.on(ends)
            layers.append(on.mark_rule(strokeWidth=3, color=edge).encode(x=x("before"), x2="after:Q", y=y))
            layers.append(on.mark_point(size=110, fill=WHITE, stroke=edge, opacity=1).encode(x=x("before"), y=y))
            head = on.mark_point(shape=shape, size=240, fill=fill, stroke=edge, strokeWidth=2, opacity=1)
            layers.append(head.encode(x=x("after"), y=y))
    return parts.picture([*layers, told], 72 * len(drawn), change_words(shown, names, group, then, now))


def _places(row: Changed, name: str) -> dict[str, float | str]:
    """What is drawn of an area; the range of the change stands round the level then, held to the scale of levels.

    Vega draws nothing at all if a column is called "then".
    """
    then, now, low, high = (float(of or 0) for of in (row.then, row.now, row.low, row.high))
    return {
        "row": parts.in_lines(name, parts.ROW_LETTERS),
        "before": then,
        "after": now,
        "low": max(round(then + low, 1), LOWEST),
        "high": min(round(then + high, 1), HIGHEST),
        "verdict": row.verdict,
        "told": f"{then:.1f} to {now:.1f}, {row.verdict}",
    }


def _scale(drawn: Rows) -> list[float]:
    """Ends of the scale: the lines of half a level that hold everything drawn."""
    places = [row[name] for row in drawn for name in ("before", "after", "low", "high")]
    low, high = min(places, default=LOWEST), max(places, default=HIGHEST)
    return [floor(low / STEP) * STEP, ceil(high / STEP) * STEP]


def _lines(scale: Sequence[float]) -> list[float]:
    return [scale[0] + STEP * step for step in range(round((scale[1] - scale[0]) / STEP) + 1)]
