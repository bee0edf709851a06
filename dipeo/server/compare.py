"""Two runs as one merged graph: what is the same, changed, added, removed, slower."""

from __future__ import annotations

from typing import Any

from dipeo.core.chronicle import RunRow
from dipeo.core.diagram import Edge, Node
from dipeo.core.item_log import SEPARATOR

from .answers import Data, NotFound
from .drawing import position_data
from .executions import Execution, Executions
from .graphs import Graph
from .nodes import Nodes


class Comparing:
    """Runs side by side."""

    def __init__(self, nodes: Nodes, executions: Executions) -> None:
        self.nodes = nodes
        self.executions = executions

    def nodes_of(self, before: RunRow, after: RunRow, within: str) -> list[Data]:
        """Every node of either, those of the newer run in its order first. Raises NotFound."""
        old, new = self._scope(before, within), self._scope(after, within)
        if old is None and new is None:
            raise NotFound(
                f"neither run {before.id} nor run {after.id} has nodes in {within!r}"
            )
        labels = dict.fromkeys(node.label for g in (new, old) if g for node in g.nodes)
        found = [self._node(before, after, within, label, old, new) for label in labels]
        shorts = [node[side] for node in found for side in ("before", "after")]
        self.nodes.with_sizes([short for short in shorts if short])
        return found

    def _scope(self, run: RunRow, within: str) -> Graph | None:
        try:
            return self.executions.graphs.of_run(run.id, within)
        except NotFound:
            return None

    def _node(
        self,
        before: RunRow,
        after: RunRow,
        within: str,
        label: str,
        old: Graph | None,
        new: Graph | None,
    ) -> Data:
        address = f"{within}{SEPARATOR}{label}" if within else label
        was, is_ = (graph.node(label) if graph else None for graph in (old, new))
        node = is_ or was
        assert node is not None
        told = self.executions.comparison(
            self._execution(before, address, was),
            self._execution(after, address, is_),
            deep=False,
        )
        if told["before"] is None and told["after"] is None:  # neither came to it
            told["change"] = "ADDED" if not was else "SAME" if is_ else "REMOVED"
            told["reasons"] = []
        return {
            "label": label,
            "address": address,
            "type": node.type,
            "change": told["change"],
            "reasons": told["reasons"],
            "position": position_data(node),
            "before": self.nodes.short(before, address) if was else None,
            "after": self.nodes.short(after, address) if is_ else None,
        }

    def _execution(
        self, run: RunRow, address: str, node: Node | None
    ) -> Execution | None:
        return self.executions.find(run, address) if node else None

    def edges_of(self, before: RunRow, after: RunRow, within: str) -> list[Data]:
        old, new = self._edges(before, within), self._edges(after, within)
        prefix = within + SEPARATOR if within else ""
        found = []
        for key, edge in {**new, **old}.items():
            change = "ADDED" if key not in old else "SAME"
            if key not in new:
                change = "REMOVED"
            elif key in old:
                address = prefix + edge.target.node
                carried = [self._carried(run, address, edge) for run in (before, after)]
                change = "SAME" if carried[0] == carried[1] else "CHANGED"
            source = {"node": edge.source.node, "port": edge.source.name}
            target = {"node": edge.target.node, "port": edge.target.name}
            found.append({"source": source, "target": target, "change": change})
        return found

    def _edges(self, run: RunRow, within: str) -> dict[Any, Edge]:
        graph = self._scope(run, within)
        edges = graph.diagram.edges if graph and graph.diagram else ()
        return {(edge.source, edge.target): edge for edge in edges}

    def _carried(self, run: RunRow, address: str, edge: Edge) -> str | None:
        execution = self.executions.find(run, address)
        return execution.row.inputs.get(edge.target.name) if execution else None


def files_of(before: RunRow, after: RunRow) -> list[Data]:
    """The files that are made by one run alone, or that the newer one wrote."""
    old, new = _made(before), _made(after)
    changes = {
        **dict.fromkeys(old - new, "REMOVED"),
        **dict.fromkeys(set((after.finished or {}).get("written", ())), "CHANGED"),
        **dict.fromkeys(new - old, "ADDED"),
    }
    return [
        {"path": path, "change": change} for path, change in sorted(changes.items())
    ]


def _made(run: RunRow) -> set[str]:
    finished = run.finished or {}
    return {*finished.get("written", ()), *finished.get("unchanged", ())}
