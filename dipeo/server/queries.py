"""How each field of a query is answered. Like all fields, in threads, never on the event loop."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from ariadne import ObjectType, QueryType

from dipeo.core.chronicle import RunRow

from . import compare
from .answers import Data, page_size
from .api import asked
from .artefacts import cores, specification_data, specification_files
from .drawing import type_data
from .graphs import Graph
from .help import help_page, help_pages
from .values import Recorded

query = QueryType()
comparison = ObjectType("Comparison")
TYPES = (query, comparison)


@query.field("workspace")
def resolve_workspace(_: Any, info: Any) -> Data:
    workspace = asked(info).api.workspace
    return {
        "name": workspace.root.name,
        "root": str(workspace.root),
        "version": version("dipeo"),
        "cores": cores(),
    }


@query.field("teamHistory")
def resolve_team_history(_: Any, info: Any) -> Data | None:
    away = asked(info).api.history.away()
    return None if away is None else {"away": away or None}


@query.field("diagrams")
def resolve_diagrams(_: Any, info: Any) -> list[Graph]:
    return asked(info).api.graphs.all()


@query.field("diagram")
def resolve_diagram(_: Any, info: Any, name: str) -> Graph:
    return asked(info).api.graphs.current(name)


@query.field("nodeTypes")
def resolve_node_types(_: Any, info: Any) -> list[Data]:
    types = asked(info).api.graphs.types
    return [type_data(types[name]) for name in sorted(types)]


@query.field("specifications")
def resolve_specifications(_: Any, info: Any) -> list[Data]:
    engine = asked(info).api.engine
    return [specification_data(engine, file) for file in specification_files(engine)]


@query.field("artefacts")
def resolve_artefacts(_: Any, info: Any) -> Data:
    return asked(info).api.artefacts.matrix()


@query.field("runs")
def resolve_runs(
    _: Any,
    info: Any,
    first: int,
    diagram: str | None = None,
    states: Sequence[str] | None = None,
    before: int | None = None,
) -> Data:
    page_size(first)
    lower = None if states is None else [state.lower() for state in states]
    found = asked(info).api.history.runs(diagram, lower, before, first + 1)
    return {"runs": found[:first], "hasMore": len(found) > first}


@query.field("run")
def resolve_run(_: Any, info: Any, id: int | None = None) -> RunRow:
    return asked(info).api.history.run(id)


@query.field("value")
def resolve_value(_: Any, info: Any, digest: str) -> Recorded:
    return asked(info).api.values.get(digest)


@query.field("compareRuns")
def resolve_compare_runs(
    _: Any, info: Any, before: int, after: int, within: str
) -> Data:
    history = asked(info).api.history
    return {
        "before": history.run(before),
        "after": history.run(after),
        "within": within,
    }


@query.field("helpPages")
def resolve_help_pages(_: Any, info: Any) -> list[Data]:
    return help_pages()


@query.field("helpPage")
def resolve_help_page(_: Any, info: Any, name: str) -> Data:
    return help_page(name)


# Comparison


@comparison.field("nodes")
def resolve_compared_nodes(found: Data, info: Any) -> list[Data]:
    comparing = asked(info).api.comparing
    return comparing.nodes_of(found["before"], found["after"], found["within"])


@comparison.field("edges")
def resolve_compared_edges(found: Data, info: Any) -> list[Data]:
    comparing = asked(info).api.comparing
    return comparing.edges_of(found["before"], found["after"], found["within"])


@comparison.field("files")
def resolve_compared_files(found: Data, info: Any) -> list[Data]:
    return compare.files_of(found["before"], found["after"])
