"""What every step of the assessment begins with: whose sitting, in which cycle, with which bank and which answers."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from assessment import dates, register, scoring
from assessment import steps as plan
from assessment.access import Action, require
from assessment.errors import NotAllowed, WrongState
from assessment.model import Cycle, Form, Person, Profile, QuestionBank, Response, Sitting, Viewer
from assessment.service import banks
from assessment.store import reads, writes


@dataclass(slots=True)
class Context:
    """One person's cycle, sitting and answers with the bank they belong to, read in one transaction."""

    cycle: Cycle
    person: Person
    sitting: Sitting | None
    bank: QuestionBank
    responses: Mapping[str, Response]

    @property
    def form(self) -> Form:
        return self.bank.form_by_id[self.own.form]

    @property
    def own(self) -> Sitting:
        if self.sitting is None:
            raise WrongState("not_started")
        return self.sitting

    @property
    def steps(self) -> tuple[plan.Step, ...]:
        return plan.steps(self.bank, self.form)


def own_key(viewer: Viewer | None) -> str:
    """The key of the viewer as an invited person; raises NotAllowed("not_invited") for anyone else."""
    person = require(viewer, Action.SEE_OWN_REPORT).person
    if not person:
        raise NotAllowed("not_invited")
    return person


def is_open(cycle: Cycle) -> bool:
    return cycle.status == "open" and cycle.opens_at <= dates.now() < cycle.closes_at


def require_open(cycle: Cycle) -> None:
    """Raises WrongState before the cycle opens and after its close."""
    if cycle.begins_later(dates.now()):
        raise WrongState("cycle_opens_later", opens=dates.opening(cycle.opens_at))
    if not is_open(cycle):
        raise WrongState("cycle_not_open")


def context_of(db: Session, viewer: Viewer | None) -> Context:
    """What concerns this viewer now. Raises NotAllowed("not_invited") for someone outside every cohort."""
    viewer = require(viewer, Action.TAKE)
    found = reads.cycle_for_person(db, viewer.person)
    if found is None:
        raise NotAllowed("not_invited")
    cycle, person = found
    sitting = reads.sitting_of(db, cycle.id, person.id)
    bank = banks.version(sitting.bank_version if sitting else cycle.bank_version)
    return Context(cycle, person, sitting, bank, reads.responses(db, sitting.id) if sitting else {})


def open_context(db: Session, viewer: Viewer | None) -> Context:
    """The same, where answers can be given; raises WrongState before the opening and after the close."""
    context = context_of(db, viewer)
    require_open(context.cycle)
    return context


def answering_context(db: Session, viewer: Viewer | None) -> Context:
    """The same, where the person answers themselves; WrongState while the learning team does so from paper."""
    context = open_context(db, viewer)
    if context.sitting is not None and context.sitting.being_entered:
        raise WrongState("being_entered")
    return context


def score(db: Session, context: Context, responses: Mapping[str, Response], submitted_at: datetime) -> None:
    """Score these responses against the bank version of the sitting, and keep the scores with the moment."""
    sitting = context.own
    band = register.profession_band(sitting.profession)
    answers = list(responses.values())
    scores = scoring.domain_scores(context.bank, sitting.form, context.person.grade, band, answers)
    reference = sitting.reference or f"DL-{secrets.token_hex(3).upper()}"
    writes.submit(db, sitting_id=sitting.id, scores=scores, submitted_at=submitted_at, reference=reference)


def latest(db: Session, person: str) -> Sitting:
    """The sitting that the person submitted last; raises WrongState("no_report") before there is one."""
    sitting = reads.latest_submitted(db, person)
    if sitting is None:
        raise WrongState("no_report")
    return sitting


def profile_of(db: Session, sitting: Sitting, bank: QuestionBank) -> Profile:
    """The scores of a submitted sitting in the order of its bank."""
    by_domain = {s.domain: s for s in reads.scores(db, sitting.id)}
    ordered = tuple(by_domain[d.id] for d in bank.domains if d.id in by_domain)
    return Profile(bank.version, sitting.form, sitting.person.grade, ordered, sitting.submitted_at)


def locked(context: Context, all_steps: tuple[plan.Step, ...], step: plan.Step) -> str:
    """Why a step cannot be answered yet: "ratings first", "open knowledge", or nothing."""
    if not plan.startable(step.section, all_steps, context.responses):
        return "ratings first"
    if (
        step.section.key == "knowledge"
        and context.own.situational_fixed_at is None
        and context.own.submitted_at is None
    ):
        return "open knowledge"
    return ""
