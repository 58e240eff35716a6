"""Words about the three questions after submitting, and about what everybody said. People's texts are data here."""

from assessment.feedback import EASY, FEWEST, LONGEST, USEFUL, Distribution
from assessment.service.feedback import FeedbackView

TITLE = "Tell us what you think"
LINK = "Tell us what you think (3 questions)"
USEFUL_QUESTION = "How useful is your report to you?"
EASY_QUESTION = "How easy was it to answer?"
CHANGE_QUESTION = "What should we change first?"
CHANGE = f"{CHANGE_QUESTION} (up to {LONGEST} characters; do not name anyone)"
BEFORE = (
    f"Each question is optional. Your answers are kept without your name and time: nobody knows whose they are, so you "
    f"cannot change them later. The learning team sees them after the close, if at least {FEWEST} people have answered."
)
SEND = "Send"
THANKS_TITLE = "Thank you for telling us"
THANKS = "What you said is kept, and nobody knows that it is yours."
AFTER_SUBMITTING = "You can tell us what you think once you have submitted your answers."
TOO_LATE = "The assessment is closed, so you can no longer tell us what you think of it."
RESULTS = "What people said about the assessment"
NOT_BEFORE = "What people say is shown after the close. Until then more can be said, and one answer would show."
TOO_FEW = f"Fewer than {FEWEST} people said something, so nothing is shown."
FEW_ANSWERS = f"Fewer than {FEWEST} people answered this question, so it is not shown."
NO_TEXTS = "Nobody has written what we should change."
TEXTS_ORDER = "In no order: it does not say who wrote or when, or how they answered the other questions."
COLUMNS = ("Answer", "People")
HOW_TO_READ = (
    "Numbers are rounded to the nearest 5, so that no one person can be seen in them. They need not add up to 100.",
    "This is about the assessment, not about what anybody can do. It is not split by organisation or grade, and no "
    "link to a person is kept.",
    "People chose to answer. Those who did not may think otherwise.",
)
FILE_COLUMNS = ("Question", *COLUMNS)


def people(view: FeedbackView) -> str:
    return f"About {view.people:,} people said something about {view.cycle.name}."


def questions(view: FeedbackView) -> tuple[tuple[str, tuple[str, ...], Distribution | None], ...]:
    """Both questions with their words and how the answers spread."""
    return (USEFUL_QUESTION, USEFUL, view.useful), (EASY_QUESTION, EASY, view.easy)


def caption(question: str, found: Distribution) -> str:
    return f"{question} Percentage of about {found.people:,} people"


def rows(words: tuple[str, ...], found: Distribution) -> list[tuple[str, str]]:
    """The words of a question from the first to the last, with COLUMNS."""
    return [(word, f"{share}%") for word, share in zip(words, found.percent, strict=True)]


def file_rows(view: FeedbackView) -> list[tuple[str, str, str]]:
    """All that is shown, as rows of a file; a question that is not shown has none."""
    return [
        (question, *row) for question, words, found in questions(view) if found and found.people
        for row in rows(words, found)
    ]  # fmt: skip
