"""A cycle before its launch: what somebody typed, checked field by field, with days and times of the UK."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from assessment import dates
from assessment.disclosure import FLOOR
from assessment.errors import EntryRefused
from assessment.model import DEFAULT_MINIMUM_GROUP, Cycle, Organisation
from assessment.practices import has_hidden

LONGEST_NAME = 80
LARGEST_GROUP = 100
LATEST = 2
"""Years after this one in which a cycle may still close."""
DAY_LIKE = "like 27/3/2027"
CLOCKS_CHANGE = "The clocks change at that time on {day}: enter another time"


@dataclass(frozen=True, slots=True)
class Entered:
    """A draft as somebody typed it. `organisations` are codes; None stands for all valid on the closing day."""

    name: str = ""
    bank_version: str = ""
    family: str = ""
    opens_on: str = ""
    closes_on: str = ""
    closes_time: str = ""
    minimum_group: str = str(DEFAULT_MINIMUM_GROUP)
    organisations: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What a draft is checked against: other cycles' names, form families by bank version, and the register."""

    names: Collection[str]
    families: Mapping[str, Collection[str]]
    register: Sequence[Organisation]


@dataclass(frozen=True, slots=True)
class Draft:
    """A cycle as it would be launched; times are UTC. No `organisations` stand for all valid on the closing day."""

    name: str
    bank_version: str
    family: str
    opens_at: datetime
    closes_at: datetime
    minimum_group: int
    organisations: frozenset[str]

    @property
    def last_day(self) -> date:
        return dates.last_day(self.closes_at)

    def invited(self, register: Sequence[Organisation]) -> tuple[Organisation, ...]:
        """The organisations that it invites, by name: those chosen, or all valid on the closing day."""
        chosen = [
            one
            for one in register
            if (one.code in self.organisations if self.organisations else one.valid_on(self.last_day))
        ]
        return tuple(sorted(chosen, key=lambda one: one.name))


def draft_of(cycle: Cycle, organisations: Collection[str]) -> Draft:
    """The draft that a cycle of status draft is."""
    return Draft(
        cycle.name,
        cycle.bank_version,
        cycle.family,
        cycle.opens_at,
        cycle.closes_at,
        cycle.minimum_group,
        frozenset(organisations),
    )


def entered_of(draft: Draft) -> Entered:
    """A draft as it stands in its form."""
    local = draft.closes_at.astimezone(dates.UK)
    return Entered(
        draft.name,
        draft.bank_version,
        draft.family,
        dates.day(draft.opens_at),
        dates.closing_day(draft.closes_at),
        f"{local:%H:%M}" if local.time() != time() else "",
        str(draft.minimum_group),
        tuple(sorted(draft.organisations)) or None,
    )


def checked(entered: Entered, known: Known, now: datetime) -> Draft:
    """The draft that was typed; raises EntryRefused with words for each field, in the order of the form."""
    opens, closes = dates.typed(entered.opens_on), dates.typed(entered.closes_on)
    group = entered.minimum_group.strip()
    _refuse(
        {
            "name": _name(entered.name),
            "bank_version": "" if entered.bank_version else "Select a version of the question bank",
            "family": "" if entered.family else "Select a form",
            "opens_on": _day(opens, "opens", now),
            "closes_on": _day(closes, "closes", now),
            "closes_time": _hour(entered.closes_time, closes),
            "minimum_group": _group(int(group) if group.isascii() and group.isdigit() and len(group) < 5 else 0),
            "organisations": "Select at least one organisation" if entered.organisations == () else "",
        }
    )
    draft = Draft(
        " ".join(entered.name.split()),
        entered.bank_version,
        entered.family,
        _moment(opens, "00:00"),
        _moment(closes, entered.closes_time),
        int(group),
        frozenset(entered.organisations or ()),
    )
    _refuse(problems(draft, known, now))
    return draft


def problems(draft: Draft, known: Known, now: datetime) -> dict[str, str]:
    """Why a draft cannot be kept or launched at `now`, by field; empty words for fields that are right."""
    return {
        "name": _taken(draft.name, known.names),
        "bank_version": _version(draft, known),
        "family": _family(draft, known),
        "opens_on": _opening(draft, now),
        "closes_on": _window(draft, now),
        "minimum_group": _group(draft.minimum_group),
        "organisations": _organisations(draft, known.register),
    }


def _refuse(found: Mapping[str, str]) -> None:
    if any(found.values()):
        raise EntryRefused({field: words for field, words in found.items() if words})


def _name(typed: str) -> str:
    tidy = " ".join(typed.split())
    if has_hidden(typed, "\t"):
        return "Name must not contain hidden characters: paste it as plain text"
    if not tidy:
        return "Enter a name"
    return f"Name must be {LONGEST_NAME} characters or fewer" if len(tidy) > LONGEST_NAME else ""


def _day(typed: date | None, does: str, now: datetime) -> str:
    if typed is None:
        return f"Enter the day on which it {does}, {DAY_LIKE}"
    last = now.astimezone(dates.UK).year + LATEST
    return f"The day on which it {does} must be in {last} or earlier" if typed.year > last else ""


def _hour(typed: str, day: date | None) -> str:
    if not typed.strip():
        return ""
    hour = dates.typed_time(typed)
    if hour is None:
        return "Closing time must be a time, like 5pm or 17:00; leave it empty for the end of the day"
    changes = day is not None and dates.at(day, hour) is None
    return CLOCKS_CHANGE.format(day=dates.in_words(day)) if day and changes else ""


def _moment(day: date | None, typed: str) -> datetime:
    """A moment that has been found to be right: a time of a day, or its end where no time was typed."""
    hour = dates.typed_time(typed)
    found = None if day is None else dates.end_of(day) if hour is None else dates.at(day, hour)
    if found is None:
        raise ValueError(f"there is no moment {typed} on {day}")
    return found


def _taken(name: str, names: Collection[str]) -> str:
    taken = name.casefold() in {other.casefold() for other in names}
    return "There is a cycle of this name already: enter another name" if taken else ""


def _version(draft: Draft, known: Known) -> str:
    there = draft.bank_version in known.families
    return "" if there else f"Version {draft.bank_version} of the question bank is not published here: select another"


def _family(draft: Draft, known: Known) -> str:
    families = known.families.get(draft.bank_version, (draft.family,))
    if draft.family in families:
        return ""
    return f"Version {draft.bank_version} has no form of this kind: select {' or '.join(sorted(families))}"


def _opening(draft: Draft, now: datetime) -> str:
    passed = draft.opens_at.astimezone(dates.UK).date() < now.astimezone(dates.UK).date()
    return "The day on which it opens must be today or later" if passed else ""


def _window(draft: Draft, now: datetime) -> str:
    if draft.closes_at <= draft.opens_at:
        return "It must close after it opens: enter a later day"
    return "It must close in the future: enter a later day or time" if draft.closes_at <= now else ""


def _group(minimum: int) -> str:
    if FLOOR <= minimum <= LARGEST_GROUP:
        return ""
    return f"Smallest group must be a whole number from {FLOOR} to {LARGEST_GROUP}"


def _organisations(draft: Draft, register: Sequence[Organisation]) -> str:
    invited = draft.invited(register)
    last = dates.in_words(draft.last_day)
    if not invited:
        return f"No organisation in the register is there on {last}, when the cycle closes"
    gone = [one.name for one in invited if not one.valid_on(draft.last_day)]
    return f"Not there on {last}, when the cycle closes: {'; '.join(gone)}" if gone else ""
