"""The words of sharing a report: what a reader sees, how long, and what becomes of it."""

from datetime import date, timedelta
from urllib.parse import urlsplit

from assessment import dates
from assessment.model import Share
from assessment.service.sharing import Waiting

TITLE = "Share your report"
WHAT_THEY_SEE = (
    "One person at a time, by name. They sign in with their own work account and can read, not change.",
    "They see the headline, the questions, your levels with their ranges, your strengths and your plan.",
    "They never see how you rated yourself, surprises, what changed, or what others think. You keep these.",
    "They see your report as it stands on the day they open it. You can stop at any time.",
    "A file that they download in that time stays with them.",
)
READER = "Their work email address"
LAST_DAY = "Last day on which they can see it"
SHARED_NOW = "Who can see your report"
NOBODY = "Nobody but you."
SHOW_PREVIEW = "See exactly what they will see"
WITHDRAWN = "They can no longer see your report."
PAST_COLUMNS = ("Shared with", "From", "Until")


def last_day_hint(today: date) -> str:
    later = today + timedelta(days=28)
    return f"For example, {later.day} {later.month} {later.year}. It can be up to a year from now."


def shared(share: Share) -> str:
    until = dates.in_words(share.ends_on)
    return f"{share.reader} can see your report until {until}. Copy the link below and send it to them."


def open_until(share: Share) -> str:
    return f"{share.reader}, until {dates.in_words(share.ends_on)}"


def past_row(share: Share) -> tuple[str, ...]:
    until = dates.day(share.withdrawn_at) if share.withdrawn_at else dates.in_words(share.ends_on)
    return share.reader, dates.day(share.created_at), until


def waiting(one: Waiting) -> str:
    whose = f"{one.owner}’s report" if one.owner else "A report that somebody shared"
    return f"{whose}, until {dates.in_words(one.share.ends_on)}"


def link(address: str, share: Share) -> str:
    """The address to send, at the same place as the page that shows it."""
    here = urlsplit(address)
    return f"{here.scheme}://{here.netloc}/shared-report?share={share.id}"
