"""From scores to the cells of a release: the only place where results about groups become `Cell`s and `Published`.

Scores are counted once per atom (`atoms`), rolled up to every group, estimated (`departments`), passed through the gate
(`disclosure`), drawn together with others that passed it (`shrinkage`), rounded last (`shown`) and written down. A
withheld cell never gets a number in the first place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from assessment import atoms, attack_world, departments, disclosure, shares, shrinkage
from assessment.attack_world import Release, World
from assessment.departments import Codes, Estimates, Flags, Numbers, Sums, rounded
from assessment.earlier import Earlier, Past, past
from assessment.errors import AssessmentError
from assessment.gate import Gate
from assessment.model import DO_NOT_KNOW, GRADES, VIEWS, Cell, Organisation, Published
from assessment.shown import Shown, over_domains, show

ALL_DOMAINS = "ALL"
CLASSES = ("class_low", "class_middle", "class_high")
CLASS_VIEWS = ("all", "grade", "organisation")


@dataclass(frozen=True, slots=True)
class Built:
    """Every cell of a release, published and withheld, and the proof that the gate was passed (JSON-ready).

    `world` (JSON-ready, never shown) is what the attack needs to run again on the stored release.
    """

    cells: tuple[Cell, ...]
    proof: dict[str, Any]
    world: dict[str, Any]


def published(
    cycle: str,
    released_at: datetime,
    cells: Sequence[Cell],
    minimum_group: int,
    made_up: bool,
    proof: Mapping[str, Any] | None = None,
) -> Published:
    """Vouch for cells that `build` made; raises AssessmentError if one shows fewer than `minimum_group` people.

    `proof` is the one that was built with them: it says where there is no evidence that organisations differ.
    """
    disclosure.require_minimum(minimum_group)
    if any(cell.shown and (cell.n is None or cell.n < minimum_group) for cell in cells):
        raise AssessmentError("unsafe_release", cycle=cycle, minimum=minimum_group)
    alike, too_few = (_organisations_found(proof or {}, state) for state in (shrinkage.ALIKE, shrinkage.TOO_FEW))
    return Published(cycle, released_at, made_up, minimum_group, tuple(cells), alike, too_few)


def _organisations_found(proof: Mapping[str, Any], state: str) -> frozenset[tuple[str, str]]:
    found = [f for f in proof.get("families", ()) if (f["view"], f["state"]) == ("organisation", state)]
    return frozenset((f["measure"], f["domain"]) for f in found)


def build(
    scores: pd.DataFrame,
    invited: pd.DataFrame,
    organisations: Sequence[Organisation],
    pulse: pd.DataFrame,
    domains: Sequence[str],
    minimum_group: int = 10,
    earlier: Sequence[Earlier] = (),
) -> Built:
    """Compute all cells of a closed cycle.

    `scores`: a row a submitted sitting and domain, with organisation, grade, profession_band ("" not given), domain,
    level, level_se, self, self_se, demonstrated, demonstrated_se (1-5, NaN where there is none) and target.
    `invited`: organisation, grade, invited; empty when there was no cohort (N is then those who submitted).
    `organisations`: those of the register on the day; `domains`: in the order of the bank.
    `pulse`: organisation, grade, profession_band, item, value (1-5, 0 "I do not know"), count.
    `earlier`: the releases that this one corrects, if any; `scores` and `pulse` then name in `moved` the sittings that
    stood elsewhere in one of them (0 for any other). What those show counts in the gate.
    Raises AssessmentError for a minimum group below 5, ValueError for a grade, domain or target that is missing.
    """
    disclosure.require_minimum(minimum_group)
    named = {o.code for o in organisations}.union(
        *(set(frame["organisation"].unique()) for frame in (scores, invited, pulse)),
        *({cell.organisation for cell in release.cells} - {""} for release in earlier),
    )
    codes = sorted(named)
    domains = tuple(domains)
    atom = atoms.atoms(scores, codes)
    domain = atoms.places(scores["domain"], domains)
    plan = disclosure.plan(codes, organisations)
    known = past(plan, codes, scores, atom, earlier)
    answered = atoms.atoms(pulse, codes)
    population = atoms.population(invited, codes, atom, domain)
    scored = atoms.scored(scores, atom, known.number(scores), domain, domains)
    asked = atoms.asked(pulse, answered, known.number(pulse))
    world = World(minimum_group, _described(codes, organisations), Release(population, {}), scored, asked)
    gate = _gate(world, plan, known, earlier)
    while True:
        maker = _Maker(known, minimum_group, population, not invited.empty, gate)
        _score_cells(maker, scores, known.apart(scores, atom), domain, domains)
        _pulse_cells(maker, pulse, known.apart(pulse, answered))
        if gate.passes(maker.cells, maker.shrunken):
            return Built(tuple(maker.cells), maker.proof(), attack_world.to_json(gate.world))


def _gate(world: World, plan: disclosure.Plan, known: Past, earlier: Sequence[Earlier]) -> Gate:
    """The attack on a release, and on those it corrects, of which a world was kept."""
    kept = [(release, place) for release, place in zip(earlier, known.then, strict=True) if release.world]
    codes = [o.code for o in world.organisations]
    before = [attack_world.corrected(attack_world.from_json(r.world), plan, codes, place) for r, place in kept]
    return Gate(replace(world, before=tuple(before)), [release.cells for release, _ in kept])


def _described(codes: Sequence[str], organisations: Sequence[Organisation]) -> tuple[Organisation, ...]:
    """The organisations `codes`; those that the register does not know have no type."""
    described = {o.code: o for o in organisations}
    return tuple(described.get(code, Organisation(code, code, "", "")) for code in codes)


# ---- estimating and deciding ---------------------------------------------------------------------------


class _Maker:
    """Turns sums into cells for one release; remembers decisions, so that equal counts are decided once."""

    def __init__(self, known: Past, minimum_group: int, population: Numbers, cohort: bool, gate: Gate) -> None:
        self.past = known
        self.plan = plan = known.plan
        self.minimum = minimum_group
        self.gate = gate
        self.shrunken: dict[tuple[str, str], tuple[Numbers, Numbers]] = {}
        self.cells: list[Cell] = []
        self.checks: list[dict[str, Any]] = []
        self.found: list[dict[str, Any]] = []
        self._decided: dict[tuple[bytes, ...], tuple[Flags, int | None]] = {}
        groups = plan.groups
        self.families = shrinkage.families(groups)
        grades = np.array([g.grades for g in groups])
        self.population = (np.array([g.organisations for g in groups], dtype=np.float64) @ population) * grades
        self.known = np.array([not g.view.endswith("profession") for g in groups])
        self.organisation = np.array([g.view == "organisation" for g in groups])
        totals = self.population.sum(axis=1).astype(int).tolist()
        self.invited = [n if cohort and known else None for n, known in zip(totals, self.known, strict=True)]
        self.grade = known.standing // len(atoms.BANDS) % len(GRADES)

    def decide(self, name: str, measure: str, counts: Numbers, within: Flags | None = None) -> Flags:
        """The gate for one domain and measure; `within` (groups,) are those that passed for another, larger one."""
        before = self.past.before(measure, name, counts)
        key = tuple(b"" if flags is None else flags.tobytes() for flags in (counts, within, before))
        if key not in self._decided:
            if within is None:
                shown = disclosure.decide(self.plan, counts, self.minimum, before)
            else:
                enough = self.plan.member[: len(within)] @ counts >= self.minimum
                allowed = np.append(within & enough, [False, False])
                shown = disclosure.close(self.plan, counts, allowed, self.minimum, before)
            self._decided[key] = shown, disclosure.smallest_difference(self.plan, counts, shown)
        shown, difference = self._decided[key]
        shown = shown & ~self.gate.withheld(measure, [name])[:, 0]
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

    def decide_each(self, names: Sequence[str], measure: str, counts: Numbers, within: Flags | None = None) -> Flags:
        """The gate for every domain of a measure: (groups, domains)."""
        narrowed = [None] * len(names) if within is None else list(within.T)
        found = [
            self.decide(name, measure, np.ascontiguousarray(of_domain), only)
            for name, of_domain, only in zip(names, counts.T, narrowed, strict=True)
        ]
        return np.array(found, dtype=bool).reshape(len(names), len(self.plan.groups)).T

    def estimates(self, sums: Sums, rho: Numbers) -> Estimates:
        strata = departments.roll_up(self.plan.member[: len(self.plan.groups)], self.grade, len(GRADES), sums)
        pooled = departments.pooled_variance(strata.over(-1).rows(self.organisation))
        return departments.estimates(strata, self.population, self.known, rho, pooled)

    def total(self, of_atoms: Numbers) -> Numbers:
        """Sums over the people of each group (groups, domains) from sums over those of each atom."""
        return np.asarray(self.plan.member[: len(self.plan.groups)] @ of_atoms)

    def show(self, made: Estimates, published: Flags, with_target: bool, with_share: bool) -> Shown:
        return show(made, published, self.families, with_target, with_share)

    def write(self, names: Sequence[str], measure: str, shown: Shown) -> None:
        """Append the cells of estimates with their range."""
        numbers = {"estimate": shown.estimate, "low": shown.low, "high": shown.high}
        if shown.target is not None:
            numbers |= {"target": shown.target, "gap": rounded(shown.target - shown.estimate, 1)}
        if shown.share is not None:
            kept_back = self.gate.withheld("share_below_target", names)[: len(self.plan.groups)]
            numbers["share_below_target"] = np.where(kept_back, np.nan, shown.share)
        self.append(names, measure, shown.published, shown.n, numbers)
        for d, name in enumerate(names):
            self.shrunken[measure, name] = shown.keep[:, d], shown.offset[:, d]
        for one in shown.findings:
            about = {"view": one.family.view, "band": one.family.band, "measure": measure, "domain": names[one.column]}
            self.found.append({**about, "groups": one.groups, "state": one.state})

    def append(
        self,
        names: Sequence[str],
        measure: str,
        published: Flags,
        people: Numbers,
        numbers: dict[str, Numbers],
        views: Sequence[str] = VIEWS,
    ) -> None:
        """A cell for every name and every group of these views, with the numbers (groups, names) where published.

        What the attack found to tell too much is withheld.
        """
        published = published & ~self.gate.withheld(measure, names)[: len(self.plan.groups)]
        groups = [(g, group) for g, group in enumerate(self.plan.groups) if group.view in views]
        for d, name in enumerate(names):
            columns = {key: array[:, d].tolist() for key, array in numbers.items()}
            n, seen = people[:, d].astype(int).tolist(), published[:, d].tolist()
            for g, group in groups:
                cell = Cell(group.view, name, measure, "withheld", **group.keys)  # type: ignore[arg-type]
                if seen[g]:
                    values = {key: column[g] for key, column in columns.items() if not isnan(column[g])}
                    cell = replace(cell, status="published", n=n[g], invited=self.invited[g], **values)
                self.cells.append(cell)

    def proof(self) -> dict[str, Any]:
        """What was checked and found, from published numbers only."""
        shown = sum(cell.shown for cell in self.cells)
        return {
            "minimum_group": self.minimum,
            "groups": len(self.plan.groups),
            "cells": len(self.cells),
            "published": shown,
            "withheld": len(self.cells) - shown,
            "checks": self.checks,
            "families": self.found,
            "attack": self.gate.proof(),
        }


def _score_cells(maker: _Maker, scores: pd.DataFrame, atom: Codes, domain: Codes, domains: Sequence[str]) -> None:
    """Cells of level, demonstrated and self, and of the shares of people that come of them."""
    shape = maker.plan.member.shape[1], len(domains)
    cell = atom * len(domains) + domain
    scored = scores["level"].notna().to_numpy() & scores["demonstrated"].notna().to_numpy()
    valid = {"level": scored, "demonstrated": scored, "self": scored & scores["self"].notna().to_numpy()}
    sums = {measure: atoms.tally(scores, measure, rows, cell, shape) for measure, rows in valid.items()}
    seen = _decisions(maker, domains, sums)
    shown = {}
    for measure in valid:
        made = maker.estimates(sums[measure], departments.reliability(sums[measure].over(0)))
        shown[measure] = maker.show(made, seen[measure], with_target=True, with_share=measure == "level")
        maker.write(domains, measure, shown[measure])
        maker.write([ALL_DOMAINS], measure, over_domains(shown[measure]))

    def reaching(measure: str, level: float) -> Numbers:
        chances = atoms.reaching(scores, measure, valid[measure], cell, shape, level)
        return maker.total(chances) / np.maximum(shown[measure].n, 1)

    _spread_cells(maker, domains, shown["level"], reaching("level", shares.LEADING))
    low, high = (reaching("demonstrated", bound) for bound in shares.CLASS_BOUNDS)
    _class_cells(maker, domains, shown["demonstrated"], np.stack([1 - low, low - high, high]))


def _decisions(maker: _Maker, domains: Sequence[str], sums: dict[str, Sums]) -> dict[str, Flags]:
    """Which groups show which measure: level and demonstrated stand or fall together, self within them.

    People with a level but no self-rating are told by no subtraction: what mixes a level, a demonstrated score and a
    self-rating is a matter of weights and rounding, and so one of the attack.
    """
    seen = {measure: maker.decide_each(domains, measure, sums[measure].n) for measure in ("level", "demonstrated")}
    return seen | {"self": maker.decide_each(domains, "self", sums["self"].n, seen["level"])}


def _spread_cells(maker: _Maker, domains: Sequence[str], level: Shown, leading: Numbers) -> None:
    """Cells that say in three words how many leaders of an organisation stand at level 4 or above."""
    seen = level.published & (level.n >= shares.SHARE_FROM)
    maker.append(domains, "spread", seen, level.n, {"estimate": shares.spread(leading)}, ["organisation"])


def _class_cells(maker: _Maker, domains: Sequence[str], demonstrated: Shown, share: Numbers) -> None:
    """Cells of the low, the middle and the high class of demonstrated levels: all three or none."""
    told, allowed = shares.classes(share, demonstrated.n)
    seen = demonstrated.published & (demonstrated.n >= shares.SHARE_FROM) & allowed
    for measure, of_class in zip(CLASSES, told, strict=True):
        maker.append(domains, measure, seen, demonstrated.n, {"estimate": of_class}, CLASS_VIEWS)


def _pulse_cells(maker: _Maker, pulse: pd.DataFrame, atom: Codes) -> None:
    """Cells of the pulse: the mean of 1-5 over people with an opinion, and the share of people who said they have none.

    An opinion is what it is: rho = 1. Groups with opinions are closed as sets of all who answered, too: if subtracting
    left only people without an opinion, it would be known of each that they said "I do not know".
    """
    items = sorted(pulse["item"].unique())
    value, people = pulse["value"].to_numpy(np.float64), pulse["count"].to_numpy(np.float64)
    cell = atom * len(items) + atoms.places(pulse["item"], items)
    shape, nothing = (maker.plan.member.shape[1], len(items)), np.zeros(len(value))
    opinion = value > DO_NOT_KNOW
    of_all = departments.tally(cell, shape, value, nothing, nothing, nothing, people)
    opinions = departments.tally(cell, shape, value, nothing, nothing, nothing, people * opinion)
    enough = maker.decide_each(items, "do_not_know", of_all.n)
    made = maker.estimates(opinions, np.ones(len(items)))
    seen = maker.decide_each(items, "pulse", opinions.n, enough)
    maker.write(items, "pulse", maker.show(made, seen, with_target=False, with_share=False))
    answered = maker.total(of_all.n)
    unsure = maker.total(of_all.n - opinions.n) / np.maximum(answered, 1)
    seen = enough & (answered >= shares.SHARE_FROM)
    maker.append(items, "do_not_know", seen, answered, {"estimate": shares.told(unsure, answered)})
