"""What a new version owes to published ones: an item is retired, never edited, removed or renamed.

People have answered it, or may have; scores and statistics of past cycles are about the words they read. What was not
put to them (sources, owner, dates, help, expected facility) may change.
"""

from collections.abc import Iterator
from typing import Any

from assessment.bank.format import Contents, Record
from assessment.errors import Fault

ASKED = ("type", "domain", "scenario", "stem", "options", "scale", "answer", "reverse", "expert_level")
"""The keys of an item that people read or that decide what an answer is worth."""


def breaks(contents: Contents, earlier: Contents, version: str) -> Iterator[Fault]:
    """Where `contents` breaks with the published `version`, whose tables are `earlier`."""
    items = {str(r.data.get("id")): r for r in contents.records if r.kind == "item"}
    for name, old in earlier.items().items():
        if old.data.get("status") == "draft":
            continue
        new = items.get(name)
        if new is None:
            advice = "Put it back with its id; to take it out of use, set status = ‘retired’"
            yield Fault(old.file, f"item {name}", f"this item of version {version} is missing", advice)
        elif new.data.get("status") == "draft":
            advice = "Give the new item an id that was never used; live, hold or retired is what this one may be"
            yield new.fault("status", f"‘{name}’ was published in version {version}", advice)
        else:
            yield from _edited(new, asked(new, contents), asked(old, earlier), version)
    yield from _other_things(contents, earlier, version)


def asked(item: Record, contents: Contents) -> dict[str, Any]:
    """What people read of an item and what their answers are worth, with the labels of its scale."""
    labels = {r.place.removeprefix("scales."): r.data.get("labels") for r in contents.records if r.kind == "scale"}
    values = {key: item.data.get(key) for key in ASKED} | {"domain": item.data.get("domain", item.domain)}
    values["reverse"] = bool(item.data.get("reverse"))
    if item.data.get("type") == "vignette":
        values["options"] = [r.data.get("name") for r in contents.records if r.kind == "level"]
    return values | {"scale": labels.get(str(values["scale"]))}


def _edited(new: Record, now: dict[str, Any], then: dict[str, Any], version: str) -> Iterator[Fault]:
    name = new.data["id"]
    for key in (key for key in ASKED if now[key] != then[key]):
        advice = f"Restore it, set status = ‘retired’, and write a new item with replaces = ‘{name}’"
        other = "other options" if key == "options" else f"another {key}"
        yield new.fault(key, f"‘{name}’ was published in version {version} with {other}", advice)


def _other_things(contents: Contents, earlier: Contents, version: str) -> Iterator[Fault]:
    """An id of a published version names the same kind of thing, for good."""
    kinds = {str(r.data["id"]): r.kind for r in earlier.sound if "id" in r.data}
    for record in contents.records:
        name = record.data.get("id")
        if isinstance(name, str) and kinds.get(name, record.kind) != record.kind:
            yield record.fault("id", f"‘{name}’ was a {kinds[name]} in version {version}", "Choose another id")
