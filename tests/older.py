"""A database as an older version of the program left it."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from assessment import store
from assessment.store import schema


def use(revision: str, folder: Path, database: Path) -> None:
    """Configure a store of that `revision` that holds what `database` holds, as far as it had places for it."""
    store.engine().dispose()
    older = folder / f"{revision}.sqlite3"
    migrations = shutil.copytree(schema.MIGRATIONS, folder / f"until {revision}")
    for file in (migrations / "versions").glob("0*.py"):
        if file.name[:4] > revision:
            file.unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", migrations)
        store.configure(f"sqlite:///{older}")
        store.upgrade()
        store.engine().dispose()
    with sqlite3.connect(older) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("ATTACH ? AS now", [str(database)])
        names = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT IN ('alembic_version')"
        for (table,) in connection.execute(names).fetchall():
            columns = [_columns(connection, place, table) for place in ("main", "now")]
            kept = ", ".join(f'"{name}"' for name in columns[0] if name in columns[1])
            connection.execute(f'INSERT INTO main."{table}" ({kept}) SELECT {kept} FROM now."{table}"')  # noqa: S608
    connection.close()
    store.configure(f"sqlite:///{older}")


def _columns(connection: sqlite3.Connection, database: str, table: str) -> list[str]:
    return [name for _, name, *_ in connection.execute(f'PRAGMA {database}.table_info("{table}")')]
