"""`sub_diagram`: runs another diagram; its inputs are the ports, and the keys of a mapping that arrives at `in`."""

from __future__ import annotations

from typing import Protocol

from dipeo.core.plan import Inputs, Run
from dipeo.core.values import Value

FILLED = ("diagram_path", "diagram_name")


class SubDiagramNode(Protocol):
    """What this handler uses of the generated node."""

    @property
    def diagram_path(self) -> str | None: ...
    @property
    def diagram_name(self) -> str | None: ...


def problems(node: SubDiagramNode) -> list[str]:
    """What the props say together that cannot be."""
    if (node.diagram_path is None) == (node.diagram_name is None):
        has = "neither" if node.diagram_path is None else "both"
        return [f"a sub_diagram needs 'diagram_path' or 'diagram_name'; it has {has}"]
    return []


def run_sub_diagram(node: SubDiagramNode, inputs: Inputs, run: Run) -> Value:
    """What the diagram gives back."""
    name = node.diagram_path or node.diagram_name or ""
    return run.diagram(name, inputs)
