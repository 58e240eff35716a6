"""Need beside places: a pair of bars for each learning offer, with the numbers at their ends."""

from collections.abc import Sequence

import altair as alt

from assessment.demand import Demand
from ui import chart_parts as parts
from ui.demand_words import NOT_ENTERED, demand_words, names
from ui.theme import LINE, NAVY, ORANGE

NEED, PLACES = "People who need it", "Places"
BAR, HALF = 16, 9
"""Height of a bar, and how far the middle of each bar stands from that of its pair, in pixels."""
ROOM = 1.25
"""Length of the scale in lengths of the longest bar: leaves room for the number behind it."""


def demand_bars(demand: Sequence[Demand], cycle: str = "") -> parts.Picture:
    """The first dozen of the offers that 10 people or more need; all are in the table."""
    needed = [row for row in demand if row.need]
    shown = needed[: parts.ROWS_A_PICTURE]
    labels = {offer: parts.in_lines(name, parts.ROW_LETTERS) for offer, name in names(shown).items()}
    rows: parts.Rows = []
    for row in shown:
        held = row.capacity.places if row.capacity else None
        rows.append({"row": labels[row.offer.id], "what": NEED, "people": row.need, "end": f"{row.need:,}"})
        end = NOT_ENTERED if held is None else f"{held:,}"
        rows.append({"row": labels[row.offer.id], "what": PLACES, "people": held or 0, "end": end})
    longest = max((row["people"] for row in rows), default=0)
    x = alt.X("people:Q", scale=alt.Scale(domain=[0, longest * ROOM or 1]), axis=None)
    y = parts.rows_of(labels.values())
    colour = parts.colours("what", [(NEED, NAVY), (PLACES, ORANGE)])
    layers: list[alt.Chart] = []
    for what, off in ((NEED, -HALF), (PLACES, HALF)):
        bars = parts.on([row for row in rows if row["what"] == what]).encode(x=x, y=y)
        layers.append(bars.mark_bar(height=BAR, yOffset=off).encode(color=colour))
        layers.append(bars.mark_text(align="left", dx=6, dy=off).encode(text="end:N"))
    height = max(48, 12 + LINE * parts.most_lines(labels.values())) * len(labels)
    return parts.picture(layers, height, demand_words(shown, len(needed), cycle))
