"""The records of a workspace as pages ask for them: from several threads, and while runs go on."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from dipeo.core.item_log import SEPARATOR
from dipeo.core.packs import Packs
from dipeo.core.records import NodeRow, Records, RunRow
from dipeo.core.records_file import SCHEMA_VERSION
from dipeo.errors import UsageError
from dipeo.workspace import Workspace

from .addresses import outermost_item, split_item
from .answers import NotFound
from .recent import Recent

_CACHED_BYTES = 64_000_000
_KEPT_ITEMS = 20_000  # nodes in items that are kept in mind
_KEPT_RUNS = 200  # runs that have ended and are kept in mind


def _signature(path: str) -> tuple[int, ...] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


class History:
    """What the records of a workspace hold. Each thread has a connection of its own."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.path = workspace.private / "records.db"
        self._local = threading.local()
        self._packs = Packs(workspace.private / "values")
        self._runs = Recent[tuple[object, int | None], RunRow](_KEPT_RUNS)
        self._items = Recent[tuple[object, int, str, int], list[NodeRow] | None](
            _KEPT_ITEMS, lambda rows: len(rows or ())
        )
        self._texts = Recent[str, str | None](
            _CACHED_BYTES, lambda text: len(text or "")
        )

    @property
    def records(self) -> Records:
        """This thread's own."""
        self._refresh()
        records: Records = self._local.records
        return records

    def rows(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """The rows of a query; none where there are no records. Raises UsageError."""
        db = self._connection()
        if db is None:
            return []
        try:
            return db.execute(query, arguments).fetchall()
        except sqlite3.Error as error:
            raise self._unreadable(error) from None

    def version(self) -> tuple[object, ...]:
        """Something that is another once the records have changed; cheap to ask for, the same in every thread."""
        return tuple(_signature(f"{self.path}{suffix}") for suffix in ("", "-wal"))

    def _connection(self) -> sqlite3.Connection | None:
        self._refresh()
        db: sqlite3.Connection | None = self._local.db
        return db

    def _refresh(self) -> None:
        """Open the records anew where they have been deleted or put aside since."""
        try:
            found = os.stat(self.path)
        except OSError:
            identity: tuple[int, ...] = ()
        else:
            identity = (found.st_dev, found.st_ino)
        if getattr(self._local, "identity", None) == identity:
            return
        self._local.identity = identity
        self._local.records = Records(self.workspace.private)
        self._local.db = self._open() if identity else None

    def _open(self) -> sqlite3.Connection | None:
        try:
            db = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode=rw",
                uri=True,
                timeout=10,
                isolation_level=None,
                check_same_thread=False,
            )
            db.execute("PRAGMA query_only = ON")
            version = db.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            raise self._unreadable(error) from None
        if version > SCHEMA_VERSION:
            self._local.identity = None
            raise UsageError(
                f"{self.path} was written by a newer version of DiPeO",
                page="errors#records",
            )
        if version < SCHEMA_VERSION:  # the next run begins new records
            self._local.identity = None
            return None
        return db

    def _unreadable(self, error: sqlite3.Error) -> UsageError:
        self._local.identity = None
        return UsageError(
            f"{self.path} cannot be read ({error}); it holds past runs and nothing else:"
            " delete it where it is broken",
            page="errors#records",
        )

    # runs

    def run(self, id: int | None) -> RunRow:
        """A run by its number, the newest for None. Raises NotFound."""
        records = self.records
        key = (self._local.identity, id)
        kept = self._runs.peek(key) if id is not None else None
        if kept is not None:
            return kept
        try:
            run = records.run(id)
        except UsageError as error:
            raise NotFound(str(error)) from None
        if run.state == "running":
            return run
        return self._runs.get((self._local.identity, run.id), lambda: run)

    def runs(
        self,
        diagram: str | None = None,
        states: Iterable[str] | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> list[RunRow]:
        """The newest first."""
        where, arguments = ["1"], list[Any]()
        if diagram is not None:
            where.append("diagram = ?")
            arguments.append(diagram)
        if before is not None:
            where.append("id < ?")
            arguments.append(before)
        wanted = None if states is None else set(states)
        if wanted is not None:  # one that died is recorded as running
            recorded = wanted | ({"running"} if "died" in wanted else set())
            where.append(f"state IN ({', '.join('?' * len(recorded))})")
            arguments += sorted(recorded)
        query = f"SELECT id FROM runs WHERE {' AND '.join(where)} ORDER BY id DESC"
        found: list[RunRow] = []
        for (id,) in self.rows(query, *arguments):
            run = self.run(id)
            if wanted is None or run.state in wanted:
                found.append(run)
            if len(found) == limit:
                break
        return found

    def last_runs(self) -> dict[str, int]:
        """The number of the last run of each diagram."""
        return dict(self.rows("SELECT diagram, max(id) FROM runs GROUP BY diagram"))

    def previous(self, run: RunRow) -> RunRow | None:
        """The run before one: of the same diagram with the same inputs, else of the same diagram."""
        query = (
            "SELECT id FROM runs WHERE diagram = ? AND id < ? ORDER BY"
            " inputs = (SELECT inputs FROM runs WHERE id = ?) DESC, id DESC LIMIT 1"
        )
        for (id,) in self.rows(query, run.diagram, run.id, run.id):
            return self.run(id)
        return None

    # values

    def text(self, digest: str, run: int | None = None) -> str | None:
        """The JSON of a value, which a run is likely to have; None where it is no longer kept."""
        return self._texts.get(digest, lambda: self._packs.text(digest, run))

    def sizes(self, digests: Iterable[str], run: int | None = None) -> dict[str, int]:
        """The sizes of values in bytes, of those that are kept."""
        sizes = ((digest, self._packs.size(digest, run)) for digest in set(digests))
        return {digest: size for digest, size in sizes if size is not None}

    def texts(self, run: int, kind: str) -> dict[str, str | None]:
        """The digests of the texts of one kind that a run has kept, by path."""
        query = "SELECT path, digest FROM texts WHERE run = ? AND kind = ?"
        return dict(self.rows(query, run, kind))

    # where nodes are

    def origin(self, run: int, address: str) -> tuple[int, str]:
        """The run, and the address there, whose rows tell of what is at and in an address: another than these where
        the run reused it.
        """
        seen = 0
        while (earlier := self._earlier(run, address)) is not None and seen < 1000:
            run, address = earlier
            seen += 1
        return run, address

    def _earlier(self, run: int, address: str) -> tuple[int, str] | None:
        query = "SELECT json_extract(finished, '$.same_as') FROM runs WHERE id = ?"
        for (same_as,) in self.rows(query, run):
            if same_as is not None:
                return same_as, address
        labels = address.split(SEPARATOR) if address else []
        for count in range(1, len(labels) + 1):
            outer, inner = SEPARATOR.join(labels[:count]), labels[count:]
            batch, item = split_item(outer)
            if item is not None:
                for ran_in, there in self._reused_item(run, batch, item):
                    return ran_in, SEPARATOR.join([f"{batch}[{there}]", *inner])
            query = "SELECT ran_in FROM nodes WHERE run = ? AND address = ?"
            for (ran_in,) in self.rows(query, run, batch):
                if ran_in is not None and ran_in != run:
                    return ran_in, address
        return None

    def _reused_item(
        self, run: int, batch: str, item: int
    ) -> Iterator[tuple[int, int]]:
        query = (
            "SELECT ran_in, first_there + ? - first FROM cached_items"
            " WHERE run = ? AND address = ? AND first <= ? AND ? < first + count"
        )
        yield from self.rows(query, item, run, batch, item, item)

    # items of batches

    def item(self, run: int, batch: str, item: int) -> list[NodeRow]:
        """One item that ran in a run, behind the nodes inside it."""
        key = (self._identity(), run, batch, item)
        return self._items.get(key, lambda: self._item(run, batch, item)) or []

    def _item(self, run: int, batch: str, item: int) -> list[NodeRow] | None:
        """None for one that has not ended, or did not run."""
        return self.records.item(run, batch, item) or None

    def row(self, run: int, address: str) -> NodeRow | None:
        """A node or item that ran in a run itself."""
        around = outermost_item(address)
        if around is None:
            query = f"SELECT {COLUMNS} FROM nodes WHERE run = ? AND address = ?"
            return next(map(node_row, self.rows(query, run, address)), None)
        rows = self.item(run, *around)
        return next((row for row in rows if row.address == address), None)

    def _identity(self) -> object:
        self._refresh()
        return self._local.identity


COLUMNS = (
    "address, type, state, started, seconds, items, inputs, output, props, error,"
    " ran_in, reason"
)


def node_row(row: tuple[Any, ...]) -> NodeRow:
    """A row of COLUMNS of the table `nodes`."""
    address, type_, state, started, seconds, items, inputs, output, *rest = row
    props, error, ran_in, reason = rest
    return NodeRow(
        address=address,
        type=type_,
        state=state,
        started=started,
        seconds=seconds,
        items=items,
        inputs=json.loads(inputs) if inputs else {},
        output=output,
        props=json.loads(props) if props else {},
        error=json.loads(error) if error else None,
        ran_in=ran_in,
        reason=reason,
    )
