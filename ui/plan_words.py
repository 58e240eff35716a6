"""The words of a plan: goals, what to do for them, and what was typed about them."""

from assessment import dates
from assessment.model import DevelopmentAction, LearningOffer
from assessment.service.planning import LEARNING, PlannedGoal, PlannedStep
from ui.bank_words import AVAILABILITY, EFFORTS

TITLE = "Your plan"
NO_GOALS = "You have no goals yet. One is plenty, three is the most."
ADD = "Add a goal"
SUGGESTED = "Where a goal would help most"
FULL = "Three goals are the most: finish or drop one before you add another."
KINDS = EFFORTS | {LEARNING: "Learning"}
TALK_TO = "Someone to talk to"
TALK_TO_HINT = "A name or a post. Only you see it, and whoever you share your report with."
BY = "By when"
BY_HINT = "For example, 27 3 2027. You can leave it empty."
WHAT = "What will you do?"
GONE = "No longer in the question bank"
LATE = "This date has passed and something is still to do. Change the date, or drop the goal: either is fine."
SAVED, DROPPED = "Your plan is saved.", "The goal is no longer in your plan."
NO_LEARNING = "There is no learning for this area yet. The learning team may know of some."


def caption(number: int) -> str:
    return f"Goal {number}"


def what(planned: PlannedStep) -> str:
    """A step in words: what to do, or which learning with who offers it, how long, what it costs, when checked."""
    if planned.about is None:
        return GONE
    return offer(planned.about) if isinstance(planned.about, LearningOffer) else planned.about.text


def offer(one: LearningOffer) -> str:
    told = [
        f"{one.title}, {one.provider}",
        f"Length: {one.length or 'not stated'}",
        f"Cost: {one.cost or 'not stated'}",
        AVAILABILITY[one.availability],
        f"Last checked {dates.in_words(one.as_of)}",
    ]
    return ". ".join(told) + "."


def action(one: DevelopmentAction) -> str:
    return f"{EFFORTS[one.effort]}: {one.text}"


def step(planned: PlannedStep) -> str:
    """The label of what can be ticked."""
    return f"{KINDS[planned.step.kind]}: {what(planned)}"


def lines(planned: PlannedGoal) -> tuple[tuple[str, str], ...]:
    """A goal as labels and texts, with what is done marked as such."""
    told = [("Why", str(planned.reason))] if planned.reason else []
    told += [(KINDS[one.step.kind], what(one) + _done(one)) for one in planned.steps]
    goal = planned.goal
    told += [(TALK_TO, goal.talk_to)] if goal.talk_to else []
    told += [(BY, dates.in_words(goal.due_on))] if goal.due_on else []
    return tuple(told)


def _done(planned: PlannedStep) -> str:
    return f" Done on {dates.day(planned.step.done_at)}." if planned.step.done_at else ""


def by(planned: PlannedGoal) -> str:
    """Whom to talk to and by when, in a sentence; empty where neither was typed."""
    goal = planned.goal
    told = [f"Talk to {goal.talk_to}."] if goal.talk_to else []
    told += [f"By {dates.in_words(goal.due_on)}."] if goal.due_on else []
    return " ".join(told)
