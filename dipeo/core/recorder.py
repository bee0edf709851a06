"""Recording a run while it goes on, so that others can follow it and look at it later."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import RLock
from typing import Any, TypeVar

from dipeo.errors import UsageError

from .events import (
    Event,
    ItemEnded,
    ItemsBegun,
    ItemsCached,
    NodeCached,
    NodeFailed,
    NodeFinished,
    NodeSkipped,
    NodeStarted,
    RunFinished,
    RunStarted,
    TextsKept,
    event_json,
    problem_json,
)
from .packs import Pack
from .records import Records
from .values import Value

_Found = TypeVar("_Found")
_FLUSH_ROWS = 4000
_FLUSH_SECONDS = 0.25
_QUICK = {"condition", "db", "endpoint", "start", "sub_diagram", "template_job"}


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
        self._pack: Pack
        self._rows: dict[str, tuple[Any, ...]] = {}
        self._started: dict[str, NodeStarted] = {}
        self._items: list[tuple[Any, ...]] = []
        self._begun: dict[tuple[str, int], float] = {}  # what is not written yet
        self._batches: set[str] = set()  # those of which items have begun
        self._cached_items: list[tuple[Any, ...]] = []
        self._last_values: Mapping[str, Value] = {}
        self._texts: list[tuple[Any, ...]] = []
        self._last_inputs: Mapping[str, Value] | None = None
        self._last_named = ""
        self._flushed = time.monotonic()
        self.run: int | None = None

    def begin(self, diagram: str, inputs: Value) -> int | None:
        """The number of a new run. It counts as running while this process holds its pack."""
        try:
            self.run = self._begin(diagram, inputs)
        except (sqlite3.Error, OSError, UsageError) as error:
            self._on_note(f"this run is not recorded: {reason_of(error)}")
        return self.run

    def _begin(self, diagram: str, inputs: Value) -> int:
        self._db, run = once_more(
            self._records, self._on_note, lambda: self._insert(diagram, inputs)
        )
        self._pack = Pack(self._records.packs.folder, run)
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
                if self._take(event) or self._is_time(event):
                    self._flush()
            except (sqlite3.Error, OSError) as error:
                self._on_note(f"this run is recorded in part: {reason_of(error)}")
                self.close()
                if _is_damage(error):
                    self._records.set_aside()

    def _is_time(self, event: Event) -> bool:
        """Whether to write what there is. What begins next is told along with an item that has ended."""
        if len(self._rows) + len(self._items) > _FLUSH_ROWS:
            return True
        if isinstance(event, ItemEnded):
            return False
        return time.monotonic() - self._flushed > _FLUSH_SECONDS

    def _take(self, event: Event) -> bool:
        """Whether others should see it at once."""
        match event:
            case ItemEnded():
                self._item(event)
            case ItemsBegun():
                self._begun.update(((event.node, at), event.at) for at in event.items)
                is_first = event.node not in self._batches
                self._batches.add(event.node)
                return is_first
            case NodeStarted():
                self._started[event.node] = event
                return _may_last(event)
            case NodeFinished():
                props = json.dumps(event.props) if event.props else None
                output = self._pack.keep(event.output)
                self._end(event, "done", output=output, props=props)
            case NodeFailed():
                problems = [problem_json(problem) for problem in event.problems]
                error = json.dumps({"problems": problems, "detail": event.detail})
                self._end(event, "failed", error=error)
            case NodeCached():
                self._put(
                    event,
                    "cached",
                    time.time(),
                    items=event.items,
                    inputs=self._named(event.inputs),
                    output=self._pack.keep(event.output),
                    ran_in=event.run,
                )
            case ItemsCached():
                rows = [(self.run, event.node, *stretch) for stretch in event.runs]
                self._cached_items += rows
            case NodeSkipped():
                error = json.dumps({"problems": [], "detail": event.reason})
                self._put(event, "skipped", time.time(), error=error)
            case TextsKept():
                for path, text in event.texts.items():
                    digest = self._pack.keep(text) if text else None
                    self._texts.append((self.run, event.kind, path, digest))
            case RunFinished():
                self._finish(event)
            case RunStarted():
                pass
        return False

    def _end(
        self,
        event: NodeFinished | NodeFailed,
        state: str,
        output: str | None = None,
        props: str | None = None,
        error: str | None = None,
    ) -> None:
        self._started.pop(event.node, None)
        self._put(
            event,
            state,
            event.at,
            seconds=event.seconds,
            items=event.items,
            inputs=self._named(event.inputs),
            output=output,
            props=props,
            error=error,
            reason=event.reason,
        )

    def _item(self, event: ItemEnded) -> None:
        state = "failed" if event.failed else "done"
        log = self._pack.add(event.log)
        row = (self.run, event.node, event.item, state, event.at, *log)
        self._begun.pop((event.node, event.item), None)
        self._items.append(row)
        if event.values is not self._last_values:  # items often have theirs together
            self._last_values = event.values
            for value in event.values.values():
                self._pack.keep(value)

    def _put(
        self,
        event: NodeStarted | NodeFinished | NodeFailed | NodeCached | NodeSkipped,
        state: str,
        started: float,
        *,
        seconds: float | None = None,
        items: int | None = None,
        inputs: str | None = None,
        output: str | None = None,
        props: str | None = None,
        error: str | None = None,
        ran_in: int | None = None,
        reason: str | None = None,
    ) -> None:
        """A row of the table `nodes`, in the order of its columns."""
        self._rows[event.node] = (
            *(event.node, event.type, state, started, seconds, items, inputs, output),
            *(props, error, ran_in, reason),
        )

    def _named(self, inputs: Mapping[str, Value]) -> str:
        """The digests by port, as JSON. Nodes beside each other are often given the very same inputs."""
        if inputs is not self._last_inputs:
            digests = {port: self._pack.keep(v) for port, v in inputs.items()}
            self._last_inputs, self._last_named = inputs, json.dumps(digests)
        return self._last_named

    def _finish(self, event: RunFinished) -> None:
        self._flush()
        data = event_json(event)
        outputs = self._pack.keep(event.outputs)
        self._flush()
        if self._batches:  # nothing runs any more, whatever has kept it from its end
            query = "DELETE FROM items WHERE run = ? AND state = 'running'"
            self._db.execute(query, (self.run,))
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
        for event in self._started.values():
            self._put(
                event,
                "running",
                event.at,
                items=event.items,
                inputs=None if event.inputs is None else self._named(event.inputs),
                reason=event.reason,
            )
        self._pack.flush()
        begun = self._begun.items()
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            f"INSERT OR REPLACE INTO nodes VALUES ({', '.join('?' * 13)})",
            [(self.run, *row) for row in self._rows.values()],
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                *((self.run, *item, "running", at, 0, 0) for item, at in begun),
                *self._items,
            ],
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO cached_items VALUES (?, ?, ?, ?, ?, ?)",
            self._cached_items,
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?)", self._texts
        )
        self._db.execute("COMMIT")
        self._texts.clear()
        self._rows.clear()
        self._items.clear()
        self._begun.clear()
        self._cached_items.clear()
        self._flushed = time.monotonic()

    def close(self) -> None:
        """Let go of the run. One that has not finished by now counts as died."""
        if self.run is not None:
            self.run = None
            with suppress(sqlite3.Error):
                self._db.close()
            self._pack.close()


def once_more(
    records: Records, on_note: Callable[[str], None], act: Callable[[], _Found]
) -> _Found:
    """Do something with the database; where that is damaged, put it aside, and do it with a new one."""
    try:
        return act()
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        records.set_aside()
        on_note(f"past runs were unreadable and put aside: {reason_of(error)}")
        return act()


def _may_last(event: NodeStarted) -> bool:
    """Whether a node may not end for long, so that nobody should have to wait for that to see it.

    A batch is seen with the first of its items.
    """
    if event.items is not None:
        return False
    return event.type not in _QUICK and "[" not in event.node


def _is_damage(error: Exception) -> bool:
    """Whether the database is broken, and not just out of reach or of room."""
    found = isinstance(error, sqlite3.DatabaseError)
    return found and not isinstance(error, sqlite3.OperationalError)


def reason_of(error: Exception) -> str:
    """Why something cannot be recorded."""
    return str(error.strerror if isinstance(error, OSError) else error)
