"""The heat map of gaps: a number or the mark of a withheld figure in every square, and colour for those who see it."""

from collections.abc import Iterable, Mapping, Sequence

import altair as alt

from assessment.model import Cell, Domain
from ui import chart_parts as parts
from ui.chart_words import heatmap_words
from ui.theme import BLUES, INKS, LINE, TEXT, WHITE

GAP_CLASSES = tuple(
    zip(
        ("At or above target", "Up to 0.5 below", "0.6 to 1.0 below", "1.1 to 1.5 below", "More than 1.5 below"),
        BLUES,
        INKS,
        strict=True,
    )
)
"""Classes of a gap to one decimal: words, colour of the cell, colour of the number in it."""
NOT_SHOWN = ("[c] Not shown", WHITE, TEXT)


def gap_heatmap(cells: Iterable[Cell], domains: Sequence[Domain], organisations: Mapping[str, str]) -> parts.Picture:
    """Gap to target by organisation and domain, a number or [c] in every square; rows and columns in the order given.

    `organisations` maps at most 12 codes to names, otherwise ValueError. A cell that is missing looks withheld.
    """
    if len(organisations) > parts.ROWS_A_PICTURE:
        raise ValueError(f"a heat map holds {parts.ROWS_A_PICTURE} organisations, not {len(organisations)}")
    names = {domain.id: domain.short_name for domain in domains}
    gaps = {
        (cell.organisation, cell.domain): cell.gap
        for cell in cells
        if cell.shown and cell.gap is not None and cell.organisation in organisations and cell.domain in names
    }
    labels = {code: parts.in_lines(name, parts.ROW_LETTERS) for code, name in organisations.items()}
    columns = {domain: parts.in_lines(name, parts.COLUMN_LETTERS) for domain, name in names.items()}
    rows: parts.Rows = []
    for code, row in labels.items():
        for domain, area in columns.items():
            gap = gaps.get((code, domain))
            label, _, ink = gap_class(gap)
            number = "[c]" if gap is None else f"{gap + 0:.1f}"
            rows.append({"row": row, "area": area, "number": number, "class": label, "ink": ink})
    areas = alt.X(
        "area:N",
        sort=list(columns.values()),
        axis=parts.top_axis("split(datum.label, '|')", parts.most_lines(columns.values()), labelFontSize=14),
    )
    base = parts.on(rows).encode(x=areas, y=parts.rows_of(labels.values()))
    colours = parts.colours("class", [(label, colour) for label, colour, _ in (*GAP_CLASSES, NOT_SHOWN)])
    layers = (
        base.mark_rect(stroke=TEXT, strokeWidth=0.6).encode(color=colours),
        base.mark_text().encode(text="number:N", color=alt.Color("ink:N", scale=None)),
    )
    height = max(44, 8 + LINE * parts.most_lines(labels.values())) * len(labels)
    return parts.picture(layers, height, heatmap_words(gaps, names, organisations))


def gap_class(gap: float | None) -> tuple[str, str, str]:
    """The class of a gap to one decimal: words, colour of the cell, colour of the number."""
    return NOT_SHOWN if gap is None else GAP_CLASSES[sum(gap > bound for bound in (0, 0.5, 1.0, 1.5))]


def pages(organisations: Sequence[str]) -> list[Sequence[str]]:
    """The organisations in groups that fit into one picture."""
    size = parts.ROWS_A_PICTURE
    return [organisations[start : start + size] for start in range(0, len(organisations), size)]
