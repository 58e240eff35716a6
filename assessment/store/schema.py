"""Which version of the tables a database holds, and bringing it up to ours. Alembic is imported only when asked."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import inspect, select, text
from sqlalchemy.engine import Connection
from sqlmodel import Session

from assessment.errors import StoreError
from assessment.store.connection import engine, in_words
from assessment.store.tables import Row

if TYPE_CHECKING:
    from alembic.config import Config

State = Literal["empty", "older", "current", "newer"]

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 4_071_202_701
"""Any number, the same in every process: the name of PostgreSQL's advisory lock."""


def state() -> State:
    """Compare the database's revision with ours: `newer` is one that we do not know; raises StoreError.

    A SQLite file that is not there is `empty`, and is not made by asking.
    """
    path = Path(engine().url.database or ".")
    if engine().dialect.name == "sqlite" and path.parent.is_dir() and not path.exists() and not engine().url.query:
        return "empty"
    with in_words(), engine().connect() as connection:
        return _state(connection)


def holds_nothing(db: Session) -> bool:
    """Whether no table has a row."""
    return not any(db.connection().execute(select(table).limit(1)).first() for table in Row.metadata.tables.values())


def require_current() -> None:
    """Raise StoreError("database_newer") or, for an empty one too, StoreError("database_older")."""
    found = state()
    if found != "current":
        raise StoreError("database_newer" if found == "newer" else "database_older")


def upgrade() -> None:
    """Bring an empty or older database up to date in one transaction: an interrupted upgrade leaves it as it was.

    A second process waits for the first, then finds nothing to do. Raises StoreError("database_newer") and others.
    """
    from alembic import command

    with in_words(), engine().connect() as connection:
        _foreign_keys(connection, on=False)
        try:
            connection = connection.execution_options(writing=True)
            with connection.begin():
                _wait_for_other_upgrades(connection)
                found = _state(connection)
                if found == "newer":
                    raise StoreError("database_newer")
                if found != "current":
                    command.upgrade(_config(connection), "head")
                    _check_foreign_keys(connection)
        finally:
            _foreign_keys(connection, on=True)


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _state(connection: Connection) -> State:
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    ours = ScriptDirectory.from_config(_config(connection))
    found = MigrationContext.configure(connection).get_current_revision()
    if found is None:
        if Row.metadata.tables.keys() & set(inspect(connection).get_table_names()):
            raise StoreError("database_foreign")
        return "empty"
    if found == ours.get_current_head():
        return "current"
    return "older" if found in {script.revision for script in ours.walk_revisions()} else "newer"


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    """SQLite changes a table by rebuilding it, which its foreign keys forbid; it ignores this within a transaction."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise StoreError("database_refused")


def _wait_for_other_upgrades(connection: Connection) -> None:
    """On SQLite, BEGIN IMMEDIATE has already waited."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})"))
