"""How much credit the wording of options alone earns: the best option must not be found without reading the scenario.

A ridge regression on the words of the options (words and pairs of words by tf-idf, and seven marks of the surface) is
trained on all other scenarios and picks an option of the one left out. The same is done with the points of each
scenario shuffled, which tells what such a model earns by chance. It has learned from keys that nobody who answers has
seen: read the figure as an upper bound. scikit-learn (TfidfVectorizer, Ridge) gives the same picks; the numbers in
tests/test_bank_content.py were computed with it.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assessment.model import Item, NotYet

SCENARIOS_NEEDED = 16
SHUFFLES = 200
SEED = 3
PENALTY = 1.0
REASON = re.compile(r"\b(because|since|so that)\b|, as ")
EVIDENCE = re.compile(r"test|trial|evidence")
_WORD = re.compile(r"\b\w\w+\b")

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WordingCredit:
    """`found` best options of `scenarios`; `credit` is the mean share of points earned, 0-1.

    `chance` is the mean credit over shuffled keys, `chance_95` what 95% of them stay below.
    """

    scenarios: int
    found: int
    credit: float
    chance: float
    chance_95: float


def credit(items: Sequence[Item], shuffles: int = SHUFFLES, seed: int = SEED) -> WordingCredit | NotYet:
    """What wording alone earns on the situational items among `items`; needs SCENARIOS_NEEDED of them."""
    scenarios = [item for item in items if item.type == "situational"]
    if len(scenarios) < SCENARIOS_NEEDED:
        return NotYet(len(scenarios), SCENARIOS_NEEDED)
    points = [[float(option.points) for option in item.options] for item in scenarios]
    models = list(_left_out([[option.text for option in item.options] for item in scenarios]))
    found, earned = _earned(models, points)
    chance = random.Random(seed)  # noqa: S311 - a simulation
    null = sorted(_earned(models, [chance.sample(p, len(p)) for p in points])[1] for _ in range(shuffles))
    return WordingCredit(len(scenarios), found, earned, float(np.mean(null)), null[int(0.95 * shuffles) - 1])


def _earned(models: Sequence[Matrix], points: Sequence[Sequence[float]]) -> tuple[int, float]:
    """Best options found, and mean credit, where `models[i]` turns the points of all others into scores for item i."""
    found, earned = 0, 0.0
    for place, (model, own) in enumerate(zip(models, points, strict=True)):
        others = np.array([p for i, row in enumerate(points) if i != place for p in row])
        pick = own[int(np.argmax(model @ (others - others.mean())))]
        best = max(own)
        found += pick == best
        earned += pick / best
    return found, earned / len(points)


def _left_out(texts: Sequence[Sequence[str]]) -> Iterator[Matrix]:
    """For each item, the matrix that turns the centred points of all other options into scores of its own options.

    Ridge regression with an intercept is linear in the points, so that shuffling them needs no new fit.
    """
    for place, own in enumerate(texts):
        others = [text for i, row in enumerate(texts) if i != place for text in row]
        known, weights = _vocabulary(others)
        train, test = (np.hstack([_tf_idf(t, known, weights), _surface(t)]) for t in (others, own))
        centre = train.mean(axis=0)
        train, test = train - centre, test - centre
        # the dual form: as many unknowns as there are options, fewer than words
        yield test @ train.T @ np.linalg.inv(train @ train.T + PENALTY * np.eye(len(train)))


def _terms(text: str) -> list[str]:
    words = _WORD.findall(text.lower())
    return words + [f"{a} {b}" for a, b in pairwise(words)]


def _vocabulary(texts: Sequence[str]) -> tuple[dict[str, int], Matrix]:
    """Terms that stand in two texts or more, with their smoothed inverse document frequency."""
    counts = Counter(term for text in texts for term in set(_terms(text)))
    terms = sorted(term for term, count in counts.items() if count >= 2)
    frequency = np.array([counts[term] for term in terms], dtype=np.float64)
    return {term: i for i, term in enumerate(terms)}, np.log((1 + len(texts)) / (1 + frequency)) + 1


def _tf_idf(texts: Sequence[str], known: dict[str, int], weights: Matrix) -> Matrix:
    table = np.zeros((len(texts), len(known)))
    for row, text in enumerate(texts):
        for term in _terms(text):
            if term in known:
                table[row, known[term]] += 1
    table *= weights
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    normed: Matrix = table / np.where(lengths == 0, 1, lengths)
    return normed


def _surface(texts: Sequence[str]) -> Matrix:
    """What the eye sees: length, number of words, a reason, "Ask", a comma, a digit, words of evidence."""
    marks = (
        lambda t: len(t) / 100,
        lambda t: len(t.split()) / 20,
        lambda t: bool(REASON.search(t)),
        lambda t: t.startswith("Ask"),
        lambda t: "," in t,
        lambda t: bool(re.search(r"\d", t)),
        lambda t: bool(EVIDENCE.search(t)),
    )
    return np.array([[float(mark(text)) for mark in marks] for text in texts])
