"""Identity (account) stands apart from answers: a person is an opaque key without a name."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import JSON, Field

from assessment.model import GRADES
from assessment.store.tables.base import Row, check, one_of

CYCLE_STATUSES = ("draft", "open", "closed", "released")
SITTING_STATUSES = ("started", "submitted")
SCORE_STATUSES = ("scored", "not_enough_answers")
CORRECTION_STATUSES = ("open", "accepted", "declined")


class SettingRow(Row, table=True):
    __tablename__ = "setting"
    key: str = Field(primary_key=True)
    value: str


class OrganisationRow(Row, table=True):
    __tablename__ = "organisation"
    code: str = Field(primary_key=True)
    name: str
    type: str
    parent_group: str
    scs_headcount: int | None
    total_headcount: int | None
    valid_from: date | None
    valid_to: date | None
    successors: list[str] = Field(sa_type=JSON)
    reporting_unit: str
    people_survey_code: str


class PersonRow(Row, table=True):
    __tablename__ = "person"
    id: str = Field(primary_key=True)


class AccountRow(Row, table=True):
    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("subject"), check("subject_lower_case", "subject = lower(subject)"))
    id: int | None = Field(default=None, primary_key=True)
    subject: str
    name: str
    roles: list[str] = Field(sa_type=JSON)
    organisation: str | None = Field(foreign_key="organisation.code")
    person_id: str | None = Field(foreign_key="person.id", index=True)
    made_up: bool
    no_messages: bool = False
    """Whether they asked for no reminders."""


class CycleRow(Row, table=True):
    __tablename__ = "cycle"
    __table_args__ = (
        UniqueConstraint("name"),
        one_of("status", CYCLE_STATUSES),
        check("minimum_group", "minimum_group >= 5"),
        check("window", "opens_at < closes_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str
    status: str
    family: str
    bank_version: str
    opens_at: datetime
    closes_at: datetime
    minimum_group: int
    made_up: bool
    launched_at: datetime | None = None
    closed_at: datetime | None = None
    released_at: datetime | None = None
    finished_at: datetime | None = None
    """When the learning team said that something was done about its results."""


class CohortMemberRow(Row, table=True):
    __tablename__ = "cohort_member"
    __table_args__ = (
        one_of("grade", GRADES),
        Index(None, "cycle_id", "organisation", "grade"),
    )
    cycle_id: int = Field(primary_key=True, foreign_key="cycle.id")
    person_id: str = Field(primary_key=True, foreign_key="person.id", index=True)
    organisation: str = Field(foreign_key="organisation.code")
    grade: str
    invited: bool = True
    """False for people who came with a responses file and stand in no list of people invited."""
    left_at: datetime | None = None
    """When they left the cohort: nobody is reminded, and who had not finished does not count as invited."""


class SittingRow(Row, table=True):
    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("cycle_id", "person_id"),
        ForeignKeyConstraint(["cycle_id", "person_id"], ["cohort_member.cycle_id", "cohort_member.person_id"]),
        one_of("status", SITTING_STATUSES),
        check("submitted_at", "(status = 'submitted') = (submitted_at IS NOT NULL)"),
        Index(None, "person_id", "submitted_at"),
        Index(None, "bank_version", "form"),
        # An id is never given again after "Delete my answers": another device may still hold it.
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int
    person_id: str
    form: str
    bank_version: str
    status: str
    profession: str
    time_in_role: str
    digital_responsibility: str
    option_orders: dict[str, list[int]] = Field(sa_type=JSON)
    started_at: datetime
    submitted_at: datetime | None
    situational_fixed_at: datetime | None
    examples_fixed_at: datetime | None
    reference: str
    entered_by: str
    """The account that entered the answers on paper for the person; empty where they did so themselves."""
    feedback_given: bool
    """Whether the person answered the questions about the assessment; what they said is kept apart."""


class ResponseRow(Row, table=True):
    """`value` is an option's number, 0 "I do not know" or -1 "does not apply to my role"."""

    __tablename__ = "response"
    __table_args__ = (
        check("value", "value >= -1"),
        check("confidence", "confidence >= 1"),
        # Clustered by its key: all answers of a sitting lie together.
        {"sqlite_with_rowid": False},
    )
    sitting_id: int = Field(primary_key=True, foreign_key="sitting.id")
    item_id: str = Field(primary_key=True)
    value: int
    confidence: int | None
    saved_at: datetime


class ResponseChangeRow(Row, table=True):
    """Every answer ever saved through the app, written in the same transaction as the answer."""

    __tablename__ = "response_change"
    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    item_id: str
    value: int
    confidence: int | None
    saved_at: datetime


class ScoreRow(Row, table=True):
    """`position` keeps the order in which the scores were given: that of the bank's domains."""

    __tablename__ = "score"
    __table_args__ = (
        one_of("status", SCORE_STATUSES),
        check("level", "level BETWEEN 1 AND 5"),
        check("empty", "status = 'scored' OR (level IS NULL AND self IS NULL AND demonstrated IS NULL)"),
        {"sqlite_with_rowid": False},
    )
    sitting_id: int = Field(primary_key=True, foreign_key="sitting.id")
    domain: str = Field(primary_key=True)
    position: int
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


class CorrectionRequestRow(Row, table=True):
    __tablename__ = "correction_request"
    __table_args__ = (
        ForeignKeyConstraint(["cycle_id", "person_id"], ["cohort_member.cycle_id", "cohort_member.person_id"]),
        one_of("status", CORRECTION_STATUSES),
        Index(None, "cycle_id", "person_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int
    person_id: str
    text: str
    created_at: datetime
    status: str


class AuditEventRow(Row, table=True):
    """Who did what to what and when, without answers or scores. Rows are only ever added."""

    __tablename__ = "audit_event"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    account: str
    action: str
    object: str
