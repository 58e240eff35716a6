"""A person's plan: at most three goals, each with steps that are ticked when done. Only for its owner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from assessment import dates, recommendations, sentences
from assessment.errors import NotFound, WrongState
from assessment.goals import Entered, checked
from assessment.model import (
    BoardQuestion,
    DevelopmentAction,
    DomainScore,
    Goal,
    LearningOffer,
    Profile,
    QuestionBank,
    Step,
    Viewer,
)
from assessment.recommendations import GOALS, Suggestion
from assessment.sentences import Sentence
from assessment.service import banks
from assessment.service.sittings import latest, own_key, profile_of
from assessment.store import goals, reading, writing

LEARNING = "learning"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step with what the bank says of it; None where the bank does not hold it any more."""

    step: Step
    about: DevelopmentAction | LearningOffer | None


@dataclass(frozen=True, slots=True)
class PlannedGoal:
    """A goal with its steps in the order of their effort. `name` is of its area, `reason` why it is one.

    `late`: its day has passed and something is still to be done.
    """

    goal: Goal
    name: str
    reason: Sentence | None
    steps: tuple[PlannedStep, ...]
    late: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The person's goals, and the areas suggested for those that there is still room for."""

    goals: tuple[PlannedGoal, ...]
    suggested: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class GoalForm:
    """What the form of a goal is about; `goal` is the one there is already, `ask` somebody to talk to by the bank."""

    name: str
    suggestion: Suggestion
    goal: Goal | None
    ask: BoardQuestion | None


def plan_of(db: Session, profile: Profile, bank: QuestionBank, person: str) -> Plan:
    """The plan of a person beside their scores."""
    scores = {score.domain: score for score in profile.scores}
    kept = goals.goals(db, person)
    suggested = recommendations.goals(profile, [goal.domain for goal in kept])
    return Plan(
        tuple(_planned(goal, scores.get(goal.domain), bank) for goal in kept),
        tuple(sentences.goal(scores[domain]) for domain in suggested),
    )


def _planned(goal: Goal, score: DomainScore | None, bank: QuestionBank) -> PlannedGoal:
    held: list[DevelopmentAction | LearningOffer] = [*banks.current().actions, *banks.current().offers]
    known = {one.id: one for one in (*held, *bank.actions, *bank.offers)}
    order = (*recommendations.EFFORTS, LEARNING)
    steps = sorted(goal.steps, key=lambda step: order.index(step.kind))
    area = bank.domain_by_id.get(goal.domain)
    return PlannedGoal(
        goal=goal,
        name=area.short_name if area else goal.domain,
        reason=sentences.goal(score) if score else None,
        steps=tuple(PlannedStep(step, known.get(step.reference)) for step in steps),
        late=goal.due_on is not None and goal.due_on < dates.today() and any(s.done_at is None for s in steps),
    )


def form(viewer: Viewer | None, domain: str) -> GoalForm:
    """What can be done in an area. Raises NotFound for one that the person's report does not have."""
    person, profile, bank = _own(viewer)
    score = _score(profile, domain)
    with reading() as db:
        held = next((goal for goal in goals.goals(db, person) if goal.domain == domain), None)
    ask = next((question for question in bank.board_questions if question.domain == domain), None)
    return GoalForm(bank.domain_by_id[domain].short_name, recommendations.suggest(score, bank), held, ask)


def save(viewer: Viewer | None, domain: str, entered: Entered) -> None:
    """Put a goal into the plan, or change the one for that area.

    Raises EntryRefused for what was typed wrong, WrongState("plan_full") for a fourth goal, NotFound for an area that
    the report does not have or a step that was not offered.
    """
    person, profile, bank = _own(viewer)
    suggestion = recommendations.suggest(_score(profile, domain), bank)
    with writing() as db:
        kept = {goal.domain: goal for goal in goals.goals(db, person)}
        if domain not in kept and len(kept) >= GOALS:
            raise WrongState("plan_full", most=GOALS)
        offered = _offered(suggestion, kept.get(domain))
        talk_to, due_on = checked(entered, dates.today())
        steps = tuple(_step(kind, entered.offer, offered) for kind in entered.chosen)
        goals.save_goal(
            db, person_id=person, domain=domain, talk_to=talk_to, due_on=due_on, steps=steps, now=dates.now()
        )


def _offered(suggestion: Suggestion, held: Goal | None) -> dict[str, set[str]]:
    """References by kind of step: what is suggested now, and what is in the goal already."""
    found = {kind: {action.id} for kind, action in suggestion.actions.items()}
    found[LEARNING] = {offer.id for offer in suggestion.offers}
    for step in held.steps if held else ():
        found.setdefault(step.kind, set()).add(step.reference)
    return found


def _step(kind: str, offer: str, offered: Mapping[str, Iterable[str]]) -> Step:
    references = list(offered.get(kind, ()))
    reference = offer if kind == LEARNING else next(iter(references), "")
    if reference not in references:
        raise NotFound("that step")
    return Step(kind, reference)


def tick(viewer: Viewer | None, domain: str, kind: str, done: bool) -> None:
    """Say that a step is done, or is not after all. Raises NotFound for one that is not in the viewer's plan."""
    person = own_key(viewer)
    with writing() as db:
        goals.tick(db, person_id=person, domain=domain, kind=kind, done_at=dates.now() if done else None)


def drop(viewer: Viewer | None, domain: str) -> None:
    """Take a goal out of the viewer's plan."""
    person = own_key(viewer)
    with writing() as db:
        goals.drop(db, person_id=person, domain=domain)


def stand_beside_grade(viewer: Viewer | None, on: bool) -> None:
    """Switch the published figures of the viewer's grade on or off in their report."""
    person = own_key(viewer)
    with writing() as db:
        goals.stand_beside_grade(db, person_id=person, on=on)


def _own(viewer: Viewer | None) -> tuple[str, Profile, QuestionBank]:
    person = own_key(viewer)
    with reading() as db:
        sitting = latest(db, person)
        bank = banks.version(sitting.bank_version)
        return person, profile_of(db, sitting, bank), bank


def _score(profile: Profile, domain: str) -> DomainScore:
    found = next((score for score in profile.scores if score.domain == domain), None)
    if found is None:
        raise NotFound("that area of your report")
    return found
