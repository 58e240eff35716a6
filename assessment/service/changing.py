"""What has changed since the cycle before: all of government and every organisation, or one's own organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session

from assessment import changed
from assessment.access import Action, may, require
from assessment.changed import Changed
from assessment.common_items import DEMONSTRATED, overlaps, step
from assessment.errors import AssessmentError, NotAllowed, NotFound, WrongState
from assessment.forms import EVIDENCE
from assessment.model import Cell, Cycle, Domain, Organisation, QuestionBank, Viewer
from assessment.service import banks, releases
from assessment.store import reading, reads, registers
from assessment.succession import Basis

ALL = ""
"""The code of all of government, beside those of organisations."""
Cells = Mapping[tuple[str, str], Cell]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Questions:
    """How two versions of the bank differ: `common` of the `of` scenarios and knowledge questions are the same.

    `steps`: by how much the new questions alone move the level (1-5) of equal people, by domain. None and empty where
    the earlier version is not here any more.
    """

    then: str
    now: str
    common: int | None
    of: int | None
    steps: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Changes since the cycle `before`, None if the release was not compared with any.

    `code` is an organisation's, or ALL; `choices` are the organisations that this viewer may choose, `everything`
    whether all of government too. `rows` has the areas of the choice, `table` those of all that may be chosen, by code.
    `bases` are of organisations that are not simply compared with themselves; `names` holds the register.
    """

    cycle: Cycle
    released_at: datetime
    before: Cycle | None
    domains: tuple[Domain, ...]
    code: str
    choices: tuple[Organisation, ...]
    everything: bool
    table: Mapping[str, tuple[Changed, ...]]
    bases: Mapping[str, Basis]
    names: Mapping[str, Organisation]
    questions: Questions | None

    @property
    def rows(self) -> tuple[Changed, ...]:
        return self.table.get(self.code, ())


def change(viewer: Viewer | None, code: str = "", cycle_name: str = "") -> ChangeView:
    """What a release says has changed, for one organisation or for all of government.

    The central team may choose any; for it an empty or unknown code is all of government. A department has its own
    organisation alone, and its own is what an empty code means; raises NotAllowed if it asks for another, NotFound if
    the release has not got it.
    """
    viewer = require(viewer, Action.SEE_ORGANISATION)
    with reading() as db:
        cycle = releases.chosen(db, cycle_name)
        compared, released_at = _compared(db, cycle)
        before = reads.cycle(db, str(compared["cycle"])) if compared else None
        names = {one.code: one for one in registers.of_release(db, cycle.id)}
    levels = _cells(viewer, cycle, "level")
    rows = [one for one in dict.fromkeys(code for code, _ in levels) if one in names]
    choices = [names[one] for one in rows if may(viewer, Action.SEE_ORGANISATION, one)]
    everything = may(viewer, Action.SEE_GAPS)
    chosen = _chosen(viewer, code, [one.code for one in choices], everything)
    bank = banks.version(cycle.bank_version)
    questions = _questions(before, bank) if before and before.bank_version != bank.version else None
    return ChangeView(
        cycle=cycle,
        released_at=released_at,
        before=before,
        domains=bank.domains,
        code=chosen,
        choices=tuple(sorted(choices, key=lambda one: one.name)),
        everything=everything,
        table=_table(viewer, cycle, bank, levels, questions) if before else {},
        bases={code: _basis(found) for code, found in compared.get("organisations", {}).items()},
        names=names,
        questions=questions,
    )


def _compared(db: Session, cycle: Cycle) -> tuple[Mapping[str, Any], datetime]:
    """What the proof of the last release says it was compared with, empty if with nothing; and when it was made."""
    found = reads.release_of(db, cycle.id)
    if found is None:
        raise WrongState("no_release")
    return found[2].get("change", {}), found[0]


def _chosen(viewer: Viewer, code: str, known: Sequence[str], everything: bool) -> str:
    if everything:
        return code if code in known else ALL
    code = code or viewer.organisation
    if not may(viewer, Action.SEE_ORGANISATION, code):
        raise NotAllowed
    if code not in known:
        raise NotFound("that organisation")
    return code


def _cells(viewer: Viewer, cycle: Cycle, measure: str) -> Cells:
    """Cells of all of government and of every organisation, by code and domain."""
    found = [releases.published(viewer, cycle, view=view, measure=measure) for view in ("all", "organisation")]
    return {(cell.organisation, cell.domain): cell for one in found if one for cell in one.cells}


def _table(
    viewer: Viewer, cycle: Cycle, bank: QuestionBank, levels: Cells, questions: Questions | None
) -> dict[str, tuple[Changed, ...]]:
    """The areas of all of government and of every organisation that the viewer may see."""
    changes, stayers = (_cells(viewer, cycle, measure) for measure in ("change", "change_stayers"))
    verdicts = changed.verdicts(changes.values(), questions.steps if questions else None)
    domains = [domain.id for domain in bank.domains]

    def of(code: str, cells: Mapping[tuple[str, str], T]) -> dict[str, T]:
        return {domain: cells[code, domain] for domain in domains if (code, domain) in cells}

    seen = [code for code in dict.fromkeys(code for code, _ in changes) if _may_see(viewer, code)]
    return {
        code: changed.changed(domains, of(code, levels), of(code, changes), of(code, stayers), of(code, verdicts))
        for code in seen
    }


def _may_see(viewer: Viewer, code: str) -> bool:
    return may(viewer, Action.SEE_ORGANISATION, code) if code else may(viewer, Action.SEE_GAPS)


def _basis(found: Mapping[str, Sequence[str]]) -> Basis:
    return Basis(*(tuple(found[name]) for name in ("then", "whole", "part")))


def _questions(before: Cycle, bank: QuestionBank) -> Questions:
    """What the versions of two cycles share; only the part of a level that is demonstrated moves with questions."""
    try:
        old = banks.version(before.bank_version)
    except AssessmentError:
        return Questions(before.bank_version, bank.version, None, None, {})
    both = [one for one in overlaps(old, bank) if one.kind == DEMONSTRATED]
    weight = sum(bank.method_weights[kind] for kind in EVIDENCE) / sum(bank.method_weights.values())
    steps = {domain.id: weight * step(old, bank, domain.id) for domain in bank.domains}
    common, of = sum(len(one.common) for one in both), sum(one.of for one in both)
    return Questions(before.bank_version, bank.version, common, of, steps)
