"""Parallel forms that work for years: dealing, exposure, expected and observed difficulty, and standing in."""

import math
import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from scipy import special

from assessment import item_types
from assessment.model import Form, Item, NotYet, QuestionBank

EVIDENCE = ("situational", "knowledge")
ORDER_ON_A_FORM = ("vignette", "rating", "situational", "knowledge", "pulse")
ANSWERS_NEEDED = 150
"""People who must have answered each item of a form before its observed facility is shown."""
CONFIDENCE = 0.95


# ---- dealing -----------------------------------------------------------------------------------------


def deal(
    bank: QuestionBank,
    family: str,
    dealt: Mapping[str, int],
    given: Sequence[Collection[str]],
    chance: random.Random,
) -> Form:
    """The form that a person gets: one they have met least often, then the one dealt least, then at random.

    `dealt` counts forms by id among people of the same organisation and grade in this cycle; `given` holds the items of
    the person's earlier sittings, the last one last. A form is met where a sitting held more than half of its evidence
    items other than anchors, which all forms share; ratings may well be met again. So nobody gets the same form twice
    running, everybody meets all before any twice, and forms go out in equal numbers. Among equals, the form that shares
    the fewest items with earlier sittings is dealt.
    """
    anchors = set(bank.anchors.values())

    def price(form: Form) -> tuple[bool, int, int, int]:
        own = {item.id for item in bank.items_of(form) if item.type in EVIDENCE} - anchors
        shared = [len(own.intersection(earlier)) for earlier in given]
        met = [2 * count > len(own) for count in shared]
        return bool(met and met[-1]), sum(met), dealt.get(form.id, 0), sum(shared)

    forms = bank.family(family)
    least = min(map(price, forms))
    return chance.choice([form for form in forms if price(form) == least])


# ---- exposure and difficulty -------------------------------------------------------------------------


def exposure(sittings: Mapping[Collection[str], int] | Sequence[tuple[Collection[str], int]]) -> Counter[str]:
    """Item -> how many people were given it, from the items of forms and the people who had each."""
    pairs = sittings.items() if isinstance(sittings, Mapping) else sittings
    counts: Counter[str] = Counter()
    for items, people in pairs:
        counts.update(dict.fromkeys(items, people))
    return counts


@dataclass(frozen=True, slots=True)
class Facility:
    """Mean credit of a form's items of one type, 0-1, with the fewest answers to any of them.

    `low` and `high` are a 95% range that is never too narrow: whatever the items have in common, the spread of their
    mean is at most the mean of their spreads (Minkowski), so counts by item are enough.
    """

    mean: float
    low: float
    high: float
    n: int


def expected_facility(form: Form, kind: str, bank: QuestionBank) -> float | None:
    """Mean of what the bank expects of the form's items of a type; None where it has none that say."""
    stated = [i.expected_facility for i in bank.items_of(form) if i.type == kind and i.expected_facility is not None]
    return sum(stated) / len(stated) if stated else None


def observed_facility(
    form: Form, kind: str, bank: QuestionBank, answers: Mapping[str, Mapping[int, int]]
) -> Facility | NotYet | None:
    """The same from answers: item -> value -> people. None where the form has no items of the type.

    "I do not know" earns nothing and counts; "does not apply" is left out.
    """
    items = [item for item in bank.items_of(form) if item.type == kind]
    if not items:
        return None
    figures = [_moments(item, answers.get(item.id, {})) for item in items]
    n = min(count for count, _, _ in figures)
    if n < ANSWERS_NEEDED:
        return NotYet(n, ANSWERS_NEEDED)
    mean = sum(m for _, m, _ in figures) / len(figures)
    reach = float(special.ndtri((1 + CONFIDENCE) / 2))
    error = reach * sum(sd / math.sqrt(count) for count, _, sd in figures) / len(figures)
    return Facility(mean, max(0.0, mean - error), min(1.0, mean + error), n)


def _moments(item: Item, counts: Mapping[int, int]) -> tuple[int, float, float]:
    """People, mean and standard deviation (divisor n - 1) of the credit that they earned."""
    credit = {value: item_types.of(item).value(item, value) for value in counts}
    known = [(x, counts[value]) for value, x in credit.items() if x is not None]
    n = sum(people for _, people in known)
    if n < 2:
        return n, 0.0, 0.0
    mean = sum(x * people for x, people in known) / n
    return n, mean, math.sqrt(sum(people * (x - mean) ** 2 for x, people in known) / (n - 1))


# ---- standing in -------------------------------------------------------------------------------------


def stand_ins(bank: QuestionBank, item: Item, forms: Sequence[Form]) -> list[Item]:
    """Items that could take the place of `item` on all of `forms`, the best first.

    They are live, of the same domain and type, on none of the forms, and no enemy of what stays there. Reserves named
    for the item come first, then items on no form at all, then the same competency, then the nearest expected facility.
    """
    staying = set(chain.from_iterable(form.items for form in forms)) - {item.id}
    hostile = {a if b in staying else b for a, b in bank.enemies if (a in staying) != (b in staying)}

    in_use = set(chain.from_iterable(form.items for form in bank.forms))

    def order(other: Item) -> tuple[bool, bool, bool, float, str]:
        apart = abs((other.expected_facility or 0.5) - (item.expected_facility or 0.5))
        known = other.reserve_for != item.id, other.id in in_use, other.competency != item.competency
        return (*known, apart, other.id)

    fits = [
        other
        for other in bank.items
        if (other.domain, other.type) == (item.domain, item.type)
        and other.in_use
        and other.id not in {*staying, *hostile, item.id}
    ]
    return sorted(fits, key=order)
