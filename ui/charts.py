"""Charts as Altair specifications, one function each, with their words. What is withheld is in no specification.

Colours: the Analysis Function's palette and a scale of blues, with contrast checked on white (tests/test_charts.py).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any

import altair as alt

from assessment.model import HIGHEST, LOWEST, Cell, Domain, Profile, QuestionBank
from assessment.recommendations import by_gap, shown_gap
from ui.chart_words import (
    Comparison,
    ResponseCount,
    Words,
    difference,
    heatmap_words,
    peer_words,
    percentage,
    profile_words,
    response_words,
)

TEXT, RULE, WHITE = "#0b0c0c", "#858686", "#ffffff"
NAVY, ORANGE, PALE, BAND = "#12436d", "#f46a25", "#8eb8dc", "#d2e2f1"
GAP_CLASSES = (
    ("At or above target", "#f4f8fb", TEXT),
    ("Up to 0.5 below", "#c6dbec", TEXT),
    ("0.6 to 1.0 below", "#7fb0d8", TEXT),
    ("1.1 to 1.5 below", "#1d70b8", WHITE),
    ("More than 1.5 below", "#0f385c", WHITE),
)
"""Classes of a gap to one decimal: words, colour of the cell, colour of the number in it."""
NOT_SHOWN = ("[c] Not shown", WHITE, TEXT)
RESPONSE_CLASSES = (("Finished", "#0f385c"), ("Started", "#7fb0d8"), ("Not started", WHITE))
ORGANISATIONS_A_PICTURE = 12
LINE = 19
"""Height of a line of a label in pixels."""
MOST_LINES = 4
"""Lines that the label of a row may have."""
ABOVE_ROWS = 110
"""Height of legend and axis in pixels."""
BELOW_NAME = 24
"""Pixels by which marks stand below the middle of a row that has its name inside."""
ROW_LETTERS, COLUMN_LETTERS = 28, 12
"""Letters in a line of the names of organisations, and of areas above the heat map."""
CONFIG: dict[str, Any] = {
    "font": 'Arial, Helvetica, "Liberation Sans", sans-serif',
    "background": WHITE,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 16,
        "labelColor": TEXT,
        "labelLimit": 320,
        "labelLineHeight": LINE,
        "domainColor": RULE,
        "tickColor": RULE,
        "gridColor": "#cecece",
        "title": None,
    },
    "axisY": {"domain": False, "ticks": False, "labelPadding": 10, "grid": False},
    "legend": {
        "labelFontSize": 16,
        "labelColor": TEXT,
        "labelLimit": 320,
        "title": None,
        "orient": "top",
        "symbolType": "square",
        "symbolStrokeColor": TEXT,
        "symbolStrokeWidth": 1,
        "columns": 3,
    },
    "text": {"fontSize": 16, "color": TEXT},
}
"""What the Analysis Function asks of charts: large dark horizontal labels, a light grid, no frame, a legend on top.

Every colour of text is named: where none is, Streamlit's dark mode would write white on our white.
"""

Picture = tuple[alt.LayerChart, Words]
Rows = list[dict[str, Any]]


def profile_chart(profile: Profile, bank: QuestionBank, narrow: bool = False) -> Picture:
    """Level with likely range, target and own rating by domain, furthest below target first; never a radar.

    `narrow` is for phones: the name of an area stands above its row, and levels have their number without a name.
    """
    rows: Rows = []
    for score in by_gap(profile):
        low, high = score.likely_range() or (score.level, score.level)
        name = bank.domain_by_id[score.domain].short_name
        row = {"row": f"{name}|{difference(shown_gap(score))}"}
        rows.append(row | {"level": score.level, "low": low, "high": high, "target": score.target, "self": score.self})
    rated = [row for row in rows if row["self"] is not None]
    y = _rows((row["row"] for row in rows), labelled=not narrow)
    names = [f"{level.number}" if narrow else f"{level.number}|{level.name}" for level in bank.levels]
    low_by = BELOW_NAME if narrow else 0

    def x(field: str) -> alt.X:
        return _levels(field, names)

    above = _on(rows).mark_text(align="left", fontSize=15, lineBreak="|", lineHeight=LINE, dy=-18)
    layers = (
        _on(rows).mark_rule(strokeWidth=10, color=PALE, yOffset=low_by).encode(x=x("low"), x2="high:Q", y=y),
        _on(rows)
        .mark_tick(thickness=4, size=22 if narrow else 30, color=TEXT, opacity=1, yOffset=low_by)
        .encode(x=x("target"), y=y),
        _on(rows).mark_point(filled=True, size=220, color=NAVY, opacity=1, yOffset=low_by).encode(x=x("level"), y=y),
        _on(rated)
        .mark_point(shape="diamond", size=160, strokeWidth=2.5, fill=WHITE, stroke=ORANGE, opacity=1, yOffset=low_by)
        .encode(x=x("self"), y=y),
        *([above.encode(x=alt.value(0), y=y, text="row:N")] if narrow else []),
    )
    return _picture(layers, (72 if narrow else 56) * len(rows), profile_words(profile, bank))


def gap_heatmap(cells: Iterable[Cell], domains: Sequence[Domain], organisations: Mapping[str, str]) -> Picture:
    """Gap to target by organisation and domain, a number or [c] in every square; rows and columns in the order given.

    `organisations` maps at most 12 codes to names, otherwise ValueError. A cell that is missing looks withheld.
    """
    if len(organisations) > ORGANISATIONS_A_PICTURE:
        raise ValueError(f"a heat map holds {ORGANISATIONS_A_PICTURE} organisations, not {len(organisations)}")
    names = {domain.id: domain.short_name for domain in domains}
    gaps = {
        (cell.organisation, cell.domain): cell.gap
        for cell in cells
        if cell.shown and cell.gap is not None and cell.organisation in organisations and cell.domain in names
    }
    labels = {code: _lines(name, ROW_LETTERS) for code, name in organisations.items()}
    columns = {domain: _lines(name, COLUMN_LETTERS) for domain, name in names.items()}
    rows: Rows = []
    for code, row in labels.items():
        for domain, area in columns.items():
            gap = gaps.get((code, domain))
            label, _, ink = gap_class(gap)
            number = "[c]" if gap is None else f"{gap + 0:.1f}"
            rows.append({"row": row, "area": area, "number": number, "class": label, "ink": ink})
    areas = alt.X(
        "area:N",
        sort=list(columns.values()),
        axis=_top_axis("split(datum.label, '|')", _most_lines(columns.values()), labelFontSize=14),
    )
    base = _on(rows).encode(x=areas, y=_rows(labels.values()))
    colours = _colours("class", [(label, colour) for label, colour, _ in (*GAP_CLASSES, NOT_SHOWN)])
    layers = (
        base.mark_rect(stroke=TEXT, strokeWidth=0.6).encode(color=colours),
        base.mark_text().encode(text="number:N", color=alt.Color("ink:N", scale=None)),
    )
    height = max(44, 8 + LINE * _most_lines(labels.values())) * len(labels)
    return _picture(layers, height, heatmap_words(gaps, names, organisations))


def gap_class(gap: float | None) -> tuple[str, str, str]:
    """The class of a gap to one decimal: words, colour of the cell, colour of the number."""
    return NOT_SHOWN if gap is None else GAP_CLASSES[sum(gap > bound for bound in (0, 0.5, 1.0, 1.5))]


def pages(organisations: Sequence[str]) -> list[Sequence[str]]:
    """The organisations in groups that fit into one picture."""
    size = ORGANISATIONS_A_PICTURE
    return [organisations[start : start + size] for start in range(0, len(organisations), size)]


def peer_strip(
    comparisons: Iterable[Comparison], names: Mapping[str, str], peers: Mapping[str, Sequence[float]] | None = None
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
    circles: Rows = [
        {"row": names[c.domain], "peer": level} for c in shown for level in (peers or {}).get(c.domain, ())
    ]
    y = _rows(row["row"] for row in rows)
    x = _levels
    # A layer without data would be an unnamed picture to screen readers.
    single_peers = [_on(circles).mark_point(size=70, stroke=RULE, strokeWidth=1.5, opacity=1).encode(x=x("peer"), y=y)]
    layers = (
        _on(rows).mark_bar(height=26, color=BAND).encode(x=x("lower_quartile"), x2="upper_quartile:Q", y=y),
        *(single_peers if circles else []),
        _on(rows).mark_tick(thickness=3, size=26, color=TEXT, opacity=1).encode(x=x("median"), y=y),
        _on(rows).mark_rule(strokeWidth=4, color=ORANGE).encode(x=x("low"), x2="high:Q", y=y),
        _on(rows).mark_point(size=220, fill=ORANGE, stroke=TEXT, opacity=1).encode(x=x("estimate"), y=y),
        _on(rows).mark_text(dy=-22, fontWeight="bold").encode(x=x("estimate"), y=y, text="us:N"),
    )
    return _picture(layers, 68 * len(rows), peer_words(shown, names))


def response_bars(rows: Sequence[ResponseCount]) -> Picture:
    """Shares of finished, started and not started by organisation, with the percentage finished; the largest dozen.

    The words are about all `rows`; the subtitle says so where the picture shows fewer.
    """
    words = response_words(rows, ORGANISATIONS_A_PICTURE)
    rows = sorted(rows, key=lambda row: row.invited, reverse=True)[:ORGANISATIONS_A_PICTURE]
    parts: Rows = []
    for row in rows:
        counts = (row.finished, row.started, row.not_started)
        for order, ((status, _), count) in enumerate(zip(RESPONSE_CLASSES, counts, strict=True)):
            share = count / row.invited if row.invited else 0
            parts.append({"row": _lines(row.name, ROW_LETTERS), "status": status, "order": order, "share": share})
    ends: Rows = [
        {"row": _lines(row.name, ROW_LETTERS), "end": percentage(row.finished, row.invited), "at": 1} for row in rows
    ]
    labels = [_lines(row.name, ROW_LETTERS) for row in rows]
    y = _rows(labels)
    scale = alt.Scale(domain=[0, 1.1])
    layers = (
        _on(parts)
        .mark_bar(stroke=TEXT, strokeWidth=0.6, height=24)
        .encode(
            x=alt.X("share:Q", stack="zero", scale=scale, axis=None),
            y=y,
            order="order:Q",
            color=_colours("status", RESPONSE_CLASSES),
        ),
        _on(ends).mark_text(align="left", dx=6).encode(x=alt.X("at:Q", scale=scale, axis=None), y=y, text="end:N"),
    )
    return _picture(layers, max(40, 8 + LINE * _most_lines(labels)) * len(rows), words)


# ---- what the charts share --------------------------------------------------------------------------


def _on(rows: Rows) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=rows))


def _picture(layers: Iterable[alt.Chart], height: int, words: Words) -> Picture:
    """`height` is that of the rows; Streamlit fits axis and legend into the height of the whole."""
    chart = alt.layer(*layers).properties(width="container", height=height + ABOVE_ROWS)
    return chart.configure(**CONFIG), words


def _rows(labels: Iterable[str], labelled: bool = True) -> alt.Y:
    """One row a label, from top to bottom; bars part the lines of a label. Not `labelled`: no axis beside them."""
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
    return alt.Y("row:N", sort=list(labels), axis=alt.Axis(labelExpr=lines, labelOffset=lift))


def _levels(field: str, names: Sequence[str] = ("1", "2", "3", "4", "5")) -> alt.X:
    """Position on the scale of levels; `names` labels 1, 2, ... and may have two lines."""
    texts = f"split({json.dumps(list(names))}[datum.value - 1], '|')"
    axis = _top_axis(texts, _most_lines(names), values=list(range(1, len(names) + 1)), domain=True)
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[LOWEST, HIGHEST]), axis=axis)


def _top_axis(texts: str, lines: int, domain: bool = False, **options: Any) -> alt.Axis:
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


def _colours(field: str, classes: Sequence[tuple[str, str]]) -> alt.Color:
    scale = alt.Scale(domain=[label for label, _ in classes], range=[colour for _, colour in classes])
    return alt.Color(f"{field}:N", scale=scale)


def _lines(name: str, letters: int) -> str:
    """A name in lines of at most so many letters where its words allow, parted by bars."""
    return "|".join(wrap(name, letters, break_long_words=False))


def _most_lines(labels: Iterable[str]) -> int:
    return max((1 + label.count("|") for label in labels), default=1)
