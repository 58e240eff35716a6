"""What people say about the assessment: what they may say, and from how many it is shown.

None of it is about anybody's capability, so it is no part of a release. It has a rule of its own: nothing is shown
while more can still be said, nothing from fewer than ten people, and no exact count.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.errors import EntryRefused
from assessment.practices import has_hidden, names_a_person

USEFUL = ("Not useful", "A little useful", "Fairly useful", "Useful", "Very useful")
EASY = ("Very hard", "Hard", "Neither easy nor hard", "Easy", "Very easy")
LONGEST = 500
"""Most characters of a text."""
FEWEST = 10
"""People who must have said something before any of it is shown, and who must have answered a question."""
STEP = 5
"""People and percentages are shown to the nearest of these, so that a single person can hardly be seen in them."""
SAY_SOMETHING = "Answer at least one question"
SELECT = "Select one of the answers shown"
TOO_LONG = f"What we should change first must be {LONGEST} characters or fewer"
HIDDEN = "What we should change first must not contain hidden characters: paste it as plain text"
NO_PERSON = "What we should change first must not give the address of a person"


@dataclass(frozen=True, slots=True)
class Said:
    """One person's feedback: numbers of words in USEFUL and EASY from 1, None where not answered; a text or none."""

    useful: int | None
    easy: int | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Distribution:
    """`people` who answered a question, to the nearest 5; `percent` for each word, to the nearest 5 out of 100.

    Both are 0 and empty where fewer than ten answered.
    """

    people: int
    percent: tuple[int, ...]


def checked(said: Said) -> Said:
    """The same with a tidy text. Raises EntryRefused with words for each field that is wrong."""
    tidy = Said(said.useful, said.easy, "\n".join(line.rstrip() for line in said.text.strip().splitlines()))
    found = {
        "useful": _unknown(said.useful, USEFUL) or ("" if tidy != Said(None, None) else SAY_SOMETHING),
        "easy": _unknown(said.easy, EASY),
        "text": _wrong(said.text, tidy.text),
    }
    if any(found.values()):
        raise EntryRefused({field: words for field, words in found.items() if words})
    return tidy


def _unknown(answer: int | None, words: tuple[str, ...]) -> str:
    return "" if answer is None or 1 <= answer <= len(words) else SELECT


def _wrong(typed: str, tidy: str) -> str:
    if has_hidden(typed, "\t\r\n"):
        return HIDDEN
    if len(tidy) > LONGEST:
        return TOO_LONG
    return NO_PERSON if names_a_person(tidy) else ""


def enough(people: int) -> bool:
    """Whether so many said something that it may be shown."""
    return people >= FEWEST


def distribution(answers: Iterable[int | None], words: tuple[str, ...]) -> Distribution:
    """How the answers to one question spread over its words."""
    counts = Counter(answer for answer in answers if answer is not None)
    people = counts.total()
    if not enough(people):
        return Distribution(0, ())
    shares = (nearest(100 * counts[number], people) for number in range(1, len(words) + 1))
    return Distribution(nearest(people), tuple(shares))


def nearest(part: int, whole: int = 1) -> int:
    """`part` over `whole`, to the nearest 5, halves upwards: 12 is 10, 12.5 is 15."""
    return STEP * ((2 * part + STEP * whole) // (2 * STEP * whole))
