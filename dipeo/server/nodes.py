"""The nodes of a run as its page shows them: a batch is one node with counts, however many items it has."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dipeo.core.records import SEPARATOR, NodeRow, RunRow

from .answers import Data, NotFound, page_start, recorded_problems
from .graphs import Graphs
from .history import History, is_in_item, label_of, split_item
from .recent import Recent

STATES = ("running", "done", "cached", "failed", "skipped")
_COLUMNS = (
    "address, type, state, started, seconds, items, inputs, output, props, error,"
    " ran_in, reason"
)
_KEPT = 32  # of how many states of runs the tallies are kept


@dataclass(slots=True)
class Tally:
    """How many items of a batch are in which state."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, state: str, count: int = 1) -> None:
        self.counts[state] = self.counts.get(state, 0) + count

    def data(self, total: int | None = None) -> Data:
        known = {state: self.counts.get(state, 0) for state in STATES}
        told = sum(known.values())
        whole = told + self.counts.get("waiting", 0) if total is None else total
        return {"total": whole, "waiting": max(0, whole - told), **known}


class Nodes:
    """The nodes of runs, looked up in the records."""

    def __init__(self, history: History, graphs: Graphs) -> None:
        self.history = history
        self.graphs = graphs
        self._tallies = Recent[tuple[int, object], dict[str, Tally]](_KEPT)

    def in_scope(self, run: RunRow, within: str) -> list[Data]:
        """The nodes of the diagram at a scope, in the diagram's order. Raises NotFound."""
        graph = self.graphs.of_run(run.id, within)
        prefix = within + SEPARATOR if within else ""
        addresses = [prefix + node.label for node in graph.nodes]
        there, scope = self.history.origin(run.id, within)
        there_prefix = scope + SEPARATOR if scope else ""
        rows = self.rows(there, [there_prefix + node.label for node in graph.nodes])
        found = []
        for node, address in zip(graph.nodes, addresses, strict=True):
            row = rows.get(there_prefix + node.label)
            if row is None:
                found.append(self._unseen(run, address, node.type))
            else:
                found.append(self._seen(run, address, row, there))
        return self.with_sizes(found)

    def rows(self, run: int, addresses: Sequence[str]) -> dict[str, NodeRow]:
        """The rows of a run at these addresses."""
        found: dict[str, NodeRow] = {}
        for at in range(0, len(addresses), 500):
            some = addresses[at : at + 500]
            marks = ", ".join("?" * len(some))
            query = (
                f"SELECT {_COLUMNS} FROM nodes WHERE run = ? AND address IN ({marks})"
            )
            for row in map(node_row, self.history.rows(query, run, *some)):
                found[row.address] = row
        return found

    def short(self, run: RunRow, address: str) -> Data | None:
        """A node or item in short, wherever it ran; sizes are to be added by `with_sizes`."""
        there, inner = self.history.origin(run.id, address)
        row = self.rows(run.id, [address]).get(address)
        if row is not None:
            return self._seen(run, address, row, run.id)
        row = self.rows(there, [inner]).get(inner)
        return None if row is None else self._seen(run, address, row, there)

    def _unseen(self, run: RunRow, address: str, type_: str) -> Data:
        return {
            "address": address,
            "label": label_of(address),
            "type": type_,
            "state": "WAITING" if run.state == "running" else "NEVER",
            "started": None,
            "seconds": None,
            "items": None,
            "inside": None,
            "itemsInside": None,
            "reason": "",
            "ranIn": None,
            "inputs": [],
            "output": None,
            "problems": [],
        }

    def _seen(self, run: RunRow, address: str, row: NodeRow, there: int) -> Data:
        is_reused = there != run.id
        return {
            "address": address,
            "label": label_of(address),
            "type": row.type,
            "state": node_state(row, run, is_reused=is_reused),
            "started": None if is_reused else row.started,
            "seconds": seconds_of(row, run),
            "items": self._items(row, there, is_reused=is_reused),
            **self._inside(run, address, row),
            "reason": reason_of(row),
            "ranIn": row.ran_in or (there if is_reused else None),
            "inputs": [
                {"port": port, "digest": digest} for port, digest in row.inputs.items()
            ],
            "output": row.output and {"digest": row.output},
            "problems": recorded_problems((row.error or {}).get("problems", ())),
        }

    def _items(self, row: NodeRow, there: int, *, is_reused: bool) -> Data | None:
        if row.items is None:
            return None
        if is_reused or row.state == "cached":
            return Tally({"cached": row.items}).data()
        tally = self.tallies(there).get(row.address, Tally())
        return tally.data(row.items)

    def _inside(self, run: RunRow, address: str, row: NodeRow) -> Data:
        """The counts of the diagram inside a node, and of the items of all batches there."""
        nothing = {"inside": None, "itemsInside": None}
        if row.type != "sub_diagram" or row.items is not None:
            return nothing
        try:
            graph = self.graphs.of_run(run.id, address)
        except NotFound:
            return nothing
        there, scope = self.history.origin(run.id, address)
        prefix = scope + SEPARATOR
        rows = self.rows(there, [prefix + node.label for node in graph.nodes])
        tally = Tally()
        for inner in rows.values():
            tally.add("cached" if there != run.id else inner.state)
        items = self._items_below(there, prefix, is_reused=there != run.id)
        return {"inside": tally.data(len(graph.nodes)), "itemsInside": items}

    def _items_below(self, run: int, prefix: str, *, is_reused: bool) -> Data | None:
        whole, is_any = Tally(), False
        for batch, tally in self.tallies(run).items():
            if batch.startswith(prefix) and not is_in_item(batch):
                is_any = True
                for state, count in tally.counts.items():
                    whole.add("cached" if is_reused else state, count)
        return whole.data() if is_any else None

    def search(self, run: RunRow, text: str, first: int) -> list[Data]:
        """The nodes of a run whose address holds a text, case aside; of a run that did nothing, those of the one before."""
        there, _ = self.history.origin(run.id, "")
        query = (
            "SELECT address FROM nodes WHERE run = ? AND instr(lower(address), lower(?))"
            " ORDER BY instr(address, '['), address LIMIT ?"
        )
        rows = self.history.rows(query, there, text, first)
        found = [self.short(run, address) for (address,) in rows]
        return self.with_sizes([node for node in found if node])

    def failures(self, run: RunRow, after: int, first: int) -> Data:
        """The nodes that failed, the innermost first: those outside failed since these did."""
        query = "SELECT count(*) FROM nodes WHERE run = ? AND state = 'failed'"
        total = next((count for (count,) in self.history.rows(query, run.id)), 0)
        query = (
            "SELECT address FROM nodes WHERE run = ? AND state = 'failed' ORDER BY"
            " length(address) - length(replace(address, ' / ', '')) DESC,"
            " started, address LIMIT ? OFFSET ?"
        )
        rows = self.history.rows(query, run.id, first, page_start(after))
        found = [self.short(run, address) for (address,) in rows]
        nodes = self.with_sizes([node for node in found if node])
        return {"total": total, "nodes": nodes}

    def with_sizes(self, nodes: list[Data]) -> list[Data]:
        """The nodes with the sizes of their values."""
        refs = [ref for node in nodes for ref in (*node["inputs"], node["output"])]
        sizes = self.history.sizes(ref["digest"] for ref in refs if ref)
        for ref in refs:
            if ref:
                ref["size"] = sizes.get(ref["digest"])
        return nodes

    # batches

    def tallies(self, run: int) -> dict[str, Tally]:
        """How the items of each batch of a run are, by the batch's address; kept while the records are the same."""
        mark: object = self.history.version()
        if self.history.run(run).state != "running":
            mark = "it has ended"
        return self._tallies.get((run, mark), lambda: self._count(run))

    def _count(self, run: int) -> dict[str, Tally]:
        found: dict[str, Tally] = {}
        query = (
            "SELECT address, state FROM nodes"
            " WHERE run = ? AND address GLOB '*[[][0-9]*]'"
        )
        for address, state in self.history.rows(query, run):
            batch, item = split_item(address)
            if item is not None:
                found.setdefault(batch, Tally()).add(state)
        query = "SELECT address, sum(count) FROM cached_items WHERE run = ? GROUP BY 1"
        for batch, count in self.history.rows(query, run):
            found.setdefault(batch, Tally()).add("cached", count)
        query = (
            "SELECT address, items, state FROM nodes"
            " WHERE run = ? AND items IS NOT NULL"
        )
        for batch, total, state in self.history.rows(query, run):
            tally = found.setdefault(batch, Tally())
            rest = total - sum(tally.counts.values())
            tally.add("cached" if state == "cached" else "waiting", max(0, rest))
        return found


def node_row(row: tuple[Any, ...]) -> NodeRow:
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


def node_state(row: NodeRow, run: RunRow, *, is_reused: bool) -> str:
    if is_reused:
        return "CACHED"
    if row.state == "running" and run.state != "running":
        return "NEVER"  # the run ended while it ran
    return row.state.upper()


def seconds_of(row: NodeRow, run: RunRow) -> float | None:
    if row.state == "running" and row.started is not None and run.state == "running":
        return max(0.0, time.time() - row.started)
    return row.seconds


def reason_of(row: NodeRow) -> str:
    """Why a node ran, or was skipped."""
    if row.state == "skipped" and row.error is not None:
        return str(row.error["detail"])
    return row.reason or ""
