"""What is done about gaps: which areas it is asked of, and what an action or a reason for none may say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from assessment import dates
from assessment.errors import EntryRefused
from assessment.model import ACTION_STATUSES, GapAction
from assessment.practices import has_hidden
from assessment.priorities import Priority

TOP = 3
"""The largest gaps, by people below target times average gap, that a cycle is not finished without an answer to."""
LIMITS = {"said": 500, "did": 500, "owner": 100, "reason": 500}
"""Most characters of each text."""
LABELS = {"said": "What people said", "did": "What we do", "owner": "Owner", "reason": "The reason"}
ENTER = {
    "said": "Enter what people said",
    "did": "Enter what you do about it",
    "owner": "Enter the team or role that owns it",
    "reason": "Enter why there is no action",
}
SETTLED = ("done", "dropped")
"""Statuses in which an action needs no date."""


@dataclass(frozen=True, slots=True)
class Entered:
    """An action as somebody typed it."""

    said: str
    did: str
    owner: str
    due: str
    status: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The same, once it is right."""

    said: str
    did: str
    owner: str
    due_on: date | None
    status: str


def top(priorities: Sequence[Priority]) -> tuple[str, ...]:
    """The areas (ids) with the largest gaps, largest first; fewer where fewer are above nought or may be shown."""
    return tuple(one.domain for one in priorities if one.size)[:TOP]


def missing(areas: Sequence[str], actions: Sequence[GapAction], reasons: Collection[str]) -> tuple[str, ...]:
    """Those of `areas` that have neither an action that counts nor a reason for none."""
    done = {one.domain for one in actions if one.counts} | set(reasons)
    return tuple(area for area in areas if area not in done)


def checked(entered: Entered, held: GapAction | None, today: date) -> Checked:
    """What was typed, tidied; `held` is the action to change. Raises EntryRefused, fields in the order of the form."""
    texts = {field: _tidy(getattr(entered, field)) for field in ("said", "did", "owner")}
    due = dates.typed(entered.due)
    wrong = {field: _wrong(field, getattr(entered, field), text) for field, text in texts.items()}
    wrong["due"] = _due(entered, due, held, today)
    wrong["status"] = "" if entered.status in ACTION_STATUSES else "Select where it stands"
    if any(wrong.values()):
        raise EntryRefused({field: words for field, words in wrong.items() if words})
    return Checked(**texts, due_on=due, status=entered.status)


def reason(typed: str) -> str:
    """A reason for no action, tidied; raises EntryRefused."""
    tidy = _tidy(typed)
    if words := _wrong("reason", typed, tidy):
        raise EntryRefused({"reason": words})
    return tidy


def _due(entered: Entered, due: date | None, held: GapAction | None, today: date) -> str:
    if not entered.due.strip():
        return "" if entered.status in SETTLED else "Enter the day by which it is done, like 27/3/2027"
    if due is None:
        return "Due date must be a day, like 27/3/2027"
    kept = held is not None and held.due_on == due
    return "Due date must be today or later" if due < today and not kept else ""


def _tidy(text: str) -> str:
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _wrong(field: str, typed: str, tidy: str) -> str:
    if has_hidden(typed, "\t" if field == "owner" else "\t\r\n"):
        return f"{LABELS[field]} must not contain hidden characters: paste it as plain text"
    if not any(character.isalnum() for character in tidy):
        return ENTER[field]
    return f"{LABELS[field]} must be {LIMITS[field]} characters or fewer" if len(tidy) > LIMITS[field] else ""
