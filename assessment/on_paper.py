"""Answers as they stand on paper: the marks printed before options (assessment/paper_marks.py), and how sure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment import item_types
from assessment.model import Item, Response
from assessment.paper_marks import SPECIAL, marks

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


def written(item: Item, response: Response | None) -> Written:
    """A response as it is typed; empty without one."""
    mark = {value: mark for mark, value in marks(item).items()}.get(response.value) if response else None
    if response is None or mark is None:
        return Written("")
    return Written(mark, str(response.confidence or ""))


def offered(item: Item) -> str:
    """What may be typed for the item, in words: P to T, D or N."""
    printed = [mark for mark in marks(item) if mark not in SPECIAL.values()]
    *most, last = f"{printed[0]} to {printed[-1]}", *(mark for mark in marks(item) if mark in SPECIAL.values())
    return f"{', '.join(most)} or {last}" if most else last


def read(item: Item, said: Written) -> Read:
    """The response that was typed, in small or capital letters; a faulty `sure` does not take the answer with it."""
    answer, sure = _tidy(said.answer), _tidy(said.sure) if item_types.of(item).has_confidence else ""
    if not answer:
        return Read(None, {"sure": ANSWER_FIRST} if sure else {})
    if answer not in marks(item):
        return Read(None, {"answer": f"enter {offered(item)}"})
    known = not sure or sure in SURE
    response = item_types.checked(item, marks(item)[answer], int(sure) if sure and known else None)
    return Read(response, {} if known else {"sure": SURE_FAULT})


def _tidy(text: str) -> str:
    return text.strip().upper()
