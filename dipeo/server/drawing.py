"""Diagrams as data for pages: their nodes with ports and problems, their connections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from dipeo.core.diagram import DEFAULT_SOURCE, DEFAULT_TARGET, Diagram, Node, Output
from dipeo.core.placeholders import PlaceholderError, names_in
from dipeo.core.plan import BATCH_OUTPUTS, NodeType, make_plan
from dipeo.core.values import value_of
from dipeo.errors import DiagramError, Problem
from dipeo.nodes import checked_props, is_specified

from .answers import Data, place_data, problem_data
from .graphs import Graph, Graphs


def nodes_data(graphs: Graphs, graph: Graph) -> list[Data]:
    """The nodes of a diagram. What takes a while is worked out when it is asked for."""

    @cache
    def problems() -> Sequence[Problem]:
        try:
            if graph.diagram is not None:
                make_plan(graph.diagram, graphs.types)
        except DiagramError as error:
            return error.problems
        return ()

    def data(node: Node) -> Data:
        assert graph.diagram is not None
        type_ = graphs.types.get(node.type)
        return {
            "label": node.label,
            "id": node.id,
            "type": node.type,
            "nodeType": type_ and type_data(type_),
            "position": position_data(node),
            "place": place_data(node.place),
            "props": dict(node.props),
            "data": lambda info: node_props(node),
            "batch": node.batch
            and {"key": node.batch.key, "parallel": node.batch.parallel},
            "inputs": _ports(_inputs(graph.diagram, node)),
            "outputs": _ports(_outputs(graph.diagram, node, type_)),
            "diagram": graphs.existing_name(node),
            "placeholders": lambda info: _placeholders(node, type_),
            "problems": lambda info: _of_node(problems(), node),
        }

    return [data(node) for node in graph.nodes]


def edges_data(graph: Graph) -> list[Data]:
    found = graph.diagram.edges if graph.diagram else ()
    return [
        {
            "id": f"{edge.source} -> {edge.target}",
            "source": {"node": edge.source.node, "port": edge.source.name},
            "target": {"node": edge.target.node, "port": edge.target.name},
            "place": place_data(edge.place),
        }
        for edge in found
    ]


def outputs_data(graph: Graph) -> Any:
    declared = graph.diagram.outputs if graph.diagram else None
    return None if declared is None else _output_data(declared)


def _output_data(output: Output) -> Any:
    if isinstance(output, Mapping):
        return {key: _output_data(item) for key, item in output.items()}
    return str(output)


def digest_of_graph(graph: Graph) -> str:
    """While it is the same, a layout holds."""
    nodes = [[n.label, n.type, n.position, n.batch is not None] for n in graph.nodes]
    edges = [[edge["source"], edge["target"]] for edge in edges_data(graph)]
    return value_of([nodes, edges]).digest


def position_data(node: Node) -> Data | None:
    if node.position is None:
        return None
    return {"x": node.position[0], "y": node.position[1]}


def type_data(type_: NodeType) -> Data:
    return {
        "name": type_.name,
        "runs": type_.handler is not None,
        "filled": list(type_.filled),
        "outputs": None if type_.outputs is None else list(type_.outputs),
        "isSpecified": is_specified(type_.name),
    }


def node_props(node: Node) -> Data | None:
    """The props as the generated model of the node's type has them, with defaults."""
    found = checked_props(node.type, node.props)
    return None if found is None else {**found, "type": node.type}


def _inputs(diagram: Diagram, node: Node) -> dict[str, bool]:
    ports = {e.target.name: True for e in diagram.edges if e.target.node == node.label}
    if node.batch is not None:
        ports.setdefault(node.batch.key, False)
    return ports or {DEFAULT_TARGET: False}


def _outputs(diagram: Diagram, node: Node, type_: NodeType | None) -> dict[str, bool]:
    known: Sequence[str] = (type_.outputs if type_ else None) or (DEFAULT_SOURCE,)
    if node.batch is not None:
        known = BATCH_OUTPUTS[:2]
    ports = dict.fromkeys(known, False)
    used = [e.source.name for e in diagram.edges if e.source.node == node.label]
    return {**ports, **dict.fromkeys(used, True)}


def _ports(ports: Mapping[str, bool]) -> list[Data]:
    return [{"name": name, "isConnected": used} for name, used in ports.items()]


def _placeholders(node: Node, type_: NodeType | None) -> list[str]:
    try:
        return list(
            names_in({k: node.props.get(k) for k in (type_.filled if type_ else ())})
        )
    except PlaceholderError:
        return []


def _of_node(problems: Iterable[Problem], node: Node) -> list[Data]:
    places = {node.place, *node.places.values()}
    return [problem_data(problem) for problem in problems if problem.place in places]
