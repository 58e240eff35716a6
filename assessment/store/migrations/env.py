"""Run by Alembic: migrates over the connection that `assessment.store.schema` hands in, inside its transaction."""

from alembic import context

from assessment.store.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
