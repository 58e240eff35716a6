"""Are organisations' figures as good as their ranges say, and their verdicts? Made-up people whose truth is known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

import numpy as np
from numpy.typing import NDArray

from assessment import departments, peer_groups, peers, register, release, shrinkage, simulate
from assessment.departments import Estimates
from assessment.model import DEFAULT_MINIMUM_GROUP, GRADES, Cell, Published
from assessment.peer_groups import Rule
from assessment.shown import Shown, show
from benchmarks.result import COMMAND, Result
from benchmarks.world import Numbers

Counts = NDArray[np.intp]
SD, RELIABILITY = 0.7, 0.8
"""Of measured levels within an organisation; a fifth of their variance is error of measurement."""
TRUE_SD, ERROR = SD * RELIABILITY**0.5, SD * (1 - RELIABILITY) ** 0.5
RESPONSE = 0.6
SIZES = np.rint(np.geomspace(5, 400, 30)).astype(np.intp)
CLASSES = ((3, 5), (6, 10), (11, 20), (21, 50), (51, 400))
DIFFER = (0.25, 0.10)


@dataclass(frozen=True, slots=True)
class World:
    """True means (organisations, worlds) of all who were invited, and what comes of those who answered."""

    true: Numbers
    made: Estimates


def world(sizes: Counts, answered: Counts, differ: float, worlds: int, rng: np.random.Generator) -> World:
    """Organisations of these sizes, whose means differ with that standard deviation, in many worlds at once."""
    true, cells, values = np.empty((len(sizes), worlds)), [], []
    for o, (size, n) in enumerate(zip(sizes, answered, strict=True)):
        levels = 3 + differ * rng.standard_normal((worlds, 1)) + TRUE_SD * rng.standard_normal((worlds, size))
        true[o] = levels.mean(axis=1)
        values.append((levels[:, :n] + ERROR * rng.standard_normal((worlds, n))).ravel())
        cells.append(np.repeat(o * worlds + np.arange(worlds), n))
    return World(true, estimated(np.concatenate(cells), np.concatenate(values), sizes, worlds))


def estimated(cell: Counts, value: Numbers, sizes: Counts, worlds: int) -> Estimates:
    """The product's own way from people to estimates: an organisation is an atom, a world a domain, all one grade."""
    nothing, one = np.zeros_like(value), np.ones_like(value)
    sums = departments.tally(cell, (len(sizes), worlds), value, ERROR * one, nothing, nothing, one)
    strata = departments.roll_up(np.eye(len(sizes), dtype=bool), np.zeros(len(sizes), dtype=np.intp), 1, sums)
    rho, pooled = departments.reliability(sums.over(0)), departments.pooled_variance(strata.over(-1))
    known = np.ones(len(sizes), dtype=bool)
    return departments.estimates(strata, sizes[:, None].astype(np.float64), known, rho, pooled)


def family(organisations: int) -> shrinkage.Family:
    return shrinkage.Family("organisation", "", np.arange(organisations))


# ---- drawing together ------------------------------------------------------------------------------------

SHRINKAGE = (
    "Organisations differ by (SD)", "Who answered", "Error of the mean (RMSE)", "Error drawn together (RMSE)",
    "Range of the mean holds", "Range drawn together holds", "Its width", "Width drawn together",
)  # fmt: skip


def shrink(worlds: int, seed: int) -> Result:
    """Error and ranges of plain means and of means drawn together, by how many people answered."""
    rng = np.random.default_rng(seed)
    answered = _answered(SIZES)
    rows = [(f"{d:.2f}", *row) for d in DIFFER for row in _by_size(world(SIZES, answered, d, worlds, rng), answered)]
    note = (
        f"{worlds:,} worlds of {len(SIZES)} organisations of {SIZES[0]}-{SIZES[-1]} people, {RESPONSE:.0%} of whom "
        f"answer; levels within an organisation have SD {SD}, reliability {RELIABILITY}. Ranges should hold .95."
    )
    return Result("What drawing organisations together does", COMMAND, seed, SHRINKAGE, tuple(rows), note)


def _by_size(of: World, answered: Counts) -> Iterator[tuple[str | float, ...]]:
    made = of.made
    everybody = np.ones(made.n.shape, dtype=bool)
    drawn, _ = shrinkage.shrink([family(len(answered))], made.estimate, made.variance, made.v0, everybody)
    degrees = departments.degrees_of_freedom(made.n)
    errors = made.estimate - of.true, drawn.keep * made.estimate + drawn.offset - of.true
    reaches = tuple(departments.half_width(v, degrees) for v in (made.variance, drawn.variance))
    for first, last in (*CLASSES, (3, 10), (3, 400)):
        at = (first <= answered) & (answered <= last)
        yield (
            f"{first}-{last}",
            *(float(np.sqrt(np.mean(error[at] ** 2))) for error in errors),
            *(float(np.mean(np.abs(error[at]) <= reach[at])) for error, reach in zip(errors, reaches, strict=True)),
            *(2 * float(reach[at].mean()) for reach in reaches),
        )


# ---- everybody answers -----------------------------------------------------------------------------------

CENSUS = ("Who answered", "Range as if measured without error holds", "Our range holds")
ALIKE_SIZES = np.full(50, 40)


def census(worlds: int, seed: int) -> Result:
    """Ranges of an organisation's mean where most of its people answered, without and with error of measurement."""
    rng = np.random.default_rng(seed)
    rows = []
    for share in (0.5, 0.8, 1.0):
        of = world(ALIKE_SIZES, np.rint(share * ALIKE_SIZES).astype(np.intp), 0.0, worlds, rng)
        error, degrees = np.abs(of.made.estimate - of.true), departments.degrees_of_freedom(of.made.n)
        reaches = (departments.half_width(v, degrees) for v in ((1 - share) * of.made.v0, of.made.variance))
        rows.append((f"{share:.0%}", *(float(np.mean(error <= reach)) for reach in reaches)))
    note = f"{worlds:,} worlds of {len(ALIKE_SIZES)} organisations of {ALIKE_SIZES[0]} people. Ranges should hold .95."
    return Result("Ranges where most people answered", COMMAND, seed, CENSUS, tuple(rows), note)


# ---- verdicts beside peers -------------------------------------------------------------------------------

VERDICTS = ("Peers", "Organisations", "Of what", "Called clearly below or above")
RULES = ("nearest", "type", "size", "all")
"""Those of the reference data with enough published members."""
AREAS, LARGE, SMALL = 8, 0.3, 0.1
WHEN = datetime(2027, 3, 1, tzinfo=UTC)
REGISTER = register.on(simulate.HEADCOUNT_DAY)
Page = list[tuple[int, float]]
"""An organisation's areas: called below (-1), above (1) or neither, and how far it truly is from its peers' middle."""


def verdicts(worlds: int, seed: int) -> Result:
    """How often an organisation is called clearly below or above its peers, rightly and wrongly, rule by rule."""
    rows = [row for key in RULES for row in _under(key, worlds, np.random.default_rng(seed))]
    codes, sizes = _real_sizes()
    note = (
        f"{worlds} releases of {AREAS} areas, {len(codes)} organisations of real size, {RESPONSE:.0%} answering, "
        f"{np.sum(_answered(sizes) >= DEFAULT_MINIMUM_GROUP)} of them published. All organisations and areas of a "
        "release are one family of tests. Areas are independent of each other, which makes a wrong verdict in one of "
        "them likelier than it is."
    )
    return Result("How often “clearly” is said, and how often rightly", COMMAND, seed, VERDICTS, tuple(rows), note)


def _under(key: str, worlds: int, rng: np.random.Generator) -> list[tuple[str, str, str, float]]:
    """The rows of one rule."""
    rule = peer_groups.rules().named(key)
    if rule is None:
        raise ValueError(f"no rule of peers is called {key}")
    nothing = [[[call != 0 for call, _ in page] for page in pages] for pages in _pages(rule, 0.0, worlds, rng)]
    judged = [one for pages in _pages(rule, LARGE, worlds, rng) for page in pages for one in page]
    large = [call != 0 for call, apart in judged if abs(apart) > LARGE]
    wrongly = [call * apart < SMALL for call, apart in judged if call]
    same, differ = "do not differ", f"differ by {LARGE} (SD)"
    shares = (
        (same, "releases with any", np.mean([any(map(any, pages)) for pages in nothing])),
        (same, "pages of an organisation with any", np.mean([any(p) for pages in nothing for p in pages])),
        (differ, f"differences above {LARGE}", np.mean(large)),
        (differ, f"those called, though less than {SMALL} or the other way", np.mean(wrongly)),
    )
    return [(rule.name, who, what, float(share)) for who, what, share in shares]


def _real_sizes() -> tuple[tuple[str, ...], Counts]:
    """Organisations by code, and how many leaders they have, permanent secretaries left out."""
    invited = simulate.invited()
    people = invited[invited["grade"] != GRADES[-1]].groupby("organisation")["invited"].sum()
    return tuple(people.index), people.to_numpy(np.intp)


def _answered(sizes: Counts) -> Counts:
    return np.rint(RESPONSE * sizes).astype(np.intp)


def _pages(rule: Rule, differ: float, worlds: int, rng: np.random.Generator) -> Iterator[list[Page]]:
    """The pages of all organisations that the rule can compare, release by release."""
    codes, sizes = _real_sizes()
    of = world(sizes, _answered(sizes), differ, worlds * AREAS, rng)
    shown = show(of.made, of.made.n >= DEFAULT_MINIMUM_GROUP, [family(len(codes))], with_target=False, with_share=False)
    for first in range(0, worlds * AREAS, AREAS):
        areas = {f"D{d}": first + d for d in range(AREAS)}
        cells = [cell for domain, at in areas.items() for cell in _cells(codes, shown, at, domain)]
        published = release.published("", WHEN, cells, DEFAULT_MINIMUM_GROUP, made_up=True)
        true = {domain: dict(zip(codes, of.true[:, at].tolist(), strict=True)) for domain, at in areas.items()}
        yield _judged(rule, published, true)


def _cells(codes: Sequence[str], shown: Shown, at: int, domain: str) -> Iterator[Cell]:
    for o in np.flatnonzero(shown.published[:, at]):
        numbers = {name: float(getattr(shown, name)[o, at]) for name in ("estimate", "low", "high")}
        yield Cell("organisation", domain, "level", "published", codes[o], n=int(shown.n[o, at]), **numbers)


def _judged(rule: Rule, published: Published, true: Mapping[str, Mapping[str, float]]) -> list[Page]:
    shown = peers.published_organisations(published)
    called = {peers.CLEARLY_BELOW: -1, peers.CLEARLY_ABOVE: 1}
    pages: dict[str, Page] = {}
    for (code, domain), verdict in peers.verdicts(published, REGISTER, rule, list(true)).items():
        others = [one for one in peer_groups.group(rule, code, REGISTER).members if one in shown]
        apart = true[domain][code] - median(true[domain][one] for one in others)
        pages.setdefault(code, []).append((called.get(verdict, 0), apart))
    return list(pages.values())
