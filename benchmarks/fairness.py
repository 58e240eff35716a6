"""How often an item is flagged that is harder for one group, and one that is not, by the people in each group."""

from dataclasses import replace

import numpy as np

from assessment import differential, irt
from assessment.answers import Answers
from assessment.differential import Difference
from assessment.model import Item, ItemParameters, Option, QuestionBank
from benchmarks.result import COMMAND, Result

COLUMNS = ("People in each group", "One item is harder by", "Significant", "Flagged", "Other items flagged")
SIZES, SHIFTS = (100, 200, 500, 1000), (0.0, 0.5, 1.0)
SLOPE, PLACES, STEPS = 1.2, np.linspace(-1.2, 1.2, 16), np.array([-1.0, 0.0, 1.0])
ABLER = 0.3
"""The groups differ in ability by this many standard deviations, which is no fault of any item."""


def run(bank: QuestionBank, runs: int, seed: int) -> Result:
    """Sixteen scenarios of four options; the first is harder for the focal group by some logits."""
    rng = np.random.default_rng(seed)
    items = tuple(_item(bank, j) for j in range(len(PLACES)))
    alone = replace(bank, domains=bank.domains[:1], items=items, forms=())
    rows = []
    for n in SIZES:
        for shift in SHIFTS:
            tries = [_compared(alone, n, shift, rng) for _ in range(runs)]
            found = [tried[0].p_adjusted < differential.SIGNIFICANT for tried in tries]
            flagged = np.array([[d.flagged for d in tried] for tried in tries])
            rates = np.mean(found), flagged[:, 0].mean(), flagged[:, 1:].mean()
            rows.append((n, f"{shift:g} logits", *map(float, rates)))
    note = (
        f"{runs} runs a row, {len(items)} items, groups that differ by {ABLER} standard deviations of ability. "
        "Flagged: p below .05 after Benjamini-Hochberg over the items, and an effect of .25 standard deviations or "
        "more; half a logit is an effect of about .2."
    )
    return Result("How often an item that works differently is found", COMMAND, seed, COLUMNS, tuple(rows), note)


def _item(bank: QuestionBank, number: int) -> Item:
    options = tuple(Option(f"{points} points", points) for points in range(len(STEPS) + 1))
    return Item(f"D{number}", "situational", "?", options, bank.domains[0].id)


def _compared(bank: QuestionBank, n: int, shift: float, rng: np.random.Generator) -> list[Difference]:
    """Each item between deputy directors, the focal group, and directors."""
    focal = np.arange(2 * n) < n
    theta = rng.standard_normal(2 * n) + np.where(focal, 0.0, ABLER)
    values = np.empty((2 * n, len(PLACES)), dtype=np.int8)
    for j, place in enumerate(PLACES):
        parameters = ItemParameters(f"D{j}", "graded", SLOPE, tuple(place + STEPS), n)
        seen = theta - np.where(focal & (j == 0), shift, 0.0) / SLOPE
        at_least = 1 - np.cumsum(irt.probabilities(parameters, seen), axis=1)[:, :-1]
        values[:, j] = 1 + (rng.random((2 * n, 1)) < at_least).sum(axis=1)
    grades = np.where(focal, "deputy_director", "director").astype(object)
    nothing = np.full(2 * n, "", dtype=object)
    answers = Answers(tuple(i.id for i in bank.items), values, np.zeros_like(values), nothing, grades, nothing)
    return [d for d in differential.differences(bank, answers) if d.comparison == "grade"]
