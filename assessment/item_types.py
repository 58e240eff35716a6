"""The item types: how each is shown, read and scored. A new type is one class here.

`control` describes the widget, `parse` turns a raw choice into a value, `value` gives the x of the calculation rules
(docs/method.md): between 0 and 1, or None when the answer counts as missing.
"""

from typing import Protocol

from assessment.errors import InvalidResponse
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, Control, Item, Response

NOT_MY_ROLE = "Does not apply to my role"
I_DO_NOT_KNOW = "I do not know"
NOT_ANSWERED = "Not answered"
CONFIDENCE = ("A guess", "Fairly sure", "Certain")


class ItemType(Protocol):
    """`method` is the score it feeds (self, situational, knowledge) or empty where it feeds none."""

    name: str
    method: str
    offers_do_not_know: bool

    def control(self, item: Item, order: tuple[int, ...]) -> Control: ...

    def parse(self, item: Item, raw: int) -> int: ...

    def value(self, item: Item, response: int) -> float | None: ...


class _Choice:
    """What all types share: a radio group of the options in the order shown, then the divided-off answers."""

    name = ""
    method = ""
    shuffled = False
    offers_do_not_know = True
    offers_not_applicable = True
    has_confidence = False
    lead = "Select an answer"

    def values(self, item: Item, order: tuple[int, ...]) -> tuple[int, ...]:
        extra = (DO_NOT_KNOW,) * self.offers_do_not_know + (NOT_APPLICABLE,) * self.offers_not_applicable
        return (*order, *extra)

    def control(self, item: Item, order: tuple[int, ...]) -> Control:
        """`order` is the order in which the option numbers are shown to this person."""
        words = {DO_NOT_KNOW: I_DO_NOT_KNOW, NOT_APPLICABLE: NOT_MY_ROLE}
        values = self.values(item, order)
        choices = tuple(words[v] if v in words else item.options[v - 1].text for v in values)
        follow_up = None
        if self.has_confidence:
            follow_up = Control(
                "radio",
                "How sure are you?",
                CONFIDENCE,
                tuple(range(1, 1 + len(CONFIDENCE))),
                error="Select how sure you are",
            )
        return Control(
            "radio",
            item.stem,
            choices,
            values,
            context=item.scenario,
            error=self.lead,
            help=item.help,
            follow_up=follow_up,
        )

    def parse(self, item: Item, raw: int) -> int:
        """Check a raw value; raises InvalidResponse for anything the item does not offer."""
        if raw not in self.values(item, tuple(range(1, len(item.options) + 1))):
            raise InvalidResponse(item.id)
        return raw

    def value(self, item: Item, response: int) -> float | None:
        """x in 0-1: points over the most points; "I do not know" earns 0, "does not apply" is missing."""
        if response == NOT_APPLICABLE:
            return None
        if response == DO_NOT_KNOW:
            return 0.0
        return item.options[response - 1].points / max(option.points for option in item.options)


class Rating(_Choice):
    """Self-rating on behaviour anchors, or any scale of 2 to 10 points: x = (option - 1) / (K - 1), reversed first."""

    name, method = "rating", "self"
    offers_do_not_know = False
    lead = "Select the statement that fits you best"

    def value(self, item: Item, response: int) -> float | None:
        """ "I do not know" counts as the lowest option, should a file hold it (screens do not offer it)."""
        if response == NOT_APPLICABLE:
            return None
        if response == DO_NOT_KNOW:
            return 0.0
        top = len(item.options) - 1
        steps = response - 1
        return (top - steps if item.reverse else steps) / top


class Situational(_Choice):
    """A scenario with partial credit: x = key / 3."""

    name, method = "situational", "situational"
    shuffled = True
    lead = "Select what you would do"


class Knowledge(_Choice):
    """One right answer: x is 1 or 0. Confidence is asked after it and never scored."""

    name, method = "knowledge", "knowledge"
    shuffled = True
    has_confidence = True


class Pulse(_Choice):
    """A statement about the department, never part of a person's score. "I do not know" is counted, not averaged."""

    name = "pulse"
    offers_not_applicable = False
    lead = "Select how far you agree"

    def value(self, item: Item, response: int) -> float | None:
        return None if response <= DO_NOT_KNOW else (response - 1) / (len(item.options) - 1)


class Vignette(_Choice):
    """A described person to be placed on the levels: a check of leniency, never used to rescale."""

    name = "vignette"
    offers_do_not_know = False
    offers_not_applicable = False
    lead = "Select the level that fits best"

    def value(self, item: Item, response: int) -> float | None:
        return None


ITEM_TYPES: dict[str, _Choice] = {t.name: t for t in (Rating(), Situational(), Knowledge(), Pulse(), Vignette())}


def of(item: Item) -> _Choice:
    return ITEM_TYPES[item.type]


def checked(item: Item, raw: int, confidence: int | None) -> Response:
    """A response of values that the item offers; raises InvalidResponse for any other."""
    kind = of(item)
    if confidence is not None and not (kind.has_confidence and 1 <= confidence <= len(CONFIDENCE)):
        raise InvalidResponse(item.id)
    return Response(item.id, kind.parse(item, raw), confidence)


def answer_words(item: Item, response: Response | None) -> str:
    """The answer as the person read it; with how sure they were."""
    if response is None:
        return NOT_ANSWERED
    special = {DO_NOT_KNOW: I_DO_NOT_KNOW, NOT_APPLICABLE: NOT_MY_ROLE}
    words = special.get(response.value) or item.options[response.value - 1].text
    if response.confidence:
        words += f" ({CONFIDENCE[response.confidence - 1].lower()})"
    return words
