"""What somebody may write in their plan: whom they will talk to, by when, and how both are checked."""

from dataclasses import dataclass
from datetime import date

from assessment import dates
from assessment.errors import EntryRefused

LONGEST = 120
"""Characters of the name of a person or post to talk to."""
LATEST_YEARS = 2


@dataclass(frozen=True, slots=True)
class Entered:
    """A goal as somebody typed it: `chosen` are the kinds of steps that they want in it."""

    talk_to: str
    day: str
    chosen: tuple[str, ...] = ()
    offer: str = ""


def checked(entered: Entered, today: date) -> tuple[str, date | None]:
    """Whom to talk to on one line, and the day, None for none.

    Raises EntryRefused with words for each field that is wrong: a day in the past or further than two years away, a
    name that is too long, nothing chosen.
    """
    talk_to = " ".join(entered.talk_to.split())
    day = dates.typed(entered.day) if entered.day.strip() else None
    found = {
        "chosen": "" if entered.chosen else "Select at least one thing to do",
        "talk_to": f"The person to talk to must be {LONGEST} characters or fewer" if len(talk_to) > LONGEST else "",
        "day": _wrong_day(entered.day, day, today),
    }
    if any(found.values()):
        raise EntryRefused({field: words for field, words in found.items() if words})
    return talk_to, day


def _wrong_day(typed: str, day: date | None, today: date) -> str:
    if not typed.strip():
        return ""
    if day is None:
        return "The date must be a real date, like 27 3 2027"
    if day < today:
        return "The date must be today or in the future"
    return "" if day.year <= today.year + LATEST_YEARS else f"The date must be in {today.year + LATEST_YEARS} or before"
