"""Charts as Altair specifications, one function each, with their words. What is withheld is in no specification."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import altair as alt

from assessment.model import Profile, QuestionBank
from assessment.standing import by_gap, shown_gap
from ui import chart_parts as parts
from ui.chart_parts import Picture, Rows
from ui.chart_words import (
    Comparison,
    ResponseCount,
    difference,
    peer_words,
    percentage,
    profile_words,
    response_words,
)
from ui.theme import BAND, BLUES, LINE, NAVY, ORANGE, PALE, RULE, TEXT, WHITE

RESPONSE_CLASSES = (("Finished", BLUES[4]), ("Started", BLUES[2]), ("Not started", WHITE))
CIRCLE, HALF_ROW = 0.2, 0.5
"""How far circles of equal peers stand apart, and from the middle of a row at most, in halves of the row."""
BELOW_NAME = 24
"""Pixels by which marks stand below the middle of a row that has its name inside."""


def profile_chart(profile: Profile, bank: QuestionBank, narrow: bool = False) -> Picture:
    """Level with likely range, target and own rating by domain, furthest below target first; never a radar.

    `narrow` is for phones: the name of an area stands above its row, and levels have their number without a name.
    """
    rows: Rows = []
    for score in by_gap(profile.scores):
        low, high = score.likely_range() or (score.level, score.level)
        name = bank.domain_by_id[score.domain].short_name
        row = {"row": f"{name}|{difference(shown_gap(score))}"}
        rows.append(row | {"level": score.level, "low": low, "high": high, "target": score.target, "self": score.self})
    rated = [row for row in rows if row["self"] is not None]
    y = parts.rows_of((row["row"] for row in rows), labelled=not narrow)
    names = [f"{level.number}" if narrow else f"{level.number}|{level.name}" for level in bank.levels]
    low_by = BELOW_NAME if narrow else 0

    def x(field: str) -> alt.X:
        return parts.levels(field, names)

    # A layer without data would be an unnamed picture to screen readers.
    ratings = parts.on(rated).mark_point(
        shape="diamond", size=160, strokeWidth=2.5, fill=WHITE, stroke=ORANGE, opacity=1, yOffset=low_by
    )
    above = parts.on(rows).mark_text(align="left", fontSize=15, lineBreak="|", lineHeight=LINE, dy=-18)
    layers = (
        parts.on(rows).mark_rule(strokeWidth=10, color=PALE, yOffset=low_by).encode(x=x("low"), x2="high:Q", y=y),
        parts.on(rows)
        .mark_tick(thickness=4, size=22 if narrow else 30, color=TEXT, opacity=1, yOffset=low_by)
        .encode(x=x("target"), y=y),
        parts.on(rows)
        .mark_point(filled=True, size=220, color=NAVY, opacity=1, yOffset=low_by)
        .encode(x=x("level"), y=y),
        *([ratings.encode(x=x("self"), y=y)] if rated else []),
        *([above.encode(x=alt.value(0), y=y, text="row:N")] if narrow else []),
    )
    return parts.picture(layers, (72 if narrow else 56) * len(rows), profile_words(profile, bank))


def peer_strip(
    comparisons: Iterable[Comparison],
    names: Mapping[str, str],
    peers: Mapping[str, Sequence[float]] | None = None,
    cycle: str = "",
) -> Picture:
    """Us with our range beside the middle half and the median of our peers, by domain, furthest below first.

    `names` maps domains to names; `peers` gives published levels of single peers by domain, drawn as circles. A domain
    without an estimate or a median is left out: the table says that it is withheld.
    """
    pairs = [(c.estimate - c.median, c) for c in comparisons if c.estimate is not None and c.median is not None]
    shown = [comparison for _, comparison in sorted(pairs, key=lambda pair: pair[0])]
    keys = ("estimate", "low", "high", "lower_quartile", "median", "upper_quartile")
    rows: Rows = [
        {"row": names[c.domain], "us": f"Us {c.estimate:.1f}"} | {k: getattr(c, k) for k in keys} for c in shown
    ]
    circles = [row for c in shown for row in _circles(names[c.domain], (peers or {}).get(c.domain, ()))]
    y = parts.rows_of(row["row"] for row in rows)
    x = parts.levels
    # A layer without data would be an unnamed picture to screen readers.
    single_peers = [
        parts.on(circles)
        .mark_point(size=70, stroke=RULE, strokeWidth=1.5, opacity=1)
        .encode(x=x("peer"), y=y, yOffset=alt.YOffset("off:Q", scale=alt.Scale(domain=[-1, 1])))
    ]
    layers = (
        parts.on(rows).mark_bar(height=26, color=BAND).encode(x=x("lower_quartile"), x2="upper_quartile:Q", y=y),
        *(single_peers if circles else []),
        parts.on(rows).mark_tick(thickness=3, size=26, color=TEXT, opacity=1).encode(x=x("median"), y=y),
        parts.on(rows).mark_rule(strokeWidth=4, color=ORANGE).encode(x=x("low"), x2="high:Q", y=y),
        parts.on(rows).mark_point(size=220, fill=ORANGE, stroke=TEXT, opacity=1).encode(x=x("estimate"), y=y),
        parts.on(rows).mark_text(dy=-31, fontWeight="bold").encode(x=x("estimate"), y=y, text="us:N"),
    )
    return parts.picture(layers, 84 * len(rows), peer_words(shown, names, bool(circles), cycle))


def _circles(row: str, levels: Sequence[float]) -> Rows:
    """A circle for each peer; equal ones stand above each other, so that each can be seen."""
    circles: Rows = []
    for level, equal in groupby(sorted(levels)):
        count = len(list(equal))
        step = min(CIRCLE, 2 * HALF_ROW / count)
        circles += [{"row": row, "peer": level, "off": (at - (count - 1) / 2) * step} for at in range(count)]
    return circles


def response_bars(rows: Sequence[ResponseCount]) -> Picture:
    """Shares of finished, started and not started by organisation, with the percentage finished; the largest dozen.

    The words are about all `rows`; the subtitle says so where the picture shows fewer.
    """
    words = response_words(rows, parts.ROWS_A_PICTURE)
    rows = sorted(rows, key=lambda row: row.invited, reverse=True)[: parts.ROWS_A_PICTURE]
    shares: Rows = []
    for row in rows:
        counts = (row.finished, row.started, row.not_started)
        for order, ((status, _), count) in enumerate(zip(RESPONSE_CLASSES, counts, strict=True)):
            share = count / row.invited if row.invited else 0
            shares.append(
                {"row": parts.in_lines(row.name, parts.ROW_LETTERS), "status": status, "order": order, "share": share}
            )
    ends: Rows = [
        {"row": parts.in_lines(row.name, parts.ROW_LETTERS), "end": percentage(row.finished, row.invited), "at": 1}
        for row in rows
    ]
    labels = [parts.in_lines(row.name, parts.ROW_LETTERS) for row in rows]
    y = parts.rows_of(labels)
    scale = alt.Scale(domain=[0, 1.1])
    layers = (
        parts.on(shares)
        .mark_bar(stroke=TEXT, strokeWidth=0.6, height=24)
        .encode(
            x=alt.X("share:Q", stack="zero", scale=scale, axis=None),
            y=y,
            order="order:Q",
            color=parts.colours("status", RESPONSE_CLASSES),
        ),
        parts.on(ends).mark_text(align="left", dx=6).encode(x=alt.X("at:Q", scale=scale, axis=None), y=y, text="end:N"),
    )
    return parts.picture(layers, max(40, 8 + LINE * parts.most_lines(labels)) * len(rows), words)
