"""A plan: a diagram checked against its node types and put in order. It is made once and run many times."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from graphlib import CycleError, TopologicalSorter
from typing import Any, Protocol

from dipeo.errors import DiagramError, Problem, did_you_mean

from .database import Ask, Change
from .diagram import (
    DEFAULT_SOURCE,
    DEFAULT_TARGET,
    Diagram,
    Edge,
    Node,
    Output,
    Port,
)
from .placeholders import PlaceholderError, names_in
from .values import Value, value_of

Inputs = Mapping[str, Value]
BATCH_OUTPUTS = (DEFAULT_SOURCE, "results", "total", "successful", "failed", "errors")


class Run(Protocol):
    """All that a handler may touch beside its node and inputs."""

    @property
    def inputs(self) -> Mapping[str, Any]:
        """The inputs of the diagram that is running."""

    def read(self, path: str) -> bytes:
        """The document at a path, as this run has written it or as the workspace has it."""

    def document(self, path: str, format: str) -> Value:
        """The data of the document at a path, of the format `json`, `yaml`, `toml` or `text`."""

    def write(
        self,
        path: str,
        content: bytes,
        *,
        again: bool = False,
        maker: str | None = None,
    ) -> None:
        """Stage a document; the run's commit writes it. `again` takes what an earlier node wrote further, `maker` is
        the file of the function that made the content."""

    def find(self, pattern: str) -> list[str]:
        """The paths that match a glob pattern, sorted."""

    def delete(self, path: str) -> None:
        """Stage that the document at a path goes; the run's commit removes it, where there is one."""

    def address(self, source: str, kind: str) -> str:
        """The URL of a place beyond the workspace's files, which `read`, `write`, `find` and `delete` take as a path."""

    def select(self, ask: Ask, *, keep: bool = True) -> Value:
        """What a database answers. Without `keep` it is asked anew in the next run, whatever it says then."""

    def change(self, change: Change) -> int:
        """How many rows changed; the run's commit keeps that."""

    def load(
        self, path: str, function: str, *, pure: bool = True
    ) -> Callable[..., Any]:
        """The function of a Python file of the workspace."""

    def inline(
        self, code: str, function: str, *, pure: bool = True
    ) -> Callable[..., Any]:
        """The function that a Python text defines."""

    def never_reuse(self) -> None:
        """This may give something else the next time, though nothing that it needs has changed."""

    def diagram(self, name: str, inputs: Inputs) -> Value:
        """The output of another diagram."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A handler's answer that leaves by one port only; what the other ports lead to is skipped."""

    port: str
    value: Value


Handler = Callable[[Any, Inputs, Run], Any]
"""`handler(node, inputs, run)`: a JSON value, a `Value`, or a `Branch`. It raises DipeoError for a user's mistake."""

PropProblem = tuple[tuple[str | int, ...], str]


@dataclass(frozen=True, slots=True)
class NodeType:
    """What the engine must know of a node type.

    `problems(props)` names what is wrong with props as (path, message); `build(props)` makes of valid ones the value
    that `handler` receives, a frozen dataclass. The props in `filled` may hold placeholders. `outputs` are the ports
    that it can give, None where only a run can tell. `waits` is true where the handler mostly waits for others,
    `reusable` where the same node with the same inputs and documents always gives the same, `sees_inputs` where the
    handler looks at `run.inputs`. In the props in `whole`, a placeholder that stands alone is the value itself.
    `rebuild(fields)` makes what `build` has made of the same node before, by its fields, which are plain data.
    """

    name: str
    handler: Handler | None
    problems: Callable[[Mapping[str, Any]], list[PropProblem]]
    build: Callable[[Mapping[str, Any]], Any]
    filled: tuple[str, ...] = ()
    outputs: tuple[str, ...] | None = None
    waits: bool = False
    reusable: bool = True
    sees_inputs: bool = False
    whole: tuple[str, ...] = ()
    rebuild: Callable[[Mapping[str, Any]], Any] | None = None


@dataclass(frozen=True, slots=True)
class Inlet:
    """One connection as the run sees it: `port` receives `key` (all of it, when None) of step `source`."""

    port: str
    source: int
    key: str | None
    edge: Edge


@dataclass(frozen=True, slots=True)
class Step:
    """A node with all that running it needs. `before` has bit i set when step i must run before this one."""

    index: int
    node: Node
    type: NodeType
    value: Any
    inlets: tuple[Inlet, ...]
    filled: Mapping[str, Any]  # the props that hold placeholders, unfilled
    fields: Mapping[str, Any]  # where there are such: all others of the value
    names: tuple[str, ...]  # the placeholders in them
    needs: tuple[str, ...]
    """What only the run's inputs can bring: the list of a batch without connections, and the placeholders that neither
    a port nor a key of what arrives at `in` can fill."""
    before: int
    key: str  # a digest of what the node says


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a diagram in the order in which they run."""

    diagram: Diagram
    steps: tuple[Step, ...]
    sinks: tuple[int, ...]
    numbers: Mapping[str, int]  # of the steps, by label
    spent: tuple[tuple[int, ...], ...]
    """By step: whose outputs nothing needs any more when it has run."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The inputs that the diagram cannot run without, in order."""
        heads = (name.split(".")[0] for step in self.steps for name in step.needs)
        return tuple(dict.fromkeys(heads))


def make_plan(
    diagram: Diagram,
    types: Mapping[str, NodeType],
    *,
    is_known: bool = False,
    built: dict[str, Mapping[str, Any]] | None = None,
) -> Plan:
    """The plan of a diagram. Raises DiagramError with every problem at once.

    One that `is_known` has been planned before, as it is, without a problem: its nodes are not checked again, and those
    whose fields are in `built`, by key, are made of these. What is built anew is added there.
    """
    problems: list[Problem] = []
    if not is_known:
        problems = [*_node_problems(diagram, types), *_edge_problems(diagram, types)]
    order = _order(diagram)
    if order is None:
        problems.append(_cycle(diagram))
    if problems or order is None:
        raise DiagramError(problems)
    return _steps(diagram, types, order, {} if built is None else built, is_known)


def missing_inputs(plan: Plan, inputs: Mapping[str, Any]) -> list[Problem]:
    """A problem for each placeholder that the inputs leave open."""
    return [
        Problem(
            f"{step.node.label!r} needs the input {name!r}{input_hint(name, inputs)}",
            step.node.place,
            "errors#inputs",
        )
        for step in plan.steps
        for name in step.needs
        if name.split(".")[0] not in inputs
        and (step.inlets or not _is_key(name, inputs.get(DEFAULT_TARGET)))
    ]


def _is_key(name: str, arrived: Any) -> bool:
    """Whether a name is a key of the mapping that arrives at `in`."""
    data = arrived.data if isinstance(arrived, Value) else arrived
    return isinstance(data, dict) and name.split(".")[0] in data


def input_hint(name: str, inputs: Mapping[str, Any]) -> str:
    """What to do about an input that is not there."""
    return did_you_mean(name, inputs) or (
        f"""; give it, for example with --input-data '{{"{name}": "…"}}'"""
    )


def _node_problems(diagram: Diagram, types: Mapping[str, NodeType]) -> list[Problem]:
    problems: list[Problem] = []
    for node in diagram.nodes:
        type_ = types.get(node.type)
        if type_ is None:
            message = f"{node.type!r} is no node type{did_you_mean(node.type, types)}"
            where = node.places.get("type", node.place)
            problems.append(Problem(message, where, "node-types"))
            continue
        if type_.handler is None:
            message = (
                f"nothing runs nodes of type {node.type!r}: a Python package can, by an"
                f" entry point {node.type!r} in the group 'dipeo.nodes'"
            )
            problems.append(Problem(message, node.place, "node-types"))
        for path, text in type_.problems(node.props):
            place = node.places.get(str(path[0])) if path else None
            message = f"{node.label!r}: {text}"
            problems.append(Problem(message, place or node.place, "node-types"))
        for key in type_.filled:
            try:
                names_in(node.props.get(key))
            except PlaceholderError as error:
                message = f"{node.label!r}: {error}"
                problems.append(Problem(message, node.places[key]))
    return problems


def _edge_problems(diagram: Diagram, types: Mapping[str, NodeType]) -> list[Problem]:
    problems: list[Problem] = []
    fed: dict[Port, Edge] = {}
    node_types = {node.label: types.get(node.type) for node in diagram.nodes}
    batches = {node.label for node in diagram.nodes if node.batch is not None}
    for edge in diagram.edges:
        first = fed.setdefault(edge.target, edge)
        if first is not edge:
            message = (
                f"the port {str(edge.target)!r} is fed twice: by {str(first.source)!r}"
                f" ({first.place}) and by {str(edge.source)!r}"
            )
            problems.append(Problem(message, edge.place))
        source = node_types[edge.source.node]
        ports = source.outputs if source else None
        if edge.source.node in batches:
            ports = BATCH_OUTPUTS
        if ports is not None and edge.source.name not in ports:
            hint = did_you_mean(edge.source.name, ports)
            message = f"{edge.source.node!r} has no port {edge.source.name!r}{hint}"
            problems.append(Problem(message, edge.place))
    return problems


def _order(diagram: Diagram) -> list[int] | None:
    """Node numbers in an order that keeps every edge, the author's where there is a choice; None for a cycle."""
    number = {node.label: index for index, node in enumerate(diagram.nodes)}
    after: list[set[int]] = [set() for _ in number]
    waiting = [0] * len(number)
    for edge in diagram.edges:
        source, target = number[edge.source.node], number[edge.target.node]
        if target not in after[source]:
            after[source].add(target)
            waiting[target] += 1
    ready = [index for index, count in enumerate(waiting) if count == 0]
    order: list[int] = []
    while ready:
        index = heapq.heappop(ready)
        order.append(index)
        for target in after[index]:
            waiting[target] -= 1
            if waiting[target] == 0:
                heapq.heappush(ready, target)
    return order if len(order) == len(number) else None


def _cycle(diagram: Diagram) -> Problem:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for edge in diagram.edges:
        sorter.add(edge.target.node, edge.source.node)
    try:
        sorter.prepare()
    except CycleError as error:
        labels: list[str] = error.args[1]
        first = next(n for n in diagram.nodes if n.label == labels[0])
        path = " -> ".join(map(repr, labels))
        return Problem(f"the connections make a circle: {path}", first.place)
    raise AssertionError("an order is missing only where there is a cycle")


def _steps(
    diagram: Diagram,
    types: Mapping[str, NodeType],
    order: list[int],
    built: dict[str, Mapping[str, Any]],
    is_known: bool,
) -> Plan:
    index = {diagram.nodes[number].label: at for at, number in enumerate(order)}
    inlets: list[list[Inlet]] = [[] for _ in order]
    for edge in diagram.edges:
        key = None if edge.source.name == DEFAULT_SOURCE else edge.source.name
        inlet = Inlet(edge.target.name, index[edge.source.node], key, edge)
        inlets[index[edge.target.node]].append(inlet)
    steps: list[Step] = []
    for at, number in enumerate(order):
        node = diagram.nodes[number]
        type_ = types[node.type]
        before = 0
        for inlet in inlets[at]:
            before |= 1 << inlet.source | steps[inlet.source].before
        filled = {
            key: node.props[key]
            for key in type_.filled
            if _has_braces(node.props.get(key))
        }
        key = _key(node)
        fields_ = built.get(key) if is_known else None
        if fields_ is not None and type_.rebuild is not None:
            value = type_.rebuild(fields_)
        else:
            value = type_.build(node.props)
            if type_.rebuild is not None:
                built[key] = _fields(value, {})
        steps.append(
            Step(
                index=at,
                node=node,
                type=type_,
                value=value,
                inlets=tuple(inlets[at]),
                filled=filled,
                fields=_fields(value, filled) if filled else {},
                names=names_in(filled),
                needs=_needs(node, inlets[at], names_in(filled)),
                before=before,
                key=key,
            )
        )
    sources = {inlet.source for step in steps for inlet in step.inlets}
    sinks = tuple(at for at in range(len(steps)) if at not in sources)
    spent = _spent(steps, {*sinks, *_named(diagram.outputs or {}, index)})
    return Plan(diagram, tuple(steps), sinks, index, spent)


def _named(outputs: Mapping[str, Output], index: Mapping[str, int]) -> Iterator[int]:
    """The steps whose outputs a diagram gives back."""
    for output in outputs.values():
        if isinstance(output, Mapping):
            yield from _named(output, index)
        else:
            yield index[output.node]


def _spent(steps: Sequence[Step], kept: set[int]) -> tuple[tuple[int, ...], ...]:
    last = {inlet.source: step.index for step in steps for inlet in step.inlets}
    spent: list[list[int]] = [[] for _ in steps]
    for source, step in last.items():
        if source not in kept:
            spent[step].append(source)
    return tuple(map(tuple, spent))


def _fields(value: Any, without: Mapping[str, Any]) -> dict[str, Any]:
    names = (field.name for field in fields(value) if field.init)
    return {name: getattr(value, name) for name in names if name not in without}


def _needs(
    node: Node, inlets: Sequence[Inlet], names: tuple[str, ...]
) -> tuple[str, ...]:
    ports = {inlet.port for inlet in inlets}
    needs: tuple[str, ...] = ()
    if node.batch is not None and not inlets:
        ports.add(node.batch.key)
        needs = (node.batch.key,)
    if DEFAULT_TARGET in ports:
        return needs
    return (*needs, *(name for name in names if name.split(".")[0] not in ports))


def _key(node: Node) -> str:
    """A digest of the node's meaning: its place and position do not count."""
    batch = (node.batch.key,) if node.batch else ()
    return value_of([node.type, dict(node.props), *batch]).digest


def _has_braces(value: Any) -> bool:
    """Whether filling would change the value, were it only to make one brace of two."""
    if isinstance(value, str):
        return "{" in value or "}" in value
    if isinstance(value, dict):
        return any(map(_has_braces, value.values()))
    return isinstance(value, list) and any(map(_has_braces, value))
