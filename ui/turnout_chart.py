"""Finishes by day: a bar a day."""

from collections.abc import Sequence

import altair as alt

from assessment.turnout import Day
from ui import chart_parts as parts
from ui.theme import NAVY
from ui.turnout_words import day_words

HEIGHT = 180


def day_bars(days: Sequence[Day]) -> parts.Picture:
    """A bar for each day; the days with their numbers are in the table."""
    rows: parts.Rows = [{"day": day.day.isoformat(), "people": day.finished} for day in days]
    axis = alt.Axis(labelAngle=0, format="%-d %b", tickCount=5, grid=False)
    most = max((day.finished for day in days), default=0)
    bars = (
        parts.on(rows)
        .mark_bar(color=NAVY, size=12)
        .encode(
            x=alt.X("utcday:T", timeUnit="utcyearmonthdate", axis=axis),
            y=alt.Y(
                "people:Q",
                scale=alt.Scale(domain=[0, max(most, 1)], nice=True),
                axis=alt.Axis(tickMinStep=1, grid=True),
            ),
        )
        .transform_calculate(utcday="toDate(datum.day)")
    )
    return parts.picture((bars,), HEIGHT, day_words(days))
