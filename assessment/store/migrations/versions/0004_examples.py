"""When a person saw how the panel placed the examples: from then on their own levels are fixed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("sitting", sa.Column("examples_fixed_at", sa.DateTime(timezone=True)))
