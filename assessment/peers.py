"""An organisation beside its peers, from published cells only: it tells nothing that the release does not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import pi, sqrt

import numpy as np
from scipy import stats

from assessment.departments import CONFIDENCE, SMOOTHING
from assessment.model import HIGHEST, LOWEST, Cell, Organisation, Published

PEERS_NEEDED = 5
FALSE_DISCOVERIES = 0.05
"""Share of the verdicts "clearly" of one organisation that may be wrong (Benjamini and Hochberg 1995)."""
ROUNDING = 0.05
"""Estimates and ends of ranges are published to one decimal: each may be this far out."""
CLEARLY_BELOW, ABOUT_THE_SAME, CLEARLY_ABOVE = "clearly below", "about the same", "clearly above"


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Whom an organisation is compared with, by code, and the rule in words for the page to print."""

    rule: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One domain beside the peers; None where we, or five or more peers, are not published. `peers` is how many are."""

    domain: str
    estimate: float | None
    low: float | None
    high: float | None
    n: int | None
    peers: int
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    verdict: str


def published_organisations(published: Published) -> frozenset[str]:
    """Codes of the organisations with at least one published level of their own."""
    cells = published.select(view="organisation", measure="level").cells
    return frozenset(cell.organisation for cell in cells if cell.shown)


def peer_group(organisations: Sequence[Organisation], code: str, published_codes: Collection[str]) -> PeerGroup:
    """Organisations of the same type if at least five others of it are published, otherwise all others."""
    others = [o for o in organisations if o.code != code and o.code in published_codes]
    kind = next((o.type for o in organisations if o.code == code), "")
    alike = tuple(o.code for o in others if kind and o.type == kind)
    if len(alike) >= PEERS_NEEDED:
        return PeerGroup(f"All other organisations of the same type ({kind}) with published results", alike)
    return PeerGroup("All other organisations with published results", tuple(o.code for o in others))


def standard_error(cell: Cell) -> float:
    """The standard error behind a published cell, rounding undone on the safe side: never below the true one.

    Where the range was cut off at an end of the scale, its longer side stands for both.
    """
    if cell.n is None or cell.estimate is None or cell.low is None or cell.high is None:
        raise ValueError("a withheld cell has no standard error")
    cut_off = cell.low <= LOWEST or cell.high >= HIGHEST
    longer = max(cell.high - cell.estimate, cell.estimate - cell.low) + 2 * ROUNDING
    half = longer if cut_off else (cell.high - cell.low) / 2 + ROUNDING
    return half / float(stats.t.ppf((1 + CONFIDENCE) / 2, _degrees(cell.n)))


def compare(
    published: Published, organisation: str, domains: Sequence[str], group: PeerGroup
) -> tuple[Comparison, ...]:
    """Levels of an organisation beside its peers' (1-5), a row a domain in the order of `domains`.

    "Clearly" only if the difference is significant under Benjamini-Hochberg at 5% over these domains and the
    organisation's own range leaves out the peer median. Quartiles are of type 7 (Hyndman and Fan 1996).
    """
    cells = published.select(view="organisation", measure="level").cells
    shown = {(cell.domain, cell.organisation): cell for cell in cells if cell.shown}
    rows = []
    chances: dict[str, float] = {}
    for domain in domains:
        own = shown.get((domain, organisation))
        peers = [shown[domain, code] for code in group.members if code != organisation and (domain, code) in shown]
        row = _row(domain, own, peers)
        if own is not None and row.median is not None:
            chances[domain] = difference_p(own, peers)
        rows.append(row)
    significant = _significant(chances)
    return tuple(_judged(row, row.domain in significant) for row in rows)


def levels(published: Published, group: PeerGroup) -> dict[str, tuple[float, ...]]:
    """Published levels of the peers by domain, in ascending order and without names."""
    found: dict[str, list[float]] = {}
    for cell in published.select(view="organisation", measure="level").cells:
        if cell.organisation in group.members and cell.estimate is not None:
            found.setdefault(cell.domain, []).append(cell.estimate)
    return {domain: tuple(sorted(values)) for domain, values in found.items()}


def headline(comparisons: Sequence[Comparison], names: Mapping[str, str]) -> str:
    """The verdicts in one sentence, by domain `names`; every domain it names has that verdict in the table."""
    judged = [row for row in comparisons if row.verdict]
    if not judged:
        return "There is not enough to compare this organisation with its peers."
    parts = []
    for verdict, words in ((CLEARLY_BELOW, "clearly below"), (CLEARLY_ABOVE, "clearly above")):
        found = [names[row.domain] for row in judged if row.verdict == verdict]
        if found:
            parts.append(f"{words} in {len(found)} of {len(judged)} areas ({'; '.join(found)})")
    if not parts:
        return f"About the same as the middle of its peers in all {len(judged)} areas that can be compared."
    return f"Beside the middle of its peers: {', '.join(parts)}; about the same in the others."


def difference_p(own: Cell, peers: Sequence[Cell]) -> float:
    """Two-sided p that our estimate differs from the peers' median.

    z = (y - median) / sqrt(v + (pi / 2) mean(v + tau^2) / m) for m peers, on t with n - 1 + d0 degrees of freedom; the
    pi / 2 is what a median costs over a mean. mean(v + tau^2) is the peers' observed variance, at least their mean v.
    """
    estimates = np.array([cell.estimate for cell in peers], dtype=np.float64)
    spread = max(float(estimates.var(ddof=1)), float(np.mean([standard_error(cell) ** 2 for cell in peers])))
    error = sqrt(standard_error(own) ** 2 + pi / 2 * spread / len(peers))
    difference = (own.estimate or 0.0) - float(np.median(estimates))
    return float(2 * stats.t.sf(abs(difference) / error, _degrees(own.n or 0)))


def _degrees(n: int) -> int:
    return n - 1 + SMOOTHING


def _row(domain: str, own: Cell | None, peers: Sequence[Cell]) -> Comparison:
    mine = (own.estimate, own.low, own.high, own.n) if own else (None, None, None, None)
    if len(peers) < PEERS_NEEDED:
        return Comparison(domain, *mine, len(peers), None, None, None, "")
    estimates = np.array([cell.estimate for cell in peers], dtype=np.float64)
    lower, median, upper = (float(q) for q in np.quantile(estimates, [0.25, 0.5, 0.75]))
    return Comparison(domain, *mine, len(peers), median, lower, upper, "")


def _significant(chances: dict[str, float]) -> frozenset[str]:
    if not chances:
        return frozenset()
    adjusted = stats.false_discovery_control(list(chances.values()))
    return frozenset(domain for domain, p in zip(chances, adjusted, strict=True) if p <= FALSE_DISCOVERIES)


def _judged(row: Comparison, significant: bool) -> Comparison:
    """The row with its verdict, empty where there is nothing to compare."""
    if row.median is None or row.low is None or row.high is None:
        return row
    verdict = ABOUT_THE_SAME
    if significant and row.high < row.median:
        verdict = CLEARLY_BELOW
    elif significant and row.low > row.median:
        verdict = CLEARLY_ABOVE
    return replace(row, verdict=verdict)
