"""Sessions of learning offers for calendars (iCalendar), at their UK times. They name nobody."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from uuid import NAMESPACE_URL, uuid5

from assessment import dates
from assessment.model import LearningSession
from ui.calendar_file import PRODUCT

UNITED_KINGDOM = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19700329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""
"""The Summer Time Order 2002: clocks change at 1am GMT on the last Sundays of March and October."""


def ics(sessions: Sequence[LearningSession], titles: Mapping[str, str], made_up: bool = False) -> bytes:
    """One entry a session; a session keeps its entry when the file is made again. `titles` are of offers, by id."""
    from icalendar import Calendar, Component, Event

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(Component.from_ical(UNITED_KINGDOM))
    for one in sessions:
        event = Event()
        event.add("uid", str(uuid5(NAMESPACE_URL, f"learning-session/{one.id}")))
        event.add("dtstamp", datetime.combine(dates.today(), time(), UTC))
        event.add("dtstart", one.starts_at.astimezone(dates.UK))
        event.add("dtend", one.ends_at.astimezone(dates.UK))
        title = titles.get(one.offer_id, one.offer_id)
        event.add("summary", f"{title} (demonstration)" if made_up else title)
        event.add("location", one.place)
        event.add("description", f"Learning session with {one.places:,} {'place' if one.places == 1 else 'places'}.")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
