"""Conditions in departments in words: findings, the title of the chart, and the same numbers as two tables."""

from collections.abc import Sequence

from assessment.conditions import MANY_UNSURE, Condition, Theme, unsure, weakest
from assessment.model import Cell
from ui import figures
from ui.chart_words import IN_TABLE, Words, count, fitting
from ui.tables import WITHHELD

COLUMNS = ("Statement", "Agreement", "Likely range", "People", "Could not say", "Theme")
CAPTION = "Average agreement with statements about the department, on a scale of 1 to 5"
AREA_COLUMNS = ("Theme", "Related area", "Average level", "Likely range", "People")
AREA_CAPTION = "Average level of leaders in related areas, on a scale of 1 to 5"
NO_STATEMENTS = "The questions of this cycle have no statements about the department."
NEVER_ADDED = (
    "These are conditions that leaders work in, not how capable they are. The two stand side by side: they are never "
    "added up, and there is no total."
)
HOW_TO_READ = (
    "Agreement runs from 1 (disagree strongly) to 5 (agree strongly). It is the average of those with an opinion. Each "
    "grade counts by the people invited.",
    "The likely range says how far the average could be off, because not everybody answered. It holds the true average "
    "95 times in 100.",
    "A statement is called weakest only if its range lies below all others. Where ranges meet, we say that the figures "
    "cannot tell.",
    "“Could not say” is the share of all who answered that chose “I do not know”. It needs 20 people. It is never told "
    "as nobody or as everybody.",
    "Answers about an organisation are drawn towards the average of all organisations, as far as chance may have moved "
    "them.",
)
FRACTIONS = (
    (1 / 5, "a fifth"),
    (1 / 4, "a quarter"),
    (1 / 3, "a third"),
    (2 / 5, "two fifths"),
    (1 / 2, "half"),
    (3 / 5, "three fifths"),
    (2 / 3, "two thirds"),
    (3 / 4, "three quarters"),
    (4 / 5, "four fifths"),
)
NEAR = 0.015
"""How far a share may be from a fraction that is said in its place."""


def findings(conditions: Sequence[Condition]) -> list[str]:
    """What many leaders could not say, a sentence a statement; or that of no statement shown it was so many."""
    if not any(one.unsure for one in conditions):
        return []
    found = [f"{_of_leaders(share)} could not say: “{one.item.restatement}”." for share, one in unsure(conditions)]
    fewest = f"For every statement shown, fewer than {MANY_UNSURE:.0%} of leaders could not say."
    return found or [fewest]


def _of_leaders(share: float) -> str:
    fraction = next((words for value, words in FRACTIONS if abs(share - value) <= NEAR), "")
    return f"About {fraction} of leaders ({share:.0%})" if fraction else f"{share:.0%} of leaders"


def alike(conditions: Sequence[Condition]) -> str:
    """Of how many statements shown there is no evidence that organisations differ; empty for none."""
    shown = [one for one in conditions if one.agreement]
    same = sum(one.alike for one in shown)
    if not same:
        return ""
    which = "every statement shown" if same == len(shown) else f"{same} of {count(len(shown), 'statement')}"
    return f"There is no evidence that organisations differ in {which}."


def rows(themes: Sequence[Theme]) -> list[tuple[str, ...]]:
    """The statements as a table, in the order of the chart."""
    return [
        (one.item.restatement, *_figures(one.agreement), share(one.unsure), theme.name)
        for theme in themes
        for one in theme.conditions
    ]


def area_rows(themes: Sequence[Theme]) -> list[tuple[str, ...]]:
    return [(theme.name, area.short_name, *_figures(level)) for theme in themes for area, level in theme.areas]


def _figures(cell: Cell | None) -> tuple[str, str, str]:
    if cell is None:
        return WITHHELD, WITHHELD, WITHHELD
    return figures.number(cell.estimate), figures.span(cell.low, cell.high), f"{cell.n:,}"


def share(cell: Cell | None) -> str:
    return WITHHELD if cell is None or cell.estimate is None else f"{cell.estimate:.0%}"


def row_end(one: Condition) -> str:
    """What stands at the end of a row of the chart."""
    if one.agreement is None and one.unsure is None:
        return WITHHELD
    agreement = figures.number(one.agreement.estimate if one.agreement else None)
    return f"{agreement} ({share(one.unsure)} could not say)"


def capability(theme: Theme) -> str:
    """The levels beside a theme, as text: they are on another scale than agreement."""
    return "; ".join(
        f"Level in {area.short_name}: {figures.number(level.estimate if level else None)}"
        for area, level in theme.areas
    )


def condition_words(conditions: Sequence[Condition], group: str, cycle: str) -> Words:
    """`conditions` are all that are listed, withheld ones too."""
    subtitle = (
        f"Average agreement with statements about the department, 1 to 5. {group}, {cycle}. Dot: average. Line: likely "
        "range. In grey: the average level of leaders in related areas."
    )
    shown = [
        (one.agreement.estimate, one) for one in conditions if one.agreement and one.agreement.estimate is not None
    ]
    if not shown:
        return Words("No agreement can be shown", subtitle, "Empty chart: no agreement can be shown.")
    start = f"Dot plot of agreement with {count(len(shown), 'statement')}."
    least, most = (choose(shown, key=lambda pair: pair[0]) for choose in (min, max))
    ends = [
        f"{name}: {one.item.restatement}, {value:.1f}." for name, (value, one) in (("Least", least), ("Most", most))
    ]
    alt = fitting(f"{start} {' '.join(ends)} {IN_TABLE}", f"{start} {ends[0]} {IN_TABLE}", f"{start} {IN_TABLE}")
    return Words(_title([one for _, one in shown], least[0]), subtitle, alt)


def _title(shown: Sequence[Condition], least: float) -> str:
    """Which statement is weakest, as far as the ranges can tell."""
    found = [f"“{one.item.restatement}”" for one in weakest(shown)]
    if len(shown) == 1:
        return f"{found[0]}: {least:.1f} on a scale of 1 to 5"
    if len(found) == len(shown):
        return f"Leaders agree about the same with all {len(shown)} statements shown"
    if len(found) == 1:
        return f"{found[0]} is weakest: {least:.1f} on a scale of 1 to 5"
    if len(found) == 2:
        return f"{found[0]} or {found[1]} is weakest: the figures cannot tell which"
    return f"Any of {len(found)} of {len(shown)} statements may be weakest: the figures cannot tell which"
