"""Sessions of learning offers in words: the table, the form, and what to call a session in a list."""

from collections.abc import Mapping, Sequence

from assessment import dates
from assessment.model import LearningSession
from ui.tables import Cell

COLUMNS = ("Offer", "Day", "Starts", "Ends", "Place", "Places")
CAPTION = "Sessions, the earliest first"
NONE_YET = "No session has been entered yet."
LABELS = {
    "day": "Day, for example 27/3/2027",
    "starts": "Starts (UK time), for example 9:30am or 14:00",
    "ends": "Ends (UK time)",
    "place": "Place: a room, or an address to join at",
    "places": "Places",
}
ADDED, DELETED = "Session added.", "Session deleted."
DELETING = "A session that you delete is gone for good. It stays in calendars that have it already."


def row(one: LearningSession, titles: Mapping[str, str]) -> tuple[Cell, ...]:
    """A session in the order of COLUMNS."""
    times = dates.day(one.starts_at), dates.time(one.starts_at), dates.time(one.ends_at)
    return titles.get(one.offer_id, one.offer_id), *times, one.place, f"{one.places:,}"


def names(sessions: Sequence[LearningSession], titles: Mapping[str, str]) -> dict[str, str]:
    """What each session is called where one is chosen, by its number as text."""
    return {
        str(one.id): f"{titles.get(one.offer_id, one.offer_id)}, {dates.moment(one.starts_at)}, {one.place}"
        for one in sessions
    }
