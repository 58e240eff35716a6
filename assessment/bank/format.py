"""The tables of a question bank as read: each with where it stands, and what is wrong with it on its own.

`keys` says which keys a table may have and what stands behind them; rules that need more than one table are in `check`.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from assessment.bank.keys import IDENTIFIER, ITEM_KEYS, KEYS
from assessment.errors import Fault

Table = dict[str, Any]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


SINGLE_VALUES: dict[str, tuple[Callable[[object], bool], str]] = {
    "text": (_is_text, 'text in quotes, such as "yes"'),
    "id": (
        lambda v: isinstance(v, str) and bool(IDENTIFIER.fullmatch(v)),
        "an id in quotes: a letter, then letters, digits, - or _",
    ),
    "whole": (lambda v: isinstance(v, int) and not isinstance(v, bool), "a whole number without quotes"),
    "number": (_is_number, "a number without quotes"),
    "flag": (lambda v: isinstance(v, bool), "true or false without quotes"),
    "date": (
        lambda v: isinstance(v, date) and not isinstance(v, datetime),
        "a date without quotes, such as 2026-11-23",
    ),
    "option": (lambda v: isinstance(v, dict), '{ points = 3, text = "..." }'),
}


@dataclass(frozen=True, slots=True)
class Record:
    """One table of a bank file, such as an [[item]], with where it stands.

    `kind` is a key of KEYS or "item"; `domain` is the domain whose file holds it, if one does; `within` is the key at
    which a table inside another stands, with a full stop.
    """

    kind: str
    file: str
    place: str
    data: Table
    domain: str = ""
    within: str = ""

    def fault(self, key: str, problem: str, remedy: str) -> Fault:
        """A fault of this table; `key` may go deeper: `options[2].points`."""
        file, place = self.spot(self.within + key)
        return Fault(file, place, problem, remedy)

    def spot(self, key: str) -> tuple[str, str]:
        """The file and the place in it where the value of a key of this table stands."""
        return self.file, f"{self.place}.{key}" if self.place and key else self.place or key

    @property
    def known_as(self) -> str:
        """How another fault names this table."""
        return f"{self.file}: {self.place}"

    def inside(self, kind: str, key: str, data: Table) -> "Record":
        """A table that stands within this one, at `key`."""
        return replace(self, kind=kind, data=data, within=f"{self.within}{key}.")


@dataclass(frozen=True)
class Contents:
    """All tables of a bank: `sound` are well formed on their own, `ids` holds those of all, by kind.

    `complete` is False where a part could not be read, so that rules over all tables make no sense.
    """

    sound: Sequence[Record]
    records: Sequence[Record]
    ids: dict[str, set[str]]
    complete: bool = True

    @classmethod
    def of_records(cls, records: Sequence[Record], sound: Sequence[Record] = (), complete: bool = True) -> "Contents":
        ids: dict[str, set[str]] = {kind: set() for kind in ("theme", *KEYS, "item")}
        for record in records:
            if record.kind == "bank" and isinstance(record.data.get("themes"), dict):
                ids["theme"] |= record.data["themes"].keys()
            elif record.kind in ("source", "scale"):
                ids[record.kind].add(record.place.removeprefix("scales."))
            elif record.kind == "domain":  # as listed: a wrong id is one fault, not one for each reference
                ids["domain"].add(record.domain)
            elif isinstance(record.data.get("id"), str):
                ids[record.kind].add(record.data["id"])
        return cls(sound, records, ids, complete)

    def of(self, kind: str) -> Iterator[Record]:
        """The well-formed tables of a kind; a type of item is a kind too."""
        return (r for r in self.sound if r.kind == kind or (r.kind == "item" and r.data["type"] == kind))

    def items(self) -> dict[str, Record]:
        return {item.data["id"]: item for item in self.of("item")}


def _leaves(value: Any, key: str) -> Iterator[tuple[str, Any]]:
    """The single values behind a key with where they stand: `items[3]`, `targets.director`."""
    if isinstance(value, list):
        for number, entry in enumerate(value, 1):
            yield from _leaves(entry, f"{key}[{number}]")
    elif isinstance(value, dict):
        for name, entry in value.items():
            yield from _leaves(entry, f"{key}.{name}")
    else:
        yield key, value


def under(contents: Contents, kind: str, key: str) -> Iterator[tuple[Record, str, Any]]:
    for record in contents.of(kind):
        if key in record.data:
            for place, value in _leaves(record.data[key], key):
                yield record, place, value


def structure(record: Record) -> Iterator[Fault]:
    """Faults of one table on its own: unknown and missing keys, and values of the wrong kind."""
    keys = KEYS.get(record.kind) or ITEM_KEYS.get(str(record.data.get("type", "")))
    if keys is None:
        yield _unknown_type(record)
        return
    for key in record.data:
        if key not in keys:
            yield record.fault(key, "this key is not known here", nearest(key, keys, "Remove it"))
    for key, kind in keys.items():
        if key in record.data:
            yield from _wrong_kinds(record, key, kind.removesuffix("?"), record.data[key])
        elif not kind.endswith("?"):
            yield record.fault(key, "this key is missing", f"Add {key} = {_words(kind)}")


def _unknown_type(record: Record) -> Fault:
    if "type" not in record.data:
        return record.fault("type", "this key is missing", f"Add type = one of {', '.join(ITEM_KEYS)}")
    problem = f"‘{record.data['type']}’ is not a type of item"
    return record.fault("type", problem, f"Use one of {', '.join(ITEM_KEYS)}")


def _wrong_kinds(record: Record, key: str, kind: str, value: object) -> Iterator[Fault]:
    """Walk into lists and tables, so that a fault names the very entry: `options[2].points`."""
    shape, _, inner = kind.partition(" of ")
    if inner and isinstance(value, list) and shape == "list":
        for number, entry in enumerate(value, 1):
            yield from _wrong_kinds(record, f"{key}[{number}]", inner, entry)
    elif inner and isinstance(value, dict) and shape == "table":
        for name, entry in value.items():
            yield from _wrong_kinds(record, f"{key}.{name}", inner, entry)
    elif inner or not SINGLE_VALUES[kind][0](value):
        yield record.fault(key, f"{_shown(value)} is the wrong kind of value", f"Write {_words(kind)}")
    elif kind == "option" and isinstance(value, dict):
        yield from structure(record.inside("option", key, value))


def _words(kind: str) -> str:
    shape, _, inner = kind.partition(" of ")
    if shape == "list":
        return "a list in square brackets"
    if shape == "table":
        return f"a table of names, each with {_words(inner)}"
    return SINGLE_VALUES[kind][1]


def _shown(value: object) -> str:
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a table"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "empty text" if value == "" else f"‘{value}’"


def nearest(word: str, known: Iterable[str], otherwise: str) -> str:
    """What to do about an unknown word: the most similar known one, or else `otherwise` and what is known."""
    names = list(known)
    near = get_close_matches(word, names, n=1, cutoff=0.75)
    if near:
        return f"Write ‘{near[0]}’ if that is what you meant"
    return f"{otherwise}, or use one of {', '.join(names)}" if len(names) <= 20 else otherwise
