"""Item parameters and answers for tests of item response theory: published ones, made-up ones, and banks for them."""

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment import irt
from assessment.answers import Answers
from assessment.irt_scores import worth
from assessment.model import Calibration, Item, ItemParameters, QuestionBank
from tests import builders

REFERENCE = Path(__file__).parent / "reference"
ON = date(2027, 6, 1)


@cache
def outcome(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def table(name: str) -> NDArray[np.float64]:
    """The numbers of a CSV file, without its heading."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return np.array([list(map(float, row)) for row in list(csv.reader(file))[1:]])


def published(items: Sequence[dict[str, Any]], model: str) -> list[ItemParameters]:
    """Parameters as R prints them: a and b, or a, b1, b2 and b3."""
    return [
        ItemParameters(i["item"], model, i["a"], tuple(i[key] for key in ("b", "b1", "b2", "b3") if key in i), 1000)
        for i in items
    ]


def science() -> NDArray[np.int8]:
    """People x 4 statements, as categories from 0."""
    return (table("science.csv") - 1).astype(np.int8)


def lsat(name: str) -> NDArray[np.int8]:
    """1,000 people x 5 items, right or wrong, from the counts of their patterns."""
    rows = [[int(c) for c in pattern] for pattern, n in outcome("lsat_patterns.json")[name].items() for _ in range(n)]
    return np.array(rows, dtype=np.int8)


def parameters(
    item: str, slope: float = 1.0, *thresholds: float, model: str = "graded", n: int = 800
) -> ItemParameters:
    return ItemParameters(item, model, slope, thresholds or (0.0,), n)


def calibration(*items: ItemParameters, **correlations: float) -> Calibration:
    """Correlations by the ids of two domains: AAA_BBB=.5."""
    pairs = {tuple(pair.split("_")): r for pair, r in correlations.items()}
    return Calibration(800, ON, "by hand", "nobody", items, pairs)  # type: ignore[arg-type]


def calibrated(items: tuple[Item, ...], held: Calibration | None) -> QuestionBank:
    return replace(builders.bank(items), calibration=held)


def answers(**columns: Sequence[int]) -> Answers:
    """One column of codes for each item; `_` stands for the hyphen of an id."""
    values = np.array(list(columns.values()), dtype=np.int8).T
    people = len(values)
    blank = np.full(people, "", dtype=object)
    names = tuple(name.replace("_", "-") for name in columns)
    return Answers(names, values, np.zeros_like(values), blank, np.full(people, "director", dtype=object), blank)


def drawn(item: ItemParameters, theta: NDArray[np.float64], chance: np.random.Generator) -> NDArray[np.int8]:
    """A category for each person, by chance."""
    reached = irt.probabilities(item, theta).cumsum(axis=1) < chance.random(len(theta))[:, None]
    return reached.sum(axis=1).astype(np.int8)


def codes(item: Item, categories: NDArray[np.int8]) -> list[int]:
    """The number of an option that earns each category."""
    best = max(option.points for option in item.options)
    points = [option.points / best for option in item.options]
    return [points.index(worth(item)[category]) + 1 for category in categories]
