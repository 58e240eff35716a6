"""The heat map of gaps: a number or the mark of a withheld figure in every square, and colour for those who see it."""

from collections.abc import Collection, Mapping, Sequence

import altair as alt

from assessment import gaps
from assessment.model import Cell, Domain
from ui import chart_parts as parts
from ui.heatmap_words import FIGURES, heatmap_words
from ui.tables import WITHHELD
from ui.theme import BLUES, INKS, LINE, TEXT, WHITE

NOT_SHOWN = (f"{WITHHELD} Not shown", WHITE, TEXT)


def heatmap(
    cells: Mapping[tuple[str, str], Cell],
    domains: Sequence[Domain],
    rows: Mapping[str, str],
    figure: str = "gap",
    view: str = "organisation",
    cycle: str = "",
) -> parts.Picture:
    """A figure by row and area, a number or [c] in every square; rows and columns in the order given.

    `rows` maps at most 12 keys of a view, and EVERYBODY, to names, otherwise ValueError. `cells` are by key and area;
    one that is missing looks withheld.
    """
    if len(rows.keys() - {gaps.EVERYBODY}) > parts.ROWS_A_PICTURE:
        raise ValueError(f"a heat map holds {parts.ROWS_A_PICTURE} rows, not {len(rows)}")
    areas = {domain.id: domain.short_name for domain in domains}
    read, kind = gaps.FIGURES[figure], FIGURES[figure]
    found = {key: read(cell) for key, cell in cells.items() if key[0] in rows and key[1] in areas}
    values = {key: value for key, value in found.items() if value is not None}
    labels = {row: parts.in_lines(name, parts.ROW_LETTERS) for row, name in rows.items()}
    columns = {area: parts.in_lines(name, parts.COLUMN_LETTERS) for area, name in areas.items()}
    squares: parts.Rows = []
    for row, label in labels.items():
        for area, column in columns.items():
            value = values.get((row, area))
            words, _, ink = value_class(value, figure)
            number = WITHHELD if value is None else kind.write(value)
            squares.append({"row": label, "area": column, "number": number, "class": words, "ink": ink})
    layers = tiles(squares, list(labels.values()), list(columns.values()), classes(figure))
    return parts.picture(layers, tiles_height(labels.values()), heatmap_words(values, areas, rows, figure, view, cycle))


def tiles(
    squares: parts.Rows, labels: Sequence[str], columns: Sequence[str], classes: Sequence[tuple[str, str, str]]
) -> tuple[alt.Chart, ...]:
    """Layers of squares with a text in each: dictionaries of row, area, number, class and ink.

    `classes` are words, colour of the square and colour of the text in it, without NOT_SHOWN.
    """
    axis = parts.top_axis("split(datum.label, '|')", parts.most_lines(columns), labelFontSize=14)
    areas = alt.X("area:N", sort=list(columns), axis=axis)
    base = parts.on(squares).encode(x=areas, y=parts.rows_of(labels))
    colours = parts.colours("class", [(words, colour) for words, colour, _ in (*classes, NOT_SHOWN)])
    return (
        base.mark_rect(stroke=TEXT, strokeWidth=0.6).encode(color=colours),
        base.mark_text().encode(text="number:N", color=alt.Color("ink:N", scale=None)),
    )


def tiles_height(labels: Collection[str]) -> int:
    """Of the rows, in pixels."""
    return max(44, 8 + LINE * parts.most_lines(labels)) * len(labels)


def classes(figure: str) -> tuple[tuple[str, str, str], ...]:
    """Classes of a figure: words, colour of the cell, colour of the number in it."""
    return tuple(zip(FIGURES[figure].classes, BLUES, INKS, strict=True))


def value_class(value: float | None, figure: str = "gap") -> tuple[str, str, str]:
    """The class of a value that is rounded as it is shown; NOT_SHOWN for none."""
    return NOT_SHOWN if value is None else classes(figure)[sum(value > bound for bound in FIGURES[figure].bounds)]


def pages(rows: Sequence[str]) -> list[Sequence[str]]:
    """The rows in groups that fit into one picture."""
    size = parts.ROWS_A_PICTURE
    return [rows[start : start + size] for start in range(0, len(rows), size)]
