"""The engine, the two kinds of session, and our words for what can go wrong with a database.

SQLite settings, and why: WAL lets people read while one writes; FULL puts an answer on disk before it is called saved;
BEGIN IMMEDIATE makes a second writer wait its turn instead of failing half-way through.
"""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlmodel import Session, create_engine

from assessment.errors import StoreError

log = logging.getLogger(__name__)

BUSY_TIMEOUT_MS = 10_000

SQLITE_CODES = {
    5: ("database_busy", ""),
    6: ("database_busy", ""),
    8: ("database_unreachable", "it may only be read"),
    10: ("database_unreachable", "its disk gave an error"),
    11: ("database_unreachable", "the file is damaged"),
    13: ("database_full", ""),
    14: ("database_unreachable", "the file or its folder cannot be opened"),
    19: ("database_refused", ""),
    26: ("database_unreachable", "the file is not a database"),
}
"""Primary result codes of SQLite (sqlite.org/rescode.html) -> our code and reason."""

POSTGRES_STATES = {
    "08": ("database_unreachable", "the connection to the server broke"),
    "22": ("database_refused", ""),
    "23": ("database_refused", ""),
    "25": ("database_unreachable", "it may only be read"),
    "40": ("database_busy", ""),
    "53": ("database_busy", ""),
    "53100": ("database_full", ""),
    "55P03": ("database_busy", ""),
    "57": ("database_unreachable", "the server is shutting down"),
}
"""SQLSTATE, or its class of two characters (PostgreSQL manual, appendix A) -> our code and reason."""

_engine: Engine | None = None


def configure(url: str, *, busy_timeout: int = BUSY_TIMEOUT_MS) -> None:
    """Point the store at a database, once, before anything else here is called.

    `busy_timeout` is how long, in milliseconds, a transaction waits for another program's lock.
    Nothing is opened yet; raises StoreError("database_unreachable") for an address no driver knows.
    """
    global _engine
    if _engine is not None:
        _engine.dispose()
    _engine = _make_engine(url, busy_timeout)


def engine() -> Engine:
    """The engine of the configured database; raises RuntimeError before `configure`."""
    if _engine is None:
        raise RuntimeError("store.configure(url) has not been called")
    return _engine


@contextmanager
def reading() -> Iterator[Session]:
    """A session on one consistent state of the database, in which any write fails; raises StoreError."""
    with in_words(), Session(engine().execution_options(postgresql_readonly=True)) as db:
        yield db


@contextmanager
def writing() -> Iterator[Session]:
    """A session that is one transaction: committed at the end of the block, undone by any error; raises StoreError."""
    with in_words(), Session(engine().execution_options(writing=True), expire_on_commit=False) as db, db.begin():
        yield db


@contextmanager
def in_words() -> Iterator[None]:
    """Turn a database's complaint into a StoreError; faults of ours, such as an unknown column, pass unchanged."""
    try:
        yield
    except NoFreeConnection:
        raise StoreError("database_busy") from None
    except DBAPIError as error:
        code, reason = _code(error.orig)
        if not code:
            raise
        log.warning("database error %s: %s", _raw_code(error.orig), code)
        # `from None`: PostgreSQL quotes the refused values in its message, and a chained message reaches logs.
        raise StoreError(code, reason=reason) from None


def _raw_code(orig: BaseException | None) -> int | str:
    """SQLite's extended result code, PostgreSQL's SQLSTATE, or an empty text."""
    return getattr(orig, "sqlite_errorcode", None) or getattr(orig, "sqlstate", None) or ""


def _code(orig: BaseException | None) -> tuple[str, str]:
    """Our code and reason, both empty where the fault is not the database's."""
    raw = _raw_code(orig)
    if isinstance(raw, int):
        return SQLITE_CODES.get(raw & 0xFF, ("", ""))
    if raw:
        return POSTGRES_STATES.get(raw) or POSTGRES_STATES.get(raw[:2]) or ("", "")
    # psycopg gives no state when no connection came about: no server, no such database, wrong password.
    lost = type(orig).__name__ == "OperationalError"
    return ("database_unreachable", "the server does not answer or does not let us in") if lost else ("", "")


def _make_engine(url: str, busy_timeout: int) -> Engine:
    is_sqlite = url.startswith("sqlite")
    connect_args: dict[str, Any] = {} if is_sqlite else {"options": f"-c lock_timeout={busy_timeout}"}
    try:
        made = create_engine(url, hide_parameters=True, pool_pre_ping=not is_sqlite, connect_args=connect_args)
    except (ArgumentError, ImportError, ValueError):
        raise StoreError("database_unreachable", reason="no driver knows that address") from None
    if is_sqlite:
        _tell_sqlite(made, busy_timeout)
    return made


def _write_ahead(connection: Any, busy_timeout: int) -> None:
    """Switch to write-ahead logging. SQLite does not wait when two connections switch a new file at once, so we do."""
    give_up = time.monotonic() + busy_timeout / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def _tell_sqlite(made: Engine, busy_timeout: int) -> None:
    """Set the pragmas on each new connection, and begin transactions ourselves."""

    @event.listens_for(made, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late, only before the first write
        # The timeout comes first: the others may have to wait for a lock.
        connection.execute(f"PRAGMA busy_timeout = {busy_timeout}")
        _write_ahead(connection, busy_timeout)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql(f"PRAGMA query_only = {int(not is_writing)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
