"""Calibration: item parameters from many people's answers, for a bank to hold.

One trait a domain, over its scenarios and knowledge questions. Self-ratings stay out: they correlate about .29 with
what people show (Mabe and West 1982), so that one trait of both would be neither. Each domain is fitted by itself, by
marginal maximum likelihood (Bock and Aitkin 1981), with the package mirt, which only this module imports. Forms are
dealt at random, so answers to all forms are fitted together: what was not on a person's form is missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from assessment import irt
from assessment.answers import Answers
from assessment.errors import AssessmentError
from assessment.forms import EVIDENCE
from assessment.irt_scores import EXPERIMENTAL_FROM, answered_categories, worth
from assessment.model import Calibration, ItemParameters, QuestionBank

MODELS: dict[str, tuple[Literal["GRM", "GPCM"], str]] = {
    "graded": ("GRM", "thresholds"),
    "partial_credit": ("GPCM", "steps"),
}
"""Our names of the models -> the package's, and what it calls their thresholds."""
ITEMS_NEEDED = 3
"""With two items, slopes are not identified."""
FEW_ANSWERS = 10
"""A category with fewer answers has an uncertain threshold (rasch.org/rmt/rmt74m.htm)."""
_LEAST_SLOPE, _MOST_SLOPE, _FARTHEST = 0.11, 4.9, 5.9
"""The package holds slopes to .1-5 and thresholds to +-6. What ends at .1 tells nothing or the opposite of the others,
at +-6 nothing within reach; at 5 the trait is that item."""
_MOST_CORRELATION = 0.95
_DECIMALS = 4
_Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """A calibration, and in words what was left out of it or is uncertain."""

    calibration: Calibration
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Domain:
    """One fitted domain: parameters, the answers they come from (people x items), and what to say about it."""

    id: str
    parameters: tuple[ItemParameters, ...]
    answers: irt.Categories
    remarks: tuple[str, ...]


def calibrate(bank: QuestionBank, answers: Answers, model: str, as_of: date, source: str) -> Fit:
    """Fit the evidence items in use of every domain; `model` is graded or partial_credit.

    Raises AssessmentError "no_mirt" without the package, "too_few_to_calibrate" below 200 people, and
    "nothing_to_calibrate" where no domain is left.
    """
    if len(answers) < EXPERIMENTAL_FROM:
        raise AssessmentError("too_few_to_calibrate", n=len(answers), needed=EXPERIMENTAL_FROM)
    found = [_domain(bank, domain.id, answers, model) for domain in bank.domains]
    fitted = [domain for domain in found if domain.parameters]
    remarks = tuple(remark for domain in found for remark in domain.remarks)
    if not fitted:
        raise AssessmentError("nothing_to_calibrate", reasons=" ".join(remarks))
    method = f"{model}, marginal maximum likelihood by domain (mirt {version('mirt')} for Python)"
    parameters = tuple(p for domain in fitted for p in domain.parameters)
    return Fit(Calibration(len(answers), as_of, method, source, parameters, _correlations(fitted)), remarks)


# ---- items ---------------------------------------------------------------------------------------------


def _domain(bank: QuestionBank, domain: str, answers: Answers, model: str) -> _Domain:
    """Fit one domain; an item that turns out to tell too little is left out, and the others are fitted again."""
    held = tuple(i.id for i in bank.items if i.in_use and i.domain == domain and i.type in EVIDENCE)
    given = answered_categories(bank, held, answers)
    sizes = [len(worth(bank.item_by_id[name])) for name in held]
    asked = np.flatnonzero((given != irt.MISSING).any(axis=0)).tolist()
    unasked = [name for j, name in enumerate(held) if j not in asked]
    unfit = {j: why for j in asked if (why := _unfit(given[:, j], sizes[j]))}
    remarks = [f"Left out, since nobody answered: {', '.join(unasked)}."] if unasked else []
    remarks += [f"{held[j]} is left out: {why}." for j, why in unfit.items()]
    kept = [j for j in asked if j not in unfit]
    while len(kept) >= ITEMS_NEEDED:
        fitted = fit([held[j] for j in kept], given[:, kept], [sizes[j] for j in kept], model)
        idle = [p.item for p in fitted if p.slope < _LEAST_SLOPE or max(map(abs, p.thresholds)) > _FARTHEST]
        if not idle:
            return _Domain(domain, fitted, given[:, kept], (*remarks, *_doubts(fitted, given[:, kept])))
        remarks += [f"{name} is left out: it tells too little of what the others of {domain} measure." for name in idle]
        kept = [j for j in kept if held[j] not in idle]
    remarks.append(f"{domain} is left out: {len(kept)} of its items can be fitted, and {ITEMS_NEEDED} are needed.")
    return _Domain(domain, (), given[:, kept], tuple(remarks))


def fit(items: Sequence[str], answers: irt.Categories, sizes: Sequence[int], model: str) -> tuple[ItemParameters, ...]:
    """Parameters of one trait with mean 0 and variance 1, to four decimals.

    `answers` is people x items, `sizes` the number of categories of each item, all of which must occur. Raises
    AssessmentError "no_mirt" without the package and "not_settled" if the fit finds no end.
    """
    try:
        from mirt import fit_mirt
    except ImportError:
        raise AssessmentError("no_mirt") from None
    name, thresholds = MODELS[model]
    some = answers[(answers != irt.MISSING).any(axis=1)].astype(np.int_)
    result = fit_mirt(
        some, model=name, n_categories=list(sizes), n_quadpts=len(irt.GRID), tol=1e-6, max_iter=5_000,
        compute_standard_errors=False,
    )  # fmt: skip
    if not result.converged:
        raise AssessmentError("not_settled", items=", ".join(items))
    slopes, steps = result.model.parameters["discrimination"].tolist(), result.model.parameters[thresholds].tolist()
    answered = (answers != irt.MISSING).sum(axis=0).tolist()
    return tuple(
        ItemParameters(item, model, round(slope, _DECIMALS), tuple(round(b, _DECIMALS) for b in row[: size - 1]), n)
        for item, slope, row, size, n in zip(items, slopes, steps, sizes, answered, strict=True)
    )


def _unfit(column: NDArray[np.int8], size: int) -> str:
    """Why an item cannot be fitted; empty where it can."""
    n = int((column != irt.MISSING).sum())
    if n < EXPERIMENTAL_FROM:
        return f"{n} people answered it, and {EXPERIMENTAL_FROM} are needed"
    empty = [k for k in range(size) if not (column == k).any()]
    return f"nobody's answer falls into category {empty[0] + 1} of its {size}" if empty else ""


def _doubts(items: Sequence[ItemParameters], answers: irt.Categories) -> Iterator[str]:
    """What is uncertain about parameters that are kept all the same."""
    for j, item in enumerate(items):
        fewest = min(int((answers[:, j] == k).sum()) for k in range(len(item.thresholds) + 1))
        if fewest < FEW_ANSWERS:
            yield f"{item.item} is uncertain: a category of it has only {fewest} of {FEW_ANSWERS} answers."
        if item.slope > _MOST_SLOPE:
            yield f"{item.item} is uncertain: its slope is the highest that is tried."


# ---- domains -------------------------------------------------------------------------------------------


def _correlations(domains: Sequence[_Domain]) -> dict[tuple[str, str], float]:
    """The correlation of the traits of each two domains, ids in alphabetical order, possible all together."""
    likelihoods = {}
    for domain in sorted(domains, key=lambda domain: domain.id):
        logs = irt.log_likelihood(domain.parameters, domain.answers)
        likelihoods[domain.id] = np.exp(logs - logs.max(axis=1, keepdims=True))
    names = list(likelihoods)
    pairs = {(a, b): correlation(likelihoods[a], likelihoods[b]) for a, b in combinations(names, 2)}
    matrix = _possible(irt.correlation_matrix(names, pairs))
    where = {name: i for i, name in enumerate(names)}
    return {(a, b): round(float(matrix[where[a], where[b]]), _DECIMALS) for a, b in pairs}


def correlation(first: _Numbers, second: _Numbers) -> float:
    """Maximum likelihood correlation of two traits, from people x points of irt.GRID with the likelihoods of each.

    Free of measurement error, since it never passes through estimates of people. Held to +-.95: beyond, the ridge of
    the bivariate normal is too narrow for the grid.
    """
    square = np.add.outer(irt.GRID**2, irt.GRID**2)
    product = np.outer(irt.GRID, irt.GRID)

    def misfit(r: float) -> float:
        weight = np.exp(-(square - 2 * r * product) / (2 * (1 - r**2)))
        together = ((first @ (weight / weight.sum())) * second).sum(axis=1)
        return -float(np.log(np.maximum(together, np.finfo(np.float64).tiny)).sum())

    bounds = (-_MOST_CORRELATION, _MOST_CORRELATION)
    return float(minimize_scalar(misfit, bounds=bounds, method="bounded", options={"xatol": 1e-4}).x)


def _possible(matrix: _Numbers) -> _Numbers:
    """The matrix without negative eigenvalues, which correlations estimated pair by pair can have."""
    values, vectors = np.linalg.eigh(matrix)
    mended = (vectors * np.maximum(values, 0.01)) @ vectors.T
    scale = np.sqrt(np.diag(mended))
    return np.asarray(mended / np.outer(scale, scale))
