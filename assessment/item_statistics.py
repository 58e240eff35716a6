"""All that answers say about a bank: scales with their reliability, every item, differences between groups.

A figure below its minimum is NotYet, one that cannot exist is NotDefined; nothing is rounded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment import calibration, differential, item_types, reliability
from assessment.answers import NOT_ANSWERED, Answers, Codes
from assessment.calibration import VignetteCheck
from assessment.differential import KINDS, Difference
from assessment.figures import Figure
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
from assessment.scoring import item_values

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Minimums:
    """How many people each kind of figure needs: of an item alone, of a scale, of an item within it, of two groups."""

    facility: int = FACILITY_FROM
    reliability: int = RELIABILITY_FROM
    item_rest: int = ITEM_REST_FROM
    compared: int = differential.COMPARED_FROM
    group: int = DEFAULT_MINIMUM_GROUP

    @classmethod
    def of_group(cls, group: int) -> "Minimums":
        """The stated minimums, none below the smallest group of people of which anything is said."""
        stated = cls(group=group)
        return cls(*(max(getattr(stated, name), group) for name in cls.__slots__))


FREE = Minimums(2, 2, 2, 2, 2)
"""As few as can be, where somebody asks for figures whatever they are worth."""
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
    confidence: Mapping[str, calibration.GroupFigure]
    vignettes: VignetteCheck


def item_statistics(
    bank: QuestionBank, answers: Answers, minimum: bool = True, group: int = DEFAULT_MINIMUM_GROUP
) -> ItemStatistics:
    """The figures of some answers; without `minimum` whatever can be computed from two people.

    `group` is the smallest group of people of which anything is said: it raises every minimum that is below it.
    Items without a column and items that are not in use are left out, and so are scales and forms without any item.
    """
    known = [item for item in bank.items if item.in_use and item.id in answers.items]
    columns = {item.id: answers.values[:, answers.items.index(item.id)] for item in known}
    rows = {form: answers.forms == form for form in ("", *bank.form_by_id)}
    least = Minimums.of_group(group) if minimum else FREE
    return ItemStatistics(
        bank=bank.title,
        version=bank.version,
        n=len(answers),
        scales=tuple(_scales(bank, known, columns, rows, least)),
        items=tuple(_figures(item, _asked(bank, item, rows), answers, least) for item in known),
        differential=differential.differences(bank, answers, least.compared),
        residual_sds={method: _residual_sd(bank, known, columns, rows, method, least) for method in METHODS},
        confidence=calibration.group_confidence(bank, answers, least.group),
        vignettes=calibration.group_leniency(bank, answers, least.group),
    )


# ---- scales --------------------------------------------------------------------------------------------


def _scales(
    bank: QuestionBank, items: Sequence[Item], columns: Mapping[str, Codes], rows: Mapping[str, Flags], least: Minimums
) -> Iterator[Scale]:
    for domain in bank.domains:
        for kind, methods in KINDS.items():
            for form, on_form in rows.items():
                held = [i for i in items if i.domain == domain.id and item_types.of(i).method in methods]
                held = [i for i in held if _is_on(bank, i, form)]
                if held and on_form.any():
                    yield _scale((domain.id, kind, form), held, _values(held, columns, on_form), least)


def _values(items: Sequence[Item], columns: Mapping[str, Codes], chosen: Flags) -> Numbers:
    return np.column_stack([item_values(item, columns[item.id][chosen]) for item in items])


def _residual_sd(
    bank: QuestionBank,
    items: Sequence[Item],
    columns: Mapping[str, Codes],
    rows: Mapping[str, Flags],
    method: str,
    least: Minimums,
) -> Figure:
    """Within domains; over all of them where no form asks two items of the method in any."""
    groups: dict[bool, list[Numbers]] = {True: [], False: []}
    for form, on_form in rows.items():
        held = [i for i in items if item_types.of(i).method == method and _is_on(bank, i, form)]
        by_domain = [[i for i in held if i.domain == domain.id] for domain in bank.domains]
        for within, parts in ((True, by_domain), (False, [held])):
            values = (_values(part, columns, on_form) for part in parts if len(part) > 1 and on_form.any())
            groups[within] += [x[~np.isnan(x).any(axis=1)] for x in values]
    return reliability.pooled_residual_sd(groups[True] or groups[False], least.reliability)


def _is_on(bank: QuestionBank, item: Item, form: str) -> bool:
    return not form or item.id in bank.form_by_id[form].items


def _scale(key: tuple[str, str, str], items: Sequence[Item], x: Numbers, least: Minimums) -> Scale:
    complete = x[~np.isnan(x).any(axis=1)]
    whole = least.reliability
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
        floor=_share((complete == 0).all(axis=1), least),
        ceiling=_share((complete == 1).all(axis=1), least),
        quotable=isinstance(alpha, float) and len(complete) >= QUOTABLE_FROM,
        items=tuple(_scale_items(items, x, complete, least)),
    )


def _scale_items(items: Sequence[Item], x: Numbers, complete: Numbers, least: Minimums) -> Iterator[ScaleItem]:
    rest = reliability.item_rest(complete, least.item_rest)
    without = reliability.alpha_if_deleted(complete, least.item_rest)
    for j, item in enumerate(items):
        valid = x[~np.isnan(x[:, j]), j]
        yield ScaleItem(item.id, len(valid), *_moments(item, valid, least.facility), *_interval(rest[j]), without[j])


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


def _share(flags: Flags, least: Minimums) -> Figure:
    return float(flags.mean()) if len(flags) >= least.facility else NotYet(len(flags), least.facility)


# ---- items ---------------------------------------------------------------------------------------------


def _asked(bank: QuestionBank, item: Item, rows: Mapping[str, Flags]) -> Flags:
    asked: Flags = np.any([on_form for form, on_form in rows.items() if _is_on(bank, item, form)], axis=0)
    return asked


def _figures(item: Item, asked: Flags, answers: Answers, least: Minimums) -> ItemFigures:
    """Pulse statements and vignettes may be answered whatever the form is: who answered was asked."""
    codes = answers.values[:, answers.items.index(item.id)]
    given = codes[asked | (codes != NOT_ANSWERED)]
    chosen = np.bincount(given[given > 0], minlength=len(item.options) + 1)[1:]
    x = item_values(item, given)
    scored = item_types.of(item).method in METHODS
    x = x[~np.isnan(x)]
    few = NotYet(len(given), least.facility)
    seconds, seconds_n = _seconds(item, answers, least.facility)
    return ItemFigures(
        item=item.id,
        type=item.type,
        domain=item.domain,
        asked=len(given),
        n=len(x) if scored else int(chosen.sum()),
        options=few if few.n < few.needed else {str(o): int(people) for o, people in enumerate(chosen, 1)},
        missing=_share(given == NOT_ANSWERED, least),
        do_not_know=_share(given == DO_NOT_KNOW, least),
        does_not_apply=_share(given == NOT_APPLICABLE, least),
        seconds=seconds,
        seconds_n=seconds_n,
        facility=_moments(item, x, few.needed)[2] if scored else None,
        floor=_share(x == 0, least) if scored else None,
        ceiling=_share(x == 1, least) if scored else None,
    )


def _seconds(item: Item, answers: Answers, needed: int) -> tuple[Figure, int]:
    times = np.empty(0) if answers.seconds is None else answers.seconds[:, answers.items.index(item.id)]
    times = times[~np.isnan(times)]
    return float(np.median(times)) if len(times) >= needed else NotYet(len(times), needed), len(times)
