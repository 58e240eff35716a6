"""Differential item functioning: is an item harder for one group than for people of another who do as well overall?

Mantel's test (1963) for ordered answers says whether, the standardised mean difference (Dorans and Schmitt 1991) in
standard deviations of the item says how much (Zwick, Thayer and Mazzeo 1997); an item is flagged only where both are
large. Everything runs over counts by stratum, group and answer. docs/method.md has the formulas with an example.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from assessment import item_types, many_tests
from assessment.answers import NOT_ANSWERED, Answers
from assessment.figures import Figure
from assessment.model import PROFESSION_BANDS, Item, NotDefined, NotYet, QuestionBank
from assessment.reliability import NO_SPREAD
from assessment.scoring import item_values

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]

COMPARED_FROM = 100
"""Answers needed in each of the two groups."""
SIGNIFICANT = 0.05
LARGE = 0.25
"""Effect, in standard deviations of the item, from which a difference matters."""
STRATA = 10
"""Groups of equally able people on a form, at most: thick matching (Donoghue and Allen 1993)."""
SAID = ("", *PROFESSION_BANDS)
FOCAL_GRADE, REFERENCE_GRADE = "deputy_director", "director_and_above"
OTHERS = "others"
KINDS = {"self": ("self",), "demonstrated": ("situational", "knowledge")}
"""Kinds of scale, with the methods whose items they hold."""


@dataclass(frozen=True, slots=True)
class Mantel:
    """One comparison on one item: chi-square with 1 degree of freedom, its p, and the effect in SDs of the item.

    A negative effect means that the focal group earned less than equally able people of the reference group.
    """

    chi_square: float
    p: float
    effect: float


@dataclass(frozen=True, slots=True)
class Difference:
    """An item in one comparison. `direction` is harder or easier for the focal group, "" where that is not known.

    `n_focal` and `n_reference` count the answers of people with somebody of the other group in their stratum;
    `p_adjusted` is Benjamini and Hochberg's, over all items and groups of one `comparison` (grade or profession).
    """

    item: str
    kind: str
    comparison: str
    focal: str
    reference: str
    n_focal: int
    n_reference: int
    chi_square: Figure
    p: Figure
    p_adjusted: Figure
    effect: Figure
    direction: str = ""
    flagged: bool = False


def mantel(counts: Numbers, credit: Numbers) -> Mantel | NotDefined:
    """Mantel's test. `counts` are people, strata x 2 (focal, reference) x answers; `credit` what each answer is worth.

    Of two answers it is the Mantel-Haenszel chi-square without continuity correction. Strata without people of both
    groups say nothing. NotDefined where equally able people all gave the same answer.
    """
    counts = _matched(counts)
    focal, reference = counts.sum(axis=2).T
    earned = counts @ credit
    n, total, squares = focal + reference, earned.sum(axis=1), counts.sum(axis=1) @ credit**2
    spread = n * squares - total**2  # n^2 times the variance of the answers of a stratum
    variance = float((focal * reference * spread / (n**2 * (n - 1))).sum())
    if variance <= 1e-12 * float(n.sum() * np.abs(credit).max() ** 2):  # what rounding leaves of nothing
        return NotDefined(1, NO_SPREAD)
    surplus = float((earned[:, 0] - focal * total / n).sum())
    smd = float((focal * (earned[:, 0] / focal - earned[:, 1] / reference)).sum() / focal.sum())
    chi_square = surplus**2 / variance
    return Mantel(chi_square, float(special.chdtrc(1, chi_square)), smd / _sd(counts.sum(axis=(0, 1)), credit))


def strata(x: Numbers, forms: NDArray[np.object_]) -> Codes:
    """The stratum of each person, from 0: their form, and which of up to ten quantile groups they are in on it.

    `x` is people x items of one kind (0-1, NaN missing). People are ordered by the mean of what they earned above the
    mean of each item they answered, so that an easy form or a skipped item moves nobody. -1 for no answer at all.
    """
    answered = ~np.isnan(x)
    people, items = answered.sum(axis=1), answered.sum(axis=0)
    filled = np.where(answered, x, 0.0)
    above = filled.sum(axis=1) - answered @ (filled.sum(axis=0) / np.maximum(items, 1))
    able = np.round(above / np.maximum(people, 1), 9)  # sums of the same answers differ in the last digits
    found = np.full(len(x), -1, dtype=np.intp)
    for f, form in enumerate(dict.fromkeys(forms)):
        on_form = (forms == form) & (people > 0)
        if on_form.any():
            edges = np.quantile(able[on_form], np.arange(1, STRATA) / STRATA)
            found[on_form] = f * STRATA + np.searchsorted(edges, able[on_form], side="right")
    return found


def differences(bank: QuestionBank, answers: Answers, minimum: int = COMPARED_FROM) -> tuple[Difference, ...]:
    """Every scored item that has answers to compare: grade bands, and each band of profession against the others."""
    group = (answers.grades != FOCAL_GRADE) * len(SAID) + _places(answers.bands)
    found = [
        difference
        for kind in KINDS
        for item, counts in _tables(_items(bank, answers, kind), answers, group)
        for difference in _compared(item, kind, counts, minimum)
    ]
    return tuple(_adjusted(found))


# ---- counts --------------------------------------------------------------------------------------------


def _items(bank: QuestionBank, answers: Answers, kind: str) -> list[Item]:
    """The items in use of a kind that have a column."""
    held = [item for item in bank.items if item.in_use and item.id in answers.items]
    return [item for item in held if item_types.of(item).method in KINDS[kind]]


def _places(bands: NDArray[np.object_]) -> Codes:
    place = {band: number for number, band in enumerate(SAID)}
    return np.array([place[band] for band in bands], dtype=np.intp)


def _tables(items: list[Item], answers: Answers, group: Codes) -> Iterator[tuple[Item, Numbers]]:
    """For each item people by stratum x grade band (focal, reference) x band of profession x code of the answer."""
    codes = [answers.values[:, answers.items.index(item.id)] for item in items]
    if not codes or not len(answers):
        return
    stratum = strata(np.column_stack([item_values(*pair) for pair in zip(items, codes, strict=True)]), answers.forms)
    cell = stratum * 2 * len(SAID) + group
    depth = int(stratum.max()) + 1
    for item, column in zip(items, codes, strict=True):
        width = len(item.options) - NOT_ANSWERED + 1
        known = stratum >= 0
        place = cell[known] * width + column[known] - NOT_ANSWERED
        counts = np.bincount(place, minlength=depth * 2 * len(SAID) * width)
        yield item, counts.reshape(depth, 2, len(SAID), width).astype(np.float64)


def _matched(counts: Numbers) -> Numbers:
    both: NDArray[np.bool_] = (counts.sum(axis=2) > 0).all(axis=1)
    return counts[both]


def _sd(counts: Numbers, credit: Numbers) -> float:
    n = counts.sum()
    mean = counts @ credit / n
    return float(np.sqrt(counts @ (credit - mean) ** 2 / (n - 1)))


# ---- comparisons ---------------------------------------------------------------------------------------


def _comparisons(counts: Numbers) -> Iterator[tuple[str, str, str, Numbers]]:
    """Comparison, focal and reference group, and people by stratum x the two groups x answer."""
    yield "grade", FOCAL_GRADE, REFERENCE_GRADE, counts.sum(axis=2)
    said = counts.sum(axis=1)[:, 1:]
    for b, band in enumerate(PROFESSION_BANDS):
        yield "profession", band, OTHERS, np.stack([said[:, b], said.sum(axis=1) - said[:, b]], axis=1)


def _compared(item: Item, kind: str, counts: Numbers, minimum: int) -> Iterator[Difference]:
    """The item in every comparison, not yet adjusted for their number."""
    credit = item_values(item, np.arange(NOT_ANSWERED, len(item.options) + 1, dtype=np.int8))
    valid = ~np.isnan(credit)
    for comparison, focal, reference, people in _comparisons(counts[..., valid]):
        matched = _matched(people)
        n_focal, n_reference = (int(n) for n in matched.sum(axis=(0, 2)))
        least, needed = min(n_focal, n_reference), max(minimum, 2)
        tested = NotYet(least, needed) if least < needed else mantel(matched, credit[valid])
        who = (item.id, kind, comparison, focal, reference, n_focal, n_reference)
        if isinstance(tested, Mantel):
            yield Difference(*who, tested.chi_square, tested.p, tested.p, tested.effect, _direction(tested.effect))
        else:
            yield Difference(*who, tested, tested, tested, tested)


def _direction(effect: float) -> str:
    return "harder" if effect < 0 else "easier" if effect > 0 else ""


def _adjusted(found: list[Difference]) -> list[Difference]:
    """With p adjusted over each comparison, and flagged where it is significant and large."""
    adjusted: dict[int, float] = {}
    for comparison in {difference.comparison for difference in found}:
        tested = {i: d.p for i, d in enumerate(found) if d.comparison == comparison and isinstance(d.p, float)}
        if tested:
            adjusted |= zip(tested, many_tests.adjusted(list(tested.values())).tolist(), strict=True)
    return [_judged(d, adjusted[i]) if i in adjusted else d for i, d in enumerate(found)]


def _judged(difference: Difference, p: float) -> Difference:
    large = isinstance(difference.effect, float) and abs(difference.effect) >= LARGE
    return replace(difference, p_adjusted=p, flagged=p < SIGNIFICANT and large)
