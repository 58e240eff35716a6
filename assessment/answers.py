"""What many people answered, as arrays: the shape in which statistics read a responses file or a released cycle."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[np.object_]
Codes = NDArray[np.int8]
Numbers = NDArray[np.float64]
NOT_ANSWERED = -2
"""Code of an empty cell in an array of values; 0 is "I do not know", -1 "does not apply", 1 and up are options."""


@dataclass(frozen=True, slots=True)
class Answers:
    """One entry a respondent in every array, never with a key of the person.

    `values` and `confidence` are rows x `items`: option numbers from 1 in stored order, 0 "I do not know", -1 "does not
    apply", -2 not answered; confidence 1 guess to 3 certain, 0 where not given. `forms` holds "" for the whole bank,
    `bands` the band of profession, "" where not said. `seconds` is rows x `items` with the time that each answer took,
    NaN where it is not known; None where no time was kept at all, as in a file.
    """

    items: tuple[str, ...]
    values: Codes
    confidence: Codes
    forms: Texts
    grades: Texts
    bands: Texts
    seconds: Numbers | None = None

    def __len__(self) -> int:
        return len(self.forms)

    def rows(self, chosen: NDArray[np.bool_]) -> "Answers":
        """The answers of some respondents only."""
        return replace(
            self,
            values=self.values[chosen],
            confidence=self.confidence[chosen],
            forms=self.forms[chosen],
            grades=self.grades[chosen],
            bands=self.bands[chosen],
            seconds=None if self.seconds is None else self.seconds[chosen],
        )
