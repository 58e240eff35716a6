"""What changed from one version of a bank to another, in words for people, the weightiest first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from assessment.bank.format import Contents, Record
from assessment.bank.history import ASKED, asked
from assessment.bank.sheets import heading
from assessment.forms import EVIDENCE, expected_facility
from assessment.model import Form, QuestionBank

TOGETHER = 4
"""The same change on more things than this is told in one sentence."""
NAMED_TOGETHER = 3
LONG_TEXT = 60
TOLD_ELSEWHERE = {("item", "status"), ("item", "status_reason"), ("bank", "version")}
"""Kinds and keys that a sentence of their own tells of."""


class Weight(IntEnum):
    """What a change does: to what is asked, to scores, to forms, to advice, or to the papers behind it."""

    ASKED = 1
    SCORED = 2
    FORMS = 3
    ADVICE = 4
    PAPERS = 5


TITLES = {
    Weight.ASKED: "What is asked",
    Weight.SCORED: "What answers are worth",
    Weight.FORMS: "Forms",
    Weight.ADVICE: "Help and advice",
    Weight.PAPERS: "Sources, dates and notes",
}
SCORING_KEYS = {
    "item": {"expected_facility", "weight"},
    "bank": {"method_weights", "residual_sd", "residual_sds", "confidence_chances"},
    "competency": {"targets", "adjustments"},
}
ADVICE_KEYS = {"help", "short", "rationale", "explanation", "evidence_prompt"}
ADVICE_KINDS = {"action", "offer", "board_question"}
CALIBRATED_KINDS = {"calibration", "parameters", "correlation"}
ASKED_KINDS = {"scale", "level", "domain", "competency"}
WORDS = {
    "as_of": "date of the last check",
    "review_on": "review date",
    "short": "restatement",
    "help": "help text",
    "source_status": "status of the source",
    "competency": "the competency",
    "minutes_up_to": "longest time",
}
"""Keys whose names say too little in a sentence."""
NAMES = {
    "board_question": "question to ask",
    "offer": "learning offer",
    "action": "on-the-job action",
    "parameters": "calibration of",
    "correlation": "correlation of",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence about one thing, or about several that changed alike."""

    weight: Weight
    words: str


@dataclass(frozen=True, slots=True)
class _Note:
    """What happened to one thing: `words` of it alone, `alike` of many to which the same happened."""

    weight: Weight
    kind: str
    name: str
    words: str
    alike: str


Difference = tuple[str, str]
"""What changed about one thing, and what to say where the same changed about many."""


def changes(old: Contents, new: Contents, old_bank: QuestionBank, new_bank: QuestionBank) -> tuple[Change, ...]:
    """Every difference between two banks, each told once; empty where they say the same."""
    before, after = _things(old), _things(new)
    notes = [note for key in {**before, **after} for note in _notes(key, before.get(key), after.get(key), old, new)]
    notes += _forms(old_bank, new_bank)
    return tuple(sorted(_told(notes), key=lambda change: change.weight))


def headline(old: QuestionBank, new: QuestionBank) -> str:
    """One sentence on what people are asked: whether results can be set side by side."""
    there = {item.id for item in old.items if item.in_use}
    here = {item.id for item in new.items if item.in_use}
    if there == here:
        return f"Version {new.version} puts the same {len(here)} items to use as version {old.version}."
    gone, come = len(there - here), len(here - there)
    parts = [f"{_are(come)} new or back in use"] if come else []
    parts += [f"{_are(gone)} in use no longer"] if gone else []
    return (
        f"Version {new.version} has {len(here)} items in use. Set beside version {old.version}, {' and '.join(parts)}."
    )


def _are(number: int) -> str:
    return "1 is" if number == 1 else f"{number} are"


def _things(contents: Contents) -> dict[tuple[str, str], Record]:
    """Every table but the forms, by kind and id."""
    found = {}
    for record in contents.records:
        if record.kind != "form":
            found[record.kind, _known_by(record)] = record
    return found


def _known_by(record: Record) -> str:
    """What a table goes by among its kind: its heading, its id, what it is about, or its number."""
    if record.kind in ("source", "scale"):
        return record.place.removeprefix("scales.")
    if record.kind == "correlation":
        return " and ".join(sorted(record.data["domains"]))
    return str(record.data.get("id") or record.data.get("item") or record.data.get("number", ""))


def _notes(
    key: tuple[str, str], old: Record | None, new: Record | None, before: Contents, after: Contents
) -> Iterator[_Note]:
    kind, name = key
    if old is None or new is None:
        record, one, many = (new, "is new", "are new") if new else (old, "is no longer there", "are no longer there")
        said = _said(record) if record else ""
        yield _Note(_weight(kind, ""), kind, name, f"{one}{said}", many)
        return
    if kind == "item" and _status(old) != _status(new):
        reason = f": {new.data['status_reason'].rstrip('.')}" if "status_reason" in new.data else ""
        alike = f"go from {_status(old)} to {_status(new)}"
        yield _Note(Weight.ASKED, kind, name, alike.replace("go", "goes", 1) + reason, alike)
    elif kind == "item" and old.data.get("status_reason") != new.data.get("status_reason"):
        words = "reason for its status is written anew"
        yield _Note(Weight.PAPERS, kind, name, words, words)
    if old.domain != new.domain:
        yield _Note(Weight.ASKED, kind, name, f"moves from {old.domain} to {new.domain}", "change their domain")
    reworded = kind == "item" and asked(old, before) != asked(new, after)
    for field in {**old.data, **new.data}:
        was, now = old.data.get(field), new.data.get(field)
        if was == now or (kind, field) in TOLD_ELSEWHERE:
            continue
        weight = Weight.ASKED if reworded and field in ASKED else _weight(kind, field)
        for words, alike in _differences(WORDS.get(field, heading(field)), was, now):
            yield _Note(weight, kind, name, words, alike)


def _said(record: Record) -> str:
    """What a thing says, where that fits into a sentence."""
    words = next((record.data[key] for key in ("short", "title", "name", "question", "stem") if key in record.data), "")
    return f" (‘{_cut(str(words))}’)" if words else ""


def _status(record: Record) -> str:
    return str(record.data.get("status", "live"))


def _weight(kind: str, field: str) -> Weight:
    if kind == "bank" and field in ("enemies", "anchors"):
        return Weight.FORMS
    if kind in CALIBRATED_KINDS or field in SCORING_KEYS.get(kind, ()):
        return Weight.SCORED
    if kind in ADVICE_KINDS or field in ADVICE_KEYS:
        return Weight.ADVICE
    if (kind == "item" and not field) or (kind in ASKED_KINDS and field not in ("sources", "themes", "frameworks")):
        return Weight.ASKED
    return Weight.PAPERS


def _differences(what: str, was: Any, now: Any) -> Iterator[Difference]:
    if isinstance(was, dict) and isinstance(now, dict):
        for name in {**was, **now}:
            if was.get(name) != now.get(name):
                yield from _differences(f"{what} ({heading(name)})", was.get(name), now.get(name))
    elif _is_options(was) and _is_options(now) and len(was) == len(now):
        for number, (before, after) in enumerate(zip(was, now, strict=True), 1):
            if before["points"] != after["points"]:
                words = f"option {number} earns {after['points']} instead of {before['points']}"
                yield words, words
            if before["text"] != after["text"]:
                yield f"option {number} is now ‘{_cut(after['text'])}’", f"option {number} is written anew"
    elif was is None:
        given = "are given now" if isinstance(now, list | dict) else "is given now"
        yield f"{what} {given}" + ("" if isinstance(now, list | dict) else f": {_shown(now)}"), f"{what} {given}"
    elif now is None:
        yield (f"{what} is gone",) * 2
    elif isinstance(was, list) and isinstance(now, list):
        yield _list_difference(what, was, now), f"{what} change"
    elif isinstance(was, str) and max(len(was), len(str(now))) > LONG_TEXT:
        yield f"{what} is written anew: ‘{_cut(str(now))}’", f"{what} is written anew"
    else:
        yield f"{what} goes from {_shown(was)} to {_shown(now)}", f"{what} changes"


def _is_options(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, dict) for entry in value)


def _list_difference(what: str, was: list[Any], now: list[Any]) -> str:
    come, gone = [e for e in now if e not in was], [e for e in was if e not in now]
    parts = [f"with {_listed(come)}"] if come else []
    parts += [f"without {_listed(gone)}"] if gone else []
    return f"{what} {'stand in another order' if not parts else 'are now ' + ' and '.join(parts)}"


def _listed(entries: list[Any]) -> str:
    shown = ", ".join(_shown(entry) for entry in entries[:TOGETHER])
    return shown if len(entries) <= TOGETHER else f"{shown} and {len(entries) - TOGETHER} more"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return " and ".join(map(str, value))
    if isinstance(value, dict):
        return f"‘{_cut(str(value.get('text', value)))}’"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return f"‘{_cut(value)}’" if isinstance(value, str) else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= LONG_TEXT else f"{text[:LONG_TEXT].rsplit(' ', 1)[0]} …"


# ---- forms -------------------------------------------------------------------------------------------


def _forms(old: QuestionBank, new: QuestionBank) -> Iterator[_Note]:
    before, after = old.form_by_id, new.form_by_id
    for name in {**before, **after}:
        if name not in after:
            yield _Note(Weight.FORMS, "form", name, "is no longer there", "are no longer there")
        elif name not in before:
            yield _Note(Weight.FORMS, "form", name, f"is new, with {len(after[name].items)} items", "are new")
        else:
            for words in _form_differences(before[name], after[name], old, new):
                yield _Note(Weight.FORMS, "form", name, words, words)


def _form_differences(was: Form, now: Form, old: QuestionBank, new: QuestionBank) -> Iterator[str]:
    come = [item for item in now.items if item not in was.items]
    gone = [item for item in was.items if item not in now.items]
    if len(come) == len(gone):
        yield from (f"{item} takes the place of {out}" for item, out in zip(come, gone, strict=True))
    else:
        yield from [f"it gains {_listed(come)}"] * bool(come) + [f"it loses {_listed(gone)}"] * bool(gone)
    if not come and not gone and was.items != now.items:
        yield "its items stand in another order"
    if (was.minutes, was.minutes_up_to) != (now.minutes, now.minutes_up_to):
        yield f"it takes {_minutes(now)} minutes instead of {_minutes(was)}"
    for kind in EVIDENCE:
        before, after = expected_facility(was, kind, old), expected_facility(now, kind, new)
        if before is not None and after is not None and round(before, 3) != round(after, 3):
            yield f"the expected facility of its {kind} items goes from {before:.3f} to {after:.3f}"


def _minutes(form: Form) -> str:
    return str(form.minutes) if form.minutes == form.minutes_up_to else f"{form.minutes} to {form.minutes_up_to}"


# ---- telling -----------------------------------------------------------------------------------------


def _told(notes: list[_Note]) -> Iterator[Change]:
    """One sentence for each note; where the same happened to many things, one that counts them."""
    alike: dict[tuple[Weight, str, str], list[_Note]] = defaultdict(list)
    for note in notes:
        alike[note.weight, note.kind, note.alike].append(note)
    for (weight, kind, words), group in alike.items():
        if len(group) <= TOGETHER:
            yield from (Change(weight, f"{_name(note)} {note.words}.") for note in group)
        else:
            names = ", ".join(note.name for note in group[:NAMED_TOGETHER])
            rest = f"{names} and {len(group) - NAMED_TOGETHER} more"
            join = " " if words.split()[0] in ("are", "go") else ": "
            yield Change(weight, f"{len(group)} {_plural(NAMES.get(kind, kind))}{join}{words} ({rest}).")


def _plural(kind: str) -> str:
    irregular = {
        "competency": "competencies",
        "question to ask": "questions to ask",
        "calibration of": "item calibrations",
        "correlation of": "correlations",
    }
    return irregular.get(kind, f"{kind}s")


def _name(note: _Note) -> str:
    """How a sentence about one thing begins."""
    colon = "" if note.words.split()[0] in ("is", "goes") else ":"
    if note.kind in ("bank", "calibration"):
        return f"The {note.kind}{colon}"
    shown = "" if note.kind in ("item", "form") else f"{NAMES.get(note.kind, note.kind).capitalize()} "
    return f"{shown}{note.name}{colon}"


def by_weight(found: tuple[Change, ...]) -> Mapping[str, list[str]]:
    """Title of a group -> its sentences, in order of weight; groups without changes are left out."""
    grouped: dict[str, list[str]] = {}
    for change in found:
        grouped.setdefault(TITLES[change.weight], []).append(change.words)
    return grouped
