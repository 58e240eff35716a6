"""Words about what is done about gaps. What people typed is data here: the frame and tables escape it."""

from collections.abc import Iterable

from assessment import dates
from assessment.actions import LIMITS, TOP
from assessment.model import Cycle, GapAction
from assessment.service.actions import ActionForm, ActionsView, Area

TITLE = "You said, we did"
LEAD = (
    f"Start with the {TOP} largest gaps. Each needs an action, or a reason why there is none. Respondents and "
    "departments see an action once you publish it."
)
NO_GAPS = "No gap is above nought, or none can be shown."
SAID = f"What people said, or what their answers showed (up to {LIMITS['said']} characters)"
DID = f"What we do about it (up to {LIMITS['did']} characters)"
OWNER = "Owner (a team or a role)"
DUE = "Due on, like 27/3/2027 (may be empty once it is done or dropped)"
STATUS = "Where it stands"
REASON = f"Why there is no action (up to {LIMITS['reason']} characters)"
STATUSES = {"planned": "Planned", "under_way": "Under way", "done": "Done", "dropped": "Dropped"}
SAVED, REASON_SAVED = "The action is saved.", "The reason is saved."
SHOWN, HIDDEN = "Respondents and departments see the action now.", "The action is withdrawn: only you see it."
FINISHED = "The cycle is marked as finished."
FINISHING = "A cycle is finished once each of its largest gaps has an answer. Its actions can still be changed."
OR_NONE = ", or say why there is none"
NONE = "Nothing is done about this gap yet."
COLUMNS = ("Area", "What people said", "What we do", "Owner", "Due", "Status", "Published")
WHAT_WE_DID = "What we did"
ABOUT = "What was learned from the answers of all, and what is done about it. No action is about a single person."
NONE_PUBLISHED = "Nothing has been published yet. You find here what is done about the results once they are out."


def heading(area: Area) -> str:
    """The name of an area, with its place among the largest gaps."""
    name = area.domain.short_name
    return f"{area.place}. {name}" if area.place else name


def gap(area: Area) -> str:
    """How large the gap is."""
    return f"About {area.priority.people:,} people are below target. The average gap is {area.priority.gap:.1f} levels."


def lines(action: GapAction, *, team: bool) -> list[tuple[str, str]]:
    """An action below its title; `team` also reads whether respondents see it."""
    told = [
        ("You said", action.said),
        ("We did", action.did) if action.status == "done" else ("We do", action.did),
        ("Owner", action.owner),
        ("Due", dates.in_words(action.due_on) if action.due_on else "No date"),
        ("Status", STATUSES[action.status]),
    ]
    return [*told, ("Published", since(action))] if team else told


def since(action: GapAction) -> str:
    return f"Since {dates.day(action.published_at)}" if action.published_at else "No"


def name(number: int, area: str) -> str:
    """What an action is called beside others about the same area."""
    return f"action {number} about {area}"


def title(number: int, area: str) -> str:
    """The same above it."""
    return f"Action {number} about {area}"


def rows(areas: Iterable[Area]) -> list[tuple[str, ...]]:
    """All actions as rows of a file, with COLUMNS; a reason for none stands in the place of what is done."""
    found = []
    for area in areas:
        for action in area.actions:
            due = action.due_on.isoformat() if action.due_on else ""
            told = (action.said, action.did, action.owner, due, STATUSES[action.status], since(action))
            found.append((area.domain.short_name, *told))
        if area.reason:
            found.append((area.domain.short_name, "", f"No action: {area.reason}", "", "", "", "No"))
    return found


def form_title(about: ActionForm) -> str:
    return "Change an action" if about.action else "Add an action"


def missing(view: ActionsView) -> str:
    """What stands between the cycle and its end, as a sentence; "" if nothing does."""
    if not view.missing:
        return ""
    areas = ", ".join(one.short_name for one in view.missing)
    verb = "has" if len(view.missing) == 1 else "have"
    return f"Before it can be marked as finished: {areas} {verb} neither an action nor a reason for none."


def finished(cycle: Cycle) -> str:
    return f"Marked as finished on {dates.day(cycle.finished_at)}." if cycle.finished_at else ""
