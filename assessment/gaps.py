"""What published cells say of gaps to targets, and in what order the rows of a view stand.

Everything here is a function of published numbers: it tells nothing that the release does not.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import floor

from assessment.model import Cell

KEYS = {
    "all": "",
    "organisation": "organisation",
    "grade": "grade_band",
    "organisation_type": "organisation_type",
    "parent_group": "parent_group",
}
"""Views whose rows stand beside one another, and what tells their rows apart: an attribute of a cell."""
EVERYBODY = ""
"""The row of all of government."""
FEWEST_PEOPLE = 10
"""Estimated people below target are told from this number on; below, only that there are fewer."""
STEP = 5
"""People below target are told in steps of this."""
FEW = 0
"""Stands for "fewer than 10" among numbers of people below target, which are otherwise 10 or more."""


def key(cell: Cell) -> str:
    """What tells the group of a cell from others of its view: a code, a grade band, a name, or EVERYBODY."""
    return str(getattr(cell, KEYS[cell.view])) if KEYS[cell.view] else EVERYBODY


def below_target(cell: Cell) -> float | None:
    """How many people of a group are below target, estimated: share below target x people invited, not rounded.

    Where it is not known how many were invited, those who answered stand in. None where no share is published.
    """
    if not cell.shown or cell.share_below_target is None or cell.n is None:
        return None
    hundredths = round(100 * cell.share_below_target)
    return hundredths * (cell.n if cell.invited is None else cell.invited) / 100


def told(people: float) -> int:
    """A number of people as it is told: to the nearest 5, halves up; FEW for fewer than 10."""
    return STEP * floor(people / STEP + 0.5) if people >= FEWEST_PEOPLE else FEW


def people(cell: Cell) -> int | None:
    """People below target as they are told: 10 or more in steps of 5, FEW, or None where no share is published."""
    estimated = below_target(cell)
    return None if estimated is None else told(estimated)


FIGURES: dict[str, Callable[[Cell], float | None]] = {
    "gap": lambda cell: cell.gap if cell.shown else None,
    "share": lambda cell: cell.share_below_target if cell.shown else None,
    "people": people,
}
"""What can be read of a cell: average gap in levels, share below target (0-1), people below it; None if withheld."""


def order(
    rows: Iterable[str],
    domains: Sequence[str],
    cells: Mapping[tuple[str, str], Cell],
    figure: str,
    names: Mapping[str, str],
) -> tuple[str, ...]:
    """Rows by the sum of their published gaps, largest first; those without any `figure` last, by name.

    `cells` are by row and domain; `names` of rows also settle ties.
    """
    read = FIGURES[figure]

    def place(row: str) -> tuple[bool, float, str]:
        hidden = all(read(cells[row, domain]) is None for domain in domains)
        gaps = [cells[row, domain].gap or 0.0 for domain in domains]
        return hidden, 0.0 if hidden else -round(sum(gaps), 1), names.get(row, row)

    return tuple(sorted(rows, key=place))
