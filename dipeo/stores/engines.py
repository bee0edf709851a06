"""Connections to SQLite and PostgreSQL, and what is different between the two."""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from dipeo.core.connections import Connections, scheme_of, shown
from dipeo.core.database import Undecided
from dipeo.core.paths import check_path
from dipeo.errors import (
    NodeError,
    PathError,
    Problem,
    UsageError,
    did_you_mean,
)

from .extras import need

LOCK_SECONDS = 10  # how long another's lock is waited for
CONNECT_SECONDS = 30
SETTLE_SECONDS = 10  # how long a server may take to end what a crash has left
MARKS = "dipeo_commit"  # a table of one row: which run last committed


def connect(url: str, connections: Connections, root: str) -> Any:
    """A connection whose transaction begins with the first statement. Raises UsageError, SQLAlchemyError."""
    need("sqlalchemy", "sql")
    connections.check(url)
    if scheme_of(url) == "sqlite":
        return _sqlite(url, root)
    return _postgresql(url, connections)


def _sqlite(url: str, root: str) -> Any:
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import NullPool

    uri = f"file:{quote(_sqlite_file(url, root))}?mode=rw"

    def create() -> sqlite3.Connection:
        connection = sqlite3.connect(
            uri,
            uri=True,
            timeout=LOCK_SECONDS,
            isolation_level=None,  # transactions begin where we say
            check_same_thread=False,
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        return connection

    engine = create_engine("sqlite://", creator=create, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine.connect()


def _sqlite_file(url: str, root: str) -> str:
    """The full path of a database file, inside the workspace. Raises UsageError."""
    path = url.removeprefix("sqlite://").removeprefix("/")
    try:
        full = os.path.realpath(os.path.join(root, check_path(path)))
    except PathError as error:
        message = f"{url!r}: {error}; write sqlite:///files/specs.db"
        raise UsageError(message, page="db") from None
    top = os.path.realpath(root)
    if not full.startswith(top + os.sep):
        message = f"{url!r} leads out of the workspace by a symbolic link"
        raise UsageError(message, page="db")
    if not os.path.isfile(full):
        raise NodeError(
            [
                Problem(
                    f"there is no database {path!r}; a node makes none, a migration does,"
                    f" for example sqlite3 {path} < schema.sql"
                )
            ],
            page="db",
        )
    return full


def _postgresql(url: str, connections: Connections) -> Any:
    from sqlalchemy import create_engine, make_url
    from sqlalchemy.pool import NullPool

    need("psycopg", "postgres")
    connection = connections.of(url)
    full = make_url(url).set(drivername="postgresql+psycopg")
    if connection is not None and connection.secret is not None:
        full = full.set(password=connection.secret)
    settings = {
        "timezone": "UTC",
        "lock_timeout": f"{LOCK_SECONDS}s",
        "tcp_keepalives_idle": "10",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    engine = create_engine(
        full,
        poolclass=NullPool,
        isolation_level="REPEATABLE READ",
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "dipeo",
            "options": options,
            "tcp_user_timeout": CONNECT_SECONDS * 1000,
        },
    )
    return engine.connect()


def is_postgresql(session: Any) -> bool:
    return bool(session.dialect.name == "postgresql")


# Inside the transaction ------------------------------------------------------------------------------


@contextmanager
def apart(session: Any) -> Iterator[None]:
    """What fails inside is undone by itself, so that other nodes can go on."""
    with session.begin_nested():
        yield


@contextmanager
def reading(session: Any) -> Iterator[None]:
    """Nothing inside can change anything: the database sees to that."""
    if is_postgresql(session):
        nested = session.begin_nested()
        try:
            session.exec_driver_sql("SET LOCAL transaction_read_only = on")
            yield
        finally:
            if not session.invalidated:
                nested.rollback()
        return
    session.exec_driver_sql("PRAGMA query_only = ON")
    try:
        yield
    finally:
        session.exec_driver_sql("PRAGMA query_only = OFF")


def table_names(session: Any) -> list[str]:
    """The names of all tables and views of the default schema, sorted."""
    from sqlalchemy import inspect

    found = inspect(session)
    names = {*found.get_table_names(), *found.get_view_names()} - {MARKS}
    return sorted(names)


def reflected(session: Any, name: str) -> Any:
    """A table as the database has it. Raises NodeError."""
    from sqlalchemy import MetaData, Table
    from sqlalchemy.exc import NoSuchTableError

    schema, _, last = name.rpartition(".")
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # of types that are not known, which pass as they are
        try:
            table = Table(
                last,
                MetaData(),
                schema=schema or None,
                autoload_with=session,
                resolve_fks=False,
            )
        except NoSuchTableError:
            hint = did_you_mean(name, table_names(session))
            raise NodeError(
                [Problem(f"there is no table {name!r}{hint}")], page="db"
            ) from None
    table.info["postgresql"] = is_postgresql(session)
    for column in table.columns:
        _plain(column, is_postgresql(session))
    return table


def _plain(column: Any, exact: bool) -> None:
    """Types as JSON needs them: null is NULL, and what SQLite has no type for stays what it stores."""
    from sqlalchemy import JSON, Float, Numeric

    if isinstance(column.type, JSON):
        column.type.none_as_null = True
    if isinstance(column.type, Numeric) and not exact:
        column.type = Float()


# The end of it ---------------------------------------------------------------------------------------


def mark(session: Any) -> str:
    """What the transaction will be found by, should it be committed. Checks that are put off are made now."""
    if is_postgresql(session):
        session.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        return str(
            session.exec_driver_sql("SELECT pg_current_xact_id()::text").scalar()
        )
    token = secrets.token_hex(8)
    session.exec_driver_sql(f"CREATE TABLE IF NOT EXISTS {MARKS} (run TEXT NOT NULL)")
    session.exec_driver_sql(f"DELETE FROM {MARKS}")
    session.exec_driver_sql(f"INSERT INTO {MARKS} VALUES (?)", (token,))
    return token


def is_committed(session: Any, token: str) -> bool:
    """Raises Undecided where the server does not know, SQLAlchemyError."""
    if not is_postgresql(session):
        query = "SELECT count(*) FROM sqlite_master WHERE name = ?"
        if not session.exec_driver_sql(query, (MARKS,)).scalar():
            return False
        found = session.exec_driver_sql(f"SELECT run FROM {MARKS}").scalar()
        return bool(found == token)
    end = time.monotonic() + SETTLE_SECONDS
    while True:
        query = "SELECT pg_xact_status(%s::xid8)"
        status = session.exec_driver_sql(query, (token,)).scalar()
        session.rollback()
        if status != "in progress":
            break
        if time.monotonic() > end:
            raise Undecided("the server has not noticed yet that the run is gone")
        time.sleep(0.05)
    if status is None:
        raise Undecided("it is so long ago that the server has forgotten it")
    return bool(status == "committed")


# Errors ----------------------------------------------------------------------------------------------


def is_lost(error: Any) -> bool:
    """Whether the connection is gone."""
    return bool(getattr(error, "connection_invalidated", False))


def explained(error: Any, url: str, connections: Connections) -> str:
    """A database's error in a run: where, what, and what to do where that is known."""
    said = told(error, url, connections)
    return f"{said}{_remedy(error, getattr(error, 'orig', None) or error, said)}"


def told(error: Any, url: str, connections: Connections) -> str:
    """A database's error: where and what."""
    cause = getattr(error, "orig", None) or error
    diagnosis = getattr(cause, "diag", None)
    message = getattr(diagnosis, "message_primary", None) or str(cause).strip()
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    said = lines[0] if lines else type(cause).__name__
    detail = getattr(diagnosis, "message_detail", None)
    hint = getattr(diagnosis, "message_hint", None)
    said = "; ".join([said.rstrip("."), *(t.rstrip(".") for t in (detail, hint) if t)])
    return f"{shown(url)!r}: {connections.hide(said)}"


def _remedy(error: Any, cause: Any, said: str) -> str:
    state = getattr(cause, "sqlstate", None)
    if is_lost(error):
        return (
            "; the connection was lost, and with it all that this run had changed there"
        )
    if state == "40001":
        return "; another changed it while the run was going on: run again"
    if state == "55P03" or "database is locked" in said:
        return f"; another program holds a lock on it; waited {LOCK_SECONDS} s"
    if state == "42P10" or "ON CONFLICT clause does not match" in said:
        return "; `write` needs a `key` that is unique in the table: give it a unique index"
    return ""
