"""Reads a QTI 3.0 package into items for a bank: all of them as drafts, or every fault by item.

A package of ours comes back whole: its sidecar says what QTI cannot. Items of other systems become situational (several
degrees of credit) or knowledge items (one right answer), and lack what only people can add, such as sources.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from assessment.bank.build import build
from assessment.bank.check import judge
from assessment.bank.format import Contents, Record, Table, nearest, structure
from assessment.bank.keys import IDENTIFIER, ITEM_KEYS
from assessment.bank.rules import TYPES_IN_A_FILE
from assessment.errors import Fault
from assessment.exchange import case
from assessment.exchange import qti_terms as terms
from assessment.exchange.qti_item import Question, question
from assessment.exchange.qti_package import unpack
from assessment.model import Item

BEST = 3
"""Points of the best option of a situational item."""
HOME = {kind: file for file, kinds in TYPES_IN_A_FILE.items() for kind in kinds}
COMPARED = ("type", "domain", "scenario", "stem", "options", "reverse", "expert_level")
"""What people read and what answers are worth; the rest of an item may differ from bank to bank."""
FIRST = ("id", "type", "domain", "competency", "scenario", "stem", "options", "scale", "answer")
"""Keys that a table begins with, so that it reads as the others do once it is written."""
_GIVE_FEEDBACK = "Add a qti-modal-feedback for the best answer that says why it is best"


@dataclass
class Taken:
    """A question as an [[item]] table, before it belongs to a bank.

    `domain` is where a package of ours had it, `about` every name its manifest gives as what it is about, and `labels`
    the texts of its answers where they are a scale's or the levels'. With `faults` the table is not whole.
    """

    table: Table
    domain: str = ""
    about: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Imported(Record):
    """A table that came from a package: its faults are told as the package's."""

    package: str = ""
    faults: tuple[Fault, ...] = ()

    def spot(self, key: str) -> tuple[str, str]:
        return self.package, f"{self.place}.{key}" if key else self.place


def read(data: bytes, name: str) -> tuple[list[Taken], list[Fault]]:
    """The items of the package in the file `name`, and everything that is wrong; items with faults are left out."""
    taken, faults = _taken(data, name)
    return [one for one in taken if not one.faults], [*faults, *(fault for one in taken for fault in one.faults)]


def add(contents: Contents, data: bytes, name: str, competency: str = "") -> tuple[list[Record], list[Fault]]:
    """The tables of a bank without faults, with the package's items added to them as drafts.

    `competency` is for items whose package names none of the bank's. Items that the bank has already are left as they
    are. With faults, the tables are the bank's own and nothing is added.
    """
    taken, faults = _taken(data, name)
    if competency and competency not in contents.ids["competency"]:
        advice = nearest(competency, sorted(contents.ids["competency"]), "Name one of the bank's")
        faults += [fault for one in taken for fault in one.faults]
        return list(contents.records), [*faults, Fault(name, "", f"there is no competency ‘{competency}’", advice)]
    whole = not faults  # where a file could not be read at all, what refers to its item would seem broken
    there = contents.items()
    new: list[Record] = []
    for one in taken:
        record = _record(contents, one, name, competency)
        if record.data["id"] not in there:
            new.append(record)
        elif record.faults or any(structure(record)):
            faults += record.faults or structure(record)
        else:
            faults += _differs(contents, there[record.data["id"]], record)
    records = _by_file([*contents.records, *new]) if new else list(contents.records)
    _, wrong = judge(records, whole, lambda record: getattr(record, "faults", ()) or structure(record))
    faults += wrong
    return (list(contents.records) if faults else records), list(dict.fromkeys(faults))


def _by_file(records: Sequence[Record]) -> list[Record]:
    """New tables behind those of their file, as a folder would be read."""
    order = {file: place for place, file in enumerate(dict.fromkeys(record.file for record in records))}
    return sorted(records, key=lambda record: order[record.file])


# ---- from a question to a table ----------------------------------------------------------------------


def _taken(data: bytes, name: str) -> tuple[list[Taken], list[Fault]]:
    """Every item of a package, with or without faults, and the faults of the package itself."""
    package = unpack(name, data)
    found: dict[str, Taken] = {}
    for part in package.parts:
        asked = question(name, part)
        if asked.id in found:
            place, advice = f"item {asked.id}", "Give each item an identifier of its own"
            package.fault(place, f"{part.file} has the identifier of another item of the package", advice)
            continue
        if not asked.id:
            package.faults += asked.faults
            continue
        if not IDENTIFIER.fullmatch(asked.id):
            asked.fault(f"‘{asked.id}’ is not an id of ours", "Use a letter, then letters, digits, - or _")
        kept = package.kept.get(asked.id)
        one = Taken({"id": asked.id, "type": ""}, about=asked.about, faults=asked.faults)
        if not asked.faults:
            _others(asked, one) if kept is None else _ours(asked, kept, one)
        found[asked.id] = one
    return list(found.values()), package.faults


def _options(asked: Question) -> list[tuple[str, str]]:
    """The answers without those that this program offers by itself."""
    return [(name, text) for name, text in asked.choices if terms.EXTRAS.get(name) != text]


def _ours(asked: Question, kept: Mapping[str, Any], one: Taken) -> None:
    """An item of a bank of ours, texts and credit from its file and the rest from the sidecar."""
    kind = str(kept.get("type"))
    one.domain = str(kept.get("domain", ""))
    if kind not in ITEM_KEYS:
        advice = f"Use one of {', '.join(ITEM_KEYS)}, or remove the item from {terms.SIDECAR}"
        asked.fault(f"‘{kind}’ is not a type of item", advice)
        return
    options = _options(asked)
    stored = {terms.choice(number): number for number in range(1, len(options) + 1)}
    if {name for name, _ in options} == stored.keys():  # another program may have moved the answers
        options.sort(key=lambda option: stored[option[0]])
    one.table |= {"type": kind}
    if asked.scenario and "scenario" in ITEM_KEYS[kind]:
        one.table["scenario"] = " ".join(asked.scenario)
    elif asked.scenario:
        asked.fault(f"a {kind} item has no text before its question", "Move it into the prompt")
    one.table["stem"] = asked.prompt
    said = {"rating": _rating, "situational": _situational, "knowledge": _knowledge}.get(kind)
    if said is not None:
        said(asked, options, one)
    else:
        one.labels = tuple(text for _, text in options)
    if kind == "rating" and isinstance(levels := kept.get("levels"), list) and len(levels) == len(options):
        one.table["options"] = [{"points": p, "text": text} for p, (_, text) in zip(levels, options, strict=True)]
    if kind == "vignette":
        names = [name for name, _ in options]
        one.table["expert_level"] = names.index(asked.right) + 1 if asked.right in names else 0
    _rationale(asked, one)
    left = {"id", "type", "domain", "levels", *terms.IN_THE_FILE}
    keys = ITEM_KEYS[kind]
    note = one.table.pop("review_note", "")
    one.table |= {key: terms.written(keys.get(key, ""), value) for key, value in kept.items() if key not in left}
    if note:
        one.table["review_note"] = f"{one.table.get('review_note', '')} {note}".strip()
    if "domain" in keys:
        one.table["domain"] = one.domain


def _others(asked: Question, one: Taken) -> None:
    """An item of another system: its type follows from what its answers earn."""
    options = _options(asked)
    credit = [(asked.credit or {}).get(name, Fraction(0)) for name, _ in options]
    paragraphs = [*asked.scenario, *([asked.prompt] if asked.prompt else [])]
    if not paragraphs:
        asked.fault("it asks nothing", "Write the question as qti-prompt")
    elif asked.credit is None and not asked.right:
        asked.fault("it has neither a mapping nor a correct response", "Say what its answers earn")
    elif asked.credit is None or sum(value != 0 for value in credit) == 1:
        one.table |= {"type": "knowledge", "stem": " ".join(paragraphs)}
        _knowledge(asked, options, one)
    else:
        one.table |= {"type": "situational", "scenario": " ".join(paragraphs[:-1]), "stem": paragraphs[-1]}
        if not one.table["scenario"]:
            asked.fault("it has no scenario", "Put the situation into a paragraph before the question")
        _situational(asked, options, one)
    if one.table["type"] and not asked.faults:
        _rationale(asked, one)


def _rating(asked: Question, options: list[tuple[str, str]], one: Taken) -> None:
    """Rising credit is a rating as it stands, falling credit a reversed one."""
    steps = [(asked.credit or {}).get(name) for name, _ in options]
    rising = list(range(len(options)))
    if steps == rising[::-1] and len(options) > 1:
        one.table["reverse"] = True
    elif steps != rising:
        asked.fault("the points of this rating do not rise or fall by one", f"Map them to 0 to {len(options) - 1}")
    one.table["options"] = [{"points": number, "text": text} for number, (_, text) in enumerate(options, 1)]


def _situational(asked: Question, options: list[tuple[str, str]], one: Taken) -> None:
    """Points 0 to 3, stretched where other numbers are exact multiples of them."""
    credit = [(asked.credit or {}).get(name, Fraction(0)) for name, _ in options]
    top = max(credit, default=Fraction(0))
    points = [value * BEST / top if top > 0 else value for value in credit]
    if top <= 0 or any(value.denominator != 1 or value < 0 for value in points):
        listed = ", ".join(f"{float(value):g}" for value in credit)
        asked.fault(f"its points {listed} cannot be brought to 0, 1, 2 and 3", "Map its answers to these points")
    right = next((name for (name, _), value in zip(options, credit, strict=True) if value == top), "")
    if asked.right and asked.right != right:
        asked.fault(f"the correct response is {asked.right}, but {right} earns most", "Make the two agree")
    one.table["options"] = [{"points": int(p), "text": text} for p, (_, text) in zip(points, options, strict=True)]


def _knowledge(asked: Question, options: list[tuple[str, str]], one: Taken) -> None:
    """One right answer, by the mapping or the correct response; where there are both, they agree."""
    names = [name for name, _ in options]
    credit = asked.credit or {asked.right: Fraction(1)}
    earning = [name for name in names if credit.get(name, 0) > 0]
    if len(earning) != 1:
        asked.fault(f"{len(earning)} of its answers earn points", "Let exactly one answer be right")
    elif asked.right and asked.right != earning[0]:
        asked.fault(f"the correct response is {asked.right}, but {earning[0]} earns most", "Make the two agree")
    else:
        one.table |= {"options": [text for _, text in options], "answer": names.index(earning[0]) + 1}


def _rationale(asked: Question, one: Taken) -> None:
    """Why the best answer is best; feedback on other answers is kept for reviewers."""
    keys = ITEM_KEYS[one.table["type"]]
    target = next((key for key in ("rationale", "explanation") if key in keys), "")
    shown = {terms.SHOWN, asked.right, _best(asked), "correct", "CORRECT"} - {""}
    main = [paragraphs for name, paragraphs in asked.feedback if name in shown]
    if not main and len(asked.feedback) == 1:
        main = [asked.feedback[0][1]]
    others = [(name, paragraphs) for name, paragraphs in asked.feedback if paragraphs not in main]
    texts = [(kind, text) for paragraphs in main for kind, text in paragraphs if text]
    apart = terms.DISTRACTORS_CLASS if "distractor_note" in keys else None
    aside = [text for kind, text in texts if kind == apart]
    said = " ".join(text for kind, text in texts if kind != apart)
    if target and not said:
        asked.fault(f"it has no {target}", _GIVE_FEEDBACK)
    elif target:
        one.table[target] = said
    elif said:
        asked.fault(f"a {one.table['type']} item has no feedback", "Remove it")
    if aside:
        one.table["distractor_note"] = " ".join(aside)
    if others:
        notes = [f"{name}: {' '.join(text for _, text in paragraphs)}" for name, paragraphs in others]
        one.table["review_note"] = f"Other feedback in the package: {' '.join(notes)}"


def _best(asked: Question) -> str:
    return max(asked.credit, key=lambda name: (asked.credit or {})[name]) if asked.credit else ""


# ---- from a table to a bank --------------------------------------------------------------------------


def _record(contents: Contents, one: Taken, package: str, competency: str) -> Imported:
    """The table as one of the bank's: with its competency or scale, in the file where it belongs, and a draft."""
    kind = one.table["type"]
    place = f"item {one.table['id']}"
    table = one.table | {"status": "draft"}
    faults = list(one.faults)
    domain = ""
    if not faults and kind not in HOME:
        chosen, problem = _competency(contents, one, competency)
        owners = {r.data.get("id"): r.domain for r in contents.of("competency")}
        domain = owners.get(chosen, "")
        table["competency"] = chosen
        if problem:
            faults.append(Fault(package, place, problem, "Say which competency the package is for"))
    if not faults and kind in ("rating", "pulse", "vignette"):
        faults += [Fault(package, place, problem, advice) for problem, advice in _labels(contents, one, table)]
    table = {key: table[key] for key in FIRST if key in table} | table
    file = HOME.get(kind, f"{domain.lower()}.toml")
    return Imported("item", file, place, table, domain, package=package, faults=tuple(faults))


def _competency(contents: Contents, one: Taken, otherwise: str) -> tuple[str, str]:
    """The competency of an item in this bank, and what is wrong if there is none or more than one."""
    title = next(contents.of("bank")).data["title"]
    known = sorted(contents.ids["competency"])
    names = {name.lower(): name for name in known} | {case.identifier(title, "competency", n): n for n in known}
    own = str(one.table.get("competency", "")).lower()
    if own in names:
        return names[own], ""
    found = list(dict.fromkeys(names[name.lower()] for name in one.about if name.lower() in names))
    if len(found) > 1 and not otherwise:
        return "", f"it is about {' and '.join(found)}, and an item has one competency"
    chosen = found[0] if len(found) == 1 else otherwise
    return chosen, "" if chosen else "it names no competency of this bank"


def _labels(contents: Contents, one: Taken, table: Table) -> Iterator[tuple[str, str]]:
    """Puts the name of a scale in the place of its labels; yields what is wrong where the bank has no such scale."""
    levels = [record.data["name"] for record in contents.of("level")]
    own = [option["text"] for option in table.get("options", [])] or list(one.labels)
    numbered = [option["points"] for option in table.get("options", [])] in ([], list(range(1, len(own) + 1)))
    scales = (r.place.removeprefix("scales.") for r in contents.of("scale") if r.data["labels"] == own)
    scale = next(scales, "")
    if table["type"] == "vignette":
        if own != levels:
            yield "its answers are not the levels of this bank", f"Write {', '.join(levels)}"
    elif scale and numbered:
        table.pop("options", None)
        table["scale"] = scale
    elif table["type"] == "pulse":
        yield f"no scale of this bank has the labels {', '.join(own)}", "Add [scales.NAME] to bank.toml first"


def _differs(contents: Contents, old: Record, new: Record) -> Iterator[Fault]:
    """The fault of an item that the bank has already under its id and that asks something else."""
    was, now = _items(contents, [old, new])
    keys = [key for key in COMPARED if getattr(was, key) != getattr(now, key)]
    if keys:
        listed = " and ".join(key.replace("_", " ") for key in keys)
        advice = "Give the new item an id that was never used, or leave it out of the package"
        yield new.fault("", f"‘{now.id}’ is in the bank already, with another {listed}", advice)


def _items(contents: Contents, records: Iterable[Record]) -> tuple[Item, ...]:
    others = [record for record in contents.sound if record.kind in ("bank", "level", "scale")]
    return build(replace(contents, sound=[*others, *records])).items
