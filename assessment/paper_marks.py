"""What stands before each answer on a paper form, and which value a mark that somebody copies from it means.

The bank keeps the best answer of a scenario first, so neither its order nor its numbers may be printed: options that a
screen shuffles stand on paper in an order of their own for each item, the same on every form, with letters from P on.
Ordered scales keep their order and numbers. D and N are "I do not know" and "Does not apply to my role".
"""

import random

from assessment import item_types
from assessment.errors import InvalidResponse
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, Item

LETTERS = "PQRSTUVWXYZ"
"""Neither digits nor D or N: whoever takes a letter for a number of the bank finds out at once."""
SPECIAL = {DO_NOT_KNOW: "D", NOT_APPLICABLE: "N"}


def order(item: Item) -> tuple[int, ...]:
    """The options' numbers in stored order, as they stand on paper from top to bottom."""
    numbers = range(1, len(item.options) + 1)
    if not item_types.of(item).shuffled:
        return tuple(numbers)
    return tuple(random.Random(f"paper/{item.id}").sample(numbers, len(numbers)))  # noqa: S311 - not a secret


def marks(item: Item) -> dict[str, int]:
    """The value that each mark stands for, in the order printed."""
    values = item_types.of(item).values(item, order(item))
    shuffled = item_types.of(item).shuffled
    return {SPECIAL.get(v) or (LETTERS[place] if shuffled else str(v)): v for place, v in enumerate(values)}


def value(item: Item, mark: str) -> int:
    """The value of a mark, capital or small; raises InvalidResponse for one that the form does not print."""
    found = marks(item).get(mark.strip().upper())
    if found is None:
        raise InvalidResponse(item.id)
    return found
