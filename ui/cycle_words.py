"""Words about cycles: the list, the form of a draft, the check before a launch, and what a close does."""

from assessment import dates
from assessment.model import Cycle
from assessment.service.cycles import CycleLine, DraftForm, LaunchCheck
from ui.frame import SummaryRow

COLUMNS = (
    "Cycle",
    "Status",
    "Form",
    "Question bank",
    "Opens or opened",
    "Closes or closed",
    "Smallest group",
    "Organisations invited",
)
NO_LIST = "No list kept"
NAME = "Name, such as Spring 2027"
OPENS = "Opens on, at the start of the day"
CLOSES = "Closes on"
HOUR = "Closing time (leave empty for the end of the day)"
GROUP = "Smallest group whose results are shown (5 or more)"
INVITES = "Organisations invited"
ALL, CHOSEN = "All that are in the register on the closing day", "Only those chosen below"
SAVED, DELETED = "The draft is saved.", "The draft is deleted."
DELETING = "Nothing of the draft is kept. A draft with people or messages cannot be deleted."
FREEZES = (
    "Once launched, nothing on this page can be changed any more. People who are invited can answer from its opening."
)
NOBODY = "Nobody is in the list of people yet. People can be added after the launch, too."
LAUNCH = "Launch this cycle"
CLOSING = (
    "A cycle closes by itself at its time. You can close it early: what is saved by then counts, and whoever is "
    "answering sees a page that says so. It cannot be opened again."
)
CLOSES_FIRST = "This closes the cycle. "
CHECKING = "Departments can check their own figures before anybody else sees results."


def status(line: CycleLine) -> str:
    """What a cycle is doing now."""
    cycle, now = line.cycle, dates.now()
    if cycle.finished_at:
        return f"Finished on {dates.day(cycle.finished_at)}"
    if line.provisional:
        return "Closed, figures being checked"
    if cycle.status == "open" and cycle.begins_later(now):
        return f"Opens on {dates.day(cycle.opens_at)}"
    if cycle.status == "open" and cycle.has_ended(now):
        return "Time is over, to be closed"
    return cycle.status.capitalize()


def row(line: CycleLine) -> tuple[str | int, ...]:
    """A cycle in the list, with COLUMNS."""
    cycle = line.cycle
    return (
        cycle.name,
        status(line),
        cycle.family.capitalize(),
        cycle.bank_version,
        dates.day(cycle.opens_at),
        dates.closing_day(cycle.ends_at),
        cycle.minimum_group,
        line.organisations or (ALL if cycle.status == "draft" else NO_LIST),
    )


def form_title(form: DraftForm) -> str:
    return "Change a draft" if form.cycle else "Make a cycle"


def launched(cycle: Cycle) -> str:
    when = "It is open now." if not cycle.begins_later(dates.now()) else f"It opens on {dates.day(cycle.opens_at)}."
    return f"{cycle.name} is launched. {when}"


def closed(name: str) -> str:
    return f"{name} is closed. What was saved before counts."


def summary(check: LaunchCheck) -> list[SummaryRow]:
    """Everything that the launch freezes."""
    cycle = check.cycle
    return [
        SummaryRow("Name", cycle.name),
        SummaryRow("Question bank", f"Version {cycle.bank_version}"),
        SummaryRow("Form", cycle.family.capitalize()),
        SummaryRow("Opens", f"{dates.opening(cycle.opens_at)}, at the start of the day"),
        SummaryRow("Closes", f"{dates.closing(cycle.closes_at)}, UK time"),
        SummaryRow("Smallest group", f"{cycle.minimum_group} people"),
        SummaryRow("Organisations invited", f"{len(check.organisations):,}"),
        SummaryRow("People in the list", f"{check.people:,}"),
    ]


def publish(is_open: bool) -> str:
    """The button that publishes a cycle, which closes it first if it is open."""
    return "Close and publish" if is_open else "Publish"


def publish_sure(name: str, is_open: bool) -> str:
    return f"Close {name} now and publish its results" if is_open else f"Publish the results of {name}"
