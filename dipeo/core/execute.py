"""Running a plan: every step once, in order; batches item by item; a failed node stops only what follows it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from typing import Any

from dipeo.errors import DiagramError, DipeoError, NodeError, Problem, did_you_mean

from .diagram import DEFAULT_TARGET, Output
from .events import Emit, NodeFailed, NodeFinished, NodeSkipped, NodeStarted
from .functions import Functions
from .placeholders import PlaceholderError, fill, find
from .plan import Branch, Inputs, Plan, Step, missing_inputs
from .transaction import Transaction
from .values import NotJson, Value, shorten, value_of

MAX_NESTING = 50
NOTHING = Value({}, "{}")


@dataclass(frozen=True, slots=True)
class World:
    """What a run works with."""

    transaction: Transaction
    functions: Functions
    load_plan: Callable[[str], Plan]
    emit: Emit
    executor: Executor
    """Where the items of a batch run that mostly wait for others."""


class RunFailed(Exception):
    """Nodes failed. All have been reported as events."""

    def __init__(self, failures: list[NodeError]) -> None:
        self.failures = failures
        super().__init__(f"{len(failures)} nodes failed")


@dataclass(frozen=True, slots=True)
class Frame:
    """A node while it runs: where it stands in its plan, and inside which other node's run that plan is."""

    plan: Plan
    index: int
    item: int | None
    outer: Frame | None

    @property
    def name(self) -> str:
        label = self.plan.steps[self.index].node.label
        return label if self.item is None else f"{label}[{self.item}]"

    def __str__(self) -> str:
        return f"{self.outer} / {self.name}" if self.outer else self.name

    def chain(self) -> list[Frame]:
        """This frame and those around it, outermost first."""
        return [*(self.outer.chain() if self.outer else []), self]

    def comes_before(self, other: Any) -> bool:
        """Whether connections put this node before another."""
        for mine, theirs in zip(self.chain(), other.chain(), strict=False):
            if mine.index != theirs.index:
                return bool(theirs.plan.steps[theirs.index].before >> mine.index & 1)
            if mine.item != theirs.item:
                return False
        return False


def execute(plan: Plan, inputs: Inputs, world: World) -> Value:
    """Run the plan; what the diagram gives back.

    Raises DiagramError for inputs that are missing, before anything runs; RunFailed when all that could run has run
    and some of it failed.
    """
    return _Scope(plan, inputs, world, None).run()


class _Scope:
    """One run of one plan."""

    def __init__(
        self, plan: Plan, inputs: Inputs, world: World, outer: Frame | None
    ) -> None:
        self.plan = plan
        self.inputs = inputs
        self.world = world
        self.outer = outer
        self.outputs: list[Value | Branch | None] = [None] * len(plan.steps)
        self.failures: list[NodeError] = []
        self.fallen: set[int] = set()  # failed, or waiting for one that failed

    def run(self) -> Value:
        missing = missing_inputs(self.plan, self.inputs)
        if missing:
            raise DiagramError(missing)
        for step in self.plan.steps:
            self.step(step)
        if self.failures:
            raise RunFailed(self.failures)
        return self.result()

    def step(self, step: Step) -> None:
        frame = Frame(self.plan, step.index, None, self.outer)
        fallen = [i.edge.source.node for i in step.inlets if i.source in self.fallen]
        if fallen:
            self.fallen.add(step.index)
            self.skip(frame, step, f"{fallen[0]!r} failed")
            return
        live = [inlet for inlet in step.inlets if self.arrives(inlet.source, inlet.key)]
        if step.inlets and not live:
            self.skip(frame, step, "no branch leads here")
            return
        try:
            if step.inlets:
                ports: Inputs = {i.port: self.pick(i.source, i.key) for i in live}
            else:
                ports = self.inputs
            self.outputs[step.index] = self.once_or_batch(step, ports, frame)
        except NodeError as error:
            self.fallen.add(step.index)
            self.failures.append(error)
        except RunFailed as error:
            self.fallen.add(step.index)
            self.failures.extend(error.failures)

    def skip(self, frame: Frame, step: Step, reason: str) -> None:
        self.world.emit(NodeSkipped(str(frame), step.node.type, reason))

    def arrives(self, source: int, key: str | None) -> bool:
        output = self.outputs[source]
        if isinstance(output, Branch):
            return key == output.port
        return output is not None

    def pick(self, source: int, key: str | None) -> Value:
        """All of a step's output, or one key of it."""
        output = self.outputs[source]
        if isinstance(output, Branch):
            value: Value = output.value
            return value
        assert output is not None
        if key is None:
            return output
        label = self.plan.steps[source].node.label
        return _pick(output, key, label)

    def once_or_batch(self, step: Step, ports: Inputs, frame: Frame) -> Value | Branch:
        if step.node.batch is None:
            return self.once(step, ports, frame)
        return _BatchRun(self, step, ports, frame).run()

    def once(self, step: Step, ports: Inputs, frame: Frame) -> Value | Branch:
        """Run a node for one set of inputs, and report it. Raises NodeError, RunFailed."""
        emit = self.world.emit
        address, type_ = str(frame), step.node.type
        emit(NodeStarted(address, type_, time.time()))
        start = time.perf_counter()
        try:
            value, filled = self.fill(step, ports)
            assert step.type.handler is not None
            running = _Running(self, step, frame)
            output = _as_value(step.type.handler(value, ports, running))
        except RunFailed as error:
            seconds = time.perf_counter() - start
            problem = Problem(f"{len(error.failures)} of its nodes failed")
            emit(NodeFailed(address, type_, seconds, ports, (problem,), ""))
            raise
        except Exception as error:
            failure = _node_error(error, step, address)
            seconds = time.perf_counter() - start
            emit(
                NodeFailed(
                    address, type_, seconds, ports, failure.problems, failure.detail
                )
            )
            raise failure from error
        seconds = time.perf_counter() - start
        shown = output.value if isinstance(output, Branch) else output
        emit(NodeFinished(address, type_, seconds, ports, shown, filled))
        return output

    def fill(self, step: Step, ports: Inputs) -> tuple[Any, Mapping[str, Any]]:
        """The node's value with its placeholders filled, and the props that were."""
        if not step.filled:
            return step.value, {}
        arrived = ports.get(DEFAULT_TARGET)
        keys = arrived.data if arrived is not None else None
        scopes = (
            _Data(ports),
            keys if isinstance(keys, dict) else {},
            _Data(self.inputs),
        )
        filled = fill(step.filled, lambda name: find(name, *scopes))
        return replace(step.value, **filled), filled

    def result(self) -> Value:
        """What the diagram gives back: its `outputs`, or what its sinks give."""
        declared = self.plan.diagram.outputs
        if declared is not None:
            return value_of({k: self.declared(o) for k, o in declared.items()})
        given: dict[str, Any] = {}
        keys: dict[str, list[Any]] = {}
        for index in self.plan.sinks:
            output = self.outputs[index]
            if output is None:
                continue
            data = output.value.data if isinstance(output, Branch) else output.data
            given[self.plan.steps[index].node.label] = data
            for key, value in data.items() if isinstance(data, dict) else ():
                keys.setdefault(key, []).append(value)
        unique = {key: values[0] for key, values in keys.items() if len(values) == 1}
        return value_of({**unique, **given})

    def declared(self, output: Output) -> Any:
        if isinstance(output, Mapping):
            return {key: self.declared(item) for key, item in output.items()}
        key = None if output.name == "out" else output.name
        index = self.plan.index(output.node)
        return self.pick(index, key).data if self.arrives(index, key) else None


class _Data(Mapping[str, Any]):
    """Values seen as their data."""

    def __init__(self, values: Inputs) -> None:
        self.values_ = values

    def __getitem__(self, key: str) -> Any:
        return self.values_[key].data

    def __iter__(self) -> Any:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


def _pick(output: Value, key: str, label: str) -> Value:
    try:
        return output.pick(key)
    except KeyError:
        hint = did_you_mean(key, output.data)
        message = f"{label!r} gave no {key!r}{hint}"
    except TypeError:
        message = f"{label!r} gave no {key!r}: it gave {shorten(output, 60)}"
    raise NodeError([Problem(message)])


def _as_value(result: Any) -> Value | Branch:
    if isinstance(result, Branch):
        return Branch(result.port, _as_value(result.value))
    return result if isinstance(result, Value) else value_of(result)


def _node_error(error: Exception, step: Step, address: str) -> NodeError:
    """The error as the node's own: where the diagram has the node, and what went wrong there."""
    where = step.node.place
    if isinstance(error, NodeError):
        detail, code = error.detail, error.exit_code
        problems = error.problems
    elif isinstance(error, DipeoError):
        detail, code = "", error.exit_code
        problems = error.problems
    elif isinstance(error, PlaceholderError | NotJson):
        detail, code = "", 1
        message = str(error)
        if isinstance(error, NotJson):
            message = f"its output is not JSON: {message}"
        problems = (Problem(message),)
    else:  # a handler that is not ours, or a mistake of ours: either way the traceback is what helps
        detail, code = traceback.format_exc(), 1
        problems = (Problem(f"{type(error).__name__}: {error}"),)
    placed = [
        problem if problem.place else Problem(f"{address!r}: {problem.message}", where)
        for problem in problems
    ]
    return NodeError(placed, detail, exit_code=code)


# Batches ---------------------------------------------------------------------------------------------


class _BatchRun:
    """One node run once for each item of a list."""

    def __init__(self, scope: _Scope, step: Step, ports: Inputs, frame: Frame) -> None:
        assert step.node.batch is not None
        self.scope = scope
        self.step = step
        self.ports = ports
        self.frame = frame
        self.batch = step.node.batch

    def run(self) -> Value:
        emit, address, type_ = (
            self.scope.world.emit,
            str(self.frame),
            self.step.node.type,
        )
        start = time.perf_counter()
        try:
            items = self.items()
        except NodeError as error:
            failure = _node_error(error, self.step, address)
            emit(NodeFailed(address, type_, 0.0, self.ports, failure.problems, ""))
            raise failure from error
        emit(NodeStarted(address, type_, time.time(), len(items)))
        results = self.results(items)
        seconds = time.perf_counter() - start
        failures = [f for f in results if isinstance(f, NodeError | RunFailed)]
        output = self.output(items, results)
        if failures:
            message = f"{len(failures)} of {len(items)} items failed"
            problem = Problem(f"{address!r}: {message}", self.step.node.place)
            emit(NodeFailed(address, type_, seconds, self.ports, (problem,), ""))
            raise RunFailed([found for f in failures for found in _flat(f)])
        count = len(items)
        emit(NodeFinished(address, type_, seconds, self.ports, output, {}, count))
        return output

    def items(self) -> list[Any]:
        key = self.batch.key
        if key not in self.ports:
            hint = did_you_mean(key, self.ports)
            raise NodeError(
                [Problem(f"nothing arrives at {key!r} for the batch{hint}")]
            )
        items = self.ports[key].data
        if not isinstance(items, list):
            message = (
                f"a batch needs a list at {key!r}, not {shorten(self.ports[key], 60)}"
            )
            raise NodeError([Problem(message)])
        return items

    def results(self, items: list[Any]) -> list[Value | NodeError | RunFailed]:
        if self.batch.parallel and self.step.type.waits and len(items) > 1:
            futures: list[Future[Value | NodeError | RunFailed]] = [
                self.scope.world.executor.submit(self.item, index, item)
                for index, item in enumerate(items)
            ]
            return [future.result() for future in futures]
        return [self.item(index, item) for index, item in enumerate(items)]

    def item(self, index: int, item: Any) -> Value | NodeError | RunFailed:
        frame = replace(self.frame, item=index)
        value = Value(item)
        value.maker = self.ports[self.batch.key].maker
        ports = {**self.ports, self.batch.key: value}
        try:
            output = self.scope.once(self.step, ports, frame)
        except (NodeError, RunFailed) as error:
            return error
        return output.value if isinstance(output, Branch) else output

    def output(
        self, items: list[Any], results: list[Value | NodeError | RunFailed]
    ) -> Value:
        done = [r.text if isinstance(r, Value) else "null" for r in results]
        errors = [
            {"index": index, "item": item, "error": str(_flat(result)[0])}
            for index, (item, result) in enumerate(zip(items, results, strict=True))
            if not isinstance(result, Value)
        ]
        counts = {
            "total": len(items),
            "successful": len(items) - len(errors),
            "failed": len(errors),
            "errors": errors,
        }
        rest = value_of(counts).text[1:]
        return Value(text=f'{{"results":[{",".join(done)}],{rest}')


def _flat(failure: NodeError | RunFailed) -> list[NodeError]:
    return failure.failures if isinstance(failure, RunFailed) else [failure]


# What a handler may touch ----------------------------------------------------------------------------


class _Running:
    """The `Run` that a handler receives."""

    __slots__ = ("_frame", "_scope", "_step")

    def __init__(self, scope: _Scope, step: Step, frame: Frame) -> None:
        self._scope = scope
        self._step = step
        self._frame = frame

    @property
    def inputs(self) -> Mapping[str, Any]:
        return {key: value.data for key, value in self._scope.inputs.items()}

    def read(self, path: str) -> bytes:
        return self._scope.world.transaction.read(path, self._frame)

    def write(
        self,
        path: str,
        content: bytes,
        *,
        again: bool = False,
        maker: str | None = None,
    ) -> None:
        transaction = self._scope.world.transaction
        transaction.write(path, content, self._frame, again=again, maker=maker)

    def find(self, pattern: str) -> list[str]:
        return self._scope.world.transaction.find(pattern)

    def load(self, path: str, function: str) -> Callable[..., Any]:
        return self._scope.world.functions.load(path, function)

    def inline(self, code: str, function: str) -> Callable[..., Any]:
        return self._scope.world.functions.inline(code, function)

    def diagram(self, name: str, inputs: Inputs) -> Value:
        if len(self._frame.chain()) >= MAX_NESTING:
            message = f"diagrams are nested more than {MAX_NESTING} deep"
            raise NodeError([Problem(message)])
        plan = self._scope.world.load_plan(name)
        return _Scope(plan, inputs, self._scope.world, self._frame).run()
