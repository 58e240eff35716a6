"""Words about answers that the learning team enters from paper: for the team, and for the person they are of."""

from collections.abc import Sequence
from urllib.parse import urlencode

from assessment import dates, item_types, on_paper
from assessment.model import Item, Sitting
from assessment.service.entering import FEWEST_CHARACTERS, Entry, Found, Invited
from ui import tables
from ui.texts import GRADE_NAMES

TITLE = "Enter answers"
LEAD = "For people who have answered on paper or by phone. You enter what they said; they see their report."
SEARCH = f"Key or name (at least {FEWEST_CHARACTERS} characters)"
SEARCH_HELP = "Look for the beginning of their key, or for a part of their name."
NOBODY = "Nobody who is invited has such a key or name."
MORE = "There are more people than these. Type more of the key or the name."
NO_ACCOUNT = "No account"
COLUMNS = ("Key", "Name", "Organisation", "Grade")
LETTER = "Which letter is printed on the paper?"
BEFORE = (
    "The paper has the letter of its form at the top. Enter only what the person has written. While you do so they "
    "cannot answer here; they can delete what you enter. Once you submit, you can no longer read it."
)
BEGIN = "Begin to enter answers"
PROGRESS = {
    "not started": "Not started",
    "online": "Answers online",
    "being entered": "Being entered from paper",
    "submitted": "Submitted",
}
HANDED_OVER = "Submitted. The answers and the report are for the person alone: they see them when they sign in."
ONLINE = "This person answers online, so nothing can be entered here. Nobody but them can see what they have answered."
GIVEN_IN = "The answers of this person have been submitted. Nobody but them can see the answers or the report."
HOW_TITLE = "What to type"
HOW = (
    "The mark printed before the answer: a number or a letter. D is “I do not know”. N is “Does not apply to my role”.",
    "For knowledge questions also how sure the person was: " + ", ".join(
        f"{number} {words.lower()}" for number, words in enumerate(item_types.CONFIDENCE, 1)
    ) + ". Leave it empty if they did not say.",
    "Leave a question empty if the paper has no answer to it. Each answer is saved when you go on to the next field.",
)  # fmt: skip
ROLE = "About the person"
ROLE_HELP = "Targets depend on the profession. Leave a field empty if the paper says nothing."
PROFESSION, TIME = "Profession (optional)", "Time in senior roles (optional)"
NOT_ON_PAPER = "Not on the paper"
DECLARATION = "I have entered what is on the paper"
SUBMIT = "Submit these answers"
SUBMITTING = "When you submit, the answers are scored. You cannot read or change them after that."
DISCARD_TITLE = "Wrong person or wrong form"
DISCARDING = "You can take back all that you have entered. The person can then begin here, or you with another form."
SURE_TO_DISCARD = "Take back all that is entered for this person"
DISCARD = "Take it all back"
DONE = {"submit": HANDED_OVER, "discard": "What was entered is taken back."}
BEING_ENTERED = (
    "The learning team is entering your answers from paper. You cannot change them here until it has submitted them. "
    "If you would rather answer here, delete them and start."
)


def on_behalf(sitting: Sitting) -> str:
    """That somebody entered the answers for the person, and when; never who. Empty where they did so themselves."""
    if not sitting.entered_by or sitting.submitted_at is None:
        return ""
    return f"Entered on your behalf on {dates.day(sitting.submitted_at)}."


def name(invited: Invited) -> str:
    return invited.name or NO_ACCOUNT


def title(entry: Entry | None) -> str:
    """The title of the browser; another one for each state, so that focus moves to the heading when it changes."""
    return f"{TITLE}: {PROGRESS[entry.progress].lower()}" if entry else TITLE


def rows(found: Found) -> list[tuple[tables.Cell, ...]]:
    """The people of a search, with COLUMNS."""
    return [(_link(one.key), name(one), one.organisation, GRADE_NAMES[one.grade]) for one in found.people]


def _link(key: str) -> tables.Link:
    """To the page of one person, by their key, which says nothing about them."""
    return tables.Link(key, f"/enter-answers?{urlencode({'person': key})}")


def label(number: int, item: Item) -> str:
    """The name of a field: the number on paper, what the question is about, and what may be typed."""
    then = f"; then how sure, 1 to {on_paper.SURE[-1]}" if item_types.of(item).has_confidence else ""
    return f"{number}. {item.restatement} ({on_paper.offered(item)}{then})"


def sure_label(number: int) -> str:
    """The name of the field beside it."""
    return f"{number}. How sure, 1 to {on_paper.SURE[-1]}"


def fault(number: int, words: str) -> str:
    """What is wrong with a field, also where it is told far from it: Question 17: enter 1 to 5, D or N."""
    return f"Question {number}: {words}"


def so_far(entry: Entry) -> str:
    """How much is entered, and which questions have no answer."""
    entered, missing = len(entry.items) - len(entry.missing), entry.missing
    done = f"{entered} of {len(entry.items)} answers are entered."
    return f"{done} {_without(missing)}" if missing else f"{done} No question is empty."


def _without(numbers: Sequence[int]) -> str:
    """Numbers in a sentence, runs of three or more drawn together."""
    spans = _spans(numbers)
    told = f"{', '.join(spans[:-1])} and {spans[-1]}" if len(spans) > 1 else spans[0]
    return f"No answer: {'question' if len(numbers) == 1 else 'questions'} {told}."


def _spans(numbers: Sequence[int]) -> list[str]:
    """1, 2, 3, 7, 9, 10 as "1 to 3", "7", "9", "10"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [[f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(one) for one in run] for run in runs]
    return [span for spans in told for span in spans]
