"""The nodes of a run as its page shows them: a batch is one node with counts, however many items it has."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from dipeo.core.chronicle import NODE, NodeRow, RunRow, node_row
from dipeo.core.item_log import SEPARATOR

from .addresses import is_in_item, label_of, outermost_item, split_item
from .answers import Data, NotFound, page_start, recorded_problems
from .graphs import Graphs
from .history import History
from .recent import Recent

STATES = ("running", "done", "cached", "failed", "skipped")
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
        self._failed = Recent[tuple[object, ...], Sequence[str]](_KEPT)
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
        plain = [address for address in addresses if not is_in_item(address)]
        for at in range(0, len(plain), 500):
            some = plain[at : at + 500]
            marks = ", ".join("?" * len(some))
            query = f"SELECT {NODE} FROM nodes WHERE run = ? AND address IN ({marks})"
            for row in map(node_row, self.history.rows(query, run, *some)):
                found[row.address] = row
        if len(plain) < len(addresses):
            found |= self._in_items(run, addresses)
        return found

    def _in_items(self, run: int, addresses: Sequence[str]) -> dict[str, NodeRow]:
        """Nodes in items, also of those that have not ended: of an item itself its batch tells that."""
        found: dict[str, NodeRow] = {}
        for address in addresses:
            around = outermost_item(address)
            if around is not None:
                item = f"{around[0]}[{around[1]}]"
                row = self.history.row(run, address)
                if row is None and address != item and self._is_running(run):
                    rows = self.history.going_on(run, item)
                    row = next((one for one in rows if one.address == address), None)
                if row is not None:
                    found[address] = row
        return found

    def _is_running(self, run: int) -> bool:
        return self.history.run(run).state == "running"

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
        if is_in_item(row.address):
            return self._inner_items(there, row).data(row.items)
        tally = self.tallies(there).get(row.address, Tally())
        return tally.data(row.items)

    def _inner_items(self, run: int, batch: NodeRow) -> Tally:
        """The items of a batch that is inside an item itself."""
        tally = Tally()
        around = outermost_item(batch.address)
        for row in self.history.item(run, *around) if around else ():
            name, item = split_item(row.address)
            if name == batch.address and item is not None:
                tally.add(row.state)
        return tally

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
        addresses = islice(self._addresses(there, text.casefold()), first)
        found = [self.short(run, address) for address in addresses]
        return self.with_sizes([node for node in found if node])

    def _addresses(self, run: int, text: str) -> Iterator[str]:
        """Nodes, then items and what is in them."""
        query = "SELECT address FROM nodes WHERE run = ? ORDER BY started, address"
        for (address,) in self.history.rows(query, run):
            if text in address.casefold():
                yield address
        for row in self.history.records.inside(run):
            if text in row.address.casefold():
                yield row.address

    def failures(self, run: RunRow, after: int, first: int) -> Data:
        """The nodes that failed, the innermost first: those outside failed since these did."""
        mark = (run.id, run.state, self.history.version())
        addresses = self._failed.get(mark, lambda: self._find_failed(run.id))
        some = addresses[page_start(after) : after + first]
        found = [self.short(run, address) for address in some]
        nodes = self.with_sizes([node for node in found if node])
        return {"total": len(addresses), "nodes": nodes}

    def _find_failed(self, run: int) -> Sequence[str]:
        query = "SELECT address, started FROM nodes WHERE run = ? AND state = 'failed'"
        found = self.history.rows(query, run)
        inside = self.history.records.inside(run, state="failed")
        found += [(r.address, r.started) for r in inside if r.state == "failed"]
        found.sort(key=lambda pair: (-_depth(pair[0]), pair[1] or 0))
        return [address for address, _ in found]

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
        is_over = self.history.run(run).state != "running"
        query = (
            "SELECT address, state, count(*) FROM items WHERE run = ?"
            " GROUP BY address, state"
        )
        for batch, state, count in self.history.rows(query, run):
            lost = is_over and state == "running"  # the run died meanwhile
            found.setdefault(batch, Tally()).add("waiting" if lost else state, count)
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


def _depth(address: str) -> int:
    """How far inside a node is. An item is inside its batch."""
    labels = address.split(SEPARATOR)
    return len(labels) + sum(split_item(label)[1] is not None for label in labels)


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
