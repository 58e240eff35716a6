"""The heat map of gaps in words: its three figures with their classes, its titles, and the same numbers as a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assessment import gaps
from assessment.model import Cell, Domain
from ui.chart_words import IN_TABLE, Words, count, difference, fitting, leaders
from ui.tables import FEW, WITHHELD

ALL_OF_GOVERNMENT = "All of government"
ROWS = {
    "organisation": "Organisations",
    "grade": "Grades",
    "organisation_type": "Types of organisation",
    "parent_group": "Parent groups",
}
NOUNS = {
    "organisation": "organisation",
    "grade": "grade",
    "organisation_type": "type of organisation",
    "parent_group": "parent group",
}
_TYPES = "types of organisation"


@dataclass(frozen=True, slots=True)
class Figure:
    """How one of `assessment.gaps.FIGURES` is written: in a cell, in a sentence, in five classes with four bounds.

    A value is in the class after the last bound that it is above. `most` is said of one area and of several, `quiet` if
    no value is above 0.
    """

    name: str
    caption: str
    measure: str
    write: Callable[[float], str]
    say: Callable[[float], str]
    bounds: tuple[float, float, float, float]
    classes: tuple[str, str, str, str, str]
    most: tuple[str, str]
    quiet: str
    explained: str


def _people(number: float) -> str:
    return FEW if number == gaps.FEW else f"{number:,.0f}"


FIGURES = {
    "gap": Figure(
        name="Average gap",
        caption="Average gap to target by {} and area, in levels (minus is above target)",
        measure="the gap to target",
        write=lambda gap: f"{gap + 0:.1f}",
        say=difference,
        bounds=(0, 0.5, 1.0, 1.5),
        classes=(
            "At or above target",
            "Up to 0.5 below",
            "0.6 to 1.0 below",
            "1.1 to 1.5 below",
            "More than 1.5 below",
        ),
        most=("has the largest gap shown", "have the largest gaps shown"),
        quiet="Every figure shown is at or above target",
        explained="Target minus average level, in levels on a scale of 1 to 5. Minus: above target",
    ),
    "share": Figure(
        name="Share below target",
        caption="Share below target by {} and area, in whole percents",
        measure="the share below target",
        write=lambda share: f"{100 * share:.0f}%",
        say=lambda share: f"{100 * share:.0f}% below target",
        bounds=(0.2, 0.4, 0.6, 0.8),
        classes=("Up to 20%", "21% to 40%", "41% to 60%", "61% to 80%", "More than 80%"),
        most=("has the largest share shown", "have the largest shares shown"),
        quiet="0% are below target in every figure shown",
        explained="Share of those who answered who are below target, in whole percents",
    ),
    "people": Figure(
        name="People below target",
        caption="People below target by {} and area, to the nearest 5",
        measure="people below target",
        write=_people,
        say=lambda number: f"about {number:,.0f} below target",
        bounds=(0, 50, 100, 500),
        classes=("Fewer than 10", "10 to 50", "55 to 100", "105 to 500", "More than 500"),
        most=("has the most people shown", "have the most people shown"),
        quiet="Fewer than 10 people are below target in every figure shown",
        explained=f"Share below target times people invited, to the nearest 5. {FEW}: fewer than 10 people",
    ),
}


def cell_text(cell: Cell, figure: str) -> str:
    """What stands in a square and in the table: a number, or the mark of a figure that is not shown."""
    value = gaps.FIGURES[figure](cell)
    return WITHHELD if value is None else FIGURES[figure].write(value)


def rows(
    cells: Mapping[tuple[str, str], Cell], names: Mapping[str, str], domains: Sequence[str], figure: str
) -> list[tuple[str, ...]]:
    """The heat map as a table: a row for each of `names`, a column an area."""
    return [(name, *(cell_text(cells[row, domain], figure) for domain in domains)) for row, name in names.items()]


def columns(view: str, domains: Sequence[Domain]) -> tuple[str, ...]:
    return f"{NOUNS[view][:1].upper()}{NOUNS[view][1:]}", *(domain.short_name for domain in domains)


def caption(figure: str, view: str) -> str:
    return FIGURES[figure].caption.format(NOUNS[view])


def heatmap_words(
    values: Mapping[tuple[str, str], float],
    domains: Mapping[str, str],
    rows: Mapping[str, str],
    figure: str = "gap",
    view: str = "organisation",
    cycle: str = "",
) -> Words:
    """`values` are those shown, by row and area; `domains` and `rows` give names. EVERYBODY is in no comparison."""
    kind = FIGURES[figure]
    others = {key: value for key, value in values.items() if key[0] != gaps.EVERYBODY}
    compared = others or values
    size = f"{counted(len([row for row in rows if row != gaps.EVERYBODY]), view)} and {count(len(domains), 'area')}"
    start = f"Heat map of {kind.measure} for {size}."
    period = f", {cycle}" if cycle else ""
    subtitle = (
        f"{kind.explained}. By {NOUNS[view]} and area{period}. [c]: not shown, to protect people in small groups."
    )
    if not compared:
        return Words(f"No figure for these {plural(view)} can be shown", subtitle, f"{start} No figure can be shown.")
    ends = (("Largest", max(compared, key=compared.__getitem__)), ("Smallest", min(compared, key=compared.__getitem__)))
    said = [f"{word}: {domains[key[1]]}, {rows[key[0]]}, {kind.say(compared[key])}." for word, key in ends]
    alt = fitting(f"{start} {' '.join(said)} {IN_TABLE}", f"{start} {said[0]} {IN_TABLE}", f"{start} {IN_TABLE}")
    return Words(_title(compared, kind, domains, rows, view), subtitle, alt)


def _title(
    values: Mapping[tuple[str, str], float],
    kind: Figure,
    domains: Mapping[str, str],
    rows: Mapping[str, str],
    view: str,
) -> str:
    largest, cells = leaders(values)
    if largest <= 0:
        return kind.quiet
    areas = list(dict.fromkeys(domains[domain] for _, domain in cells))
    if len(areas) > 2:
        return f"{len(areas)} areas {kind.most[1]}: {kind.say(largest)}"
    if len(areas) == 2:
        return f"{areas[0]} and {areas[1]} {kind.most[1]}: {kind.say(largest)}"
    where = f"({rows[cells[0][0]]})" if len(cells) == 1 else f"in {counted(len(cells), view)}"
    return f"{areas[0]} {kind.most[0]}: {kind.say(largest)} {where}"


def plural(view: str) -> str:
    return _TYPES if view == "organisation_type" else f"{NOUNS[view]}s"


def counted(number: int, view: str) -> str:
    """1 type of organisation, 12 parent groups."""
    return f"{number} {NOUNS[view] if number == 1 else plural(view)}"
