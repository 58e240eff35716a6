"""What a person keeps with their report: a plan, and whom they let read it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do for a goal. `kind` is ten_minutes, half_day, three_months or learning.

    `reference` is the id of a development action or, for learning, of a learning offer.
    """

    kind: str
    reference: str
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A domain that a person chose to work on, whom they will talk to, and by when."""

    id: int
    domain: str
    talk_to: str
    due_on: date | None
    created_at: datetime
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A report that `reader` (an account) may read to the end of the day `ends_on`, unless it is withdrawn."""

    id: int
    sitting_id: int
    reader: str
    created_at: datetime
    ends_on: date
    withdrawn_at: datetime | None = None

    def is_open(self, today: date) -> bool:
        """`today` in the United Kingdom."""
        return self.withdrawn_at is None and today <= self.ends_on
