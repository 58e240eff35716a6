"""What administrators keep: changes of the register, and the programs that read published results."""

from dataclasses import dataclass
from datetime import date, datetime

from assessment.model.groups import Organisation


@dataclass(frozen=True, slots=True)
class OrganisationChange:
    """A change of the register: what it said before (None: the organisation is new) and after.

    `account` is the key of whoever made it, `at` UTC, `source` what it is based on.
    """

    code: str
    account: str
    at: datetime
    before: Organisation | None
    after: Organisation
    source: str


@dataclass(frozen=True, slots=True)
class Consumer:
    """A program that may read published releases to the end of the day `ends_on`, unless its token is revoked.

    `organisation` (code) is the only one that it reads by name; it reads all by name where that is empty.
    """

    id: int
    name: str
    organisation: str
    created_at: datetime
    ends_on: date
    revoked_at: datetime | None = None
    last_used_on: date | None = None

    def is_open(self, today: date) -> bool:
        """`today` in the United Kingdom."""
        return self.revoked_at is None and today <= self.ends_on
