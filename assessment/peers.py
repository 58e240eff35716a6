"""An organisation beside its peers, from published cells only: it tells nothing that the release does not.

Estimates of organisations are drawn towards each other (`shrinkage`), which makes the tests here err on the side of
"about the same"; benchmarks/departments.py counts how often they are wrong.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import pi, sqrt

import numpy as np
from scipy import special

from assessment import many_tests, peer_groups
from assessment.departments import CONFIDENCE, SMOOTHING
from assessment.model import HIGHEST, LOWEST, Cell, Organisation, Published
from assessment.peer_groups import PeerGroup, Rule

PEERS_NEEDED = 5
"""Published peers that it takes to say anything about them. The rules may ask for more, never for less."""
FALSE_DISCOVERIES = 0.05
"""Share of the verdicts "clearly" of one family that may be wrong (Benjamini and Hochberg 1995)."""
ROUNDING = 0.05
"""Estimates and ends of ranges are published to one decimal: each may be this far out."""
CLEARLY_BELOW, ABOUT_THE_SAME, CLEARLY_ABOVE = "clearly below", "about the same", "clearly above"
FEW_PEOPLE = 20
"""Below this many people a published figure is marked as of low reliability: a judgement."""

Verdicts = Mapping[tuple[str, str], str]
"""A verdict for each (organisation, domain) that can be compared; the others are missing."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One domain beside the peers; None where we, or enough peers, are not published. `peers` is how many are.

    `everyone` is the mean of all people of the service, beside the median organisation.
    """

    domain: str
    estimate: float | None
    low: float | None
    high: float | None
    n: int | None
    peers: int
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    everyone: float | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The peers that an organisation is compared with: None if no rule has enough published members.

    `refused` is the rule that was asked for and has too few.
    """

    group: PeerGroup | None
    refused: Rule | None = None


# ---- who -----------------------------------------------------------------------------------------------


def fewest() -> int:
    """How many published peers make a group."""
    return max(PEERS_NEEDED, peer_groups.rules().fewest)


def published_organisations(published: Published) -> frozenset[str]:
    """Codes of the organisations with at least one published level of their own."""
    return frozenset(organisation for organisation, _ in _levels(published))


def usable(members: Collection[str], published_codes: Collection[str]) -> bool:
    """Whether enough of the members have published results to speak for their group."""
    return len(set(members) & set(published_codes)) >= fewest()


def choose(
    code: str,
    organisations: Sequence[Organisation],
    published_codes: Collection[str],
    wanted: str = "",
    named: PeerGroup | None = None,
) -> Choice:
    """The peers by the rule `wanted`; by the first rule that can be used if it cannot, or if there is none such.

    `organisations`: those of the register on the day the cycle opened. `named` are the peers by the rule CUSTOM.
    """
    held = peer_groups.rules()
    asked = peer_groups.CUSTOM if wanted == peer_groups.CUSTOM.id else held.named(wanted)
    for rule in (asked, *held.order):
        if rule is None:
            continue
        found = named if rule == peer_groups.CUSTOM else peer_groups.group(rule, code, organisations)
        if found and usable(found.members, published_codes):
            return Choice(found, refused=None if asked in (None, rule) else asked)
    return Choice(None, refused=asked)


# ---- what ----------------------------------------------------------------------------------------------


def verdicts(
    published: Published, organisations: Sequence[Organisation], rule: Rule, domains: Sequence[str]
) -> Verdicts:
    """The verdict on every published organisation and domain that the rule can compare, as one family of tests.

    "Clearly" only if the difference from the peers' median is significant under Benjamini-Hochberg at 5% over the whole
    family, the organisation's range leaves that median out, and there is evidence that organisations differ at all.
    `organisations`: those of the register on the day the cycle opened.
    """
    shown = _levels(published)
    members = {code: peer_groups.group(rule, code, organisations).members for code in {code for code, _ in shown}}
    return _judge(
        {
            (code, domain): found
            for code in sorted(members)
            for domain in domains
            if (found := _tested(shown, code, domain, members[code]))
        },
        published,
    )


def own_verdicts(published: Published, code: str, members: Sequence[str], domains: Sequence[str]) -> Verdicts:
    """The verdicts on one organisation beside members of its own, the family being its domains."""
    shown = _levels(published)
    tests = {(code, domain): _tested(shown, code, domain, members) for domain in domains}
    return _judge({key: found for key, found in tests.items() if found}, published)


def compare(
    published: Published,
    code: str,
    domains: Sequence[str],
    members: Sequence[str],
    judged: Verdicts,
    everyone: Mapping[str, float],
) -> tuple[Comparison, ...]:
    """Levels of an organisation beside those of `members` (1-5), a row a domain in the order of `domains`.

    Quartiles are of type 7 (Hyndman and Fan 1996, The American Statistician 50, 361). `everyone` holds the mean of all
    people by domain, where it is published.
    """
    shown = _levels(published)
    rows = []
    for domain in domains:
        own = shown.get((code, domain))
        mine = (own.estimate, own.low, own.high, own.n) if own else (None, None, None, None)
        peers = _of(shown, domain, members, code)
        middle = quartiles([cell.estimate for cell in peers if cell.estimate is not None])
        lower, median, upper = middle or (None, None, None)
        verdict = judged.get((code, domain), "")
        rows.append(Comparison(domain, *mine, len(peers), median, lower, upper, everyone.get(domain), verdict))
    return tuple(rows)


def quartiles(values: Sequence[float]) -> tuple[float, float, float] | None:
    """Lower quartile, median and upper quartile (type 7) of published figures; None if they are too few."""
    if len(values) < fewest():
        return None
    lower, median, upper = (float(q) for q in np.quantile(np.array(values, dtype=np.float64), [0.25, 0.5, 0.75]))
    return lower, median, upper


def levels(published: Published, members: Collection[str]) -> dict[str, tuple[float, ...]]:
    """Published levels of the peers by domain, in ascending order and without names."""
    found: dict[str, list[float]] = {}
    for (code, domain), cell in _levels(published).items():
        if code in members and cell.estimate is not None:
            found.setdefault(domain, []).append(cell.estimate)
    return {domain: tuple(sorted(values)) for domain, values in found.items()}


# ---- how sure ------------------------------------------------------------------------------------------


def standard_error(cell: Cell) -> float:
    """The standard error behind a published cell, rounding undone on the safe side: never below the true one.

    Where the range was cut off at an end of the scale, its longer side stands for both.
    """
    if cell.n is None or cell.estimate is None or cell.low is None or cell.high is None:
        raise ValueError("a withheld cell has no standard error")
    cut_off = cell.low <= LOWEST or cell.high >= HIGHEST
    longer = max(cell.high - cell.estimate, cell.estimate - cell.low) + 2 * ROUNDING
    half = longer if cut_off else (cell.high - cell.low) / 2 + ROUNDING
    return half / _quantile(_degrees(cell.n))


def difference_p(own: Cell, peers: Sequence[Cell]) -> float:
    """Two-sided p that our estimate differs from the peers' median.

    z = (y - median) / sqrt(v + (pi / 2) mean(v + tau^2) / m) for m peers, on t with n - 1 + d0 degrees of freedom; the
    pi / 2 is what a median costs over a mean. mean(v + tau^2) is the peers' observed variance, at least their mean v.
    """
    estimates = np.array([cell.estimate for cell in peers], dtype=np.float64)
    spread = max(float(estimates.var(ddof=1)), float(np.mean([standard_error(cell) ** 2 for cell in peers])))
    error = sqrt(standard_error(own) ** 2 + pi / 2 * spread / len(peers))
    difference = (own.estimate or 0.0) - float(np.median(estimates))
    return float(2 * special.stdtr(_degrees(own.n or 0), -abs(difference) / error))


_Shown = Mapping[tuple[str, str], Cell]


@dataclass(frozen=True, slots=True)
class _Test:
    """An organisation's cell, the median of its peers, and the chance of such a difference if there were none."""

    own: Cell
    median: float
    p: float

    def verdict(self, significant: bool) -> str:
        if significant and self.own.high is not None and self.own.high < self.median:
            return CLEARLY_BELOW
        if significant and self.own.low is not None and self.own.low > self.median:
            return CLEARLY_ABOVE
        return ABOUT_THE_SAME


def _levels(published: Published) -> dict[tuple[str, str], Cell]:
    """Published levels of organisations by (organisation, domain)."""
    cells = published.select(view="organisation", measure="level").cells
    return {(cell.organisation, cell.domain): cell for cell in cells if cell.shown}


def _of(shown: _Shown, domain: str, members: Sequence[str], own: str) -> list[Cell]:
    """The published cells of the members; nobody is their own peer."""
    return [shown[code, domain] for code in members if code != own and (code, domain) in shown]


def _tested(shown: _Shown, code: str, domain: str, members: Sequence[str]) -> _Test | None:
    own, peers = shown.get((code, domain)), _of(shown, domain, members, code)
    if own is None or len(peers) < fewest():
        return None
    median = float(np.median([cell.estimate for cell in peers if cell.estimate is not None]))
    return _Test(own, median, difference_p(own, peers))


def _judge(tests: Mapping[tuple[str, str], _Test], published: Published) -> Verdicts:
    """The verdicts on one family of tests. Where organisations do not differ as a whole, no single one does."""
    return {
        key: test.verdict(significant and ("level", key[1]) not in published.alike)
        for (key, test), significant in zip(tests.items(), _significant(tests.values()), strict=True)
    }


def _significant(tests: Collection[_Test]) -> Iterator[bool]:
    if tests:
        yield from many_tests.adjusted([test.p for test in tests]) <= FALSE_DISCOVERIES


def _degrees(n: int) -> int:
    return n - 1 + SMOOTHING


@cache
def _quantile(degrees: int) -> float:
    return float(special.stdtrit(degrees, (1 + CONFIDENCE) / 2))
