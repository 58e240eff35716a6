"""A second opinion: how people who work with a leader see them, told as medians of five or more and in no other way."""

import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assessment import dates, item_types
from assessment.errors import EntryRefused, InvalidResponse
from assessment.model import DO_NOT_KNOW, HIGHEST, LOWEST, Control, DomainScore, Item

FEWEST, MOST = 5, 8
"""People whom a leader may invite; FEWEST is also how many must have spoken about an area before anything is told."""
SHORTEST, LONGEST = 7, 60
"""Days from the day of the invitation to the last one on which people can answer."""
ANCHORS = 5
"""Options of a self-rating that others can give, too: one for each level."""
CANNOT_SAY = DO_NOT_KNOW
I_CANNOT_SAY = "I cannot say"
NOTHING_SAID = "Select a statement for at least one question: you have said of each that you cannot say"
ENTER_ADDRESSES = "Enter the work email addresses of the people you invite"
OWN_ADDRESS = "Take out your own email address: invite people who work with you"
_BETWEEN = re.compile(r"[\s,;]+")
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
"""What browsers take for an e-mail address (WHATWG HTML, 4.10.5.1.5), in lower case and with a full stop in it."""
_LONGEST_ADDRESS = 254

Said = Mapping[str, tuple[int, int]]
"""What one person said, by domain (id): the sum of the levels (1-5) they chose, and for how many items."""
Counts = Mapping[str, Mapping[tuple[int, int], int]]
"""How many people said the same of a domain: by domain (id), then by sum and number as in `Said`."""


@dataclass(frozen=True, slots=True)
class Entered:
    """An invitation as somebody typed it: addresses one a line, and a day."""

    addresses: str
    last_day: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to ask (addresses in lower case, in the order typed), and the last day on which they can answer."""

    givers: tuple[str, ...]
    last_day: date


@dataclass(frozen=True, slots=True)
class Beside:
    """One area (id) on 1-5: the median of others, the leader's own rating, and what their answers showed.

    `others` is None where fewer than five said something about the area, or nobody did.
    """

    domain: str
    others: float | None
    self: float | None
    demonstrated: float | None


def checked(entered: Entered, own: str, today: date) -> Invitation:
    """The invitation that was typed; `own` is the leader's address. Raises EntryRefused with words for each field."""
    givers = tuple(one for one in _BETWEEN.split(entered.addresses.lower()) if one)
    last_day = dates.typed(entered.last_day)
    wrong = {
        "addresses": _wrong_addresses(givers, own.lower()),
        "last_day": _wrong_day(entered.last_day, last_day, today),
    }
    if last_day is None or any(wrong.values()):
        raise EntryRefused({field: words for field, words in wrong.items() if words})
    return Invitation(givers, last_day)


def _wrong_addresses(givers: Sequence[str], own: str) -> str:
    """What is wrong with the list, in words; empty if nothing is."""
    if not givers:
        return ENTER_ADDRESSES
    if odd := [one for one in givers if not _ADDRESS.fullmatch(one) or len(one) > _LONGEST_ADDRESS]:
        return f"Enter email addresses in the correct format, like name@example.gov.uk: “{odd[0][:60]}” is not one"
    if own in givers:
        return OWN_ADDRESS
    if twice := [one for one in givers if givers.count(one) > 1]:
        return f"Enter each email address once: {twice[0]} is there {_times(givers.count(twice[0]))}"
    if not FEWEST <= len(givers) <= MOST:
        return f"Enter between {FEWEST} and {MOST} email addresses: you have entered {len(givers)}"
    return ""


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"


def _wrong_day(typed: str, last_day: date | None, today: date) -> str:
    if not typed.strip():
        return "Enter the last day"
    first, last = window(today)
    if last_day is None:
        return f"The last day must be a date, like {first:%d/%m/%Y}"
    if not first <= last_day <= last:
        return f"The last day must be between {dates.in_words(first)} and {dates.in_words(last)}"
    return ""


def window(today: date) -> tuple[date, date]:
    """The first and the last of the days that may be the last one to answer, for an invitation of today."""
    return today + timedelta(days=SHORTEST), today + timedelta(days=LONGEST)


def anchored(items: Iterable[Item]) -> tuple[Item, ...]:
    """The self-ratings among items that have one statement a level, so that others can choose one of them as well."""
    return tuple(i for i in items if item_types.of(i).method == "self" and len(i.options) == ANCHORS)


def control(item: Item) -> Control:
    """An item as others see it: the same statements in the same words, and that one cannot say."""
    choices = (*(option.text for option in item.options), I_CANNOT_SAY)
    return Control("radio", item.stem, choices, (*range(1, ANCHORS + 1), CANNOT_SAY))


def said(items: Sequence[Item], answers: Mapping[str, int]) -> Said:
    """What one person said about each area; `answers` by item (id): an option's number, or CANNOT_SAY.

    Raises EntryRefused with words for each item without an answer, or if there is nothing but CANNOT_SAY, and
    InvalidResponse for an item or a value that was not offered.
    """
    _refuse_others(items, answers)
    missing = {item.id: f"Select a statement, or that you cannot say: {item.stem}" for item in items}
    if open_ones := {name: words for name, words in missing.items() if name not in answers}:
        raise EntryRefused(open_ones)
    found: dict[str, tuple[int, int]] = {}
    for item in items:
        if answers[item.id] != CANNOT_SAY:
            points, number = found.get(item.domain, (0, 0))
            found[item.domain] = points + _level(item, answers[item.id]), number + 1
    if not found:
        raise EntryRefused({items[0].id: NOTHING_SAID})
    return found


def _refuse_others(items: Sequence[Item], answers: Mapping[str, int]) -> None:
    known = {item.id for item in items}
    for name, value in answers.items():
        if name not in known or value not in (CANNOT_SAY, *range(1, ANCHORS + 1)):
            raise InvalidResponse(name)


def _level(item: Item, value: int) -> int:
    """The level (1-5) that a statement stands for, scored as the leader's own rating is."""
    share = item_types.of(item).value(item, value) or 0.0
    return round(LOWEST + (HIGHEST - LOWEST) * share)


def medians(counts: Counts) -> dict[str, float]:
    """The median over people of their mean level (1-5), of each domain about which five or more said something."""
    people = {domain: _means(of_domain) for domain, of_domain in counts.items()}
    return {domain: statistics.median(means) for domain, means in people.items() if len(means) >= FEWEST}


def _means(of_domain: Mapping[tuple[int, int], int]) -> list[float]:
    return [points / number for (points, number), people in of_domain.items() for _ in range(people)]


def beside(scores: Sequence[DomainScore], counts: Counts) -> tuple[Beside, ...]:
    """Each area of a leader's scores beside the median of others; nothing where there is no median at all."""
    others = medians(counts)
    if not others:
        return ()
    return tuple(Beside(s.domain, others.get(s.domain), s.self, s.demonstrated) for s in scores)
