"""Records: every run with its nodes and values, under `.dipeo/`, so that each can be looked at later.

Runs, nodes and items of batches are rows of an SQLite database; what happened inside an item, and all values, are in
packs. Losing the folder loses history and nothing else.
"""

from __future__ import annotations

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

from . import records_file
from .item_log import SEPARATOR, Ran, ran_in
from .packs import Packs


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


class Records:
    """The records of a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.packs = Packs(folder / records_file.VALUES)
        self.path = folder / records_file.NAME
        self._reader: sqlite3.Connection | None = None
        self._made: tuple[int, list[str]] = (0, [])

    def connect(self) -> sqlite3.Connection:
        """A connection to the database. Raises OSError, sqlite3.Error, UsageError for one of a newer version."""
        return records_file.connect(self.folder)

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
        rows = self.select("SELECT * FROM runs ORDER BY id DESC LIMIT ?", (limit,))
        return [self._run_row(row) for row in rows]

    def run(self, id: int | None) -> RunRow:
        """A run by number; the newest for None. Raises UsageError."""
        query = (
            "SELECT * FROM runs WHERE id = ?"
            if id is not None
            else ("SELECT * FROM runs ORDER BY id DESC LIMIT 1")
        )
        rows = list(self.select(query, () if id is None else (id,)))
        if rows:
            return self._run_row(rows[0])
        known = "none is kept here" if id is None else f"there is no run {id}"
        raise UsageError(f"{known}; `dipeo runs` lists those that there are")

    def nodes(self, run: int) -> Iterator[NodeRow]:
        """The nodes of a run by the time at which they began, without those inside the items of batches."""
        query = "SELECT * FROM nodes WHERE run = ? ORDER BY started, address"
        for row in self.select(query, (run,)):
            yield _node_row(row)

    def items(
        self,
        run: int,
        batch: str | None = None,
        *,
        state: str | None = None,
        first: int = 0,
        limit: int = -1,
    ) -> Iterator[NodeRow]:
        """The items that ran in a run, of one batch or all, as `Batch[17]`; `inside` tells more of each."""
        for address, item, log in self._items(run, batch, state, first, limit):
            yield _inner_row(log[-1], f"{address}[{item}]")

    def inside(
        self, run: int, batch: str | None = None, *, state: str | None = None
    ) -> Iterator[NodeRow]:
        """The items that ran in a run, of one batch or all, each behind the nodes inside it."""
        for address, item, log in self._items(run, batch, state, 0, -1):
            for ran in log:
                yield _inner_row(ran, f"{address}[{item}]")

    def item(self, run: int, batch: str, item: int) -> list[NodeRow]:
        """One item that ran in a run, behind the nodes inside it; nothing where it did not."""
        query = (
            "SELECT place, size FROM items WHERE run = ? AND address = ? AND item = ?"
        )
        return [
            _inner_row(ran, f"{batch}[{item}]")
            for where in self.select(query, (run, batch, item))
            for ran in self._log(run, *where)
        ]

    def _items(
        self, run: int, batch: str | None, state: str | None, first: int, limit: int
    ) -> Iterator[tuple[str, int, list[Ran]]]:
        """Address, number and log; those whose log is gone are left out."""
        query = (
            "SELECT address, item, place, size FROM items WHERE run = ?1 AND"
            " (?2 IS NULL OR address = ?2) AND (?3 IS NULL OR state = ?3)"
            " ORDER BY address, item LIMIT ?5 OFFSET ?4"
        )
        for address, item, *where in self.select(
            query, (run, batch, state, first, limit)
        ):
            if log := self._log(run, *where):
                yield address, item, log

    def _log(self, run: int, place: int, size: int) -> list[Ran]:
        """What stands there; nothing where that is gone or damaged."""
        with suppress(ValueError, TypeError):
            return ran_in(self.packs.read(run, place, size) or "[]")
        return []

    def node(self, run: int, address: str) -> NodeRow | None:
        """A node of a run; where the run reused what it is inside of, as it was when it ran."""
        query = "SELECT * FROM nodes WHERE run = ? AND address = ?"
        found = next(map(_node_row, self.select(query, (run, address))), None)
        found = found or self._node_in_item(run, address)
        if found is not None:
            return found
        earlier = self._reused(run, address)
        return self.node(*earlier) if earlier else None

    def _node_in_item(self, run: int, address: str) -> NodeRow | None:
        for batch, item, inner in _around(address):
            query = (
                "SELECT place, size FROM items"
                " WHERE run = ? AND address = ? AND item = ?"
            )
            for where in self.select(query, (run, batch, item)):
                for ran in self._log(run, *where):
                    if ran.address == inner:
                        return _inner_row(ran, f"{batch}[{item}]")
        return None

    def _reused(self, run: int, address: str) -> tuple[int, str] | None:
        """The run in which a node ran that this run reused, and its address there."""
        for batch, item, inner in _around(address):
            query = (
                "SELECT ran_in, first_there + ? - first FROM cached_items WHERE run = ?"
                " AND address = ? AND first <= ? AND ? < first + count"
            )
            given = (item, run, batch, item, item)
            for earlier, there in self.select(query, given):
                name = f"{batch}[{there}]"
                return earlier, f"{name}{SEPARATOR}{inner}" if inner else name
        labels = address.split(SEPARATOR)
        for count in range(len(labels), 0, -1):
            outer = SEPARATOR.join(labels[:count])
            name = _batch_item(outer)[0] or outer
            query = "SELECT ran_in FROM nodes WHERE run = ? AND address = ?"
            for (earlier,) in self.select(query, (run, name)):
                if earlier is not None and earlier != run:
                    return earlier, address
        query = "SELECT json_extract(finished, '$.same_as') FROM runs WHERE id = ?"
        for (earlier,) in self.select(query, (run,)):
            if earlier is not None:
                return earlier, address
        return None

    def addresses(self, run: int) -> list[str]:
        """The addresses of the nodes of a run, those inside of what it reused too."""
        query = "SELECT json_extract(finished, '$.same_as') FROM runs WHERE id = ?"
        for (earlier,) in self.select(query, (run,)):
            run = earlier or run
        query = (
            "SELECT address, ran_in FROM nodes WHERE run = ? ORDER BY started, address"
        )
        found: list[str] = []
        for address, ran_in_run in self.select(query, (run,)):
            found.append(address)
            if ran_in_run is not None and ran_in_run != run:
                inside = address + SEPARATOR
                found += [a for a in self._ran(ran_in_run) if a.startswith(inside)]
        return [*found, *(row.address for row in self.inside(run))]

    def _ran(self, run: int) -> list[str]:
        rows = self.select("SELECT address FROM nodes WHERE run = ?", (run,))
        return [*(row[0] for row in rows), *(r.address for r in self.inside(run))]

    def text(self, digest: str, run: int | None = None) -> str | None:
        """The text of the value with this digest, which ran in `run`; None when it is gone or damaged."""
        return self.packs.text(digest, run)

    def select(self, query: str, arguments: tuple[Any, ...]) -> Iterable[Any]:
        """The rows that a query finds; none where nothing is kept. Raises UsageError."""
        if not os.path.lexists(self.path):
            return []
        try:
            if self._reader is None:
                self._reader = self.connect()
            return self._reader.execute(query, arguments).fetchall()
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise UsageError(
                f"{self.path} cannot be read ({error}); it holds past runs and nothing"
                " else: delete it where it is broken",
                page="errors#records",
            ) from None

    def close(self) -> None:
        """Let go of the database; asking again opens it again."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def __del__(self) -> None:
        self.close()

    def _run_row(self, row: Any) -> RunRow:
        if row[4] == "running" and not self.packs.is_alive(row[0]):
            # It may have ended since its row was read.
            found = list(self.select("SELECT * FROM runs WHERE id = ?", (row[0],)))
            row = found[0] if found else row
            if row[4] == "running":
                row = (*row[:4], "died", *row[5:])
        id, diagram, inputs, started, state, seconds, finished = row
        data = json.loads(finished) if finished else None
        if data is not None and data["unchanged"] is None:
            data["unchanged"] = self._made_by(data["same_as"])
        return RunRow(id, diagram, json.loads(inputs), started, state, seconds, data)

    def _made_by(self, run: int) -> list[str]:
        """What a run answers for."""
        if self._made[0] != run:
            query = "SELECT finished FROM runs WHERE id = ?"
            made: set[str] = set()
            for (finished,) in self.select(query, (run,)):
                data = json.loads(finished)
                made = {*data["written"], *data["unchanged"]}
            self._made = run, sorted(made)
        return self._made[1]


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


def _inner_row(ran: Ran, item: str) -> NodeRow:
    """A node inside an item, or the item itself."""
    error = ran.error
    if ran.state == "skipped":
        error = {"problems": [], "detail": ran.reason}
    return NodeRow(
        address=f"{item}{SEPARATOR}{ran.address}" if ran.address else item,
        type=ran.type,
        state=ran.state,
        started=ran.at,
        seconds=ran.seconds,
        items=ran.items,
        inputs=ran.inputs,
        output=ran.output,
        props=ran.props,
        error=error,
        ran_in=None,
        reason=None if ran.state == "skipped" else ran.reason,
    )


def _around(address: str) -> Iterator[tuple[str, int, str]]:
    """(batch, item, address inside the item) for each item that an address is in, the outermost last."""
    labels = address.split(SEPARATOR)
    for count in range(len(labels), 0, -1):
        batch, item = _batch_item(SEPARATOR.join(labels[:count]))
        if batch:
            yield batch, item, SEPARATOR.join(labels[count:])


def _batch_item(name: str) -> tuple[str, int]:
    """("Batch", 17) of `Batch[17]`; ("", 0) of another name."""
    found = re.fullmatch(r"(.*)\[(\d+)\]", name, re.S)
    return (found[1], int(found[2])) if found else ("", 0)
