"""Two cycles side by side: what the means of groups then and now rest on, and how far on the same people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from assessment import atoms, departments, overlap
from assessment.departments import Codes, Estimates, Flags, Numbers, Sums
from assessment.model import GRADES, Cell
from assessment.overlap import Means, Moments
from assessment.stayers import ELSEWHERE, KINDS, ONCE, STAYED, Counts
from assessment.succession import Basis

NOWHERE = -1
"""Place of what somebody has not got: a group, or a place in the other cycle."""
_TOP = len(GRADES) - 1
"""Permanent secretaries are in no organisation's figures."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two cycles brings.

    `answers`: a row a person and domain with a level: organisation, grade, domain, level, level_se (1-5), and where the
    same person stood in the other cycle: other_organisation, other_grade (empty if nowhere), other_level,
    other_level_se (NaN if they have none). `invited`: organisation, grade, invited; empty if nobody knows.
    `cells`: the levels of its release, of all views.
    """

    answers: pd.DataFrame
    invited: pd.DataFrame
    cells: tuple[Cell, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The organisations that have rows in the release."""
        return tuple(sorted({cell.organisation for cell in self.cells if cell.view == "organisation"}))


@dataclass(frozen=True, slots=True)
class Lineage:
    """Which organisations of then (H) those of now (G) are compared with.

    `target` (H,): the one of now that each belongs to, or NOWHERE; `origin` (G,): the one that each was then, NOWHERE
    where it was none or several; `share` (H, domains): what each counts in what it is compared with, 0-1.
    """

    target: Codes
    origin: Codes
    share: Numbers

    @classmethod
    def of(cls, bases: Mapping[str, Basis], then: Sequence[str], now: Sequence[str], share: Numbers) -> "Lineage":
        """From the basis of each organisation of `now`, by code."""
        place = {code: at for at, code in enumerate(then)}
        target = np.full(len(then), NOWHERE, dtype=np.intp)
        for at, code in enumerate(now):
            target[[place[old] for old in bases[code].then]] = at
        origin = [place.get(bases[code].one, NOWHERE) for code in now]
        return cls(target, np.array(origin, dtype=np.intp), share)

    def summed(self, values: Numbers) -> Numbers:
        """Values (H, ...) added up by the organisation of now that they belong to; 0 where nothing does."""
        found = np.zeros((len(self.origin), *values.shape[1:]))
        inside = self.target != NOWHERE
        np.add.at(found, self.target[inside], values[inside])
        return found

    def then(self, estimate: Numbers) -> Numbers:
        """What organisations of now, and last all people, are compared with: NaN where a part of it has none.

        `estimate` (H + 1, domains), last that of all people.
        """
        found = self.summed(estimate[:-1] * self.share)
        found[np.bincount(self.target[self.target != NOWHERE], minlength=len(found)) == 0] = np.nan
        return np.vstack([found, estimate[-1:]])


@dataclass(frozen=True, slots=True)
class Matched:
    """What changes are computed from. Arrays (organisations now + 1, domains), the last row being all people.

    `then` and `now`: what the error of the means rests on; `together`: how far both rest on the same people;
    `correlation` (domains,) of levels then and now. `stayers`: means of now - then over those who answered both times.
    `turnover_then`, `turnover_now` (domains, organisations, grades, KINDS): answers, as in `stayers.Turnover`.
    """

    then: Means
    now: Means
    together: Numbers
    correlation: Numbers
    stayers: Estimates
    turnover_then: Counts
    turnover_now: Counts


def matched(then: Side, now: Side, cohorts: pd.DataFrame, line: Lineage, domains: Sequence[str]) -> Matched:
    """Match the people of two cycles.

    `cohorts`: organisation_then, grade_then, organisation, grade, people: how many are in the cohorts of both.
    """
    once, again = _Measured.of(then, domains), _Measured.of(now, domains)
    left = _Rows.of(then, now.codes, domains, line, later=False)
    joined = _Rows.of(now, then.codes, domains, line, later=True)
    asked = _asked(cohorts, then.codes, now.codes, line)
    weights = again.weights(joined.at, joined.domain)
    weights_then = once.weights(joined.other, joined.domain, line.share)
    together = overlap.shared(
        both=joined.total(joined.same & joined.twice, joined.twice, weights * weights_then),
        still=left.total(left.same, left.known, once.weights(left.at, left.domain, line.share)),
        already=joined.total(joined.same, joined.known, weights),
        invited=asked[:, None],
        then=once.inverse(line)[:, None],
        now=again.inverse()[:, None],
    )
    return Matched(
        then=_together(once.means, line),
        now=again.means,
        together=together,
        correlation=overlap.persistence(_moments(joined)),
        stayers=_stayers(joined, asked, once.cohort and again.cohort),
        turnover_then=_turnover(left, len(then.codes)),
        turnover_now=_turnover(joined, len(now.codes)),
    )


# ---- one cycle by itself -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """Organisation and grade of each row, NOWHERE for people whom a cohort has not got."""

    organisation: Codes
    grade: Codes

    def group(self, target: Codes | None = None) -> Codes:
        """The organisation of now that each row belongs to, `target` by place then; permanent secretaries to none."""
        found = self.organisation if target is None else np.append(target, NOWHERE)[self.organisation]
        return np.where(self.grade == _TOP, NOWHERE, found)


@dataclass(frozen=True, slots=True)
class _Measured:
    """Means of organisations, and last of all people. `people` (groups,) were invited; `cohort`: if that is known."""

    made: Estimates
    means: Means
    people: Numbers
    cohort: bool

    @classmethod
    def of(cls, side: Side, domains: Sequence[str]) -> "_Measured":
        organisations, grades = len(side.codes), len(GRADES)
        sums, invited = _sums(side, domains)
        member = np.ones((organisations + 1, organisations, grades), dtype=bool)
        member[:-1] = np.eye(organisations, dtype=bool)[:, :, None] & (np.arange(grades) != _TOP)
        grade = np.tile(np.arange(grades), organisations)
        strata = departments.roll_up(member.reshape(organisations + 1, -1), grade, grades, sums)
        people, knows = (member * invited).sum(axis=1), np.full(organisations + 1, not side.invited.empty)
        rho = departments.reliability(sums.over(0))
        pooled = departments.pooled_variance(strata.over(-1).rows(np.arange(organisations + 1) < organisations))
        made = departments.estimates(strata, people, knows, rho, pooled)
        return cls(made, overlap.means(made, strata.n, rho), people.sum(axis=1), not side.invited.empty)

    def weights(self, place: _Place, domain: Codes, share: Numbers | None = None) -> Numbers:
        """The weight of each row in the mean of its organisation, and in that of all people: (2, rows).

        `share` (organisations, domains) is what the organisation counts in what it is compared with. Rows that are
        nowhere get some number, which nothing uses.
        """
        weight = self.made.person_weight
        own = weight[place.organisation, domain, place.grade]
        part = 1.0 if share is None else share[place.organisation, domain]
        return np.stack([own * part, weight[-1, domain, place.grade]])

    def inverse(self, line: Lineage | None = None) -> Numbers:
        """1/N by organisation of now, and last of all people; 0 where nobody knows N, or where nobody was invited."""
        people = self.people if line is None else np.append(line.summed(self.people[:-1]), self.people[-1])
        return np.where(self.cohort & (people > 0), 1 / np.maximum(people, 1), 0.0)


def _sums(side: Side, domains: Sequence[str]) -> tuple[Sums, Numbers]:
    """Sums (organisations x grades, domains) of levels, and the people invited (organisations, grades)."""
    frame, shape = side.answers, (len(side.codes) * len(GRADES), len(domains))
    domain = atoms.places(frame["domain"], domains)
    atom = atoms.places(frame["organisation"], side.codes) * len(GRADES) + atoms.places(frame["grade"], GRADES)
    level, error = (frame[name].to_numpy(np.float64) for name in ("level", "level_se"))
    nothing, one = np.zeros_like(level), np.ones_like(level)
    sums = departments.tally(atom * shape[1] + domain, shape, level, error, nothing, nothing, one)
    return sums, atoms.population(side.invited, side.codes, atom * len(atoms.BANDS), domain)


def _together(then: Means, line: Lineage) -> Means:
    """Means then of what the organisations of now are compared with: of one, or of several by their shares."""
    found = {}
    for field in fields(Means):
        values = getattr(then, field.name)
        part = values[:-1] if field.name == "n" else values[:-1] * line.share**2
        found[field.name] = np.vstack([line.summed(part), values[-1:]])
    return Means(**found)


# ---- people of both ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rows:
    """A person and domain each: where they stood (`at`), and where in the other cycle (`other`).

    `group` is the organisation of now that a row belongs to. `same`: the person was in it in both cohorts; `known`: was
    in the other cohort at all; `twice`: answered both times; `stayed`: both times in the group, which was one
    organisation then. `shape`: organisations now, domains.
    """

    shape: tuple[int, int]
    at: _Place
    other: _Place
    domain: Codes
    level: Numbers
    error: Numbers
    other_level: Numbers
    other_error: Numbers
    group: Codes
    same: Flags
    known: Flags
    twice: Flags
    stayed: Flags

    @classmethod
    def of(cls, side: Side, others: Sequence[str], domains: Sequence[str], line: Lineage, later: bool) -> "_Rows":
        """`others` are the codes of the other cycle, the earlier one if this one is the `later`."""
        frame = side.answers
        at = _Place(_found(frame["organisation"], side.codes), _found(frame["grade"], GRADES))
        other = _Place(_found(frame["other_organisation"], others), _found(frame["other_grade"], GRADES))
        group, elsewhere = at.group(None if later else line.target), other.group(line.target if later else None)
        same, twice = (group == elsewhere) & (group != NOWHERE), frame["other_level"].notna().to_numpy()
        return cls(
            shape=(len(line.origin), len(domains)),
            at=at,
            other=other,
            domain=_found(frame["domain"], domains),
            level=frame["level"].to_numpy(np.float64),
            error=frame["level_se"].to_numpy(np.float64),
            other_level=frame["other_level"].to_numpy(np.float64),
            other_error=frame["other_level_se"].to_numpy(np.float64),
            group=group,
            same=same,
            known=other.organisation != NOWHERE,
            twice=twice,
            stayed=same & twice & (np.append(line.origin, NOWHERE)[group] != NOWHERE),
        )

    def total(self, mine: Flags, everyone: Flags, values: Numbers) -> Numbers:
        """Sums by organisation over the rows `mine` of values[0], and last over `everyone` of values[1]."""
        cell = self.group[mine] * self.shape[1] + self.domain[mine]
        own = np.bincount(cell, values[0, mine], self.shape[0] * self.shape[1]).reshape(self.shape)
        return np.vstack([own, np.bincount(self.domain[everyone], values[1, everyone], self.shape[1])])


def _found(values: "pd.Series[str]", known: Sequence[str]) -> Codes:
    """Places of values in `known`, NOWHERE for any other."""
    return np.asarray(pd.Index(known).get_indexer(pd.Index(values)), dtype=np.intp)


def _moments(joined: _Rows) -> Moments:
    """Sums over those who answered both times in the same organisation."""
    mine, nobody = joined.same & joined.twice, np.zeros(len(joined.same), dtype=bool)
    then, now = joined.other_level, joined.level

    def over(values: Numbers) -> Numbers:
        return joined.total(mine, nobody, np.stack([values, values]))[:-1]

    return Moments(over(np.ones_like(now)), over(then), over(now), over(then**2), over(now**2), over(then * now))


def _stayers(joined: _Rows, asked: Numbers, cohort: bool) -> Estimates:
    """Means of now - then over those who stayed, and last over all who answered both times."""
    change = joined.level - joined.other_level
    errors = joined.error**2 + joined.other_error**2

    def over(values: Numbers) -> Numbers:
        return joined.total(joined.stayed, joined.twice, np.stack([values, values]))

    n = over(np.ones_like(change))
    sums = Sums(n, over(change), over(change**2), over(errors), np.zeros_like(n), np.zeros_like(n))
    return overlap.paired(sums, asked, cohort)


def _turnover(rows: _Rows, organisations: int) -> Counts:
    """Answers (domains, organisations, grades, KINDS) by where people stood in the cycle of the rows."""
    kind = np.where(rows.stayed, STAYED, np.where(rows.twice, ELSEWHERE, ONCE))
    shape = rows.shape[1], organisations, len(GRADES), len(KINDS)
    cell = np.ravel_multi_index((rows.domain, rows.at.organisation, rows.at.grade, kind), shape)
    found: Counts = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
    return found


def _asked(cohorts: pd.DataFrame, then: Sequence[str], now: Sequence[str], line: Lineage) -> Numbers:
    """People in both cohorts (organisations now + 1,): both times in the organisation, and last all of them."""
    people = cohorts["people"].to_numpy(np.float64)
    was = _Place(_found(cohorts["organisation_then"], then), _found(cohorts["grade_then"], GRADES)).group(line.target)
    group = _Place(_found(cohorts["organisation"], now), _found(cohorts["grade"], GRADES)).group()
    same = (was == group) & (group != NOWHERE)
    return np.append(np.bincount(group[same], people[same], len(now)), people.sum())
