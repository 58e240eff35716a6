"""Beside the scores: how sure people were, where ratings and answers differ, and how strictly people judge others.

Nothing here changes a score. Sources: over-confidence as mean chance minus mean outcome (Lichtenstein, Fischhoff and
Phillips 1982); ratio estimator with the person as the unit (Cochran, Sampling Techniques, 1977, 6.4); vignettes as a
check only, since rescaling by them raises reliability even of random data (von Davier et al. 2018). docs/method.md has
the formulas with worked examples.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from assessment import item_types, scoring
from assessment.answers import Answers, Texts
from assessment.model import (
    DEFAULT_MINIMUM_GROUP,
    DO_NOT_KNOW,
    FEWEST_TOGETHER,
    DomainScore,
    Item,
    NotDefined,
    NotYet,
    QuestionBank,
    Response,
)

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
ANSWERS_NEEDED = 16
"""Answers with a confidence before a person gets an index: with 16 it still moves by .10 either way by chance."""
PERSONAL, GROUPS = 0.90, 0.95
"""Confidence of the interval round a person's index, and round figures of groups."""
EVERYBODY, BANDS = "all", ("deputy_director", "director_and_above")
"""Groups that figures are given for; the two bands together are everybody."""
SURPRISE_Z, SURPRISE_LEVELS, SURPRISES = 1.645, 1.0, 2
"""A surprise is beyond so many standard errors and at least so many levels; at most so many are named each way."""
MOST_INVERTED = 0.20
"""Share of pairs of vignettes in another order than the panel's above which the set is of no use (a judgement)."""

Verdict = Literal["more sure than right", "less sure than right", "about right"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its standard error, its interval, and the answers and people behind it."""

    value: float
    se: float
    low: float
    high: float
    answers: int
    people: int


GroupFigure = Estimate | NotYet | NotDefined


def verdict(index: Estimate) -> Verdict:
    """The class of an index of confidence: one side only where its interval leaves 0 out."""
    if index.low > 0:
        return "more sure than right"
    return "less sure than right" if index.high < 0 else "about right"


# ---- one person's confidence -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stated:
    """One answer with how sure the person was: 1 guess to 3 certain, the chance that goes with it, what it earned."""

    confidence: int
    chance: float
    outcome: float


@dataclass(frozen=True, slots=True)
class Pair:
    """One confidence: the chance that goes with it beside the share that was right, both 0-1.

    `right` is None for fewer than FEWEST_TOGETHER answers: a single one would say whether an item in use was right.
    """

    confidence: int
    chance: float
    right: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Confidence:
    """A pair for each confidence, and the index over all answers once there are enough."""

    pairs: tuple[Pair, ...]
    index: Estimate | NotYet

    @property
    def answers(self) -> int:
        return sum(pair.n for pair in self.pairs)

    @property
    def told(self) -> bool:
        """Whether there is a pair with enough answers to be told."""
        return any(pair.right is not None for pair in self.pairs)


def stated(bank: QuestionBank, responses: Iterable[Response]) -> list[Stated]:
    """The answers that came with a confidence, by the keys and chances of their bank.

    "I do not know" is left out even where a file gives it a confidence: it claims no answer that could be right, so
    there is nothing to be more or less sure of.
    """
    found = []
    for response in responses:
        item = bank.item_by_id[response.item]
        if response.confidence and response.value > DO_NOT_KNOW:
            outcome = item_types.of(item).value(item, response.value) or 0.0
            found.append(Stated(response.confidence, bank.confidence_chances[response.confidence - 1], outcome))
    return found


def confidence(answers: Sequence[Stated], chances: Sequence[float]) -> Confidence:
    """One person's confidence over all their answers; `chances` (0-1) are those of confidences never given."""
    pairs = []
    for number, chance in enumerate(chances, 1):
        given = [answer for answer in answers if answer.confidence == number]
        said = float(np.mean([answer.chance for answer in given])) if given else chance
        right = float(np.mean([answer.outcome for answer in given])) if len(given) >= FEWEST_TOGETHER else None
        pairs.append(Pair(number, said, right, len(given)))
    return Confidence(tuple(pairs), _index(answers))


def _index(answers: Sequence[Stated]) -> Estimate | NotYet:
    """O = mean(c) - mean(y) with SE = sqrt(mean((c - y - O)^2) / m) and a 90% interval.

    The interval rests on the larger of this SE and that of somebody whose chances are exactly true,
    sqrt(mean(c (1 - c)) / m): sixteen right answers that were all "certain" have an SE of 0 and prove nothing.
    """
    m = len(answers)
    if m < ANSWERS_NEEDED:
        return NotYet(m, ANSWERS_NEEDED)
    chance, outcome = np.array([(answer.chance, answer.outcome) for answer in answers]).T
    value = float(np.mean(chance - outcome))
    se = float(np.sqrt(np.mean((chance - outcome - value) ** 2) / m))
    if_true = float(np.sqrt(np.mean(chance * (1 - chance)) / m))
    reach = float(special.ndtri((1 + PERSONAL) / 2)) * max(se, if_true)
    return Estimate(value, se, value - reach, value + reach, m, 1)


# ---- where rating and answers differ -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Surprises:
    """Domains with a rating well above, and well below, what the answers showed; the largest difference first."""

    rated_higher: tuple[DomainScore, ...]
    rated_lower: tuple[DomainScore, ...]


def difference(score: DomainScore) -> float | None:
    """Self-rating minus demonstrated score in levels: above 0 is rated higher. None where one of them is missing."""
    return None if score.self is None or score.demonstrated is None else score.self - score.demonstrated


def surprises(scores: Iterable[DomainScore]) -> Surprises:
    """Differences beyond 1.645 standard errors, SE = sqrt(SE_self^2 + SE_demonstrated^2), and of a level or more."""
    found = sorted(
        ((apart, score) for score in scores if (apart := difference(score)) is not None and _is_surprise(score, apart)),
        key=lambda pair: -abs(pair[0]),
    )
    higher = tuple(score for apart, score in found if apart > 0)
    lower = tuple(score for apart, score in found if apart < 0)
    return Surprises(higher[:SURPRISES], lower[:SURPRISES])


def _is_surprise(score: DomainScore, apart: float) -> bool:
    se = np.hypot(score.self_se or 0.0, score.demonstrated_se or 0.0)
    # 1e-9: a level exactly must not fail because 2.3 - 1.3 is a little below 1
    return bool(abs(apart) > SURPRISE_Z * se and abs(apart) >= SURPRISE_LEVELS - 1e-9)


# ---- groups ------------------------------------------------------------------------------------------


def group_confidence(
    bank: QuestionBank, answers: Answers, minimum: int = DEFAULT_MINIMUM_GROUP
) -> dict[str, GroupFigure]:
    """The index over all answers with a confidence, for everybody and the two bands of grade, with 95% intervals.

    Keys "all", "deputy_director", "director_and_above"; `NotYet` counts people who said how sure they were.
    """
    chances = np.array([0.0, *bank.confidence_chances])
    items = [bank.item_by_id[name] for name in answers.items]
    asked = [j for j, item in enumerate(items) if item_types.of(item).has_confidence]
    apart, counted = np.zeros(len(answers)), np.zeros(len(answers))
    for j in asked:
        given = (answers.confidence[:, j] > 0) & (answers.values[:, j] > DO_NOT_KNOW)
        outcome = np.nan_to_num(scoring.item_values(items[j], answers.values[:, j]))
        apart += np.where(given, chances[answers.confidence[:, j]] - outcome, 0.0)
        counted += given
    return _by_band(answers.grades, apart, counted, len(asked), minimum)


def _by_band(grades: Texts, sums: Numbers, counts: Numbers, items: int, minimum: int) -> dict[str, GroupFigure]:
    """A mean for everybody and for each band, from sums and counts of answers by person.

    Bands are given only if both are large enough: from everybody and one band the other could be worked out.
    """
    answered, deputies = counts > 0, np.asarray(grades == "deputy_director")
    groups = {EVERYBODY: answered, BANDS[0]: answered & deputies, BANDS[1]: answered & ~deputies}
    people = {name: int(group.sum()) for name, group in groups.items()}
    people |= dict.fromkeys(BANDS, min(people[band] for band in BANDS))
    needed = max(minimum, 2)

    def figure(name: str) -> GroupFigure:
        if people[name] < needed:
            return NotYet(people[name], needed)
        return _ratio(sums[groups[name]], counts[groups[name]], items)

    return {name: figure(name) for name in groups}


def _ratio(sums: Numbers, counts: Numbers, items: int) -> Estimate | NotDefined:
    """R = sum S / sum m with SE = sqrt(n / (n - 1) sum (S - R m)^2) / sum m, and t with n - 1 degrees of freedom.

    S and m are a person's sum and number of answers: however much the answers of one person have in common, the
    interval is honest. Where everybody's answers come to the same there is none, and the mean would say what each did.
    """
    n, total = len(sums), float(counts.sum())
    value = float(sums.sum()) / total
    se = float(np.sqrt(n / (n - 1) * np.sum((sums - value * counts) ** 2))) / total
    if se < 1e-9:
        return NotDefined(items, "everybody's answers come to the same")
    reach = float(special.stdtrit(n - 1, (1 + GROUPS) / 2)) * se
    return Estimate(value, se, value - reach, value + reach, int(total), n)


# ---- vignettes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Leniency:
    """One person's levels minus the panel's, on average, in levels: above 0 is lenient.

    `inverted` of `pairs` of vignettes that the panel placed apart are in the other order; equal levels are not.
    """

    mean: float
    inverted: int
    pairs: int
    n: int


@dataclass(frozen=True, slots=True)
class VignetteCheck:
    """How a group placed the vignettes: mean leniency in levels by band, and the share (0-1) of inverted pairs."""

    leniency: dict[str, GroupFigure]
    inverted: float | NotYet | NotDefined

    @property
    def remark(self) -> str:
        """What to do about the set of vignettes, or nothing."""
        drop = isinstance(self.inverted, float) and self.inverted > MOST_INVERTED
        limit = f"more than {MOST_INVERTED:.0%}"
        return f"{self.inverted:.0%} of pairs are inverted, {limit}: drop this set of examples." if drop else ""


def leniency(bank: QuestionBank, responses: Iterable[Response]) -> Leniency | NotYet:
    """How a person placed the vignettes they answered; NotYet where there is none."""
    panel = {item.id: level for item, level in _placed(bank)}
    given = [(r.value, panel[r.item]) for r in responses if r.item in panel and r.value > DO_NOT_KNOW]
    if not given:
        return NotYet(0, 1)
    pairs = [(own - own2, level - level2) for (own, level), (own2, level2) in combinations(given, 2) if level != level2]
    mean = sum(own - level for own, level in given) / len(given)
    return Leniency(mean, sum(own * level < 0 for own, level in pairs), len(pairs), len(given))


def group_leniency(bank: QuestionBank, answers: Answers, minimum: int = DEFAULT_MINIMUM_GROUP) -> VignetteCheck:
    """The same for many people: means with 95% intervals for everybody and both bands, pairs over everybody."""
    placed = [(answers.values[:, answers.items.index(i.id)], p) for i, p in _placed(bank) if i.id in answers.items]
    apart, counted = np.zeros(len(answers)), np.zeros(len(answers))
    for values, level in placed:
        apart += np.where(values > DO_NOT_KNOW, values - float(level), 0.0)
        counted += values > DO_NOT_KNOW
    return VignetteCheck(
        _by_band(answers.grades, apart, counted, len(placed), minimum), _inverted(placed, len(answers), minimum)
    )


def _placed(bank: QuestionBank) -> list[tuple[Item, int]]:
    """The vignettes with the panel's level; their options are the levels, so an option's number is a level."""
    return [(item, item.expert_level) for item in bank.items if item.expert_level is not None]


def _inverted(placed: Sequence[tuple[NDArray[np.int8], int]], rows: int, minimum: int) -> float | NotYet | NotDefined:
    """The share of inverted pairs among those of all people that the panel placed apart."""
    inverted, compared = np.zeros(rows), np.zeros(rows)
    for (own, level), (own2, level2) in combinations(placed, 2):
        both = (own > DO_NOT_KNOW) & (own2 > DO_NOT_KNOW) & (level != level2)
        compared += both
        inverted += both & ((own < own2) if level > level2 else (own > own2))
    people = int(np.sum(compared > 0))
    if len({level for _, level in placed}) < 2:
        return NotDefined(len(placed), "no two examples on different levels")
    return float(inverted.sum() / compared.sum()) if people >= minimum else NotYet(people, minimum)
