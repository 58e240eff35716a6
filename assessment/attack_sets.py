"""Whom an attacker would like to know: every set of 1 to k - 1 people that filters can name, and some that none can."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from assessment.attack_world import ATOMS_OF_ORGANISATION
from assessment.departments import Codes, Flags, Numbers
from assessment.disclosure import Plan
from assessment.model import GRADES

UNIONS = 12
"""Random unions of parts that are looked at in each organisation."""
_BANDS = ATOMS_OF_ORGANISATION // len(GRADES)
_WIDE = ("all", "organisation_type", "parent_group")


@dataclass(frozen=True, slots=True)
class Shown:
    """Groups of which a measure is shown, as sets of parts (groups, parts), and the view of each (groups,)."""

    sets: Flags
    view: Codes


def small_sets(plan: Plan, shown: Shown, atom: Codes, people: Numbers, minimum: int, seed: int) -> Flags:
    """Sets of parts (sets, parts) with 1 to `minimum` - 1 people, each set of people once.

    `atom` and `people` (parts,). Looked at are all groups; what is left of any group, shown or not, when shown groups
    inside it are taken away, one alone or all of a view; every grade set x band set of an organisation; every grade x
    band of everybody, of a type and of a parent group; each part; and random unions of parts of an organisation.
    """
    some = people > 0
    if not some.any():
        return np.zeros((0, len(atom)), dtype=bool)
    inside = plan.member[:, atom] & some
    found = [
        np.eye(len(atom), dtype=bool)[some],
        inside,
        *_remainders(np.vstack([inside, shown.sets & some]), shown, people, minimum),
        *_wide_crosses(plan, inside, atom),
    ]
    found = [sets[_small(sets, people, minimum)] for sets in found]
    rng = np.random.default_rng(seed)
    for organisation in np.unique(atom[some] // ATOMS_OF_ORGANISATION):
        at = np.flatnonzero(some & (atom // ATOMS_OF_ORGANISATION == organisation))
        sets = np.vstack([_crosses(atom[at]), _unions(people[at], minimum, rng)])
        sets = _once(sets[_small(sets, people[at], minimum)])
        found.append(np.zeros((len(sets), len(atom)), dtype=bool))
        found[-1][:, at] = sets
    return _once(np.vstack(found))


def _small(sets: Flags, people: Numbers, minimum: int) -> Flags:
    size = sets @ people
    return np.asarray((size > 0) & (size < minimum))


def _once(sets: Flags) -> Flags:
    """Each set once, told apart by two sums of random numbers."""
    marks = np.random.default_rng(0).random((sets.shape[1], 2))
    sums = np.round(np.stack([sets @ mark for mark in marks.T], axis=1), 9)
    _, first = np.unique(sums[:, 0] + 1j * sums[:, 1], return_index=True)
    return np.asarray(sets[np.sort(first)])


def _remainders(groups: Flags, shown: Shown, people: Numbers, minimum: int) -> Iterator[Flags]:
    """What is left of groups without shown ones inside them, one alone or all of a view, where it is small."""
    inner = shown.sets & (people > 0)
    wide, narrow = csr_array(groups.astype(np.float64)), csr_array(inner.astype(np.float64))
    size, of_inner = groups @ people, inner @ people
    shared = coo_array((wide * people) @ narrow.T)
    proper = (shared.data == of_inner[shared.col]) & (of_inner[shared.col] < size[shared.row])
    group, taken = shared.row[proper], shared.col[proper]
    left = size[group] - of_inner[taken] < minimum
    yield groups[group[left]] & ~inner[taken[left]]
    for view in np.unique(shown.view):
        of_view = shown.view[taken] == view
        pairs = group[of_view], taken[of_view]
        without = csr_array((np.ones(len(pairs[0])), pairs), shape=(len(size), len(inner))) @ narrow
        rest = size - (without > 0) @ people
        few = np.flatnonzero((rest > 0) & (rest < minimum))
        yield groups[few] & (without.toarray()[few] == 0)


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


def nested(shown: Shown, people: Numbers, minimum: int) -> int:
    """How often a shown group differs by 1 to `minimum` - 1 people from another or from all of a view inside it."""
    left = _remainders(shown.sets & (people > 0), shown, people, minimum)
    sets = np.vstack([np.zeros((0, len(people)), dtype=bool), *left])
    return len(_once(sets[_small(sets, people, minimum)]))
