"""What changed since an earlier cycle, for all people and for organisations, and how sure that is.

`change` is the level that this release shows less the one that the earlier release shows; its range allows for people
who are in both (`overlap`). `change_stayers` is the mean change of those people alone, where that may be shown
(`stayers`). `succession` says whom an organisation is compared with. docs/method.md has the rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assessment import departments, disclosure, overlap, stayers, succession
from assessment.departments import Flags, Numbers, rounded
from assessment.matched import Lineage, Matched, Side, matched
from assessment.model import GRADES, HIGHEST, LOWEST, Cell, Organisation
from assessment.succession import Basis

ROUNDING = 0.1**2 / 12
"""Variance of what rounding to one decimal does to an estimate."""
FARTHEST = HIGHEST - LOWEST
"""The most that a level can rise or fall."""
_NEAR = 1e-9
_KEYS = ("view", "organisation", "organisation_type", "parent_group", "grade_band", "profession_band")


@dataclass(frozen=True, slots=True)
class Changes:
    """Cells of `change` and `change_stayers`; what was checked for the latter, as in a proof; and the bases by code."""

    cells: tuple[Cell, ...]
    checks: list[dict[str, Any]]
    bases: dict[str, Basis]


def changes(
    then: Side,
    now: Side,
    cohorts: pd.DataFrame,
    organisations: Sequence[Organisation],
    domains: Sequence[str],
    minimum_group: int,
    with_stayers: bool = True,
) -> Changes:
    """Compare two cycles: a row for all people and for every organisation of this release, published or withheld.

    `cohorts`: organisation_then, grade_then, organisation, grade, people: how many are in the cohorts of both.
    `organisations`: the register; `domains` of this cycle; `minimum_group`: the higher one of the two cycles.
    `with_stayers`: False withholds every figure about them.
    """
    bases = succession.bases(organisations, then.codes, now.codes)
    old, new = (_levels(side, organisations, domains) for side in (then, now))
    line = Lineage.of(bases, then.codes, now.codes, _shares(bases, then.codes, old.people))
    found = matched(then, now, cohorts, line, domains)
    estimate = rounded(new.estimate - line.then(old.estimate), 1)
    seen = ~np.isnan(estimate) & (found.then.n >= minimum_group)
    cells = _cells("change", now.codes, domains, seen, found.now.n, estimate, _reach(found))
    shown, checks = np.zeros_like(seen), []
    for d, domain in enumerate(domains):
        turnover = stayers.Turnover(
            found.turnover_now[d], found.turnover_then[d], line.origin, new.groups[d], old.groups[d]
        )
        shown[:, d] = stayers.shown(turnover, seen[:, d] & with_stayers, minimum_group)
        checks.append({"domain": domain, "measure": "change_stayers", **turnover.checked(shown[:, d])})
    both = found.stayers
    held = FARTHEST - 2 * FARTHEST * both.weight
    reach = departments.half_width(both.variance, departments.degrees_of_freedom(both.n))
    stayed = np.clip(both.estimate, -held, held)
    cells += _cells("change_stayers", now.codes, domains, shown, both.n, stayed, reach)
    return Changes(tuple(cells), checks, bases)


def _reach(found: Matched) -> Numbers:
    """Half of the 95% range of the change, the rounding of both levels included.

    In whole tenths, rounded up: the estimate is one of two rounded levels, so that rounding to the nearest tenth would
    narrow most ranges of large organisations by a third.
    """
    variance = overlap.overlap_aware(found.then, found.now, found.correlation, found.together) + 2 * ROUNDING
    people = np.minimum(found.then.n, found.now.n)
    reach = departments.half_width(variance, departments.degrees_of_freedom(people))
    return np.asarray(np.ceil(10 * reach - _NEAR) / 10)


def _cells(
    measure: str,
    codes: Sequence[str],
    domains: Sequence[str],
    seen: Flags,
    n: Numbers,
    estimate: Numbers,
    reach: Numbers,
) -> list[Cell]:
    """A row for all people, the last of the arrays (organisations + 1, domains), and then for each organisation."""
    low = rounded(np.maximum(estimate - reach, -FARTHEST), 1)
    high = rounded(np.minimum(estimate + reach, FARTHEST), 1)
    shown, made = rounded(estimate, 1), []
    for d, domain in enumerate(domains):
        for g in (-1, *range(len(codes))):
            view, keys = ("all", {}) if g < 0 else ("organisation", {"organisation": codes[g]})
            numbers: dict[str, Any] = {}
            if seen[g, d]:
                numbers = {"estimate": float(shown[g, d]), "low": float(low[g, d]), "high": float(high[g, d])}
                numbers["n"] = int(n[g, d])
            made.append(Cell(view, domain, measure, "published" if numbers else "withheld", **keys, **numbers))
    return made


# ---- what the two releases show -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Levels:
    """Published levels of a release: `estimate` (organisations + 1, domains), NaN where withheld, last that of all.

    `people` (organisations, domains): invited, or who answered where nobody knows; 0 where withheld. `groups`, by
    domain: the groups (groups, organisations, grades) whose level is published. Professions are left out: what people
    say of theirs differs between cycles.
    """

    estimate: Numbers
    people: Numbers
    groups: list[Flags]


def _levels(side: Side, organisations: Sequence[Organisation], domains: Sequence[str]) -> _Levels:
    plan = disclosure.plan(side.codes, organisations)
    member = plan.member.reshape(len(plan.member), len(side.codes), len(GRADES), -1)[..., 0]
    place = {_key(group.view, group.keys): g for g, group in enumerate(plan.groups) if "profession" not in group.view}
    row = {("organisation", code): o for o, code in enumerate(side.codes)} | {("all", ""): len(side.codes)}
    estimate = np.full((len(side.codes) + 1, len(domains)), np.nan)
    people, groups = np.zeros((len(side.codes), len(domains))), []
    for d, domain in enumerate(domains):
        shown = [cell for cell in side.cells if cell.shown and cell.domain == domain]
        ours = [place[key] for key in (tuple(getattr(cell, name) for name in _KEYS) for cell in shown) if key in place]
        groups.append(member[ours])
        for cell in shown:
            at = row.get((cell.view, cell.organisation))
            if at is not None:
                estimate[at, d] = cell.estimate
            if cell.view == "organisation":
                people[at, d] = cell.n if cell.invited is None else cell.invited
    return _Levels(estimate, people, groups)


def _key(view: str, keys: Mapping[str, str]) -> tuple[str, ...]:
    return view, *(keys.get(name, "") for name in _KEYS[1:])


def _shares(bases: Mapping[str, Basis], then: Sequence[str], people: Numbers) -> Numbers:
    """What each organisation of then counts in what it is compared with: all, or its part of the people invited."""
    share = np.ones(people.shape)
    for basis in bases.values():
        if len(basis.then) > 1:
            rows = [then.index(code) for code in basis.then]
            share[rows] = people[rows] / np.maximum(people[rows].sum(axis=0), 1)
    return share
