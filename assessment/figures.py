"""Figures that may not be there: a number, or why there is none; and how both are written in JSON."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from assessment.model import NotDefined, NotYet

Figure = float | NotYet | NotDefined


def plain(value: Any) -> Any:
    """A value made of dataclasses, tuples, mappings and figures as JSON has them; what is None is left out.

    {"not_yet": true, "n", "needed"} for too few people, {"not_defined": true, "items", "reason"} for what cannot be.
    """
    match value:
        case NotYet():
            return {"not_yet": True, "n": value.n, "needed": value.needed}
        case NotDefined():
            return {"not_defined": True, "items": value.items, "reason": value.reason}
        case tuple() | list():
            return [plain(part) for part in value]
        case dict():
            return {name: plain(part) for name, part in value.items()}
    if not is_dataclass(value):
        return value
    parts = ((field.name, getattr(value, field.name)) for field in fields(value))
    return {name: plain(part) for name, part in parts if part is not None}


def figure(value: Any) -> Any:
    """What `plain` wrote for a figure; anything else as it is."""
    if isinstance(value, Mapping) and "not_yet" in value:
        return NotYet(value["n"], value["needed"])
    if isinstance(value, Mapping) and "not_defined" in value:
        return NotDefined(value["items"], value["reason"])
    return value


def figures(stored: Mapping[str, Any]) -> dict[str, Any]:
    """A table whose values may be figures."""
    return {name: figure(value) for name, value in stored.items()}
