"""Do ranges of a change hold, and is “clear” said rightly? Made-up people in two cycles whose truth is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment import change, changed, departments, overlap, register, release, simulate
from assessment.departments import Estimates, Sums
from assessment.matched import Side
from assessment.model import GRADES
from assessment.overlap import Means, Moments
from benchmarks.result import COMMAND, Result
from benchmarks.world import Numbers

Flags = NDArray[np.bool_]
SD, CORRELATION = 0.7, 0.7
"""Of measured levels within an organisation; of true levels of a person then and now."""
ORGANISATIONS = 30

# ---- the three formulas ----------------------------------------------------------------------------------

FORMULAS = (
    "Leaders", "Who answers", "Reliability", "True change",
    "As if others: holds", "width", "Overlap-aware: holds", "width", "Same people: holds", "width",
)  # fmt: skip
SAME, MOSTLY, ANEW = "60% then, the same now", "60% then, most of them now", "60% then, any 60% now"
STAY = {SAME: 1.0, MOSTLY: 0.8, ANEW: 0.6}
"""Share of those who answered then that answer again."""
RESPONSE = 0.6
CASES = (
    *((size, who, 1.0, gain) for size in (30, 100) for who in (SAME,) for gain in (0.0, 0.2)),
    *(
        (size, who, 0.8, 0.2)
        for size in (30, 100)
        for who in (  # Who answers: so many then, and of them so many again now.
            SAME,
            MOSTLY,
            ANEW,
        )
    ),
)


def formulas(worlds: int, seed: int) -> Result:
    """Coverage and width of the three ranges, by size, by who answers and by how well levels are measured."""
    rng = np.random.default_rng(seed)
    rows = [(*case[:2], f"{case[2]:.1f}", f"{case[3]:.1f}", *_tried(*case, worlds, rng)) for case in CASES]
    note = (
        f"{worlds:,} worlds a row of {ORGANISATIONS} organisations. Levels within one have SD {SD} as measured; "
        f"true levels of a person then and now correlate {CORRELATION}. Ranges should hold .95 of true changes."
    )
    return Result("Ranges of a change between two cycles", COMMAND, seed, FORMULAS, tuple(rows), note)


def _tried(size: int, who: str, rho: float, gain: float, worlds: int, rng: np.random.Generator) -> Iterator[float]:
    """Share of ranges that hold the true change, and mean width: unpaired, overlap-aware, paired."""
    shape = worlds, ORGANISATIONS, size
    true, levels = _levels(shape, rho, gain, rng)
    then, now = _who(shape, STAY[who], rng)
    error = SD * (1 - rho) ** 0.5
    (before, was), (after, is_now) = (_means(of, who, error) for of, who in zip(levels, (then, now), strict=True))
    both, one = (then & now).sum(axis=2).T / (RESPONSE * size) ** 2, np.ones((ORGANISATIONS, shape[0]))
    together = overlap.shared(both, one, one, size * one, one / size, one / size)
    correlation = overlap.persistence(_moments(levels, then & now))
    degrees = departments.degrees_of_freedom(before.n)
    wrong = is_now.estimate - was.estimate - true.T
    for variance in (overlap.unpaired(before, after), overlap.overlap_aware(before, after, correlation, together)):
        yield from _held(wrong, departments.half_width(variance, degrees))
    paired = overlap.paired(_differences(levels, then & now, error), np.append(np.full(ORGANISATIONS, size), 0.0), True)
    reach = departments.half_width(paired.variance, departments.degrees_of_freedom(paired.n))
    yield from _held(paired.estimate[:-1] - true.T, reach[:-1])


def _levels(shape: tuple[int, ...], rho: float, gain: float, rng: np.random.Generator) -> tuple[Numbers, list[Numbers]]:
    """The true change of each organisation (worlds, organisations), and measured levels of all then and now."""
    own, anew = rng.standard_normal((2, *shape))
    sd, error = SD * rho**0.5, SD * (1 - rho) ** 0.5
    true = 3 + sd * own, 3 + gain + sd * (CORRELATION * own + (1 - CORRELATION**2) ** 0.5 * anew)
    return (true[1] - true[0]).mean(axis=2), [level + error * rng.standard_normal(shape) for level in true]


def _who(shape: tuple[int, ...], stay: float, rng: np.random.Generator) -> tuple[Flags, Flags]:
    """Who answers: the first of each organisation then, and of these and of the others so many again as should."""
    n = round(RESPONSE * shape[2])
    then = np.zeros(shape, dtype=bool)
    then[:, :, :n] = True
    again = round(stay * n)
    now = np.concatenate([_some(shape[:2], n, again, rng), _some(shape[:2], shape[2] - n, n - again, rng)], axis=2)
    return then, now


def _some(shape: tuple[int, ...], of: int, chosen: int, rng: np.random.Generator) -> Flags:
    return rng.random((*shape, of)).argsort(axis=2).argsort(axis=2) < chosen


def _sums(values: Numbers, who: Flags, errors: float) -> Sums:
    """Over those who answer, by organisation and world."""
    n, total, squares = (np.where(who, of, 0.0).sum(axis=2).T for of in (np.ones_like(values), values, values**2))
    return Sums(n, total, squares, errors * n, np.zeros_like(n), np.zeros_like(n))


def _means(levels: Numbers, who: Flags, error: float) -> tuple[Means, Estimates]:
    """The product's own way from people to means: a world is a domain, everybody of one grade."""
    sums = _sums(levels, who, error**2)
    strata = Sums(*(getattr(sums, name)[..., None] for name in Sums.__slots__))
    rho, pooled = departments.reliability(sums.over(0)), departments.pooled_variance(sums)
    size = np.full((ORGANISATIONS, 1), float(levels.shape[2]))
    made = departments.estimates(strata, size, np.ones(ORGANISATIONS, dtype=bool), rho, pooled)
    return overlap.means(made, strata.n, rho), made


def _moments(levels: list[Numbers], who: Flags) -> Moments:
    then, now = levels
    over = [np.ones_like(then), then, now, then**2, now**2, then * now]
    return Moments(*(np.where(who, of, 0.0).sum(axis=2).T for of in over))


def _differences(levels: list[Numbers], who: Flags, error: float) -> Sums:
    """Of organisations, and last of all people."""
    sums = _sums(levels[1] - levels[0], who, 2 * error**2)
    return Sums(*(np.vstack([of, of.sum(axis=0)]) for of in (getattr(sums, name) for name in Sums.__slots__)))


def _held(error: Numbers, reach: Numbers) -> tuple[float, float]:
    return float(np.mean(np.abs(error) <= reach)), 2 * float(reach.mean())


# ---- what releases say -----------------------------------------------------------------------------------

RELEASES = ("Organisations change by (SD)", "Of what", "Share")
AREAS, DIFFER, RELIABILITY, CLASSES = 8, 0.25, 0.8, ((10, 20), (21, 50), (51, 400))
LARGE, SMALL = 0.3, 0.1


@dataclass(frozen=True, slots=True)
class World:
    """Everybody of the register, but for permanent secretaries, in two cycles, in many areas.

    `truth` (organisations, areas): how the mean true level of all changed; `cells`: what the later release says of it.
    """

    codes: tuple[str, ...]
    truth: Numbers
    cells: tuple[Any, ...]


def releases(runs: int, seed: int) -> Result:
    """Whole releases, drawn together and rounded as they are published: what ranges hold, and what is called clear."""
    rng = np.random.default_rng(seed)
    rows = [row for differ in (0.0, LARGE) for row in _said(world(differ, runs, rng), differ, runs)]
    note = (
        f"{runs} pairs of releases of {AREAS} areas, real sizes of organisations, {RESPONSE:.0%} answering, "
        f"{STAY[MOSTLY]:.0%} of them both times. Organisations differ by SD {DIFFER}, levels within one by SD {SD}, "
        f"reliability {RELIABILITY}; true levels of a person correlate {CORRELATION}. Ranges should hold .95."
    )
    return Result("What releases say of changes", COMMAND, seed, RELEASES, tuple(rows), note)


def _said(made: World, differ: float, runs: int) -> Iterator[tuple[str, str, float]]:
    place = {code: o for o, code in enumerate(made.codes)}
    shown = [c for c in made.cells if c.measure == "change" and c.view == "organisation" and c.shown]
    rows = [(c.n, made.truth[place[c.organisation], int(c.domain)], c.low, c.high) for c in shown]
    n, truth, low, high = np.array(rows).T
    for first, last in (*CLASSES, (10, 400)):
        held = ((low <= truth) & (truth <= high))[(first <= n) & (n <= last)]
        yield f"{differ:.1f}", f"ranges that hold, {first}-{last} people", float(held.mean())
    said = [_verdicts(shown, run) for run in range(runs)]
    any_clear = [any(verdict != changed.NO_CHANGE for verdict in run.values()) for run in said]
    if not differ:
        yield f"{differ:.1f}", "releases that call any change clear", float(np.mean(any_clear))
        return
    judged = [(verdict, made.truth[place[code], int(area)]) for run in said for (code, area), verdict in run.items()]
    found = [verdict != changed.NO_CHANGE for verdict, true in judged if abs(true) > LARGE]
    yield f"{differ:.1f}", f"changes above {LARGE} that are called clear", float(np.mean(found))
    clear = [true if verdict == changed.RISE else -true for verdict, true in judged if verdict != changed.NO_CHANGE]
    what = f"those called clear, though less than {SMALL} or the other way"
    yield f"{differ:.1f}", what, float(np.mean([as_said < SMALL for as_said in clear]))


def _verdicts(shown: list[Any], run: int) -> dict[tuple[str, str], str]:
    """Of one pair of releases: of its eight areas."""
    areas = {str(area) for area in range(run * AREAS, (run + 1) * AREAS)}
    return changed.verdicts([cell for cell in shown if cell.domain in areas])


def world(differ: float, runs: int, rng: np.random.Generator) -> World:
    """Two cycles; organisations change by `differ` (SD), on top of which people change by themselves."""
    invited = simulate.invited()
    invited = invited[invited["grade"] != GRADES[-1]].reset_index(drop=True)
    codes, areas = tuple(sorted(invited["organisation"].unique())), runs * AREAS
    people = invited.loc[invited.index.repeat(invited["invited"]), ["organisation", "grade"]].reset_index(drop=True)
    place = pd.Index(codes).get_indexer(pd.Index(people["organisation"]))
    base = 3 + DIFFER * rng.standard_normal((len(codes), areas))
    moved = base + differ * rng.standard_normal((len(codes), areas))
    own, anew = rng.standard_normal((2, len(people), areas))
    sd, error = SD * RELIABILITY**0.5, SD * (1 - RELIABILITY) ** 0.5
    true = base[place] + sd * own, moved[place] + sd * (CORRELATION * own + (1 - CORRELATION**2) ** 0.5 * anew)
    truth = pd.DataFrame(true[1] - true[0]).groupby(place).mean().to_numpy()
    levels = [np.clip(level + error * rng.standard_normal(level.shape), 1, 5) for level in true]
    then = rng.random(len(people)) < RESPONSE
    now = rng.random(len(people)) < np.where(then, STAY[MOSTLY], RESPONSE * (1 - STAY[MOSTLY]) / (1 - RESPONSE))
    answers = ((levels[0], then), (levels[1], now))
    frames = [_frame(people, *mine, *other, error) for mine, other in (answers, answers[::-1])]
    return World(codes, truth, _released(frames, invited, areas))


def _frame(
    people: pd.DataFrame, levels: Numbers, who: Flags, others: Numbers, answered: Flags, error: float
) -> pd.DataFrame:
    """The answers of one cycle as the product reads them, an area a domain; `others` are levels in the other cycle."""
    areas, rows = levels.shape[1], np.flatnonzero(who)
    frame = people.iloc[np.repeat(rows, areas)].reset_index(drop=True)
    frame["domain"] = np.tile(np.arange(areas).astype(str), len(rows))
    frame["level"], frame["level_se"] = levels[rows].ravel(), error
    frame["other_organisation"], frame["other_grade"] = frame["organisation"], frame["grade"]
    frame["other_level"] = np.where(answered[rows, None], others[rows], np.nan).ravel()
    frame["other_level_se"] = error
    return frame


def _released(frames: list[pd.DataFrame], invited: pd.DataFrame, areas: int) -> tuple[Any, ...]:
    """The cells of change of the second of two releases."""
    bodies = register.on(simulate.HEADCOUNT_DAY)
    domains = [str(area) for area in range(areas)]
    sides = []
    for frame in frames:
        scores = frame.assign(profession_band="", target=3.0)
        for measure in ("self", "demonstrated"):
            scores[measure], scores[f"{measure}_se"] = scores["level"], scores["level_se"]
        pulse = pd.DataFrame(columns=["organisation", "grade", "profession_band", "item", "value", "count"])
        built = release.build(scores, invited, bodies, pulse, domains)
        sides.append(Side(frame, invited, tuple(cell for cell in built.cells if cell.measure == "level")))
    cohorts = invited.rename(columns={"invited": "people"})
    cohorts = cohorts.assign(organisation_then=cohorts["organisation"], grade_then=cohorts["grade"])
    return change.changes(*sides, cohorts, bodies, domains, 10, with_stayers=False).cells
