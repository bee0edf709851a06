"""One node of a run in full, and what is different about it in another run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dipeo.core.chronicle import NodeRow, RunRow
from dipeo.core.diagram import Node
from dipeo.core.item_log import SEPARATOR
from dipeo.core.values import value_of
from dipeo.errors import did_you_mean

from .addresses import label_of, split_item
from .answers import Data, NotFound, recorded_problems
from .files import text_diff
from .graphs import Graphs
from .history import History
from .nodes import Nodes, node_state, reason_of, seconds_of
from .values import MAX_TEXT, Recorded, Values, shown

SLOWER, FASTER = 1.5, 1 / 1.5
NOTICED = 0.05  # seconds
MAX_DIFFED = 10_000_000  # characters of both sides together


@dataclass(frozen=True, slots=True)
class Execution:
    """A node or item of a run. Where the run reused it, `there` is the run whose records tell of it."""

    run: RunRow
    address: str
    row: NodeRow
    there: int

    @property
    def is_reused(self) -> bool:
        return self.there != self.run.id

    @property
    def output(self) -> str | None:
        return self.row.output


class Executions:
    """Nodes of runs in full."""

    def __init__(
        self, history: History, graphs: Graphs, nodes: Nodes, values: Values
    ) -> None:
        self.history = history
        self.graphs = graphs
        self.nodes = nodes
        self.values = values

    def find(self, run: RunRow, address: str) -> Execution | None:
        own = self.nodes.rows(run.id, [address]).get(address)
        if own is not None:
            return Execution(run, address, own, run.id)
        there, inner = self.history.origin(run.id, address)
        row = self.nodes.rows(there, [inner]).get(inner)
        return None if row is None else Execution(run, address, row, there)

    def get(self, run: RunRow, address: str) -> Execution:
        """Raises NotFound."""
        found = self.find(run, address)
        if found is None:
            hint = did_you_mean(address, self.history.records.addresses(run.id)[:5000])
            raise NotFound(f"run {run.id} has no node {address[:200]!r}{hint}")
        return found

    def data(self, execution: Execution) -> Data:
        """What needs no looking up."""
        run, row = execution.run, execution.row
        error = row.error or {}
        return {
            "run": run.id,
            "address": execution.address,
            "label": label_of(execution.address),
            "type": row.type,
            "state": node_state(row, run, is_reused=execution.is_reused),
            "started": None if execution.is_reused else row.started,
            "seconds": seconds_of(row, run),
            "filled": dict(row.props),
            "reason": reason_of(row),
            "ranIn": row.ran_in or (execution.there if execution.is_reused else None),
            "problems": recorded_problems(error.get("problems", ())),
            "detail": "" if row.state == "skipped" else error.get("detail", ""),
        }

    def items(self, execution: Execution) -> Data | None:
        short = self.nodes.short(execution.run, execution.address)
        return short and short["items"]

    def node(self, execution: Execution) -> Node | None:
        """The node as its diagram has it, which the run has kept."""
        scope, _, name = execution.address.rpartition(SEPARATOR)
        try:
            graph = self.graphs.of_run(execution.run.id, scope)
        except NotFound:
            return None
        return graph.node(split_item(name)[0])

    def props(self, execution: Execution) -> Data | None:
        node = self.node(execution)
        return None if node is None else {**node.props, **self.filled(execution)}

    def filled(self, execution: Execution) -> Mapping[str, Any]:
        """The filled props; those of a node that was reused are where it ran."""
        row = execution.row
        if row.ran_in is not None and not row.props:
            there = self.nodes.rows(row.ran_in, [row.address]).get(row.address)
            return there.props if there else {}
        return row.props

    def diagram(self, execution: Execution) -> str | None:
        if execution.row.type != "sub_diagram":
            return None
        scope = execution.address
        if execution.row.items is not None:
            scope += "[0]"
        try:
            return self.graphs.of_run(execution.run.id, scope).name
        except NotFound:
            return None

    # comparing

    def comparison(
        self, before: Execution | None, after: Execution | None, *, deep: bool
    ) -> Data:
        """What is different; with the parts and their diffs where that is asked for."""
        old, new = self._parts(before), self._parts(after)
        parts = []
        for name in dict.fromkeys([*old, *new]):
            change = _part_change(old.get(name), new.get(name))
            parts.append({"name": name, "change": change})
            if deep:
                parts[-1].update(self._sides(name, old.get(name), new.get(name)))
        change = _change(before, after, [part["change"] for part in parts])
        inner = self._changed_inside(before, after)
        if inner and change not in ("ADDED", "REMOVED"):
            change = "CHANGED"
        reasons = self._reasons(after, parts) if change != "SAME" else []
        if inner and inner not in reasons:
            reasons.insert(0, inner)
        return {
            "before": before,
            "after": after,
            "change": change,
            "reasons": reasons,
            "parts": parts,
        }

    def _changed_inside(self, before: Execution | None, after: Execution | None) -> str:
        """Why a node with others inside ran anew since `before`: it may have written something else, and yet give the
        same. "" where it has not.
        """
        if before is None or after is None:
            return ""
        if after.row.type != "sub_diagram" and after.row.items is None:
            return ""
        there, row = after.there, after.row
        if row.ran_in is not None:
            there = row.ran_in
            row = self.nodes.rows(there, [row.address]).get(row.address, row)
        reason = reason_of(row)
        is_since = self.history.run(there).started > before.run.started
        return reason if is_since and reason.endswith(" changed") else ""

    def _parts(self, execution: Execution | None) -> dict[str, str | Recorded]:
        """The parts of a node by name: a digest, or a value that has none in the records."""
        if execution is None:
            return {}
        found: dict[str, str | Recorded] = {}
        if execution.output is not None:
            found["output"] = execution.output
        for port, digest in execution.row.inputs.items():
            found[f"input {port}"] = digest
        for name, value in (self.props(execution) or {}).items():
            made = value_of(value)
            found[f"prop {name}"] = Recorded(made.digest, made.text, value)
        return found

    def _sides(
        self, name: str, old: str | Recorded | None, new: str | Recorded | None
    ) -> Data:
        before, after = self._recorded(old), self._recorded(new)
        diff: str | None = ""
        if _part_change(old, new) != "SAME":
            size = sum(len(side.text) for side in (before, after) if side)
            sides = [shown(side.data) if side else None for side in (before, after)]
            is_lost = (before is None and old) or (after is None and new)
            diff = None
            if size <= MAX_DIFFED and not is_lost:
                found = text_diff(name, *sides)
                diff = found if len(found) <= MAX_TEXT else None
        return {"before": before, "after": after, "diff": diff}

    def _recorded(self, part: str | Recorded | None) -> Recorded | None:
        return self.values.find(part) if isinstance(part, str) else part

    def _reasons(
        self, after: Execution | None, parts: list[dict[str, Any]]
    ) -> list[str]:
        """Why it is different, in words, the cause first."""
        told = [reason_of(after.row)] if after and reason_of(after.row) else []
        causes = [part for part in parts if part["change"] != "SAME"]
        causes.sort(key=lambda part: part["name"] == "output")
        verbs = {"CHANGED": "changed", "ADDED": "is new", "REMOVED": "is gone"}
        found = [f"{part['name']} {verbs[part['change']]}" for part in causes]
        return told + [text for text in found if not any(text in t for t in told)]


def _digest(part: str | Recorded | None) -> str | None:
    return part.digest if isinstance(part, Recorded) else part


def _part_change(old: str | Recorded | None, new: str | Recorded | None) -> str:
    if old is None or new is None:
        return "SAME" if old is new else "ADDED" if old is None else "REMOVED"
    return "SAME" if _digest(old) == _digest(new) else "CHANGED"


def _change(before: Execution | None, after: Execution | None, parts: list[str]) -> str:
    if before is None or after is None:
        return "ADDED" if before is None else "REMOVED"
    is_failed = {before.row.state, after.row.state} & {"failed", "skipped"}
    if any(part != "SAME" for part in parts):
        return "CHANGED"
    if is_failed and before.row.state != after.row.state:
        return "CHANGED"
    return pace(before.row.seconds, after.row.seconds)


def pace(before: float | None, after: float | None) -> str:
    """SLOWER, FASTER or SAME, by the seconds that it took."""
    if before is None or after is None or abs(after - before) < NOTICED:
        return "SAME"
    if after >= before * SLOWER:
        return "SLOWER"
    return "FASTER" if after <= before * FASTER else "SAME"
