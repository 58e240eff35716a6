"""What running a campaign keeps."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import JSON, Field

from assessment.model import ACTION_STATUSES, PRACTICE_EFFORTS, VERDICTS
from assessment.store.tables.base import Row, check, one_of

COHORT_CHANGES = ("added", "moved", "left", "returned", "removed")
MESSAGES = ("invitation", "reminder_1", "reminder_2", "last_day", "thank_you", "results")
MESSAGE_STATUSES = ("scheduled", "sending", "sent", "cancelled")
DELIVERY_STATUSES = ("queued", "accepted", "delivered", "failed")


class PracticeRow(Row, table=True):
    """What an organisation in the top quarter of an area chose to tell the others; it can be withdrawn."""

    __tablename__ = "practice"
    __table_args__ = (
        one_of("effort", PRACTICE_EFFORTS),
        Index(None, "cycle_id", "domain"),
    )
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    organisation: str = Field(foreign_key="organisation.code")
    domain: str
    title: str
    what: str
    effort: str
    contact_team: str
    shared_at: datetime
    withdrawn_at: datetime | None


class OfferCapacityRow(Row, table=True):
    """How many places of a learning offer the learning team has for the people of a cycle, and from when."""

    __tablename__ = "offer_capacity"
    __table_args__ = (check("places", "places >= 0"), check("cost", "cost >= 0"))
    cycle_id: int = Field(primary_key=True, foreign_key="cycle.id")
    offer_id: str = Field(primary_key=True)
    places: int
    starts_on: date | None
    cost: int | None
    """Pounds a place."""
    changed_at: datetime


class LearningSessionRow(Row, table=True):
    """A dated session of a learning offer, for calendars."""

    __tablename__ = "learning_session"
    __table_args__ = (check("window", "starts_at < ends_at"), check("places", "places >= 0"))
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    offer_id: str
    starts_at: datetime
    ends_at: datetime
    place: str
    places: int


class CycleOrganisationRow(Row, table=True):
    """An organisation invited to a cycle; frozen at launch."""

    __tablename__ = "cycle_organisation"
    cycle_id: int = Field(primary_key=True, foreign_key="cycle.id")
    organisation: str = Field(primary_key=True, foreign_key="organisation.code")


class SignOffRow(Row, table=True):
    """What an organisation said of its figures in a provisional release. Rows are only ever added."""

    __tablename__ = "sign_off"
    __table_args__ = (one_of("verdict", VERDICTS), Index(None, "cycle_id", "organisation"))
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    release_number: int
    organisation: str = Field(foreign_key="organisation.code")
    account: str
    at: datetime
    verdict: str
    text: str


class CohortImportRow(Row, table=True):
    """One import of a cohort file. It can be undone within a day."""

    __tablename__ = "cohort_import"
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    file_name: str
    account: str
    at: datetime
    rows: int
    undone_at: datetime | None


class CohortChangeRow(Row, table=True):
    """Every change of a cohort. Rows are only ever added.

    `organisation` and `grade` are those after the change, with `_before` those before; empty where there is none.
    """

    __tablename__ = "cohort_change"
    __table_args__ = (one_of("kind", COHORT_CHANGES), Index(None, "cycle_id", "person_id"))
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    person_id: str = Field(foreign_key="person.id")
    import_id: int | None = Field(foreign_key="cohort_import.id", index=True)
    account: str
    at: datetime
    kind: str
    organisation_before: str
    organisation: str
    grade_before: str
    grade: str
    reason: str


class MessageRow(Row, table=True):
    """A message to people of a cycle: who gets it is decided when it is sent. A cycle gets each kind once."""

    __tablename__ = "message"
    __table_args__ = (
        one_of("kind", MESSAGES),
        one_of("status", MESSAGE_STATUSES),
        UniqueConstraint("cycle_id", "kind"),
    )
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    kind: str
    status: str
    send_at: datetime
    account: str
    changed_at: datetime


class MessageDeliveryRow(Row, table=True):
    """A message to one person. `reference` is ours and unique, so that sending again finds what was sent."""

    __tablename__ = "message_delivery"
    __table_args__ = (one_of("status", DELIVERY_STATUSES), UniqueConstraint("reference"))
    message_id: int = Field(primary_key=True, foreign_key="message.id")
    person_id: str = Field(primary_key=True, foreign_key="person.id", index=True)
    reference: str
    status: str
    notify_id: str
    attempts: int
    problem: str
    changed_at: datetime


class ActionRow(Row, table=True):
    """What people said, and what is done about a gap. Respondents see it once it is published."""

    __tablename__ = "action"
    __table_args__ = (one_of("status", ACTION_STATUSES), Index(None, "cycle_id", "domain"))
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    domain: str
    said: str
    did: str
    owner: str
    due_on: date | None
    status: str
    published_at: datetime | None
    changed_at: datetime


class NoActionRow(Row, table=True):
    """Why nothing is done about a gap."""

    __tablename__ = "no_action"
    cycle_id: int = Field(primary_key=True, foreign_key="cycle.id")
    domain: str = Field(primary_key=True)
    reason: str
    changed_at: datetime


class OrganisationChangeRow(Row, table=True):
    """Every change of the register by an administrator: the organisation before (null: new) and after."""

    __tablename__ = "organisation_change"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(foreign_key="organisation.code", index=True)
    account: str
    at: datetime
    before: dict[str, Any] | None = Field(sa_type=JSON)
    after: dict[str, Any] = Field(sa_type=JSON)
    source: str


class ConsumerRow(Row, table=True):
    """Who may read published releases over HTTP. Only a hash of the token is kept.

    `organisation` is the only one that they read by name; all are where there is none.
    """

    __tablename__ = "consumer"
    __table_args__ = (UniqueConstraint("name"), UniqueConstraint("token_hash"))
    id: int | None = Field(default=None, primary_key=True)
    name: str
    organisation: str | None = Field(foreign_key="organisation.code")
    token_hash: str
    account: str
    created_at: datetime
    ends_on: date
    revoked_at: datetime | None
    last_used_on: date | None
