"""How precisely a scale measures, and what each of its items adds: formulas on complete cases.

Every function takes `x`, complete cases x items in one unit for all items, and gives NotYet for fewer people than
`minimum` (never below two) and NotDefined where the number of items, or answers that are all the same, allow no figure.
docs/method.md has the formulas with an example.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from assessment.figures import Figure
from assessment.model import NotDefined, NotYet

Numbers = NDArray[np.float64]

FACILITY_FROM = 30
"""Valid answers from which the mean of an item says something about the item."""
RELIABILITY_FROM = 50
"""Complete cases from which alpha and omega are given, always with their interval."""
ITEM_REST_FROM = 100
"""Complete cases from which a figure about one item within its scale is given."""
QUOTABLE_FROM = 200
"""Complete cases from which alpha and omega may be quoted without a caveat."""
CONFIDENCE = 0.95
NO_SPREAD = "no spread"
LEAST_UNIQUENESS = 0.005
"""An item shares at most the rest of its variance with the factor (a Heywood case is held here, as psych::fa does)."""
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95% interval."""

    estimate: float
    low: float
    high: float


# ---- the scale -----------------------------------------------------------------------------------------


def alpha(x: Numbers, minimum: int = RELIABILITY_FROM) -> Interval | NotYet | NotDefined:
    """Coefficient alpha (Cronbach 1951), at most 1 and negative where items work against each other.

    Interval: Feldt, Woodruff and Salih 1987, F quantiles with n - 1 and (n - 1)(k - 1) degrees of freedom.
    """
    if lacking := _lacking(x, 2, minimum):
        return lacking
    n, k = x.shape
    value = _alpha(_covariance(x))
    if isinstance(value, NotDefined):
        return value
    tail = (1 - CONFIDENCE) / 2
    low, high = (special.fdtri(n - 1, (n - 1) * (k - 1), chance) for chance in (1 - tail, tail))
    return Interval(value, 1 - (1 - value) * float(low), 1 - (1 - value) * float(high))


def omega_total(x: Numbers, minimum: int = RELIABILITY_FROM) -> Figure:
    """Omega total of one factor (McDonald 1999), 0-1, from the correlations of the items."""
    if lacking := _lacking(x, 3, minimum):
        return lacking
    covariance = _covariance(x)
    sd = np.sqrt(np.diag(covariance))
    if not sd.all():
        return NotDefined(x.shape[1], NO_SPREAD)
    return omega_of(one_factor(covariance / np.outer(sd, sd)))


def one_factor(correlations: Numbers) -> Numbers:
    """Loadings of the items on one factor: minres (Harman and Jones 1966), the sum of them not negative.

    They make the squared residuals off the diagonal of the items x items correlations as small as can be.
    """
    off = correlations - np.diag(np.diag(correlations))

    def misfit(loadings: Numbers) -> tuple[float, Numbers]:
        residual = off - np.outer(loadings, loadings)
        np.fill_diagonal(residual, 0.0)
        return float((residual**2).sum()) / 2, -2 * residual @ loadings

    # Thurstone's guess of what each item shares, its largest correlation, where the search begins
    values, vectors = np.linalg.eigh(off + np.diag(np.abs(off).max(axis=0)))
    start = vectors[:, -1] * sqrt(max(values[-1], 0.0))
    most = sqrt(1 - LEAST_UNIQUENESS)
    found = optimize.minimize(
        misfit,
        np.clip(start, -most, most),
        jac=True,
        method="TNC",
        bounds=[(-most, most)] * len(start),
        options={"ftol": 1e-14, "maxfun": 2000},
    )
    return np.asarray(found.x if found.x.sum() >= 0 else -found.x)


def omega_of(loadings: Numbers) -> float:
    """Omega total of standardised items with these loadings: (sum l)^2 / ((sum l)^2 + sum (1 - l^2))."""
    common = float(loadings.sum()) ** 2
    return common / (common + float((1 - loadings**2).sum()))


def residual_sd(x: Numbers, minimum: int = RELIABILITY_FROM) -> Figure:
    """s_d, in the unit of `x`: what is left of answers when person and item are accounted for.

    Square root of the residual mean square of the two-way layout (Hoyt 1941). s_d^2 / k = s_X^2 (1 - alpha), with s_X
    the standard deviation of the mean item score.
    """
    if lacking := _lacking(x, 2, minimum):
        return lacking
    covariance = _covariance(x)
    k = len(covariance)
    if not covariance.any():
        return NotDefined(k, NO_SPREAD)
    own, total = float(np.trace(covariance)), float(covariance.sum())
    return sqrt(max(own - total / k, 0.0) / (k - 1))


def pooled_residual_sd(groups: Sequence[Numbers], minimum: int = RELIABILITY_FROM) -> Figure:
    """s_d over several groups of complete cases, each with items of its own: the root of the pooled mean square.

    Each counts by its degrees of freedom, (n - 1)(k - 1). NotYet counts the people of the largest that is too small.
    """
    found = [(residual_sd(x, minimum), (x.shape[0] - 1) * (x.shape[1] - 1)) for x in groups]
    known = [(sd, freedom) for sd, freedom in found if isinstance(sd, float)]
    if not known:
        waiting = [sd for sd, _ in found if isinstance(sd, NotYet)]
        undefined = next((sd for sd, _ in found if isinstance(sd, NotDefined)), NotDefined(0))
        return max(waiting, key=lambda few: few.n) if waiting else undefined
    return sqrt(sum(sd**2 * freedom for sd, freedom in known) / sum(freedom for _, freedom in known))


def sem(x: Numbers, minimum: int = RELIABILITY_FROM) -> Figure:
    """Standard error of measurement of the mean item score, s_X sqrt(1 - alpha), in the unit of `x`."""
    found = residual_sd(x, minimum)
    return found / sqrt(x.shape[1]) if isinstance(found, float) else found


# ---- its items -----------------------------------------------------------------------------------------


def item_rest(x: Numbers, minimum: int = ITEM_REST_FROM) -> tuple[Interval | NotYet | NotDefined, ...]:
    """For each item its correlation with the sum of the others; interval by Fisher's z, -1 to 1 below four people."""
    n, k = x.shape
    if lacking := _lacking(x, 2, minimum):
        return tuple([lacking] * k)
    covariance = _covariance(x)
    own, with_all = np.diag(covariance), covariance.sum(axis=0)
    with_rest, rest = with_all - own, with_all.sum() - 2 * with_all + own
    reach = float(special.ndtri((1 + CONFIDENCE) / 2)) / sqrt(n - 3) if n > 3 else np.inf
    spread = (own > 0) & (rest > _NOTHING * own.sum())
    r = np.clip(with_rest / np.sqrt(np.where(spread, own * rest, 1.0)), -1.0, 1.0)
    return tuple(_fisher(float(r[i]), reach) if spread[i] else NotDefined(k, NO_SPREAD) for i in range(k))


def alpha_if_deleted(x: Numbers, minimum: int = ITEM_REST_FROM) -> tuple[Figure, ...]:
    """For each item the alpha of the others: of three items or more, since one item alone has none."""
    k = x.shape[1]
    if k < 3:
        return tuple([NotDefined(k - 1)] * k)
    if lacking := _lacking(x, 3, minimum):
        return tuple([lacking] * k)
    covariance = _covariance(x)
    return tuple(_alpha(np.delete(np.delete(covariance, i, axis=0), i, axis=1)) for i in range(k))


# ---- shared --------------------------------------------------------------------------------------------


def _lacking(x: Numbers, items: int, minimum: int) -> NotYet | NotDefined | None:
    """Why there is no figure: too few items, which no number of people mends, or too few people."""
    n, k = x.shape
    if k < items:
        return NotDefined(k)
    needed = max(minimum, 2)
    return NotYet(n, needed) if n < needed else None


def _covariance(x: Numbers) -> Numbers:
    """Divisor n - 1. Moved to the first person, so that the variance of equal answers is nought and not nearly so."""
    return np.atleast_2d(np.cov(x - x[0], rowvar=False))


def _alpha(covariance: Numbers) -> float | NotDefined:
    k, own, total = len(covariance), float(np.trace(covariance)), float(covariance.sum())
    if total <= _NOTHING * own:
        return NotDefined(k, NO_SPREAD)
    return min(k / (k - 1) * (1 - own / total), 1.0)


def _fisher(r: float, reach: float) -> Interval:
    """tanh(z +- reach); the inverse of tanh stops just short of a perfect correlation."""
    z = np.arctanh(np.clip(r, -1 + _NOTHING, 1 - _NOTHING))
    return Interval(r, float(np.tanh(z - reach)), float(np.tanh(z + reach)))
