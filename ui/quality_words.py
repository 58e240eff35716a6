"""The words and rows of the page on item quality."""

import json
from collections.abc import Iterator

from assessment import item_review
from assessment.figures import Figure
from assessment.item_statistics import ItemFigures, Scale, ScaleItem
from assessment.manual import words
from assessment.model import NotYet
from assessment.reliability import QUOTABLE_FROM
from assessment.service.quality import Quality
from assessment.statistics_format import to_json
from ui.bank_words import KINDS
from ui.tables import Cell, Link

Rows = list[tuple[Cell, ...]]
Drawn = tuple[str, tuple[str, ...], Rows]

NO_RELEASE = "No cycle has been released yet. Figures about items are made at a release, over everybody who submitted."
NO_REMARKS = "Nothing: no figure that can be given breaks a rule."
REMARKS = ("Item", "What it is about", "What to look at", "Figure")
SCALES = ("Kind", "Form", "People", "Alpha (95% range)", "Omega", "Error, 1 to 5", "Floor", "Ceiling")
ITEMS = ("Item", "Kind", "Asked", "Answered", "Facility", "Missing", "Do not know", "Does not apply", "Seconds")
PARTS = ("Item", "Form", "Answers", "Mean", "Spread", "Item-rest (95% range)", "Alpha without it")
OPTIONS = ("Item", "Option", "People", "Share")
DIFFERENCES = ("Item", "Compared", "Group", "Answers", "Answers of others", "Effect", "p, adjusted", "Verdict")
HOW_TO_READ = (
    "Facility is the mean credit, 0 to 1. Item-rest is how far people who earn more on an item earn more on the others "
    "of its area. Alpha and omega say how far the items of an area rank people alike; with two to four items of "
    "different kinds they are low, which is why levels have wide ranges.",
    "“Not yet estimable: 12 of 50” means that 12 people answered and 50 are needed. “Not defined” means that no number "
    f"of people would help. Below {QUOTABLE_FROM} people alpha is only to be quoted with its range.",
    "A difference between groups is between people who earn as much over all. It is flagged if it is significant "
    "(Benjamini-Hochberg, 5%) and at least .25 of the item's spread. A flag asks an expert to read the item.",
    "Figures are about all who submitted, never about one organisation.",
)


def about(found: Quality) -> str:
    return (
        f"{found.cycle.name}: {found.statistics.n:,} people submitted answers to version {found.bank.version}. "
        f"{len(found.remarks)} remarks."
    )


def figure(value: Figure | None, decimals: int = 2) -> str:
    """A number, or why there is none."""
    if value is None:
        return "no score"
    return f"{value + 0:.{decimals}f}" if isinstance(value, float) else str(value).capitalize()


def remark_rows(found: Quality) -> Rows:
    items = found.bank.item_by_id
    return [
        (_link(found, r.item), items[r.item].restatement, r.what[0].upper() + r.what[1:], r.figure)
        for r in found.remarks
    ]


def _link(found: Quality, item: str) -> Link:
    return Link(item, f"/bank-item?id={item}&version={found.bank.version}")


# ---- tables ----------------------------------------------------------------------------------------------


def area_tables(found: Quality, area: str) -> Iterator[Drawn]:
    """The tables of one area: scales, the items that were asked, and their part in each scale."""
    scales = [scale for scale in found.statistics.scales if scale.domain == area]
    items = [item for item in found.statistics.items if item.domain == area and item.asked]
    yield "Scales", SCALES, [_scale_row(scale) for scale in scales]
    timed = any(isinstance(item.seconds, float) for item in items)
    columns = ITEMS if timed else ITEMS[:-1]
    yield "Items", columns, [_item_row(found, item)[: len(columns)] for item in items]
    yield "Items within their scale", PARTS, [_part_row(found, scale, item) for scale in scales for item in scale.items]


def not_in_tables(found: Quality, area: str) -> str:
    """What the tables of an area leave out, and why."""
    items = [item for item in found.statistics.items if item.domain == area]
    spare = [item.item for item in items if not item.asked]
    left_out = f"In use, but on no form of this cycle: {', '.join(spare)}." if spare else ""
    timed = any(isinstance(item.seconds, float) for item in items)
    most = max((item.seconds for item in items if isinstance(item.seconds, NotYet)), key=lambda few: few.n, default="")
    no_times = "" if timed or not items else f"Time per item: {most}. Answers that came in a file have no times."
    return f"{left_out} {no_times}".strip()


def option_rows(found: Quality, area: str) -> Rows:
    """How often each option was chosen, of the items of an area that were asked."""
    items = [item for item in found.statistics.items if item.domain == area and item.asked]
    return [row for item in items for row in _option_rows(found, item)]


def whole_tables(found: Quality) -> dict[str, Drawn]:
    """The same tables over all areas, by the name of their file."""
    statistics, areas = found.statistics, found.bank.domain_by_id
    scales = [(areas[s.domain].short_name, *_scale_row(s)) for s in statistics.scales]
    parts = [(areas[s.domain].short_name, *_part_row(found, s, item)) for s in statistics.scales for item in s.items]
    return {
        "scales": ("scales", ("Area", *SCALES), scales),
        "items": ("items", ITEMS, [_item_row(found, item) for item in statistics.items]),
        "items-in-scales": ("items within scales", ("Area", *PARTS), parts),
        "options": ("answers chosen", OPTIONS, [row for i in statistics.items for row in _option_rows(found, i)]),
        "differences": ("differences between groups", DIFFERENCES, _difference_rows(found)),
    }


def _scale_row(scale: Scale) -> tuple[Cell, ...]:
    alpha = words.ranged(scale.alpha, scale.alpha_low, scale.alpha_high)
    whole = (scale.form or "Whole bank", f"{scale.n:,}", alpha, figure(scale.omega_total), figure(scale.sem))
    return words.SCALE_KINDS[scale.kind], *whole, words.share(scale.floor), words.share(scale.ceiling)


def _item_row(found: Quality, item: ItemFigures) -> tuple[Cell, ...]:
    shares = map(words.share, (item.missing, item.do_not_know, item.does_not_apply))
    counts = f"{item.asked:,}", f"{item.n:,}"
    return _link(found, item.item), KINDS[item.type], *counts, figure(item.facility), *shares, figure(item.seconds, 0)


def _part_row(found: Quality, scale: Scale, item: ScaleItem) -> tuple[Cell, ...]:
    rest = words.ranged(item.item_rest_r, item.item_rest_low, item.item_rest_high)
    numbers = figure(item.mean), figure(item.sd), rest, figure(item.alpha_if_deleted)
    return _link(found, item.item), scale.form or "Whole bank", f"{item.n:,}", *numbers


def _option_rows(found: Quality, item: ItemFigures) -> Iterator[tuple[Cell, ...]]:
    """Options by number in stored order; one row where there are too few answers."""
    if isinstance(item.options, NotYet):
        yield _link(found, item.item), figure(item.options), "", ""
        return
    options = found.bank.item_by_id[item.item].options
    chosen = sum(item.options.values())
    for number, people in item.options.items():
        of_all = f"{people / chosen:.0%}" if chosen else "–"
        yield _link(found, item.item), f"{number}. {options[int(number) - 1].text}", f"{people:,}", of_all


def _difference_rows(found: Quality) -> Rows:
    return [
        (
            _link(found, d.item),
            d.comparison.capitalize(),
            words.name(d.focal),
            f"{d.n_focal:,}",
            f"{d.n_reference:,}",
            figure(d.effect),
            figure(d.p_adjusted, 3),
            f"Flagged: {d.direction}" if d.flagged else "Not flagged" if isinstance(d.p, float) else "Not testable",
        )
        for d in found.statistics.differential
    ]


def group_tables(found: Quality) -> Iterator[Drawn]:
    """What is only said of groups: differences by group in counts, confidence, and how examples were placed."""
    rows: Rows = [
        (c.comparison.capitalize(), words.name(c.focal), words.name(c.reference), c.tested, c.flagged, c.not_testable)
        for c in item_review.compared(found.statistics)
    ]
    columns = ("Compared", "Group", "With", "Items tested", "Flagged", "Not testable")
    yield "Items that may be harder for some groups than for others who do as well", columns, rows
    columns = ("Who", "People", "Answers", "Stated minus right (95% range)")
    yield "How sure people were, and how right", columns, words.group_rows(found.statistics.confidence)
    vignettes = found.statistics.vignettes
    columns = ("Who", "People", "Answers", "Own level minus the panel’s (95% range)")
    inverted = words.share(vignettes.inverted)
    yield (
        f"How people placed the examples (pairs in another order than the panel’s: {inverted})",
        columns,
        words.group_rows(vignettes.leniency),
    )


def as_json(found: Quality) -> bytes:
    return json.dumps(to_json(found.statistics), ensure_ascii=False, indent=1).encode()
