"""The plan, sharing and second opinions of a personal report; answers entered from paper; feedback; a log of events."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NUMBERS_ARE_NEVER_GIVEN_AGAIN = {"sqlite_autoincrement": True}
"""Said again because a table that is rebuilt forgets it."""


def upgrade() -> None:
    with op.batch_alter_table("sitting", table_kwargs=NUMBERS_ARE_NEVER_GIVEN_AGAIN) as sitting:
        sitting.add_column(sa.Column("entered_by", sa.String(), nullable=False, server_default=""))
        sitting.add_column(sa.Column("feedback_given", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("sitting", table_kwargs=NUMBERS_ARE_NEVER_GIVEN_AGAIN) as sitting:
        sitting.alter_column("entered_by", server_default=None)
        sitting.alter_column("feedback_given", server_default=None)
    _plan()
    _shares()
    _second_opinions()
    _feedback_and_events()


def _plan() -> None:
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("talk_to", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_goal_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_goal"),
        sa.UniqueConstraint("person_id", "domain", name="uq_goal_person_id_domain"),
    )
    op.create_table(
        "goal_step",
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("kind IN ('ten_minutes', 'half_day', 'three_months', 'learning')", name="kind"),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name="fk_goal_step_goal_id"),
        sa.PrimaryKeyConstraint("goal_id", "kind", name="pk_goal_step"),
    )
    op.create_table(
        "report_setting",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("with_grade", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_report_setting_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_report_setting"),
    )


def _shares() -> None:
    op.create_table(
        "report_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("reader = lower(reader)", name="reader_lower_case"),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name="fk_report_share_sitting_id"),
        sa.PrimaryKeyConstraint("id", name="pk_report_share"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_report_share_reader", "report_share", ["reader"])
    op.create_index("ix_report_share_sitting_id", "report_share", ["sitting_id"])


def _second_opinions() -> None:
    op.create_table(
        "second_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name="fk_second_opinion_sitting_id"),
        sa.PrimaryKeyConstraint("id", name="pk_second_opinion"),
        sa.UniqueConstraint("sitting_id", name="uq_second_opinion_sitting_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "second_opinion_giver",
        sa.Column("second_opinion_id", sa.Integer(), nullable=False),
        sa.Column("giver", sa.String(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.CheckConstraint("giver = lower(giver)", name="giver_lower_case"),
        sa.ForeignKeyConstraint(
            ["second_opinion_id"], ["second_opinion.id"], name="fk_second_opinion_giver_second_opinion_id"
        ),
        sa.PrimaryKeyConstraint("second_opinion_id", "giver", name="pk_second_opinion_giver"),
    )
    op.create_index("ix_second_opinion_giver_giver", "second_opinion_giver", ["giver"])
    op.create_table(
        "second_opinion_count",
        sa.Column("second_opinion_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("points BETWEEN items AND 5 * items", name="points"),
        sa.CheckConstraint("items >= 1", name="items"),
        sa.CheckConstraint("people >= 1", name="people"),
        sa.ForeignKeyConstraint(
            ["second_opinion_id"], ["second_opinion.id"], name="fk_second_opinion_count_second_opinion_id"
        ),
        sa.PrimaryKeyConstraint("second_opinion_id", "domain", "points", "items", name="pk_second_opinion_count"),
        sqlite_with_rowid=False,
    )


def _feedback_and_events() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("useful", sa.Integer()),
        sa.Column("easy", sa.Integer()),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint("useful BETWEEN 1 AND 5", name="useful"),
        sa.CheckConstraint("easy BETWEEN 1 AND 5", name="easy"),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name="fk_feedback_cycle_id"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_feedback_cycle_id", "feedback", ["cycle_id"])
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
    )
