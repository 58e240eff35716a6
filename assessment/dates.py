"""Moments in words. Times are stored in UTC and said in UK local time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")
TYPED = ("%d/%m/%Y", "%d %m %Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d")
"""How a day may be typed: 27/3/2027, 27 3 2027, 27 March 2027, 27 Mar 2027 or 2027-03-27."""


def now() -> datetime:
    """The moment, in UTC. Every service function asks here, so that a test can set the clock."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in the United Kingdom."""
    return now().astimezone(UK).date()


def typed_day(typed: str) -> date | None:
    """The day that somebody typed; None for words that are none."""
    for form in TYPED:
        try:
            return datetime.strptime(typed.strip(), form).date()
        except ValueError:
            continue
    return None


def in_words(one: date) -> str:
    """A day in words: 3 December 2026."""
    return f"{one.day} {one:%B %Y}"


def day(moment: datetime) -> str:
    """Day in words: 3 December 2026."""
    return in_words(moment.astimezone(UK).date())


def time(moment: datetime) -> str:
    """Time in words: 9:41am."""
    local = moment.astimezone(UK)
    return f"{local:%I:%M}".lstrip("0") + f"{local:%p}".lower()


def moment(at: datetime) -> str:
    """Day and time in words: 23 November 2026 at 9:41am."""
    return f"{day(at)} at {time(at)}"
