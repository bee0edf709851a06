"""Records: every run with its nodes and values, under `.dipeo/`, so that each can be looked at later.

Runs and nodes are rows of an SQLite database; values are appended to one pack file a run and found by digest, each
kept once. A run holds a lock on its pack while it lives, which is how others know that it does. Losing the folder loses
history and nothing else.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dipeo.errors import UsageError

from .values import Value

SCHEMA_VERSION = 2
_DROP = "".join(
    f"DROP TABLE IF EXISTS {name};"
    for name in ("runs", "nodes", "cached_items", "contents")
)
_SCHEMA = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, diagram TEXT NOT NULL, inputs TEXT NOT NULL, started REAL NOT NULL,
    state TEXT NOT NULL, seconds REAL, finished TEXT
);
CREATE TABLE nodes (
    run INTEGER NOT NULL, address TEXT NOT NULL, type TEXT NOT NULL, state TEXT NOT NULL, started REAL,
    seconds REAL, items INTEGER, inputs TEXT, output TEXT, props TEXT, error TEXT, ran_in INTEGER, reason TEXT,
    PRIMARY KEY (run, address)
) WITHOUT ROWID;
CREATE TABLE cached_items (
    run INTEGER NOT NULL, address TEXT NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL,
    ran_in INTEGER NOT NULL, first_there INTEGER NOT NULL, PRIMARY KEY (run, address, first)
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
    """A node of a run. `inputs` and `output` are digests, for `Records.value`. `state` is running, done, cached (it ran
    in the run `ran_in`), failed or skipped; `reason` says why it ran.
    """

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
    ran_in: int | None
    reason: str | None


SEPARATOR = " / "


class Records:
    """The records of a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.packs = folder / "values"
        self.path = folder / "records.db"
        self._reader: sqlite3.Connection | None = None

    def connect(self) -> sqlite3.Connection:
        """A connection to the database, which is made when it is missing or of an older version.

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
            if version > SCHEMA_VERSION:
                raise UsageError(f"{self.path} was written by a newer version of DiPeO")
            if version < SCHEMA_VERSION:
                db.executescript(
                    f"BEGIN EXCLUSIVE; {_DROP} {_SCHEMA}"
                    f" PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
                )
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
            with suppress(OSError):
                os.unlink(f"{self.path}{suffix}")
        with suppress(OSError):
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
        """A node of a run; where the run reused what it is inside of, as it was when it ran."""
        query = "SELECT * FROM nodes WHERE run = ? AND address = ?"
        found = next(map(_node_row, self._select(query, (run, address))), None)
        if found is not None:
            return found
        earlier = self._reused(run, address)
        return self.node(*earlier) if earlier else None

    def _reused(self, run: int, address: str) -> tuple[int, str] | None:
        """The run in which a node ran that this run reused, and its address there."""
        labels = address.split(SEPARATOR)
        for count in range(len(labels), 0, -1):
            outer, inner = SEPARATOR.join(labels[:count]), labels[count:]
            batch, item = _batch_item(outer)
            query = (
                "SELECT ran_in, first_there + ? - first FROM cached_items WHERE run = ?"
                " AND address = ? AND first <= ? AND ? < first + count"
            )
            given = (item, run, batch, item, item)
            for earlier, there in self._select(query, given) if batch else ():
                return earlier, SEPARATOR.join([f"{batch}[{there}]", *inner])
            name = batch or outer
            query = "SELECT ran_in FROM nodes WHERE run = ? AND address = ?"
            for (earlier,) in self._select(query, (run, name)):
                if earlier is not None and earlier != run:
                    return earlier, address
        query = "SELECT json_extract(finished, '$.same_as') FROM runs WHERE id = ?"
        for (earlier,) in self._select(query, (run,)):
            if earlier is not None:
                return earlier, address
        return None

    def addresses(self, run: int) -> list[str]:
        """The addresses of the nodes of a run, those inside of what it reused too."""
        query = "SELECT json_extract(finished, '$.same_as') FROM runs WHERE id = ?"
        for (earlier,) in self._select(query, (run,)):
            run = earlier or run
        query = (
            "SELECT address, ran_in FROM nodes WHERE run = ? ORDER BY started, address"
        )
        found: list[str] = []
        for address, ran_in in self._select(query, (run,)):
            found.append(address)
            if ran_in is not None and ran_in != run:
                inside = "SELECT address FROM nodes WHERE run = ? AND substr(address, 1, ?) = ?"
                prefix = address + SEPARATOR
                rows = self._select(inside, (ran_in, len(prefix), prefix))
                found += [row[0] for row in rows]
        return found

    def text(self, digest: str) -> str | None:
        """The text of the value with this digest; None when it is gone or damaged."""
        query = "SELECT pack, place, size FROM contents WHERE digest = ?"
        with suppress(UsageError):
            for pack, place, size in self._select(query, (digest,)):
                text = self._unpack(pack, place, size)
                if text is not None and Value(text=text).digest == digest:
                    return text
                self._select("DELETE FROM contents WHERE pack = ?", (pack,))
        return None

    def _unpack(self, pack: int, place: int, size: int) -> str | None:
        try:
            with open(self.packs / f"{pack}.pack", "rb") as file:
                file.seek(place)
                return file.read(size).decode("ascii")
        except (OSError, ValueError):
            return None

    def _select(self, query: str, arguments: tuple[Any, ...]) -> Iterable[Any]:
        if not self.folder.is_dir():
            return []
        try:
            if self._reader is None:
                self._reader = self.connect()
            return self._reader.execute(query, arguments).fetchall()
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise UsageError(
                f"{self.path} cannot be read ({error}); it holds past runs and nothing"
                " else: delete it where it is broken"
            ) from None

    def close(self) -> None:
        """Let go of the database; asking again opens it again."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def __del__(self) -> None:
        self.close()

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
    _, address, type_, state, started, seconds, items, inputs, output, *rest = row
    props, error, ran_in, reason = rest
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
        ran_in,
        reason,
    )


def _batch_item(name: str) -> tuple[str, int]:
    """("Batch", 17) of `Batch[17]`; ("", 0) of another name."""
    found = re.fullmatch(r"(.*)\[(\d+)\]", name, re.S)
    return (found[1], int(found[2])) if found else ("", 0)
