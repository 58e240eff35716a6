"""The words of a report beside its sentences (assessment/sentences.py): about answers, never about people."""

from collections.abc import Iterable, Sequence
from datetime import date

from assessment import calibration, dates, sentences
from assessment.calibration import Confidence, Estimate, verdict
from assessment.item_types import CONFIDENCE
from assessment.model import Cell, Cycle, DomainScore, NotYet, Profile, QuestionBank, Sitting
from assessment.progress import RatingChange, Since
from assessment.sentences import Sentence
from assessment.standing import by_gap, shown_range
from ui import figures
from ui.confidence_chart import percent
from ui.figures import NOTHING
from ui.tables import WITHHELD
from ui.texts import GRADE_NAMES

PROFILE = "Your level in each area, on a scale of 1 to 5"
PROFILE_COLUMNS = ("Area", "Your level", "Likely range", "Target", "Difference", "You rated yourself")
REMIND = "Remind me on Monday"
SURPRISES = "Surprises"
SINCE = "Since last time"
FIRST_TIME = "This is your first report. The next one will show what has changed."
SINCE_COLUMNS = ("Area", "Then", "Range then", "Now", "Range now", "Change")
SINCE_RULE = (
    "A change is named only where the two ranges do not meet. Chance alone would name fewer than 1 area in 14. The two "
    "sittings may have had different questions."
)
RATINGS = "Your own ratings that changed"
RATING_COLUMNS = ("What you rated", "Area", "Then", "Now")
RATINGS_LATER = "After the close you see here which of your own ratings have changed."
OTHERS = "Others in your grade"
GRADE_COLUMNS = ("Area", "Your level", "Their average", "Range", "People", "Beside them")
SHOW_GRADE = "Show the published averages of your grade beside your levels"
NOTHING_RELEASED = "No results are published yet, so there is nothing to compare with."
HOW_SURE = "How sure you were"
RATED_HIGHER = "You rated yourself higher than your answers showed"
RATED_LOWER = "Your answers were stronger than you rated yourself"
NO_SURPRISES = "In no area do your own rating and your answers differ clearly."
NOTHING_TO_COMPARE = "No area has both your own rating and enough answers, so there is nothing to compare."
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
        f"After the close on {dates.closing_day(cycle.closes_at)} you see here where your rating and your answers "
        "differ, and how sure you were beside how often you were right. Not before: until then you can change your "
        "ratings, and others still answer these questions."
    )


def surprise(score: DomainScore, bank: QuestionBank, *, higher: bool) -> str:
    """One area with both figures and what each rests on."""
    return str(sentences.surprise(score, bank, higher=higher))


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


def headings(found: calibration.Surprises) -> Sequence[tuple[bool, str, tuple[DomainScore, ...]]]:
    """What differs, either way (rated higher or not), with the areas in which it does."""
    both = ((True, RATED_HIGHER, found.rated_higher), (False, RATED_LOWER, found.rated_lower))
    return [(higher, words, scores) for higher, words, scores in both if scores]


# ---- headline and who --------------------------------------------------------------------------------


def profile_rows(profile: Profile, too_few: Sequence[DomainScore], bank: QuestionBank) -> list[tuple[str, ...]]:
    """The table of levels: areas furthest below target first, those with too few answers last."""
    rows = [figures.profile_row(score, bank) for score in by_gap(profile.scores)]
    return rows + [figures.unscored_row(score, bank) for score in too_few]


def joined(said: Iterable[Sentence]) -> str:
    return " ".join(map(str, said))


def headline_of(said: Iterable[Sentence]) -> str:
    """The headline for somebody who reads another's report."""
    return f"In the words that its owner reads: “{joined(said)}”"


def about(sitting: Sitting, organisation: str) -> str:
    submitted = dates.day(sitting.submitted_at) if sitting.submitted_at else ""
    return f"{GRADE_NAMES[sitting.person.grade]}, {organisation}. {sitting.cycle.name}. Submitted {submitted}."


def shared_until(owner: str, until: date | None) -> str:
    """Whose report it is and how long it can be read."""
    whose = f"{owner} shares this report with you" if owner else "The owner of this report shares it with you"
    how_long = f" until {dates.in_words(until)}, and can stop sooner" if until else ""
    what = "It is for their development. It is not an appraisal, and not to be passed on."
    return f"{whose}{how_long}. {what} Where the report says “you”, it means them."


# ---- since last time ---------------------------------------------------------------------------------


def since_row(row: Since, bank: QuestionBank) -> tuple[str, ...]:
    name = sentences.name_of(bank, row.domain)
    return name, *_level(row.then), *_level(row.now), str(row.change)


def _level(score: DomainScore | None) -> tuple[str, str]:
    likely = shown_range(score) if score else None
    if score is None or score.level is None or likely is None:
        return NOTHING, NOTHING
    return f"{score.level:.1f}", f"{likely[0]:.1f} to {likely[1]:.1f}"


def since_caption(then: Cycle) -> str:
    return f"Your level then ({then.name}) and now, on a scale of 1 to 5"


def rating_row(one: RatingChange, bank: QuestionBank) -> tuple[str, ...]:
    item = bank.item_by_id[one.item]
    return item.restatement, sentences.name_of(bank, item.domain), str(one.then), str(one.now)


# ---- others in the same grade ------------------------------------------------------------------------


def grade_row(score: DomainScore, cell: Cell | None, bank: QuestionBank) -> tuple[str, ...]:
    """The published average of the grade with its range and people, and where the person's range lies."""
    own = NOTHING if score.level is None else f"{score.level:.1f}"
    name = sentences.name_of(bank, score.domain)
    theirs = (WITHHELD,) * 3
    if cell is not None and cell.estimate is not None and cell.low is not None and cell.high is not None:
        theirs = (f"{cell.estimate:.1f}", f"{cell.low:.1f} to {cell.high:.1f}", f"{cell.n:,}")
    return name, own, *theirs, str(sentences.beside_grade(score, cell))


def grade_caption(grade: str, cycle: Cycle) -> str:
    return f"{GRADE_NAMES[grade]}, all of government, {cycle.name}: average level in each area, on a scale of 1 to 5"
