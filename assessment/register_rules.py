"""What the register of organisations may say, and what a change of it changes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from assessment import dates
from assessment.errors import EntryRefused
from assessment.model import Organisation, OrganisationChange
from assessment.practices import has_hidden

CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
LIMITS = {"code": 60, "name": 200, "parent_group": 200, "source": 200}
MOST_PEOPLE = 1_000_000
"""No organisation has more civil servants; all of them together have half as many."""
CONFIRM = "confirmed"
"""The field of the form in which somebody says that they mean what is unusual."""
_ENTER = {"code": "Enter a code", "name": "Enter a name", "parent_group": "Enter a parent group"}
_LABELS = {"code": "Code", "name": "Name", "parent_group": "Parent group", "source": "What this is based on"}
_DAYS = {"valid_from": "The first day", "valid_to": "The first day on which it is gone"}


@dataclass(frozen=True, slots=True)
class Entered:
    """An organisation as somebody typed it: days as in 27/3/2027, successors as codes parted by commas."""

    code: str
    name: str
    type: str
    parent_group: str
    scs_headcount: str = ""
    total_headcount: str = ""
    valid_from: str = ""
    valid_to: str = ""
    successors: str = ""
    reporting_unit: str = ""
    source: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Answering:
    """People of the organisation in a cycle that is open until the end of a day (UK)."""

    cycle: str
    last_day: date
    people: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a change changes: an attribute of Organisation, as it was and as it is."""

    field: str
    before: object
    after: object


def differences(before: Organisation | None, after: Organisation) -> tuple[Difference, ...]:
    """What differs, in the order of the attributes; everything that is said of a new organisation."""
    empty = Organisation("", "", "", "")
    pairs = ((f.name, getattr(before or empty, f.name), getattr(after, f.name)) for f in fields(Organisation))
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def merged(shipped: Organisation, known: Organisation | None, entered: Iterable[OrganisationChange]) -> Organisation:
    """An organisation as a newer version ships it, but with whatever somebody has `entered` in the register before."""
    own = {d.field for one in entered if one.code == shipped.code for d in differences(one.before, one.after)}
    return replace(shipped, **{field: getattr(known, field) for field in own}) if known else shipped


def kinds(register: Iterable[Organisation]) -> tuple[str, ...]:
    """The types that there are, in order."""
    return tuple(sorted({one.type for one in register}))


def groups(register: Iterable[Organisation]) -> tuple[str, ...]:
    return tuple(sorted({one.parent_group for one in register}))


def checked(
    entered: Entered, before: Organisation | None, register: Sequence[Organisation], answering: Sequence[Answering] = ()
) -> Organisation:
    """The organisation that somebody typed; `before` is the one it changes, None for a new one.

    `register` is whole, of all dates: a code is never used again. `answering`: its people in cycles that are open.
    Raises EntryRefused with words for each field, in the order of the form; under `confirmed` what is unusual and has
    not been confirmed: a new parent group, or an end before people have answered.
    """
    code = before.code if before else entered.code.strip().upper()
    made, wrong = _read(entered, code, before)
    others = [one for one in register if one.code != code]
    found = {"code": "" if before else _wrong_code(code, register)} | wrong
    found["name"] = found["name"] or _taken(made, others)
    found["type"] = "" if made.type in kinds(register) else "Select a type"
    found["valid_to"] = found["valid_to"] or _wrong_end(made, others)
    found["successors"] = found["successors"] or _wrong_successors(made, others)
    found["reporting_unit"] = _wrong_unit(made, others)
    if not any(found.values()) and not entered.confirmed:
        found[CONFIRM] = " ".join(_unusual(made, before, register, answering))
    if any(found.values()):
        order = [*(f.name for f in fields(Entered) if f.name != CONFIRM), CONFIRM]
        raise EntryRefused({name: found[name] for name in order if found.get(name)})
    return made


def _read(entered: Entered, code: str, before: Organisation | None) -> tuple[Organisation, dict[str, str]]:
    """What was typed as values, and what cannot be read; that is left empty."""
    wrong = {name: _wrong_text(name, getattr(entered, name)) for name in ("name", "parent_group", "source")}
    numbers: dict[str, int | None] = {}
    for name in ("scs_headcount", "total_headcount"):
        numbers[name], wrong[name] = _number(getattr(entered, name))
    days: dict[str, date | None] = {}
    for name in _DAYS:
        days[name], wrong[name] = _day(name, getattr(entered, name))
    if (numbers["scs_headcount"] or 0) > (numbers["total_headcount"] or MOST_PEOPLE):
        wrong["scs_headcount"] = "There cannot be more senior civil servants than civil servants"
    if days["valid_from"] and days["valid_to"] and days["valid_from"] >= days["valid_to"]:
        wrong["valid_to"] = f"{_DAYS['valid_to']} must be after the first day on which it exists"
    successors = tuple(dict.fromkeys(filter(None, re.split(r"[\s,;]+", entered.successors.upper()))))
    made = Organisation(
        code=code,
        name=_line(entered.name),
        type=entered.type,
        parent_group=_line(entered.parent_group),
        successors=successors,
        reporting_unit=entered.reporting_unit.strip().upper() or code,
        people_survey_code=before.people_survey_code if before else "",
        scs_headcount=numbers["scs_headcount"],
        total_headcount=numbers["total_headcount"],
        valid_from=days["valid_from"],
        valid_to=days["valid_to"],
    )
    return made, wrong | {"successors": ""}


def _line(text: str) -> str:
    return " ".join(text.split())


def _wrong_text(field: str, typed: str) -> str:
    if has_hidden(typed, "\t"):
        return f"{_LABELS[field]} must not contain hidden characters: paste it as plain text"
    if len(_line(typed)) > LIMITS[field]:
        return f"{_LABELS[field]} must be {LIMITS[field]} characters or fewer"
    return "" if _line(typed) else _ENTER.get(field, "")


def _wrong_code(code: str, register: Iterable[Organisation]) -> str:
    if not code:
        return _ENTER["code"]
    if not CODE.fullmatch(code) or len(code) > LIMITS["code"]:
        return "Code must be capital letters and digits, with single hyphens between them, like HMT or YJA-NI"
    holder = next((one for one in register if one.code == code), None)
    return f"Code {code} belongs to {holder.name}; a code is never used again" if holder else ""


def _number(typed: str) -> tuple[int | None, str]:
    text = typed.strip()
    if not text:
        return None, ""
    plain = text.replace(",", "") if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", text) else text
    if not re.fullmatch(r"[0-9]{1,9}", plain) or int(plain) > MOST_PEOPLE:
        return None, f"Headcount must be a whole number from 0 to {MOST_PEOPLE:,}, or empty"
    return int(plain), ""


def _day(field: str, typed: str) -> tuple[date | None, str]:
    day = dates.typed(typed) if typed.strip() else None
    return day, "" if day or not typed.strip() else f"{_DAYS[field]} must be a date, like 27/3/2027"


def _taken(made: Organisation, others: Iterable[Organisation]) -> str:
    """Two organisations may have one name, but not on the same day."""
    same = (one for one in others if one.name.casefold() == made.name.casefold() and _meet(one, made))
    holder = next(same, None)
    return f"{holder.code} has this name already" if holder else ""


def _meet(one: Organisation, other: Organisation) -> bool:
    start = max(one.valid_from or date.min, other.valid_from or date.min)
    return start < min(one.valid_to or date.max, other.valid_to or date.max)


def _wrong_end(made: Organisation, others: Iterable[Organisation]) -> str:
    """It cannot end before it takes over from another."""
    for one in others:
        if made.valid_to and one.valid_to and made.code in one.successors and made.valid_to <= one.valid_to:
            return f"It takes over from {one.name} on {dates.in_words(one.valid_to)} and must exist then"
    return ""


def _wrong_successors(made: Organisation, others: Sequence[Organisation]) -> str:
    known = {one.code: one for one in others}
    if made.successors and made.valid_to is None:
        return "Only an organisation that ends has successors: enter the day, or remove them"
    for code in made.successors:
        if code == made.code:
            return "An organisation cannot succeed itself"
        if code not in known:
            return f"There is no organisation with the code {code}"
        ended = known[code].valid_to
        if ended and made.valid_to and ended <= made.valid_to:
            return f"{known[code].name} ended on {dates.in_words(ended)} and cannot take over then"
        if made.code in _heirs(code, known):
            return f"{known[code].name} leads back to this organisation: it cannot succeed its own successor"
    return ""


def _heirs(code: str, known: Mapping[str, Organisation]) -> set[str]:
    """The codes of everything that comes after an organisation."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        one = known.get(waiting.pop())
        new = set(one.successors) - found if one else set()
        found |= new
        waiting.extend(new)
    return found


def _wrong_unit(made: Organisation, others: Iterable[Organisation]) -> str:
    units = {made.code, *(one.code for one in others), *(one.reporting_unit for one in others)}
    return "" if made.reporting_unit in units else f"There is no reporting unit {made.reporting_unit}"


def _unusual(
    made: Organisation, before: Organisation | None, register: Iterable[Organisation], answering: Iterable[Answering]
) -> list[str]:
    """What somebody has to confirm, in sentences."""
    found = []
    if made.parent_group not in groups(register):
        found.append(f"‘{made.parent_group}’ is a new parent group: confirm that it is meant.")
    if made.valid_to and (before is None or before.valid_to != made.valid_to):
        found += [_before_the_close(one) for one in answering if made.valid_to <= one.last_day]
    return found


def _before_the_close(one: Answering) -> str:
    return (
        f"{one.people:,} of its people are invited to {one.cycle}, which is open until "
        f"{dates.in_words(one.last_day)}: confirm that it ends before."
    )
