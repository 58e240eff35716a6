"""Which items their owner should look at, from observed figures. Each rule needs the evidence that its figure needs.

A remark asks somebody to read the item; it never takes an item out of use. The limits are judgements. An item-rest
correlation counts as low only if its whole interval is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from assessment.differential import Difference
from assessment.figures import Figure
from assessment.forms import EVIDENCE
from assessment.item_statistics import ItemFigures, ItemStatistics, Scale, ScaleItem
from assessment.model import QuestionBank

LOW_ITEM_REST, LOW_IN_A_SHORT_SCALE, SHORT_SCALE = 0.30, 0.15, 8
"""An item-rest correlation is low below .30; below .15 in a scale of fewer than 8 items, whose rest measures little."""
TOO_HARD, TOO_EASY = 0.15, 0.95
"""Facilities (0-1) beyond which an item of evidence tells nearly nobody apart."""
OFF = 0.10
"""How far an item's facility may lie from what was expected, beyond what all items of its type are off (0-1)."""
MANY_MISSING, MANY_NOT_KNOWN, MANY_NOT_APPLICABLE = 0.05, 0.30, 0.20
TEMPTS_NOBODY, ANSWERS_FOR_OPTIONS = 0.02, 100


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about an item that its owner should look at, and the figure behind it."""

    item: str
    what: str
    figure: str


def remarks(statistics: ItemStatistics, bank: QuestionBank) -> tuple[Remark, ...]:
    """Everything worth a look, in the order of the bank: figures of items, of scales, and differences by group."""
    found = [remark for figures in statistics.items for remark in _alone(figures)]
    found += [remark for kind in EVIDENCE for remark in _unexpected(statistics, bank, kind)]
    found += [remark for scale in statistics.scales for item in scale.items for remark in _in_scale(scale, item)]
    found += [Remark(d.item, _difference(d), f"{d.effect:+.2f} SDs") for d in statistics.differential if d.flagged]
    order = {figures.item: place for place, figures in enumerate(statistics.items)}
    return tuple(sorted(found, key=lambda remark: order[remark.item]))


@dataclass(frozen=True, slots=True)
class Compared:
    """How many items of a comparison were tested, flagged, and could not be tested."""

    comparison: str
    focal: str
    reference: str
    tested: int
    flagged: int
    not_testable: int


def compared(statistics: ItemStatistics) -> tuple[Compared, ...]:
    """The comparisons between groups, in order, each over all its items."""
    by_groups: dict[tuple[str, str, str], list[Difference]] = {}
    for d in statistics.differential:
        by_groups.setdefault((d.comparison, d.focal, d.reference), []).append(d)
    found = []
    for groups, items in by_groups.items():
        tested = sum(isinstance(d.p, float) for d in items)
        found.append(Compared(*groups, tested, sum(d.flagged for d in items), len(items) - tested))
    return tuple(found)


def _alone(item: ItemFigures) -> Iterator[Remark]:
    shares = (
        (item.missing, MANY_MISSING, "many people leave it out"),
        (item.do_not_know, MANY_NOT_KNOWN, "many people say that they do not know"),
        (item.does_not_apply, MANY_NOT_APPLICABLE, "it does not apply to many people"),
    )
    for share, limit, what in shares:
        if _above(share, limit):
            yield Remark(item.item, what, f"{share:.0%}")
    if item.type in EVIDENCE and isinstance(item.facility, float) and not TOO_HARD <= item.facility <= TOO_EASY:
        what = "nearly everybody earns full credit" if item.facility > TOO_EASY else "nearly nobody earns anything"
        yield Remark(item.item, what, f"facility {item.facility:.2f}")
    if item.type in EVIDENCE and isinstance(item.options, dict) and item.n >= ANSWERS_FOR_OPTIONS:
        for option, people in item.options.items():
            if people < TEMPTS_NOBODY * item.n:
                yield Remark(item.item, f"option {option} tempts nearly nobody", f"{people / item.n:.1%}")


def _unexpected(statistics: ItemStatistics, bank: QuestionBank, kind: str) -> Iterator[Remark]:
    """Items that are harder or easier than expected, set beside the others of their type: able people move them all."""
    apart = {
        item.item: item.facility - expected
        for item in statistics.items
        if item.type == kind and isinstance(item.facility, float)
        if (expected := bank.item_by_id[item.item].expected_facility) is not None
    }
    if not apart:
        return
    shared = median(apart.values())
    for item, off in apart.items():
        if abs(off - shared) > OFF:
            what = f"it is {'easier' if off > shared else 'harder'} than expected, beside the other items of its kind"
            yield Remark(item, what, f"{off:+.2f}, where {shared:+.2f} is usual")


def _in_scale(scale: Scale, item: ScaleItem) -> Iterator[Remark]:
    on = f"on {scale.form or 'the whole bank'}"
    low = LOW_ITEM_REST if len(scale.items) >= SHORT_SCALE else LOW_IN_A_SHORT_SCALE
    if isinstance(item.item_rest_high, float) and item.item_rest_high < low:
        what = f"it goes little with the other items of its area, {on}"
        yield Remark(
            item.item, what, f"item-rest correlation {item.item_rest_r:.2f}, at most {item.item_rest_high:.2f}"
        )
    if isinstance(scale.alpha_high, float) and _above(item.alpha_if_deleted, scale.alpha_high):
        yield Remark(item.item, f"its area is more reliable without it, {on}", f"alpha {item.alpha_if_deleted:.2f}")


def _above(figure: Figure, limit: float) -> bool:
    return isinstance(figure, float) and figure > limit


def _difference(d: Difference) -> str:
    """Nobody is better at a rating: there it is a question of how high people place themselves."""
    if d.kind == "self":
        side = "lower" if d.direction == "harder" else "higher"
        return f"{_words(d.focal)} rate themselves {side} than others with the same ratings over all"
    return f"it is {d.direction} for {_words(d.focal)} than for equally able others"


def _words(group: str) -> str:
    return "deputy directors" if group == "deputy_director" else f"people in {group.replace('_', ' ')}"
