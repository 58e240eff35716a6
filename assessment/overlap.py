"""The difference between two means of a group, then and now, when many of the people are the same.

Who answers in both cycles errs both times in the same direction: the errors of the two means go together, and that of
their difference is smaller than if others had answered. Measurement errs anew each time; it never goes together.
Sources: Tam 1984, The American Statistician 38, 288 (overlapping samples of a finite population); Cochran 1977, 12.10.
"""

from dataclasses import dataclass, fields

import numpy as np

from assessment import departments
from assessment.departments import OWN_VARIANCE_FROM, Estimates, Numbers, Sums


@dataclass(frozen=True, slots=True)
class Means:
    """What the error of means rests on: arrays (groups, domains), 0 where a group has nobody.

    `n` people; `variance` of the mean about that of all invited, and `error`, the part of it that is of measurement;
    `v0` about the mean of endlessly many such people; `squares`, the sum of the squared weights of the people in it:
    1/n for a plain mean.
    """

    n: Numbers
    variance: Numbers
    error: Numbers
    v0: Numbers
    squares: Numbers

    @property
    def sd(self) -> Numbers:
        """Standard deviation between the people of a group, as its ranges take it to be: pooled where it is small."""
        return np.asarray(np.sqrt(self.v0 / np.where(self.squares > 0, self.squares, 1.0)))


def means(made: Estimates, people: Numbers, rho: Numbers) -> Means:
    """From estimates; `people` (groups, domains, grades) answered, `rho` (domains,) is the reliability."""
    squares = (people * made.person_weight**2).sum(axis=-1)
    return Means(made.n, made.variance, (1 - rho) * made.v0, made.v0, squares)


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over people who answered in both cycles: arrays (groups, domains) of numbers, values, squares, products."""

    n: Numbers
    then: Numbers
    now: Numbers
    then_squares: Numbers
    now_squares: Numbers
    products: Numbers


def persistence(both: Moments) -> Numbers:
    """r (domains,): the correlation (0-1) of people's measured levels then and now, pooled within groups.

    0, which makes ranges wide, where fewer than 30 degrees of freedom stand behind it: it is nobody's own.
    """

    def pooled(product: Numbers, one: Numbers, other: Numbers) -> Numbers:
        return np.asarray((product - one * other / np.maximum(both.n, 1)).sum(axis=0))

    together = pooled(both.products, both.then, both.now)
    apart = pooled(both.then_squares, both.then, both.then) * pooled(both.now_squares, both.now, both.now)
    enough = (np.maximum(both.n - 1, 0).sum(axis=0) >= OWN_VARIANCE_FROM) & (apart > 0)
    return np.where(enough, np.clip(together / np.sqrt(np.where(enough, apart, 1.0)), 0.0, 1.0), 0.0)


def shared(both: Numbers, still: Numbers, already: Numbers, invited: Numbers, then: Numbers, now: Numbers) -> Numbers:
    """How far two means rest on the same people, beyond what two whole populations do: arrays of one shape.

    Sum over the people invited both times of (w1 - 1/N1)(w2 - 1/N2), w being a person's weight in a mean, 0 for those
    who did not answer. `both`: sum of w1 w2 over those who answered both times; `still`: of w1 over those who answered
    then and are invited now; `already`: of w2 over those who answered now and were invited then; `invited`: people
    invited both times; `then`, `now`: 1/N, 0 where nobody knows N. For plain means of one population that everybody
    stays in, it is n12 / (n1 n2) - 1/N.
    """
    return both - still * now - already * then + invited * then * now


def unpaired(then: Means, now: Means) -> Numbers:
    """Variance of the difference as if the people were others: too large where they are not."""
    return then.variance + now.variance


def overlap_aware(then: Means, now: Means, correlation: Numbers, together: Numbers) -> Numbers:
    """Variance of the difference: v1 + v2 - 2 c12 `together`, c12 = r s1 s2 the covariance of true levels.

    As errors of measurement are independent, the measured levels covary exactly as the true ones do: r s1 s2, `r`
    being their measured `correlation` (domains,). `together` is what `shared` gives. Never below the errors of
    measurement, which the people who answer twice do not share.
    """
    covariance = correlation * then.sd * now.sd * together
    error = then.error + now.error
    return np.maximum(unpaired(then, now) - error - 2 * covariance, 0.0) + error


def paired(differences: Sums, invited: Numbers, known: bool) -> Estimates:
    """Means of the differences now - then of people who answered both times, with their variance.

    `differences` (groups, domains): sums over people, `errors` being SE1^2 + SE2^2; `invited` (groups,) people invited
    both times, if `known`. The last group is all people; the variance is pooled within the others, as below 30 people
    nobody's own is used.
    """
    apart = differences.rows(np.arange(len(invited)) < len(invited) - 1)
    rho, pooled = departments.reliability(apart.over(0)), departments.pooled_variance(apart)
    people = Sums(*(getattr(differences, field.name)[..., None] for field in fields(Sums)))
    return departments.estimates(people, invited[:, None], np.full(len(invited), known), rho, pooled)
