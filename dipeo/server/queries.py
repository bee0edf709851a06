"""How each field of a query or mutation is answered. All of it is looked up in threads, never on the event loop."""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from ariadne import MutationType, ObjectType, QueryType

from dipeo.core.chronicle import RunRow

from . import compare, graphs, items, times, values
from .answers import (
    Data,
    NotFound,
    Refused,
    page_size,
    place_data,
    recorded_problems,
)
from .api import Asked
from .artefacts import cores, specification_data, specification_files
from .executions import Execution
from .files import RunFile, file_counts
from .graphs import Graph
from .values import Recorded

query = QueryType()
mutation = MutationType()
diagram = ObjectType("Diagram")
run = ObjectType("Run")
execution = ObjectType("NodeExecution")
value = ObjectType("Value")
run_file = ObjectType("RunFile")
comparison = ObjectType("Comparison")
TYPES = (*(query, mutation, diagram, run, execution, value, run_file, comparison),)


def _asked(info: Any) -> Asked:
    found: Asked = info.context
    return found


# Query


@query.field("workspace")
def resolve_workspace(_: Any, info: Any) -> Data:
    workspace = _asked(info).api.workspace
    return {
        "name": workspace.root.name,
        "root": str(workspace.root),
        "version": version("dipeo"),
        "cores": cores(),
    }


@query.field("diagrams")
def resolve_diagrams(_: Any, info: Any) -> list[Graph]:
    return _asked(info).api.graphs.all()


@query.field("diagram")
def resolve_diagram(_: Any, info: Any, name: str) -> Graph:
    return _asked(info).api.graphs.current(name)


@query.field("nodeTypes")
def resolve_node_types(_: Any, info: Any) -> list[Data]:
    types = _asked(info).api.graphs.types
    return [graphs.type_data(types[name]) for name in sorted(types)]


@query.field("specifications")
def resolve_specifications(_: Any, info: Any) -> list[Data]:
    engine = _asked(info).api.engine
    return [specification_data(engine, file) for file in specification_files(engine)]


@query.field("artefacts")
def resolve_artefacts(_: Any, info: Any) -> Data:
    return _asked(info).api.artefacts.matrix()


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
    found = _asked(info).api.history.runs(diagram, lower, before, first + 1)
    return {"runs": found[:first], "hasMore": len(found) > first}


@query.field("run")
def resolve_run(_: Any, info: Any, id: int | None = None) -> RunRow:
    return _asked(info).api.history.run(id)


@query.field("value")
def resolve_value(_: Any, info: Any, digest: str) -> Recorded:
    return _asked(info).api.values.get(digest)


@query.field("compareRuns")
def resolve_compare_runs(
    _: Any, info: Any, before: int, after: int, within: str
) -> Data:
    history = _asked(info).api.history
    return {
        "before": history.run(before),
        "after": history.run(after),
        "within": within,
    }


# Mutation


@mutation.field("startRun")
def resolve_start_run(
    _: Any, info: Any, diagram: str, inputs: Any, options: Data
) -> Data:
    api = _asked(info).api
    if not isinstance(inputs, dict):
        raise Refused("the inputs of a run are a JSON object")
    name = api.graphs.current(diagram).name
    number, problems = api.processes.start(name, inputs, _arguments(options))
    found = None if number is None else _soon(info, number)
    return {"run": found, "problems": problems}


def _arguments(options: Data) -> list[str]:
    """The options as `dipeo run` takes them."""
    edits = {"KEEP": ["--accept-theirs"], "OVERWRITE": ["--overwrite"]}
    found = list(edits.get(options["edits"], ()))
    if options["check"]:
        found.append("--check")
    if options["noCache"]:
        found.append("--no-cache")
    jobs = options.get("jobs")
    if jobs is not None:
        if jobs < 1:
            raise Refused(f"`jobs` is a number from 1 on, not {jobs}")
        found.append(f"--jobs={jobs}")
    return found


def _soon(info: Any, number: int) -> RunRow:
    history = _asked(info).api.history
    return history.run(history.number(number))


@mutation.field("cancelRun")
def resolve_cancel_run(_: Any, info: Any, run: int) -> Data:
    api = _asked(info).api
    try:
        found = api.history.run(run)
    except NotFound as error:
        return {"run": None, "problems": [{"message": str(error), "place": None}]}
    problems: list[Data] = []
    if found.state != "running":
        problems = [{"message": f"run {run} has ended already", "place": None}]
    elif not api.processes.cancel(abs(run)):
        message = f"run {run} was started elsewhere, and ends by Ctrl-C there"
        problems = [{"message": message, "place": None}]
    return {"run": found, "problems": problems}


# Diagram


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
    return graphs.digest_of_graph(graph)


@diagram.field("nodes")
def resolve_diagram_nodes(graph: Graph, info: Any) -> list[Data]:
    return _asked(info).api.graphs.nodes_data(graph)


@diagram.field("edges")
def resolve_edges(graph: Graph, info: Any) -> list[Data]:
    return graphs.edges_data(graph)


@diagram.field("outputs")
def resolve_diagram_outputs(graph: Graph, info: Any) -> Any:
    return graphs.outputs_data(graph)


@diagram.field("needs")
def resolve_needs(graph: Graph, info: Any) -> list[Data]:
    return _asked(info).api.graphs.needs(graph, _asked(info).plans)


@diagram.field("problems")
def resolve_diagram_problems(graph: Graph, info: Any) -> list[Data]:
    return _asked(info).api.graphs.problems(graph, _asked(info).plans)


@diagram.field("usedBy")
def resolve_used_by(graph: Graph, info: Any) -> list[str]:
    return _asked(info).users.get(graph.name, [])


@diagram.field("lastRun")
def resolve_last_run(graph: Graph, info: Any) -> RunRow | None:
    number = _asked(info).last_runs.get(graph.name)
    return None if number is None else _asked(info).api.history.run(number)


@diagram.field("isCurrent")
def resolve_is_current(graph: Graph, info: Any) -> bool:
    return graph.is_current


# Run


@run.field("graph")
def resolve_graph(found: RunRow, info: Any, within: str) -> Graph:
    return _asked(info).api.graphs.of_run(found.id, within)


@run.field("state")
def resolve_state(found: RunRow, info: Any) -> str:
    return found.state.upper()


@run.field("author")
def resolve_author(found: RunRow, info: Any) -> str | None:
    return found.author or None


@run.field("seconds")
def resolve_seconds(found: RunRow, info: Any) -> float:
    return run_seconds(found)


def run_seconds(found: RunRow) -> float:
    """How long a run took, or has taken; 0 for one that died, of which nobody knows."""
    if found.seconds is not None:
        return found.seconds
    return max(0.0, time.time() - found.started) if found.state == "running" else 0.0


@run.field("outputs")
def resolve_outputs(found: RunRow, info: Any) -> Recorded | None:
    digest = (found.finished or {}).get("outputs")
    return _asked(info).api.values.find(digest) if digest else None


@run.field("sameAs")
def resolve_same_as(found: RunRow, info: Any) -> int | None:
    return found.same_as


@run.field("isDry")
def resolve_is_dry(found: RunRow, info: Any) -> bool:
    return bool((found.finished or {}).get("dry"))


@run.field("specifications")
def resolve_run_specifications(found: RunRow, info: Any) -> int:
    return int((found.finished or {}).get("specifications", 0))


@run.field("isCancellable")
def resolve_is_cancellable(found: RunRow, info: Any) -> bool:
    is_running = found.state == "running"
    return (
        is_running and _asked(info).api.processes.process_of(abs(found.id)) is not None
    )


@run.field("problems")
def resolve_run_problems(found: RunRow, info: Any) -> list[Data]:
    return recorded_problems((found.finished or {}).get("problems", ())[:100])


@run.field("fileCounts")
def resolve_file_counts(found: RunRow, info: Any) -> Data:
    return file_counts(found)


@run.field("files")
def resolve_files(
    found: RunRow,
    info: Any,
    search: str,
    after: int,
    first: int,
    kinds: Sequence[str] | None = None,
) -> Data:
    return _asked(info).api.files.page(found, kinds, search, after, first)


@run.field("file")
def resolve_file(found: RunRow, info: Any, path: str) -> RunFile:
    return _asked(info).api.files.file(found, path)


@run.field("nodes")
def resolve_run_nodes(found: RunRow, info: Any, within: str) -> list[Data]:
    return _asked(info).api.nodes.in_scope(found, within)


@run.field("node")
def resolve_node(found: RunRow, info: Any, address: str) -> Execution:
    return _asked(info).api.executions.get(found, address)


@run.field("search")
def resolve_run_search(found: RunRow, info: Any, text: str, first: int) -> list[Data]:
    return _asked(info).api.nodes.search(found, text, page_size(first))


@run.field("failures")
def resolve_failures(found: RunRow, info: Any, after: int, first: int) -> Data:
    return _asked(info).api.nodes.failures(found, after, page_size(first))


@run.field("items")
def resolve_items(
    found: RunRow,
    info: Any,
    batch: str,
    changed: bool,
    search: str,
    after: int,
    first: int,
    states: Sequence[str] | None = None,
) -> Data:
    wanted = items.Wanted(states, changed, search, after, first)
    return _asked(info).api.items.page(found, batch, wanted)


@run.field("timeline")
def resolve_timeline(found: RunRow, info: Any) -> list[Data]:
    return times.timeline(_asked(info).api.history, found)


@run.field("slowest")
def resolve_slowest(found: RunRow, info: Any, first: int) -> list[Data]:
    return times.slowest(_asked(info).api.history, found, first)


@run.field("previous")
def resolve_previous(found: RunRow, info: Any) -> RunRow | None:
    return _asked(info).api.history.previous(found)


# NodeExecution


def _execution_field(name: str) -> None:
    def resolve(found: Execution, info: Any) -> Any:
        return _asked(info).api.executions.data(found)[name]

    execution.set_field(name, resolve)


for name in (
    *("run", "address", "label", "type", "state", "started", "seconds", "reason"),
    *("ranIn", "problems", "detail"),
):
    _execution_field(name)


@execution.field("items")
def resolve_execution_items(found: Execution, info: Any) -> Data | None:
    return _asked(info).api.executions.items(found)


@execution.field("inputs")
def resolve_inputs(found: Execution, info: Any) -> list[Data]:
    find = _asked(info).api.values.find
    inputs = found.row.inputs.items()
    return [{"name": port, "value": find(digest)} for port, digest in inputs]


@execution.field("output")
def resolve_output(found: Execution, info: Any) -> Recorded | None:
    digest = found.output
    return None if digest is None else _asked(info).api.values.find(digest)


@execution.field("filled")
def resolve_filled(found: Execution, info: Any) -> Any:
    return _asked(info).api.executions.filled(found)


@execution.field("props")
def resolve_props(found: Execution, info: Any) -> Data | None:
    return _asked(info).api.executions.props(found)


@execution.field("diagram")
def resolve_execution_diagram(found: Execution, info: Any) -> str | None:
    return _asked(info).api.executions.diagram(found)


@execution.field("place")
def resolve_place(found: Execution, info: Any) -> Data | None:
    node = _asked(info).api.executions.node(found)
    return place_data(node.place) if node else None


@execution.field("previous")
def resolve_previous_execution(found: Execution, info: Any) -> Execution | None:
    return _other(found, info, None)


@execution.field("compared")
def resolve_compared(found: Execution, info: Any, **given: Any) -> Data:
    other = _other(found, info, given.get("with"))
    return _asked(info).api.executions.comparison(other, found, deep=True)


def _other(found: Execution, info: Any, number: int | None) -> Execution | None:
    """The same node in another run; in the run before where none is named."""
    api = _asked(info).api
    other = (
        api.history.previous(found.run) if number is None else api.history.run(number)
    )
    return None if other is None else api.executions.find(other, found.address)


# Value


@value.field("kind")
def resolve_kind(found: Recorded, info: Any) -> str:
    return values.kind_of(found.data)


@value.field("length")
def resolve_length(found: Recorded, info: Any) -> int:
    return values.length_of(found.data)


@value.field("preview")
def resolve_preview(found: Recorded, info: Any) -> str:
    return values.preview(found.data)


@value.field("json")
def resolve_json(found: Recorded, info: Any) -> Any:
    return found.data if found.size <= values.WHOLE else None


@value.field("text")
def resolve_text(
    found: Recorded, info: Any, path: str, offset: int, limit: int
) -> Data:
    return _asked(info).api.values.text(found, path, offset, limit)


@value.field("at")
def resolve_at(found: Recorded, info: Any, path: str) -> Data:
    key = path.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    return values.part_data(key, path, values.part_at(found.data, path))


@value.field("children")
def resolve_children(
    found: Recorded, info: Any, path: str, offset: int, limit: int
) -> Data:
    return values.children(found.data, path, offset, limit)


@value.field("search")
def resolve_value_search(found: Recorded, info: Any, text: str, first: int) -> Data:
    return values.search(found.data, text, first)


# RunFile


@run_file.field("before")
def resolve_before(found: RunFile, info: Any) -> str | None:
    return _asked(info).api.files.before(found).text


@run_file.field("after")
def resolve_after(found: RunFile, info: Any) -> str | None:
    return _asked(info).api.files.after(found).text


@run_file.field("diff")
def resolve_diff(found: RunFile, info: Any) -> str | None:
    return _asked(info).api.files.diff(found)


@run_file.field("note")
def resolve_note(found: RunFile, info: Any) -> str:
    return _asked(info).api.files.note(found)


# Comparison


@comparison.field("nodes")
def resolve_compared_nodes(found: Data, info: Any) -> list[Data]:
    comparing = _asked(info).api.comparing
    return comparing.nodes_of(found["before"], found["after"], found["within"])


@comparison.field("edges")
def resolve_compared_edges(found: Data, info: Any) -> list[Data]:
    comparing = _asked(info).api.comparing
    return comparing.edges_of(found["before"], found["after"], found["within"])


@comparison.field("files")
def resolve_compared_files(found: Data, info: Any) -> list[Data]:
    return compare.files_of(found["before"], found["after"])
