"""A world in which everybody's true level is known: the model of `assessment.simulate` and `made_up_answers`."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from assessment import item_types, simulate
from assessment import made_up_answers as made_up
from assessment.model import Item

Numbers = NDArray[np.float64]


def people(count: int, domains: int, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Ability, and the view that people have of themselves: people x domains, correlated between domains."""
    shared, style = rng.standard_normal((count, 1)), made_up.STYLE_SD * rng.standard_normal((count, 1))
    own, own_style = rng.standard_normal((2, count, domains))
    ability = np.sqrt(simulate.BETWEEN_DOMAINS) * shared + np.sqrt(1 - simulate.BETWEEN_DOMAINS) * own
    return ability, made_up.INSIGHT * ability + style + made_up.STYLE_DOMAIN_SD * own_style


def answers(item: Item, ability: Numbers, view: Numbers, rng: np.random.Generator) -> NDArray[np.int8]:
    """An option number a person, everybody answering."""
    top = len(item.options)
    if item_types.of(item).method == "self":
        x = _rating(view) + made_up.RATING_NOISE * rng.standard_normal(len(view))
        return (1 + np.clip(np.rint(x * (top - 1)), 0, top - 1)).astype(np.int8)
    odds = made_up.log_odds(item, ability)
    return (1 + np.argmax(odds + rng.gumbel(size=odds.shape), axis=1)).astype(np.int8)


def expected(item: Item, ability: Numbers, view: Numbers) -> Numbers:
    """The mean x (0-1) that people of this ability and view would earn if they could answer again and again."""
    top = len(item.options)
    if item_types.of(item).method == "self":
        bounds = (np.arange(1, top) - 0.5) / (top - 1)
        return norm.sf((bounds[None, :] - _rating(view)[:, None]) / made_up.RATING_NOISE).sum(axis=1) / (top - 1)
    odds = np.exp(made_up.log_odds(item, ability))
    credit = np.array([item_types.of(item).value(item, option) for option in range(1, top + 1)], dtype=np.float64)
    mean: Numbers = (odds @ credit) / odds.sum(axis=1)
    return mean


def _rating(view: Numbers) -> Numbers:
    return made_up.RATING_MEAN + made_up.RATING_SLOPE * view
