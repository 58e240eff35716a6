"""Sharing a report: with whom and until when, and how both are checked."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from assessment import dates
from assessment.errors import EntryRefused

LONGEST_DAYS = 366
"""A report is of its time: nobody keeps another's for longer than a year."""
ADDRESS = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s,;<>\"'.]+")


@dataclass(frozen=True, slots=True)
class Entered:
    """Whom to share with (an e-mail address) and the last day, as somebody typed them."""

    reader: str
    day: str


def checked(entered: Entered, today: date, own: str) -> tuple[str, date]:
    """The address in lower case, and the last day; `own` is the address of the person who shares.

    Raises EntryRefused with words for each field that is wrong.
    """
    reader, day = entered.reader.strip().lower(), dates.typed(entered.day)
    found = {"reader": _wrong_reader(reader, own), "day": _wrong_day(entered.day, day, today)}
    if day is None or any(found.values()):
        raise EntryRefused({field: words for field, words in found.items() if words})
    return reader, day


def _wrong_reader(reader: str, own: str) -> str:
    if not reader:
        return "Enter the work email address of the person to share with"
    if not ADDRESS.fullmatch(reader):
        return "Enter one email address in the correct format, like name@example.gov.uk"
    return "Enter the address of somebody else: you can see your report already" if reader == own.lower() else ""


def _wrong_day(typed: str, day: date | None, today: date) -> str:
    if not typed.strip():
        return "Enter the last day on which they can see it"
    if day is None:
        return "The last day must be a real date, like 27 3 2027"
    if day < today:
        return "The last day must be today or in the future"
    return "The last day must be within a year" if day > today + timedelta(days=LONGEST_DAYS) else ""
