"""Words about figures that departments check before everybody sees them."""

from assessment import dates
from assessment.model import Cell, Cycle, SignOff
from assessment.service.provisional import Checks, OwnFigures
from assessment.sign_off import LONGEST
from ui import peer_words
from ui.tables import Cell as TableCell

TITLE = "Check your figures"
NOTHING = "There is nothing to check now."
ABOUT = (
    "These are the figures of your organisation as they would be released. So far only you and the learning team can "
    "see them. Check how many people they rest on. Tell us if people stand in the wrong organisation or grade."
)
CAPTION, CAPTION_OF = "Average level and target of your organisation, by area", "Average level and target of"
VERDICTS = {"agreed": "We agree", "queried": "We have a query"}
VERDICT = "What do you say of these figures?"
TEXT = f"What your query is (up to {LONGEST} characters, no names of people)"
SAVED = "Thank you. What you said is in the log of the learning team."

TITLE_TEAM = "Figures for checking"
BUILDING = (
    "This computes the results of groups and keeps back every figure that could say something about a person. Nobody "
    "sees them before the release but each department its own. What a department has seen cannot be taken back."
)
BUILD = "Build a release that departments check first"
CORRECTING = (
    "If people stand in the wrong place, correct them with: python -m assessment release correct. What was shown "
    "counts as shown, and departments are asked again."
)
LOG_COLUMNS = ("When", "Organisation", "Release", "What they say", "Query", "Who")
RELEASE = "Release to everyone"
RELEASING = "It cannot be undone: a release never changes. It does not wait for those who have not answered."


def built(withheld: int) -> str:
    return f"The provisional release is built. {withheld:,} figures are withheld. Departments can check theirs now."


def released(name: str) -> str:
    return f"The results of {name} are released to everyone."


def rows(own: OwnFigures) -> list[tuple[TableCell, ...]]:
    """The figures by area, with peer_words.GAP_COLUMNS; an area without any looks withheld."""
    found = {cell.domain: cell for cell in own.published.cells}
    nothing = {one.id: Cell("organisation", one.id, "level", "withheld") for one in own.domains}
    return [peer_words.gap_row((nothing | found)[one.id], one.short_name) for one in own.domains]


def standing(own: OwnFigures) -> str:
    """What the organisation said last of these figures, or that it has said nothing."""
    corrected = f" They were corrected {plural_times(own.number - 1)}." if own.number > 1 else ""
    if own.said is None:
        return f"Nobody of your organisation has said anything about these figures yet.{corrected}"
    words = "agrees" if own.said.verdict == "agreed" else "has a query"
    return f"On {dates.moment(own.said.at)} somebody said that your organisation {words}.{corrected}"


def plural_times(times: int) -> str:
    return "once" if times == 1 else f"{times} times"


def counts(checks: Checks) -> str:
    """How many organisations have said what of the release as it is now."""
    asked = len(checks.asked)
    return (
        f"{asked:,} {'organisation is' if asked == 1 else 'organisations are'} asked. {len(checks.agreed):,} agreed, "
        f"{len(checks.queried):,} queried, {len(checks.unanswered):,} have not answered."
    )


def sure(checks: Checks) -> str:
    """What is confirmed before the release: how many have not agreed."""
    open_ = len(checks.queried) + len(checks.unanswered)
    return (
        f"Release the figures, although {open_:,} have not agreed" if open_ else "Release the figures, all have agreed"
    )


def log_row(one: SignOff, checks: Checks) -> tuple[TableCell, ...]:
    """A line of the log, with LOG_COLUMNS; an account without a name as its number."""
    name, who = checks.names.get(one.organisation, one.organisation), checks.people.get(one.account) or one.account
    return (dates.moment(one.at), name, one.release_number, VERDICTS[one.verdict], one.text or "–", who)


def not_built(cycle: Cycle) -> str:
    return f"{cycle.name} closed on {dates.closing_day(cycle.ends_at)}. There is no release of it yet."
