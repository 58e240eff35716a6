"""What a release says has changed, area by area, and which changes are clear: from published cells only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scipy import special

from assessment import many_tests
from assessment.departments import CONFIDENCE, SMOOTHING
from assessment.model import Cell
from assessment.peers import FALSE_DISCOVERIES

RISE, FALL, NO_CHANGE = "clear rise", "clear fall", "no clear change"
_NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Changed:
    """One area: the level then and now (1-5), the change and the change of the same people; None where withheld.

    `verdict` is RISE, FALL or NO_CHANGE, empty where there is no change to judge.
    """

    domain: str
    then: float | None
    now: float | None
    change: float | None
    low: float | None
    high: float | None
    people: int | None
    verdict: str
    same_change: float | None
    same_low: float | None
    same_high: float | None
    same_people: int | None


def changed(
    domains: Sequence[str],
    levels: Mapping[str, Cell],
    changes: Mapping[str, Cell],
    stayers: Mapping[str, Cell],
    verdicts: Mapping[str, str],
) -> tuple[Changed, ...]:
    """The areas of one group, from its cells of each measure by domain.

    The level then is the one now less the change: that of what the group is compared with, whatever its name was.
    """
    return tuple(_row(levels[domain], changes[domain], stayers[domain], verdicts.get(domain, "")) for domain in domains)


def _row(level: Cell, moved: Cell, same: Cell, verdict: str) -> Changed:
    then = now = None
    if level.estimate is not None and moved.estimate is not None:
        then, now = round(level.estimate - moved.estimate, 1), level.estimate
    return Changed(
        domain=moved.domain,
        then=then,
        now=now,
        change=moved.estimate,
        low=moved.low,
        high=moved.high,
        people=moved.n,
        verdict=verdict,
        same_change=same.estimate,
        same_low=same.low,
        same_high=same.high,
        same_people=same.n,
    )


def verdicts(cells: Iterable[Cell], steps: Mapping[str, float] | None = None) -> dict[tuple[str, str], str]:
    """RISE, FALL or NO_CHANGE for each published cell of `change`, by organisation ("" for all people) and domain.

    Clear is what is significant under Benjamini-Hochberg at 5%, over all organisations and domains of the release, and
    whose range leaves 0 out. `steps` by domain: by how much new questions alone move the level of equal people; the
    range less this must leave 0 out on the same side.
    """
    shown = [cell for cell in cells if cell.measure == "change" and cell.shown]
    said = {}
    for view in ("all", "organisation"):
        family = [cell for cell in shown if cell.view == view]
        if family:
            adjusted = many_tests.adjusted([_chance(cell) for cell in family])
            for cell, p in zip(family, adjusted, strict=True):
                step = (steps or {}).get(cell.domain, 0.0)
                said[cell.organisation, cell.domain] = _verdict(cell, step) if p <= FALSE_DISCOVERIES else NO_CHANGE
    return said


def _verdict(cell: Cell, step: float) -> str:
    if cell.low is None or cell.high is None:
        raise ValueError("a withheld cell has no verdict")
    if cell.low > max(step, 0.0) + _NEAR:
        return RISE
    return FALL if cell.high < min(step, 0.0) - _NEAR else NO_CHANGE


def _chance(cell: Cell) -> float:
    """Two-sided p of no change, from the numbers shown: half the range is so many standard errors of a t."""
    if cell.n is None or cell.estimate is None or cell.low is None or cell.high is None:
        raise ValueError("a withheld cell has no p")
    degrees = cell.n - 1 + SMOOTHING
    error = (cell.high - cell.low) / 2 / float(special.stdtrit(degrees, (1 + CONFIDENCE) / 2))
    return float(2 * special.stdtr(degrees, -abs(cell.estimate) / error))
