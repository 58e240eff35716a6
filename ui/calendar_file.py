"""A calendar entry (iCalendar) to remember a question to ask the department. It names nobody."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from assessment import dates
from assessment.model import BoardQuestion
from ui import question_words

KIND = "text/calendar"
PRODUCT = "-//Check your digital leadership//EN"


def next_monday(moment: datetime) -> date:
    """The first Monday after the UK day of that moment, never the day itself."""
    today = moment.astimezone(dates.UK).date()
    return today + timedelta(days=7 - today.weekday())


def ics(question: BoardQuestion, day: date) -> bytes:
    """An entry for that whole day, taking no time: the question, whom to ask, and what to listen for."""
    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"{question.id}/{day.isoformat()}")))
    event.add("dtstamp", datetime.combine(dates.today(), time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", f"Ask: {question.question}")
    event.add("description", question_words.as_text(question))
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical()
