"""Cycles and their releases: close, build once, read many times."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from sqlmodel import Session

from assessment import dates, register, release, statistics_format
from assessment.access import Action, require
from assessment.earlier import Earlier
from assessment.errors import AssessmentError, WrongState
from assessment.model import Cycle, Published, QuestionBank, Viewer
from assessment.release_statistics import release_statistics
from assessment.service import banks, since
from assessment.store import engine, evidence, moves, reading, reads, registers, usage, writes, writing
from assessment.store.moves import Place


def cycles(viewer: Viewer | None) -> tuple[Cycle, ...]:
    """All cycles, newest first."""
    require(viewer, Action.MANAGE_CYCLES)
    with reading() as db:
        return tuple(reads.cycles(db))


def known(db: Session, name: str) -> Cycle:
    """The cycle of that name; raises AssessmentError("unknown_cycle") with the names there are."""
    cycle = reads.cycle(db, name)
    if cycle is None:
        known = ", ".join(c.name for c in reads.cycles(db)) or "none"
        raise AssessmentError("unknown_cycle", cycle=name, known=known)
    return cycle


def chosen(db: Session, name: str) -> Cycle:
    """The released cycle of that name, for any other name the latest; WrongState("no_release") while there is none."""
    named = reads.cycle(db, name) if name else None
    cycle = named if named and named.status == "released" else reads.latest_released_cycle(db)
    if cycle is None:
        raise WrongState("no_release")
    return cycle


def close(viewer: Viewer | None, name: str) -> None:
    """Close an open cycle: what was saved before counts, nothing is saved after."""
    require(viewer, Action.MANAGE_CYCLES)
    with writing() as db:
        cycle = known(db, name)
        if cycle.status != "open":
            advice = "Only an open cycle can be closed."
            raise WrongState("cycle_wrong_state", cycle=name, status=cycle.status, advice=advice)
        writes.set_cycle_status(db, cycle_id=cycle.id, status="closed", now=dates.now())


def build(viewer: Viewer | None, name: str, bank: QuestionBank | None = None) -> Published:
    """Close the cycle if it is open, compute group results, pass them through the disclosure gate, and store them.

    `bank` is that of the cycle, where it is neither published nor in the settings. All in one transaction: after an
    error the cycle is as it was. A cycle is released once and for all; raises WrongState for one that is a draft or
    already released, AssessmentError for one without answers or of another bank.
    """
    require(viewer, Action.MANAGE_CYCLES)
    with writing() as db:
        return put(db, known(db, name), bank)


def put(db: Session, cycle: Cycle, bank: QuestionBank | None = None) -> Published:
    """What `build` does, inside a transaction that is under way."""
    published = make(db, cycle, bank)
    writes.set_cycle_status(db, cycle_id=cycle.id, status="released", now=dates.now())
    return published


def make(db: Session, cycle: Cycle, bank: QuestionBank | None = None) -> Published:
    """Close a cycle if it is open and store its first release, which nobody reads before the cycle is released."""
    if cycle.status not in ("open", "closed"):
        advice = "A release is built once, from an open or closed cycle."
        raise WrongState("cycle_wrong_state", cycle=cycle.name, status=cycle.status, advice=advice)
    if reads.releases_of(db, cycle.id):
        advice = "Its release is built already: let departments check it, then release it to everyone."
        raise WrongState("cycle_wrong_state", cycle=cycle.name, status=cycle.status, advice=advice)
    at = dates.now()
    if cycle.status == "open":
        writes.set_cycle_status(db, cycle_id=cycle.id, status="closed", now=at)
    held = bank or banks.version(cycle.bank_version)
    _, published = _release(db, cycle, _build(db, cycle, held), at)
    usage.count_items(db, cycle_id=cycle.id)
    _keep_statistics(db, cycle, held)
    return published


def put_again(db: Session, cycle: Cycle, bank: QuestionBank, before: Mapping[int, Place]) -> Published:
    """Release a cycle once more, after sittings were moved from the places `before`."""
    at = dates.now()
    release_id, published = _release(db, cycle, _build(db, cycle, bank, before), at)
    moves.keep(db, release_id=release_id, before=before)
    return published


def _release(db: Session, cycle: Cycle, built: release.Built, at: datetime) -> tuple[int, Published]:
    """Store what was built as the next release of its cycle; gives its id, and what may be seen of it."""
    release_id = writes.save_release(
        db,
        cycle_id=cycle.id,
        number=reads.releases_of(db, cycle.id) + 1,
        created_at=at,
        minimum_group=cycle.minimum_group,
        proof=built.proof,
        world=built.world,
        cells=built.cells,
    )
    return release_id, release.published(cycle.name, at, built.cells, cycle.minimum_group, cycle.made_up, built.proof)


def _keep_statistics(db: Session, cycle: Cycle, bank: QuestionBank) -> None:
    """Statistics of items and scales over everybody who submitted: made now, because answers may be deleted later."""
    items = [item.id for item in bank.items if item.in_use]
    answers = evidence.answers(db, cycle.id, items, register.band_said)
    found = statistics_format.to_json(release_statistics(bank, answers, cycle.minimum_group))
    evidence.save_statistics(db, cycle_id=cycle.id, statistics=found)


def _build(
    db: Session, cycle: Cycle, bank: QuestionBank, before: Mapping[int, Place] = MappingProxyType({})
) -> release.Built:
    """Compute a release; `before` are the places of sittings that were moved to correct the releases there are."""
    banks.require_version(bank, cycle)
    earlier = _earlier(db, cycle, before)
    moved = {sitting for one in earlier for sitting in one.places}
    scores = reads.cycle_scores(db, cycle.id, moved)
    if scores.empty:
        raise AssessmentError("no_respondents", cycle=cycle.name)
    pulse_items = [i.id for i in bank.items if i.type == "pulse" and i.in_use]
    pulse = reads.pulse_counts(db, cycle.id, pulse_items, moved)
    # Who did not say is in no band: "other" is for those who named a profession of that band.
    scores["profession_band"] = scores["profession"].map(register.band_said)
    pulse["profession_band"] = pulse["profession"].map(register.band_said)
    invited = reads.invited(db, cycle.id)
    taking_part = {*invited["organisation"], *scores["organisation"]}
    last_day = dates.last_day(cycle.closes_at)
    there = {o.code for o in registers.of_release(db, cycle.id, with_newer=False) if o.valid_on(last_day)}
    built = release.build(
        scores=scores,
        invited=invited,
        organisations=[o for o in registers.of_release(db, cycle.id) if o.code in taking_part or o.code in there],
        pulse=pulse,
        domains=[d.id for d in bank.domains],
        minimum_group=cycle.minimum_group,
        earlier=earlier,
    )
    return since.with_change(db, cycle, bank, built)


def _earlier(db: Session, cycle: Cycle, before: Mapping[int, Place]) -> list[Earlier]:
    """The releases of a cycle so far, and where each had the sittings moved since; `before` are the last moves."""
    found = []
    for number, places in enumerate(moves.places(db, cycle.id), start=1):
        there = {**before, **places}
        banded = {s: (code, grade, register.band_said(profession)) for s, (code, grade, profession) in there.items()}
        world = reads.release_world(db, cycle.id, number)
        found.append(Earlier(reads.release_cells(db, cycle.id, number=number), banded, world))
    return found


def published(viewer: Viewer | None, cycle: Cycle, view: str = "", measure: str = "") -> Published | None:
    """The stored release of a released cycle, or the part of one view and measure; None before there is one.

    Kept in memory: a release never changes.
    """
    require(viewer, Action.SEE_ORGANISATION)
    return _part(cycle, view, measure)


def of_organisation(db: Session, cycle: Cycle, code: str) -> tuple[int, Published]:
    """Number of a cycle's last release, released or not, and the levels of one organisation in it, nothing else."""
    found = reads.release_of(db, cycle.id)
    if found is None:
        raise WrongState("no_release")
    created_at, minimum_group, _ = found
    cells = [one for one in reads.release_cells(db, cycle.id, "organisation", "level") if one.organisation == code]
    return reads.releases_of(db, cycle.id), release.published(
        cycle.name, created_at, cells, minimum_group, cycle.made_up
    )


def beside_report(viewer: Viewer | None, cycle: Cycle, view: Literal["grade", "organisation"]) -> Published | None:
    """What a person's own report may say of others: levels by grade, or what organisations say of their conditions."""
    require(viewer, Action.SEE_OWN_REPORT)
    return _part(cycle, view, {"grade": "level", "organisation": "pulse"}[view])


def for_programs(viewer: Viewer | None, cycle: Cycle, view: str = "", measure: str = "") -> Published | None:
    """What `published` gives, for a program that has a token."""
    require(viewer, Action.READ_RELEASES)
    return _part(cycle, view, measure)


def _part(cycle: Cycle, view: str, measure: str) -> Published | None:
    with reading() as db:
        found = reads.release_of(db, cycle.id)
    if found is None or cycle.status != "released":
        return None
    created_at, minimum_group, _ = found
    return _cached(str(engine().url), cycle, created_at, minimum_group, view, measure)


@lru_cache(maxsize=64)
def _cached(url: str, cycle: Cycle, created_at: datetime, minimum_group: int, view: str, measure: str) -> Published:
    with reading() as db:
        found = reads.release_of(db, cycle.id)
        cells = reads.release_cells(db, cycle.id, view, measure)
    proof = found[2] if found else None
    return release.published(cycle.name, created_at, cells, minimum_group, cycle.made_up, proof)


def stored(viewer: Viewer | None, name: str) -> tuple[Cycle, Published, dict[str, object]]:
    """A released cycle with its cells and proof, for export. Raises WrongState("no_release") before there is one."""
    require(viewer, Action.MANAGE_CYCLES)
    with reading() as db:
        cycle = known(db, name)
        found = reads.release_of(db, cycle.id)
    cells = published(viewer, cycle)
    if found is None or cells is None:
        raise WrongState("no_release")
    return cycle, cells, found[2]
