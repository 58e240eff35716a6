"""What "does not apply" does to a score under four rules: eight items of which the harder apply to fewer people."""

from dataclasses import replace

import numpy as np

from assessment import irt, scoring
from assessment.irt import MISSING
from assessment.model import HIGHEST, LOWEST, NOT_APPLICABLE, Item, ItemParameters, Option, QuestionBank
from benchmarks.result import COMMAND, Result
from benchmarks.world import Numbers

COLUMNS = ("Rule for what does not apply", "Bias", "Error (RMSE)")
SLOPE, PLACES, STEPS = 1.2, np.linspace(-1.2, 1.6, 8), np.array([-1.0, 0.0, 1.0])
SHARE = 0.16
"""Of all answers that do not apply; the hardest item applies least."""


def run(bank: QuestionBank, people: int, seed: int) -> Result:
    """Bias and error against the score from all eight answers, in standard deviations of that score."""
    rng = np.random.default_rng(seed)
    theta = rng.standard_normal(people)
    parameters = [ItemParameters(f"M{j}", "graded", SLOPE, tuple(b + STEPS), people) for j, b in enumerate(PLACES)]
    at_least = [1 - np.cumsum(irt.probabilities(item, theta), axis=1)[:, :-1] for item in parameters]
    category = np.stack([(rng.random((people, 1)) < chance).sum(axis=1) for chance in at_least], axis=1)
    x = category / len(STEPS)
    left_out = rng.random(x.shape) < 2 * SHARE * np.arange(len(PLACES)) / (len(PLACES) - 1)
    full, some = x.mean(axis=1), np.where(left_out, np.nan, x)
    known = (~left_out).mean(axis=1) >= scoring.ANSWERED_SHARE
    full_trait = irt.eap(parameters, category.astype(np.int8)).theta
    trait = irt.eap(parameters, np.where(left_out, MISSING, category).astype(np.int8)).theta
    rows = (
        ("Mean of what was answered", *_against(full[known], np.nanmean(some[known], axis=1))),
        ("Counted as the lowest answer", *_against(full[known], np.where(left_out, 0, x).mean(axis=1)[known])),
        ("Ours: what was earned above each item's mean", *_against(full[known], _ours(bank, x, left_out)[known])),
        ("Trait of the answers that there are (EAP)", *_against(full_trait[known], trait[known])),
    )
    note = (
        f"{people:,} made-up people, {np.mean(left_out):.0%} of answers do not apply; those with fewer than 60% left "
        "are not scored and not counted. In standard deviations of the score from all answers."
    )
    return Result("What “does not apply” does to a score", COMMAND, seed, COLUMNS, rows, note)


def _against(full: Numbers, found: Numbers) -> tuple[float, float]:
    error = (found - full) / full.std()
    return float(error.mean()), float(np.sqrt(np.mean(error**2)))


def _ours(bank: QuestionBank, x: Numbers, left_out: np.ndarray) -> Numbers:
    """Scored as the product scores: scenarios of four options, with the facilities that all these people show."""
    domain = bank.domains[0]
    options = tuple(Option(f"{points} points", points) for points in range(len(STEPS) + 1))
    items = tuple(
        Item(f"M{j}", "situational", "?", options, domain.id, expected_facility=float(x[:, j].mean()))
        for j in range(x.shape[1])
    )
    alone = replace(bank, domains=(domain,), items=items, forms=())
    codes = np.where(left_out, NOT_APPLICABLE, 1 + np.rint(x * len(STEPS))).astype(np.int8)
    texts = [np.full(len(x), text, dtype=object) for text in ("", "director", "")]
    found = scoring.score_table(alone, [item.id for item in items], codes, *texts)
    return (found.demonstrated[:, 0] - LOWEST) / (HIGHEST - LOWEST)
