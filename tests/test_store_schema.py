"""A database that is locked, full, missing or of another version is named as such and never left half-changed."""

import multiprocessing
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from assessment import store
from assessment.errors import StoreError
from assessment.model import Organisation, Role
from assessment.store import reads, schema, writes
from assessment.store.tables import Row

# ---- a database that cannot be used ------------------------------------------------------------------


def test_a_locked_database_is_busy_for_writers_and_open_to_readers(database: Path) -> None:
    store.configure(f"sqlite:///{database}", busy_timeout=20)
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked by another program") as busy, store.writing() as db:
        writes.set_setting(db, key="demonstration", value="1")
    assert busy.value.code == "database_busy"
    other.close()
    with store.reading() as db:
        assert reads.setting(db, "demonstration") is None


def test_a_full_disk_is_named_and_nothing_is_changed() -> None:
    event.listen(store.engine(), "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))
    with pytest.raises(StoreError) as full, store.writing() as db:
        writes.set_setting(db, key="big", value="x" * 100_000)
    assert full.value.code == "database_full"
    with store.reading() as db:
        assert reads.setting(db, "big") is None


def test_a_file_that_cannot_be_opened_or_is_no_database_is_named(tmp_path: Path) -> None:
    store.configure(f"sqlite:///{tmp_path}/nowhere/store.sqlite3")
    with pytest.raises(StoreError, match="the file or its folder cannot be opened") as unreachable:
        store.state()
    assert unreachable.value.code == "database_unreachable"
    (tmp_path / "letter").write_text("Dear Permanent Secretary, " * 100)
    store.configure(f"sqlite:///{tmp_path}/letter")
    with pytest.raises(StoreError, match="the file is not a database"):
        store.state()
    with pytest.raises(StoreError, match="no driver knows that address"):
        store.configure("carrier-pigeon://somewhere")


# ---- versions of the tables --------------------------------------------------------------------------


def tables_of(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def use_migration(monkeypatch: pytest.MonkeyPatch, folder: Path, body: str) -> None:
    """Pretend that there is one more migration whose upgrade runs `body`."""
    migrations = shutil.copytree(schema.MIGRATIONS, folder / "migrations")
    newest = max(path.name.split("_")[0] for path in (migrations / "versions").glob("0*.py"))
    lines = [
        "import os",
        "import sqlalchemy as sa",
        "from alembic import op",
        'revision = "9999"',
        f'down_revision = "{newest}"',
    ]
    (migrations / "versions" / "9999_next.py").write_text("\n".join([*lines, f"def upgrade():\n    {body}\n"]))
    monkeypatch.setattr(schema, "MIGRATIONS", migrations)


def test_upgrading_an_empty_database_twice_does_it_once(tmp_path: Path) -> None:
    store.configure(f"sqlite:///{tmp_path}/new.sqlite3")
    assert store.state() == "empty"
    with pytest.raises(StoreError) as older:
        store.require_current()
    assert older.value.code == "database_older"
    store.upgrade()
    before = tables_of(tmp_path / "new.sqlite3")
    store.upgrade()
    assert store.state() == "current"
    store.require_current()
    assert tables_of(tmp_path / "new.sqlite3") == before >= {"sitting", "response", "release_cell", "alembic_version"}


def test_the_migrations_build_the_tables_that_the_code_describes(database: Path, tmp_path: Path) -> None:
    store.configure(f"sqlite:///{tmp_path}/described.sqlite3")
    with store.engine().execution_options(writing=True).begin() as connection:
        Row.metadata.create_all(connection)

    def described(path: Path) -> dict[str, list[str]]:
        query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%alembic%'"
        with sqlite3.connect(path) as connection:
            return {
                # a column added later stands after the constraints, on the last line; a rebuilt table is quoted
                name: sorted(filter(None, (part.strip() for part in re.split(r"[\n,]|\)$", sql.replace('"', "")))))
                for name, sql in connection.execute(query)
            }

    assert described(database) == described(tmp_path / "described.sqlite3")


def test_a_database_of_a_newer_program_is_refused_and_left_alone(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert store.state() == "newer"
    for use in (store.upgrade, store.require_current):
        with pytest.raises(StoreError, match="written by a newer version") as refused:
            use()
        assert refused.value.code == "database_newer"
    assert store.state() == "newer"


def test_an_older_database_is_upgraded_with_what_it_holds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fco = Organisation("FCO", "Foreign & Commonwealth Office", "Ministerial department", "FCO group")
    with store.writing() as db:
        writes.add_organisations(db, organisations=[fco])
        writes.add_account(db, subject="ada@example.org", name="Ada", roles=[Role.DEPARTMENT_HR], organisation="FCO")
    rebuild = (
        'with op.batch_alter_table("organisation", recreate="always") as t: t.add_column(sa.Column("x", sa.String()))'
    )
    use_migration(monkeypatch, tmp_path, rebuild)
    assert store.state() == "older"
    with pytest.raises(StoreError) as older:
        store.require_current()
    assert older.value.code == "database_older"
    store.upgrade()
    assert store.state() == "current"
    with store.reading() as db:
        assert reads.organisations(db) == (fco,)
        ada = reads.viewer(db, "ada@example.org")
        assert ada is not None
        assert ada.organisation == "FCO"
        assert db.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_an_upgrade_that_fails_half_way_leaves_the_database_as_it_was(
    database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_migration(
        monkeypatch, tmp_path, 'op.create_table("half", sa.Column("id", sa.Integer())); raise ZeroDivisionError'
    )
    with pytest.raises(ZeroDivisionError):
        store.upgrade()
    assert store.state() == "older"
    assert "half" not in tables_of(database)


def in_child(work: Callable[[], None]) -> int | None:
    """The exit status of a process of its own that runs `work`."""
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join(30)
    return child.exitcode


def test_an_upgrade_that_is_killed_half_way_can_be_run_again(
    database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    once = f"os.path.exists({str(tmp_path / 'killed')!r})"
    mark = f"open({str(tmp_path / 'killed')!r}, 'w').close()"
    body = f'op.create_table("half", sa.Column("id", sa.Integer())); {once} or ({mark}, os._exit(9))'
    use_migration(monkeypatch, tmp_path, body)

    def killed() -> None:
        store.configure(f"sqlite:///{database}")
        store.upgrade()

    store.engine().dispose()
    assert in_child(killed) == 9
    assert store.state() == "older"
    assert "half" not in tables_of(database)
    store.upgrade()
    assert store.state() == "current"
    assert "half" in tables_of(database)


def test_four_processes_that_upgrade_at_once_all_succeed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.sqlite3"
    context = multiprocessing.get_context("fork")
    together = context.Barrier(4)

    def upgrade() -> None:
        store.configure(url)
        together.wait()
        store.upgrade()
        os._exit(0 if store.state() == "current" else 1)

    children = [context.Process(target=upgrade) for _ in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join(30)
    assert [child.exitcode for child in children] == [0, 0, 0, 0]
