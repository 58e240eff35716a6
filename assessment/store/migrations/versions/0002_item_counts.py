"""How often each answer was given in a released cycle, and an index to count who had which form."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "item_count",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people >= 1", name="people"),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name="fk_item_count_cycle_id"),
        sa.PrimaryKeyConstraint("cycle_id", "form", "item_id", "value", name="pk_item_count"),
    )
    op.create_index("ix_sitting_bank_version_form", "sitting", ["bank_version", "form"])
    op.execute(  # cycles that were released before there was this table
        """
        INSERT INTO item_count (cycle_id, form, item_id, value, people)
        SELECT sitting.cycle_id, sitting.form, response.item_id, response.value, COUNT(*)
        FROM response
        JOIN sitting ON sitting.id = response.sitting_id
        JOIN cycle ON cycle.id = sitting.cycle_id
        WHERE cycle.status = 'released' AND sitting.status = 'submitted'
        GROUP BY sitting.cycle_id, sitting.form, response.item_id, response.value
        """
    )
