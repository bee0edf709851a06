"""A diagram as its author wrote it: nodes, and edges from port to port."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dipeo.errors import Place

DEFAULT_SOURCE = "out"  # all of a node's output
DEFAULT_TARGET = "in"


@dataclass(frozen=True, slots=True)
class Port:
    """A named opening of a node: `Port("Load Node Spec", "out")`."""

    node: str
    name: str

    def __str__(self) -> str:
        return f"{self.node}.{self.name}"


@dataclass(frozen=True, slots=True)
class Batch:
    """The engine's words for running a node once per item of a list."""

    key: str = DEFAULT_TARGET  # the port at which the list arrives
    parallel: bool = True


@dataclass(frozen=True, slots=True)
class Node:
    """A node. `props` are JSON; `places` says where each prop, and the type, stands."""

    label: str
    type: str
    place: Place
    props: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    id: str | None = None
    position: tuple[float, float] | None = None
    batch: Batch | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection: what leaves `source` arrives at `target`."""

    source: Port
    target: Port
    place: Place


Output = Port | Mapping[str, "Output"]


@dataclass(frozen=True, slots=True)
class Diagram:
    """A whole diagram; `outputs` names what it gives back, or is None where it does not say."""

    name: str
    file: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    outputs: Mapping[str, Output] | None = None
    description: str = ""
