"""What made-up people answer: a latent-trait model, item by item.

Evidence items are drawn from a nominal response model (Bock 1972) whose expected credit is the item's expected
facility; self-ratings follow ability loosely and are biased upwards.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from assessment import item_types
from assessment.answers import NOT_ANSWERED
from assessment.files import ANSWERS, CONFIDENCE
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, Form, Item, QuestionBank
from assessment.scoring import facility

Numbers = NDArray[np.float64]

EVIDENCE_SLOPE = 1.2  # log odds of full credit against none, for one unit of ability
# Self-rating: how much of their ability people see, how far their style moves every domain, and each one by itself.
INSIGHT, STYLE_SD, STYLE_DOMAIN_SD = 0.6, 0.7, 0.4
RATING_MEAN, RATING_SLOPE, RATING_NOISE = 0.68, 0.15, 0.13  # on 0-1; the mean lies above what people demonstrate
PULSE_MEAN, PULSE_CLIMATE, PULSE_NOISE = 0.5, 0.1, 0.25
VIGNETTE_NOISE = 0.15
DOES_NOT_APPLY, DOES_NOT_KNOW, BLANK = 0.02, 0.04, 0.01


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is made up of people before they answer; `ability` is people x domains."""

    forms: tuple[Form, ...]
    form: NDArray[np.int64]
    profession: NDArray[np.object_]
    submitted_at: NDArray[np.str_]
    ability: Numbers


def answered(people: pd.DataFrame, bank: QuestionBank, drawn: Drawn, rng: np.random.Generator) -> pd.DataFrame:
    """The people with profession, form, moment of submission and answers, in the columns of a responses file."""
    forms, form, ability = drawn.forms, drawn.form, drawn.ability
    columns: dict[str, object] = {
        "profession": drawn.profession,
        "form": np.array([f.id for f in forms] or [""], dtype=object)[form],
        "submitted_at": drawn.submitted_at,
    }
    view = INSIGHT * ability + STYLE_SD * rng.standard_normal((len(people), 1))
    view += STYLE_DOMAIN_SD * rng.standard_normal(ability.shape)
    climate = organisation_effects(people, 1, rng)[:, 0]
    position = {domain.id: d for d, domain in enumerate(bank.domains)}
    for item in _asked(bank, forms):
        has_it = np.array([item.id in f.items for f in forms] or [True])[form]
        d = position.get(item.domain, 0)
        values, confidence = _answers(item, ability[has_it, d], view[has_it, d], climate[has_it], rng)
        columns[item.id] = _cells(values, len(item.options), has_it)
        if item_types.of(item).has_confidence:
            steps = len(bank.confidence_chances)
            given = np.where(values > 0, 1 + np.floor(confidence * steps), NOT_ANSWERED).astype(np.int8)
            columns[item.id + CONFIDENCE] = _cells(given, steps, has_it)
    return pd.concat([people, pd.DataFrame(columns)], axis=1)


def _asked(bank: QuestionBank, forms: tuple[Form, ...]) -> tuple[Item, ...]:
    """The items that somebody is asked, in the order of the bank."""
    asked = {item for form in forms for item in form.items} if forms else bank.item_by_id.keys()
    return tuple(item for item in bank.items if item.id in asked and item.in_use)


def organisation_effects(people: pd.DataFrame, effects: int, rng: np.random.Generator) -> Numbers:
    """People x effects: standard normal, the same for everyone of an organisation."""
    number, organisations = pd.factorize(people["organisation"])
    drawn: Numbers = rng.standard_normal((len(organisations), effects))[number]
    return drawn


def _answers(
    item: Item, ability: Numbers, view: Numbers, climate: Numbers, rng: np.random.Generator
) -> tuple[NDArray[np.int8], Numbers]:
    """What the people who are asked an item answer, and how sure they are on 0-1 (with or without cause)."""
    kind, top = item_types.of(item), len(item.options)
    noise = rng.standard_normal(len(ability))
    if kind.method in ("situational", "knowledge"):
        options = _choose(item, ability, rng)
        credit = np.array([0.0, *_credits(item)])[options]
    else:
        if kind.method == "self":
            x = RATING_MEAN + RATING_SLOPE * view + RATING_NOISE * noise
        elif item.expert_level is not None:
            x = (item.expert_level - 1) / (top - 1) + VIGNETTE_NOISE * noise
        else:
            x = PULSE_MEAN + PULSE_CLIMATE * climate + PULSE_NOISE * noise
        options = 1 + np.clip(np.rint(x * (top - 1)), 0, top - 1).astype(np.int64)
        options = 1 + top - options if item.reverse else options
        credit = np.zeros(len(ability))
    chance = rng.random(len(ability))
    values = np.where(chance < BLANK, NOT_ANSWERED, options)
    chance -= BLANK
    for code, share, offered in (
        (NOT_APPLICABLE, DOES_NOT_APPLY, kind.offers_not_applicable),
        (DO_NOT_KNOW, DOES_NOT_KNOW, kind.offers_do_not_know),
    ):
        values = np.where((chance >= 0) & (chance < share * offered), code, values)
        chance -= share * offered
    return values.astype(np.int8), ndtr(0.5 * view + credit - 0.6 + noise)


def _credits(item: Item) -> list[float]:
    most = max(option.points for option in item.options)
    return [option.points / most for option in item.options]


def log_odds(item: Item, ability: Numbers) -> Numbers:
    """People x options of an evidence item: credit x (lift + slope x ability), the nominal model up to a constant."""
    credits = np.array(_credits(item))
    pull = _lift(tuple(credits), facility(item)) + EVIDENCE_SLOPE * ability
    return np.outer(pull, credits)


def _choose(item: Item, ability: Numbers, rng: np.random.Generator) -> NDArray[np.int64]:
    """Option numbers from 1."""
    odds = log_odds(item, ability)
    chosen: NDArray[np.int64] = np.argmax(odds + rng.gumbel(size=odds.shape), axis=1)
    return chosen + 1


@cache
def _lift(credits: tuple[float, ...], expected: float) -> float:
    """The lift with which people of ability N(0, 1) earn the expected credit, held to what the model can reach."""
    abilities, weights = np.polynomial.hermite_e.hermegauss(15)
    c = np.array(credits)

    def excess(lift: float) -> float:
        odds = np.exp(np.outer(lift + EVIDENCE_SLOPE * abilities, c))
        earned = (odds @ c) / odds.sum(axis=1)
        return float(weights @ earned / weights.sum() - min(max(expected, 0.05), 0.95))

    return float(brentq(excess, -50.0, 50.0))


def _cells(values: NDArray[np.int8], top: int, has_it: NDArray[np.bool_]) -> "pd.Categorical[str]":
    """The cells of a column: words of the file format for those who were asked, empty for everyone else."""
    words = [word for word, _ in sorted(ANSWERS.items(), key=lambda answer: answer[1])]
    codes = np.zeros(len(has_it), dtype=np.int8)
    codes[has_it] = values - NOT_ANSWERED
    return pd.Categorical.from_codes(codes, categories=pd.Index([*words, *map(str, range(1, top + 1))]))
