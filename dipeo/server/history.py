"""The records of a workspace as pages ask for them: from several threads, and while runs go on."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from dipeo.core import live
from dipeo.core.chronicle import (
    NODE,
    Chronicle,
    NodeRow,
    Rows,
    RunRow,
    Wanted,
    node_row,
)
from dipeo.core.item_log import SEPARATOR, join
from dipeo.core.records import Records
from dipeo.errors import UsageError
from dipeo.team.both import Both, Shared
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
        self.shared = None if workspace.shared is None else Shared(workspace)
        self._sending = threading.Lock()
        self._local = threading.local()
        self._runs = Recent[tuple[object, int], RunRow](_KEPT_RUNS)
        self._items = Recent[tuple[object, int, str, int], list[NodeRow] | None](
            _KEPT_ITEMS, lambda rows: len(rows or ())
        )
        self._texts = Recent[str, str | None](
            _CACHED_BYTES, lambda text: len(text or "")
        )

    @property
    def records(self) -> Chronicle:
        """This thread's own, opened anew where they have been deleted or put aside since."""
        identity = self._identity()
        if getattr(self._local, "identity", None) != identity:
            self._local.identity = identity
            self._local.records = (
                Both(self.shared) if self.shared else Records(self.workspace.private)
            )
        records: Chronicle = self._local.records
        return records

    def _identity(self) -> tuple[int, ...]:
        try:
            found = os.stat(self.path)
        except OSError:
            return ()
        return found.st_dev, found.st_ino

    def rows(self, query: str, *arguments: Any) -> Rows:
        """The rows of a query; none where there are no records. Raises UsageError."""
        return self.records.select(query, arguments)

    def version(self) -> tuple[object, ...]:
        """Something that is another once the records have changed; cheap to ask for, the same in every thread."""
        own = tuple(_signature(f"{self.path}{suffix}") for suffix in ("", "-wal"))
        shared = self.shared
        return (*own, shared.asked(shared.history.newest, 0)) if shared else own

    def away(self) -> str | None:
        """Why the team's history does not answer, "" where it does; None where there is none."""
        if self.shared is None:
            return None
        self.shared.asked(self.shared.history.newest, 0)
        return self.shared.away

    def number(self, run: int) -> int:
        """The number here of a run that is this workspace's own."""
        return -run if self.shared else run

    def close(self) -> None:
        """Let go of what the threads have together."""
        if self.shared:
            self.shared.history.close()

    # runs

    def run(self, id: int | None) -> RunRow:
        """A run by its number, the newest for None. Raises NotFound."""
        kept = self._runs.peek((self._identity(), id)) if id is not None else None
        if kept is not None:
            return kept
        try:
            run = self.records.run(id)
        except UsageError as error:
            raise NotFound(str(error)) from None
        if run.state == "running":
            return run
        return self._runs.get((self._identity(), run.id), lambda: run)

    def runs(
        self,
        diagram: str | None = None,
        states: Iterable[str] | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> list[RunRow]:
        """The newest first."""
        wanted = None if states is None else frozenset(states)
        self._send()
        numbers = self.records.numbers(
            Wanted(diagram, wanted, before), limit if wanted is None else None
        )
        found: list[RunRow] = []
        for number in numbers:
            run = self.run(number)
            if wanted is None or run.state in wanted:
                found.append(run)
            if len(found) == limit:
                break
        return found

    def _send(self) -> None:
        """See to it that the team's history has what has ended here."""
        records = self.records
        if self.shared and isinstance(records, Both) and records.is_waiting():
            with self._sending:
                self.shared.send()

    def last_runs(self) -> dict[str, int]:
        """The number of the last run of each diagram."""
        return self.records.last_runs()

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
        return self._texts.get(digest, lambda: self.records.text(digest, run))

    def sizes(self, digests: Iterable[str], run: int | None = None) -> dict[str, int]:
        """The sizes of values in bytes, of those that are kept."""
        return self.records.sizes(digests, run)

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
        with suppress(NotFound):
            same_as = self.run(run).same_as
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
    ) -> Iterator[tuple[Any, ...]]:
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

    def going_on(self, run: int, item: str) -> list[NodeRow]:
        """What is at and in an item that has not ended, the innermost first; nothing where it has not begun."""
        told = live.going_on(self.workspace.private, self.number(run)).get(item, ())
        return [_going_row(node, item) for node in told]

    def looks(self, run: int) -> tuple[object, ...]:
        """As `version`, and another once something goes on in an item of a run, too."""
        folder = live.folder_of(self.workspace.private, self.number(run))
        names: list[str] = []
        with suppress(OSError):
            names = sorted(os.listdir(folder))
        told = [_signature(os.path.join(folder, name)) for name in names]
        return (*self.version(), *told)

    def row(self, run: int, address: str) -> NodeRow | None:
        """A node or item that ran in a run itself."""
        around = outermost_item(address)
        if around is None:
            query = f"SELECT {NODE} FROM nodes WHERE run = ? AND address = ?"
            return next(map(node_row, self.rows(query, run, address)), None)
        rows = self.item(run, *around)
        return next((row for row in rows if row.address == address), None)


def _going_row(node: live.Going, item: str) -> NodeRow:
    return NodeRow(
        address=join(item, node.address),
        type=node.type,
        state=node.state,
        started=node.at,
        seconds=node.seconds,
        items=node.items,
        inputs={},
        output=None,
        props={},
        error=None,
        ran_in=None,
        reason=None,
    )
