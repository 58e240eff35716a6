"""Sessions of learning offers as somebody types them: UK local day and times in, moments in UTC out."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from assessment import dates
from assessment.demand import MOST_PLACES, whole_number
from assessment.errors import EntryRefused
from assessment.practices import has_hidden

MOST_LETTERS = 200
"""Of the place, which may be an address to join at."""
ENTER_DAY = "Enter the day of the session, like 27/3/2027"
ENTER_TIME = "Enter the time at which the session {}, like 9:30am or 14:00"
NO_SUCH_TIME = "The clocks go forward on that day, and there is no such time: enter another"
HAS_PASSED = "The session must start in the future: enter another day or time"
ENDS_BEFORE = "The session must end after it starts: enter a later time"
ENTER_PLACE = "Enter where the session is: a room, or an address to join at"
LONG_PLACE = f"Place must be {MOST_LETTERS} characters or fewer"
HIDDEN = "Place must not contain hidden characters: paste it as plain text"
ENTER_PLACES = f"Places must be a whole number from 1 to {MOST_PLACES:,}"
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap]m)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entered:
    """A session as somebody typed it."""

    day: str
    starts: str
    ends: str
    place: str
    places: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The same, once nothing is wrong with it; moments in UTC."""

    starts_at: datetime
    ends_at: datetime
    place: str
    places: int


def checked(entered: Entered, now: datetime) -> Checked:
    """What was entered, tidy. Raises EntryRefused with words for each field that is wrong, in the order of the form.

    Of a time that comes twice, when the clocks go back, the first is meant.
    """
    day, place, places = (
        dates.typed(entered.day),
        " ".join(entered.place.split()),
        whole_number(entered.places, MOST_PLACES),
    )
    starts, ends = typed_time(entered.starts), typed_time(entered.ends)
    starts_at, ends_at = (moment(day, at) if day and at else None for at in (starts, ends))
    wrong = {
        "day": "" if day else ENTER_DAY,
        "starts": _wrong_start(day, starts, starts_at, now),
        "ends": _wrong_end(day, ends, starts_at, ends_at),
        "place": _wrong_place(entered.place, place),
        "places": "" if places else ENTER_PLACES,
    }
    if any(wrong.values()) or starts_at is None or ends_at is None or not places:
        raise EntryRefused({field: words for field, words in wrong.items() if words})
    return Checked(starts_at, ends_at, place, places)


def typed_time(text: str) -> time | None:
    """The time of day that somebody typed: 9:30, 9.30am, 2pm, 14:00; None if it is none."""
    found = _TIME.fullmatch(text.strip())
    if not found or not (found[2] or found[3]):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "pm")
    return time(hour, minute) if hour < 24 and minute < 60 else None


def moment(day: date, at: time) -> datetime | None:
    """The moment in UTC of a day and time in the UK; None for one that the clocks skip."""
    local = datetime.combine(day, at, dates.UK)
    found = local.astimezone(UTC)
    return found if found.astimezone(dates.UK).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def _wrong_start(day: date | None, starts: time | None, starts_at: datetime | None, now: datetime) -> str:
    if starts is None:
        return ENTER_TIME.format("starts")
    if day and starts_at is None:
        return NO_SUCH_TIME
    return HAS_PASSED if starts_at and starts_at <= now else ""


def _wrong_end(day: date | None, ends: time | None, starts_at: datetime | None, ends_at: datetime | None) -> str:
    if ends is None:
        return ENTER_TIME.format("ends")
    if day and ends_at is None:
        return NO_SUCH_TIME
    return ENDS_BEFORE if starts_at and ends_at and ends_at <= starts_at else ""


def _wrong_place(typed: str, tidy: str) -> str:
    if has_hidden(typed, "\t"):
        return HIDDEN
    if not tidy:
        return ENTER_PLACE
    return LONG_PLACE if len(tidy) > MOST_LETTERS else ""
