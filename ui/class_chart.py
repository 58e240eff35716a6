"""Leaders in three classes of level as stacked bars, a bar an area, with the number in each part."""

from collections.abc import Mapping

import altair as alt

from ui import chart_parts as parts
from ui.class_words import CLASSES, Shares, class_words, percent
from ui.theme import BLUES, INKS, TEXT

SHADES = (0, 2, 4)
"""Places in BLUES: far enough apart to be told without colour vision."""
ROOM = 0.05
"""Share of the bar below which its number does not fit; the table has it."""
ROW = 44
"""Height of a bar with its share of the gap, in pixels."""


def class_bars(shares: Mapping[str, Shares], names: Mapping[str, str], cycle: str = "") -> parts.Picture:
    """Shares (0-1) of leaders low, in the middle and high by domain, the largest low share first.

    `names` maps domains to names.
    """
    ordered = dict(sorted(shares.items(), key=lambda item: -item[1][0]))
    rows: parts.Rows = []
    for domain, of_domain in ordered.items():
        start = 0.0
        for place, (words, share) in enumerate(zip(CLASSES, of_domain, strict=True)):
            ends = {"from": round(start, 2), "to": round(start + share, 2), "middle": round(start + share / 2, 3)}
            number = percent(share) if share >= ROOM else ""
            ink = INKS[SHADES[place]]
            rows.append({"row": names[domain], "class": words, "number": number, "ink": ink} | ends)
            start += share
    x = alt.Scale(domain=[0, 1])
    base = parts.on(rows).encode(y=parts.rows_of(names[domain] for domain in ordered))
    layers = (
        base.mark_bar(stroke=TEXT, strokeWidth=0.6, height=28).encode(
            x=alt.X("from:Q", scale=x, axis=None),
            x2="to:Q",
            color=parts.colours("class", [(words, BLUES[at]) for words, at in zip(CLASSES, SHADES, strict=True)]),
        ),
        base.mark_text().encode(
            x=alt.X("middle:Q", scale=x, axis=None), text="number:N", color=alt.Color("ink:N", scale=None)
        ),
    )
    return parts.picture(layers, ROW * len(ordered), class_words(ordered, names, cycle))
