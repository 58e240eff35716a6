"""Item and scale statistics of each released cycle."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "item_statistics",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("statistics", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name="fk_item_statistics_cycle_id"),
        sa.PrimaryKeyConstraint("cycle_id", name="pk_item_statistics"),
    )
