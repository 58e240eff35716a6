"""Whom an organisation is compared with: rules as data, whose members follow from the register, never from results."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import hypot, log
from statistics import stdev
from types import MappingProxyType
from typing import Any

from assessment.model import Organisation
from assessment.register import REFERENCE_DATA

FILE = REFERENCE_DATA / "peer_rules.toml"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its key in addresses, with its name and what it means in words."""

    id: str
    name: str
    about: str


CUSTOM = Rule("custom", "Organisations chosen one by one", "Somebody chose them, not a rule.")
"""The rule whose members somebody names; it stands in no order of preference."""


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """The members of a rule for one organisation by code, published or not; `shared` names what they have in common."""

    rule: Rule
    shared: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Custom:
    """Peers that somebody named: `replaced` pairs each that had ended with those that stand for it.

    `unknown` are codes that stand for nothing on the day the cycle opened.
    """

    group: PeerGroup
    replaced: tuple[tuple[str, tuple[str, ...]], ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the file says: `order` of preference, bands of size as (smallest headcount, name) in ascending order.

    `fewest` published members make a group of peers; `neighbours` and `other_work` are of the rule "nearest".
    """

    order: tuple[Rule, ...]
    fewest: int
    neighbours: int
    other_work: float
    bands: tuple[tuple[int, str], ...]
    work_of_type: Mapping[str, str]
    work_of_organisation: Mapping[str, str]

    def named(self, key: str) -> Rule | None:
        """The rule of that key."""
        return next((rule for rule in self.order if rule.id == key), None)

    def band(self, organisation: Organisation) -> str:
        """The band of size; empty without a headcount."""
        return next((name for start, name in reversed(self.bands) if (organisation.scs_headcount or 0) >= start), "")

    def work(self, organisation: Organisation) -> str:
        """The kind of work, as we read it; empty for a type that the file does not know."""
        of_type = self.work_of_type.get(organisation.type, "")
        return self.work_of_organisation.get(organisation.code, of_type)


@cache
def rules() -> Rules:
    """The rules of the reference data; raises ValueError for a rule that is not built."""
    return parse(tomllib.loads(FILE.read_text(encoding="utf-8")))


def parse(data: Mapping[str, Any]) -> Rules:
    """The rules of a file that has been read as TOML."""
    unknown = {rule["id"] for rule in data["rule"]} - _MEMBERS.keys()
    if unknown:
        raise ValueError(f"rules that are not built: {sorted(unknown)}")
    return Rules(
        order=tuple(Rule(r["id"], r["name"], r["about"].format(neighbours=data["neighbours"])) for r in data["rule"]),
        fewest=data["fewest"],
        neighbours=data["neighbours"],
        other_work=data["other_work"],
        bands=tuple(sorted((band["from"], band["name"]) for band in data["size_band"])),
        work_of_type=MappingProxyType(data["work_of_type"]),
        work_of_organisation=MappingProxyType(data["work_of_organisation"]),
    )


def group(rule: Rule, code: str, organisations: Sequence[Organisation]) -> PeerGroup:
    """The peers of an organisation by a rule of the file, itself left out, in order of code.

    `organisations`: those of the register on the day the cycle opened. Without members if it is not among them, or if
    the register lacks what the rule asks for.
    """
    own = next((one for one in organisations if one.code == code), None)
    if own is None:
        return PeerGroup(rule, "", ())
    others = [one for one in organisations if one.code != code]
    shared, members = _MEMBERS[rule.id](own, others, rules())
    return PeerGroup(rule, shared, tuple(sorted(one.code for one in members)))


def custom(codes: Sequence[str], code: str, organisations: Sequence[Organisation], day: date) -> Custom:
    """The peers that `codes` name on the day the cycle opened, the organisation `code` itself left out.

    `organisations`: the whole register, of all dates.
    """
    named = {one: standing_for(one, organisations, day) for one in codes}
    members = sorted({one for found in named.values() for one in found} - {code})
    return Custom(
        group=PeerGroup(CUSTOM, "", tuple(members)),
        replaced=tuple((one, found) for one, found in named.items() if found and found != (one,)),
        unknown=tuple(one for one, found in named.items() if not found),
    )


def standing_for(code: str, organisations: Sequence[Organisation], day: date) -> tuple[str, ...]:
    """The codes that stand for an organisation on a day: its own, or those of its successors if it had ended by then.

    Successors that have ended, too, are followed to theirs. Empty for an unknown code and for one that came later.
    """
    known = {one.code: one for one in organisations}
    found: list[str] = []
    seen: set[str] = set()

    def follow(one: str) -> None:
        if one in seen or one not in known:
            return
        seen.add(one)
        if known[one].valid_on(day):
            found.append(one)
        elif (ended := known[one].valid_to) and ended <= day:
            for successor in known[one].successors:
                follow(successor)

    follow(code)
    return tuple(found)


def distances(own: Organisation, others: Sequence[Organisation], held: Rules) -> dict[str, float]:
    """How far others are from an organisation, by code: those with a headcount, none if it has none itself.

    Euclidean, over the logarithm of the headcount in standard deviations (of all of them, divisor n - 1), and
    `other_work` where the kind of work differs. Rounded, so that equally far ones are equal.
    """
    known = [one for one in others if one.scs_headcount]
    if not own.scs_headcount or not known:
        return {}
    size = {one.code: log(one.scs_headcount or 1) for one in (own, *known)}
    scale = stdev(size.values()) or 1.0
    return {
        one.code: round(hypot((size[one.code] - size[own.code]) / scale, _apart(own, one, held)), 9) for one in known
    }


def _apart(own: Organisation, other: Organisation, held: Rules) -> float:
    return held.other_work if held.work(own) != held.work(other) else 0.0


# ---- the rules ---------------------------------------------------------------------------------------

_Found = tuple[str, Sequence[Organisation]]


def _nearest(own: Organisation, others: Sequence[Organisation], held: Rules) -> _Found:
    """The `neighbours` nearest; where several are equally far, in order of code."""
    away = distances(own, others, held)
    near = sorted((one for one in others if one.code in away), key=lambda one: (away[one.code], one.code))
    return held.work(own), near[: held.neighbours]


def _same_size(own: Organisation, others: Sequence[Organisation], held: Rules) -> _Found:
    band = held.band(own)
    return band, [one for one in others if band and held.band(one) == band]


def _same(attribute: str) -> Callable[[Organisation, Sequence[Organisation], Rules], _Found]:
    def members(own: Organisation, others: Sequence[Organisation], _: Rules) -> _Found:
        value = getattr(own, attribute)
        return value, [one for one in others if value and getattr(one, attribute) == value]

    return members


_MEMBERS: dict[str, Callable[[Organisation, Sequence[Organisation], Rules], _Found]] = {
    "nearest": _nearest,
    "type": _same("type"),
    "size": _same_size,
    "group": _same("parent_group"),
    "all": lambda own, others, held: ("", others),
}
