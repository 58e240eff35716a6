"""A world in which everybody's true level is known: the model of `assessment.simulate`."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from assessment import item_types, simulate
from assessment.model import Item

Numbers = NDArray[np.float64]


def people(count: int, domains: int, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Ability, and the view that people have of themselves: people x domains, correlated between domains."""
    shared, style = rng.standard_normal((count, 1)), simulate.STYLE_SD * rng.standard_normal((count, 1))
    own, own_style = rng.standard_normal((2, count, domains))
    ability = np.sqrt(simulate.BETWEEN_DOMAINS) * shared + np.sqrt(1 - simulate.BETWEEN_DOMAINS) * own
    return ability, simulate.INSIGHT * ability + style + simulate.STYLE_DOMAIN_SD * own_style


def answers(item: Item, ability: Numbers, view: Numbers, rng: np.random.Generator) -> NDArray[np.int8]:
    """An option number a person, everybody answering."""
    top = len(item.options)
    if item_types.of(item).method == "self":
        x = _rating(view) + simulate.RATING_NOISE * rng.standard_normal(len(view))
        return (1 + np.clip(np.rint(x * (top - 1)), 0, top - 1)).astype(np.int8)
    odds = simulate.log_odds(item, ability)
    return (1 + np.argmax(odds + rng.gumbel(size=odds.shape), axis=1)).astype(np.int8)


def expected(item: Item, ability: Numbers, view: Numbers) -> Numbers:
    """The mean x (0-1) that people of this ability and view would earn if they could answer again and again."""
    top = len(item.options)
    if item_types.of(item).method == "self":
        bounds = (np.arange(1, top) - 0.5) / (top - 1)
        return norm.sf((bounds[None, :] - _rating(view)[:, None]) / simulate.RATING_NOISE).sum(axis=1) / (top - 1)
    odds = np.exp(simulate.log_odds(item, ability))
    credit = np.array([item_types.of(item).value(item, option) for option in range(1, top + 1)], dtype=np.float64)
    mean: Numbers = (odds @ credit) / odds.sum(axis=1)
    return mean


def _rating(view: Numbers) -> Numbers:
    return simulate.RATING_MEAN + simulate.RATING_SLOPE * view
