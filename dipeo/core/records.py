"""Records: every run with its nodes and values, under `.dipeo/`, so that each can be looked at later.

Runs and nodes are rows of an SQLite database; values are appended to one pack file a run and found by digest, each
kept once. A run holds a lock on its pack while it lives, which is how others know that it does. Losing the folder loses
history and nothing else.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any, BinaryIO

from dipeo.errors import UsageError

from .events import (
    Event,
    NodeFailed,
    NodeFinished,
    NodeSkipped,
    NodeStarted,
    RunFinished,
    RunStarted,
    problem_json,
)
from .lock import not_in_children
from .values import Value

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, diagram TEXT NOT NULL, inputs TEXT NOT NULL, started REAL NOT NULL,
    state TEXT NOT NULL, seconds REAL, finished TEXT
);
CREATE TABLE nodes (
    run INTEGER NOT NULL, address TEXT NOT NULL, type TEXT NOT NULL, state TEXT NOT NULL, started REAL,
    seconds REAL, items INTEGER, inputs TEXT, output TEXT, props TEXT, error TEXT,
    PRIMARY KEY (run, address)
) WITHOUT ROWID;
CREATE TABLE contents (
    digest TEXT PRIMARY KEY, pack INTEGER NOT NULL, place INTEGER NOT NULL, size INTEGER NOT NULL
) WITHOUT ROWID;
"""
_FLUSH_ROWS = 4000
_FLUSH_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as it is recorded. `state` is running, ok, failed, interrupted or died; `finished` is its last event."""

    id: int
    diagram: str
    inputs: Any
    started: float
    state: str
    seconds: float | None
    finished: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node of a run. `inputs` and `output` are digests, for `Records.value`."""

    address: str
    type: str
    state: str
    started: float | None
    seconds: float | None
    items: int | None
    inputs: Mapping[str, str]
    output: str | None
    props: Mapping[str, Any]
    error: Mapping[str, Any] | None


class Records:
    """The records of a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.packs = folder / "values"
        self.path = folder / "records.db"

    def connect(self) -> sqlite3.Connection:
        """A connection to the database, which is made when it is missing.

        Raises OSError, sqlite3.Error, UsageError for a database of a newer version.
        """
        self.packs.mkdir(parents=True, exist_ok=True)
        if self.path.is_symlink():
            raise UsageError(f"{self.path} must be a file, and is a symbolic link")
        db = sqlite3.connect(
            self.path, timeout=30, isolation_level=None, check_same_thread=False
        )
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = OFF")
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                db.executescript(
                    f"BEGIN EXCLUSIVE; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
                )
            elif version > SCHEMA_VERSION:
                raise UsageError(f"{self.path} was written by a newer version of DiPeO")
        except (sqlite3.Error, UsageError) as error:
            with suppress(sqlite3.Error):
                db.execute("ROLLBACK")
            if "already exists" in str(error):  # another process made it just now
                return db
            db.close()
            raise
        return db

    def set_aside(self) -> None:
        """Put a broken database out of the way."""
        for suffix in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                os.unlink(f"{self.path}{suffix}")
        with suppress(FileNotFoundError):
            self.path.replace(self.path.with_suffix(".unreadable"))

    # reading

    def runs(self, limit: int = 50) -> list[RunRow]:
        """The newest runs first."""
        rows = self._select("SELECT * FROM runs ORDER BY id DESC LIMIT ?", (limit,))
        return [self._run_row(row) for row in rows]

    def run(self, id: int | None) -> RunRow:
        """A run by number; the newest for None. Raises UsageError."""
        query = (
            "SELECT * FROM runs WHERE id = ?"
            if id is not None
            else ("SELECT * FROM runs ORDER BY id DESC LIMIT 1")
        )
        rows = list(self._select(query, () if id is None else (id,)))
        if rows:
            return self._run_row(rows[0])
        known = "none is kept here" if id is None else f"there is no run {id}"
        raise UsageError(f"{known}; `dipeo runs` lists those that there are")

    def nodes(self, run: int) -> Iterator[NodeRow]:
        """The nodes of a run by the time at which they began."""
        query = "SELECT * FROM nodes WHERE run = ? ORDER BY started, address"
        for row in self._select(query, (run,)):
            yield _node_row(row)

    def node(self, run: int, address: str) -> NodeRow | None:
        query = "SELECT * FROM nodes WHERE run = ? AND address = ?"
        return next(map(_node_row, self._select(query, (run, address))), None)

    def addresses(self, run: int) -> list[str]:
        query = "SELECT address FROM nodes WHERE run = ? ORDER BY started, address"
        return [row[0] for row in self._select(query, (run,))]

    def value(self, digest: str) -> Value | None:
        """The value with this digest; None when it is gone or damaged."""
        query = "SELECT pack, place, size FROM contents WHERE digest = ?"
        for pack, place, size in self._select(query, (digest,)):
            with suppress(OSError, ValueError):
                with open(self.packs / f"{pack}.pack", "rb") as file:
                    file.seek(place)
                    value = Value(text=file.read(size).decode("ascii"))
                if value.digest == digest:
                    return value
        return None

    def _select(self, query: str, arguments: tuple[Any, ...]) -> Iterable[Any]:
        if not self.folder.is_dir():
            return []
        try:
            with closing(self.connect()) as db:
                return db.execute(query, arguments).fetchall()
        except (sqlite3.Error, OSError) as error:
            raise UsageError(
                f"{self.path} cannot be read ({error}); it holds past runs and nothing"
                " else: delete it where it is broken"
            ) from None

    def _run_row(self, row: Any) -> RunRow:
        id, diagram, inputs, started, state, seconds, finished = row
        if state == "running" and not self._is_alive(id):
            state = "died"
        data = json.loads(finished) if finished else None
        return RunRow(id, diagram, json.loads(inputs), started, state, seconds, data)

    def _is_alive(self, id: int) -> bool:
        """Whether a process holds the lock on the run's pack."""
        try:
            with open(self.packs / f"{id}.pack", "rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False


def _node_row(row: Any) -> NodeRow:
    _, address, type_, state, started, seconds, items, inputs, output, props, error = (
        row
    )
    return NodeRow(
        address,
        type_,
        state,
        started,
        seconds,
        items,
        json.loads(inputs) if inputs else {},
        output,
        json.loads(props) if props else {},
        json.loads(error) if error else None,
    )


class Recorder:
    """Records one run: an `Emit`. Rows and values are written in groups, so that others can follow the run.

    A run does not fail because it cannot be recorded: `on_note` is told once, and the rest is not kept.
    """

    def __init__(
        self, records: Records, on_note: Callable[[str], None] = lambda message: None
    ) -> None:
        self._records = records
        self._on_note = on_note
        self._lock = RLock()
        self._db: sqlite3.Connection
        self._pack: BinaryIO
        self._rows: dict[str, tuple[Any, ...]] = {}
        self._started: dict[str, NodeStarted] = {}
        self._values: dict[str, Value] = {}
        self._seen: set[str] = set()
        self._flushed = time.monotonic()
        self.run: int | None = None

    def begin(self, diagram: str, inputs: Value) -> int | None:
        """The number of a new run. It counts as running while this process holds its pack."""
        try:
            self.run = self._begin(diagram, inputs)
        except (sqlite3.Error, OSError, UsageError) as error:
            self._on_note(f"this run is not recorded: {_reason(error)}")
        return self.run

    def _begin(self, diagram: str, inputs: Value) -> int:
        try:
            self._db, run = self._insert(diagram, inputs)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            self._records.set_aside()
            self._on_note(f"past runs were unreadable and put aside: {_reason(error)}")
            self._db, run = self._insert(diagram, inputs)
        path = self._records.packs / f"{run}.pack"
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        self._pack = open(os.open(path, flags, 0o666), "ab")  # noqa: SIM115
        not_in_children(self._pack.fileno())
        fcntl.flock(self._pack, fcntl.LOCK_EX)
        return run

    def _insert(self, diagram: str, inputs: Value) -> tuple[sqlite3.Connection, int]:
        db = self._records.connect()
        try:
            cursor = db.execute(
                "INSERT INTO runs (diagram, inputs, started, state)"
                " VALUES (?, ?, ?, 'running')",
                (diagram, inputs.text, time.time()),
            )
        except sqlite3.Error:
            db.close()
            raise
        assert cursor.lastrowid is not None
        return db, cursor.lastrowid

    def __call__(self, event: Event) -> None:
        with self._lock:
            if self.run is None:
                return
            try:
                self._take(event)
                late = time.monotonic() - self._flushed > _FLUSH_SECONDS
                if late or len(self._rows) > _FLUSH_ROWS:
                    self._flush()
            except (sqlite3.Error, OSError) as error:
                self._on_note(f"this run is recorded in part: {_reason(error)}")
                self.close()

    def _take(self, event: Event) -> None:
        match event:
            case NodeStarted():
                self._started[event.node] = event
                self._rows[event.node] = (
                    *(event.node, event.type, "running", event.at),
                    *(None, event.items, None, None, None, None),
                )
            case NodeFinished():
                props = json.dumps(event.props) if event.props else None
                output = self._keep(event.output)
                self._ended(event, "done", event.seconds, output, props, None)
            case NodeFailed():
                error = {
                    "problems": [problem_json(p) for p in event.problems],
                    "detail": event.detail,
                }
                text = json.dumps(error)
                self._ended(event, "failed", event.seconds, None, None, text)
            case NodeSkipped():
                error_text = json.dumps({"problems": [], "detail": event.reason})
                self._rows[event.node] = (
                    *(event.node, event.type, "skipped", time.time()),
                    *(None, None, None, None, None, error_text),
                )
            case RunFinished():
                self._finish(event)
            case RunStarted():
                pass

    def _ended(
        self,
        event: NodeFinished | NodeFailed,
        state: str,
        seconds: float,
        output: str | None,
        props: str | None,
        error: str | None,
    ) -> None:
        started = self._started.pop(event.node, None)
        inputs = {port: self._keep(value) for port, value in event.inputs.items()}
        self._rows[event.node] = (
            *(event.node, event.type, state, started.at if started else time.time()),
            *(seconds, started.items if started else None, json.dumps(inputs), output),
            *(props, error),
        )

    def _keep(self, value: Value) -> str:
        digest = value.digest
        if digest not in self._seen:
            self._seen.add(digest)
            self._values[digest] = value
        return digest

    def _finish(self, event: RunFinished) -> None:
        from .events import event_json

        self._flush()
        data = event_json(event)
        outputs = self._keep(event.outputs)
        self._flush()
        self._db.execute(
            "UPDATE runs SET state = ?, seconds = ?, finished = ? WHERE id = ?",
            (
                event.status,
                event.seconds,
                json.dumps({**data, "outputs": outputs}),
                self.run,
            ),
        )

    def _flush(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._flush_values()
        self._db.executemany(
            "INSERT OR REPLACE INTO nodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(self.run, *row) for row in self._rows.values()],
        )
        self._db.execute("COMMIT")
        self._rows.clear()
        self._flushed = time.monotonic()

    def _flush_values(self) -> None:
        """Append the values that are not kept yet, then say where they are."""
        digests = list(self._values)
        for at in range(0, len(digests), 500):
            some = digests[at : at + 500]
            marks = ",".join("?" * len(some))
            query = f"SELECT digest FROM contents WHERE digest IN ({marks})"
            for (known,) in self._db.execute(query, some):
                del self._values[known]
        rows, parts = [], []
        place = self._pack.tell()
        for digest, value in self._values.items():
            content = value.text.encode("ascii")
            rows.append((digest, self.run, place, len(content)))
            parts.append(content)
            place += len(content)
        self._pack.write(b"".join(parts))
        self._pack.flush()
        self._db.executemany(
            "INSERT OR REPLACE INTO contents VALUES (?, ?, ?, ?)", rows
        )
        self._values.clear()

    def close(self) -> None:
        """Let go of the run. One that has not finished by now counts as died."""
        if self.run is not None:
            self.run = None
            with suppress(sqlite3.Error):
                self._db.close()
            with suppress(OSError):
                self._pack.close()


def _reason(error: Exception) -> str:
    return str(error.strerror if isinstance(error, OSError) else error)
