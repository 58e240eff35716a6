"""Who is asking, and people with their sittings, answers and scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assessment.model.terms import DEFAULT_MINIMUM_GROUP, HIGHEST, LIKELY_Z, LOWEST


class Role(StrEnum):
    RESPONDENT = "respondent"
    LEARNING_TEAM = "learning_team"
    DEPARTMENT_HR = "department_hr"
    DEPARTMENT_LEAD = "department_lead"
    BANK_EDITOR = "bank_editor"
    ADMINISTRATOR = "administrator"
    GUEST = "guest"
    """Someone whom a leader named: they read what was shared with them, and give a second opinion."""
    CONSUMER = "consumer"
    """A program with a token: it reads published results and nothing else."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking. `person` is the pseudonymous key of an invited person, empty for anyone else."""

    account: str
    name: str
    roles: frozenset[Role]
    person: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """One person's value for one item: an option's number in stored order, DO_NOT_KNOW or NOT_APPLICABLE."""

    item: str
    value: int
    confidence: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """An invited person as the cohort of a cycle has them."""

    id: str
    organisation: str
    grade: str


@dataclass(frozen=True, slots=True)
class Cycle:
    """A dated window in which a cohort answers. Times are UTC; `closes_at` is the first moment that is too late."""

    id: int
    name: str
    status: str
    family: str
    bank_version: str
    opens_at: datetime
    closes_at: datetime
    minimum_group: int = DEFAULT_MINIMUM_GROUP
    made_up: bool = False
    closed_at: datetime | None = None
    launched_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """When answering ends or ended: the planned moment, or the earlier one at which the cycle was closed."""
        return min(self.closes_at, self.closed_at) if self.closed_at else self.closes_at

    def has_ended(self, now: datetime) -> bool:
        """Whether nothing can be answered any more. `assessment/store/own.py` says the same in SQL."""
        return self.status != "draft" and (self.status != "open" or now >= self.ends_at)

    def begins_later(self, now: datetime) -> bool:
        """Whether nothing can be answered yet."""
        return self.status in ("draft", "open") and now < self.opens_at


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person's run of one form of one bank version in one cycle."""

    id: int
    person: Person
    cycle: Cycle
    form: str
    bank_version: str
    status: str
    profession: str
    time_in_role: str
    digital_responsibility: str
    option_orders: Mapping[str, tuple[int, ...]]
    started_at: datetime
    submitted_at: datetime | None = None
    situational_fixed_at: datetime | None = None
    examples_fixed_at: datetime | None = None
    reference: str = ""
    entered_by: str = ""
    feedback_given: bool = False

    @property
    def being_entered(self) -> bool:
        """Whether the learning team is entering the answers from paper; until it has submitted, nobody else may."""
        return bool(self.entered_by) and self.submitted_at is None


@dataclass(frozen=True, slots=True)
class DomainScore:
    """A person's result in one domain on 1-5, unrounded; None where there is too little evidence.

    `status` is `scored` or `not_enough_answers`; `self`, `demonstrated` and `level` carry their standard error and
    `self` and `demonstrated` the number of items behind them.
    """

    domain: str
    self: float | None
    self_se: float | None
    self_n: int
    demonstrated: float | None
    demonstrated_se: float | None
    demonstrated_n: int
    level: float | None
    level_se: float | None
    target: float
    status: str

    @property
    def gap(self) -> float | None:
        """Target minus level: positive is below target."""
        return None if self.level is None else self.target - self.level

    def likely_range(self) -> tuple[float, float] | None:
        """The range that holds the true level 8 times out of 10 (level plus and minus 1.28 SE), held to 1-5."""
        if self.level is None or self.level_se is None:
            return None
        reach = LIKELY_Z * self.level_se
        return max(LOWEST, self.level - reach), min(HIGHEST, self.level + reach)


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's scores, in the order of the bank's domains, with what they were computed from."""

    bank_version: str
    form: str
    grade: str
    scores: tuple[DomainScore, ...]
    submitted_at: datetime | None = None

    @property
    def scored(self) -> tuple[DomainScore, ...]:
        return tuple(s for s in self.scores if s.status == "scored")
