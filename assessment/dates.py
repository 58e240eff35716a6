"""Moments in words. Times are stored in UTC and said in UK local time."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")
TYPED = ("%d/%m/%Y", "%d %m %Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d")
"""How a day may be typed: 27/3/2027, 27 3 2027, 27 March 2027, 27 Mar 2027 or 2027-03-27."""


TYPED_TIMES = ("%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p")
"""How a time of day may be typed: 17:00, 17.00, 5:30pm, 5.30pm or 5pm."""


def now() -> datetime:
    """The moment, in UTC. Every service function asks here, so that a test can set the clock."""
    return datetime.now(UTC)


def day(moment: datetime) -> str:
    """Day in words: 3 December 2026."""
    return in_words(moment.astimezone(UK).date())


def in_words(day: date) -> str:
    """The same of a date."""
    return f"{day.day} {day:%B %Y}"


def today() -> date:
    """The date in the UK."""
    return now().astimezone(UK).date()


def end_of(day: date) -> datetime:
    """The first moment (UTC) that is too late for what can be done until the end of a day in the UK."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UK) + timedelta(days=1)
    return midnight.astimezone(UTC)


def last_day(ends_at: datetime) -> date:
    """The last day in the UK with a moment before `ends_at`: what `end_of` was made from."""
    return (ends_at - timedelta(microseconds=1)).astimezone(UK).date()


def typed(text: str) -> date | None:
    """The day that somebody typed in one of the ways of TYPED; None if it is none."""
    for form in TYPED:
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


def typed_time(text: str) -> clock | None:
    """The time of day that somebody typed in one of the ways of TYPED_TIMES; None if it is none."""
    for form in TYPED_TIMES:
        try:
            return datetime.strptime("".join(text.split()), form).time()
        except ValueError:
            continue
    return None


def at(day: date, hour: clock) -> datetime | None:
    """The moment (UTC) of a day and time in the UK; None where the clocks change then: it comes twice, or never."""
    local = datetime.combine(day, hour, UK)
    return None if local.utcoffset() != local.replace(fold=1).utcoffset() else local.astimezone(UTC)


def time(moment: datetime) -> str:
    """Time in words: 9:41am."""
    local = moment.astimezone(UK)
    return f"{local:%I:%M}".lstrip("0") + f"{local:%p}".lower()


def opening(begins_at: datetime) -> str:
    """The day alone of a beginning at midnight, in words; any other with its time."""
    return day(begins_at) if begins_at.astimezone(UK).time() == clock() else moment(begins_at)


def closing(ends_at: datetime) -> str:
    """The last minute before an end at midnight, in words; any other end as it is: 25 October 2026 at 11:59pm."""
    at_midnight = ends_at.astimezone(UK).time() == clock()
    return moment(ends_at - timedelta(minutes=1) if at_midnight else ends_at)


def closing_day(ends_at: datetime) -> str:
    """The last day before an end, in words."""
    return in_words(last_day(ends_at))


def moment(at: datetime) -> str:
    """Day and time in words: 23 November 2026 at 9:41am."""
    return f"{day(at)} at {time(at)}"
