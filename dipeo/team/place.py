"""The place of a team's history: reaching it, and what is different between SQLite and PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from dipeo.core.connections import Connection, Connections, scheme_of, shown
from dipeo.errors import UsageError
from dipeo.stores.engines import LOCK_SECONDS, told
from dipeo.stores.extras import need

CONNECT_SECONDS = 5  # a run may have to wait for it
SCHEMA = "dipeo"  # of PostgreSQL, so that nothing there is in the way
_TURN = 0x6469_7065_6F  # the name of a lock: one sends, or drops, at a time


class Place:
    """Where a history is. Connections are kept for the next question, and belong to no thread."""

    def __init__(self, connection: Connection, root: Path) -> None:
        self.connection = connection
        self.root = root
        self._engine: Any = None
        self._opening = Lock()

    @property
    def name(self) -> str:
        """How people know it: its URL, without a password. Raises UsageError."""
        return shown(self.connection.address)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A connection to ask. Raises UsageError."""
        with self._told(), self._opened().connect() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """A connection with a transaction that no other has here meanwhile, committed at the end. Raises UsageError."""
        with self._told(), self._opened().connect() as session:
            session = session.execution_options(writes=True)
            with session.begin():
                if session.dialect.name == "postgresql":
                    query = "SELECT pg_advisory_xact_lock(%s)"
                    session.exec_driver_sql(query, (_TURN,))
                yield session

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong inside, as a person should read it."""
        need("sqlalchemy", "sql")
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except SQLAlchemyError as error:
            known = Connections({self.connection.name: self.connection})
            raise UsageError(told(error, self.name, known)) from None

    def _opened(self) -> Any:
        with self._opening:
            if self._engine is None:
                address = self.connection.address
                kinds = {"sqlite": _sqlite, "postgresql": _postgresql}
                kind = kinds.get(scheme_of(address) or "")
                if kind is None:
                    what = "a history is kept in PostgreSQL or SQLite"
                    raise UsageError(f"{shown(address)!r}: {what}")
                self._engine = kind(self.connection, self.root)
            return self._engine

    def close(self) -> None:
        """Let go of all connections; asking again opens new ones."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None


def _postgresql(connection: Connection, root: Path) -> Any:
    from sqlalchemy import create_engine, make_url

    need("psycopg", "postgres")
    full = make_url(connection.address).set(drivername="postgresql+psycopg")
    if connection.secret is not None:
        full = full.set(password=connection.secret)
    settings = {
        "timezone": "UTC",
        "lock_timeout": f"{LOCK_SECONDS}s",
        "search_path": SCHEMA,
    }
    return create_engine(
        full,
        pool_size=4,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "dipeo",
            "options": " ".join(f"-c {k}={v}" for k, v in settings.items()),
            "tcp_user_timeout": LOCK_SECONDS * 1000,
        },
    )


def _sqlite(connection: Connection, root: Path) -> Any:
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import QueuePool

    path = connection.address.removeprefix("sqlite://").removeprefix("/")
    full = os.path.realpath(root / path)
    if not os.path.isdir(os.path.dirname(full)):
        message = (
            f"{connection.address!r}: there is no folder {os.path.dirname(full)!r}"
        )
        raise UsageError(message)

    def create() -> sqlite3.Connection:
        return sqlite3.connect(
            f"file:{quote(full)}?mode=rwc",
            uri=True,
            timeout=LOCK_SECONDS,
            isolation_level=None,  # transactions begin where we say
            check_same_thread=False,
        )

    engine = create_engine(
        "sqlite://", creator=create, poolclass=QueuePool, pool_size=4
    )

    @event.listens_for(engine, "begin")
    def begin(session: Any) -> None:
        writes = session.get_execution_options().get("writes", False)
        session.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
