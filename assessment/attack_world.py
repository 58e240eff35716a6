"""What the attack is granted besides the published cells: how many people stand behind every atom, and all constants.

It is stored with the release and never shown. It holds no sum of answers: the attack does without the truth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from assessment import departments, disclosure
from assessment.departments import Codes, Flags, Numbers, Sums
from assessment.disclosure import Plan
from assessment.model import GRADES, PROFESSION_BANDS, Organisation

ATOMS_OF_ORGANISATION = len(GRADES) * (len(PROFESSION_BANDS) + 1)
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Scored:
    """People with a level in one domain, in parts: those of an atom whose level mixes its two scores alike.

    Arrays (parts,): `atom` its place in the plan, `moved` who it is of those whom a corrected release put elsewhere, -1
    for all others, `people`, `rated` those who rated themselves, `share` (0-1) of the self-rating in their level, -1
    where the level is no such mix; `target` (parts, 2) the lowest and highest target (1-5). `errors`: the lowest and
    highest standard error of anybody's level and demonstrated score.
    """

    atom: Codes
    moved: Codes
    people: Numbers
    rated: Flags
    share: Numbers
    target: Numbers
    errors: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """People who answered one item of the pulse: arrays (parts,) as for scores; `opinions` are those with one."""

    atom: Codes
    moved: Codes
    people: Numbers
    opinions: Numbers


Shrunken = Mapping[tuple[str, str], tuple[Numbers, Numbers]]
"""For (measure, name) how an estimate follows from the mean of its group: keep and offset (groups,)."""


@dataclass(frozen=True)
class Release:
    """How the estimates of a release came about: `population` N (organisations, grades), and what was `shrunken`.

    `place` (moved,): where a release that was corrected had those whom a later one put elsewhere; None for the last.
    """

    population: Numbers
    shrunken: Shrunken
    place: Codes | None = None

    def atom(self, them: Scored | Asked) -> Codes:
        """Where this release had the people of each part."""
        if self.place is None or not len(self.place):
            return them.atom
        return np.where(them.moved >= 0, self.place[them.moved], them.atom)


@dataclass(frozen=True)
class World:
    """All that is granted about the last release of a cycle and, first one first, those `before` that it corrects."""

    minimum: int
    organisations: tuple[Organisation, ...]
    release: Release
    scored: Mapping[str, Scored]
    asked: Mapping[str, Asked]
    before: tuple[Release, ...] = ()

    def plan(self) -> Plan:
        return disclosure.plan([o.code for o in self.organisations], self.organisations)


def scored(
    atom: Codes,
    moved: Codes,
    level: Numbers,
    demonstrated: Numbers,
    own: Numbers,
    target: Numbers,
    errors: Mapping[str, Numbers],
) -> Scored:
    """Put people with a level into parts; all arrays have a number a person, `own` NaN without a self-rating."""
    rated = ~np.isnan(own)
    mixes, mix = np.unique(_share_of_self(level, demonstrated, own), return_inverse=True)
    shape = int(atom.max(initial=0)) + 1, int(moved.max(initial=0)) + 2, 2, len(mixes)
    codes = np.ravel_multi_index((atom, moved + 1, rated, mix), shape)
    keys, part, people = np.unique(codes, return_inverse=True, return_counts=True)
    at, who, has_rated, of_mix = np.unravel_index(keys, shape)
    targets = np.stack([np.full(len(keys), np.inf), np.full(len(keys), -np.inf)], axis=1)
    np.minimum.at(targets[:, 0], part, target)
    np.maximum.at(targets[:, 1], part, target)
    ends = {name: (float(se.min()), float(se.max())) if len(se) else (0.0, 0.0) for name, se in errors.items()}
    return Scored(at, who - 1, people.astype(np.float64), has_rated > 0, mixes[of_mix], targets, ends)


def asked(atom: Codes, moved: Codes, people: Numbers, opinion: Flags) -> Asked:
    """Put people who answered an item into parts; arrays have a row each for so many `people` of one answer."""
    shape = int(atom.max(initial=0)) + 1, int(moved.max(initial=0)) + 2
    keys, part = np.unique(np.ravel_multi_index((atom, moved + 1), shape), return_inverse=True)
    at, who = np.unravel_index(keys, shape)
    counts = (np.bincount(part, weights, len(keys)).astype(np.float64) for weights in (people, people * opinion))
    return Asked(at, who - 1, *counts)


def corrected(held: World, plan: Plan, codes: Sequence[str], place: Codes) -> Release:
    """The release that a world is about, among the groups of a later plan over `codes`; `place` as in `Release`."""
    at = {(group.view, *sorted(group.keys.items())): g for g, group in enumerate(plan.groups)}
    groups = [at[group.view, *sorted(group.keys.items())] for group in held.plan().groups]
    population = np.zeros((len(codes), len(GRADES)))
    population[[codes.index(o.code) for o in held.organisations]] = held.release.population
    shrunken = {}
    for key, (keep, offset) in held.release.shrunken.items():
        shrunken[key] = np.ones(len(plan.groups)), np.zeros(len(plan.groups))
        shrunken[key][0][groups], shrunken[key][1][groups] = keep, offset
    return Release(population, shrunken, place)


def _share_of_self(level: Numbers, demonstrated: Numbers, own: Numbers) -> Numbers:
    """How much of each level is the self-rating: more where a kind of evidence is missing (docs/method.md).

    Where both scores agree it cannot be seen and does not matter: the commonest share then.
    """
    between = np.where(np.isnan(own), 0.0, own - demonstrated)
    told = np.abs(between) > _NEAR
    share = np.round(np.divide(level - demonstrated, between, out=np.zeros(len(level)), where=told), 6)
    mix = np.where(told, (share >= 0) & (share <= 1), np.abs(level - demonstrated) <= _NEAR)
    met, times = np.unique(share[told & mix], return_counts=True)
    share[~told & ~np.isnan(own)] = met[times.argmax()] if len(met) else -1.0
    return np.where(mix, share, -1.0)


def person_weights(plan: Plan, population: Numbers, atom: Codes, people: Numbers) -> Numbers:
    """The share (groups, grades) that a person of each grade has in each group's mean, as `departments` weighs them."""
    groups = plan.groups
    counts = np.bincount(atom, people, plan.member.shape[1]).astype(np.float64)[:, None]
    nothing = np.zeros_like(counts)
    grade = np.arange(len(counts)) // (ATOMS_OF_ORGANISATION // len(GRADES)) % len(GRADES)
    sums = Sums(counts, *[nothing] * 5)
    strata = departments.roll_up(plan.member[: len(groups)], grade, len(GRADES), sums)
    asked = (np.array([g.organisations for g in groups], dtype=np.float64) @ population) * [g.grades for g in groups]
    known = np.array([not g.view.endswith("profession") for g in groups])
    made = departments.estimates(strata, asked, known, np.ones(1), np.ones(1))
    return made.person_weight[:, 0]


# ---- as JSON -------------------------------------------------------------------------------------------


def to_json(world: World) -> dict[str, Any]:
    """The world with lists for arrays; of estimates that are drawn together, the groups of which it is true."""
    return {
        "minimum_group": world.minimum,
        "organisations": [[o.code, o.type, o.parent_group] for o in world.organisations],
        "release": _release_to_json(world.release),
        "scored": {name: _lists(one) | {"errors": dict(one.errors)} for name, one in world.scored.items()},
        "asked": {name: _lists(one) for name, one in world.asked.items()},
        "before": [_release_to_json(one) for one in world.before],
    }


def _release_to_json(release: Release) -> dict[str, Any]:
    return {
        "population": release.population.tolist(),
        "shrunken": [[*key, *_changed(*arrays)] for key, arrays in release.shrunken.items()],
        "place": None if release.place is None else release.place.tolist(),
    }


def from_json(held: Mapping[str, Any]) -> World:
    """What `to_json` wrote."""
    organisations = tuple(Organisation(code, code, kind, group) for code, kind, group in held["organisations"])
    groups = len(disclosure.plan([o.code for o in organisations], organisations).groups)
    return World(
        held["minimum_group"],
        organisations,
        _release_from_json(held["release"], groups),
        {name: Scored(**_arrays(Scored, one), errors=_pairs(one["errors"])) for name, one in held["scored"].items()},
        {name: Asked(**_arrays(Asked, one)) for name, one in held["asked"].items()},
        tuple(_release_from_json(one, groups) for one in held["before"]),
    )


def _release_from_json(held: Mapping[str, Any], groups: int) -> Release:
    population = np.array(held["population"], dtype=np.float64).reshape(-1, len(GRADES))
    shrunken = {(measure, name): _spread_out(groups, *rest) for measure, name, *rest in held["shrunken"]}
    place = held["place"]
    return Release(population, shrunken, None if place is None else np.array(place, dtype=np.intp))


def _pairs(errors: Mapping[str, list[float]]) -> dict[str, tuple[float, float]]:
    return {name: (low, high) for name, (low, high) in errors.items()}


_KINDS: dict[str, type] = {"atom": np.intp, "moved": np.intp, "rated": np.bool_}


def _lists(one: Scored | Asked) -> dict[str, Any]:
    return {f.name: getattr(one, f.name).tolist() for f in fields(one) if f.name != "errors"}


def _arrays(kind: type[Scored] | type[Asked], held: Mapping[str, Any]) -> dict[str, Any]:
    names = [f.name for f in fields(kind) if f.name != "errors"]
    found: dict[str, Any] = {name: np.array(held[name], dtype=_KINDS.get(name, np.float64)) for name in names}
    return found | ({"target": found["target"].reshape(-1, 2)} if "target" in found else {})


def _changed(keep: Numbers, offset: Numbers) -> tuple[list[int], list[float], list[float]]:
    where = np.flatnonzero((keep != 1) | (offset != 0))
    return where.tolist(), keep[where].tolist(), offset[where].tolist()


def _spread_out(groups: int, where: list[int], keep: list[float], offset: list[float]) -> tuple[Numbers, Numbers]:
    kept, added = np.ones(groups), np.zeros(groups)
    kept[where], added[where] = keep, offset
    return kept, added
