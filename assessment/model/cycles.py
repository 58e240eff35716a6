"""What happens to a cycle once people have answered: figures are checked, and something is done about gaps."""

from dataclasses import dataclass
from datetime import date, datetime

VERDICTS = ("agreed", "queried")
"""What an organisation may say of its figures before they are released."""
ACTION_STATUSES = ("planned", "under_way", "done", "dropped")
"""Where an action stands."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """What an organisation (code) said of its figures in a release of that number; `account` is an id, `at` UTC."""

    release_number: int
    organisation: str
    account: str
    at: datetime
    verdict: str
    text: str


@dataclass(frozen=True, slots=True)
class GapAction:
    """What people said and what is done about the gap in an area; respondents see it once it is published."""

    id: int
    cycle_id: int
    domain: str
    said: str
    did: str
    owner: str
    due_on: date | None
    status: str
    published_at: datetime | None

    @property
    def counts(self) -> bool:
        """Whether something is done: a dropped action is none."""
        return self.status != "dropped"
