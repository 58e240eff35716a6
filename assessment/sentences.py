"""The sentences of the personal report: each is made by a rule, and only where there is the evidence that it needs.

A rule reads the numbers as they are shown (one decimal), so that no sentence can contradict the table below it. RULES
is the whole list; the technical manual prints it, and tests/test_sentences.py tries it on thousands of profiles.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.model import Cell, DomainScore, QuestionBank
from assessment.standing import by_gap, meets_target, shown_gap, shown_range


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule says, with {blanks} for numbers and names, the block it stands in, and the evidence that it needs."""

    id: str
    block: str
    says: str
    needs: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a report with the rule that made it; `domain` is the one it is about, if it is about one."""

    rule: str
    text: str
    domain: str = ""

    def __str__(self) -> str:
        return self.text


_TABLE = (
    # ---- headline
    ("headline_nothing", "Headline", "There are too few answers to show a level in any area.", "No area has a level."),
    (
        "headline_one_met",
        "Headline",
        "You meet the target for your grade in {area}, the one area with enough answers.",
        "One area has a level, and it is at or above target.",
    ),
    (
        "headline_one_below",
        "Headline",
        "You are below the target for your grade in {area}, the one area with enough answers.",
        "One area has a level, and it is below target.",
    ),
    (
        "headline_all",
        "Headline",
        "You meet the target for your grade in all of {areas}.",
        "Two areas or more have a level, and all are at or above target.",
    ),
    (
        "headline_some",
        "Headline",
        "You meet the target for your grade in {met} of {areas}.",
        "Two areas or more have a level, and at least one is below target.",
    ),
    ("headline_furthest", "Headline", "{area} is the furthest below.", "One area has the largest gap as it is shown."),
    (
        "headline_two_furthest",
        "Headline",
        "{area}, and {other}, are the furthest below.",
        "Two areas share the largest gap as it is shown.",
    ),
    (
        "headline_equally_far",
        "Headline",
        "{number} areas are equally far below.",
        "Three areas or more share the largest gap as it is shown.",
    ),
    # ---- questions to ask
    (
        "question_gap",
        "Questions",
        "Chosen because you are {gap} below your target here.",
        "The area is one of those with the largest gaps, and below target.",
    ),
    (
        "question_condition",
        "Questions",
        "Chosen because leaders in your organisation agree little that “{statement}”: {mean} on a scale of 1 to 5 "
        "(range {low} to {high}, {n} people).",
        "The agreement of the organisation is published, is 3.0 or less, and is among the lowest: its range meets that "
        "of the lowest.",
    ),
    (
        "question_met",
        "Questions",
        "You meet your target here. The question keeps it that way.",
        "The area is at or above target, and too few areas are below.",
    ),
    (
        "question_unknown",
        "Questions",
        "There are too few answers to say where you stand here. The question is a way to begin.",
        "The area has no level, and too few areas have one.",
    ),
    # ---- strengths
    (
        "strength_sure",
        "Strengths",
        "{area}: level {level}, target {target}. All of your likely range is at or above the target. Use it: mentor "
        "a colleague in this, or chair a board that needs it.",
        "The level and the lower end of the likely range, as shown, are at or above target.",
    ),
    (
        "strength_likely",
        "Strengths",
        "{area}: level {level}, target {target}. Your likely range reaches below the target. Use it: sponsor a piece "
        "of work that draws on it.",
        "The level, as shown, is at or above target; the lower end of the likely range is not.",
    ),
    # ---- surprises
    (
        "surprise_higher",
        "Surprises",
        "{area}: you rated yourself {self} ({ratings}), your answers showed {demonstrated} ({answers}).",
        "The cycle has ended; the rating is above what the answers showed by a level or more and by more than 1.645 "
        "standard errors of the difference; at most two areas.",
    ),
    (
        "surprise_lower",
        "Surprises",
        "{area}: you rated yourself {self} ({ratings}), your answers showed {demonstrated} ({answers}).",
        "The same, the rating being below.",
    ),
    # ---- plan
    (
        "goal_below",
        "Plan",
        "You are {gap} below your target here, and your likely range does not reach it.",
        "The level is below target as shown, and so is the upper end of the likely range.",
    ),
    (
        "goal_perhaps_below",
        "Plan",
        "You are {gap} below your target here. Your likely range reaches it, so you may be closer.",
        "The level is below target as shown; the upper end of the likely range is not.",
    ),
    (
        "goal_met",
        "Plan",
        "You meet your target here. You can still go further.",
        "The area was chosen, and is at or above target as shown.",
    ),
    (
        "goal_unknown",
        "Plan",
        "There are too few answers to say where you stand here.",
        "The area was chosen, and has no level.",
    ),
    # ---- since last time
    ("since_up", "Since last time", "up", "Both have a level, and the range now lies wholly above the range then."),
    ("since_down", "Since last time", "down", "Both have a level, and the range now lies wholly below the range then."),
    ("since_same", "Since last time", "no clear change", "Both have a level, and the ranges meet."),
    ("since_unknown", "Since last time", "too few answers", "One of the two has no level."),
    (
        "since_summary",
        "Since last time",
        "A clear change in {changed} of {areas}.",
        "At least one area has a level in both, and at least one changed clearly.",
    ),
    (
        "since_no_change",
        "Since last time",
        "No clear change in any of {areas}.",
        "At least one area has a level in both, and none changed clearly.",
    ),
    (
        "since_nothing",
        "Since last time",
        "No area has enough answers in both, so nothing can be compared.",
        "No area has a level in both.",
    ),
    (
        "since_ratings",
        "Since last time",
        "Of {both} that you gave both times, {up} {rose}, {down} {fell} and {same} are the same.",
        "The cycle has ended; at least one rating was given both times.",
    ),
    # ---- beside others of the grade
    (
        "grade_above",
        "Others in your grade",
        "your likely range lies above their average",
        "The average of the grade is published and below the lower end of the likely range.",
    ),
    (
        "grade_below",
        "Others in your grade",
        "your likely range lies below their average",
        "The average of the grade is published and above the upper end of the likely range.",
    ),
    (
        "grade_within",
        "Others in your grade",
        "your likely range holds their average",
        "The average of the grade is published and inside the likely range.",
    ),
    ("grade_unknown", "Others in your grade", "cannot be compared", "One of the two is not known, or not published."),
)
RULES = {rule.id: rule for rule in (Rule(*row) for row in _TABLE)}


def say(rule: str, about: str = "", **facts: object) -> Sentence:
    """The sentence of a rule with its blanks filled; raises KeyError for a rule or a blank that is not there."""
    return Sentence(rule, RULES[rule].says.format(**facts), about)


def name_of(bank: QuestionBank, domain: str) -> str:
    return bank.domain_by_id[domain].short_name


def _inside(name: str) -> str:
    """A name inside a sentence: lower case, unless it starts with an abbreviation."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def areas(number: int, of: int) -> str:
    """How many areas a sentence is about, of those there are."""
    few = f"the {number} areas" if number > 1 else "the one area"
    return f"{number} areas" if number == of and number > 1 else f"{few} with enough answers"


def headline(scores: Sequence[DomainScore], bank: QuestionBank) -> tuple[Sentence, ...]:
    """One or two sentences: in how many areas the person meets the target, and which is the furthest below."""
    scored = by_gap(scores)
    if not scored:
        return (say("headline_nothing"),)
    met = sum(map(meets_target, scored))
    if len(scored) == 1:
        rule = "headline_one_met" if met else "headline_one_below"
        return (say(rule, area=_inside(name_of(bank, scored[0].domain))),)
    of = areas(len(scored), len(scores))
    if met == len(scored):
        return (say("headline_all", areas=of),)
    return say("headline_some", met=met or "none", areas=of), _furthest(scored, bank)


def _furthest(scored: Sequence[DomainScore], bank: QuestionBank) -> Sentence:
    names = [name_of(bank, s.domain) for s in scored if shown_gap(s) == shown_gap(scored[0])]
    if len(names) == 1:
        return say("headline_furthest", area=names[0])
    if len(names) == 2:
        return say("headline_two_furthest", area=names[0], other=_inside(names[1]))
    return say("headline_equally_far", number=len(names))


def strength(score: DomainScore, bank: QuestionBank) -> Sentence:
    """For a domain that meets its target; raises ValueError for another."""
    likely = shown_range(score)
    if score.level is None or likely is None or not meets_target(score):
        raise ValueError(f"{score.domain} does not meet its target")
    rule = "strength_sure" if likely[0] >= round(score.target, 1) else "strength_likely"
    facts = {"level": f"{score.level:.1f}", "target": f"{score.target:.1f}"}
    return say(rule, score.domain, area=name_of(bank, score.domain), **facts)


def goal(score: DomainScore) -> Sentence:
    """Why an area is worth a goal, or that it need not be one."""
    likely = shown_range(score)
    if score.level is None or likely is None:
        return say("goal_unknown", score.domain)
    if meets_target(score):
        return say("goal_met", score.domain)
    rule = "goal_perhaps_below" if likely[1] >= round(score.target, 1) else "goal_below"
    return say(rule, score.domain, gap=f"{shown_gap(score):.1f}")


def question_of(score: DomainScore) -> Sentence:
    """Why a question about this domain was chosen."""
    if score.level is None:
        return say("question_unknown", score.domain)
    if meets_target(score):
        return say("question_met", score.domain)
    return say("question_gap", score.domain, gap=f"{shown_gap(score):.1f}")


def surprise(score: DomainScore, bank: QuestionBank, *, higher: bool) -> Sentence:
    """Both figures and what each rests on; raises ValueError where there are not both."""
    if score.self is None or score.demonstrated is None:
        raise ValueError(f"{score.domain} has no rating or no demonstrated score")
    facts = {
        "self": f"{score.self:.1f}",
        "ratings": counted(score.self_n, "rating"),
        "demonstrated": f"{score.demonstrated:.1f}",
        "answers": counted(score.demonstrated_n, "question"),
    }
    rule = "surprise_higher" if higher else "surprise_lower"
    return say(rule, score.domain, area=name_of(bank, score.domain), **facts)


def beside_grade(score: DomainScore, cell: Cell | None) -> Sentence:
    """Where the likely range lies beside the published average of the person's grade."""
    likely = shown_range(score)
    if likely is None or cell is None or cell.estimate is None:
        return say("grade_unknown", score.domain)
    if likely[0] > cell.estimate:
        return say("grade_above", score.domain)
    return say("grade_below" if likely[1] < cell.estimate else "grade_within", score.domain)


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
