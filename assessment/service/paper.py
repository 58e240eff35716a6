"""The assessment on paper, for those who cannot use the pages: what is asked, never what an answer earns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from assessment import paper_marks
from assessment import steps as plan
from assessment.access import Action, require
from assessment.errors import NotFound, WrongState
from assessment.item_types import of
from assessment.model import Control, Cycle, Form, QuestionBank, Viewer
from assessment.service import banks
from assessment.service.sittings import context_of, is_open, require_open
from assessment.store import reading, reads


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a form: `marks[i]` stands before `control.choices[i]`. `area` is empty where there is none."""

    item: str
    area: str
    control: Control
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperForm:
    """One form with the questions of each section, in the order in which they are asked.

    `key` is that of the person whose sitting it is, by which the learning team finds them; empty on a form to hand out.
    """

    cycle: Cycle
    letter: str
    bank_version: str
    sections: tuple[tuple[plan.Section, tuple[Asked, ...]], ...]
    key: str = ""


def own(viewer: Viewer | None) -> PaperForm:
    """The form of the viewer's own sitting.

    Raises WrongState("not_started") before there is one, ("already_submitted") and ("cycle_not_open") once there is
    nothing left to answer.
    """
    require(viewer, Action.PRINT_FORM)
    with reading() as db:
        context = context_of(db, viewer)
    require_open(context.cycle)
    if context.own.submitted_at is not None:
        raise WrongState("already_submitted")
    return replace(_printed(context.cycle, context.bank, context.form), key=context.person.id)


def letters(viewer: Viewer | None) -> tuple[str, ...]:
    """The letters of the forms that the open cycle deals; raises WrongState("no_cycle") while none is open."""
    cycle = _open_cycle(viewer)
    return tuple(form.letter for form in banks.version(cycle.bank_version).family(cycle.family))


def of_letter(viewer: Viewer | None, letter: str) -> PaperForm:
    """A form of the open cycle, for the learning team to hand out. Raises NotFound for a letter that it has not."""
    cycle = _open_cycle(viewer)
    bank = banks.version(cycle.bank_version)
    form = next((form for form in bank.family(cycle.family) if form.letter == letter), None)
    if form is None:
        raise NotFound("that form")
    return _printed(cycle, bank, form)


def _open_cycle(viewer: Viewer | None) -> Cycle:
    require(viewer, Action.ENTER_ANSWERS)
    with reading() as db:
        cycle = reads.open_cycle(db)
    if cycle is None or not is_open(cycle):
        raise WrongState("no_cycle")
    return cycle


def _printed(cycle: Cycle, bank: QuestionBank, form: Form) -> PaperForm:
    by_section = groupby(plan.steps(bank, form), lambda step: step.section)
    sections = tuple((section, tuple(_asked(bank, steps))) for section, steps in by_section)
    return PaperForm(cycle, form.letter, bank.version, sections)


def _asked(bank: QuestionBank, steps: Iterator[plan.Step]) -> Iterator[Asked]:
    for item in (item for step in steps for item in step.items):
        area = bank.domain_by_id[item.domain].short_name if item.domain in bank.domain_by_id else ""
        control = of(item).control(item, paper_marks.order(item))
        yield Asked(item.id, area, control, tuple(paper_marks.marks(item)))
