"""The technical manual: of the bank for everybody, with a released cycle for those who have signed in."""

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlmodel import Session

from assessment import bank, dates, release
from assessment.access import Action, require
from assessment.errors import AssessmentError, WrongState
from assessment.manual import Evidence, Manual, compose
from assessment.model import Cycle, QuestionBank, Viewer
from assessment.service import banks, releases
from assessment.statistics_format import from_json
from assessment.store import engine, evidence, reading, reads

SIMULATIONS = Path(__file__).resolve().parent.parent.parent / "benchmarks" / "results"


def of_cycle(viewer: Viewer | None, name: str, of: QuestionBank | None = None) -> Manual:
    """The manual of a released cycle; `of` is its bank, where that is neither published nor in the settings.

    Raises AssessmentError for an unknown cycle or one of another bank, WrongState("not_released") before its release.
    """
    require(viewer, Action.MANAGE_CYCLES)
    with reading() as db:
        cycle = releases.known(db, name)
        if of is not None:
            banks.require_version(of, cycle)
        return _of_cycle(db, cycle, of or banks.version(cycle.bank_version))


def of_bank(viewer: Viewer | None, held: QuestionBank) -> Manual:
    """The manual of a bank alone."""
    require(viewer, Action.MANAGE_CYCLES)
    return compose(_evidence(held))


def latest(viewer: Viewer | None) -> Manual:
    """The manual of the last released cycle; of the bank alone before signing in, and while there is no release."""
    if viewer is not None:
        require(viewer, Action.READ_HELP)
        with reading() as db:
            cycle = reads.latest_released_cycle(db)
        held = _held(cycle) if cycle else None
        if cycle and held:
            return _kept(str(engine().url), cycle, held.version, dates.now().date())
    return _of_current(banks.current().version, dates.now().date())


@lru_cache(maxsize=4)
def _kept(_url: str, cycle: Cycle, version: str, _day: date) -> Manual:
    """Kept in memory for a day: a release never changes, and composing takes a third of a second."""
    with reading() as db:
        return _of_cycle(db, cycle, banks.version(version))


@lru_cache(maxsize=4)
def _of_current(_version: str, _day: date) -> Manual:
    return compose(_evidence(banks.current()))


def _held(cycle: Cycle) -> QuestionBank | None:
    """The bank of a cycle; None where this installation has it no longer."""
    try:
        return banks.version(cycle.bank_version)
    except AssessmentError:
        return None


def _of_cycle(db: Session, cycle: Cycle, held: QuestionBank) -> Manual:
    found = reads.release_of(db, cycle.id)
    if found is None or cycle.status != "released":
        raise WrongState("not_released", cycle=cycle.name, status=cycle.status)
    created_at, minimum_group, proof = found
    cells = reads.release_cells(db, cycle.id, view="grade", measure="level")
    published = release.published(cycle.name, created_at, cells, minimum_group, cycle.made_up)
    kept = evidence.statistics(db, cycle.id)
    return compose(
        _evidence(
            held,
            cycle=cycle,
            statistics=from_json(kept) if kept else None,
            grades=published.cells,
            proof=proof,
        )
    )


def _evidence(held: QuestionBank, **found: Any) -> Evidence:
    return Evidence(held, _versions(held), dates.now().date(), simulations=simulations(), **found)


def _versions(held: QuestionBank) -> tuple[QuestionBank, ...]:
    """The published versions up to the one at hand, oldest first; that one alone where it is not published."""
    names = sorted(bank.in_force(bank.BANKS), key=bank.in_order)
    if held.version not in names or bank.published(held.version) != held:
        return (held,)
    return tuple(bank.published(name) for name in names[: names.index(held.version) + 1])


@lru_cache(maxsize=1)
def simulations() -> dict[str, Any]:
    """Results of experiments by name, as they were committed."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(SIMULATIONS.glob("*.json"))}
