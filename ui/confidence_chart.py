"""How sure a person was beside how often they were right: a pair of bars for each confidence, with its words."""

import altair as alt

from assessment.calibration import Confidence, Estimate, verdict
from assessment.item_types import CONFIDENCE
from ui.chart_parts import Picture
from ui.chart_words import IN_TABLE, Words
from ui.theme import NAVY, ORANGE

SAID, RIGHT = "How sure you said you were", "How often you were right"
BAR, HALF = 24, 14
"""Height of a bar, and how far the middle of each bar stands from that of its pair, in pixels."""
LEGEND = 60
"""Height of the legend in pixels."""
SUBTITLE = (
    "Knowledge questions, by how sure you said you were. Blue: the chance that we take your words for. "
    "Orange: the share you had right."
)


def confidence_chart(found: Confidence, narrow: bool = False) -> Picture:
    """Paired bars for each confidence that was given, 0-100%, with the number of answers; surest first.

    `narrow` is for phones: the words of a confidence stand above its pair.
    """
    rows = [
        {"row": CONFIDENCE[pair.confidence - 1], "what": what, "share": share, "end": end}
        for pair in reversed(found.pairs)
        if pair.right is not None
        for what, share, end in (
            (SAID, pair.chance, percent(pair.chance)),
            (RIGHT, pair.right, f"{percent(pair.right)} of {pair.n}"),
        )
    ]
    order = list(dict.fromkeys(str(row["row"]) for row in rows))
    y = alt.Y("row:N", sort=order, axis=None) if narrow else alt.Y("row:N", sort=order)
    x = alt.X("share:Q", scale=alt.Scale(domain=[0, 1.5 if narrow else 1.2]), axis=None)
    scale = alt.Scale(domain=[SAID, RIGHT], range=[NAVY, ORANGE])
    colour = alt.Color("what:N", scale=scale, legend=alt.Legend(columns=1 if narrow else 2))
    low = HALF if narrow else 0
    layers: list[alt.Chart] = []
    for what, off in ((SAID, low - HALF), (RIGHT, low + HALF)):
        bars = alt.Chart(alt.InlineData(values=[row for row in rows if row["what"] == what])).encode(x=x, y=y)
        layers.append(bars.mark_bar(height=BAR, yOffset=off).encode(color=colour))
        layers.append(bars.mark_text(align="left", dx=6, dy=off).encode(text="end:N"))
    if narrow:
        names = alt.Chart(alt.InlineData(values=[row for row in rows if row["what"] == SAID])).encode(y=y)
        layers.append(names.mark_text(align="left", dy=-HALF - BAR + 4).encode(x=alt.value(0), text="row:N"))
    height = (96 if narrow else 72) * len(order) + LEGEND + 24 * narrow
    chart = alt.layer(*layers).properties(width="container", height=height)
    return chart, words(found)


def words(found: Confidence) -> Words:
    """The title says of the person only what their index does; before there is one, it says nothing of the kind."""
    pairs = [
        f"{CONFIDENCE[pair.confidence - 1]}: {percent(pair.chance)} sure, {percent(pair.right)} right."
        for pair in reversed(found.pairs)
        if pair.right is not None
    ]
    alternative = f"Bar chart of {found.answers} answers. {' '.join(pairs)} {IN_TABLE}"
    return Words(title(found), SUBTITLE, alternative)


def title(found: Confidence) -> str:
    if not isinstance(found.index, Estimate):
        return f"How sure you were and how often you were right, in {found.answers} answers so far"
    return {
        "more sure than right": "Your answers were more sure than right",
        "less sure than right": "Your answers were less sure than right",
        "about right": "Your answers were about as sure as they were right",
    }[verdict(found.index)]


def percent(share: float) -> str:
    return f"{100 * share:.0f}%"
