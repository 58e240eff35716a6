"""“Check your answers”: every answer in words, in the order of taking."""

from dataclasses import dataclass

from assessment import steps as plan
from assessment.item_types import NOT_ANSWERED, answer_words
from assessment.model import Viewer
from assessment.service.sittings import context_of, is_open, locked
from assessment.store import reading


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One line of "Check your answers"; `step` is where it can be changed, `changeable` whether it still can."""

    section: plan.Section
    step: int
    question: str
    answer: str
    changeable: bool

    @property
    def answered(self) -> bool:
        return self.answer != NOT_ANSWERED


def check(viewer: Viewer | None) -> tuple[CheckRow, ...]:
    """Every answer in words, in the order of taking, those without an answer included."""
    with reading() as db:
        context = context_of(db, viewer)
    may_change = is_open(context.cycle) and not context.own.being_entered
    all_steps = context.steps
    return tuple(
        CheckRow(
            section=step.section,
            step=step.number,
            question=_unopened(step) if locked(context, all_steps, step) else item.restatement,
            answer=answer_words(item, context.responses.get(item.id)),
            changeable=may_change and not plan.fixed(step.section, context.own),
        )
        for step in all_steps
        for item in step.items
    )


def _unopened(step: plan.Step) -> str:
    return f"{step.section.title}: question {step.place} of {step.places}"
