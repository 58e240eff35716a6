"""What published shares say: of each person's chance to be below a level, and what that says of the level itself.

A chance is Phi((t - S) / SE). Over the people of an atom the mean chance lies in the convex hull of this curve, above
their mean score; the hull is drawn from outside with a few lines, for every t and SE there is, so the truth is always
possible.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.special import ndtr

from assessment.attack_world import Scored
from assessment.departments import Codes, Numbers
from assessment.disclosure import Plan
from assessment.model import HIGHEST, LOWEST, Cell
from assessment.shares import CLASS_BOUNDS, LEADING

Cells = Mapping[str, Mapping[int, Cell]]
"""The published cells of one domain or item: by measure, then by the place of their group in the plan."""
CURVES = {"target": "level", "leading": "level", "low": "demonstrated", "high": "demonstrated"}
"""Chances to be below the target, level 4 and the two bounds of the classes: of which score each is a function."""
_THRESHOLDS = {"leading": LEADING, "low": CLASS_BOUNDS[0], "high": CLASS_BOUNDS[1]}
_SPREAD_ENDS = ((0.0, 0.25), (0.25, 0.5), (0.5, 1.0))
_CLASSES = ("class_low", "class_middle", "class_high")
_CLASS_CURVES: tuple[tuple[float, dict[str, float]], ...] = (
    (0.0, {"low": 1.0}),
    (0.0, {"high": 1.0, "low": -1.0}),
    (1.0, {"high": -1.0}),
)
_PERCENT = 0.01 + 1e-9
_GRID = np.linspace(LOWEST, HIGHEST, 2001)
_SLOPES = np.array([1.0, 0.4])
"""Of the lines around a tube, as parts of the steepest that touches its hull."""
_LEAST_ERROR = 1e-9


NATURE = -1
"""In place of a group: said by none, but true."""


@dataclass(frozen=True)
class Said:
    """low <= rows @ unknowns <= high, said by the cells of one measure, of the groups `by` (rows,)."""

    rows: csr_array
    low: Numbers
    high: Numbers
    by: Codes
    measure: str = ""


def nature(rows: csr_array, low: Numbers, high: Numbers) -> Said:
    return Said(rows, low, high, np.full(rows.shape[0], NATURE))


def picked(which: Codes, first: int, shape: tuple[int, int]) -> csr_array:
    """A matrix with a 1 in each row of `which`, in the columns from `first` on."""
    return csr_array((np.ones(len(which)), (which, first + np.arange(len(which)))), shape=shape)


def widened(matrix: csr_array, columns: int) -> csr_array:
    """The matrix with columns of zeros added on the right, up to so many."""
    return csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], columns))


@dataclass(frozen=True, slots=True)
class Told:
    """Shares of one kind: low <= constant + sum of sign x mean chance of a curve <= high, for each of `groups`.

    `by` is who says it, the groups themselves if None.
    """

    measure: str
    groups: Codes
    constant: float
    signs: Mapping[str, float]
    low: Numbers
    high: Numbers
    by: Codes | None = None


@dataclass(frozen=True, slots=True)
class Tube:
    """least <= chance <= most (atoms,) and low <= chance + slope x score <= high for each line (lines, atoms)."""

    least: Numbers
    most: Numbers
    slopes: Numbers
    low: Numbers
    high: Numbers


def told(cells: Cells) -> Iterator[Told]:
    """What the published shares of a domain say."""
    below = {g: c.share_below_target for g, c in cells.get("level", {}).items() if c.share_below_target is not None}
    if below:
        n = np.array([float(cells["level"][g].n or 0) for g in below])
        yield Told("share_below_target", _places(below), 0.0, {"target": 1.0}, *ends(np.array(list(below.values())), n))
    spread = {g: int(c.estimate or 0) for g, c in cells.get("spread", {}).items()}
    if spread:
        low, high = np.array([_SPREAD_ENDS[word - 1] for word in spread.values()]).T
        yield Told("spread", _places(spread), 1.0, {"leading": -1.0}, low, high)
    yield from _told_of_classes(cells)


def _told_of_classes(cells: Cells) -> Iterator[Told]:
    """Classes come to 1 by largest remainders, and what one is raised to 1/n comes off the largest: wide ends there."""
    shown = [cells.get(measure, {}) for measure in _CLASSES]
    groups = sorted(set.intersection(*map(set, shown)))
    if not groups:
        return
    share = np.array([[float(of_class[g].estimate or 0) for g in groups] for of_class in shown])
    raised = share <= _smallest(np.array([float(shown[0][g].n or 0) for g in groups])) + 1e-9
    taken = (share * raised).sum(axis=0)
    spare = np.where(share + taken >= share.max(axis=0) - 1e-9, taken, 0.0)
    low, high = np.where(raised, 0.0, share - _PERCENT), share + _PERCENT + spare
    for c, (measure, (constant, signs)) in enumerate(zip(_CLASSES, _CLASS_CURVES, strict=True)):
        yield Told(measure, np.array(groups), constant, signs, low[c], high[c])


def _places(groups: Mapping[int, object]) -> Codes:
    return np.array(list(groups), dtype=np.intp)


def _smallest(n: Numbers) -> Numbers:
    """The smallest share that is ever told of n people: 1/n in whole percents, rounded up."""
    return np.ceil(100 / np.maximum(n, 1) - 1e-9) / 100


def ends(share: Numbers, n: Numbers) -> tuple[Numbers, Numbers]:
    """Between what a single share lies that is told: half a percent either way, open where it was held."""
    held = _smallest(n) + 1e-9
    low = np.where(share <= held, 0.0, share - _PERCENT / 2)
    return low, np.where(share >= 1 - held, 1.0, share + _PERCENT / 2)


# ---- tubes ---------------------------------------------------------------------------------------------


def chances(them: Scored, plan: Plan, seen: Sequence[Cells], mean: Mapping[str, csr_array]) -> tuple[list[Said], Codes]:
    """What the shares of a domain say, in new unknowns after those of `mean` (parts, unknowns), and the atoms of these.

    A new unknown is the mean chance in an atom, for each curve in which it plays a part. The first of `seen` are the
    cells of the last release, which could be withheld; the others are of earlier ones.
    """
    atoms, of_part = np.unique(them.atom, return_inverse=True)
    people = np.bincount(of_part, them.people).astype(np.float64)
    average = csr_array((them.people / people[of_part], (of_part, np.arange(len(of_part)))))
    now, *before = (list(told(cells)) for cells in seen)
    every = [*now, *(replace(one, by=np.full_like(one.groups, NATURE)) for earlier in before for one in earlier)]
    in_curve = {curve: _concerned(curve, every, plan, atoms) for curve in CURVES}
    first = mean["level"].shape[1]
    chance = {}
    unknowns = first + sum(map(len, in_curve.values()))
    for curve, some in in_curve.items():
        chance[curve] = picked(some, first, (len(atoms), unknowns))
        first += len(some)
    said = [_shares(one, plan.member[one.groups][:, atoms] * people, chance) for one in every]
    for curve, some in in_curve.items():
        of_score = widened(csr_array(average @ mean[CURVES[curve]])[some], unknowns)
        threshold = _thresholds(curve, them, of_part, len(atoms))[some]
        said += _tubes(tube(threshold, them.errors[CURVES[curve]]), chance[curve][some], of_score)
    return said, np.concatenate([atoms[some] for some in in_curve.values()])


def _concerned(curve: str, every: Iterable[Told], plan: Plan, atoms: Codes) -> Codes:
    """Places in `atoms` of those that belong to a group with a share made of this curve."""
    groups = [one.groups for one in every if curve in one.signs]
    if not groups:
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(plan.member[np.concatenate(groups)][:, atoms].any(axis=0))


def _shares(one: Told, within: Numbers, chance: Mapping[str, csr_array]) -> Said:
    """`within` (groups, atoms): people."""
    plain = csr_array(within / within.sum(axis=1, keepdims=True))
    rows = sum(((plain @ chance[curve]) * sign for curve, sign in one.signs.items()), start=0)
    return Said(
        csr_array(rows),
        one.low - one.constant,
        one.high - one.constant,
        one.groups if one.by is None else one.by,
        one.measure,
    )


def _tubes(around: Tube, chance: csr_array, score: csr_array) -> Iterator[Said]:
    """`chance` and `score` (atoms, unknowns)."""
    yield nature(chance, around.least, around.most)
    for slope, low, high in zip(around.slopes, around.low, around.high, strict=True):
        yield nature(csr_array(chance + diags_array(slope) @ score), low, high)


def _thresholds(curve: str, them: Scored, of_part: Codes, atoms: int) -> Numbers:
    """The lowest and highest threshold (atoms, 2) of a curve; `of_part` (parts,) gives the atom of each part."""
    if curve != "target":
        return np.full((atoms, 2), _THRESHOLDS[curve])
    ends = np.stack([np.full(atoms, np.inf), np.full(atoms, -np.inf)], axis=1)
    np.minimum.at(ends[:, 0], of_part, them.target[:, 0])
    np.maximum.at(ends[:, 1], of_part, them.target[:, 1])
    return ends


def tube(threshold: Numbers, errors: tuple[float, float]) -> Tube:
    """Lines around the hull of the curves, for `threshold` (atoms, 2) and the range of standard errors."""
    small, large = max(errors[0], _LEAST_ERROR), max(errors[1], _LEAST_ERROR)
    kinds, kind = np.unique(threshold, axis=0, return_inverse=True)
    low_t, high_t = kinds[:, :1], kinds[:, 1:]
    lower = ndtr((low_t - _GRID) / np.where(low_t > _GRID, large, small))
    upper = ndtr((high_t - _GRID) / np.where(high_t > _GRID, small, large))
    below, above = np.outer(_SLOPES, _steepest(lower)), np.outer(_SLOPES, _steepest(1 - upper[:, ::-1]))
    step = _GRID[1] - _GRID[0]  # both curves fall: between two points neither passes a line by more than slope x step
    low = (lower + below[:, :, None] * _GRID).min(axis=2) - below * step
    high = (upper + above[:, :, None] * _GRID).max(axis=2) + above * step
    none = np.full_like(low, np.inf)
    low, high = np.concatenate([low, -none]), np.concatenate([none, high])
    slopes = np.concatenate([below, above])
    return Tube(lower[kind, -1], upper[kind, 0], slopes[:, kind], low[:, kind], high[:, kind])


def _steepest(falling: Numbers) -> Numbers:
    """The steepest fall of a line from the left end of each curve (kinds, grid) to any of its points."""
    return np.asarray(((falling[:, :1] - falling[:, 1:]) / (_GRID[1:] - LOWEST)).max(axis=1))
