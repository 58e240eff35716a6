"""Assembling a new parallel form from the bank: as hard as the others, with the anchors, without enemies.

A form of a family asks the same numbers of items of each domain and type as its pattern. Choosing them is a small
integer programme (van der Linden 2005, Linear Models for Optimal Test Design, chapters 4 and 5), which HiGHS solves
exactly, through scipy.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
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
    with what stands in the way, and ("bad_wish") for a wish that no bank could meet.
    """
    _require_sense(bank, wish)
    shape = Counter((item.domain, item.type) for item in bank.items_of(wish.pattern))
    items = [i for i in bank.items if i.in_use and (i.domain, i.type) in shape and i.id not in wish.avoid]
    anchors = {anchor for anchor in bank.anchors.values() if anchor in wish.pattern.items}
    fixed = wish.keep | anchors
    for name in sorted(anchors & wish.avoid):
        raise AssessmentError("bad_wish", reason=f"{name} is an anchor, so it is on every form")
    _require_candidates(bank, wish, shape, items, fixed)
    chosen = _solve(bank, wish, items, shape, fixed, exposed or {})
    domains = [domain.id for domain in bank.domains]

    def place(item: Item) -> tuple[int, int, bool]:
        at = domains.index(item.domain) if item.domain in domains and item.type != "vignette" else 0
        return ORDER_ON_A_FORM.index(item.type), at, item.id not in anchors

    family, letter = wish.pattern.family, wish.letter
    ordered = tuple(item.id for item in sorted(chosen, key=place))
    return Form(f"{family}_{letter}", family, letter, ordered, wish.pattern.minutes, wish.pattern.minutes_up_to)


def _require_sense(bank: QuestionBank, wish: Wish) -> None:
    """Raise AssessmentError("bad_wish") for a letter that cannot be had, ids that are not there, contradictions."""
    taken = {form.letter for form in bank.family(wish.pattern.family)}
    if not re.fullmatch("[a-z]", wish.letter) or wish.letter in taken:
        raise AssessmentError("bad_wish", reason="its letter is one from a to z that no form of the family has")
    if unknown := sorted((wish.keep | wish.avoid) - bank.item_by_id.keys()):
        raise AssessmentError("bad_wish", reason=f"there is no item {' or '.join(unknown)} in this version")
    if both := sorted(wish.keep & wish.avoid):
        raise AssessmentError("bad_wish", reason=f"{' and '.join(both)} must be on it and may not be on it")


def _require_candidates(
    bank: QuestionBank, wish: Wish, shape: Counter[tuple[str, str]], items: Sequence[Item], fixed: Collection[str]
) -> None:
    """Raise AssessmentError("no_form") for what cannot be met whatever is chosen."""
    for (domain, kind), needed in shape.items():
        there = [item for item in items if (item.domain, item.type) == (domain, kind)]
        where = f"of {domain}" if domain else "of the whole bank"
        if len(there) < needed:
            reason = f"{needed} {kind} items {where} are needed and {len(there)} may be used"
            raise AssessmentError("no_form", reason=reason)
        if sum(item.id in fixed for item in there) > needed:
            raise AssessmentError("no_form", reason=f"more than {needed} {kind} items {where} must be on it")
    for name in sorted(set(fixed) - {item.id for item in items}):
        known = bank.item_by_id.get(name)
        other = f"{wish.pattern.id} asks no such item" if known and known.in_use else "is not in use"
        raise AssessmentError("no_form", reason=f"{name} must be on it and {other}")


def _solve(
    bank: QuestionBank,
    wish: Wish,
    items: Sequence[Item],
    shape: Counter[tuple[str, str]],
    fixed: Collection[str],
    exposed: Mapping[str, int],
) -> list[Item]:
    """Choose items: one unknown an item, one a competency that the form asks about, one distance a type of evidence."""
    programme = _Programme()
    shared = Counter(chain.from_iterable(form.items for form in bank.family(wish.pattern.family)))
    most = max(exposed.values(), default=0) or 1
    for item in items:
        programme.unknown(item.id, shared[item.id] + EXPOSED * exposed.get(item.id, 0) / most)
    for (domain, kind), count in shape.items():
        programme.require({i.id: 1 for i in items if (i.domain, i.type) == (domain, kind)}, count, count)
    for name in fixed:
        programme.require({name: 1}, 1, 1)
    there = {item.id for item in items}
    for pair in (set(enemies) for enemies in bank.enemies):
        if pair <= there:
            programme.require(dict.fromkeys(pair, 1), 0, 1)
    for competency in sorted({item.competency for item in items if item.competency and item.type in EVIDENCE}):
        met = programme.unknown(f"asks about {competency}", NEW_COMPETENCY)
        asking = {i.id: 1 for i in items if i.competency == competency and i.type in EVIDENCE}
        programme.require({**asking, met: -1}, 0, math.inf)
    for kind in EVIDENCE:
        wanted = _wanted(bank, wish, kind)
        if wanted is not None:
            count = sum(n for (_, k), n in shape.items() if k == kind)
            mean = {i.id: (i.expected_facility or 0.5) / count for i in items if i.type == kind}
            distance = programme.unknown(f"distance of {kind}", APART, whole=False)
            programme.require({**mean, distance: -1}, -math.inf, wanted)
            programme.require({**mean, distance: 1}, wanted, math.inf)
    chosen = programme.solve()
    if chosen is None:
        raise AssessmentError("no_form", reason="items that must be on it, or all that are left, are enemies")
    return [item for item in items if item.id in chosen]


class _Programme:
    """A mixed-integer linear programme whose unknowns have names and lie between 0 and 1; the lowest price wins."""

    def __init__(self) -> None:
        self.columns: dict[str, int] = {}
        self.prices: list[float] = []
        self.whole: list[bool] = []
        self.rules: list[tuple[Mapping[str, float], float, float]] = []

    def unknown(self, name: str, price: float, whole: bool = True) -> str:
        self.columns[name] = len(self.columns)
        self.prices.append(price)
        self.whole.append(whole)
        return name

    def require(self, weights: Mapping[str, float], least: float, most: float) -> None:
        """The weighted sum of unknowns lies between `least` and `most`."""
        self.rules.append((weights, least, most))

    def solve(self) -> set[str] | None:
        """The names of the whole unknowns that are 1; None if nothing meets all rules."""
        table = np.zeros((len(self.rules), len(self.columns)))
        for row, (weights, _, _) in enumerate(self.rules):
            for name, weight in weights.items():
                table[row, self.columns[name]] = weight
        low, high = [rule[1] for rule in self.rules], [rule[2] for rule in self.rules]
        result = optimize.milp(
            np.array(self.prices),
            constraints=optimize.LinearConstraint(sparse.csr_array(table), low, high),
            integrality=np.array(self.whole, dtype=int),
            bounds=optimize.Bounds(0, 1),
        )
        if result.x is None:
            return None
        return {name for name, column in self.columns.items() if self.whole[column] and result.x[column] > 0.5}


def _wanted(bank: QuestionBank, wish: Wish, kind: str) -> float | None:
    """The mean facility wanted of a type: as wished, else as the pattern has it."""
    if wish.facility and kind in wish.facility:
        return wish.facility[kind]
    return expected_facility(wish.pattern, kind, bank)
