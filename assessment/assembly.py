"""Assembling a new parallel form from the bank: as hard as the others, with the anchors, without enemies.

A form of a family asks the same numbers of items of each domain and type as its pattern. Choosing them is a small
integer programme (van der Linden 2005, Linear Models for Optimal Test Design, chapters 4 and 5), which HiGHS solves
exactly, through scipy.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from assessment.errors import AssessmentError
from assessment.forms import EVIDENCE, ORDER_ON_A_FORM, expected_facility
from assessment.model import Form, Item, QuestionBank

APART = 100.0
"""Price of one whole point of distance from the wanted mean facility; sharing an item with another form costs 1."""
EXPOSED, NEW_COMPETENCY = 0.5, -1.0
"""Price of the most exposed item, and of one competency more that the form asks about."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new form should be: like which form, under which letter, what must or may not be on it, how hard.

    `facility` is the wanted mean by type, 0-1; a type that is left out takes that of the pattern.
    """

    pattern: Form
    letter: str
    keep: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()
    facility: Mapping[str, float] | None = None


def assemble(bank: QuestionBank, wish: Wish, exposed: Mapping[str, int] | None = None) -> Form:
    """A new form of the pattern's family, as hard as wanted, sharing as little as possible with its forms.

    `exposed` counts the people who were given each item: the least exposed go first. Raises AssessmentError("no_form")
    with what stands in the way.
    """
    shape = Counter((item.domain, item.type) for item in bank.items_of(wish.pattern))
    kinds = {kind for _, kind in shape}
    items = [i for i in bank.items if i.in_use and i.type in kinds and i.id not in wish.avoid]
    anchors = {anchor for anchor in bank.anchors.values() if anchor in wish.pattern.items}
    fixed = (wish.keep | anchors) - wish.avoid
    _require_candidates(shape, items, fixed)
    chosen = _solve(bank, wish, items, shape, fixed, exposed or {})
    domains = [domain.id for domain in bank.domains]

    def place(item: Item) -> tuple[int, int, bool]:
        at = domains.index(item.domain) if item.domain in domains and item.type != "vignette" else 0
        return ORDER_ON_A_FORM.index(item.type), at, item.id not in anchors

    family, letter = wish.pattern.family, wish.letter
    ordered = tuple(item.id for item in sorted(chosen, key=place))
    return Form(f"{family}_{letter}", family, letter, ordered, wish.pattern.minutes, wish.pattern.minutes_up_to)


def _require_candidates(shape: Counter[tuple[str, str]], items: Sequence[Item], fixed: Collection[str]) -> None:
    for (domain, kind), needed in shape.items():
        there = [item for item in items if (item.domain, item.type) == (domain, kind)]
        where = f"of {domain}" if domain else "of the whole bank"
        if len(there) < needed:
            reason = f"{needed} {kind} items {where} are needed and {len(there)} may be used"
            raise AssessmentError("no_form", reason=reason)
        if sum(item.id in fixed for item in there) > needed:
            raise AssessmentError("no_form", reason=f"more than {needed} {kind} items {where} must be on it")
    unknown = sorted(set(fixed) - {item.id for item in items})
    if unknown:
        raise AssessmentError("no_form", reason=f"{unknown[0]} must be on it and is not in use")


def _solve(
    bank: QuestionBank,
    wish: Wish,
    items: Sequence[Item],
    shape: Counter[tuple[str, str]],
    fixed: Collection[str],
    exposed: Mapping[str, int],
) -> list[Item]:
    """Choose items: unknowns are one 0/1 an item, one 0/1 a competency met, and one distance a type of evidence."""
    place = {item.id: column for column, item in enumerate(items)}
    competencies = sorted({item.competency for item in items if item.competency and item.type in EVIDENCE})
    kinds = [kind for kind in EVIDENCE if _wanted(bank, wish, kind) is not None]
    width = len(items) + len(competencies) + len(kinds)
    rows: list[NDArray[np.float64]] = []
    low: list[float] = []
    high: list[float] = []

    def require(entries: Mapping[int, float], least: float, most: float) -> None:
        row = np.zeros(width)
        for column, value in entries.items():
            row[column] = value
        rows.append(row)
        low.append(least)
        high.append(most)

    for (domain, kind), count in shape.items():
        require({place[i.id]: 1 for i in items if (i.domain, i.type) == (domain, kind)}, count, count)
    for name in fixed:
        require({place[name]: 1}, 1, 1)
    for a, b in bank.enemies:
        if a in place and b in place:
            require({place[a]: 1, place[b]: 1}, 0, 1)
    for number, competency in enumerate(competencies):
        asked = {place[i.id]: 1.0 for i in items if i.competency == competency and i.type in EVIDENCE}
        require({**asked, len(items) + number: -1}, 0, math.inf)
    for number, kind in enumerate(kinds):
        of_kind = [i for i in items if i.type == kind]
        count = sum(n for (_, k), n in shape.items() if k == kind)
        mean = {place[i.id]: (i.expected_facility or 0.5) / count for i in of_kind}
        wanted, distance = _wanted(bank, wish, kind) or 0.0, len(items) + len(competencies) + number
        require({**mean, distance: -1}, -math.inf, wanted)
        require({**mean, distance: 1}, wanted, math.inf)
    shared = Counter(chain.from_iterable(form.items for form in bank.family(wish.pattern.family)))
    most = max(exposed.values(), default=0) or 1
    prices = [shared[i.id] + EXPOSED * exposed.get(i.id, 0) / most for i in items]
    cost = np.array([*prices, *[NEW_COMPETENCY] * len(competencies), *[APART] * len(kinds)])
    whole = np.array([1] * (len(items) + len(competencies)) + [0] * len(kinds))
    result = optimize.milp(
        cost,
        constraints=optimize.LinearConstraint(sparse.csr_array(np.array(rows)), low, high),
        integrality=whole,
        bounds=optimize.Bounds(0, 1),
    )
    if result.x is None:
        raise AssessmentError("no_form", reason="items that must be on it, or all that are left, are enemies")
    return [item for item, chosen in zip(items, result.x, strict=False) if chosen > 0.5]


def _wanted(bank: QuestionBank, wish: Wish, kind: str) -> float | None:
    """The mean facility wanted of a type: as wished, else as the pattern has it."""
    if wish.facility and kind in wish.facility:
        return wish.facility[kind]
    return expected_facility(wish.pattern, kind, bank)
