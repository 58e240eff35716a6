"""Draft cycles and sign-off, changes of cohorts, messages, actions, costs and sessions, the register, consumers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("cycle") as cycle:
        cycle.add_column(sa.Column("launched_at", sa.DateTime(timezone=True)))
        cycle.add_column(sa.Column("finished_at", sa.DateTime(timezone=True)))
        cycle.drop_constraint(op.f("ck_cycle_status"), type_="check")
        cycle.create_check_constraint(op.f("ck_cycle_status"), "status IN ('draft', 'open', 'closed', 'released')")
    op.add_column("cohort_member", sa.Column("left_at", sa.DateTime(timezone=True)))
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("no_messages", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("account") as account:
        account.alter_column("no_messages", server_default=None)
    with op.batch_alter_table("offer_capacity") as capacity:
        capacity.add_column(sa.Column("cost", sa.Integer()))
        capacity.create_check_constraint(op.f("ck_offer_capacity_cost"), "cost >= 0")
    _cycles()
    _cohorts()
    _messages()
    _actions()
    _learning()
    _register_and_consumers()


def _cycles() -> None:
    op.create_table(
        "cycle_organisation",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_cycle_organisation_cycle_id")),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.code"], name=op.f("fk_cycle_organisation_organisation")
        ),
        sa.PrimaryKeyConstraint("cycle_id", "organisation", name=op.f("pk_cycle_organisation")),
    )
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("release_number", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint("verdict IN ('agreed', 'queried')", name=op.f("ck_sign_off_verdict")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_sign_off_cycle_id")),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.code"], name=op.f("fk_sign_off_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
    )
    op.create_index(op.f("ix_sign_off_cycle_id_organisation"), "sign_off", ["cycle_id", "organisation"])


def _cohorts() -> None:
    op.create_table(
        "cohort_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_cohort_import_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_import")),
    )
    op.create_index(op.f("ix_cohort_import_cycle_id"), "cohort_import", ["cycle_id"])
    op.create_table(
        "cohort_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer()),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("organisation_before", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("grade_before", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('added', 'moved', 'left', 'returned', 'removed')", name=op.f("ck_cohort_change_kind")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_cohort_change_cycle_id")),
        sa.ForeignKeyConstraint(["import_id"], ["cohort_import.id"], name=op.f("fk_cohort_change_import_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cohort_change_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_change")),
    )
    op.create_index(op.f("ix_cohort_change_cycle_id_person_id"), "cohort_change", ["cycle_id", "person_id"])
    op.create_index(op.f("ix_cohort_change_import_id"), "cohort_change", ["import_id"])


def _messages() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('invitation', 'reminder_1', 'reminder_2', 'last_day', 'thank_you', 'results')",
            name=op.f("ck_message_kind"),
        ),
        sa.CheckConstraint("status IN ('scheduled', 'sending', 'sent', 'cancelled')", name=op.f("ck_message_status")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_message_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("cycle_id", "kind", name=op.f("uq_message_cycle_id_kind")),
    )
    op.create_table(
        "message_delivery",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("notify_id", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('queued', 'accepted', 'delivered', 'failed')", name=op.f("ck_message_delivery_status")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_delivery_message_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_delivery_person_id")),
        sa.PrimaryKeyConstraint("message_id", "person_id", name=op.f("pk_message_delivery")),
        sa.UniqueConstraint("reference", name=op.f("uq_message_delivery_reference")),
    )
    op.create_index(op.f("ix_message_delivery_person_id"), "message_delivery", ["person_id"])


def _actions() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('planned', 'under_way', 'done', 'dropped')", name=op.f("ck_action_status")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_action_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index(op.f("ix_action_cycle_id_domain"), "action", ["cycle_id", "domain"])
    op.create_table(
        "no_action",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_no_action_cycle_id")),
        sa.PrimaryKeyConstraint("cycle_id", "domain", name=op.f("pk_no_action")),
    )


def _learning() -> None:
    op.create_table(
        "learning_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint("places >= 0", name=op.f("ck_learning_session_places")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_learning_session_window")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_learning_session_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_session")),
    )
    op.create_index(op.f("ix_learning_session_cycle_id"), "learning_session", ["cycle_id"])


def _register_and_consumers() -> None:
    op.create_table(
        "organisation_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["organisation.code"], name=op.f("fk_organisation_change_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_change")),
    )
    op.create_index(op.f("ix_organisation_change_code"), "organisation_change", ["code"])
    op.create_table(
        "consumer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organisation", sa.String()),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_on", sa.Date()),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.code"], name=op.f("fk_consumer_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consumer")),
        sa.UniqueConstraint("name", name=op.f("uq_consumer_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_consumer_token_hash")),
    )
