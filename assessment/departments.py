"""From people to groups: post-stratified means with honest ranges, for every group of a release at once.

Everything is computed from counts and sums per atom (organisation x grade x profession band), so that a million people
cost one pass and every roll-up is an addition. Formulas: docs/method.md; Cochran, Sampling Techniques, 1977, sections
2.8 and 5A.9 (finite population, post-stratification). Shrunken estimates (empirical Bayes) will build on `Estimates`.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy import special

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.intp]

STRATUM_MINIMUM = 5
"""People needed in a grade before it is a stratum of its own; below, it is joined with the grade next to it."""
SMOOTHING = 8
"""d0: how many people's worth of trust the pooled variance gets."""
OWN_VARIANCE_FROM = 30
"""Below this many people a range uses the pooled variance alone, so that it says nothing about the people in it."""
SMALLEST_SD = 0.25
"""No range takes people to differ by less than this: a quarter of a level, or of a step of a scale of five."""
LEAST_OF_POOLED = 0.5
"""However alike many people are, their own variance counts as no less than this part of the pooled one."""
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Sums:
    """What is kept of people: their number, and sums over them. All arrays have one shape, its last axis named below.

    `n` people, `total` of values (1-5), `squares` of values, `errors` of squared standard errors, `targets` of targets
    (1-5), `below` of the chances (0-1) to be below target.
    """

    n: Numbers
    total: Numbers
    squares: Numbers
    errors: Numbers
    targets: Numbers
    below: Numbers

    def over(self, axis: int | tuple[int, ...]) -> "Sums":
        """The sums added up along an axis."""
        return Sums(*(getattr(self, f.name).sum(axis=axis) for f in fields(self)))

    def rows(self, chosen: Flags) -> "Sums":
        """The sums of some groups only."""
        return Sums(*(getattr(self, f.name)[chosen] for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Estimates:
    """Unrounded results, arrays of shape (groups, domains), 0 where a group has nobody.

    `estimate` and `target` on 1-5 with equal grade weights; `variance` of the estimate about the mean of all who were
    invited, `v0` about the mean of endlessly many such people; `below` the share (0-1) of those who answered that is
    below target. `person_weight` (groups, domains, grades): the share (0-1) that one person of the grade has in the
    estimate, 0 for a grade in which nobody answered.
    """

    n: Numbers
    estimate: Numbers
    variance: Numbers
    v0: Numbers
    target: Numbers
    below: Numbers
    person_weight: Numbers

    @property
    def weight(self) -> Numbers:
        """The largest share of any one person in each estimate, (groups, domains)."""
        return np.asarray(self.person_weight.max(axis=-1))


def tally(
    cell: Codes,
    shape: tuple[int, int],
    value: Numbers,
    error: Numbers,
    target: Numbers,
    below: Numbers,
    people: Numbers,
) -> Sums:
    """Count and add up rows. `cell` is atom x number of domains + domain; `people` how many a row stands for.

    Returns arrays of `shape` (atoms, domains). One np.bincount a sum: linear in rows, without grouping or sorting.
    """
    size = shape[0] * shape[1]

    def added(of_rows: Numbers) -> Numbers:
        return np.bincount(cell, of_rows, size).reshape(shape).astype(np.float64)

    return Sums(
        n=added(people),
        total=added(people * value),
        squares=added(people * value**2),
        errors=added(people * error**2),
        targets=added(people * target),
        below=added(people * below),
    )


def roll_up(member: Flags, grade: Codes, grades: int, atoms: Sums) -> Sums:
    """Add atoms up: `member` (groups, atoms) and the `grade` of each atom give sums (groups, domains, grades)."""
    weights = member.astype(np.float64)
    parts = [(weights[:, grade == g], grade == g) for g in range(grades)]

    def by_grade(of_atoms: Numbers) -> Numbers:
        return np.stack([group @ of_atoms[atom] for group, atom in parts], axis=-1)

    return Sums(*(by_grade(getattr(atoms, f.name)) for f in fields(Sums)))


def _ratio(above: Numbers, below: Numbers) -> Numbers:
    """above / below, 0 where there is nothing to divide by."""
    shape = np.broadcast_shapes(above.shape, below.shape)
    return np.divide(above, below, out=np.zeros(shape), where=np.broadcast_to(below > 0, shape))


def variance(sums: Sums) -> Numbers:
    """Observed variance between people (divisor n - 1), 0 for fewer than two."""
    spread = np.maximum(sums.squares - _ratio(sums.total**2, sums.n), 0.0)
    return _ratio(spread, sums.n - 1)


def pooled_variance(organisations: Sums) -> Numbers:
    """Variance within organisations, a number a domain, from sums of shape (organisations, domains).

    Where no organisation has two people, the variance over all people stands in. Never below the mean squared error of
    measurement, nor below SMALLEST_SD squared: a narrower range would say that people are nearly equal, and with their
    mean where each of them stands. The attack on a release covers means alone, so second moments are held back here.
    """
    people = organisations.over(0)
    degrees = np.maximum(organisations.n - 1, 0.0)
    freedom = degrees.sum(axis=0)
    within = _ratio((degrees * variance(organisations)).sum(axis=0), freedom)
    found = np.where(freedom > 0, within, variance(people))
    return np.maximum(found, np.maximum(_ratio(people.errors, people.n), SMALLEST_SD**2))


def reliability(people: Sums) -> Numbers:
    """rho = 1 - mean(SE^2) / s^2, held to 0-1: the share of the spread that is not measurement error."""
    spread = variance(people)
    rho = 1.0 - _ratio(_ratio(people.errors, people.n), spread)
    return np.where(spread > 0, np.clip(rho, 0.0, 1.0), 0.0)


def collapse(strata: Sums, population: Numbers) -> tuple[Sums, Numbers, Codes]:
    """Join grades with fewer than STRATUM_MINIMUM people to the next one down, the lowest to the next one up.

    Last axis: grades, ascending. A grade that was joined is left with zeros, and its people invited move along. Returns
    the sums, the people invited, and for each grade the one that it is counted with.
    """
    arrays = [getattr(strata, f.name).copy() for f in fields(strata)] + [population.copy()]
    n = arrays[0]
    counted_with = np.broadcast_to(np.arange(n.shape[-1]), n.shape).copy()

    def join(source: int, into: int, where: Flags) -> None:
        for array in arrays:
            array[..., into] += np.where(where, array[..., source], 0.0)
            array[..., source] = np.where(where, 0.0, array[..., source])
        counted_with[where[..., None] & (counted_with == source)] = into

    top = n.shape[-1] - 1
    for g in range(top, 0, -1):
        join(g, g - 1, n[..., g] < STRATUM_MINIMUM)
    for g in range(1, top + 1):
        join(g, 0, n[..., 0] < STRATUM_MINIMUM)
    return Sums(*arrays[:-1]), arrays[-1], counted_with


def estimates(strata: Sums, population: Numbers, known: Flags, rho: Numbers, pooled: Numbers) -> Estimates:
    """Post-stratified means of groups with their variance [rho (1 - f) + (1 - rho)] s~^2 / n a stratum.

    `strata` (groups, domains, grades); `population` N (groups, grades), raised to n where it is below; `known`
    (groups,) False where nobody knows N: grades then weigh as they answered and f = 0, which can only widen the range;
    `rho`, `pooled` (domains,). Only the sampling of people shrinks with response, never the measurement error. s~^2 is
    the pooled variance below OWN_VARIANCE_FROM people, else their own and the pooled one mixed.
    """
    big = np.where(known[:, None, None], np.maximum(population[:, None, :], strata.n), strata.n)
    kept, big, counted_with = collapse(strata, big)
    share = _ratio(big, big.sum(axis=-1, keepdims=True))
    fraction = np.where(known[:, None, None], _ratio(kept.n, big), 0.0)
    base = np.broadcast_to(pooled[:, None], kept.n.shape)
    own = np.maximum(variance(kept), LEAST_OF_POOLED * base)
    smoothed = ((kept.n - 1) * own + SMOOTHING * base) / (np.maximum(kept.n - 1, 0) + SMOOTHING)
    spread = np.where(kept.n < OWN_VARIANCE_FROM, base, smoothed)
    uncertain = rho[:, None] * (1 - fraction) + (1 - rho[:, None])
    of_means = share**2 * _ratio(spread, kept.n)
    each = np.take_along_axis(_ratio(share, kept.n), counted_with, axis=-1)
    everyone = strata.over(-1)
    return Estimates(
        n=everyone.n,
        estimate=(share * _ratio(kept.total, kept.n)).sum(axis=-1),
        variance=(uncertain * of_means).sum(axis=-1),
        v0=of_means.sum(axis=-1),
        target=(share * _ratio(kept.targets, kept.n)).sum(axis=-1),
        below=_ratio(everyone.below, everyone.n),
        person_weight=np.where(strata.n > 0, each, 0.0),
    )


def degrees_of_freedom(n: Numbers) -> Numbers:
    """n - 1 + d0: the pooled variance brings d0 degrees with it."""
    return np.maximum(n - 1, 0) + SMOOTHING


def half_width(variance_of_mean: Numbers, degrees: Numbers) -> Numbers:
    """Half of the 95% t interval of a mean with this variance."""
    return np.asarray(special.stdtrit(degrees, (1 + CONFIDENCE) / 2), dtype=np.float64) * np.sqrt(variance_of_mean)


def rounded(values: Numbers, decimals: int) -> Numbers:
    """Nearest number with so many decimals, halves to the even one; never minus zero. Always the last step."""
    return np.round(values, decimals) + 0.0
