"""All that answers say about a bank: scales with their reliability, every item, differences between groups.

`item_statistics` makes the figures, `to_json` the public format ("Item statistics" in docs/commands.md), `from_json`
reads it back. A figure below its minimum is NotYet, one that cannot exist is NotDefined; nothing is rounded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from assessment import calibration, differential, item_types, reliability
from assessment.answers import Answers, Codes
from assessment.calibration import Estimate, VignetteCheck
from assessment.differential import KINDS, Difference
from assessment.figures import Figure, figure, figures, plain
from assessment.model import (
    DEFAULT_MINIMUM_GROUP,
    DO_NOT_KNOW,
    METHODS,
    NOT_APPLICABLE,
    Item,
    NotDefined,
    NotYet,
    QuestionBank,
)
from assessment.reliability import FACILITY_FROM, ITEM_REST_FROM, QUOTABLE_FROM, RELIABILITY_FROM, Interval
from assessment.scoring import NOT_ANSWERED, item_values

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
T = TypeVar("T")

AS_FEW_AS_CAN_BE = 2
"""The minimum where somebody asks for figures whatever they are worth."""
ON_REPORTING_SCALE = 4.0
"""0-1 becomes 1-5."""


@dataclass(frozen=True, slots=True)
class ScaleItem:
    """An item on one form. `n` valid answers; `mean` and `sd` (divisor n - 1) in its own units, `facility` 0-1.

    Own units: the option's number after reversal for ratings, points for the others. The rest is over complete cases.
    """

    item: str
    n: int
    mean: Figure
    sd: Figure
    facility: Figure
    item_rest_r: Figure
    item_rest_low: Figure
    item_rest_high: Figure
    alpha_if_deleted: Figure


@dataclass(frozen=True, slots=True)
class Scale:
    """The items of a domain and kind (self or demonstrated) on one form, "" for the whole bank, each weighing the same.

    `n` complete cases; `sem` of the mean item score on 1-5; `residual_sd` of x on 0-1; `floor` and `ceiling` the shares
    of complete cases with the lowest and highest possible total; `quotable` whether alpha may stand without a caveat.
    """

    domain: str
    kind: str
    form: str
    n: int
    alpha: Figure
    alpha_low: Figure
    alpha_high: Figure
    omega_total: Figure
    sem: Figure
    residual_sd: Figure
    floor: Figure
    ceiling: Figure
    quotable: bool
    items: tuple[ScaleItem, ...]


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """An item in use over all forms. `asked` people had it; `n` of them gave an answer that counts.

    `options` counts the people who chose each option, by its number in stored order. `missing`, `do_not_know` and
    `does_not_apply` are shares of those asked; `facility`, `floor` and `ceiling` (earned nothing, earned all) of `n`,
    None for types that feed no score. `seconds` is the median time of the `seconds_n` answers whose time is known.
    """

    item: str
    type: str
    domain: str
    asked: int
    n: int
    options: Mapping[str, int] | NotYet
    missing: Figure
    do_not_know: Figure
    does_not_apply: Figure
    seconds: Figure
    seconds_n: int
    facility: Figure | None = None
    floor: Figure | None = None
    ceiling: Figure | None = None


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """Everything about the answers of `n` people to one version of a bank, named by its title.

    `residual_sds` by method: s_d on 0-1 within the domains of each form, pooled; a method with one item a domain has it
    over all domains, where it also holds how much a person differs between them. `confidence` and `vignettes` are those
    of `calibration`, by group.
    """

    bank: str
    version: str
    n: int
    scales: tuple[Scale, ...]
    items: tuple[ItemFigures, ...]
    differential: tuple[Difference, ...]
    residual_sds: Mapping[str, Figure]
    confidence: Mapping[str, calibration.Figure]
    vignettes: VignetteCheck


def item_statistics(
    bank: QuestionBank, answers: Answers, minimum: bool = True, group: int = DEFAULT_MINIMUM_GROUP
) -> ItemStatistics:
    """The figures of some answers; without `minimum` whatever can be computed from two people.

    `group` is the smallest group of people of which anything is said.
    Items without a column and items that are not in use are left out, and so are scales and forms without any item.
    """
    known = [item for item in bank.items if item.in_use and item.id in answers.items]
    columns = {item.id: answers.values[:, answers.items.index(item.id)] for item in known}
    rows = {form: answers.forms == form for form in ("", *bank.form_by_id)}
    compared_from = differential.COMPARED_FROM if minimum else AS_FEW_AS_CAN_BE
    least = _least(group, minimum)
    return ItemStatistics(
        bank=bank.title,
        version=bank.version,
        n=len(answers),
        scales=tuple(_scales(bank, known, columns, rows, minimum)),
        items=tuple(_figures(item, _asked(bank, item, rows), answers, minimum) for item in known),
        differential=differential.differences(bank, answers, compared_from),
        residual_sds={method: _residual_sd(bank, known, columns, rows, method, minimum) for method in METHODS},
        confidence=calibration.group_confidence(bank, answers, least),
        vignettes=calibration.group_leniency(bank, answers, least),
    )


# ---- scales --------------------------------------------------------------------------------------------


def _scales(
    bank: QuestionBank, items: Sequence[Item], columns: Mapping[str, Codes], rows: Mapping[str, Flags], minimum: bool
) -> Iterator[Scale]:
    for domain in bank.domains:
        for kind, methods in KINDS.items():
            for form, on_form in rows.items():
                held = [i for i in items if i.domain == domain.id and item_types.of(i).method in methods]
                held = [i for i in held if _is_on(bank, i, form)]
                if held and on_form.any():
                    yield _scale((domain.id, kind, form), held, _values(held, columns, on_form), minimum)


def _values(items: Sequence[Item], columns: Mapping[str, Codes], chosen: Flags) -> Numbers:
    return np.column_stack([item_values(item, columns[item.id][chosen]) for item in items])


def _residual_sd(
    bank: QuestionBank,
    items: Sequence[Item],
    columns: Mapping[str, Codes],
    rows: Mapping[str, Flags],
    method: str,
    minimum: bool,
) -> Figure:
    """Within domains; over all of them where no form asks two items of the method in any."""
    groups: dict[bool, list[Numbers]] = {True: [], False: []}
    for form, on_form in rows.items():
        held = [i for i in items if item_types.of(i).method == method and _is_on(bank, i, form)]
        by_domain = [[i for i in held if i.domain == domain.id] for domain in bank.domains]
        for within, parts in ((True, by_domain), (False, [held])):
            values = (_values(part, columns, on_form) for part in parts if len(part) > 1 and on_form.any())
            groups[within] += [x[~np.isnan(x).any(axis=1)] for x in values]
    return reliability.pooled_residual_sd(groups[True] or groups[False], _least(RELIABILITY_FROM, minimum))


def _is_on(bank: QuestionBank, item: Item, form: str) -> bool:
    return not form or item.id in bank.form_by_id[form].items


def _scale(key: tuple[str, str, str], items: Sequence[Item], x: Numbers, minimum: bool) -> Scale:
    complete = x[~np.isnan(x).any(axis=1)]
    whole = _least(RELIABILITY_FROM, minimum)
    alpha, low, high = _interval(reliability.alpha(complete, whole))
    sem = reliability.sem(complete, whole)
    return Scale(
        *key,
        n=len(complete),
        alpha=alpha,
        alpha_low=low,
        alpha_high=high,
        omega_total=reliability.omega_total(complete, whole),
        sem=ON_REPORTING_SCALE * sem if isinstance(sem, float) else sem,
        residual_sd=reliability.residual_sd(complete, whole),
        floor=_share((complete == 0).all(axis=1), minimum),
        ceiling=_share((complete == 1).all(axis=1), minimum),
        quotable=len(complete) >= QUOTABLE_FROM,
        items=tuple(_scale_items(items, x, complete, _least(ITEM_REST_FROM, minimum), _least(FACILITY_FROM, minimum))),
    )


def _scale_items(items: Sequence[Item], x: Numbers, complete: Numbers, part: int, single: int) -> Iterator[ScaleItem]:
    """`part` people are needed for a figure about an item within its scale, `single` for one about the item alone."""
    rest, without = reliability.item_rest(complete, part), reliability.alpha_if_deleted(complete, part)
    for j, item in enumerate(items):
        valid = x[~np.isnan(x[:, j]), j]
        yield ScaleItem(item.id, len(valid), *_moments(item, valid, single), *_interval(rest[j]), without[j])


def _moments(item: Item, x: Numbers, needed: int) -> tuple[Figure, Figure, Figure]:
    """Mean and standard deviation in the item's own units, and facility."""
    if len(x) < needed:
        return (NotYet(len(x), needed),) * 3
    facility, sd = float(x.mean()), float(x.std(ddof=1))
    if item_types.of(item).method == "self":
        steps = len(item.options) - 1
        return 1 + steps * facility, steps * sd, facility
    points = max(option.points for option in item.options)
    return points * facility, points * sd, facility


def _interval(found: Interval | NotYet | NotDefined) -> tuple[Figure, Figure, Figure]:
    return (found.estimate, found.low, found.high) if isinstance(found, Interval) else (found, found, found)


def _least(stated: int, minimum: bool) -> int:
    return stated if minimum else AS_FEW_AS_CAN_BE


def _share(flags: Flags, minimum: bool) -> Figure:
    needed = _least(FACILITY_FROM, minimum)
    return float(flags.mean()) if len(flags) >= needed else NotYet(len(flags), needed)


# ---- items ---------------------------------------------------------------------------------------------


def _asked(bank: QuestionBank, item: Item, rows: Mapping[str, Flags]) -> Flags:
    asked: Flags = np.any([on_form for form, on_form in rows.items() if _is_on(bank, item, form)], axis=0)
    return asked


def _figures(item: Item, asked: Flags, answers: Answers, minimum: bool) -> ItemFigures:
    """Pulse statements and vignettes may be answered whatever the form is: who answered was asked."""
    codes = answers.values[:, answers.items.index(item.id)]
    given = codes[asked | (codes != NOT_ANSWERED)]
    chosen = np.bincount(given[given > 0], minlength=len(item.options) + 1)[1:]
    x = item_values(item, given)
    scored = item_types.of(item).method in METHODS
    x = x[~np.isnan(x)]
    few = NotYet(len(given), _least(FACILITY_FROM, minimum))
    seconds, seconds_n = _seconds(item, answers, minimum)
    return ItemFigures(
        item=item.id,
        type=item.type,
        domain=item.domain,
        asked=len(given),
        n=len(x) if scored else int(chosen.sum()),
        options=few if few.n < few.needed else {str(o): int(people) for o, people in enumerate(chosen, 1)},
        missing=_share(given == NOT_ANSWERED, minimum),
        do_not_know=_share(given == DO_NOT_KNOW, minimum),
        does_not_apply=_share(given == NOT_APPLICABLE, minimum),
        seconds=seconds,
        seconds_n=seconds_n,
        facility=_moments(item, x, few.needed)[2] if scored else None,
        floor=_share(x == 0, minimum) if scored else None,
        ceiling=_share(x == 1, minimum) if scored else None,
    )


def _seconds(item: Item, answers: Answers, minimum: bool) -> tuple[Figure, int]:
    times = np.empty(0) if answers.seconds is None else answers.seconds[:, answers.items.index(item.id)]
    times = times[~np.isnan(times)]
    needed = _least(FACILITY_FROM, minimum)
    return float(np.median(times)) if len(times) >= needed else NotYet(len(times), needed), len(times)


# ---- the public format ---------------------------------------------------------------------------------


def to_json(statistics: ItemStatistics) -> dict[str, Any]:
    """The public format, made of what JSON has; from_json gives the same statistics back."""
    found: dict[str, Any] = plain(statistics)
    return found


def from_json(stored: Mapping[str, Any]) -> ItemStatistics:
    scales = (_made(Scale, {**s, "items": tuple(_made(ScaleItem, i) for i in s["items"])}) for s in stored["scales"])
    vignettes = stored["vignettes"]
    return ItemStatistics(
        bank=stored["bank"],
        version=stored["version"],
        n=stored["n"],
        scales=tuple(scales),
        items=tuple(_made(ItemFigures, item) for item in stored["items"]),
        differential=tuple(_made(Difference, difference) for difference in stored["differential"]),
        residual_sds=figures(stored["residual_sds"]),
        confidence=_estimates(stored["confidence"]),
        vignettes=VignetteCheck(_estimates(vignettes["leniency"]), figure(vignettes["inverted"])),
    )


def _made(kind: type[T], stored: Mapping[str, Any]) -> T:
    return kind(**figures(stored))


def _estimates(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Estimate(**value) if "se" in value else figure(value) for name, value in stored.items()}
