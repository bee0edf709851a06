"""How each field of a diagram is answered."""

from __future__ import annotations

from typing import Any

from ariadne import ObjectType

from dipeo.core.chronicle import RunRow

from .answers import Data
from .api import asked
from .drawing import digest_of_graph, edges_data, nodes_data, outputs_data
from .graphs import Graph

diagram = ObjectType("Diagram")
TYPES = (diagram,)


@diagram.field("title")
def resolve_title(graph: Graph, info: Any) -> str:
    return graph.name.rpartition("/")[2]


@diagram.field("folder")
def resolve_folder(graph: Graph, info: Any) -> str:
    return graph.name.rpartition("/")[0]


@diagram.field("description")
def resolve_description(graph: Graph, info: Any) -> str:
    return graph.diagram.description if graph.diagram else ""


@diagram.field("digest")
def resolve_digest(graph: Graph, info: Any) -> str:
    return digest_of_graph(graph)


@diagram.field("nodes")
def resolve_diagram_nodes(graph: Graph, info: Any) -> list[Data]:
    return nodes_data(asked(info).api.graphs, graph)


@diagram.field("edges")
def resolve_edges(graph: Graph, info: Any) -> list[Data]:
    return edges_data(graph)


@diagram.field("outputs")
def resolve_diagram_outputs(graph: Graph, info: Any) -> Any:
    return outputs_data(graph)


@diagram.field("needs")
def resolve_needs(graph: Graph, info: Any) -> list[Data]:
    return asked(info).api.graphs.needs(graph, asked(info).plans)


@diagram.field("problems")
def resolve_diagram_problems(graph: Graph, info: Any) -> list[Data]:
    return asked(info).api.graphs.problems(graph, asked(info).plans)


@diagram.field("usedBy")
def resolve_used_by(graph: Graph, info: Any) -> list[str]:
    return asked(info).users.get(graph.name, [])


@diagram.field("lastRun")
def resolve_last_run(graph: Graph, info: Any) -> RunRow | None:
    number = asked(info).last_runs.get(graph.name)
    return None if number is None else asked(info).api.history.run(number)


@diagram.field("isCurrent")
def resolve_is_current(graph: Graph, info: Any) -> bool:
    return graph.is_current
