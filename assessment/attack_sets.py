"""Whom an attacker would like to know: every set of 1 to k - 1 people that filters can name, and some that none can."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from assessment.attack_world import ATOMS_OF_ORGANISATION
from assessment.departments import Codes, Flags, Numbers
from assessment.disclosure import Plan
from assessment.model import GRADES

UNIONS = 12
"""Random unions of parts that are looked at in each organisation."""
_BANDS = ATOMS_OF_ORGANISATION // len(GRADES)
_WIDE = ("all", "organisation_type", "parent_group")


def small_sets(plan: Plan, published: Flags, atom: Codes, people: Numbers, minimum: int, seed: int) -> Flags:
    """Sets of parts (sets, parts) with 1 to `minimum` - 1 people, each set of people once.

    `published` (groups + 2,): what is shown of the measure in question; `atom` and `people` (parts,). Looked at are all
    groups that are not shown; what is left of any group when shown groups inside it are taken away, one alone or all of
    a view; every grade set x band set of an organisation; every grade x band of everybody, of a type and of a parent
    group; each part; and random unions of parts of an organisation.
    """
    some = people > 0
    inside = plan.member[:, atom] & some
    found = [
        np.eye(len(atom), dtype=bool)[some],
        inside[~published],
        *_remainders(plan, inside, published, people, minimum),
        *_wide_crosses(plan, inside, atom),
    ]
    rng = np.random.default_rng(seed)
    for organisation in np.unique(atom[some] // ATOMS_OF_ORGANISATION):
        at = np.flatnonzero(some & (atom // ATOMS_OF_ORGANISATION == organisation))
        sets = np.vstack([_crosses(atom[at]), _unions(people[at], minimum, rng)])
        sets = sets[_small(sets, people[at], minimum)]
        found.append(np.zeros((len(sets), len(atom)), dtype=bool))
        found[-1][:, at] = sets
    return _once([sets[_small(sets, people, minimum)] for sets in found])


def _small(sets: Flags, people: Numbers, minimum: int) -> Flags:
    size = sets @ people
    return np.asarray((size > 0) & (size < minimum))


def _once(found: list[Flags]) -> Flags:
    """Each set once, told apart by a sum of random whole numbers (wrong with chance of nil)."""
    sets = np.vstack(found)
    mark = np.random.default_rng(0).integers(0, 2**62, (sets.shape[1], 1))
    sums = (csr_array(sets.astype(np.int64)) @ csr_array(mark)).toarray()[:, 0]
    _, first = np.unique(sums, return_index=True)
    return np.asarray(sets[np.sort(first)])


def _remainders(plan: Plan, inside: Flags, published: Flags, people: Numbers, minimum: int) -> Iterator[Flags]:
    """What is left of groups without the published ones inside them: one alone, then all of one view."""
    size = inside @ people
    shown = np.flatnonzero(published)
    members = inside.astype(np.float64)
    shared = (members * people) @ members[shown].T
    within = (shared == size[shown]) & (size[shown] < size[:, None])
    left = np.where(within, size[:, None] - size[shown], 0.0)
    group, taken = np.nonzero((left > 0) & (left < minimum))
    yield inside[group] & ~inside[shown[taken]]
    for view in np.unique(plan.view[shown]):
        of_view = plan.view[shown] == view
        yield inside & (within[:, of_view].astype(np.float64) @ members[shown[of_view]] == 0)


def _crosses(atom: Codes) -> Flags:
    """Every set of grades x every set of bands, in the parts of one organisation."""
    grade, band = atom // _BANDS % len(GRADES), atom % _BANDS
    of_grades, of_bands = _subsets(len(GRADES))[:, grade], _subsets(_BANDS)[:, band]
    return np.asarray((of_grades[:, None] & of_bands).reshape(-1, len(atom)))


def _subsets(count: int) -> Flags:
    """All sets of `count` things, the empty one left out."""
    return np.asarray((np.arange(1, 2**count)[:, None] >> np.arange(count)) & 1 == 1)


def _each_and_all(count: int) -> Flags:
    return np.vstack([np.eye(count, dtype=bool), np.ones(count, dtype=bool)])


def _wide_crosses(plan: Plan, inside: Flags, atom: Codes) -> Iterator[Flags]:
    """Each grade, each band and each of their crosses, among everybody, a type and a parent group."""
    wide = inside[[place for place, group in enumerate(plan.groups) if group.view in _WIDE]]
    grade = _each_and_all(len(GRADES))[:, atom // _BANDS % len(GRADES)]
    band = _each_and_all(_BANDS)[:, atom % _BANDS]
    for of_grade in grade:
        yield (wide[:, None] & of_grade & band).reshape(-1, len(atom))


def _unions(people: Numbers, minimum: int, rng: np.random.Generator) -> Flags:
    """Random sets of parts, each as large as it may be in a random order."""
    order = rng.permuted(np.tile(np.arange(len(people)), (UNIONS, 1)), axis=1)
    fits = people[order].cumsum(axis=1) < minimum
    sets = np.zeros((UNIONS, len(people)), dtype=bool)
    np.put_along_axis(sets, order, fits, axis=1)
    return sets


def nested(plan: Plan, published: Flags, atom: Codes, people: Numbers, minimum: int) -> int:
    """How often a published group differs by 1 to `minimum` - 1 people from another or from all of a view inside it."""
    shown = np.flatnonzero(published)
    part = replace(plan, member=plan.member[shown], view=plan.view[shown])
    inside = part.member[:, atom] & (people > 0)
    left = _remainders(part, inside, np.ones(len(shown), dtype=bool), people, minimum)
    return sum(int(_small(sets, people, minimum).sum()) for sets in left)
