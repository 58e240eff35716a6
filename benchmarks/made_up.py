"""Made-up items and people whose truth is known, for simulations that compare estimates with it.

Answers follow a nominal response model (Bock 1972) whose slopes differ by item; abilities in two areas correlate .6.
True facilities are off from those that the bank states, with a standard deviation of .08.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from assessment.answers import NOT_ANSWERED, Answers
from assessment.model import Item, QuestionBank
from assessment.scoring import ScoreTable, score_table

Numbers = NDArray[np.float64]

OFF = 0.08
SLOPE, SLOPE_SPREAD, BETWEEN_DOMAINS = 1.2, 0.3, 0.6
QUADRATURE = np.polynomial.hermite_e.hermegauss(21)
ABILITIES, WEIGHTS = QUADRATURE[0], QUADRATURE[1] / QUADRATURE[1].sum()


@dataclass(frozen=True, slots=True)
class Truth:
    """How an item works: the log odds of an option are credit x (lift + slope x ability)."""

    credit: Numbers
    slope: float
    lift: float

    def facility(self, ability: float) -> float:
        """Mean credit of people whose ability is normal around `ability`, with standard deviation 1."""
        odds = np.exp(np.outer(self.lift + self.slope * (ability + ABILITIES), self.credit))
        return float(WEIGHTS @ ((odds @ self.credit) / odds.sum(axis=1)))

    def made(self, aim: float, ability: float) -> "Truth":
        """The same item with that facility."""
        lift = brentq(lambda lift: replace(self, lift=lift).facility(ability) - aim, -60, 60, xtol=1e-6)
        return replace(self, lift=float(lift))

    def answer(self, ability: Numbers, rng: np.random.Generator) -> NDArray[np.int64]:
        pull = np.outer(self.lift + self.slope * ability, self.credit)
        return 1 + np.argmax(pull + rng.gumbel(size=pull.shape), axis=1)


def truths(items: Sequence[Item], rng: np.random.Generator) -> dict[str, Truth]:
    """How items really work, which is off from what the bank states."""
    found = {}
    for item in items:
        points = np.array([option.points for option in item.options], dtype=np.float64)
        slope = SLOPE * float(np.exp(SLOPE_SPREAD * rng.standard_normal()))
        aim = float(np.clip((item.expected_facility or 0.5) + OFF * rng.standard_normal(), 0.1, 0.95))
        found[item.id] = Truth(points / points.max(), slope, 0.0).made(aim, 0.0)
    return found


def true_facilities(held: QuestionBank, true: Mapping[str, Truth], ability: float = 0.0) -> Numbers:
    return np.array([true[item.id].facility(ability) for item in held.items])


def stating(held: QuestionBank, m: Mapping[str, float]) -> QuestionBank:
    """The bank with these facilities."""
    return replace(
        held, items=tuple(replace(i, expected_facility=m.get(i.id, i.expected_facility)) for i in held.items)
    )


# ---- people ------------------------------------------------------------------------------------------


def abilities(people: int, domains: int, better: float, rng: np.random.Generator) -> Numbers:
    """People x domains; 0 is the mean of the reference population, 1 a standard deviation within it."""
    shared = np.sqrt(BETWEEN_DOMAINS) * rng.standard_normal((people, 1))
    return better + shared + np.sqrt(1 - BETWEEN_DOMAINS) * rng.standard_normal((people, domains))


def answered(
    held: QuestionBank, true: Mapping[str, Truth], ability: Numbers, form: NDArray[np.int64], rng: np.random.Generator
) -> Answers:
    """What people answer who all answer every item of their form."""
    column = {domain.id: d for d, domain in enumerate(held.domains)}
    values = np.full((len(ability), len(held.items)), NOT_ANSWERED, dtype=np.int8)
    for j, item in enumerate(held.items):
        met = np.array([item.id in f.items for f in held.forms])[form]
        values[met, j] = true[item.id].answer(ability[met, column[item.domain]], rng)
    names = np.array([f.id for f in held.forms], dtype=object)[form]
    grades, bands = (np.full(len(ability), text, dtype=object) for text in ("director", ""))
    return Answers(tuple(item.id for item in held.items), values, np.zeros_like(values), names, grades, bands)


def cycle(
    held: QuestionBank, true: Mapping[str, Truth], better: float, people: int, rng: np.random.Generator
) -> Answers:
    """A cycle in which forms are dealt in equal numbers."""
    form = np.arange(people) % len(held.forms)
    return answered(held, true, abilities(people, len(held.domains), better, rng), form, rng)


def scores(held: QuestionBank, answers: Answers) -> ScoreTable:
    return score_table(held, answers.items, answers.values, answers.forms, answers.grades, answers.bands)
