"""The items of a batch, by number and in pages."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dipeo.core.chronicle import NodeRow, RunRow
from dipeo.core.diagram import DEFAULT_TARGET
from dipeo.core.item_log import SEPARATOR
from dipeo.core.values import json_text

from .addresses import is_in_item, outermost_item, split_item
from .answers import Data, NotFound, page_size, page_start, recorded_problem
from .history import History
from .nodes import Nodes
from .recent import Recent
from .values import Values, preview

_ROOM = 2_000_000  # items that are kept in mind
_NOT_ENDED = dict.fromkeys(("ranIn", "problem", "item", "output"))
_NOT_ENDED["reason"] = ""


@dataclass(frozen=True, slots=True)
class ItemRef:
    """An item that began, when, and where: the run and the number that it had there."""

    state: str
    run: int
    item: int
    started: float | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items of a batch, and how many of them after how many."""

    states: Sequence[str] | None
    changed: bool
    search: str
    after: int
    first: int


class Items:
    """Items of batches, looked up in the records."""

    def __init__(self, history: History, nodes: Nodes, values: Values) -> None:
        self.history = history
        self.nodes = nodes
        self.values = values
        self._rows = Recent[tuple[int, str, object], Mapping[int, ItemRef]](_ROOM, len)
        self._outputs = Recent[tuple[object, ...], Mapping[int, str | None]](_ROOM, len)
        self._texts = Recent[str, Sequence[str]](_ROOM, len)

    def page(self, run: RunRow, batch: str, wanted: Wanted) -> Data:
        """Raises NotFound, Refused."""
        page_size(wanted.first)
        page_start(wanted.after)
        there, address = self.history.origin(run.id, batch)
        row = self.history.row(there, address)
        if row is None or row.items is None:
            raise NotFound(f"there is no batch at {batch!r} in run {run.id}")
        rows = self.rows(there, address)
        given = self.given(run, batch)
        is_reused = there != run.id or row.state == "cached"
        chosen: Sequence[int] = range(row.items)
        if wanted.states is not None:
            chosen = [
                at
                for at in chosen
                if _state(rows.get(at), run, is_reused=is_reused) in wanted.states
            ]
        if wanted.search:
            texts, text = self.texts(run, batch), wanted.search.casefold()
            chosen = [at for at in chosen if at < len(texts) and text in texts[at]]
        if wanted.changed:
            differs = self.changed(run, batch)
            chosen = [at for at in chosen if at in differs]
        some = chosen[wanted.after : wanted.after + wanted.first]
        key = self.key(run, batch)
        items = [
            {
                "index": at,
                "address": f"{batch}[{at}]",
                "state": _state(rows.get(at), run, is_reused=is_reused),
                "preview": preview(given[at]) if at < len(given) else "",
                **self.details(rows.get(at), address, run, key),
            }
            for at in some
        ]
        return {
            "total": len(chosen),
            "hasMore": wanted.after + len(some) < len(chosen),
            "end": wanted.after + len(some),
            "items": self.with_sizes(items, there),
        }

    def details(self, ref: ItemRef | None, batch: str, run: RunRow, key: str) -> Data:
        """What is known of an item that ended; `key` is the port at which it arrived."""
        row = None if ref is None else self.row(ref, batch)
        if ref is None or row is None:
            return {**_NOT_ENDED, "seconds": _so_far(ref, run)}
        problems = (row.error or {}).get("problems", ())
        item = row.inputs.get(key)
        return {
            "seconds": row.seconds,
            "ranIn": ref.run if ref.run != run.id else None,
            "reason": row.reason or "",
            "problem": recorded_problem(problems[0]) if problems else None,
            "item": {"digest": item} if item else None,
            "output": {"digest": row.output} if row.output else None,
        }

    def row(self, ref: ItemRef, batch: str) -> NodeRow | None:
        return self.history.row(ref.run, f"{batch}[{ref.item}]")

    def with_sizes(self, items: list[Data], run: int) -> list[Data]:
        """The items with the sizes of their values."""
        refs = [item[side] for item in items for side in ("item", "output")]
        sizes = self.history.sizes((ref["digest"] for ref in refs if ref), run)
        for ref in refs:
            if ref:
                ref["size"] = sizes.get(ref["digest"])
        return items

    def rows(self, run: int, batch: str) -> Mapping[int, ItemRef]:
        """Every item of a batch of a run that has begun, by number."""
        mark: object = self.history.version()
        if self.history.run(run).state != "running":
            mark = "it has ended"
        return self._rows.get((run, batch, mark), lambda: self._read(run, batch))

    def _read(self, run: int, batch: str) -> Mapping[int, ItemRef]:
        found: dict[int, ItemRef] = {}
        if is_in_item(batch):
            return self._read_inside(run, batch)
        query = "SELECT item, state, started FROM items WHERE run = ? AND address = ?"
        for item, state, started in self.history.rows(query, run, batch):
            found[item] = ItemRef(state, run, item, started)
        query = (
            "SELECT first, count, ran_in, first_there FROM cached_items"
            " WHERE run = ? AND address = ?"
        )
        for first, count, ran_in, there in self.history.rows(query, run, batch):
            earlier = self.rows(ran_in, batch)
            for at in range(count):
                row_there = earlier.get(there + at)
                if row_there is not None:
                    found[first + at] = row_there
        return found

    def _read_inside(self, run: int, batch: str) -> Mapping[int, ItemRef]:
        """Those of a batch that is inside an item itself."""
        found: dict[int, ItemRef] = {}
        around = outermost_item(batch)
        for row in self.history.item(run, *around) if around else ():
            name, item = split_item(row.address)
            if name == batch and item is not None:
                found[item] = ItemRef(row.state, run, item)
        return found

    def given(self, run: RunRow, batch: str) -> Sequence[Any]:
        """The list that the batch ran over."""
        digest = self._list_digest(run, batch)
        value = self.values.find(digest) if digest else None
        return value.data if value and isinstance(value.data, list) else ()

    def _list_digest(self, run: RunRow, batch: str) -> str | None:
        row = self.history.row(*self.history.origin(run.id, batch))
        if row is None:
            return None
        return row.inputs.get(self.key(run, batch))

    def key(self, run: RunRow, batch: str) -> str:
        """The port at which the batch's list arrives."""
        scope, _, label = batch.rpartition(SEPARATOR)
        node = self.nodes.graphs.of_run(run.id, scope).node(label)
        return node.batch.key if node and node.batch else DEFAULT_TARGET

    def texts(self, run: RunRow, batch: str) -> Sequence[str]:
        """The JSON of each item, for a search that does not care about case."""
        digest = self._list_digest(run, batch)
        if digest is None:
            return ()
        return self._texts.get(
            digest, lambda: [_searched(item) for item in self.given(run, batch)]
        )

    def changed(self, run: RunRow, batch: str) -> set[int]:
        """The items that the run before did not have, or for which it had another output."""
        given, before = self.given(run, batch), self.history.previous(run)
        if before is None:
            return set(range(len(given)))
        known, outputs = self.outputs(before, batch), self.outputs(run, batch)
        earlier = {
            json_text(item): known.get(at)
            for at, item in enumerate(self.given(before, batch))
        }
        return {
            at
            for at, item in enumerate(given)
            if (text := json_text(item)) not in earlier
            or earlier[text] != outputs.get(at)
        }

    def outputs(self, run: RunRow, batch: str) -> Mapping[int, str | None]:
        """The digests of what the items gave that ended, by number."""
        there, address = self.history.origin(run.id, batch)
        mark = (there, address, self.history.version())
        return self._outputs.get(mark, lambda: self._read_outputs(there, address))

    def _read_outputs(self, run: int, batch: str) -> Mapping[int, str | None]:
        refs = self.rows(run, batch)
        by_run: dict[int, dict[int, str | None]] = {}
        for number in {ref.run for ref in refs.values()}:
            rows = self.history.records.items(number, batch)
            by_run[number] = {_number(row.address): row.output for row in rows}
        return {at: by_run[ref.run].get(ref.item) for at, ref in refs.items()}


def _number(address: str) -> int:
    return split_item(address)[1] or 0


def _state(row: ItemRef | None, run: RunRow, *, is_reused: bool) -> str:
    if is_reused or (row is not None and row.run != run.id):
        return "CACHED"
    if row is None:
        return "WAITING" if run.state == "running" else "NEVER"
    if row.state == "running" and run.state != "running":
        return "NEVER"
    return row.state.upper()


def _so_far(ref: ItemRef | None, run: RunRow) -> float | None:
    """How long an item has run that has not ended."""
    if ref is None or ref.started is None or run.state != "running":
        return None
    return max(0.0, time.time() - ref.started)


def _searched(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False).casefold()
