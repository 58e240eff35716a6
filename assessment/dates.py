"""Moments in words. Times are stored in UTC and said in UK local time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")


def now() -> datetime:
    """The moment, in UTC. Every service function asks here, so that a test can set the clock."""
    return datetime.now(UTC)


def day(moment: datetime) -> str:
    """Day in words: 3 December 2026."""
    local = moment.astimezone(UK)
    return f"{local.day} {local:%B %Y}"


def time(moment: datetime) -> str:
    """Time in words: 9:41am."""
    local = moment.astimezone(UK)
    return f"{local:%I:%M}".lstrip("0") + f"{local:%p}".lower()


def moment(at: datetime) -> str:
    """Day and time in words: 23 November 2026 at 9:41am."""
    return f"{day(at)} at {time(at)}"
