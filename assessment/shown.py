"""Estimates as they are shown: held off the ends of the scale, drawn together, with their range, and rounded last."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessment import departments, disclosure, shares, shrinkage
from assessment.departments import Estimates, Flags, Numbers, rounded
from assessment.model import HIGHEST, LOWEST


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be seen of one measure: arrays (groups, domains), rounded; meaningless where `published` is False.

    Before rounding, `estimate` is keep x the top-coded mean + offset, held to the same ends of the scale as that mean;
    `keep` is 1 and `offset` 0 where nothing is shrunken. `share` (0-1) below target, NaN for fewer than 20 people.
    `findings`: whether the groups of each family differ.
    """

    published: Flags
    n: Numbers
    estimate: Numbers
    low: Numbers
    high: Numbers
    keep: Numbers
    offset: Numbers
    target: Numbers | None
    share: Numbers | None
    findings: tuple[shrinkage.Finding, ...] = ()


def show(
    made: Estimates, published: Flags, families: Sequence[shrinkage.Family], with_target: bool, with_share: bool
) -> Shown:
    """Top and bottom coding, shrinking among published groups, rounding, and the 95% range about what is shown.

    About the rounded estimate: a range about the other would round it at two more places and give a digit away.
    """
    coded = disclosure.top_coded(made.estimate, made.weight)
    drawn, findings = shrinkage.shrink(families, coded, made.variance, made.v0, published)
    estimate = rounded(disclosure.top_coded(drawn.keep * coded + drawn.offset, made.weight), 1)
    reach = departments.half_width(drawn.variance, departments.degrees_of_freedom(made.n))
    enough = made.n >= shares.SHARE_FROM
    return Shown(
        published,
        made.n,
        estimate,
        rounded(np.maximum(estimate - reach, LOWEST), 1),
        rounded(np.minimum(estimate + reach, HIGHEST), 1),
        drawn.keep,
        drawn.offset,
        rounded(made.target, 1) if with_target else None,
        np.where(enough, shares.told(made.below, made.n), np.nan) if with_share else None,
        findings,
    )


def over_domains(shown: Shown) -> Shown:
    """`ALL`: the mean of the shown estimates, published only where every domain is.

    A function of published numbers, so it tells nothing new. The range is the mean of the lows and of the highs: the
    standard error of a mean of domains is never more than the mean of their standard errors: it errs on the wide side.
    """

    def mean(values: Numbers) -> Numbers:
        return rounded(values.mean(axis=1, keepdims=True), 1)

    everywhere, n = np.all(shown.published, axis=1, keepdims=True), shown.n.min(axis=1, keepdims=True)
    target = None if shown.target is None else mean(shown.target)
    raw = np.ones(n.shape), np.zeros(n.shape)
    return Shown(everywhere, n, mean(shown.estimate), mean(shown.low), mean(shown.high), *raw, target, share=None)
