"""From answers to domain scores: the "Rules of calculation", for one person or a million at a time.

Everything is computed for many rows at once, a column an item, so that a submission in the app and a file on the
command line run through the same few lines. Method: item-mean-adjusted domain means with a design standard error
(classical test theory; docs/method.md gives the formulas, sources and a worked example).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from assessment import item_types
from assessment.answers import NOT_ANSWERED
from assessment.model import FUNCTIONS, HIGHEST, LOWEST, METHODS, Competency, DomainScore, Item, QuestionBank, Response

Numbers = NDArray[np.float64]
Texts = Sequence[str] | NDArray[np.object_]
DEFAULT_FACILITY = 0.5
ANSWERED_SHARE = 0.6
EVIDENCE_NEEDED = 2
_SPAN = HIGHEST - LOWEST


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Scores of many people: every array is rows x domains, on 1-5, NaN where empty; `scored` is the status."""

    domains: tuple[str, ...]
    self: Numbers
    self_se: Numbers
    self_n: NDArray[np.int64]
    demonstrated: Numbers
    demonstrated_se: Numbers
    demonstrated_n: NDArray[np.int64]
    level: Numbers
    level_se: Numbers
    target: Numbers
    scored: NDArray[np.bool_]


def facility(item: Item) -> float:
    """m of rule 2: what people are expected to earn on the item, 0-1; .5 until a value is stored."""
    return DEFAULT_FACILITY if item.expected_facility is None else item.expected_facility


def domain_items(bank: QuestionBank, domain: str, method: str) -> tuple[Item, ...]:
    """The items in use of a domain that feed a method's score."""
    return tuple(i for i in bank.items if i.in_use and i.domain == domain and item_types.of(i).method == method)


def item_values(item: Item, codes: NDArray[np.int8]) -> Numbers:
    """x of rule 1 for a column of codes: 0-1, NaN where the answer is missing."""
    kind = item_types.of(item)
    table = [kind.value(item, code) for code in range(NOT_ANSWERED + 1, len(item.options) + 1)]
    lookup = np.array([np.nan] + [np.nan if x is None else x for x in table])
    return lookup[codes.astype(np.intp) - NOT_ANSWERED]


def adjustment(competency: Competency, grade: str, band: str) -> int:
    """What the function adds to the role target; 0 without a known one, and for permanent secretaries."""
    adjusted = grade != "permanent_secretary" and band in FUNCTIONS
    return competency.adjustments.get(band, 0) if adjusted else 0


def target(competency: Competency, grade: str, band: str) -> float:
    """Rule 4: role target plus the adjustment of the function, held to 1-5."""
    return float(min(max(competency.targets[grade] + adjustment(competency, grade, band), LOWEST), HIGHEST))


def domain_target(bank: QuestionBank, domain: str, grade: str, band: str) -> float:
    """Plain mean of the targets of all competencies of the domain, whatever the form (1-5)."""
    return float(np.mean([target(c, grade, band) for c in bank.domain_by_id[domain].competencies]))


def domain_targets(bank: QuestionBank, grade: str, band: str) -> dict[str, float]:
    """The target (1-5) of each domain (id)."""
    return {domain.id: domain_target(bank, domain.id, grade, band) for domain in bank.domains}


@dataclass(frozen=True, slots=True)
class MethodScore:
    """A method's score in one domain with what it is made of, a row each.

    Over the `n` items answered, `weight`, `squares`, `earned` and `deviation` are the sums of w, w^2, w x, w (x - m).
    `mean` is mbar (0-1), `unheld` is 1 + 4 S, `score` the same held to 1-5, `se` its error: NaN where `n` is 0.
    """

    n: NDArray[np.int64]
    mean: float
    weight: Numbers
    squares: Numbers
    earned: Numbers
    deviation: Numbers
    unheld: Numbers
    score: Numbers
    se: Numbers


def method_score(bank: QuestionBank, domain: str, method: str, columns: Mapping[str, NDArray[np.int8]]) -> MethodScore:
    """Rule 2: S = mbar + sum w (x - m) / sum w over the items answered; SE = 4 s_d sqrt(sum w^2) / sum w.

    `columns` holds the codes of at least one item, all of one length; items of other methods are passed over.
    """
    items = domain_items(bank, domain, method)
    rows = len(next(iter(columns.values())))
    weight, squares, earned, deviation = np.zeros((4, rows))
    n = np.zeros(rows, dtype=np.int64)
    for item in items:
        if item.id not in columns:
            continue
        x = item_values(item, columns[item.id])
        answered = ~np.isnan(x)
        n += answered
        weight += item.weight * answered
        squares += item.weight**2 * answered
        earned += np.where(answered, item.weight * x, 0.0)
        deviation += np.where(answered, item.weight * (x - facility(item)), 0.0)
    some = n > 0
    total = np.where(some, weight, 1.0)
    mean = float(np.mean([facility(i) for i in items])) if items else DEFAULT_FACILITY
    unheld = np.where(some, LOWEST + _SPAN * (mean + deviation / total), np.nan)
    se = np.where(some, _SPAN * bank.residual_sd_of(method) * np.sqrt(squares) / total, np.nan)
    return MethodScore(n, mean, weight, squares, earned, deviation, unheld, np.clip(unheld, LOWEST, HIGHEST), se)


def combine(parts: Sequence[tuple[float, MethodScore]]) -> tuple[Numbers, Numbers]:
    """Rule 3: weights renormalised over the methods present; SE = sqrt(sum v^2 SE^2). NaN where none is present."""
    weights = np.stack([np.where(part.n > 0, weight, 0.0) for weight, part in parts])
    total = weights.sum(axis=0)
    v = weights / np.where(total > 0, total, np.nan)
    score = np.sum(v * np.nan_to_num([part.score for _, part in parts]), axis=0)
    se = np.sqrt(np.sum((v * np.nan_to_num([part.se for _, part in parts])) ** 2, axis=0))
    return score, se


def form_items(bank: QuestionBank, form: str, domain: str) -> tuple[Item, ...]:
    """The scored items of a domain on a form, in its order; an empty form is the whole bank."""
    items = bank.items_of(bank.form_by_id[form]) if form else [i for i in bank.items if i.in_use]
    return tuple(i for i in items if i.domain == domain and item_types.of(i).method in METHODS)


def score_table(
    bank: QuestionBank,
    items: Sequence[str],
    values: NDArray[np.int8],
    forms: Texts,
    grades: Texts,
    bands: Texts,
) -> ScoreTable:
    """Score many people.

    `values` is rows x items with option numbers from 1, 0, -1 and NOT_ANSWERED; `forms`, `grades` and `bands` have one
    entry a row (form "" is the whole bank). Cost grows with rows x items; nothing loops over rows.
    """
    columns = {item: values[:, j] for j, item in enumerate(items)}
    if not columns:
        columns = {"": np.full(len(forms), NOT_ANSWERED, dtype=np.int8)}
    form_of, form_names = pd.factorize(np.asarray(forms, dtype=object))
    pair_of, pairs = pd.factorize(pd.Series(grades, dtype=object) + "\n" + pd.Series(bands, dtype=object))
    found = []
    for domain in bank.domains:
        part = {method: method_score(bank, domain.id, method, columns) for method in METHODS}
        evidence = part["situational"].n + part["knowledge"].n
        needed = np.array([len(form_items(bank, form, domain.id)) for form in form_names])[form_of] * ANSWERED_SHARE
        # 1e-9: 60% of 5 items is 3 and must not fail because 5 * .6 is 3.0000000000000004
        scored = (evidence + part["self"].n >= needed - 1e-9) & (evidence >= EVIDENCE_NEEDED)
        targets = np.array([domain_target(bank, domain.id, *pair.split("\n")) for pair in pairs])[pair_of]
        found.append(_domain(bank, part, scored, targets))
    stacked = {name: np.stack([d[name] for d in found], axis=1) for name in found[0]}
    return ScoreTable(tuple(d.id for d in bank.domains), **stacked)


def _domain(
    bank: QuestionBank, part: dict[str, MethodScore], scored: NDArray[np.bool_], targets: Numbers
) -> dict[str, NDArray[np.generic]]:
    weight = bank.method_weights
    demonstrated = combine([(weight[m], part[m]) for m in ("situational", "knowledge")])
    level = combine([(weight[m], part[m]) for m in METHODS])

    def shown(numbers: Numbers) -> Numbers:
        return np.where(scored, numbers, np.nan)

    return {
        "self": shown(part["self"].score),
        "self_se": shown(part["self"].se),
        "self_n": part["self"].n,
        "demonstrated": shown(demonstrated[0]),
        "demonstrated_se": shown(demonstrated[1]),
        "demonstrated_n": part["situational"].n + part["knowledge"].n,
        "level": shown(level[0]),
        "level_se": shown(level[1]),
        "target": targets,
        "scored": scored,
    }


def domain_scores(
    bank: QuestionBank, form: str, grade: str, band: str, responses: Sequence[Response]
) -> tuple[DomainScore, ...]:
    """One person's scores, a domain each in the order of the bank."""
    values = np.array([[r.value for r in responses]], dtype=np.int8)
    table = score_table(bank, [r.item for r in responses], values, [form], [grade], [band])

    def number(array: Numbers, d: int) -> float | None:
        return None if np.isnan(array[0, d]) else float(array[0, d])

    return tuple(
        DomainScore(
            domain=domain,
            self=number(table.self, d),
            self_se=number(table.self_se, d),
            self_n=int(table.self_n[0, d]),
            demonstrated=number(table.demonstrated, d),
            demonstrated_se=number(table.demonstrated_se, d),
            demonstrated_n=int(table.demonstrated_n[0, d]),
            level=number(table.level, d),
            level_se=number(table.level_se, d),
            target=float(table.target[0, d]),
            status="scored" if table.scored[0, d] else "not_enough_answers",
        )
        for d, domain in enumerate(table.domains)
    )


def chance_at_least(level: float, score: DomainScore) -> float | None:
    """P(true level >= `level`) = Phi((score - level) / SE), 0-1; None without a score (statistics: normal error)."""
    if score.level is None or not score.level_se:
        return None
    return float(ndtr((score.level - level) / score.level_se))
