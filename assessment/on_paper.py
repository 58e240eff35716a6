"""Answers as they stand on paper: the numbers of options in stored order, and letters for what is no option."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment import item_types
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, Item, Response

LETTERS = {DO_NOT_KNOW: "D", NOT_APPLICABLE: "N"}
"""What stands for "I do not know" and for "Does not apply to my role"."""
SURE = tuple(str(number) for number in range(1, len(item_types.CONFIDENCE) + 1))
SURE_FAULT = f"enter 1 to {SURE[-1]} for how sure, or leave it empty"
ANSWER_FIRST = "enter the answer, or empty how sure"


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody typed for one item; `sure` only for items that ask how sure one is."""

    answer: str
    sure: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What it means; None where nothing or nothing usable was typed. `faults` has words for "answer" and "sure"."""

    response: Response | None
    faults: Mapping[str, str] = field(default_factory=dict)


def codes(item: Item) -> dict[str, int]:
    """What may stand on paper for the item, with the value it records."""
    values = item_types.of(item).values(item, tuple(range(1, len(item.options) + 1)))
    return {LETTERS.get(value, str(value)): value for value in values}


def written(item: Item, response: Response | None) -> Written:
    """A response as it is typed; empty without one."""
    if response is None or response.value not in codes(item).values():
        return Written("")
    code = LETTERS.get(response.value, str(response.value))
    return Written(code, str(response.confidence or ""))


def offered(item: Item) -> str:
    """What may be typed for the item, in words: 1 to 5, D or N."""
    letters = [code for code in codes(item) if not code.isdigit()]
    *most, last = f"1 to {len(item.options)}", *letters
    return f"{', '.join(most)} or {last}" if most else last


def read(item: Item, said: Written) -> Read:
    """The response that was typed, in small or capital letters; a faulty `sure` does not take the answer with it."""
    answer, sure = _tidy(said.answer), _tidy(said.sure) if item_types.of(item).has_confidence else ""
    if not answer:
        return Read(None, {"sure": ANSWER_FIRST} if sure else {})
    if answer not in codes(item):
        return Read(None, {"answer": f"enter {offered(item)}"})
    known = not sure or sure in SURE
    response = item_types.checked(item, codes(item)[answer], int(sure) if sure and known else None)
    return Read(response, {} if known else {"sure": SURE_FAULT})


def _tidy(text: str) -> str:
    return text.strip().upper()
