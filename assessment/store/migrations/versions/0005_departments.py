"""Releases that correct one another, more measures of groups, shared practices and places on learning offers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MEASURES = (
    "measure IN ('level', 'self', 'demonstrated', 'pulse', 'do_not_know', 'spread', 'class_low', 'class_middle',"
    " 'class_high', 'change', 'change_stayers')"
)


def upgrade() -> None:
    _releases()
    _moves()
    _practices()
    _capacities()


def _releases() -> None:
    with op.batch_alter_table("release") as release:
        release.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
        release.add_column(sa.Column("world", sa.JSON(), nullable=False, server_default="{}"))
        release.drop_constraint(op.f("uq_release_cycle_id"), type_="unique")
        release.create_unique_constraint(op.f("uq_release_cycle_id_number"), ["cycle_id", "number"])
        release.create_check_constraint(op.f("ck_release_number"), "number >= 1")
    with op.batch_alter_table("release") as release:
        release.alter_column("number", server_default=None)
        release.alter_column("world", server_default=None)
    with op.batch_alter_table("release_cell") as cell:
        cell.drop_constraint(op.f("ck_release_cell_measure"), type_="check")
        cell.create_check_constraint(op.f("ck_release_cell_measure"), MEASURES)


def _moves() -> None:
    op.create_table(
        "release_move",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("profession", sa.String(), nullable=False),
        sa.CheckConstraint(
            "grade IN ('deputy_director', 'director', 'director_general', 'permanent_secretary')", name="grade"
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name="fk_release_move_release_id"),
        sa.PrimaryKeyConstraint("release_id", "sitting_id", name="pk_release_move"),
    )


def _practices() -> None:
    op.create_table(
        "practice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("effort", sa.String(), nullable=False),
        sa.Column("contact_team", sa.String(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("effort IN ('small', 'medium', 'large')", name="effort"),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name="fk_practice_cycle_id"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.code"], name="fk_practice_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_practice"),
    )
    op.create_index("ix_practice_cycle_id_domain", "practice", ["cycle_id", "domain"])


def _capacities() -> None:
    op.create_table(
        "offer_capacity",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("places >= 0", name="places"),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name="fk_offer_capacity_cycle_id"),
        sa.PrimaryKeyConstraint("cycle_id", "offer_id", name="pk_offer_capacity"),
    )
