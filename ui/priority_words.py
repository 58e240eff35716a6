"""Priorities in words: places, reasons, the title of the chart, and the same numbers as a table."""

from collections.abc import Mapping, Sequence

from assessment import gaps
from assessment.priorities import Priority
from assessment.service.groups import Group
from ui.chart_words import IN_TABLE, Words, fitting
from ui.gap_words import NOTHING_SHOWN
from ui.tables import FEW, WITHHELD, Cell

NOTHING = "–"
SPREAD = "Organisations with a gap"
COLUMNS = ("Area", "Place", "People below target", "Average gap", "Priority", "Likely range", SPREAD)
OF_ONE = tuple(name for name in COLUMNS if name != SPREAD)
CAPTION = "Areas by priority: people below target times average gap"
HOW_TO_READ = (
    "Priority is people below target times the average gap, in person-levels. People below target are the share below "
    "target times the people invited, to the nearest 5. The gap is the average of the whole group. One that is below "
    "0 counts as 0. Priority is worked out before rounding.",
    "The range says how far the priority could be off. It comes from 2,000 draws of gap and share, each as sure as the "
    "results are.",
    "“1st to 3rd” means that in 95 of 100 such draws the area comes 1st, 2nd or 3rd. Do not read more into the order.",
    "An area with fewer than 10 people below target has no place. These are places of areas, never of organisations.",
    f"{FEW} means fewer than 10 people.",
)


def nothing(rows: Sequence[Priority]) -> str:
    """Why no area has a place."""
    if all(row.people is None for row in rows):
        return NOTHING_SHOWN
    return "In no area shown are 10 people or more below target."


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    last = 0 if place % 100 in (11, 12, 13) else place % 10
    return str(place) + {1: "st", 2: "nd", 3: "rd"}.get(last, "th")


def place(row: Priority) -> str:
    """Between which places an area lies: 1st, or 1st to 3rd."""
    if row.first is None or row.last is None:
        return WITHHELD if row.people is None else NOTHING
    return ordinal(row.first) if row.first == row.last else f"{ordinal(row.first)} to {ordinal(row.last)}"


def columns(group: Group) -> tuple[str, ...]:
    return OF_ONE if group.view == "organisation" else COLUMNS


def table_row(row: Priority, name: str, group: Group) -> tuple[Cell, ...]:
    """An area in the order of `columns`."""
    unknown = WITHHELD if row.people is None else NOTHING
    sized = row.size is not None and row.low is not None and row.high is not None
    spread = f"{row.affected} of {row.organisations}" if row.organisations else NOTHING
    return (
        name,
        place(row),
        WITHHELD if row.people is None else FEW if row.people == gaps.FEW else f"{row.people:,}",
        WITHHELD if row.gap is None else f"{row.gap + 0:.1f}",
        f"{row.size:,.0f}" if sized else unknown,
        f"{row.low:,.0f} to {row.high:,.0f}" if sized else unknown,
        *(() if group.view == "organisation" else (spread,)),
    )


def reasons(rows: Sequence[Priority], names: Mapping[str, str]) -> list[str]:
    """Why the areas that have a place stand where they do, a sentence each."""
    return [
        f"{names[row.domain]}: {_reason(row, row.people, row.gap)}."
        for row in rows
        if row.people and row.gap is not None
    ]


def _reason(row: Priority, people: int, gap: float) -> str:
    below = f"{people:,} people are below target"
    if gap <= 0:
        return f"{below}, but the average is {f'{-gap:.1f} above' if gap else 'at'} target"
    spread = f"; {row.affected} of {row.organisations} organisations have a gap" if row.organisations else ""
    return f"{below}; the average gap is {gap:.1f} levels{spread}"


def priority_words(rows: Sequence[Priority], names: Mapping[str, str], group: str, cycle: str) -> Words:
    """`rows` are those that are drawn, the first priority first."""
    subtitle = (
        f"People below target times average gap, in person-levels, by area. {group}, {cycle}. "
        "Line: range in 95 of 100 draws. In brackets: place among the areas."
    )
    if not rows:
        return Words("No area can be given a priority", subtitle, "Empty chart: no area can be given a priority.")
    start = f"Bar chart of priorities of {len(rows)} {'area' if len(rows) == 1 else 'areas'}."
    ends = " ".join(
        f"{word}: {names[row.domain]}, {row.size:,.0f}." for word, row in (("Largest", rows[0]), ("Smallest", rows[-1]))
    )
    return Words(_title(rows, names), subtitle, fitting(f"{start} {ends} {IN_TABLE}", f"{start} {IN_TABLE}"))


def _title(rows: Sequence[Priority], names: Mapping[str, str]) -> str:
    """Which areas could come first: all whose places include the first."""
    if not rows[0].size:
        return "No area shown has an average below target"
    first = [names[row.domain] for row in rows if row.first == 1]
    if len(first) == 1:
        return f"{first[0]} comes first"
    if len(first) == 2:
        return f"{first[0]} or {first[1]} comes first: the figures cannot tell which"
    return f"Any of {len(first)} areas may come first: the figures cannot tell which"
