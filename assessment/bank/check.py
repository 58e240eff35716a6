"""Rules for a whole question bank, each a function in `RULES` that yields one fault for each thing that breaks it.

Rules see only tables that are well formed on their own (`format.structure`), but know the ids of all, so that one
fault is not reported twice.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from assessment.bank.format import Contents, Record, nearest, structure
from assessment.errors import Fault
from assessment.item_types import CONFIDENCE
from assessment.model import FUNCTIONS, GRADES, HIGHEST, LOWEST, METHODS

EVIDENCE = ("situational", "knowledge")
EVIDENCE_NEEDED = 2
"""Evidence items of a domain on a form; with fewer, nobody could ever be scored in it."""
ORDER_ON_A_FORM = ("vignette", "rating", "situational", "knowledge", "pulse")
TYPES_IN_A_FILE = {"pulse.toml": ("pulse",), "vignettes.toml": ("vignette",)}
TYPES_IN_A_DOMAIN = ("rating", "situational", "knowledge")
RESERVED_IDS = ("all", "respondent", "organisation", "grade", "profession", "form", "submitted_at")
"""Words with a meaning of their own in responses and release files, where ids of items and domains stand."""

SOURCE_STATUSES = ("V", "S", "K", "P")
EFFORTS = ("ten_minutes", "half_day", "three_months")

CLOSED_LISTS = (
    ("bank", "status", ("draft", "provisional", "approved")),
    ("item", "status", ("live", "draft", "hold", "retired")),
    ("item", "source_status", SOURCE_STATUSES),
    ("source", "status", SOURCE_STATUSES),
    ("offer", "status", SOURCE_STATUSES),
    ("offer", "availability", ("open", "check", "ended")),
    ("action", "effort", EFFORTS),
)
RANGES = (
    ("bank", "residual_sd", 0.01, 1),
    ("bank", "confidence_chances", 0, 1),
    ("bank", "method_weights", 0.01, 1000),
    ("item", "expected_facility", 0, 1),
    ("item", "weight", 0.01, 100),
    ("item", "expert_level", LOWEST, HIGHEST),
    ("form", "minutes", 1, 240),
    ("form", "minutes_up_to", 1, 240),
    ("competency", "targets", LOWEST, HIGHEST),
    ("competency", "adjustments", -2, 2),
    ("action", "to_level", LOWEST + 1, HIGHEST),
)
"""Kind of table, key, lowest and highest value; every number in a list or table behind the key is held to them."""
LENGTHS = (
    ("scale", "labels", 2, 10),
    ("bank", "domains", 1, 100),
    ("bank", "confidence_chances", len(CONFIDENCE), len(CONFIDENCE)),
    ("competency", "indicators", int(HIGHEST), int(HIGHEST)),
    ("item", "options", 2, 10),
)
NAMES = (
    ("bank", "method_weights", METHODS, METHODS),
    ("competency", "targets", GRADES, GRADES),
    ("competency", "adjustments", (), FUNCTIONS),
)
"""Kind of table, key, the names that must stand behind it, the names that may."""
REFERENCES = (
    ("bank", "domains", "domain"),
    ("bank", "anchors", "item"),
    ("bank", "enemies", "item"),
    ("recommendation", "competencies", "competency"),
    ("domain", "themes", "theme"),
    ("competency", "themes", "theme"),
    ("competency", "sources", "source"),
    ("board_question", "sources", "source"),
    ("action", "competency", "competency"),
    ("offer", "domains", "domain"),
    ("offer", "competencies", "competency"),
    ("item", "themes", "theme"),
    ("item", "domain", "domain"),
    ("item", "competency", "competency"),
    ("item", "scale", "scale"),
    ("item", "sources", "source"),
    ("item", "reserve_for", "item"),
    ("item", "replaces", "item"),
    ("form", "items", "item"),
)
"""Kind of table, key, kind of thing that every id behind the key must name."""


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


def _under(contents: Contents, kind: str, key: str) -> Iterator[tuple[Record, str, Any]]:
    for record in contents.of(kind):
        if key in record.data:
            for place, value in _leaves(record.data[key], key):
                yield record, place, value


def _status(item: Record) -> str:
    """The status of an item: live if it does not say."""
    return str(item.data.get("status", "live"))


def unique_ids(contents: Contents) -> Iterator[Fault]:
    """One id, one thing, in the whole bank; words that responses and release files use are not free."""
    seen: dict[str, Record] = {}
    for record in contents.records:
        name = record.data.get("id")
        if not isinstance(name, str):
            continue
        if name.lower() in RESERVED_IDS:
            yield record.fault("id", f"‘{name}’ has a meaning of its own in our files", "Choose another id")
        if name in seen:
            problem = f"‘{name}’ is already the id of something else ({seen[name].file}: {seen[name].place})"
            yield record.fault("id", problem, "Give one of the two a new id")
        seen.setdefault(name, record)


def closed_lists(contents: Contents) -> Iterator[Fault]:
    for kind, key, allowed in CLOSED_LISTS:
        for record, place, value in _under(contents, kind, key):
            if value not in allowed:
                yield record.fault(place, f"‘{value}’ is not known", nearest(value, allowed, "Correct it"))


def ranges(contents: Contents) -> Iterator[Fault]:
    for kind, key, low, high in RANGES:
        for record, place, value in _under(contents, kind, key):
            if not low <= value <= high:
                yield record.fault(place, f"{value} is out of range", f"Write a number from {low:g} to {high:g}")


def lengths(contents: Contents) -> Iterator[Fault]:
    for kind, key, low, high in LENGTHS:
        for record in contents.of(kind):
            if key in record.data and not low <= (count := len(record.data[key])) <= high:
                needed = f"{low}" if low == high else f"{low} to {high}"
                entries = "there is 1 entry" if count == 1 else f"there are {count} entries"
                yield record.fault(key, entries, f"Write {needed}")


def names(contents: Contents) -> Iterator[Fault]:
    for kind, key, needed, allowed in NAMES:
        for record in contents.of(kind):
            given: Collection[str] = record.data.get(key, needed)
            for name in (n for n in needed if n not in given):
                yield record.fault(f"{key}.{name}", "this entry is missing", f"Add {name} = a number")
            for name in (n for n in given if n not in allowed):
                yield record.fault(f"{key}.{name}", "this entry is not known", nearest(name, allowed, "Remove it"))


def references(contents: Contents) -> Iterator[Fault]:
    for kind, key, target in REFERENCES:
        for record, place, value in _under(contents, kind, key):
            if value not in contents.ids[target]:
                advice = nearest(value, sorted(contents.ids[target]), f"Correct it, or add the {target}")
                yield record.fault(place, f"there is no {target} ‘{value}’", advice)


def levels(contents: Contents) -> Iterator[Fault]:
    """The reporting scale has five levels, whatever they are called."""
    numbers = [record.data.get("number") for record in contents.records if record.kind == "level"]
    if numbers != list(range(int(LOWEST), int(HIGHEST) + 1)):
        problem = f"the numbers of the levels are {', '.join(map(str, numbers))}" if numbers else "there is no level"
        yield Fault("bank.toml", "level", problem, "Write five [[level]] tables, numbered 1 to 5 in that order")


def domains(contents: Contents) -> Iterator[Fault]:
    """A domain stands in the file of its name and has competencies of its own."""
    owners = {record.domain for record in contents.records if record.kind == "competency"}
    for record in contents.of("domain"):
        if record.data["id"] != record.domain:
            advice = f"Write id = ‘{record.domain}’, as in ‘domains’ of bank.toml"
            yield record.fault("id", f"‘{record.data['id']}’ does not fit the file", advice)
        if record.domain not in owners:
            yield record.fault("", "the domain has no competency, so it has no target", "Add a [[competency]]")


def anchors(contents: Contents) -> Iterator[Fault]:
    """The anchor of a domain is an item of that domain, in use."""
    items = contents.items()
    for bank, place, anchor in _under(contents, "bank", "anchors"):
        domain = place.removeprefix("anchors.")
        if domain not in contents.ids["domain"]:
            yield bank.fault(place, f"there is no domain ‘{domain}’", "Correct the name, or remove the line")
        elif anchor in items and items[anchor].domain != domain:
            yield bank.fault(place, f"{anchor} is not an item of {domain}", "Name an item of the domain")
        elif anchor in items and _status(items[anchor]) != "live":
            yield bank.fault(place, f"{anchor} has the status {_status(items[anchor])}", "Name a live item")


def belonging(contents: Contents) -> Iterator[Fault]:
    """Items stand in the file of their kind, and their competency in the same domain."""
    owner = {str(r.data.get("id")): r.domain for r in contents.records if r.kind == "competency"}
    for item in contents.of("item"):
        allowed = TYPES_IN_A_FILE.get(item.file, TYPES_IN_A_DOMAIN)
        if item.data["type"] not in allowed:
            yield item.fault("type", f"{item.file} holds no {item.data['type']} items", f"Use {' or '.join(allowed)}")
        domain = item.data.get("domain", item.domain)
        competency = item.data.get("competency", "")
        if owner.get(competency, domain) != domain:
            problem = f"{competency} belongs to {owner[competency]}, not to {domain}"
            yield item.fault("competency", problem, "Name a competency of the item's domain, or move the item")


def statuses(contents: Contents) -> Iterator[Fault]:
    for item in contents.of("item"):
        if _status(item) in ("hold", "retired") and "status_reason" not in item.data:
            yield item.fault("status_reason", "this key is missing", f"Say why the status is {_status(item)}")


def answer_keys(contents: Contents) -> Iterator[Fault]:
    """What each answer earns: anchors ascend, a situational item has one best option, a knowledge item one answer."""
    for item in contents.of("rating"):
        if ("options" in item.data) == ("scale" in item.data):
            yield item.fault("options", "a rating needs options or a scale, not both", "Keep one of the two")
        points = [option["points"] for option in item.data.get("options", [])]
        if any(low >= high for low, high in pairwise(points)):
            yield item.fault("options", "the points do not rise from anchor to anchor", "Put the lowest level first")
        else:
            yield from _missing_anchors(item, points)
    for item in contents.of("situational"):
        points = [option["points"] for option in item.data["options"]]
        for number, value in enumerate(points, 1):
            if not 0 <= value <= 3:
                yield item.fault(f"options[{number}].points", f"{value} is not a key", "Write 0, 1, 2 or 3")
        if points.count(3) != 1:
            yield item.fault("options", f"{points.count(3)} options have 3 points", "Give exactly one option 3 points")
    for item in contents.of("knowledge"):
        count = len(item.data["options"])
        if not 1 <= item.data["answer"] <= count:
            yield item.fault("answer", f"there is no option {item.data['answer']}", f"Write a number from 1 to {count}")


def _missing_anchors(item: Record, points: list[int]) -> Iterator[Fault]:
    """Anchors count by their place, so their points are evenly spaced: a wider step has lost one."""
    step = min((high - low for low, high in pairwise(points)), default=0)
    for low, high in pairwise(points):
        if high - low > step:
            problem = f"an anchor is missing between those with {low} and {high} points"
            yield item.fault("options", problem, "Add it: anchors count by their place")


def repeats(contents: Contents) -> Iterator[Fault]:
    """Entries of one list that are the same, capitals aside."""
    for kind, key in (("bank", "domains"), ("scale", "labels"), ("item", "options"), ("form", "items")):
        for record in contents.of(kind):
            entries = [e["text"] if isinstance(e, dict) else e for e in record.data.get(key, [])]
            for entry, count in Counter(entry.lower() for entry in entries).items():
                if count > 1:
                    shown = next(e for e in entries if e.lower() == entry)
                    yield record.fault(key, f"‘{shown}’ stands there {count} times", "Keep one, or make them differ")


def enemies(contents: Contents) -> Iterator[Fault]:
    for bank in contents.of("bank"):
        for number, pair in enumerate(bank.data.get("enemies", []), 1):
            if len(set(pair)) != 2 or len(pair) != 2:
                yield bank.fault(f"enemies[{number}]", "this is not a pair", "Name two different items")


def forms(contents: Contents) -> Iterator[Fault]:
    if not any(record.kind == "form" for record in contents.records):
        yield Fault("forms.toml", "form", "there is no form", "Add a [[form]] with the items to ask")
    pairs = [tuple(pair) for bank in contents.of("bank") for pair in bank.data.get("enemies", [])]
    for form in contents.of("form"):
        expected = f"{form.data['family']}_{form.data['letter']}"
        if form.data["id"] != expected:
            yield form.fault("id", "the id does not fit family and letter", f'Write id = "{expected}"')
        if form.data.get("minutes_up_to", form.data["minutes"]) < form.data["minutes"]:
            yield form.fault("minutes_up_to", "it is less than ‘minutes’", "Write the longer time here")
        for pair in pairs:
            if set(pair) <= set(form.data["items"]):
                yield form.fault("items", f"{' and '.join(pair)} are enemies", "Take one of the two off the form")
        yield from _members(form, contents)


def _members(form: Record, contents: Contents) -> Iterator[Fault]:
    items = contents.items()
    members = [items[name] for name in form.data["items"] if name in items]
    places = {name: f"items[{number}]" for number, name in enumerate(form.data["items"], 1)}
    for item in members:
        if (status := _status(item)) != "live":
            problem = f"{item.data['id']} has the status {status}"
            yield form.fault(places[item.data["id"]], problem, "Put a live item in its place")
    for before, after in pairwise(members):
        if ORDER_ON_A_FORM.index(before.data["type"]) > ORDER_ON_A_FORM.index(after.data["type"]):
            problem = f"{after.data['id']} ({after.data['type']}) stands after a {before.data['type']} item"
            yield form.fault(places[after.data["id"]], problem, f"Use the order {', '.join(ORDER_ON_A_FORM)}")
    evidence = Counter(item.domain for item in members if item.data["type"] in EVIDENCE)
    for domain in sorted(contents.ids["domain"]):
        if evidence[domain] < EVIDENCE_NEEDED and len(members) == len(form.data["items"]):
            problem = f"{domain} has {evidence[domain]} situational or knowledge items"
            yield form.fault("items", problem, f"Give every domain at least {EVIDENCE_NEEDED}")


RULES: tuple[Callable[[Contents], Iterator[Fault]], ...] = (
    unique_ids,
    closed_lists,
    ranges,
    lengths,
    names,
    references,
    levels,
    domains,
    anchors,
    belonging,
    statuses,
    answer_keys,
    repeats,
    enemies,
    forms,
)


def judge(
    records: Sequence[Record], complete: bool = True, alone: Callable[[Record], Iterable[Fault]] = structure
) -> tuple[Contents, list[Fault]]:
    """All tables of a bank and everything that is wrong with them.

    `alone` finds the faults of one table on its own; only without `complete` are those of tables together left out.
    """
    faults: list[Fault] = []
    sound = []
    for record in records:
        wrong = list(alone(record))
        faults += wrong
        sound += [] if wrong else [record]
    contents = Contents.of_records(records, sound, complete)
    if complete:
        faults += [fault for rule in RULES for fault in rule(contents)]
    return contents, faults
