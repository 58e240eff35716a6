"""What the personal report keeps: a plan, whom it is shared with, what others were asked; and feedback."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from assessment.store.tables.base import Row, check, one_of

STEPS = ("ten_minutes", "half_day", "three_months", "learning")


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
    __table_args__ = (one_of("kind", STEPS),)
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
    __table_args__ = (check("reader_lower_case", "reader = lower(reader)"), {"sqlite_autoincrement": True})
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
    __table_args__ = (check("giver_lower_case", "giver = lower(giver)"),)
    second_opinion_id: int = Field(primary_key=True, foreign_key="second_opinion.id")
    giver: str = Field(primary_key=True, index=True)
    answered: bool


class SecondOpinionCountRow(Row, table=True):
    """How many people rated a domain `points` in all over `items` anchors. Only counts are kept, so no answer is
    anybody's, and no order of rows says who answered when."""

    __tablename__ = "second_opinion_count"
    __table_args__ = (
        check("points", "points BETWEEN items AND 5 * items"),
        check("items", "items >= 1"),
        check("people", "people >= 1"),
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
        check("useful", "useful BETWEEN 1 AND 5"),
        check("easy", "easy BETWEEN 1 AND 5"),
        # Rows lie in the order of their ids, not in that of writing.
        {"sqlite_with_rowid": False},
    )
    id: str = Field(primary_key=True)
    """Random, so that the order of rows says nothing."""
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    useful: int | None
    easy: int | None
    text: str
