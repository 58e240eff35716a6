"""Results about groups: response counts while a cycle is open, published cells of its release afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from assessment.access import Action, may, require
from assessment.errors import WrongState
from assessment.model import GRADES, Cycle, Viewer
from assessment.store import reading, reads

PERMANENT_SECRETARIES = "Permanent secretaries (all of government)"
STEP = 5
"""Response counts are shown in steps of this to people who do not run the campaign."""


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """How many were invited (0: not known), have started and not finished, and have finished."""

    organisation: str
    name: str
    invited: int
    started: int
    finished: int
    rounded: bool = False

    @property
    def not_started(self) -> int:
        return max(self.invited - self.started - self.finished, 0)

    @property
    def share(self) -> float:
        """Finished of invited, 0-1."""
        return self.finished / self.invited if self.invited else 0.0


@dataclass(frozen=True, slots=True)
class ResponseView:
    """By organisation, and by grade over all of the organisations together."""

    cycle: Cycle
    rows: tuple[ResponseRow, ...]
    total: ResponseRow
    grades: tuple[ResponseRow, ...]


def response(viewer: Viewer | None, cycle_name: str = "") -> ResponseView:
    """Response by organisation: everyone's for the central team, their own for a department's HR.

    Of the open cycle without a name, or of the newest: also of one that has closed and is not released yet.
    """
    viewer = require(viewer, Action.SEE_RESPONSE)
    with reading() as db:
        newest = next((one for one in reads.cycles(db) if one.status != "draft"), None)
        found = reads.cycle(db, cycle_name) if cycle_name else reads.open_cycle(db) or newest
        if found is None or found.status == "draft":
            raise WrongState("no_cycle")
        counts = reads.response_counts(db, found.id)
        names = {o.code: o.name for o in reads.organisations(db)}
    rows = [r for r in _response_rows(counts, names) if may(viewer, Action.SEE_RESPONSE, r.organisation)]
    return ResponseView(found, tuple(rows), _total(rows), tuple(_by_grade(counts, {row.organisation for row in rows})))


def _by_grade(counts: pd.DataFrame, organisations: set[str]) -> list[ResponseRow]:
    """Rows by grade of those organisations, the highest first; "" stands for permanent secretaries of all of them."""
    at_home = counts["organisation"].isin(organisations) & (counts["grade"] != "permanent_secretary")
    everywhere = (counts["grade"] == "permanent_secretary") & ("" in organisations)
    sums = counts[at_home | everywhere].groupby("grade")[["invited", "started", "submitted"]].sum()
    found = {str(grade): _row("", str(grade), *numbers) for grade, *numbers in sums.itertuples()}
    return [found[grade] for grade in reversed(GRADES) if grade in found]


def _row(code: str, name: str, invited: int, started: int, finished: int) -> ResponseRow:
    known = max(invited, started + finished) if invited else 0
    return ResponseRow(code, name, int(known), int(started), int(finished))


def _response_rows(counts: pd.DataFrame, names: dict[str, str]) -> list[ResponseRow]:
    """Rows by name. People loaded from a file need not have been invited: invited is never below those who answered.

    Permanent secretaries stand in one row of their own, for all of government: an organisation has one or two.
    """
    everywhere = counts["grade"] == "permanent_secretary"
    sums = (
        counts.assign(organisation=counts["organisation"].mask(everywhere, ""))
        .groupby("organisation")[["invited", "started", "submitted"]]
        .sum()
    )
    rows = [
        _row(str(code), names.get(str(code), str(code)) if code else PERMANENT_SECRETARIES, *numbers)
        for code, *numbers in sums.itertuples()
    ]
    return sorted(rows, key=lambda row: row.name)


def _total(rows: Sequence[ResponseRow]) -> ResponseRow:
    return ResponseRow(
        "", "All", sum(r.invited for r in rows), sum(r.started for r in rows), sum(r.finished for r in rows)
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says is wrong with their grade or organisation; `person` is their key."""

    name: str
    organisation: str
    grade: str
    words: str
    at: datetime
    person: str


def corrections(viewer: Viewer | None) -> tuple[Correction, ...]:
    """Open requests of the cycle that is open: everybody's for the central team, their own for a department's HR."""
    viewer = require(viewer, Action.SEE_RESPONSE)
    with reading() as db:
        found = reads.open_cycle(db)
        rows = reads.open_corrections(db, found.id) if found else []
    every = (Correction(*row) for row in rows)
    return tuple(one for one in every if may(viewer, Action.SEE_RESPONSE, one.organisation))


def cycles(viewer: Viewer | None) -> tuple[Cycle, ...]:
    """The cycles whose response the viewer may look at, newest first."""
    require(viewer, Action.SEE_RESPONSE)
    with reading() as db:
        return tuple(cycle for cycle in reads.cycles(db) if cycle.status != "draft")


def released(viewer: Viewer | None) -> tuple[str, ...]:
    """Names of the cycles with results, newest first."""
    require(viewer, Action.SEE_ORGANISATION)
    with reading() as db:
        return tuple(cycle.name for cycle in reads.cycles(db) if cycle.status == "released")


def response_of(viewer: Viewer | None, cycle: Cycle, code: str) -> ResponseRow:
    """Counts of one organisation: exact for those who run the campaign, in steps of five for anyone else."""
    require(viewer, Action.SEE_ORGANISATION, code)
    with reading() as db:
        counts = reads.response_counts(db, cycle.id)
    rows = [row for row in _response_rows(counts[counts["organisation"] == code], {}) if row.organisation == code]
    row = rows[0] if rows else ResponseRow(code, "", 0, 0, 0)
    if may(viewer, Action.SEE_RESPONSE, code):
        return row
    steps = {name: STEP * round(getattr(row, name) / STEP) for name in ("invited", "started", "finished")}
    return replace(row, **steps, rounded=True)
