"""The first tables: people, cycles, answers, scores, releases."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _people()
    _cycles()
    _sittings()
    _responses()
    _scores()
    _releases()
    _release_cells()


def _people() -> None:
    op.create_table(
        "organisation",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("parent_group", sa.String(), nullable=False),
        sa.Column("scs_headcount", sa.Integer()),
        sa.Column("total_headcount", sa.Integer()),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("successors", sa.JSON(), nullable=False),
        sa.Column("reporting_unit", sa.String(), nullable=False),
        sa.Column("people_survey_code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_organisation"),
    )
    op.create_table(
        "person", sa.Column("id", sa.String(), nullable=False), sa.PrimaryKeyConstraint("id", name="pk_person")
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_setting"),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("organisation", sa.String()),
        sa.Column("person_id", sa.String()),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.CheckConstraint("subject = lower(subject)", name="subject_lower_case"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.code"], name="fk_account_organisation"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_account_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("subject", name="uq_account_subject"),
    )
    op.create_index("ix_account_person_id", "account", ["person_id"])


def _cycles() -> None:
    op.create_table(
        "cycle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("bank_version", sa.String(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minimum_group", sa.Integer(), nullable=False),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("released_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("status IN ('open', 'closed', 'released')", name="status"),
        sa.CheckConstraint("minimum_group >= 5", name="minimum_group"),
        sa.CheckConstraint("opens_at < closes_at", name="window"),
        sa.PrimaryKeyConstraint("id", name="pk_cycle"),
        sa.UniqueConstraint("name", name="uq_cycle_name"),
    )
    op.create_table(
        "cohort_member",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("invited", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "grade IN ('deputy_director', 'director', 'director_general', 'permanent_secretary')",
            name="grade",
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name="fk_cohort_member_cycle_id"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.code"], name="fk_cohort_member_organisation"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_cohort_member_person_id"),
        sa.PrimaryKeyConstraint("cycle_id", "person_id", name="pk_cohort_member"),
    )
    op.create_index(
        "ix_cohort_member_cycle_id_organisation_grade", "cohort_member", ["cycle_id", "organisation", "grade"]
    )
    op.create_index("ix_cohort_member_person_id", "cohort_member", ["person_id"])
    op.create_table(
        "correction_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'accepted', 'declined')", name="status"),
        sa.ForeignKeyConstraint(
            ["cycle_id", "person_id"],
            ["cohort_member.cycle_id", "cohort_member.person_id"],
            name="fk_correction_request_cycle_id_person_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_correction_request"),
    )
    op.create_index("ix_correction_request_cycle_id_person_id", "correction_request", ["cycle_id", "person_id"])


def _sittings() -> None:
    op.create_table(
        "sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("bank_version", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("profession", sa.String(), nullable=False),
        sa.Column("time_in_role", sa.String(), nullable=False),
        sa.Column("digital_responsibility", sa.String(), nullable=False),
        sa.Column("option_orders", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("situational_fixed_at", sa.DateTime(timezone=True)),
        sa.Column("reference", sa.String(), nullable=False),
        sa.CheckConstraint("(status = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_at"),
        sa.CheckConstraint("status IN ('started', 'submitted')", name="status"),
        sa.ForeignKeyConstraint(
            ["cycle_id", "person_id"],
            ["cohort_member.cycle_id", "cohort_member.person_id"],
            name="fk_sitting_cycle_id_person_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sitting"),
        sa.UniqueConstraint("cycle_id", "person_id", name="uq_sitting_cycle_id_person_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sitting_person_id_submitted_at", "sitting", ["person_id", "submitted_at"])


def _responses() -> None:
    op.create_table(
        "response",
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Integer()),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("confidence >= 1", name="confidence"),
        sa.CheckConstraint("value >= -1", name="value"),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name="fk_response_sitting_id"),
        sa.PrimaryKeyConstraint("sitting_id", "item_id", name="pk_response"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "response_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Integer()),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name="fk_response_change_sitting_id"),
        sa.PrimaryKeyConstraint("id", name="pk_response_change"),
    )
    op.create_index("ix_response_change_sitting_id", "response_change", ["sitting_id"])


def _scores() -> None:
    op.create_table(
        "score",
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("self", sa.Float()),
        sa.Column("self_se", sa.Float()),
        sa.Column("self_n", sa.Integer(), nullable=False),
        sa.Column("demonstrated", sa.Float()),
        sa.Column("demonstrated_se", sa.Float()),
        sa.Column("demonstrated_n", sa.Integer(), nullable=False),
        sa.Column("level", sa.Float()),
        sa.Column("level_se", sa.Float()),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status = 'scored' OR (level IS NULL AND self IS NULL AND demonstrated IS NULL)", name="empty"
        ),
        sa.CheckConstraint("status IN ('scored', 'not_enough_answers')", name="status"),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name="level"),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name="fk_score_sitting_id"),
        sa.PrimaryKeyConstraint("sitting_id", "domain", name="pk_score"),
        sqlite_with_rowid=False,
    )


def _releases() -> None:
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minimum_group", sa.Integer(), nullable=False),
        sa.Column("proof", sa.JSON(), nullable=False),
        sa.CheckConstraint("minimum_group >= 5", name="minimum_group"),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name="fk_release_cycle_id"),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
        sa.UniqueConstraint("cycle_id", name="uq_release_cycle_id"),
    )


def _release_cells() -> None:
    op.create_table(
        "release_cell",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("organisation_type", sa.String(), nullable=False),
        sa.Column("parent_group", sa.String(), nullable=False),
        sa.Column("grade_band", sa.String(), nullable=False),
        sa.Column("profession_band", sa.String(), nullable=False),
        sa.Column("n", sa.Integer()),
        sa.Column("invited", sa.Integer()),
        sa.Column("estimate", sa.Float()),
        sa.Column("low", sa.Float()),
        sa.Column("high", sa.Float()),
        sa.Column("target", sa.Float()),
        sa.Column("gap", sa.Float()),
        sa.Column("share_below_target", sa.Float()),
        sa.CheckConstraint("measure IN ('level', 'self', 'demonstrated', 'pulse')", name="measure"),
        sa.CheckConstraint(
            "status = 'published' OR (n IS NULL AND invited IS NULL AND estimate IS NULL AND low IS NULL"
            " AND high IS NULL AND target IS NULL AND gap IS NULL AND share_below_target IS NULL)",
            name="withheld",
        ),
        sa.CheckConstraint("status IN ('published', 'withheld')", name="status"),
        sa.CheckConstraint(
            "view IN ('all', 'organisation', 'grade', 'organisation_type', 'parent_group',"
            " 'profession', 'organisation_grade', 'organisation_profession')",
            name="view",
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name="fk_release_cell_release_id"),
        sa.PrimaryKeyConstraint("release_id", "position", name="pk_release_cell"),
        sa.UniqueConstraint(
            "release_id",
            "view",
            "domain",
            "measure",
            "organisation",
            "organisation_type",
            "parent_group",
            "grade_band",
            "profession_band",
            name="uq_release_cell_keys",
        ),
    )
