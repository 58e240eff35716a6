"""From scores to the cells of a release: the only place where results about groups become `Cell`s and `Published`.

Scores are counted once per atom, rolled up to every group, estimated (`departments`), passed through the gate
(`disclosure`) and only then written down, rounded last. A withheld cell never gets a number in the first place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from assessment import departments, disclosure
from assessment.departments import Codes, Estimates, Flags, Numbers, Sums, rounded
from assessment.errors import AssessmentError
from assessment.model import DO_NOT_KNOW, GRADES, HIGHEST, LOWEST, PROFESSION_BANDS, Cell, Organisation, Published

ALL_DOMAINS = "ALL"
SHARE_FROM = 20
"""People needed before the share below target is shown, in whole percents."""
_BANDS = (*PROFESSION_BANDS, "")
_SMALLEST_ERROR = 1e-9


@dataclass(frozen=True, slots=True)
class Built:
    """Every cell of a release, published and withheld, and the proof that the gate was passed (JSON-ready).

    `world` (JSON-ready, never shown) is what the attack needs to run again on the stored release.
    """

    cells: tuple[Cell, ...]
    proof: dict[str, Any]
    world: dict[str, Any]


def published(cycle: str, released_at: datetime, cells: Sequence[Cell], minimum_group: int, made_up: bool) -> Published:
    """Vouch for cells that `build` made; raises AssessmentError if one shows fewer than `minimum_group` people."""
    disclosure.require_minimum(minimum_group)
    if any(cell.shown and (cell.n is None or cell.n < minimum_group) for cell in cells):
        raise AssessmentError("unsafe_release", cycle=cycle, minimum=minimum_group)
    return Published(cycle, released_at, made_up, minimum_group, tuple(cells))


def build(
    scores: pd.DataFrame,
    invited: pd.DataFrame,
    organisations: Sequence[Organisation],
    pulse: pd.DataFrame,
    domains: Sequence[str],
    minimum_group: int = 10,
) -> Built:
    """Compute all cells of a closed cycle.

    `scores`: a row a submitted sitting and domain, with organisation, grade, profession_band ("" not given), domain,
    level, level_se, self, self_se, demonstrated, demonstrated_se (1-5, NaN where there is none) and target.
    `invited`: organisation, grade, invited; empty when there was no cohort (N is then those who submitted).
    `organisations`: those of the register on the day; `domains`: in the order of the bank.
    `pulse`: organisation, grade, profession_band, item, value (1-5, 0 "I do not know"), count.
    Raises AssessmentError for a minimum group below 5, ValueError for a grade, domain or target that is missing.
    """
    disclosure.require_minimum(minimum_group)
    named = {o.code for o in organisations}.union(
        *(set(frame["organisation"].unique()) for frame in (scores, invited, pulse))
    )
    codes = sorted(named)
    domains = tuple(domains)
    atom = _atoms(scores, codes)
    domain = _codes(scores["domain"], domains)
    maker = _Maker(
        disclosure.plan(codes, organisations),
        minimum_group,
        _population(invited, codes, atom, domain),
        not invited.empty,
    )
    _score_cells(maker, scores, atom, domain, domains)
    _pulse_cells(maker, pulse, codes)
    return Built(tuple(maker.cells), maker.proof(), {})


# ---- counting ----------------------------------------------------------------------------------------


def _places(values: "pd.Series[Any]", known: Sequence[str]) -> Codes:
    """Places of values in `known`, -1 for any other."""
    codes, met = pd.factorize(values, use_na_sentinel=False)
    place = {name: i for i, name in enumerate(known)}
    return np.array([place.get(name, -1) for name in met], dtype=np.intp)[codes]


def _codes(values: "pd.Series[Any]", known: Sequence[str]) -> Codes:
    """Places of values in `known`; raises ValueError for any other."""
    places = _places(values, known)
    if (places < 0).any():
        raise ValueError(f"unknown {values.name}: {sorted(set(values[places < 0].astype(str)))[:5]}")
    return places


def _atoms(frame: pd.DataFrame, codes: Sequence[str]) -> Codes:
    """The atom of each row; a profession band that is not given or not known is the last band."""
    band = _places(frame["profession_band"], _BANDS)
    band[band < 0] = len(_BANDS) - 1
    atom = _codes(frame["organisation"], codes)
    atom *= len(GRADES)
    atom += _codes(frame["grade"], GRADES)
    atom *= len(_BANDS)
    atom += band
    return atom


def _population(invited: pd.DataFrame, codes: Sequence[str], atom: Codes, domain: Codes) -> Numbers:
    """N (organisations, grades): people invited, raised to those who submitted."""
    shape = len(codes), len(GRADES)
    place = _codes(invited["organisation"], codes) * len(GRADES) + _codes(invited["grade"], GRADES)
    asked = np.bincount(place, invited["invited"].to_numpy(np.float64), shape[0] * shape[1])
    submitted = np.zeros_like(asked)
    for d in range(int(domain.max(initial=-1)) + 1):
        rows = np.bincount(atom[domain == d] // len(_BANDS), minlength=len(asked))
        submitted = np.maximum(submitted, rows)
    return np.maximum(asked, submitted).reshape(shape)


def _tally(frame: pd.DataFrame, measure: str, valid: Flags, cell: Codes, shape: tuple[int, int]) -> Sums:
    """Sums (atoms, domains) of a measure over the valid rows."""
    value, error, target = (frame[name].to_numpy(np.float64)[valid] for name in (measure, f"{measure}_se", "target"))
    if not np.isfinite(target).all():
        raise ValueError("a scored row has no target")
    below = ndtr((target - value) / np.maximum(error, _SMALLEST_ERROR))
    return departments.tally(cell[valid], shape, value, error, target, below, np.ones(len(value)))


# ---- estimating and deciding ---------------------------------------------------------------------------


@dataclass
class _Shown:
    """What may be seen of one measure: arrays (groups, domains), rounded; meaningless where `published` is False.

    Before rounding, `estimate` is keep x the top-coded mean + offset, held to the same ends of the scale as that mean;
    `keep` is 1 and `offset` 0 where nothing is shrunken.
    """

    published: Flags
    n: Numbers
    estimate: Numbers
    low: Numbers
    high: Numbers
    keep: Numbers
    offset: Numbers
    target: Numbers | None
    share: Numbers | None


class _Maker:
    """Turns sums into cells for one release; remembers decisions, so that equal counts are decided once."""

    def __init__(self, plan: disclosure.Plan, minimum_group: int, population: Numbers, cohort: bool) -> None:
        self.plan = plan
        self.minimum = minimum_group
        self.cells: list[Cell] = []
        self.checks: list[dict[str, Any]] = []
        self._decided: dict[tuple[bytes, bytes], tuple[Flags, int | None]] = {}
        groups = plan.groups
        grades = np.array([g.grades for g in groups])
        self.population = (np.array([g.organisations for g in groups], dtype=np.float64) @ population) * grades
        self.known = np.array([not g.view.endswith("profession") for g in groups])
        self.organisation = np.array([g.view == "organisation" for g in groups])
        totals = self.population.sum(axis=1).astype(int).tolist()
        self.invited = [n if cohort and known else None for n, known in zip(totals, self.known, strict=True)]
        self.grade = np.arange(plan.member.shape[1]) // len(_BANDS) % len(GRADES)

    def decide(self, name: str, measure: str, counts: Numbers, within: Flags | None = None) -> Flags:
        """The gate for one domain and measure; `within` narrows it to groups that already passed for another."""
        key = counts.tobytes(), b"" if within is None else within.tobytes()
        if key not in self._decided:
            if within is None:
                shown = disclosure.decide(self.plan, counts, self.minimum)
            else:
                shown = disclosure.close(self.plan, counts, within, self.minimum)
            self._decided[key] = shown, disclosure.smallest_difference(self.plan, counts, shown)
        shown, difference = self._decided[key]
        sizes = (self.plan.member @ counts)[shown]
        self.checks.append(
            {
                "domain": name,
                "measure": measure,
                "published": int(shown.sum()),
                "smallest_group": int(sizes.min()) if len(sizes) else None,
                "smallest_difference": difference,
            }
        )
        return shown[: len(self.plan.groups)]

    def estimates(self, sums: Sums, rho: Numbers) -> Estimates:
        strata = departments.roll_up(self.plan.member[: len(self.plan.groups)], self.grade, len(GRADES), sums)
        pooled = departments.pooled_variance(strata.over(-1).rows(self.organisation))
        return departments.estimates(strata, self.population, self.known, rho, pooled)

    def show(self, made: Estimates, shown: Flags, with_target: bool, with_share: bool) -> _Shown:
        """Top and bottom coding, interval, and only then rounding."""
        estimate = disclosure.top_coded(made.estimate, made.weight)
        reach = departments.half_width(made.variance, departments.degrees_of_freedom(made.n))
        share = np.where(made.n >= SHARE_FROM, rounded(made.below, 2), np.nan) if with_share else None
        return _Shown(
            shown,
            made.n,
            rounded(estimate, 1),
            rounded(np.maximum(estimate - reach, LOWEST), 1),
            rounded(np.minimum(estimate + reach, HIGHEST), 1),
            np.ones_like(estimate),
            np.zeros_like(estimate),
            rounded(made.target, 1) if with_target else None,
            share,
        )

    def write(self, names: Sequence[str], measure: str, shown: _Shown) -> None:
        """Append a cell for every group and name."""
        numbers = {"estimate": shown.estimate, "low": shown.low, "high": shown.high}
        if shown.target is not None:
            numbers |= {"target": shown.target, "gap": rounded(shown.target - shown.estimate, 1)}
        if shown.share is not None:
            numbers["share_below_target"] = shown.share
        for d, name in enumerate(names):
            columns = {key: array[:, d].tolist() for key, array in numbers.items()}
            n, seen = shown.n[:, d].astype(int).tolist(), shown.published[:, d].tolist()
            for g, group in enumerate(self.plan.groups):
                cell = Cell(group.view, name, measure, "withheld", **group.keys)  # type: ignore[arg-type]
                if seen[g]:
                    values = {key: column[g] for key, column in columns.items() if not isnan(column[g])}
                    cell = replace(cell, status="published", n=n[g], invited=self.invited[g], **values)
                self.cells.append(cell)

    def proof(self) -> dict[str, Any]:
        """What was checked, from published numbers only. The widths of the LP attack will be added here."""
        shown = sum(cell.shown for cell in self.cells)
        return {
            "minimum_group": self.minimum,
            "groups": len(self.plan.groups),
            "cells": len(self.cells),
            "published": shown,
            "withheld": len(self.cells) - shown,
            "checks": self.checks,
        }


def _score_cells(maker: _Maker, scores: pd.DataFrame, atom: Codes, domain: Codes, domains: Sequence[str]) -> None:
    """Cells of level, self and demonstrated: level and demonstrated stand or fall together, self within them."""
    shape = maker.plan.member.shape[1], len(domains)
    cell = atom * len(domains) + domain
    scored = scores["level"].notna().to_numpy() & scores["demonstrated"].notna().to_numpy()
    rated = scored & scores["self"].notna().to_numpy()
    level_shown, level_counts = np.empty(0, dtype=bool), np.empty(0)
    for measure, valid in (("level", scored), ("demonstrated", scored), ("self", rated)):
        sums = _tally(scores, measure, valid, cell, shape)
        if measure == "level":
            level_counts = sums.n
        seen = []
        for d, name in enumerate(domains):
            within = (
                _self_allowed(maker, level_shown[:, d], level_counts[:, d], sums.n[:, d]) if measure == "self" else None
            )
            seen.append(maker.decide(name, measure, np.ascontiguousarray(sums.n[:, d]), within))
        shown = np.stack(seen, axis=1) if seen else np.zeros((len(maker.plan.groups), 0), dtype=bool)
        if measure == "level":
            level_shown = shown
        made = maker.estimates(sums, departments.reliability(sums.over(0)))
        result = maker.show(made, shown, with_target=True, with_share=measure == "level")
        maker.write(domains, measure, result)
        maker.write([ALL_DOMAINS], measure, _over_domains(result))


def _self_allowed(maker: _Maker, level_shown: Flags, level: Numbers, rated: Numbers) -> Flags:
    """Groups whose self-ratings may be shown: enough of them, and the people without one nobody or enough."""
    n, without = maker.plan.member @ rated, maker.plan.member @ (level - rated)
    allowed = (n >= maker.minimum) & ((without == 0) | (without >= maker.minimum))
    allowed &= np.append(level_shown, [False, False])
    return np.asarray(allowed)


def _over_domains(shown: _Shown) -> _Shown:
    """`ALL`: the mean of the shown estimates, published only where every domain is.

    A function of published numbers, so it tells nothing new. The range is the mean of the lows and of the highs: the
    standard error of a mean of domains is never more than the mean of their standard errors: it errs on the wide side.
    """

    def mean(values: Numbers) -> Numbers:
        return rounded(values.mean(axis=1, keepdims=True), 1)

    everywhere, n = np.all(shown.published, axis=1, keepdims=True), shown.n.min(axis=1, keepdims=True)
    target = None if shown.target is None else mean(shown.target)
    raw = np.ones(n.shape), np.zeros(n.shape)
    return _Shown(everywhere, n, mean(shown.estimate), mean(shown.low), mean(shown.high), *raw, target, share=None)


def _pulse_cells(maker: _Maker, pulse: pd.DataFrame, codes: Sequence[str]) -> None:
    """Cells of the pulse: the mean of 1-5 over people with an opinion. An opinion is what it is: rho = 1."""
    items = sorted(pulse["item"].unique())
    opinions = pulse[pulse["value"] > DO_NOT_KNOW]
    value, people = opinions["value"].to_numpy(np.float64), opinions["count"].to_numpy(np.float64)
    cell = _atoms(opinions, codes) * len(items) + _codes(opinions["item"], items)
    nothing = np.zeros(len(value))
    shape = maker.plan.member.shape[1], len(items)
    sums = departments.tally(cell, shape, value, nothing, nothing, nothing, people)
    seen = [maker.decide(item, "pulse", np.ascontiguousarray(sums.n[:, i])) for i, item in enumerate(items)]
    if seen:
        made = maker.estimates(sums, np.ones(len(items)))
        maker.write(items, "pulse", maker.show(made, np.stack(seen, axis=1), with_target=False, with_share=False))
