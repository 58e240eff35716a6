"""The words and rows of the page that explains a level: each formula in words, then with its numbers."""

import math
from collections.abc import Sequence
from urllib.parse import quote

from assessment import standing
from assessment.explain import EVIDENCE, Asked, Explanation, Part, TargetPart
from assessment.model import HIGHEST, LIKELY_Z, LOWEST, METHODS, DomainScore, QuestionBank
from assessment.scoring import ANSWERED_SHARE
from ui import figures, texts
from ui.frame import SummaryRow
from ui.tables import Cell, Link

Card = tuple[str, list[SummaryRow]]

TITLE = "How this level was worked out"
LINKS = "Choose an area to see how its level was worked out, answer by answer."
KINDS = {"self": "Rating", "situational": "Scenario", "knowledge": "Knowledge"}
METHOD_NAMES = {"self": "Your own ratings", "situational": "Scenarios", "knowledge": "Knowledge questions"}
SCORED_BY_KEY = "Scenarios and knowledge questions"
TOGETHER = f"{SCORED_BY_KEY} together"

ANSWERS = "Your answers in this area"
ANSWER_COLUMNS = ("Question", "Kind", "Your answer", "Value", "Weight", "Expected")
LEFT_OUT, IN_THE_SUM, AFTER_CLOSE = "Left out", "In the sum", "After the close"
ABOUT_COLUMNS = (
    "Value is what an answer is worth, from 0 to 1. The lowest answer of a rating is 0 and the highest 1. Where a "
    "statement is about a weakness it is the other way round. “I do not know” is 0.",
    "Weight is how much a question counts. It is 1 unless the question bank says otherwise.",
    "Expected is what we expect people to earn on a question, from 0 to 1. Hard questions expect less. It is 0.5 for "
    "ratings, until there are enough answers to know better.",
    "Left out are questions without an answer, and those that do not apply to your role.",
)
SEVERAL_DECIMALS = "Numbers here are rounded to four decimals. We use more, so your last decimal may differ a little."
BEFORE_CLOSE = (
    "While the assessment is open, we say nothing about what scenarios and knowledge questions earned. "
    "Look again after the close."
)
WHY_ONE_SUM = "They may be asked again. So we give one sum, and do not say which answers are best."
ONE_ALONE = "We give no points for a single question that may be asked again."
LEFT_USE = "These questions will not be asked again. So here is what they were worth, and why."
NO_LEVEL = "So there is no level. We never count a missing answer as nought."

EARNED = "Earned: each weight × value, added up"
EXPECTED = "Expected: each weight × expected, added up"
SHARE = "Share: expected on average + (earned − expected) ÷ weights"
SHARE_TOGETHER = "Share: expected on average + (earned − expected)"
SCORE = "Score: 1 + 4 × share"
HELD, HELD_APART = "Held to the scale of 1 to 5", "Each kind is held to 1 to 5 by itself"
ERROR = "Standard error: 4 × spread × √(squared weights) ÷ weights"
AVERAGE_TOGETHER = "Expected on average: each kind’s part of the weights × its average, added up"
EXPECTED_TOGETHER = "Expected: each kind’s part × the mean expected of the questions that you answered"
SQUARES_TOGETHER = "Squared weights: each kind’s part² × its own (½ for two equal questions)"
SPREAD_TOGETHER = "Spread of both kinds: √ of part² × squared weights × spread², added up, ÷ squared weights"
ERROR_TOGETHER = "Standard error: 4 × spread × √(squared weights)"
LEVEL = "Level: each score × its weight, added up, ÷ weights"
LEVEL_ERROR = "Standard error: √ of (error × weight)², added up, ÷ weights"
LOWER, UPPER = "Likely range from: level − 1.28 errors", "Likely range to: level + 1.28 errors"
ABOUT_SUMS = (
    "Expected on average: the mean of what is expected over all questions of this kind and area, on whatever form. It "
    "makes up for easy and hard forms.",
    "Spread: how far one answer lies from what a person can do, as planned. Standard error: how far a score may be off "
    "because it rests on few answers.",
    "Likely range: with answers like yours, the true level lies in it about 8 times out of 10.",
)
SHOWN = "Shown in your report"


def linked(rows: Sequence[Sequence[Cell]], scores: Sequence[DomainScore]) -> list[tuple[Cell, ...]]:
    """Rows of the report's table in which each area leads to the explanation of its level."""
    pairs = zip(rows, scores, strict=True)
    return [(Link(str(row[0]), f"/explain?domain={quote(score.domain)}"), *row[1:]) for row, score in pairs]


def figure(value: float) -> str:
    """Up to four decimals, without noughts at the end."""
    return f"{round(value, 4) + 0:.4f}".rstrip("0").rstrip(".").replace("-", "−")


def lead(score: DomainScore, bank: QuestionBank) -> str:
    """The result that the page explains, as the report shows it."""
    if score.level is None:
        return f"There are too few answers to show a level. The target is {score.target:.1f}."
    name = bank.level_name(round(score.level, 1))
    away = figures.difference(standing.shown_gap(score))
    return f"Your level is {score.level:.1f} ({name}). The target is {score.target:.1f}, so you are {away}."


def answer_rows(explanation: Explanation) -> list[tuple[str, ...]]:
    return [
        (
            one.question,
            KINDS[one.method],
            one.answer,
            _value(one, explanation.closed),
            figure(one.weight),
            figures.NOTHING if one.facility is None else figure(one.facility),
        )
        for one in explanation.asked
    ]


def _value(one: Asked, closed: bool) -> str:
    if not one.counts:
        return LEFT_OUT
    if one.value is None:
        return IN_THE_SUM if closed else AFTER_CLOSE
    return figure(one.value)


def enough(explanation: Explanation) -> list[str]:
    """The rule about enough answers with its numbers, and what follows if it does not hold."""
    e = explanation.enough
    lines = [
        f"{e.answered} of {e.asked} questions count; {e.needed} are needed ({ANSWERED_SHARE:.0%}).",
        f"{e.evidence} of them are scenarios or knowledge questions; {e.evidence_needed} are needed.",
    ]
    return lines if explanation.score.status == "scored" else [*lines, NO_LEVEL]


def evidence(explanation: Explanation) -> str:
    """What scenarios and knowledge questions earned, as far as it may be told."""
    if not explanation.closed:
        return BEFORE_CLOSE
    p = explanation.points
    if p:
        return f"{SCORED_BY_KEY}: {p.earned} of {p.most} points over {p.items} questions. {WHY_ONE_SUM}"
    return ONE_ALONE if any(one.counts and one.value is None for one in explanation.asked) else ""


def keys(explanation: Explanation) -> list[Card]:
    """A card for each question that has left use."""
    cards = []
    for one in explanation.asked:
        if one.key:
            earned = LEFT_OUT if one.key.points is None else f"{one.key.points} of {one.key.most}"
            rows = [SummaryRow("Your answer", one.answer), SummaryRow("Points", earned)]
            rows += [SummaryRow("Best answer", one.key.best), SummaryRow("Why", one.key.rationale)]
            cards.append((one.question, [row for row in rows if row.value]))
    return cards


def cards(explanation: Explanation, grade: str) -> list[Card]:
    """The sums in order: each kind of answer, the level, its range, the target and the difference."""
    parts = [_part_card(part, explanation) for part in explanation.parts]
    level = [_level_card(explanation)] if explanation.score.level is not None else []
    return [*parts, *level, _target_card(explanation, grade)]


# ---- one kind of answer ------------------------------------------------------------------------------


def _part_card(part: Part, explanation: Explanation) -> Card:
    together = len(part.methods) > 1
    share = (part.unheld - LOWEST) / (HIGHEST - LOWEST)
    divided = "" if together else f" ÷ {figure(part.weight)}"
    sums = f"{figure(part.mean)} + ({figure(part.earned)} − {figure(part.expected)}){divided} = {figure(share)}"
    spread = f"4 × {figure(part.residual_sd)} × √{figure(part.squares)}{divided} = {figure(part.se)}"
    rows = [
        *([SummaryRow("Weights", _shared(explanation))] if together else _terms(part, explanation)),
        *_mixed(part),
        SummaryRow(SHARE_TOGETHER if together else SHARE, sums),
        SummaryRow(SCORE, f"1 + 4 × {_bracketed(share)} = {figure(part.unheld)}"),
        *_held(part, together),
        SummaryRow(ERROR_TOGETHER if together else ERROR, spread),
    ]
    if part.methods == ("self",):
        rows.append(SummaryRow(SHOWN, f"You rated yourself {part.score:.1f}"))
    return TOGETHER if together else METHOD_NAMES[part.methods[0]], rows


def _mixed(part: Part) -> list[SummaryRow]:
    """Where the sums over two kinds come from, as far as no answer shows in them."""
    if not part.mixed:
        return []
    shares = " + ".join(f"{figure(m.share)} × {figure(m.mean)}" for m in part.mixed)
    expected = " + ".join(f"{figure(m.share)} × {figure(m.expected)}" for m in part.mixed)
    squares = " + ".join(f"{figure(m.share)}² × {figure(m.squares)}" for m in part.mixed)
    spread = " + ".join(f"{figure(m.share)}² × {figure(m.squares)} × {figure(m.residual_sd)}²" for m in part.mixed)
    return [
        SummaryRow(AVERAGE_TOGETHER, f"{shares} = {figure(part.mean)}"),
        SummaryRow(EXPECTED_TOGETHER, f"{expected} = {figure(part.expected)}"),
        SummaryRow(SQUARES_TOGETHER, f"{squares} = {figure(part.squares)}"),
        SummaryRow(SPREAD_TOGETHER, f"√(({spread}) ÷ {figure(part.squares)}) = {figure(part.residual_sd)}"),
    ]


def _bracketed(value: float) -> str:
    return f"({figure(value)})" if value < 0 else figure(value)


def _shared(explanation: Explanation) -> str:
    weights = [explanation.method_weights[method] for method in EVIDENCE]
    scenarios, knowledge = map(figure, weights)
    return f"In each sum, scenarios count {scenarios} and knowledge questions {knowledge} of {figure(sum(weights))}."


def _terms(part: Part, explanation: Explanation) -> list[SummaryRow]:
    """Weights × values added up where each may be shown, and weights × what was expected."""
    counted = [one for one in explanation.asked if one.method in part.methods and one.counts]
    earned = [(one.weight, one.value) for one in counted if one.value is not None]
    expected = [(one.weight, one.facility) for one in counted if one.facility is not None]
    rows = [(EARNED, earned, part.earned)] * (len(earned) == len(counted))
    rows += [(EXPECTED, expected, part.expected)]
    return [SummaryRow(label, f"{_added(pairs)} = {figure(total)}") for label, pairs, total in rows]


def _added(pairs: Sequence[tuple[float, float]]) -> str:
    return " + ".join(f"{figure(weight)} × {figure(value)}" for weight, value in pairs)


def _held(part: Part, together: bool) -> list[SummaryRow]:
    change = part.score - part.unheld
    if math.isclose(change, 0, abs_tol=1e-9):
        return []
    if not together:
        return [SummaryRow(HELD, f"{figure(part.unheld)} becomes {figure(part.score)}")]
    sign = "+" if change > 0 else "−"
    return [SummaryRow(HELD_APART, f"{figure(part.unheld)} {sign} {figure(abs(change))} = {figure(part.score)}")]


# ---- level, target, difference -----------------------------------------------------------------------


def _level_card(explanation: Explanation) -> Card:
    """The level from its parts, with error and range. Before the close only what the report shows of it."""
    score, likely = explanation.score, explanation.score.likely_range()
    if score.level is None or score.level_se is None or likely is None:
        raise ValueError(f"{score.domain} has no level")
    shown = f"{score.level:.1f}, likely range {figures.span(*likely)}"
    if not explanation.closed:
        return "Your level", [SummaryRow("Weights", _weights(explanation)), SummaryRow("As it stands", shown)]
    parts = [(figure(part.method_weight), part) for part in explanation.parts]
    total = figure(sum(part.method_weight for part in explanation.parts))
    sums = " + ".join(f"{weight} × {figure(part.score)}" for weight, part in parts)
    errors = " + ".join(f"({weight} × {figure(part.se)})²" for weight, part in parts)
    return "Your level", [
        SummaryRow("Weights", _weights(explanation)),
        SummaryRow(LEVEL, f"({sums}) ÷ {total} = {figure(score.level)}"),
        SummaryRow(LEVEL_ERROR, f"√({errors}) ÷ {total} = {figure(score.level_se)}"),
        SummaryRow(LOWER, _end(score.level, -score.level_se, likely[0])),
        SummaryRow(UPPER, _end(score.level, score.level_se, likely[1])),
        SummaryRow(SHOWN, shown),
    ]


def _weights(explanation: Explanation) -> str:
    weights = explanation.method_weights
    said = ", ".join(f"{METHOD_NAMES[method].lower()} {figure(weights[method])}" for method in METHODS)
    return f"{said.capitalize()}. A kind without answers is left out."


def _end(level: float, error: float, shown: float) -> str:
    reached, sign = level + LIKELY_Z * error, "+" if error > 0 else "−"
    held = "" if math.isclose(reached, shown) else f", held to {figure(shown)}"
    return f"{figure(level)} {sign} {figure(LIKELY_Z)} × {figure(abs(error))} = {figure(reached)}{held}"


def _target_card(explanation: Explanation, grade: str) -> Card:
    score, targets = explanation.score, explanation.targets
    rows = [SummaryRow(one.competency, _target(one)) for one in targets]
    if not any(one.adjustment for one in targets):
        none = "None for your grade" if grade == "permanent_secretary" else "None for your profession"
        rows.append(SummaryRow("Adjustment for your profession", none))
    mean = " + ".join(figure(one.target) for one in targets)
    rows.append(SummaryRow("Mean of these targets", f"({mean}) ÷ {len(targets)} = {figure(score.target)}"))
    if score.level is not None:
        gap = standing.shown_gap(score)
        word = "at" if gap == 0 else "below" if gap > 0 else "above"
        sums = f"{score.target:.1f} − {score.level:.1f} = {figure(gap)} ({word} target)"
        rows.append(SummaryRow("Difference: target − level, each rounded first", sums))
    return f"Target for your grade: {texts.GRADE_NAMES[grade].lower()}", rows


def _target(one: TargetPart) -> str:
    if not one.adjustment:
        return str(one.role)
    sign = "+" if one.adjustment > 0 else "−"
    total = one.role + one.adjustment
    held = "" if total == one.target else f", held to {figure(one.target)}"
    return f"{one.role} {sign} {abs(one.adjustment)} = {figure(total)}{held}"
