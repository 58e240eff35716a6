"""Rules for a whole question bank that know what its things are for: levels, anchors, keys, enemies, forms.

`check` has the rules that a table of names or numbers decides, and runs them all.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from assessment.bank.format import Contents, Record, under
from assessment.errors import Fault
from assessment.forms import EVIDENCE, ORDER_ON_A_FORM
from assessment.model import HIGHEST, LOWEST

EVIDENCE_NEEDED = 2
"""Evidence items of a domain on a form; with fewer, nobody could ever be scored in it."""
TYPES_IN_A_FILE = {"pulse.toml": ("pulse",), "vignettes.toml": ("vignette",)}
LISTS_OF_DIFFERENT_THINGS = (
    ("bank", "domains"),
    ("scale", "labels"),
    ("item", "options"),
    ("form", "items"),
    ("correlation", "domains"),
)
TYPES_IN_A_DOMAIN = ("rating", "situational", "knowledge")


def _status(item: Record) -> str:
    """The status of an item: live if it does not say."""
    return str(item.data.get("status", "live"))


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
    for bank, place, anchor in under(contents, "bank", "anchors"):
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
    for kind, key in LISTS_OF_DIFFERENT_THINGS:
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
