"""Rules for a whole question bank, each a function in `RULES` that yields one fault for each thing that breaks it.

Those that a table of names or numbers decides stand here, those that know what things are for in `rules`. They see only
tables that are well formed on their own (`format.structure`), but know the ids of all, so that no fault is told twice.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from assessment.bank import parameters, rules
from assessment.bank.format import Contents, Record, nearest, structure, under
from assessment.errors import Fault
from assessment.item_types import CONFIDENCE
from assessment.model import FUNCTIONS, GRADES, HIGHEST, LOWEST, METHODS

RESERVED_IDS = ("all", "respondent", "organisation", "grade", "profession", "form", "submitted_at")
"""Words with a meaning of their own in responses and release files, where ids of items and domains stand."""

SOURCE_STATUSES = ("V", "S", "K", "P")
MODELS = ("graded", "partial_credit")
EFFORTS = ("ten_minutes", "half_day", "three_months")

CLOSED_LISTS = (
    ("bank", "status", ("draft", "provisional", "approved")),
    ("item", "status", ("live", "draft", "hold", "retired")),
    ("item", "source_status", SOURCE_STATUSES),
    ("source", "status", SOURCE_STATUSES),
    ("offer", "status", SOURCE_STATUSES),
    ("offer", "availability", ("open", "check", "ended")),
    ("action", "effort", EFFORTS),
    ("parameters", "model", MODELS),
)
RANGES = (
    ("bank", "residual_sd", 0.01, 1),
    ("bank", "residual_sds", 0.01, 1),
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
    ("calibration", "n", 1, 999_999),
    ("parameters", "n", 1, 999_999),
    ("parameters", "slope", 0.01, 20),
    ("parameters", "thresholds", -50, 50),
    ("correlation", "r", -0.99, 0.99),
)
"""Kind of table, key, lowest and highest value; every number in a list or table behind the key is held to them."""
LENGTHS = (
    ("scale", "labels", 2, 10),
    ("bank", "domains", 1, 100),
    ("bank", "confidence_chances", len(CONFIDENCE), len(CONFIDENCE)),
    ("competency", "indicators", int(HIGHEST), int(HIGHEST)),
    ("item", "options", 2, 10),
    ("correlation", "domains", 2, 2),
)
NAMES = (
    ("bank", "method_weights", METHODS, METHODS),
    ("bank", "residual_sds", (), METHODS),
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
    ("parameters", "item", "item"),
    ("correlation", "domains", "domain"),
)
"""Kind of table, key, kind of thing that every id behind the key must name."""


def unique_ids(contents: Contents) -> Iterator[Fault]:
    """One id, one thing, in the whole bank; words that responses and release files use are not free.

    Sources and scales have ids of their own, each among its kind.
    """
    seen: dict[tuple[str, str], Record] = {}
    for record in contents.records:
        own = record.kind in ("source", "scale")
        name = record.place.removeprefix("scales.") if own else record.data.get("id")
        if not isinstance(name, str):
            continue
        if not own and name.lower() in RESERVED_IDS:
            yield record.fault("id", f"‘{name}’ has a meaning of its own in our files", "Choose another id")
        key = record.kind if own else "", name
        if key in seen:
            problem = f"‘{name}’ is already the id of something else ({seen[key].known_as})"
            yield record.fault("id", problem, "Give one of the two a new id")
        seen.setdefault(key, record)


def closed_lists(contents: Contents) -> Iterator[Fault]:
    for kind, key, allowed in CLOSED_LISTS:
        for record, place, value in under(contents, kind, key):
            if value not in allowed:
                yield record.fault(place, f"‘{value}’ is not known", nearest(value, allowed, "Correct it"))


def ranges(contents: Contents) -> Iterator[Fault]:
    for kind, key, low, high in RANGES:
        for record, place, value in under(contents, kind, key):
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
        for record, place, value in under(contents, kind, key):
            if value not in contents.ids[target]:
                advice = nearest(value, sorted(contents.ids[target]), f"Correct it, or add the {target}")
                yield record.fault(place, f"there is no {target} ‘{value}’", advice)


RULES: tuple[Callable[[Contents], Iterator[Fault]], ...] = (
    unique_ids,
    closed_lists,
    ranges,
    lengths,
    names,
    references,
    rules.levels,
    rules.domains,
    rules.anchors,
    rules.belonging,
    rules.statuses,
    rules.answer_keys,
    rules.repeats,
    rules.enemies,
    rules.forms,
    *parameters.RULES,
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
