"""Diagrams as pages show them: as they are now, and as they were in a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dipeo.core.diagram import Diagram, Node
from dipeo.core.documents import decode
from dipeo.core.item_log import SEPARATOR
from dipeo.core.light import parse
from dipeo.core.paths import check_path
from dipeo.core.plan import NodeType
from dipeo.core.values import Value, value_of
from dipeo.engine import Engine
from dipeo.errors import (
    DiagramError,
    DipeoError,
    DocumentError,
    MissingDocument,
    PathError,
    Problem,
    did_you_mean,
)
from dipeo.plans import Plans

from .addresses import split_item
from .answers import Data, NotFound, Refused, problem_data
from .history import History


@dataclass(frozen=True, slots=True)
class Graph:
    """A diagram with its text; `diagram` is None where the text cannot be read, and `problems` says why."""

    name: str
    file: str
    source: str
    diagram: Diagram | None
    problems: tuple[Problem, ...] = ()
    is_current: bool = True

    @property
    def nodes(self) -> Sequence[Node]:
        return self.diagram.nodes if self.diagram else ()

    def node(self, label: str) -> Node | None:
        return next((node for node in self.nodes if node.label == label), None)


@lru_cache(maxsize=512)
def _graph(name: str, file: str, source: str, is_current: bool) -> Graph:
    try:
        diagram = parse(source, name=name, file=file)
    except (DocumentError, DiagramError) as error:
        return Graph(name, file, source, None, tuple(error.problems), is_current)
    return Graph(name, file, source, diagram, (), is_current)


class Graphs:
    """The diagrams of a workspace."""

    def __init__(self, engine: Engine, history: History) -> None:
        self.engine = engine
        self.history = history
        self.workspace = engine.workspace
        self.types: Mapping[str, NodeType] = engine.types

    def all(self) -> list[Graph]:
        found = []
        for file in self.workspace.diagram_files():
            with suppress(NotFound):  # it has been deleted just now
                found.append(self.current(self.workspace.diagram_name(file)))
        return found

    def current(self, name: str) -> Graph:
        """A diagram as it is now. Raises NotFound."""
        try:
            file = self._file(name)
            source = self._source(file)
        except (PathError, MissingDocument):
            raise self._no_diagram(name) from None
        except DocumentError as error:
            name = self.workspace.diagram_name(file)
            return Graph(name, file, "", None, tuple(error.problems))
        return _graph(self.workspace.diagram_name(file), file, source, True)

    def _file(self, name: str) -> str:
        """The path of a diagram's file, from the workspace's root. Raises PathError."""
        if name.endswith((".yaml", ".yml")):
            return check_path(name)
        return check_path(self.workspace.diagram_file(name))

    def _no_diagram(self, name: str) -> NotFound:
        known = map(self.workspace.diagram_name, self.workspace.diagram_files())
        return NotFound(
            f"there is no diagram {name[:200]!r}{did_you_mean(name, known)}"
        )

    def _source(self, file: str) -> str:
        """The text of a diagram. Raises DocumentError where it is no text, MissingDocument, PathError."""
        return decode(self.engine.store.read(file), file)

    def problems(self, graph: Graph, plans: Plans) -> list[Data]:
        """Everything that is wrong with it, and with the diagrams that it runs."""
        found: Iterable[Problem] = graph.problems
        if graph.is_current and not found:
            plans.checked.clear()
            found = plans.problems(graph.name)
        return [problem_data(problem) for problem in found]

    def users(self) -> dict[str, list[str]]:
        """The names of the diagrams that run a diagram, by its name."""
        found: dict[str, list[str]] = {}
        for graph in self.all():
            for name in dict.fromkeys(map(self.inner_name, graph.nodes)):
                if name is not None:
                    found.setdefault(name, []).append(graph.name)
        return found

    def needs(self, graph: Graph, plans: Plans) -> list[Data]:
        """The inputs that a run needs, and what past runs were given."""
        try:
            plan = plans.plan(graph.name)
        except DipeoError:
            return []
        given = [run.inputs for run in self.history.runs(graph.name, limit=50)]
        found: dict[str, Data] = {}
        for step in plan.steps:
            batch = step.node.batch
            for name in step.needs:
                head = name.split(".")[0]
                is_list = batch is not None and not step.inlets and head == batch.key
                kind = "LIST" if is_list else "OBJECT" if "." in name else "TEXT"
                need = found.setdefault(head, {"name": head, "kind": kind, "nodes": []})
                need["nodes"] = list(dict.fromkeys([*need["nodes"], step.node.label]))
        for name, need in found.items():
            need["examples"] = _distinct(i[name] for i in given if name in i)[:10]
        return list(found.values())

    # in runs

    def of_run(self, run: int, within: str) -> Graph:
        """The diagram whose nodes are at a scope of a run. Raises NotFound, Refused."""
        run, within = self.history.origin(run, within)
        name = self.history.run(run).diagram
        graph = self._kept(run, name)
        labels = within.split(SEPARATOR) if within else []
        for count, part in enumerate(labels, 1):
            label = split_item(part)[0]
            node = graph.node(label)
            inner = None if node is None else self._inner(run, labels[:count], node)
            if inner is None:
                raise NotFound(f"there is no diagram at {within!r} in run {run}")
            graph = self._kept(run, inner)
        return graph

    def _kept(self, run: int, name: str) -> Graph:
        """A diagram as it was in a run; as it is now where the run has not kept it."""
        file = self._file(name)
        digest = self.history.texts(run, "diagram").get(file)
        text = self.history.text(digest) if digest else None
        if text is None:
            return self.current(name)
        source = text_of(text)
        try:
            is_current = self._source(file) == source
        except DipeoError:
            is_current = False
        return _graph(name, file, source, is_current)

    def _inner(self, run: int, labels: Sequence[str], node: Node) -> str | None:
        """The name of the diagram that a node of a run runs."""
        fixed = self.inner_name(node)
        if fixed is not None or node.type != "sub_diagram":
            return fixed
        row = self.history.row(run, SEPARATOR.join(labels))
        props = {**node.props, **(row.props if row else {})}
        given = props.get("diagram_path") or props.get("diagram_name")
        return given if isinstance(given, str) and "{" not in given else None

    def inner_name(self, node: Node) -> str | None:
        """The one name of the diagram that a node runs, where that is fixed."""
        if node.type != "sub_diagram":
            return None
        given = node.props.get("diagram_path") or node.props.get("diagram_name")
        if not isinstance(given, str) or "{" in given:
            return None
        try:
            return self.workspace.diagram_name(self._file(given))
        except PathError:
            return None

    def existing_name(self, node: Node) -> str | None:
        """That name, where there is such a diagram."""
        name = self.inner_name(node)
        if name is None:
            return None
        return name if (self.workspace.root / self._file(name)).is_file() else None


def _distinct(values: Any) -> list[Any]:
    found: dict[str, Any] = {}
    for value in values:
        found.setdefault(value_of(value).text, value)
    return list(found.values())


def text_of(text: str) -> str:
    """The text that a recorded value holds. Raises Refused for another value."""
    data = Value(text=text).data
    if not isinstance(data, str):
        raise Refused("the recorded text is damaged")
    return data
