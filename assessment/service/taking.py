"""Taking the assessment: start, role, answers, submit. Every answer is on disk before these functions return."""

import random
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from assessment import calibration, dates, forms, item_types, register
from assessment import steps as plan
from assessment.calibration import Leniency
from assessment.errors import NotFound, WrongState
from assessment.model import Control, Cycle, Item, Person, Response, Sitting, Viewer
from assessment.service import banks
from assessment.service.sittings import (
    Context,
    answering_context,
    context_of,
    is_open,
    locked,
    open_context,
    require_open,
    score,
)
from assessment.store import reading, reads, removal, usage, writes, writing

PREFER_NOT_TO_SAY = "prefer_not_to_say"
TIMES_IN_ROLE = ("Less than 1 year", "1 to 3 years", "4 to 9 years", "10 years or more")
RESPONSIBILITIES = ("Digital, data or technology is my main job", "It is part of my job", "It is not part of my job")


@dataclass(frozen=True, slots=True)
class Overview:
    """Where a person stands in the current cycle; `sitting` is None before the start."""

    cycle: Cycle
    is_open: bool
    person: Person
    organisation: str
    form_minutes: tuple[int, int]
    sitting: Sitting | None
    tasks: tuple[plan.Task, ...]
    answered: int
    items: int
    last_saved: datetime | None
    next_step: int

    @property
    def begins_later(self) -> bool:
        return self.cycle.begins_later(dates.now())

    @property
    def started(self) -> bool:
        return self.sitting is not None

    @property
    def submitted(self) -> bool:
        return self.sitting is not None and self.sitting.submitted_at is not None


@dataclass(frozen=True, slots=True)
class Question:
    """An item as one person sees it: what to draw and what they answered before."""

    item: Item
    control: Control
    saved: Response | None


@dataclass(frozen=True, slots=True)
class Page:
    """One step of the assessment with everything its screen needs.

    `being_entered` while the learning team enters the answers from paper: nothing can be changed here then.
    On an example: `may_see_panel` once all examples are answered and until the panel is seen, `leniency` from then on.
    """

    step: plan.Step
    steps: int
    questions: tuple[Question, ...]
    locked: str
    fixed: bool
    closed: bool
    unanswered_scenarios: int
    being_entered: bool = False
    may_see_panel: bool = False
    leniency: Leniency | None = None


def overview(viewer: Viewer | None) -> Overview:
    """The start page and the task list. Raises NotAllowed("not_invited") for someone outside the cohort."""
    with reading() as db:
        context = context_of(db, viewer)
        saved = reads.last_saved(db, context.sitting.id) if context.sitting else None
        organisation = reads.organisation_name(db, context.person.organisation)
    tasks = plan.tasks(context.steps, context.responses) if context.sitting else ()
    form = context.form if context.sitting else context.bank.family(context.cycle.family)[0]
    open_tasks = [t for t in tasks if t.status not in ("Completed", "Cannot start yet")]
    return Overview(
        cycle=context.cycle,
        is_open=is_open(context.cycle),
        person=context.person,
        organisation=organisation,
        form_minutes=(form.minutes, form.minutes_up_to),
        sitting=context.sitting,
        tasks=tasks,
        answered=len(context.responses),
        items=len(form.items),
        last_saved=saved,
        next_step=open_tasks[0].first_open if open_tasks else 1,
    )


def begin(viewer: Viewer | None) -> Sitting:
    """Start, or come back to, the sitting of the open cycle; deals the form and shuffles the options once, for good."""
    with writing() as db:
        context = context_of(db, viewer)
        if context.sitting:
            return context.sitting
        require_open(context.cycle)
        chance = random.Random(f"{context.cycle.id}/{context.person.id}/{secrets.token_hex(8)}")  # noqa: S311 - not a secret
        dealt = reads.form_counts(db, context.cycle.id, context.person.organisation, context.person.grade)
        earlier = usage.earlier_forms(db, context.cycle.id, context.person.id)
        given = [items for version, form in earlier if (items := banks.items_given(version, form))]
        form = forms.deal(context.bank, context.cycle.family, dealt, given, chance)
        return writes.start_sitting(
            db,
            cycle_id=context.cycle.id,
            person_id=context.person.id,
            form=form.id,
            bank_version=context.bank.version,
            option_orders=shuffle(context.bank.items_of(form), chance),
            now=dates.now(),
        )


def shuffle(items: tuple[Item, ...], chance: random.Random) -> dict[str, tuple[int, ...]]:
    """The order in which this person sees the options of each item that is shuffled, as numbers in stored order."""
    shuffled = [item for item in items if item_types.of(item).shuffled]
    return {item.id: tuple(chance.sample(range(1, len(item.options) + 1), len(item.options))) for item in shuffled}


def profession_choices() -> dict[str, str]:
    """The professions of the register by code, and the right not to say."""
    return {code: p.name for code, p in register.professions().items()} | {PREFER_NOT_TO_SAY: "Prefer not to say"}


def save_role(viewer: Viewer | None, profession: str, time_in_role: str, digital_responsibility: str) -> None:
    """What the cohort file does not say; each may be refused. Raises NotFound for a value that was not offered."""
    offered = {
        profession: {*register.professions(), PREFER_NOT_TO_SAY},
        time_in_role: {*TIMES_IN_ROLE, PREFER_NOT_TO_SAY},
        digital_responsibility: {*RESPONSIBILITIES, PREFER_NOT_TO_SAY},
    }
    if any(value not in allowed for value, allowed in offered.items()):
        raise NotFound("one of the answers offered")
    with writing() as db:
        context = open_context(db, viewer)
        said = "" if profession == PREFER_NOT_TO_SAY else profession
        writes.save_role(
            db,
            sitting_id=context.own.id,
            profession=said,
            time_in_role=time_in_role,
            digital_responsibility=digital_responsibility,
            now=dates.now(),
        )
        if context.own.submitted_at is not None:  # targets depend on the profession
            context.sitting = replace(context.own, profession=said)
            score(db, context, context.responses, context.own.submitted_at)


def report_wrong_role(viewer: Viewer | None, text: str) -> None:
    """ "This is wrong": asks the learning team to correct grade or organisation; changes nothing by itself."""
    with writing() as db:
        context = open_context(db, viewer)
        words = text.strip()[:500]
        writes.request_correction(
            db, cycle_id=context.cycle.id, person_id=context.person.id, text=words, now=dates.now()
        )


def page(viewer: Viewer | None, number: int) -> Page:
    """One step. `locked` says why it cannot be answered yet: "ratings first", "open knowledge", or nothing."""
    with reading() as db:
        context = context_of(db, viewer)
    all_steps = context.steps
    if not 1 <= number <= len(all_steps):
        raise NotFound("that question")
    step = all_steps[number - 1]
    shut = locked(context, all_steps, step)
    orders = context.own.option_orders
    # A locked page gives nothing away: some knowledge questions hint at scenarios.
    questions = (
        ()
        if shut
        else tuple(
            Question(
                item,
                item_types.of(item).control(item, orders.get(item.id) or tuple(range(1, len(item.options) + 1))),
                context.responses.get(item.id),
            )
            for item in step.items
        )
    )
    is_example = step.section.key == "examples"
    return Page(
        step=step,
        steps=len(all_steps),
        questions=questions,
        locked=shut,
        fixed=plan.fixed(step.section, context.own) or not is_open(context.cycle) or context.own.being_entered,
        closed=not is_open(context.cycle),
        unanswered_scenarios=plan.open_count("scenarios", all_steps, context.responses),
        being_entered=context.own.being_entered,
        may_see_panel=is_example and _may_see_panel(context),
        leniency=_leniency(context) if is_example else None,
    )


def _may_see_panel(context: Context) -> bool:
    seen = context.own.examples_fixed_at is not None
    open_now = is_open(context.cycle) and not context.own.being_entered
    return not seen and open_now and not plan.open_count("examples", context.steps, context.responses)


def _leniency(context: Context) -> Leniency | None:
    """How the person placed the examples, once they have seen how the panel did."""
    found = calibration.leniency(context.bank, context.responses.values()) if context.own.examples_fixed_at else None
    return found if isinstance(found, Leniency) else None


def open_knowledge(viewer: Viewer | None) -> None:
    """Open the knowledge section: from now on the answers to scenarios are fixed, as the page said before."""
    with writing() as db:
        context = answering_context(db, viewer)
        writes.fix_situational(db, sitting_id=context.own.id, now=dates.now())


def see_panel(viewer: Viewer | None) -> None:
    """See how the panel placed the examples: from now on the person's own levels are fixed, as the page said before.

    Nobody has to. Raises WrongState("examples_open") while an example has no answer, and after the close.
    """
    with writing() as db:
        context = answering_context(db, viewer)
        if plan.open_count("examples", context.steps, context.responses):
            raise WrongState("examples_open")
        writes.fix_examples(db, sitting_id=context.own.id, now=dates.now())


def record_response(viewer: Viewer | None, item_id: str, raw: int, confidence: int | None = None) -> datetime:
    """Save one answer and say when it was on disk.

    Raises WrongState after the close, once the section is fixed or while answers are entered from paper, NotFound for
    an item that is not on the form, and InvalidResponse for a value the item does not offer. Nothing is saved then.
    """
    with writing() as db:
        context = answering_context(db, viewer)
        all_steps = context.steps
        step = next((s for s in all_steps if any(i.id == item_id for i in s.items)), None)
        if step is None:
            raise NotFound(f"item {item_id} on your form")
        if plan.fixed(step.section, context.own):
            raise WrongState("answer_fixed")
        if locked(context, all_steps, step):
            raise WrongState("not_open_yet")
        response = _read(context.bank.item_by_id[item_id], raw, confidence, context.responses.get(item_id))
        saved_at = dates.now()
        writes.save_response(db, sitting_id=context.own.id, response=response, now=saved_at)
        if context.own.submitted_at is not None:  # a change after submission counts at once
            score(db, context, {**context.responses, item_id: response}, context.own.submitted_at)
        return saved_at


def _read(item: Item, raw: int, confidence: int | None, before: Response | None) -> Response:
    """A checked response; how sure the person was stays with the same answer until they say otherwise."""
    if confidence is None and before is not None and before.value == raw:
        confidence = before.confidence
    return item_types.checked(item, raw, confidence)


def submit(viewer: Viewer | None) -> Sitting:
    """Score the answers against the bank version of the sitting and store both the scores and the moment.

    Submitting again changes nothing: what may still change is scored as it is saved.
    """
    with writing() as db:
        context = answering_context(db, viewer)
        if not context.responses:
            raise WrongState("nothing_answered")
        if context.own.submitted_at is None:
            score(db, context, context.responses, dates.now())
        submitted = reads.sitting(db, context.own.id)
        if submitted is None:
            raise NotFound("your assessment")
        return submitted


def delete_answers(viewer: Viewer | None) -> None:
    """Withdraw: remove the sitting with all answers and scores, until the close. A stored release never changes."""
    with writing() as db:
        context = open_context(db, viewer)
        removal.delete_answers(db, sitting_id=context.own.id)
