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


# As plain data, which is quicker to read than a text ------------------------------------------------

Parts = tuple[Any, ...]


def parts_of(diagram: Diagram) -> Parts:
    """All of a diagram but its name and its file, as `marshal` takes it."""
    nodes = [
        (
            *(node.label, node.type, _numbers(node.place), node.props),
            {key: _numbers(place) for key, place in node.places.items()},
            *(node.id, node.position),
            node.batch and (node.batch.key, node.batch.parallel),
        )
        for node in diagram.nodes
    ]
    edges = [
        (_names(edge.source), _names(edge.target), _numbers(edge.place))
        for edge in diagram.edges
    ]
    outputs = None if diagram.outputs is None else _output_parts(diagram.outputs)
    return nodes, edges, outputs, diagram.description


def diagram_of(parts: Parts, name: str, file: str) -> Diagram:
    """The diagram that `parts_of` has told."""
    nodes, edges, outputs, description = parts

    def place(numbers: tuple[int, int]) -> Place:
        return Place(file, *numbers)

    return Diagram(
        name,
        file,
        tuple(
            Node(
                *(label, type_, place(at), props),
                {key: place(numbers) for key, numbers in places.items()},
                *(id_, position),
                batch and Batch(*batch),
            )
            for label, type_, at, props, places, id_, position, batch in nodes
        ),
        tuple(Edge(Port(*a), Port(*b), place(at)) for a, b, at in edges),
        None if outputs is None else {k: _output_of(o) for k, o in outputs.items()},
        description,
    )


def _numbers(place: Place) -> tuple[int, int]:
    return place.line, place.column


def _names(port: Port) -> tuple[str, str]:
    return port.node, port.name


def _output_parts(output: Output) -> Any:
    if isinstance(output, Port):
        return _names(output)
    return {key: _output_parts(item) for key, item in output.items()}


def _output_of(parts: Any) -> Output:
    if isinstance(parts, tuple):
        return Port(*parts)
    return {key: _output_of(item) for key, item in parts.items()}
