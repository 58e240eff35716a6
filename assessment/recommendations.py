"""What a report recommends: questions to ask, strengths to use, and what to do for a goal. Rules, never a model."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assessment import sentences
from assessment.conditions import Condition, Theme, weakest
from assessment.demand import served
from assessment.model import (
    BoardQuestion,
    DevelopmentAction,
    DomainScore,
    LearningOffer,
    Profile,
    QuestionBank,
)
from assessment.sentences import Sentence
from assessment.standing import by_gap, meets_target

QUESTIONS = 3
STRENGTHS = 3
GOALS = 3
OFFERS = 3
"""Learning that is named for a goal, at most: a list of twenty is a list of none."""
EFFORTS = ("ten_minutes", "half_day", "three_months")
AGREEING = 3.0
"""Mean agreement (1-5) up to which a condition is a reason for a question: the middle of the scale (a judgement)."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question to ask with why it was chosen."""

    question: BoardQuestion
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Advice:
    """What the report says from the numbers alone; `too_few` are the domains without a level."""

    headline: tuple[Sentence, ...]
    questions: tuple[Chosen, ...]
    strengths: tuple[Sentence, ...]
    too_few: tuple[DomainScore, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What can be done for one domain: an action of each effort, and learning, the best fit first."""

    reason: Sentence
    actions: Mapping[str, DevelopmentAction]
    offers: tuple[LearningOffer, ...]


def advise(profile: Profile, bank: QuestionBank, themes: Sequence[Theme] = ()) -> Advice:
    """`themes`: conditions of the person's organisation, where they are published."""
    met = [score for score in reversed(by_gap(profile.scores)) if meets_target(score)]
    return Advice(
        headline=sentences.headline(profile.scores, bank),
        questions=questions_to_ask(profile, bank, themes),
        strengths=tuple(sentences.strength(score, bank) for score in met[:STRENGTHS]),
        too_few=tuple(s for s in profile.scores if s.status != "scored"),
    )


def questions_to_ask(profile: Profile, bank: QuestionBank, themes: Sequence[Theme] = ()) -> tuple[Chosen, ...]:
    """Three questions, each of another domain: of the largest gaps, the last for the weakest condition if there is one.

    Where gaps are fewer, of the domains nearest to their target, then of those without a level, in the bank's order.
    """
    weak = _of_conditions(bank, themes)
    scores = {score.domain: score for score in profile.scores}
    order = [score.domain for score in by_gap(profile.scores)]
    order += [domain.id for domain in bank.domains if domain.id in scores and domain.id not in order]
    chosen = [Chosen(q, sentences.question_of(scores[d])) for d in order if (q := _first(bank, d))]
    if weak:
        others = [one for one in chosen if one.question.domain != weak.question.domain]
        return (*others[: QUESTIONS - 1], weak)
    return tuple(chosen[:QUESTIONS])


def _first(bank: QuestionBank, domain: str) -> BoardQuestion | None:
    return next((question for question in bank.board_questions if question.domain == domain), None)


def _of_conditions(bank: QuestionBank, themes: Sequence[Theme]) -> Chosen | None:
    """The question for the weakest condition of little agreement, from the first area that the bank relates to it."""
    low = {one.item.id for one in weakest([one for theme in themes for one in theme.conditions]) if _little(one)}
    for theme in themes:
        for condition in theme.conditions:
            for domain, _ in theme.areas:
                question = _first(bank, domain.id)
                if condition.item.id in low and question:
                    return Chosen(question, _reason(condition, domain.id))
    return None


def _little(one: Condition) -> bool:
    return one.agreement is not None and one.agreement.estimate is not None and one.agreement.estimate <= AGREEING


def _reason(one: Condition, domain: str) -> Sentence:
    cell = one.agreement
    if cell is None:
        raise ValueError(f"the agreement with {one.item.id} is not published")
    facts = {"mean": cell.estimate, "low": cell.low, "high": cell.high, "n": cell.n}
    return sentences.say("question_condition", domain, statement=one.item.restatement, **facts)


# ---- what to do --------------------------------------------------------------------------------------


def goals(profile: Profile, taken: Collection[str] = ()) -> tuple[str, ...]:
    """Domains to suggest for a goal: those below target, furthest first, as many as there is room for."""
    room = max(0, GOALS - len(taken))
    below = [score.domain for score in by_gap(profile.scores) if not meets_target(score)]
    return tuple(domain for domain in below if domain not in taken)[:room]


def suggest(score: DomainScore, bank: QuestionBank) -> Suggestion:
    """For each effort the action that leads to the next level, or nearest to it; learning that is open first."""
    wanted = 2 if score.level is None else min(int(score.level) + 1, len(bank.levels))
    ours = {c.id for c in bank.domain_by_id[score.domain].competencies}
    mine = [action for action in bank.actions if action.competency in ours]
    actions = {}
    for effort in EFFORTS:
        fitting = [action for action in mine if action.effort == effort]
        if fitting:
            actions[effort] = min(fitting, key=lambda action: (abs(action.to_level - wanted), -action.to_level))
    offers = [o for o in bank.offers if o.availability != "ended" and score.domain in served(o, bank)]
    offers.sort(key=lambda offer: (offer.availability != "open", score.domain not in offer.domains))
    return Suggestion(sentences.goal(score), actions, tuple(offers[:OFFERS]))
