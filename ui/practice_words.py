"""Words about practices that organisations share. What people typed is data here: the frame and tables escape it."""

from collections.abc import Iterable, Mapping

from assessment import dates
from assessment.model import Practice
from assessment.practices import LIMITS
from assessment.service.practices import Area, FormView, PracticesView

EVERY_AREA = "all"
EFFORTS = {"small": "Small: days of work", "medium": "Medium: weeks of work", "large": "Large: months of work"}
NONE_YET = "No department has shared a practice yet."
NONE_HERE = "No department has shared a practice in this area yet."
WHO_SHARES = (
    "Practices come from organisations whose published level is in the highest quarter of an area. They chose to share "
    "them, and to be named. All others are not named."
)
MAY_NOT_SHARE = (
    "Your organisation can share what it does in areas where its published level is in the highest quarter. "
    "In this cycle there is no such area."
)
HIDDEN_NOW = (
    "No longer shown to others: after a correction your organisation is not in the highest quarter of this area."
)
SHARED, CHANGED, WITHDRAWN = "Your practice is shared.", "Your practice is changed.", "Your practice is withdrawn."
WITHDRAWING = "A practice that you withdraw is no longer shown to anybody, at once. To show it again, share it anew."
TITLE = f"Title (up to {LIMITS['title']} characters)"
WHAT = f"What you do (up to {LIMITS['what']:,} characters)"
CONTACT = "Contact team (its name or a shared mailbox, not a person)"
COLUMNS = ("Area", "Organisation", "Practice", "What they do", "Effort", "Contact team", "Shared on")
HOW_TO_READ = (
    "The highest quarter of an area begins at the upper quartile of the published levels of organisations in the same "
    "cycle. Organisations with equal levels are in it together, so it can be more than a quarter.",
    "A practice is what an organisation says of itself. Nobody has tested whether it is the reason for the level.",
    "Effort is the organisation's own estimate: days, weeks or months of work.",
)


def areas(view: PracticesView) -> dict[str, str]:
    """What the page can be about, by the word in its address."""
    return {EVERY_AREA: "All areas"} | {area.domain.id: area.domain.short_name for area in view.areas}


def quarter(area: Area) -> str:
    """Where the highest quarter begins, or why nobody is in it."""
    if area.begins is not None:
        among = f"among {area.among} organisations with a published level"
        return f"Highest quarter: level {area.begins:.1f} or more, {among}."
    if area.too_few:
        return "Too few organisations have a published level to say which are the strongest."
    return "There is no evidence that organisations differ in this area, so none is called strong."


def none_shared(view: PracticesView) -> str:
    """What stands where an area has no practice: other areas may have some."""
    return NONE_HERE if any(area.practices for area in view.areas) else NONE_YET


def who_will_see(area: str) -> str:
    shown = f"Your organisation's name will be shown as one of the strongest in {area}"
    return f"{shown} to everybody who can see group results."


def lines(practice: Practice) -> tuple[tuple[str, str], ...]:
    """A practice below its title."""
    return (
        ("What they do", practice.what),
        ("Effort", EFFORTS[practice.effort]),
        ("Contact team", practice.contact_team),
        ("Shared on", dates.day(practice.shared_at)),
    )


def rows(found: Iterable[Area], names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The practices of areas as rows of a file, with COLUMNS."""
    return [
        (area.domain.short_name, names[one.organisation], one.title, *(text for _, text in lines(one)))
        for area in found
        for one in area.practices
    ]


def form_title(about: FormView) -> str:
    return "Change or withdraw a practice" if about.practice else "Share a practice"
