"""A place for documents, whatever it is: how nodes name it, and a way to it beside DiPeO."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.workspace import Done, dipeo, put


@dataclass(frozen=True, slots=True)
class Spot:
    """Documents are JSON, by name. A name may be a pattern where nodes list."""

    root: Path
    kind: str
    source: Callable[[str], str]  # what a node says of a document: props
    listed: Callable[[str], Any]  # what a list has of a document
    write: Callable[[str, Any], None]
    read: Callable[[], dict[str, Any]]  # all documents
    settings: str = ""
    arrives: Callable[[str, Any], Any] = lambda name, data: data  # what a node takes
    gives: Callable[[Any], Any] = lambda output: output  # the document that it gives

    def node(self, operation: str, name: str, label: str = "D", more: str = "") -> str:
        says = self.source(name)
        if operation in ("write", "append"):
            says = says.partition(", parameters")[0]
        return f"{{label: {label}, type: db, operation: {operation}, {says}{more}}}"

    def run(
        self, nodes: list[str], connections: list[str], given: Any, *options: str
    ) -> Done:
        """Run a diagram of these nodes, from line 2 on, with `given` at `E.in`."""
        lines = ["nodes:", *(f"  - {node}" for node in nodes), "connections:"]
        for connection in connections:
            source, target = connection.split(" > ")
            lines.append(f"  - {{source: {source}, target: {target}}}")
        files = {"d": "\n".join(lines), "e.py": "def main(inputs): return inputs"}
        if not (self.root / "dipeo.toml").exists():
            put(self.root, {"dipeo.toml": self.settings})
        put(self.root, files)
        inputs = json.dumps({"in": given})
        return dipeo(self.root, "run", "d", "--json", "--input-data", inputs, *options)
