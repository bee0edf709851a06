"""The items of a batch, by number and in pages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dipeo.core.diagram import DEFAULT_TARGET
from dipeo.core.records import SEPARATOR, RunRow
from dipeo.core.values import json_text

from .answers import Data, NotFound, page_size, page_start, recorded_problem
from .history import History
from .nodes import Nodes
from .recent import Recent
from .values import Values, preview

_ROOM = 2_000_000  # items that are kept in mind


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as a run has it. Where it was reused, `run` and `address` are where it ran."""

    state: str
    seconds: float | None
    output: str | None
    reason: str
    run: int
    address: str


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
        self._rows = Recent[tuple[int, str, object], Mapping[int, ItemRow]](_ROOM, len)
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
        errors = self.errors(rows, some)
        items = [
            {
                "index": at,
                "address": f"{batch}[{at}]",
                "state": _state(rows.get(at), run, is_reused=is_reused),
                "preview": preview(given[at]) if at < len(given) else "",
                **self.row_data(rows.get(at), run),
                "problem": errors.get(at),
            }
            for at in some
        ]
        return {
            "total": len(chosen),
            "hasMore": wanted.after + len(some) < len(chosen),
            "end": wanted.after + len(some),
            "items": self.with_refs(items, rows, self.key(run, batch)),
        }

    def row_data(self, row: ItemRow | None, run: RunRow) -> Data:
        if row is None:
            return {"seconds": None, "ranIn": None, "reason": ""}
        ran_in = row.run if row.run != run.id else None
        return {"seconds": row.seconds, "ranIn": ran_in, "reason": row.reason}

    def with_refs(
        self, items: list[Data], rows: Mapping[int, ItemRow], key: str
    ) -> list[Data]:
        """The items with where their values are."""
        refs: list[Data] = []
        for item in items:
            row = rows.get(item["index"])
            item["output"] = row and row.output and {"digest": row.output}
            item["item"] = self.item_ref(row, key)
            refs += [ref for ref in (item["output"], item["item"]) if ref]
        sizes = self.history.sizes(ref["digest"] for ref in refs)
        for ref in refs:
            ref["size"] = sizes.get(ref["digest"])
        return items

    def item_ref(self, row: ItemRow | None, key: str) -> Data | None:
        """Where the item itself is: what came in at the batch's port."""
        if row is None:
            return None
        found = self.nodes.rows(row.run, [row.address]).get(row.address)
        digest = found.inputs.get(key) if found else None
        return {"digest": digest} if digest else None

    def rows(self, run: int, batch: str) -> Mapping[int, ItemRow]:
        """Every item of a batch of a run that has begun, by number."""
        mark: object = self.history.version()
        if self.history.run(run).state != "running":
            mark = "it has ended"
        return self._rows.get((run, batch, mark), lambda: self._read(run, batch))

    def _read(self, run: int, batch: str) -> Mapping[int, ItemRow]:
        query = (
            "SELECT address, state, seconds, output, reason FROM nodes WHERE run = ?"
            " AND address >= ? AND address < ? AND instr(substr(address, ?), ' / ') = 0"
        )
        start = len(batch) + 1
        found: dict[int, ItemRow] = {}
        for address, state, seconds, output, reason in self.history.rows(
            query, run, f"{batch}[", f"{batch}\\", start
        ):
            number = address[start:-1]
            if address.endswith("]") and number.isdecimal():
                row = ItemRow(state, seconds, output, reason or "", run, address)
                found[int(number)] = row
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

    def given(self, run: RunRow, batch: str) -> Sequence[Any]:
        """The list that the batch ran over."""
        digest = self._list_digest(run, batch)
        value = self.values.find(digest) if digest else None
        return value.data if value and isinstance(value.data, list) else ()

    def _list_digest(self, run: RunRow, batch: str) -> str | None:
        row = self.history.row(run.id, batch)
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
        before = self.history.previous(run)
        given = self.given(run, batch)
        if before is None:
            return set(range(len(given)))
        there, address = self.history.origin(before.id, batch)
        earlier = self.rows(there, address)
        outputs = {
            json_text(item): earlier[at].output
            for at, item in enumerate(self.given(before, batch))
            if at in earlier
        }
        there, address = self.history.origin(run.id, batch)
        rows = self.rows(there, address)
        return {
            at
            for at, item in enumerate(given)
            if (text := json_text(item)) not in outputs
            or outputs[text] != (rows[at].output if at in rows else None)
        }

    def errors(
        self, rows: Mapping[int, ItemRow], some: Sequence[int]
    ) -> Mapping[int, Data]:
        """The first problem of each of these that failed."""
        failed = [at for at in some if at in rows and rows[at].state == "failed"]
        found: dict[int, Data] = {}
        for at in failed:
            query = "SELECT error FROM nodes WHERE run = ? AND address = ?"
            row = rows[at]
            for (error,) in self.history.rows(query, row.run, row.address):
                problems = json.loads(error)["problems"] if error else []
                if problems:
                    found[at] = recorded_problem(problems[0])
        return found


def _state(row: ItemRow | None, run: RunRow, *, is_reused: bool) -> str:
    if is_reused or (row is not None and row.run != run.id):
        return "CACHED"
    if row is None:
        return "WAITING" if run.state == "running" else "NEVER"
    if row.state == "running" and run.state != "running":
        return "NEVER"
    return row.state.upper()


def _searched(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False).casefold()
