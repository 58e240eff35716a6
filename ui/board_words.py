"""What the slides of the board pack say: messages computed from published figures, and the method in their notes."""

from collections.abc import Mapping, Sequence
from textwrap import shorten

from assessment import dates
from assessment.model import GapAction
from assessment.priorities import Priority
from ui import demand_words, gap_words, priority_words, texts
from ui.chart_words import count
from ui.tables import FEW, WITHHELD

STATUSES = {"planned": "planned", "under_way": "under way", "done": "done", "dropped": "dropped"}
KINDS = {
    "all": "All of government",
    "grade": "Grades",
    "organisation_type": "Types of organisation",
    "parent_group": "Parent groups",
    "profession": "Professions",
    "organisation": "Organisations",
    "organisation_grade": "Organisations by grade",
    "organisation_profession": "Organisations by profession",
}
MOST_LETTERS = 150
"""Of an action on a slide: two lines."""
RELEASE = (
    "Figures come from the release of this cycle, which never changes. Groups of fewer than {} people are not shown."
)
NOTES = {
    "message": "The areas named have the largest average gaps to target of all of government. "
    + " ".join(gap_words.HOW_TO_READ["gap"]),
    "response": "People with a result are those with a level in the area that has most of them. Who answered may "
    "differ from who did not.",
    "gaps": " ".join(gap_words.HOW_TO_READ["gap"]) + " Minus is above target.",
    "organisations": f"{' '.join(gap_words.HOW_TO_READ['gap'])} {texts.NO_LEAGUE_TABLE} The first rows of the table of "
    "gaps, as the workbook has it in full.",
    "priorities": " ".join(priority_words.HOW_TO_READ),
    "demand": " ".join((demand_words.WHAT_NEED_IS, *demand_words.HOW_TO_READ)),
    "actions": "Actions are those that respondents can read. Decisions are worked out from gaps without an action, and "
    "from places that are short.",
    "method": texts.WITHHELD_NOTE,
}
NOT_A_RANKING = f"Average gap in levels. This is not a ranking. {WITHHELD} not shown, to protect people."
NO_ACTIONS = "No action has been published yet."
NOTHING_TO_DECIDE = "No decision is sought: each of the largest gaps has an action."
METHOD = (
    "A level combines scenarios, knowledge questions and self-ratings; scenarios and knowledge count most.",
    "Averages weigh each grade by the people invited. Ranges hold the true average 95 times in 100.",
    "Every figure passed a gate: ten people or more, and nothing about a smaller group by subtraction.",
)


def message(gaps: Mapping[str, float]) -> str:
    """Which areas are furthest below target, from gaps of all of government by name, largest first."""
    below = [name for name, gap in gaps.items() if gap > 0][:3]
    if not gaps:
        return "No figure can be shown for all of government"
    if not below:
        return "On average leaders meet the target in every area shown"
    return f"Leaders are furthest below target in {listed(below)}"


def listed(names: Sequence[str]) -> str:
    """One, two and three."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def of_organisations(row: Priority, area: str) -> str:
    """How many organisations are below target in an area; none of them is named."""
    if not row.organisations:
        return f"No organisation can be shown in {area}"
    return f"{row.affected} of {count(row.organisations, 'organisation')} shown are below target on average in {area}"


def priority_row(row: Priority, area: str) -> tuple[str, ...]:
    unknown = WITHHELD if row.people is None else priority_words.NOTHING
    people = WITHHELD if row.people is None else f"{row.people:,}" if row.people else FEW
    gap = WITHHELD if row.gap is None else f"{row.gap + 0:.1f}"
    return area, priority_words.place(row), people, gap, unknown if row.size is None else f"{row.size:,.0f}"


def action(done: GapAction, area: str) -> str:
    by = f", by {dates.in_words(done.due_on)}" if done.due_on else ""
    return f"{area}: {shorten(done.did, MOST_LETTERS, placeholder=' …')} ({STATUSES[done.status]}{by})"


def decisions(gaps: Sequence[str], shortfall: int | None) -> list[str]:
    """What the board is asked: `gaps` are areas without an action, `shortfall` pounds for places that are short."""
    areas = [f"Decide on an action for {area}, or say why there is none" for area in gaps]
    money = f"Decide whether to buy the places that are short, at most {demand_words.pounds(shortfall)}"
    return [*areas, *[money] * bool(shortfall)]


def actions_title(done: int, sought: int) -> str:
    asked = f"{count(sought, 'decision')} {_are(sought)} sought" if sought else "no decision is sought"
    return f"{count(done, 'action')} {_are(done)} published; {asked}" if done else asked[:1].upper() + asked[1:]


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
