"""Running a plan: every step once, in order; a failed node stops only what follows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from dipeo.errors import DiagramError, NodeError, Problem, did_you_mean

from .batch import run_batch
from .diagram import DEFAULT_TARGET, Output
from .events import NodeFailed, NodeFinished, NodeSkipped, NodeStarted
from .frame import Frame
from .placeholders import fill, find
from .plan import Branch, Inputs, Plan, Step, missing_inputs
from .running import RunFailed, World, node_error
from .values import Value, shorten, value_of

MAX_NESTING = 50
NOTHING = Value({}, "{}")


def execute(plan: Plan, inputs: Inputs, world: World) -> Value:
    """Run the plan; what the diagram gives back.

    Raises DiagramError for inputs that are missing, before anything runs; RunFailed when all that could run has run
    and some of it failed.
    """
    return _Scope(plan, inputs, world, None).run()


def run_item(
    plan: Plan, step: Step, inputs: Inputs, ports: Inputs, frame: Frame, world: World
) -> Value:
    """Run one item of a batch, for a process that has only that. Raises NodeError, RunFailed."""
    output = _Scope(plan, inputs, world, None).once(step, ports, frame)
    return output.value if isinstance(output, Branch) else output


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
            return output.value
        assert output is not None
        if key is None:
            return output
        label = self.plan.steps[source].node.label
        return _pick(output, key, label)

    def once_or_batch(self, step: Step, ports: Inputs, frame: Frame) -> Value | Branch:
        batch = step.node.batch
        if batch is None:
            return self.once(step, ports, frame)
        return run_batch(self, step, batch, ports, frame)

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
            problem = Problem(_failed_inside(error, frame, step, ports))
            emit(NodeFailed(address, type_, seconds, ports, (problem,), ""))
            raise
        except Exception as error:
            failure = node_error(error, step, address)
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


def _failed_inside(error: RunFailed, frame: Frame, step: Step, ports: Inputs) -> str:
    count = len(error.failures)
    inside = f"{count} node{'' if count == 1 else 's'} inside failed"
    if frame.item is None or step.node.batch is None:
        return f"{str(frame)!r}: {inside}"
    item = shorten(ports[step.node.batch.key])
    return f"{str(frame)!r}: {inside}, for the item {item}"


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
        return result
    return result if isinstance(result, Value) else value_of(result)


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
        if len(self._frame.frames()) >= MAX_NESTING:
            message = f"diagrams are nested more than {MAX_NESTING} deep"
            raise NodeError([Problem(message)])
        plan = self._scope.world.load_plan(name)
        return _Scope(plan, inputs, self._scope.world, self._frame).run()
