"""Versions on one scale: items that two versions share take the facilities of new items back to the reference people.

Scores hang on m, what the reference population earns on each item. Later people may be better, and then every item
looks easier: observed facilities must be brought back. Design: common items, non-equivalent groups. Method: mean
linking by domain (Kolen and Brennan 2014, Test Equating, Scaling, and Linking, chapters 4 and 6): new items are taken
back by the mean shift of the common ones. The error holds the sampling of people and that of common items, as the link
error of PISA does (OECD 2009, PISA 2006 Technical Report). docs/decisions/0011-linking.md argues it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from assessment.common_items import COMMON_ITEMS, asked
from assessment.facilities import Facilities, Numbers
from assessment.forms import ANSWERS_NEEDED, CONFIDENCE, EVIDENCE
from assessment.model import HIGHEST, LOWEST, Item, NotYet, QuestionBank
from assessment.scoring import ScoreTable

DRIFT, DRIFT_Z = 0.1, 2.7
"""A common item drifted if its shift is this far (0-1) from the median of its domain, and this many robust SDs."""
NORMAL_SD = 1.4826
"""The median distance from the median, times this, is the standard deviation of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How much more the new people earn on the common items of a domain than the reference people: 0-1.

    `se` is its standard error and `low` to `high` its 95% range (t). `spread` is the variance of true item shifts
    around it: how unlike the common ones a new item may have moved.
    """

    mean: float
    se: float
    low: float
    high: float
    spread: float


@dataclass(frozen=True, slots=True)
class DomainLink:
    """`items` carry the link of a domain; the `drifted` ones are common too, and left out."""

    domain: str
    items: tuple[str, ...]
    drifted: tuple[str, ...]
    shift: Shift | NotYet


@dataclass(frozen=True, slots=True)
class LinkedItem:
    """An evidence item of the new version; the `part` it plays in the link is common, drifted or new.

    `observed` is its facility among the `n` new people, `facility` that among the reference people: what a bank stores.
    A common item keeps the facility that it had. All 0-1; a standard error is None where there is none to give.
    """

    item: str
    domain: str
    part: str
    n: int
    observed: float | NotYet
    observed_se: float | None
    facility: float | NotYet
    se: float | None


@dataclass(frozen=True, slots=True)
class Link:
    domains: tuple[DomainLink, ...]
    items: tuple[LinkedItem, ...]


def link(new: QuestionBank, common: Collection[str], observed: Facilities, reference: Facilities) -> Link:
    """Link the items of `new`, as new people answered them, to the `reference` facilities of the common ones.

    Items with fewer than 150 answers do not count; the shift of a domain with fewer than three that do is NotYet. A
    reference that was observed brings its own sampling error; one that is stated is taken as it stands.
    """
    known = observed.with_answers()
    usable = [i for i in asked(new) if i.id in common and i.id in known.items and i.id in reference.items]
    sets = {d.id: [i.id for i in usable if i.domain == d.id] for d in new.domains}
    drifted = _drifted(sets, known, reference)
    kept = {domain: [i for i in items if i not in drifted] for domain, items in sets.items()}
    enough = {domain: items for domain, items in kept.items() if len(items) >= COMMON_ITEMS}
    shifts = _shifts(enough, known, reference)
    domains = tuple(
        DomainLink(
            domain,
            tuple(carriers),
            tuple(i for i in sets[domain] if i in drifted),
            shifts.get(domain, NotYet(len(carriers), COMMON_ITEMS)),
        )
        for domain, carriers in kept.items()
    )
    at = {domain.domain: domain for domain in domains}
    return Link(domains, tuple(_linked(item, at[item.domain], common, observed, reference) for item in asked(new)))


def _drifted(sets: Mapping[str, Sequence[str]], observed: Facilities, reference: Facilities) -> set[str]:
    """Items whose shift stands far off: by size, beside the spread of all shifts, and beside its own sampling error."""
    names: list[str] = []
    distances, errors = np.empty(0), np.empty(0)
    for items in sets.values():
        if len(items) >= COMMON_ITEMS:
            d, covariance = _differences(items, observed, reference)
            names += items
            distances = np.append(distances, np.abs(d - np.median(d)))
            errors = np.append(errors, np.sqrt(np.diag(covariance)))
    if not names:
        return set()
    scale = np.maximum(NORMAL_SD * np.median(distances), errors)
    far = (distances > DRIFT) & (distances > DRIFT_Z * scale)
    return {name for name, is_far in zip(names, far, strict=True) if is_far}


def _differences(items: Sequence[str], observed: Facilities, reference: Facilities) -> tuple[Numbers, Numbers]:
    """The shift of each item, and the covariance of these shifts that comes from the sampling of people."""
    now, then = observed.only(items), reference.only(items)
    return now.mean - then.mean, now.covariance + then.covariance


def _shifts(sets: Mapping[str, Sequence[str]], observed: Facilities, reference: Facilities) -> dict[str, Shift]:
    """The shift of each domain. The variance of true item shifts is one for all domains: it rests on more items so.

    spread = (squares - what sampling alone would bring) / freedom; variance = spread / items + mean covariance;
    degrees of freedom after Satterthwaite (1946), since only the squares are estimated from few items.
    """
    parts = {domain: _differences(items, observed, reference) for domain, items in sets.items()}
    freedom = sum(len(d) - 1 for d, _ in parts.values())
    squares = sum(float(np.sum((d - d.mean()) ** 2)) for d, _ in parts.values())
    sampling = sum(float(np.trace(v) - v.sum() / len(d)) for d, v in parts.values())
    found = {}
    for domain, (d, v) in parts.items():
        spread = max(0.0, squares - sampling) / freedom
        variance = spread / len(d) + float(v.mean())
        estimated = squares / freedom / len(d)
        steady = freedom * (variance / estimated) ** 2 if estimated else np.inf
        mean, se = float(d.mean()), float(np.sqrt(variance))
        reach = float(special.stdtrit(steady, (1 + CONFIDENCE) / 2)) * se if se else 0.0
        found[domain] = Shift(mean, se, mean - reach, mean + reach, spread)
    return found


def _linked(
    item: Item, own: DomainLink, common: Collection[str], observed: Facilities, reference: Facilities
) -> LinkedItem:
    """An item with its facilities among the new and among the reference people; a common one keeps what it had."""
    part = "drifted" if item.id in own.drifted else "common" if item.id in common else "new"
    n = int(observed.n[observed.items.index(item.id)]) if item.id in observed.items else 0
    seen: tuple[float | NotYet, float | None] = NotYet(n, ANSWERS_NEEDED), None
    if n >= ANSWERS_NEEDED:
        seen = _figure(observed, item.id)
    placed = seen
    if part == "common" and item.id in reference.items:
        placed = _figure(reference, item.id)
    elif n >= ANSWERS_NEEDED:
        placed = (
            (own.shift, None) if isinstance(own.shift, NotYet) else _taken_back(item.id, own.items, own.shift, observed)
        )
    return LinkedItem(item.id, item.domain, part, n, *seen, *placed)


def _figure(facilities: Facilities, item: str) -> tuple[float, float | None]:
    only = facilities.only([item])
    return float(only.mean[0]), float(only.se[0]) or None


def _taken_back(item: str, carriers: Sequence[str], shift: Shift, observed: Facilities) -> tuple[float, float]:
    """The facility of an item less the shift, held to 0-1, and its standard error.

    The error holds the item's own sampling and that of the shift, less twice what both share, and that the item may
    have moved unlike the common ones.
    """
    both = observed.only([item, *carriers])
    own, shared = both.covariance[0, 0], both.covariance[0, 1:].mean()
    error = float(np.sqrt(max(0.0, own + shift.se**2 + shift.spread - 2 * shared)))
    return float(np.clip(both.mean[0] - shift.mean, 0, 1)), error


# ---- what it means for scores ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScoreError:
    """Standard errors on 1-5 in a domain: of linking, which all people share, beside the mean one of a person."""

    demonstrated: float
    level: float
    person_demonstrated: float
    person_level: float


def score_error(bank: QuestionBank, domain: DomainLink, scores: ScoreTable) -> ScoreError | NotYet:
    """4 x the standard error of the shift, times the weight of demonstrated in the score; NotYet without a shift.

    `scores` are those of the people who answered; NotYet too where none of them has a score.
    """
    at = scores.domains.index(domain.domain)
    scored = scores.scored[:, at]
    if isinstance(domain.shift, NotYet):
        return domain.shift
    if not scored.any():
        return NotYet(0, 1)
    error = (HIGHEST - LOWEST) * domain.shift.se
    weight = sum(bank.method_weights[kind] for kind in EVIDENCE) / sum(bank.method_weights.values())
    person = (float(errors[scored, at].mean()) for errors in (scores.demonstrated_se, scores.level_se))
    return ScoreError(error, error * weight, *person)
