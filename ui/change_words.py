"""Changes since the cycle before in words: title of the chart, rows of tables, and what new questions do to them."""

from collections.abc import Mapping, Sequence

from assessment.changed import FALL, NO_CHANGE, RISE, Changed
from assessment.service.changing import ALL, ChangeView, Questions
from ui.chart_words import IN_TABLE, Words, count, fitting
from ui.figures import NOTHING, number
from ui.gap_words import results_of
from ui.heatmap_words import ALL_OF_GOVERNMENT
from ui.plain import plain
from ui.tables import WITHHELD, Cell

NO_EARLIER_CYCLE = "There is no earlier cycle to compare with. Changes are shown from the second released cycle on."
NOTHING_SHOWN = (
    "No change can be shown for this choice. Too few people answered in one of the two cycles, or showing it would "
    "reveal another group, or it cannot be compared."
)
CAPTION = "Average level then and now, on a scale of 1 to 5, and the change"
SAME_CAPTION = "Average change of the people who answered both times, in levels"
OVERVIEW_CAPTION = "Change by organisation and area, in levels (↑ clear rise, ↓ clear fall)"
COLUMNS = ("Area", "Then", "Now", "Change", "Range of the change", "People", "What it means")
SAME_COLUMNS = ("Area", "Change", "Range of the change", "People")
SAME_PEOPLE = "The same people"
ABOUT_SAME_PEOPLE = (
    "These are the people who answered both times and stayed. Others joined or left, so the figures can differ."
)
MARKS = {RISE: "↑", FALL: "↓"}
"""Beside a change that is clear, in the table of all organisations."""
VERDICT_RULE = (
    "We say “clear” only if two things hold: the change is significant (Benjamini-Hochberg, 5%, over all organisations "
    "and areas), and its range leaves no change out."
)
HOW_TO_READ = (
    "Then and now are average levels, on a scale of 1 to 5, as they were published. The change is now minus then.",
    "The range says how far the change could be off: in 95 of 100 cases or more it holds the true one. Not everybody "
    "answers, and answers measure a level only roughly. The more people answered both times, the narrower it is.",
    "The change of the same people is shown for ten people or more. Those who joined and those who left must be nobody "
    "or ten or more too.",
    VERDICT_RULE,
)


def standing(view: ChangeView) -> str:
    """Which results these are, and what they are compared with."""
    then = f" Compared with {plain(view.before.name)}." if view.before else ""
    return results_of(view.cycle, view.released_at) + then


def groups(view: ChangeView) -> dict[str, str]:
    """What to choose among, by code."""
    everything = {ALL: ALL_OF_GOVERNMENT} if view.everything else {}
    return everything | {one.code: one.name for one in view.choices}


def signed(change: float | None) -> str:
    """One decimal with its sign, 0.0 without one; or the mark of a withheld figure."""
    return number(change) if change is None or change == 0 else f"{change:+.1f}"


def reach(low: float | None, high: float | None) -> str:
    return WITHHELD if low is None or high is None else f"{signed(low)} to {signed(high)}"


def people(n: int | None) -> str:
    return WITHHELD if n is None else f"{n:,}"


def table_row(row: Changed, name: str) -> tuple[Cell, ...]:
    """An area in the order of COLUMNS."""
    change = signed(row.change), reach(row.low, row.high), people(row.people)
    return (name, number(row.then), number(row.now), *change, row.verdict or NOTHING)


def same_row(row: Changed, name: str) -> tuple[Cell, ...]:
    """Those of an area who answered both times, in the order of SAME_COLUMNS."""
    return name, signed(row.same_change), reach(row.same_low, row.same_high), people(row.same_people)


def overview(view: ChangeView) -> list[tuple[Cell, ...]]:
    """All of government and every organisation by area: the change, marked where it is clear; withheld ones last."""
    names = {code: view.names[code].name for code in view.table if code != ALL}
    shown = {code: any(row.change is not None for row in view.table[code]) for code in names}
    order = [ALL, *sorted(names, key=lambda code: (not shown[code], names[code]))]
    return [(names.get(code, ALL_OF_GOVERNMENT), *(marked(row) for row in view.table[code])) for code in order]


def marked(row: Changed) -> str:
    """A change to one decimal, with an arrow if it is clear."""
    return f"{signed(row.change)} {MARKS.get(row.verdict, '')}".rstrip()


def questions_changed(questions: Questions | None, names: Mapping[str, str]) -> list[str]:
    """What a new version of the bank does to the comparison, in a paragraph; none if there is no new one."""
    if questions is None:
        return []
    start = f"The questions changed between the cycles, from version {questions.then} to version {questions.now}."
    if questions.common is None:
        return [f"{start} The old ones are not here any more, so we cannot say how much of a change is due to them."]
    same = f"{questions.common} of {questions.of} scenarios and knowledge questions stayed the same."
    steps = [f"{names[d]} {signed(round(s, 1) + 0.0)}" for d, s in questions.steps.items() if round(s, 1)]
    if not steps:
        return [f"{start} {same} The new ones alone move no average by as much as 0.1."]
    return [f"{start} {same} The new ones alone move averages: {'; '.join(steps)}. A change must be clear beyond that."]


# ---- the chart -------------------------------------------------------------------------------------------


def change_words(rows: Sequence[Changed], names: Mapping[str, str], group: str, then: str, now: str) -> Words:
    """`rows` are those that are drawn."""
    subtitle = (
        f"Average level by area on a scale of 1 to 5: {group}, from {then} to {now}. Arrow head: clear rise or fall. "
        "Grey: no clear change. Pale bar: range of the change."
    )
    if not rows:
        return Words("No change can be shown", subtitle, "Empty chart: no change can be shown.")
    start = f"Dumbbell chart of average level then and now in {count(len(rows), 'area')}."
    ends = " ".join(
        f"{names[row.domain]}: {signed(row.change)}, {row.verdict}."
        for row in dict.fromkeys((max(rows, key=_change), min(rows, key=_change)))
    )
    return Words(_title(rows, names), subtitle, fitting(f"{start} {ends} {IN_TABLE}", f"{start} {IN_TABLE}"))


def _change(row: Changed) -> float:
    return row.change or 0.0


def _title(rows: Sequence[Changed], names: Mapping[str, str]) -> str:
    parts = []
    for verdict in (RISE, FALL):
        areas = [names[row.domain] for row in rows if row.verdict == verdict]
        if areas:
            named = f": {' / '.join(areas)}" if len(areas) < 3 else ""
            parts.append(f"{verdict} in {len(areas)} of {count(len(rows), 'area')}{named}")
    title = "; ".join(parts) or f"{NO_CHANGE} in any area shown"
    return title[:1].upper() + title[1:]
