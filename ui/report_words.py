"""The words of what a report shows after the close, surprises and confidence: about answers, never about people."""

from collections.abc import Sequence

from assessment import calibration, dates
from assessment.calibration import Confidence, Estimate, verdict
from assessment.item_types import CONFIDENCE
from assessment.model import Cycle, DomainScore, NotYet
from ui.confidence_chart import percent
from ui.figures import NOTHING

SURPRISES = "Surprises"
HOW_SURE = "How sure you were"
RATED_HIGHER = "You rated yourself higher than your answers showed"
RATED_LOWER = "Your answers were stronger than you rated yourself"
NO_SURPRISES = "In no area do your own rating and your answers differ clearly."
SURPRISE_RULE = (
    "An area is named if the two differ by a level or more, and by more than their ranges explain. Chance alone would "
    "name about 1 area in 10. At most two are named each way."
)
NEVER_SAID = "You have not said how sure you were of a knowledge question, so there is nothing to compare."
COLUMNS = ("You said", "Taken as", "Right", "Answers")
CAPTION = "How sure you were, and how often you were right"


def after_close(cycle: Cycle) -> str:
    """Why surprises and confidence are not there yet."""
    return (
        f"After the close on {dates.day(cycle.closes_at)} you see here where your rating and your answers differ, and "
        "how sure you were beside how often you were right. Not before: until then you can change your ratings, and "
        "others still answer these questions."
    )


def surprise(score: DomainScore, name: str) -> str:
    """One area with both figures and what each rests on."""
    apart = calibration.difference(score)
    if apart is None or score.self is None or score.demonstrated is None:
        raise ValueError(f"{score.domain} has no rating or no demonstrated score")
    ratings = "1 rating" if score.self_n == 1 else f"{score.self_n} ratings"
    return (
        f"{name}: you rated yourself {score.self:.1f} ({ratings}), your answers showed {score.demonstrated:.1f} "
        f"({score.demonstrated_n} questions)."
    )


def rows(found: Confidence) -> list[tuple[str, ...]]:
    """The chart as a table, with confidences never given."""
    return [
        (
            CONFIDENCE[pair.confidence - 1],
            percent(pair.chance),
            NOTHING if pair.right is None else percent(pair.right),
            str(pair.n),
        )
        for pair in reversed(found.pairs)
    ]


def how_to_read(found: Confidence) -> tuple[str, ...]:
    """What the figures mean, with the chance that the bank gives to the middle confidence."""
    middle = found.pairs[len(found.pairs) // 2]
    return (
        f"When you say “{CONFIDENCE[middle.confidence - 1]}”, we take it that you expect to be right about "
        f"{100 * middle.chance:.0f} times out of 100.",
        "Of a single answer we do not say whether it was right: its question may be asked again.",
        "“I do not know” is left out: it claims no answer that could be right. None of this counts in your level.",
        "All answers of cycles that have ended count. The range holds the true figure about 9 times out of 10. We only "
        "say more or less sure than right if the range leaves out nought.",
    )


def index(found: Confidence) -> str:
    """The index in a sentence with its range and number of answers, or that there are too few answers."""
    if isinstance(found.index, NotYet):
        return f"Whether you are more or less sure than right is {found.index} answers."
    return _sentence(found.index)


def _sentence(made: Estimate) -> str:
    span = f"range {_points(made.low)} to {_points(made.high)}"
    size = f"{abs(100 * made.value):.0f} points"
    said = verdict(made)
    over = f"Over {made.answers} answers"
    if said == "about right":
        return f"{over} you were about as sure as right: {_points(made.value)} points apart ({span})."
    side = "more" if said == "more sure than right" else "less"
    return f"{over} you were {side} sure than right, by {size} out of 100 on average ({span})."


def _points(share: float) -> str:
    """A signed number of points out of 100: +15, −8, 0."""
    points = round(100 * share)
    return f"{points:+d}".replace("-", "−") if points else "0"


def headings(found: calibration.Surprises) -> Sequence[tuple[str, tuple[DomainScore, ...]]]:
    """What differs, either way, with the areas in which it does."""
    both = ((RATED_HIGHER, found.rated_higher), (RATED_LOWER, found.rated_lower))
    return [(words, scores) for words, scores in both if scores]
