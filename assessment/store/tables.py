"""The tables. Identity (account) stands apart from answers: a person is an opaque key without a name.

SQLModel does not validate table classes, so every enumeration and range is also a CHECK of the database.
The migrations build the same tables; a test compares the two.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, MetaData, UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from assessment.model import GRADES, MEASURES, NUMBERS, PRACTICE_EFFORTS, VIEWS

CYCLE_STATUSES = ("open", "closed", "released")
SITTING_STATUSES = ("started", "submitted")
SCORE_STATUSES = ("scored", "not_enough_answers")
CORRECTION_STATUSES = ("open", "accepted", "declined")
CELL_STATUSES = ("published", "withheld")
STEPS = ("ten_minutes", "half_day", "three_months", "learning")
CELL_KEYS = (
    "view",
    "domain",
    "measure",
    "organisation",
    "organisation_type",
    "parent_group",
    "grade_band",
    "profession_band",
)


class Row(SQLModel):
    """Base of all tables; constraints have names so that a migration can change them."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _check(name: str, rule: str) -> CheckConstraint:
    return CheckConstraint(rule, name=name)


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
    __table_args__ = (UniqueConstraint("subject"), _check("subject_lower_case", "subject = lower(subject)"))
    id: int | None = Field(default=None, primary_key=True)
    subject: str
    name: str
    roles: list[str] = Field(sa_type=JSON)
    organisation: str | None = Field(foreign_key="organisation.code")
    person_id: str | None = Field(foreign_key="person.id", index=True)
    made_up: bool


class CycleRow(Row, table=True):
    __tablename__ = "cycle"
    __table_args__ = (
        UniqueConstraint("name"),
        _one_of("status", CYCLE_STATUSES),
        _check("minimum_group", "minimum_group >= 5"),
        _check("window", "opens_at < closes_at"),
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
    closed_at: datetime | None = None
    released_at: datetime | None = None


class CohortMemberRow(Row, table=True):
    __tablename__ = "cohort_member"
    __table_args__ = (
        _one_of("grade", GRADES),
        Index(None, "cycle_id", "organisation", "grade"),
    )
    cycle_id: int = Field(primary_key=True, foreign_key="cycle.id")
    person_id: str = Field(primary_key=True, foreign_key="person.id", index=True)
    organisation: str = Field(foreign_key="organisation.code")
    grade: str
    invited: bool = True
    """False for people who came with a responses file and stand in no list of people invited."""


class SittingRow(Row, table=True):
    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("cycle_id", "person_id"),
        ForeignKeyConstraint(["cycle_id", "person_id"], ["cohort_member.cycle_id", "cohort_member.person_id"]),
        _one_of("status", SITTING_STATUSES),
        _check("submitted_at", "(status = 'submitted') = (submitted_at IS NOT NULL)"),
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
        _check("value", "value >= -1"),
        _check("confidence", "confidence >= 1"),
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
        _one_of("status", SCORE_STATUSES),
        _check("level", "level BETWEEN 1 AND 5"),
        _check("empty", "status = 'scored' OR (level IS NULL AND self IS NULL AND demonstrated IS NULL)"),
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
        _one_of("status", CORRECTION_STATUSES),
        Index(None, "cycle_id", "person_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int
    person_id: str
    text: str
    created_at: datetime
    status: str


class ItemCountRow(Row, table=True):
    """How many people of a released cycle gave an answer to an item on a form: item statistics read only this."""

    __tablename__ = "item_count"
    __table_args__ = (_check("people", "people >= 1"),)
    cycle_id: int = Field(primary_key=True, foreign_key="cycle.id")
    form: str = Field(primary_key=True)
    item_id: str = Field(primary_key=True)
    value: int = Field(primary_key=True)
    people: int


class ItemStatisticsRow(Row, table=True):
    """Item and scale statistics of a released cycle, as `item_statistics` writes them: made once, over everybody."""

    __tablename__ = "item_statistics"
    cycle_id: int = Field(primary_key=True, foreign_key="cycle.id")
    statistics: dict[str, Any] = Field(sa_type=JSON)


class ReleaseRow(Row, table=True):
    """`number` counts the releases of a cycle: after the first, each corrects the one before.

    `world` is what the attack needs and nobody is shown: how many people stand behind every atom, and how estimates
    follow from their sums.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("cycle_id", "number"),
        _check("minimum_group", "minimum_group >= 5"),
        _check("number", "number >= 1"),
    )
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    number: int = 1
    created_at: datetime
    minimum_group: int
    proof: dict[str, Any] = Field(sa_type=JSON)
    world: dict[str, Any] = Field(sa_type=JSON)


class ReleaseMoveRow(Row, table=True):
    """Where a person stood in the releases before the one that corrected it: two releases may not differ by them."""

    __tablename__ = "release_move"
    __table_args__ = (_one_of("grade", GRADES),)
    release_id: int = Field(primary_key=True, foreign_key="release.id")
    sitting_id: int = Field(primary_key=True)
    organisation: str
    grade: str
    profession: str


class ReleaseCellRow(Row, table=True):
    """The database, too, refuses a withheld cell with a number."""

    __tablename__ = "release_cell"
    __table_args__ = (
        UniqueConstraint("release_id", *CELL_KEYS, name="uq_release_cell_keys"),
        _one_of("view", VIEWS),
        _one_of("measure", MEASURES),
        _one_of("status", CELL_STATUSES),
        _check("withheld", "status = 'published' OR (" + " AND ".join(f"{name} IS NULL" for name in NUMBERS) + ")"),
    )
    release_id: int = Field(primary_key=True, foreign_key="release.id")
    position: int = Field(primary_key=True)
    view: str
    domain: str
    measure: str
    status: str
    organisation: str
    organisation_type: str
    parent_group: str
    grade_band: str
    profession_band: str
    n: int | None
    invited: int | None
    estimate: float | None
    low: float | None
    high: float | None
    target: float | None
    gap: float | None
    share_below_target: float | None


class PracticeRow(Row, table=True):
    """What an organisation in the top quarter of an area chose to tell the others; it can be withdrawn."""

    __tablename__ = "practice"
    __table_args__ = (
        _one_of("effort", PRACTICE_EFFORTS),
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
    __table_args__ = (_check("places", "places >= 0"),)
    cycle_id: int = Field(primary_key=True, foreign_key="cycle.id")
    offer_id: str = Field(primary_key=True)
    places: int
    starts_on: date | None
    changed_at: datetime


# ---- what the personal report keeps: a plan, whom it is shared with, what others were asked -----------


class GoalRow(Row, table=True):
    """An area that a leader chose to work on. It stays theirs from one cycle to the next."""

    __tablename__ = "goal"
    __table_args__ = (UniqueConstraint("person_id", "domain"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: str = Field(foreign_key="person.id")
    domain: str
    talk_to: str
    due_on: date | None
    created_at: datetime


class GoalStepRow(Row, table=True):
    """Something to do for a goal: a development action or a learning offer of the bank, by its id."""

    __tablename__ = "goal_step"
    __table_args__ = (_one_of("kind", STEPS),)
    goal_id: int = Field(primary_key=True, foreign_key="goal.id")
    kind: str = Field(primary_key=True)
    reference: str
    done_at: datetime | None


class ReportSettingRow(Row, table=True):
    """What a person chose for their report. Everything is off until they switch it on."""

    __tablename__ = "report_setting"
    person_id: str = Field(primary_key=True, foreign_key="person.id")
    with_grade: bool
    """Whether it stands beside the published figures of the person's grade."""


class ReportShareRow(Row, table=True):
    """A report that its owner lets one named person read, until the end of a day."""

    __tablename__ = "report_share"
    __table_args__ = (_check("reader_lower_case", "reader = lower(reader)"), {"sqlite_autoincrement": True})
    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    reader: str = Field(index=True)
    created_at: datetime
    ends_on: date
    withdrawn_at: datetime | None


class SecondOpinionRow(Row, table=True):
    """A leader's invitation to people who work with them, one for a sitting; its window is never changed."""

    __tablename__ = "second_opinion"
    __table_args__ = (UniqueConstraint("sitting_id"), {"sqlite_autoincrement": True})
    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id")
    created_at: datetime
    closes_at: datetime


class SecondOpinionGiverRow(Row, table=True):
    """Who was invited, and whether they have answered; never what they said."""

    __tablename__ = "second_opinion_giver"
    __table_args__ = (_check("giver_lower_case", "giver = lower(giver)"),)
    second_opinion_id: int = Field(primary_key=True, foreign_key="second_opinion.id")
    giver: str = Field(primary_key=True, index=True)
    answered: bool


class SecondOpinionCountRow(Row, table=True):
    """How many people rated a domain `points` in all over `items` anchors. Only counts are kept, so no answer is
    anybody's, and no order of rows says who answered when."""

    __tablename__ = "second_opinion_count"
    __table_args__ = (
        _check("points", "points BETWEEN items AND 5 * items"),
        _check("items", "items >= 1"),
        _check("people", "people >= 1"),
        {"sqlite_with_rowid": False},
    )
    second_opinion_id: int = Field(primary_key=True, foreign_key="second_opinion.id")
    domain: str = Field(primary_key=True)
    points: int = Field(primary_key=True)
    items: int = Field(primary_key=True)
    people: int


class FeedbackRow(Row, table=True):
    """What somebody said about the assessment after submitting; it is not kept whose it is."""

    __tablename__ = "feedback"
    __table_args__ = (
        _check("useful", "useful BETWEEN 1 AND 5"),
        _check("easy", "easy BETWEEN 1 AND 5"),
        # Rows lie in the order of their ids, not in that of writing.
        {"sqlite_with_rowid": False},
    )
    id: str = Field(primary_key=True)
    """Random, so that the order of rows says nothing."""
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    useful: int | None
    easy: int | None
    text: str


class AuditEventRow(Row, table=True):
    """Who did what to what and when, without answers or scores. Rows are only ever added."""

    __tablename__ = "audit_event"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    account: str
    action: str
    object: str
