"""The cycle that a release is compared with, and what it says has changed since."""

from dataclasses import asdict, replace
from typing import Any

from sqlmodel import Session

from assessment import change
from assessment.matched import Side
from assessment.model import Cell, Cycle, QuestionBank
from assessment.release import Built
from assessment.store import pairs, reads, registers
from assessment.succession import Basis


def cycle_before(db: Session, cycle: Cycle) -> Cycle | None:
    """The released cycle that ended last before this one opened; made-up ones are compared with made-up ones only."""
    ended = [
        other
        for other in reads.cycles(db)
        if other.status == "released" and other.made_up == cycle.made_up and other.ends_at <= cycle.opens_at
    ]
    return max(ended, key=lambda other: other.ends_at, default=None)


def with_change(db: Session, cycle: Cycle, bank: QuestionBank, built: Built) -> Built:
    """The release with cells of what changed since the cycle before; as it was if there is none.

    Who stayed is told once, with the first release of both cycles: two releases that differ by a corrected place would
    tell what changed for one person.
    """
    before = cycle_before(db, cycle)
    if before is None:
        return built
    sides = (
        _side(db, before, cycle, reads.release_cells(db, before.id, measure="level")),
        _side(db, cycle, before, tuple(cell for cell in built.cells if cell.measure == "level")),
    )
    made = change.changes(
        *sides,
        cohorts=pairs.cohorts(db, before.id, cycle.id),
        organisations=registers.of_release(db, cycle.id),
        domains=[domain.id for domain in bank.domains],
        minimum_group=max(before.minimum_group, cycle.minimum_group),
        with_stayers=reads.releases_of(db, before.id) == 1 and reads.releases_of(db, cycle.id) == 0,
    )
    return replace(built, cells=built.cells + made.cells, proof=_proof(built.proof, made, before))


def _side(db: Session, cycle: Cycle, other: Cycle, cells: tuple[Cell, ...]) -> Side:
    return Side(pairs.levels(db, cycle.id, other.id), reads.invited(db, cycle.id), cells)


def _proof(proof: dict[str, Any], made: change.Changes, before: Cycle) -> dict[str, Any]:
    """With the new cells counted, and what was compared with what: not with itself alone, or not at all."""
    shown = sum(cell.shown for cell in made.cells)
    changed = {code: asdict(basis) for code, basis in made.bases.items() if basis != Basis((code,))}
    return proof | {
        "cells": proof["cells"] + len(made.cells),
        "published": proof["published"] + shown,
        "withheld": proof["withheld"] + len(made.cells) - shown,
        "checks": proof["checks"] + made.checks,
        "change": {"cycle": before.name, "bank_version": before.bank_version, "organisations": changed},
    }
