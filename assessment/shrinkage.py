"""Groups drawn towards the mean of groups of their kind, as far as chance may have moved them (empirical Bayes).

The mean y of a group that is measured with variance v0 is thought of as drawn from all groups of its family, which
differ with variance tau^2 about a common mean m. tau^2: Paule and Mandel 1982, J. Res. NBS 87, 377. Estimates and their
variance: Morris 1983, JASA 78, 47, for a finite population measured with error (docs/method.md).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from assessment.departments import Codes, Flags, Numbers
from assessment.disclosure import Group

FEWEST_GROUPS = 10
"""Published groups that a family needs before its members are drawn together."""
ALIKE, DIFFER, TOO_FEW = "alike", "differ", "too_few"
"""What a family is found to be: no evidence that its groups differ (tau^2 = 0), some, or too few groups to tell."""
_BAND = {"organisation_grade": "grade_band", "organisation_profession": "profession_band"}
_WITHOUT_BANDS = ("organisation", "parent_group", "organisation_type")


@dataclass(frozen=True, slots=True)
class Family:
    """Groups of one kind: their view, the grade or profession band they share ("" for none), and their places."""

    view: str
    band: str
    members: Codes


@dataclass(frozen=True, slots=True)
class Finding:
    """How many groups of a family are published in one column (domain), and whether they differ."""

    family: Family
    column: int
    groups: int
    state: str


@dataclass(frozen=True, slots=True)
class Shrunken:
    """Arrays of the shape given: estimate = keep x mean + offset, and its variance about the mean of all invited."""

    keep: Numbers
    offset: Numbers
    variance: Numbers


@dataclass(frozen=True, slots=True)
class Together(Shrunken):
    """One family shrunken, and tau^2: the variance between its groups that chance does not explain."""

    between: float


def families(groups: Sequence[Group]) -> tuple[Family, ...]:
    """The families of a plan. All people, grades and professions have none: they are what they are."""
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        if group.view in _BAND:
            members[group.view, group.keys[_BAND[group.view]]].append(place)
        elif group.view in _WITHOUT_BANDS:
            members[group.view, ""].append(place)
    return tuple(Family(view, band, np.array(places, dtype=np.intp)) for (view, band), places in members.items())


def shrink(
    families: Sequence[Family], mean: Numbers, variance: Numbers, v0: Numbers, published: Flags
) -> tuple[Shrunken, tuple[Finding, ...]]:
    """Shrink means of shape (groups, domains) within each family and domain, from its published groups alone.

    `variance` is that of a mean about all people invited, `v0` (above 0) about endlessly many such people. Families
    that are TOO_FEW keep their means. Nothing that is withheld moves anything.
    """
    found = Shrunken(np.ones_like(mean), np.zeros_like(mean), variance.copy())
    findings = []
    for family in families:
        for column in range(mean.shape[1]):
            at = family.members[published[family.members, column]], column
            state = TOO_FEW
            if len(at[0]) >= FEWEST_GROUPS:
                together = draw_together(mean[at], variance[at], v0[at])
                found.keep[at], found.offset[at] = together.keep, together.offset
                found.variance[at] = together.variance
                state = DIFFER if together.between else ALIKE
            findings.append(Finding(family, column, len(at[0]), state))
    return found, tuple(findings)


def draw_together(mean: Numbers, variance: Numbers, v0: Numbers) -> Together:
    """Shrink the means of one family, arrays (groups,).

    With c = variance / (v0 + tau^2) the estimate is (1 - c) y + c m, its variance (1 - c) variance + c^2 var(m). It is
    kappa y + (1 - kappa) (y + B (m - y)) with B = v0 / (v0 + tau^2) and kappa = 1 - variance / v0, the part of y that
    is known for sure. Where tau^2 = 0 the variance stays that of y, so that no range claims the groups to be equal.
    """
    between = between_variance(mean, v0)
    weight = 1 / (v0 + between)
    taken = variance * weight
    shrunken = (1 - taken) * variance + taken**2 / weight.sum() if between else variance
    return Together(1 - taken, taken * float(weight @ mean / weight.sum()), shrunken, between)


def between_variance(mean: Numbers, v0: Numbers) -> float:
    """Paule and Mandel's tau^2: that for which the weighted squares about the common mean come to groups - 1.

    0 if they come to less without any. `v0` above 0.
    """
    degrees = len(mean) - 1

    def excess(between: float) -> float:
        weight = 1 / (v0 + between)
        return float(weight @ (mean - weight @ mean / weight.sum()) ** 2) - degrees

    if excess(0.0) <= 0:
        return 0.0
    return float(brentq(excess, 0.0, float(((mean - mean.mean()) ** 2).sum()) / degrees, xtol=1e-12))
