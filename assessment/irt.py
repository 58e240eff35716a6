"""Item response theory: how likely each answer is at each place on a latent trait, and where a person is on it.

Two models in the logistic metric (D = 1): graded response (Samejima 1969) and generalised partial credit (Muraki 1992);
a right-or-wrong item is either of them with one threshold (2PL). People are placed by expected a posteriori estimation
(Bock and Mislevy 1982) under a standard normal prior, or a multivariate normal one over the traits of several domains.
Everything is computed as logarithms, so that no answer, however unlikely, makes a figure overflow or vanish.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from assessment.model import ItemParameters

Numbers = NDArray[np.float64]
Categories = NDArray[np.int8]

GRID: Numbers = np.linspace(-6.0, 6.0, 61)
"""Points of theta at which likelihoods are summed; the standard normal outside weighs 2e-9."""
MISSING = -1
"""Category of an answer that is missing; categories count from 0, the lowest."""
_AT_ONCE = 2_000
"""People whose likelihoods are held in memory at a time."""
_SWEEPS, _SETTLED = 50, 1e-7
_FINEST = (GRID[1] - GRID[0]) ** 2 / 12
"""Variance of theta between two neighbouring points: the least that the grid can tell of."""
_PRIOR: Numbers = -0.5 * GRID**2


@dataclass(frozen=True, slots=True)
class Estimates:
    """Places of people on one trait, a number a person: `theta` in standard deviations of the calibration sample, where
    0 is its mean, and `se`, the standard deviation of the posterior."""

    theta: Numbers
    se: Numbers


@dataclass(frozen=True, slots=True)
class JointEstimates:
    """The same on several traits at once: `theta` people x domains, `covariance` people x domains x domains."""

    theta: Numbers
    covariance: Numbers

    @property
    def se(self) -> Numbers:
        """Standard deviations of the posterior, people x domains."""
        return np.sqrt(np.diagonal(self.covariance, axis1=1, axis2=2))


# ---- items ---------------------------------------------------------------------------------------------


def probabilities(item: ItemParameters, theta: Numbers) -> Numbers:
    """P of each category, lowest first, shape (theta, categories); rows add up to 1."""
    return np.exp(_curves(item, theta)[0])


def expected(item: ItemParameters, theta: Numbers, worth: Sequence[float]) -> tuple[Numbers, Numbers]:
    """What an answer is worth on average at each theta, and its derivative; `worth` has a number for each category."""
    log_p, score = _curves(item, theta)
    p, value = np.exp(log_p), np.asarray(worth, dtype=np.float64)
    return p @ value, (p * score) @ value


def information(item: ItemParameters, theta: Numbers) -> Numbers:
    """Fisher information of an item at each theta: sum over categories of P'^2 / P (Samejima 1969)."""
    log_p, score = _curves(item, theta)
    return np.asarray((np.exp(log_p) * score**2).sum(axis=1))


def total_information(items: Sequence[ItemParameters], theta: Numbers) -> Numbers:
    """Information of all items together: 1 / SE^2 of the maximum likelihood estimate."""
    return np.sum([information(item, theta) for item in items], axis=0) if items else np.zeros(len(theta))


def _curves(item: ItemParameters, theta: Numbers) -> tuple[Numbers, Numbers]:
    """log P of each category and its derivative by theta, both (theta, categories)."""
    curves = _graded if item.model == "graded" else _partial_credit
    return curves(item.slope, np.array(item.thresholds), theta)


def _graded(slope: float, thresholds: Numbers, theta: Numbers) -> tuple[Numbers, Numbers]:
    """P_k = P*_k - P*_(k+1), where P*_k = 1 / (1 + exp(-a (theta - b_k))), P* of the lowest is 1, beyond the highest 0.

    The difference of two numbers near 1 loses its digits; P*_k (1 - P*_(k+1)) (1 - exp(-a (b_(k+1) - b_k))) is the same
    and does not.
    """
    distance = slope * (theta[:, None] - thresholds)
    above, below = -np.logaddexp(0.0, -distance), -np.logaddexp(0.0, distance)
    certain = np.zeros((len(theta), 1))
    gaps = np.concatenate([[0.0], np.log(-np.expm1(-slope * np.diff(thresholds))), [0.0]])
    log_p = np.hstack([certain, above]) + np.hstack([below, certain]) + gaps
    reached = np.exp(above)
    score = slope * (1.0 - np.hstack([certain + 1.0, reached]) - np.hstack([reached, certain]))
    return log_p, score


def _partial_credit(slope: float, thresholds: Numbers, theta: Numbers) -> tuple[Numbers, Numbers]:
    """P_k is proportional to exp(sum of a (theta - b_v) over the thresholds v up to k)."""
    steps = slope * (theta[:, None] - thresholds)
    sums = np.hstack([np.zeros((len(theta), 1)), steps.cumsum(axis=1)])
    log_p = sums - np.logaddexp.reduce(sums, axis=1, keepdims=True)
    category = np.arange(len(thresholds) + 1)
    return log_p, slope * (category - (np.exp(log_p) @ category)[:, None])


# ---- people --------------------------------------------------------------------------------------------


def log_likelihood(items: Sequence[ItemParameters], answers: Categories) -> Numbers:
    """Logarithm of the likelihood at each point of GRID, people x points; `answers` is people x items.

    An answer that is MISSING drops out.
    """
    total = np.zeros((len(answers), len(GRID)))
    for j, item in enumerate(items):
        by_category = np.vstack([_curves(item, GRID)[0].T, np.zeros(len(GRID))])  # MISSING, -1, is the last row
        total += by_category[answers[:, j]]
    return total


def eap(items: Sequence[ItemParameters], answers: Categories) -> Estimates:
    """Expected a posteriori estimates under a standard normal prior; without any answer theta is 0 and its SE 1."""
    parts = [_moments(log_likelihood(items, answers[rows]) + _PRIOR) for rows in _portions(len(answers))]
    mean, variance = np.hstack(parts) if parts else np.zeros((2, 0))
    return Estimates(mean, np.sqrt(variance))


def eap_of_domains(
    items: Sequence[Sequence[ItemParameters]], answers: Sequence[Categories], correlation: Numbers
) -> JointEstimates:
    """The same for several domains with a multivariate normal prior (means 0, variances 1), each item in one domain.

    `items` and `answers` have an entry for each domain, `correlation` is domains x domains. What a person answered in
    one domain tells of the others too, and errors of their estimates go together: with separate priors the standard
    error of a mean over domains would be too small. The likelihood is a product over domains, so expectation
    propagation (Minka 2001) needs sums over one dimension only; without correlation it equals `eap`. The likelihoods of
    both models are log-concave, so its Gaussian terms never have a negative precision.
    """
    parts = [
        _propagate([log_likelihood(own, given[rows]) for own, given in zip(items, answers, strict=True)], correlation)
        for rows in _portions(len(answers[0]))
    ]
    size = len(correlation)
    theta = np.concatenate([np.zeros((0, size)), *(mean for mean, _ in parts)])
    return JointEstimates(theta, np.concatenate([np.zeros((0, size, size)), *(spread for _, spread in parts)]))


def correlation_matrix(domains: Sequence[str], correlations: Mapping[tuple[str, str], float]) -> Numbers:
    """Correlations by pair of domains, ids in alphabetical order, as a matrix in the order of `domains`."""
    matrix = np.eye(len(domains))
    for (i, one), (j, other) in combinations(enumerate(domains), 2):
        matrix[i, j] = matrix[j, i] = correlations[min(one, other), max(one, other)]
    return matrix


def marginal_reliability(estimates: Estimates) -> float:
    """Var(EAP) / (Var(EAP) + mean SE^2), 0-1: the share of the variance of the trait that the answers account for."""
    spread = float(np.var(estimates.theta, ddof=1))
    return spread / (spread + float(np.mean(estimates.se**2)))


def _portions(people: int) -> list[slice]:
    return [slice(start, start + _AT_ONCE) for start in range(0, people, _AT_ONCE)]


def _moments(log_weight: Numbers) -> tuple[Numbers, Numbers]:
    """Mean and variance of theta for each row of weights at the points of GRID."""
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    total = weight.sum(axis=1)
    mean = weight @ GRID / total
    return mean, np.maximum(weight @ GRID**2 / total - mean**2, _FINEST)


def _propagate(likelihoods: Sequence[Numbers], correlation: Numbers) -> tuple[Numbers, Numbers]:
    """Means and covariances of the posterior of each person.

    Each domain's likelihood is stood in for by a Gaussian term (precision and shift). One after the other is taken out
    (what remains is the cavity), made anew so that mean and variance of the domain are those with the true likelihood,
    and put back.
    """
    people, domains = len(likelihoods[0]), len(correlation)
    mean, covariance = np.zeros((people, domains)), np.tile(correlation, (people, 1, 1))
    precision, shift = np.zeros((people, domains)), np.zeros((people, domains))
    for _ in range(_SWEEPS):
        before = mean
        for d, likelihood in enumerate(likelihoods):
            own = covariance[:, d, d]
            cavity = 1.0 / own - precision[:, d]
            pull = mean[:, d] / own - shift[:, d]
            prior = GRID * pull[:, None] - 0.5 * GRID**2 * cavity[:, None]
            centre, variance = _moments(likelihood + prior)
            change = np.maximum(1.0 / variance - cavity, 0.0) - precision[:, d]
            precision[:, d] += change
            shift[:, d] = centre * (cavity + precision[:, d]) - pull
            column = covariance[:, :, d]
            factor = change / (1.0 + change * own)
            covariance = covariance - (factor[:, None] * column)[:, :, None] * column[:, None, :]
            mean = np.einsum("pij,pj->pi", covariance, shift)
        if np.abs(mean - before).max() < _SETTLED:
            break
    return mean, covariance
