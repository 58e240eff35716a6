"""Item response theory behind a switch: off until enough people have calibrated the bank, and never in reports.

Reports of people keep the classical score (`scoring`), which needs no calibration and can be checked by hand. What is
estimated here goes into a file for whoever studies the instrument. Method: docs/method.md, `irt`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment import irt
from assessment.answers import NOT_ANSWERED, Answers
from assessment.item_types import of
from assessment.model import HIGHEST, LOWEST, Calibration, Item, ItemParameters, NotYet, QuestionBank
from assessment.scoring import EVIDENCE_NEEDED, item_values

PEOPLE_NEEDED = 500
"""Answers to each calibrated item (Jiang, Wang and Weiss 2016; docs/method.md): then standard errors are honest."""
EXPERIMENTAL_FROM = 200
"""Fewer will do for a trial that says so; with fewer still, errors of the parameters would outweigh everything."""
_SPAN = HIGHEST - LOWEST
_Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ThetaTable:
    """Estimates of many people: every array is people x domains, NaN with fewer than two answers to calibrated items.

    `theta` with `theta_se` in standard deviations of the calibration sample, where 0 is its mean; `level` with
    `level_se` on 1-5: what a person at theta earns on average on all calibrated items of the domain; `items` answered.
    """

    domains: tuple[str, ...]
    theta: _Numbers
    theta_se: _Numbers
    items: NDArray[np.int64]
    level: _Numbers
    level_se: _Numbers


# ---- the switch ----------------------------------------------------------------------------------------


def usable(bank: QuestionBank, experimental: bool = False) -> Calibration | NotYet:
    """The calibration of a bank if each of its items in use was answered by enough people, else how many did.

    `experimental` lowers the bar from PEOPLE_NEEDED to EXPERIMENTAL_FROM.
    """
    needed = EXPERIMENTAL_FROM if experimental else PEOPLE_NEEDED
    n = people(bank)
    return bank.calibration if bank.calibration and n >= needed else NotYet(n, needed)


def people(bank: QuestionBank) -> int:
    """How many answered the calibrated item in use that fewest answered; 0 without a calibration."""
    held = bank.calibration.parameters if bank.calibration else ()
    return min((p.n for p in held if bank.item_by_id[p.item].in_use), default=0)


# ---- answers -> categories -----------------------------------------------------------------------------


def worth(item: Item) -> tuple[float, ...]:
    """The categories of an item: the different x (0-1) that its options earn, lowest first.

    Options that earn the same are one category: knowledge has two, a scenario with points 3, 2, 1, 0, 0 has four.
    """
    found = {of(item).value(item, number) for number in range(1, len(item.options) + 1)}
    return tuple(sorted(x for x in found if x is not None))


def categories(item: Item, codes: NDArray[np.int8]) -> irt.Categories:
    """A column of codes as categories from 0; "I do not know" is the lowest, "does not apply" and no answer MISSING."""
    x = item_values(item, codes)
    missing = np.isnan(x)
    return np.where(missing, irt.MISSING, np.searchsorted(worth(item), np.where(missing, 0.0, x))).astype(np.int8)


def answered_categories(bank: QuestionBank, items: tuple[str, ...], answers: Answers) -> irt.Categories:
    """People x items: the categories of the answers; an item without a column is MISSING for everybody."""
    columns = {name: answers.values[:, j] for j, name in enumerate(answers.items)}
    none = np.full(len(answers), NOT_ANSWERED, dtype=np.int8)
    found = [categories(bank.item_by_id[name], columns.get(name, none)) for name in items]
    return np.stack(found, axis=1) if found else np.zeros((len(answers), 0), dtype=np.int8)


# ---- people --------------------------------------------------------------------------------------------


def estimate(bank: QuestionBank, calibration: Calibration, answers: Answers) -> ThetaTable:
    """Place everybody on the trait of each domain, all domains at once (`irt.eap_of_domains`)."""
    held = _by_domain(bank, calibration)
    given = {d: answered_categories(bank, tuple(p.item for p in own), answers) for d, own in held.items()}
    names = list(held)
    matrix = irt.correlation_matrix(names, calibration.correlations)
    joint = irt.eap_of_domains([held[d] for d in names], [given[d] for d in names], matrix)
    table = _empty(bank, len(answers))
    for d, domain in enumerate(table.domains):
        if domain not in held:
            continue
        k = names.index(domain)
        table.items[:, d] = (given[domain] != irt.MISSING).sum(axis=1)
        enough = table.items[:, d] >= EVIDENCE_NEEDED
        theta, se = joint.theta[enough, k], joint.se[enough, k]
        level, slope = _level(bank, held[domain], theta)
        table.theta[enough, d], table.theta_se[enough, d] = theta, se
        table.level[enough, d], table.level_se[enough, d] = level, slope * se
    return table


def _by_domain(bank: QuestionBank, calibration: Calibration) -> dict[str, tuple[ItemParameters, ...]]:
    """The parameters of the items in use of each domain that has some."""
    live = [p for p in calibration.parameters if bank.item_by_id[p.item].in_use]
    held = {d.id: tuple(p for p in live if bank.item_by_id[p.item].domain == d.id) for d in bank.domains}
    return {domain: own for domain, own in held.items() if own}


def _empty(bank: QuestionBank, people: int) -> ThetaTable:
    shape = people, len(bank.domains)
    blank = [np.full(shape, np.nan) for _ in range(4)]
    return ThetaTable(tuple(d.id for d in bank.domains), blank[0], blank[1], np.zeros(shape, np.int64), *blank[2:])


def _level(bank: QuestionBank, items: tuple[ItemParameters, ...], theta: _Numbers) -> tuple[_Numbers, _Numbers]:
    """1 + 4 x the expected mean x at theta (the true score), and its derivative by theta for the delta method."""
    curves = [irt.expected(p, theta, worth(bank.item_by_id[p.item])) for p in items]
    level, slope = np.mean(curves, axis=0)
    return LOWEST + _SPAN * level, _SPAN * slope
