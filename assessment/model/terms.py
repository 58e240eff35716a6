"""The closed lists and limits of the assessment, and figures that cannot be given yet."""

from dataclasses import dataclass

DO_NOT_KNOW = 0
"""Value of a response that says "I do not know". Option numbers start at 1, so 0 is free."""
NOT_APPLICABLE = -1
"""Value of a response that says "Does not apply to my role": missing for scoring, unlike DO_NOT_KNOW."""

GRADES = ("deputy_director", "director", "director_general", "permanent_secretary")
"""Grades in ascending order."""
FUNCTIONS = ("policy", "operational_delivery", "corporate")
"""Functions a target can be adjusted for."""
PROFESSION_BANDS = (*FUNCTIONS, "other")
"""Bands of profession that a release can show; `other` has no adjustment of targets."""
METHODS = ("self", "situational", "knowledge")
MEASURES = (
    "level",
    "self",
    "demonstrated",
    "pulse",
    "do_not_know",
    "spread",
    "class_low",
    "class_middle",
    "class_high",
    "change",
    "change_stayers",
)
"""What a cell of a release is about. The first four are estimates on 1-5 with a range, `change` and `change_stayers`
are differences of them between cycles; `do_not_know` and the classes are shares (0-1), `spread` a place in SPREAD."""
SPREAD = ("few", "some", "most")
"""How many leaders of a group stand at level 4 or above, as the only words in which a release says it."""
PRACTICE_EFFORTS = ("small", "medium", "large")
"""How much effort a practice that an organisation shares takes, in ascending order."""
DEFAULT_MINIMUM_GROUP = 10
"""People in the smallest group whose results are published, unless a cycle says more; never below 5."""
LIKELY_Z = 1.281552
"""Half-width of a person's likely range in standard errors: 80%, the certainty at which a level may be named."""
FEWEST_TOGETHER = 2
"""Answers to items in use of which a person is told together what they earned: a single one would give its key away."""
LOWEST, HIGHEST = 1.0, 5.0
"""The ends of the reporting scale on which levels, targets and gaps are stated."""


@dataclass(frozen=True, slots=True)
class NotYet:
    """A figure that cannot be given yet: there are `n` where `needed` are needed. A value of its own, never a blank."""

    n: int
    needed: int

    def __str__(self) -> str:
        return f"not yet estimable: {self.n} of {self.needed}"


@dataclass(frozen=True, slots=True)
class NotDefined:
    """A figure that does not exist for so few items, or where all answers are the same, however many people answer."""

    items: int
    reason: str = "too few items"

    def __str__(self) -> str:
        return f"not defined: {self.reason} ({self.items})"
