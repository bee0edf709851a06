"""Databases through SQLAlchemy Core: one connection and one transaction each for a whole run.

A run reads each database as it was at the first question, and writes to at most one. Its commit is that of the files:
`Databases.outside` has what the journal needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import RLock
from typing import Any

from dipeo.core.connections import Connections, shown
from dipeo.core.database import Ask, Change, Outside, Undecided
from dipeo.core.digests import hasher
from dipeo.core.sqltext import SqlProblem
from dipeo.core.values import NotJson, Value
from dipeo.errors import CommitError, NodeError, Problem, UsageError

from . import engines, tables
from .engines import explained
from .rows import texts

MAX_BYTES = 256_000_000  # of the JSON text of an answer
CHUNK = 1000  # rows that are fetched, or sent, at once


class Databases:
    """The databases of one run, each connected to when it is first asked for."""

    def __init__(self, connections: Connections, root: str) -> None:
        self.connections = connections
        self.root = root
        self._lock = RLock()
        self._sessions: dict[str, Any] = {}
        self._tables: dict[tuple[str, str], Any] = {}
        self._written: str | None = None
        self.changes: dict[tuple[str, str], int] = {}
        """How many rows of which table changed."""

    # asking

    def select(self, ask: Ask) -> tuple[Value, str]:
        """The rows, and a digest that is the same while they are."""
        with self._lock, self._told(ask.url):
            digest = None if ask.version is None else self._version(ask)
            text, rows_digest = self._rows(ask)
            return Value(text=text), digest or rows_digest

    def digest(self, ask: Ask) -> str:
        """What `select` gives beside the rows, which are not kept."""
        with self._lock, self._told(ask.url):
            if ask.version is not None:
                return self._version(ask)
            return self._rows(ask, keep=False)[1]

    def _version(self, ask: Ask) -> str:
        session = self._session(ask.url)
        assert ask.version is not None
        statement, given = tables.version(self._finder(session), ask)
        with engines.reading(session):
            found = [list(row) for row in session.execute(statement, given)]
        return _hash([",".join(texts(map(str, range(len(r))), [r])) for r in found])

    def _rows(self, ask: Ask, keep: bool = True) -> tuple[str, str]:
        """The text of the rows, which come in chunks, and its digest."""
        session = self._session(ask.url)
        if ask.query is None and ask.table is None:
            names = engines.table_names(session)
            parts = [f'"{name}"' for name in names]
            return f"[{','.join(map(_quoted, names))}]", _hash(parts)
        statement, given = tables.selection(self._finder(session), ask)
        digest, parts, size = hasher(), [], 0
        with engines.reading(session):
            options = {"stream_results": True, "yield_per": CHUNK}
            with session.execute(statement, given, execution_options=options) as rows:
                for text in texts(_names(rows.keys()), rows):
                    digest.update(text.encode() + b"\n")
                    size += len(text) + 1
                    if keep and size > MAX_BYTES:
                        message = f"the answer is larger than {MAX_BYTES:,} bytes: ask for less at once"
                        raise NodeError([Problem(message)], page="db")
                    if keep:
                        parts.append(text)
        return f"[{','.join(parts)}]", digest.hexdigest()

    # changing

    def change(self, change: Change) -> int:
        """How many rows changed."""
        with self._lock, self._told(change.url):
            session = self._writing(change.url)
            count = 0
            with engines.apart(session):
                for statement, given in tables.statements(
                    self._finder(session), change, CHUNK
                ):
                    result = session.execute(statement, given)
                    count += (
                        len(result.all()) if result.returns_rows else result.rowcount
                    )
            key = (change.url, change.table)
            self.changes[key] = self.changes.get(key, 0) + count
            return count

    def run(self, ask: Ask) -> Value:
        """What a statement gives that may change something."""
        with self._lock, self._told(ask.url):
            session = self._writing(ask.url)
            statement, given = tables.selection(self._finder(session), ask)
            with engines.apart(session):
                result = session.execute(statement, given)
                if result.returns_rows:
                    rows = texts(_names(result.keys()), result)
                    text = f"[{','.join(rows)}]"
                    count = text.count("{") and result.rowcount
                else:
                    count = max(result.rowcount, 0)
                    text = f'{{"changed":{count}}}'
            key = (ask.url, "")
            self.changes[key] = self.changes.get(key, 0) + max(count, 0)
            self._tables.clear()  # it may have made some
            return Value(text=text)

    def _writing(self, url: str) -> Any:
        if self._written not in (None, url):
            raise NodeError(
                [
                    Problem(
                        f"this run writes to {shown(str(self._written))!r} already, and a run"
                        " can commit to one database only: write to the other in a run of its own"
                    )
                ],
                page="db",
            )
        session = self._session(url)
        self._written = url
        return session

    # sessions

    def _session(self, url: str) -> Any:
        if url not in self._sessions:
            self._sessions[url] = engines.connect(url, self.connections, self.root)
        return self._sessions[url]

    def _finder(self, session: Any) -> Callable[[str], Any]:
        """What finds a table by name."""

        def find(name: str) -> Any:
            key = (str(id(session)), name)
            if key not in self._tables:
                self._tables[key] = engines.reflected(session, name)
            return self._tables[key]

        return find

    @contextmanager
    def _told(self, url: str) -> Iterator[None]:
        """What goes wrong inside, as a person should read it."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except SQLAlchemyError as error:
            raise NodeError(
                [Problem(explained(error, url, self.connections))], page="db"
            ) from None
        except (SqlProblem, NotJson) as error:
            raise NodeError([Problem(f"{shown(url)!r}: {error}")], page="db") from None

    def changed(self) -> list[tuple[str, int]]:
        """How many rows changed, by table."""
        counts = sorted(self.changes.items())
        return [
            (f"{shown(url)} {table}".rstrip(), count)
            for (url, table), count in counts
            if count
        ]

    def outside(self) -> Outside | None:
        """What the commit of the files commits with them; None where no database was written to."""
        if self._written is None:
            return None
        session = self._sessions[self._written]
        return _Outside(session, self._written, self.connections, self.root)

    def close(self) -> None:
        """Let go of all, undoing what was not committed."""
        for session in self._sessions.values():
            with suppress(Exception):  # a connection that is lost cannot be closed well
                session.close()
            session.engine.dispose()
        self._sessions.clear()


class _Outside:
    """The transaction of the database that a run has written to."""

    def __init__(
        self, session: Any, url: str, connections: Connections, root: str
    ) -> None:
        self.session = session
        self.root = root
        self.url = url
        self.connections = connections
        self._mark: Mapping[str, str] = {}

    def mark(self) -> Mapping[str, str]:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            self._mark = {"url": self.url, "mark": engines.mark(self.session)}
        except SQLAlchemyError as error:
            reason = explained(error, self.url, self.connections)
            raise CommitError(f"{reason}; nothing was written", page="db") from None
        return self._mark

    def commit(self) -> None:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            self.session.commit()
        except SQLAlchemyError as error:
            reason = explained(error, self.url, self.connections)
            lost = engines.is_lost(error)
            if not (lost and is_committed(self._mark, self.connections, self.root)):
                raise CommitError(f"{reason}; nothing was written", page="db") from None


def is_committed(mark: Mapping[str, str], connections: Connections, root: str) -> bool:
    """Whether the transaction with this mark was committed. Raises Undecided where nobody can tell."""
    from sqlalchemy.exc import SQLAlchemyError

    url = mark["url"]
    try:
        session = engines.connect(url, connections, root)
    except (SQLAlchemyError, UsageError, NodeError) as error:
        said = (
            explained(error, url, connections)
            if isinstance(error, SQLAlchemyError)
            else str(error)
        )
        raise Undecided(f"{said}; make it reachable") from None
    try:
        return engines.is_committed(session, mark["mark"])
    except SQLAlchemyError as error:
        raise Undecided(explained(error, url, connections)) from None
    finally:
        session.close()
        session.engine.dispose()


def _names(keys: Any) -> list[str]:
    """The names of columns, which have to be different to be keys."""
    names = [str(key) for key in keys]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        message = f"two columns are called {min(twice)!r}; rename one with AS"
        raise NodeError([Problem(message)], page="db")
    return names


def _quoted(name: str) -> str:
    from dipeo.core.values import json_text

    return json_text(name)


def _hash(parts: list[str]) -> str:
    digest = hasher()
    for part in parts:
        digest.update(part.encode() + b"\n")
    return digest.hexdigest()
