"""Which areas come first for a group: people below target times the average gap, with how sure the order is.

Everything is computed from published cells, so it tells nothing that the release does not. Ranks are of areas of one
group, never of organisations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from assessment import gaps, peers
from assessment.departments import Numbers, degrees_of_freedom
from assessment.model import Cell

DRAWS = 2_000
SEED = 20_260_401
LIKELY = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Priority:
    """One area of a group; None where it may not be shown, or where fewer than 10 people are below target.

    `people` below target as they are told (assessment/gaps.py), `gap` in levels. `size` in person-levels, `low` to
    `high` its 95% range. Its place among the areas lies from `first` to `last` 95 times in 100. Of `organisations` with
    a published gap, `affected` have one above 0.
    """

    domain: str
    people: int | None
    gap: float | None
    size: float | None = None
    low: float | None = None
    high: float | None = None
    first: int | None = None
    last: int | None = None
    affected: int = 0
    organisations: int = 0


def ranked(cells: Sequence[Cell], organisations: Sequence[Cell] = ()) -> tuple[Priority, ...]:
    """Areas of a group, the largest priority first, then those without one in the order given.

    `cells` are its levels, one a domain; `organisations` the levels of the organisations it is made of.
    Priority = people below target x average gap, the gap not below 0: share below target x people invited x gap.
    """
    sized = [cell for cell in cells if gaps.people(cell) and cell.gap is not None]
    found = {p.domain: p for p in _sized(sized)} if sized else {}
    rows = [_counted(found.get(cell.domain) or _without(cell), organisations) for cell in cells]
    return tuple(sorted(rows, key=lambda row: -1.0 if row.size is None else row.size, reverse=True))


def _without(cell: Cell) -> Priority:
    return Priority(cell.domain, gaps.people(cell), cell.gap)


def _counted(row: Priority, organisations: Sequence[Cell]) -> Priority:
    known = [c.gap for c in organisations if c.domain == row.domain and c.gap is not None]
    return replace(row, affected=sum(gap > 0 for gap in known), organisations=len(known))


def draws(cells: Sequence[Cell]) -> Numbers:
    """Person-levels of cells as they might be, shape (2,000, cells), always the same for the same cells.

    The gap is t-distributed about its estimate as its published range says; the share below target is binomial on those
    who answered. Both follow from the same levels, so both take the same quantile: the range errs on the wide side.
    Areas are drawn independently of one another.
    """
    from scipy import stats  # takes a third of a second to import, which every command would pay

    chance = np.random.default_rng(SEED).random((DRAWS, len(cells)))
    n, gap, share, error, people = (
        np.array(column, dtype=np.float64)
        for column in zip(
            *((c.n, c.gap, c.share_below_target, peers.standard_error(c), gaps.below_target(c)) for c in cells),
            strict=True,
        )
    )
    gap_drawn = gap + error * special.stdtrit(degrees_of_freedom(n), chance)
    relative = stats.binom.ppf(chance, n, share) / (n * share)
    return np.asarray(people * relative * np.maximum(gap_drawn, 0.0))


def _sized(cells: Sequence[Cell]) -> list[Priority]:
    """Priorities of cells that all have a gap and 10 people or more below target."""
    from scipy import stats

    drawn = draws(cells)
    low, high = np.quantile(drawn, LIKELY, axis=0)
    best = np.quantile(stats.rankdata(-drawn, "min", axis=1), LIKELY[0], axis=0, method="inverted_cdf")
    worst = np.quantile(stats.rankdata(-drawn, "max", axis=1), LIKELY[1], axis=0, method="inverted_cdf")
    sizes = np.array([gaps.below_target(c) or 0 for c in cells]) * np.maximum([c.gap or 0 for c in cells], 0.0)
    place = stats.rankdata(-sizes, "min"), stats.rankdata(-sizes, "max")
    return [
        Priority(
            domain=cell.domain,
            people=gaps.people(cell),
            gap=cell.gap,
            size=float(sizes[i]),
            low=float(min(low[i], sizes[i])),
            high=float(max(high[i], sizes[i])),
            first=int(min(best[i], place[0][i])),
            last=int(max(worst[i], place[1][i])),
        )
        for i, cell in enumerate(cells)
    ]
