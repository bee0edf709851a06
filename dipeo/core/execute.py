"""Running a plan: every step once, in order; a failed node stops only what follows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dipeo.errors import DiagramError, NodeError, Place, Problem, did_you_mean

from .batch import Ended, end_item, run_batch
from .database import KIND, Ask, Change
from .diagram import DEFAULT_SOURCE, DEFAULT_TARGET, Output
from .digests import digest_of
from .events import (
    Emit,
    ItemEnded,
    NodeCached,
    NodeFailed,
    NodeFinished,
    NodeSkipped,
    NodeStarted,
)
from .frame import Frame
from .item_log import ItemLog
from .memo import NEVER
from .memory import Memory, Trace
from .placeholders import PlaceholderError, fill, find
from .plan import Branch, Inlet, Inputs, Plan, Step, input_hint, missing_inputs
from .running import RunFailed, World, node_error
from .values import Value, json_text, mapping_text, shorten, value_of

MAX_NESTING = 50
NOTHING = Value({}, "{}")


def execute(plan: Plan, inputs: Inputs, world: World) -> Value:
    """Run the plan; what the diagram gives back.

    Raises DiagramError for inputs that are missing, before anything runs; RunFailed when all that could run has run
    and some of it failed.
    """
    return _Scope(plan, inputs, world, None, Trace(), world.memory, world.emit).run()


def run_item(
    step: Step,
    inputs: Inputs,
    ports: Inputs,
    frame: Frame,
    world: World,
    trace: Trace,
    reason: str,
) -> tuple[Ended, ItemEnded]:
    """Run one item of a batch, for a process that has only that: what came of it, and what happened."""
    scope = _Scope(frame.plan, inputs, world, None, trace, None, world.emit)
    ended, told = end_item(scope, step, ports, frame, trace, reason)
    assert told is not None
    return ended, told


class _Scope:
    """One run of one plan."""

    def __init__(
        self,
        plan: Plan,
        inputs: Inputs,
        world: World,
        outer: Frame | None,
        trace: Trace,
        memory: Memory | None,
        emit: Emit,
        given: Inputs | None = None,
    ) -> None:
        self.plan = plan
        self.inputs = inputs
        self.given = inputs if given is None else given
        """The inputs as they came, before the keys of a mapping at `in` were spread."""
        self.world = world
        self.outer = outer
        self.trace = trace
        self.memory = memory
        self.emit = emit
        self.outputs: list[Value | Branch | None] = [None] * len(plan.steps)
        self.failures: list[NodeError] = []
        self.fallen: set[int] = set()  # failed, or waiting for one that failed
        self.is_whole = True  # so far, every step has given something at all its ports

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
        live = step.inlets if self.is_whole else self.live_inlets(step, frame)
        if live is None:
            return
        try:
            ports = self.gather(step, live, frame) if live else self.inputs
            output = self.once_or_batch(step, ports, frame)
        except NodeError as error:
            self.fall(step, [error])
        except RunFailed as error:
            self.fall(step, error.failures)
        else:
            self.outputs[step.index] = output
            self.is_whole &= not isinstance(output, Branch)
        for source in self.plan.spent[step.index]:
            self.outputs[source] = None

    def live_inlets(self, step: Step, frame: Frame) -> Sequence[Inlet] | None:
        """The inlets at which something arrives; None where the step is to be skipped, which is reported."""
        fallen = [i.edge.source.node for i in step.inlets if i.source in self.fallen]
        if fallen:
            self.fallen.add(step.index)
            self.skip(frame, step, f"{fallen[0]!r} failed")
            return None
        live = [inlet for inlet in step.inlets if self.arrives(inlet.source, inlet.key)]
        if step.inlets and not live:
            self.skip(frame, step, "no branch leads here")
            return None
        return live

    def fall(self, step: Step, failures: Sequence[NodeError]) -> None:
        self.is_whole = False
        self.fallen.add(step.index)
        self.failures.extend(failures)

    def skip(self, frame: Frame, step: Step, reason: str) -> None:
        self.emit(NodeSkipped(str(frame), step.node.type, reason))

    def gather(self, step: Step, live: Sequence[Inlet], frame: Frame) -> Inputs:
        """What the connections bring. Raises NodeError, reported, for those that bring nothing."""
        ports: dict[str, Value] = {}
        problems: list[Problem] = []
        for inlet in live:
            try:
                ports[inlet.port] = self.pick(inlet.source, inlet.key)
            except NodeError as error:
                problem = error.problems[0]
                problems.append(replace(problem, place=inlet.edge.place))
        if problems:
            failure, now = NodeError(problems), time.time()
            told = failure.problems
            self.emit(NodeFailed(str(frame), step.node.type, now, 0.0, ports, told, ""))
            raise failure
        return ports

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
        step = self.plan.steps[source]
        given = None if step.inlets else self.inputs
        return _pick(output, key, step.node.label, given)

    def once_or_batch(self, step: Step, ports: Inputs, frame: Frame) -> Value | Branch:
        """The node's output: its last one, where that holds, else that of running it."""
        batch = step.node.batch
        if self.memory is None and batch is None:
            return self.once(step, ports, frame, self.trace)
        trace, reason = Trace(), ""
        if self.memory is not None:
            found = self.recall(self.memory, step, ports, frame)
            if isinstance(found, Value):
                return found
            reason = found
        items = None
        if batch is None:
            output = self.once(step, ports, frame, trace, reason)
        else:
            output, items = run_batch(self, step, batch, ports, frame, trace, reason)
        if self.memory is not None and isinstance(output, Value):
            port = None if batch is None else batch.key
            kept = (str(frame), self.key(step), ports, output, trace, items, port)
            self.memory.keep(*kept)
        self.trace.take(trace)
        return output

    def key(self, step: Step) -> str:
        """What a node is, beside its ports: the run's inputs count where it can see them."""
        if not step.names and not step.type.sees_inputs:
            return step.key
        seen = "".join(f" {k}={v.digest}" for k, v in self.inputs.items())
        return digest_of((step.key + seen).encode())

    def recall(
        self, memory: Memory, step: Step, ports: Inputs, frame: Frame
    ) -> Value | str:
        """The node's last output; else why it has to run."""
        address = str(frame)
        found = memory.recall(address, self.key(step), ports)
        if isinstance(found, str):
            return found
        unit, output, contents = found.unit, found.output, found.contents
        if contents is None:
            self.world.transaction.reuse(memory.made_by(unit), frame)
        elif not self.world.put_back(contents, frame, unit.maker):
            return "what it wrote once cannot be put back"
        memory.keep_again(address, unit, whole=contents is None)
        self.trace.needs.update(unit.needs)
        self.trace.wrote += unit.wrote
        count = None if unit.items is None else len(unit.items)
        type_ = step.node.type
        self.emit(NodeCached(address, type_, ports, output, unit.run, count))
        return output

    def once(
        self,
        step: Step,
        ports: Inputs,
        frame: Frame,
        trace: Trace,
        reason: str = "",
        emit: Emit | None = None,
    ) -> Value | Branch:
        """Run a node for one set of inputs, and report it. Raises NodeError, RunFailed."""
        emit = emit or self.emit
        address, type_, at = str(frame), step.node.type, time.time()
        told = self.told(step, ports, frame)
        if isinstance(emit, ItemLog):
            emit.begin(address, type_, at)
        else:
            emit(NodeStarted(address, type_, at, None, reason, told))
        start = time.perf_counter()
        if not step.type.reusable:
            trace.needs.add(NEVER)

        def fail(problems: tuple[Problem, ...], detail: str = "") -> None:
            seconds = time.perf_counter() - start
            failed = (address, type_, at, seconds, told, problems, detail)
            emit(NodeFailed(*failed, None, reason))

        try:
            value, filled = self.fill(step, ports)
            assert step.type.handler is not None
            running = _Running(self, frame, trace, emit)
            output = _as_value(step.type.handler(value, ports, running))
        except RunFailed as error:
            fail((Problem(_failed_inside(error, frame, step, ports)),))
            raise
        except Exception as error:
            failure = node_error(error, step, address)
            fail(failure.problems, failure.detail)
            raise failure from error
        seconds = time.perf_counter() - start
        shown = output.value if isinstance(output, Branch) else output
        finished = (address, type_, at, seconds, told, shown, filled)
        emit(NodeFinished(*finished, None, reason))
        return output

    def told(self, step: Step, ports: Inputs, frame: Frame) -> Inputs:
        """The inputs as an event tells them: of a node without connections, what the diagram was given."""
        if step.inlets:
            return ports
        if frame.item is None or step.node.batch is None:
            return self.given
        key = step.node.batch.key
        return {**self.given, key: ports[key]}

    def fill(self, step: Step, ports: Inputs) -> tuple[Any, Mapping[str, Any]]:
        """The node's value with its placeholders filled, and the props that were."""
        if not step.filled:
            return step.value, {}
        arrived = ports.get(DEFAULT_TARGET)
        keys = arrived.data if arrived is not None else None
        scopes = (ports, keys if isinstance(keys, dict) else {}, self.inputs)
        filled = {}
        for key, text in step.filled.items():
            try:
                whole = key in step.type.whole
                filled[key] = fill(text, lambda name: find(name, *scopes), whole=whole)
            except PlaceholderError as error:
                message = f"{step.node.label!r}: {error}"
                raise NodeError([Problem(message, step.node.places[key])]) from None
        return type(step.value)(**step.fields, **filled), filled

    def result(self) -> Value:
        """What the diagram gives back: its `outputs`, or what its sinks give."""
        declared = self.plan.diagram.outputs
        if declared is not None:
            return Value(text=self.declared(declared, "outputs"))
        given: dict[str, str] = {}
        keys: dict[str, list[Any]] = {}
        for index in self.plan.sinks:
            output = self.outputs[index]
            if output is None:
                continue
            value = output.value if isinstance(output, Branch) else output
            given[self.plan.steps[index].node.label] = value.text
            for key, item in value.data.items() if isinstance(value.data, dict) else ():
                keys.setdefault(key, []).append(item)
        unique = {k: json_text(v[0]) for k, v in keys.items() if len(v) == 1}
        return Value(text=mapping_text({**unique, **given}.items()))

    def declared(self, output: Output, name: str) -> str:
        """The text of an output that the diagram names. Raises NodeError where its node does not give it."""
        if isinstance(output, Mapping):
            return mapping_text(
                (key, self.declared(item, f"{name}.{key}"))
                for key, item in output.items()
            )
        key = None if output.name == DEFAULT_SOURCE else output.name
        index = self.plan.numbers[output.node]
        if not self.arrives(index, key):
            return "null"
        try:
            return self.pick(index, key).text
        except NodeError as error:
            message = f"`{name}`: {error.problems[0].message}"
            place = Place(self.plan.diagram.file)
            raise NodeError([Problem(message, place)]) from None


def _failed_inside(error: RunFailed, frame: Frame, step: Step, ports: Inputs) -> str:
    count = len(error.failures)
    inside = f"{count} node{'' if count == 1 else 's'} inside failed"
    if frame.item is None or step.node.batch is None:
        return f"{str(frame)!r}: {inside}"
    item = shorten(ports[step.node.batch.key])
    return f"{str(frame)!r}: {inside}, for the item {item}"


def _spread(inputs: Inputs) -> Inputs:
    """The inputs of a diagram: what it is given, and the keys of a mapping that it is given at `in`."""
    arrived = inputs.get(DEFAULT_TARGET)
    if arrived is None or not isinstance(arrived.data, dict):
        return inputs
    return {**{key: Value(item) for key, item in arrived.data.items()}, **inputs}


def _pick(output: Value, key: str, label: str, given: Inputs | None) -> Value:
    """A key of an output. `given` are the run's inputs, where the node had nothing else. Raises NodeError."""
    try:
        return output.pick(key)
    except KeyError:
        message = f"{label!r} gave no {key!r}"
        if given is not None and given.keys() == output.data.keys():  # a `start`
            problem = Problem(message + input_hint(key, given), page="errors#inputs")
            raise NodeError([problem]) from None
        message += did_you_mean(key, output.data)
    except TypeError:
        message = f"{label!r} gave no {key!r}: it gave {shorten(output, 60)}"
    raise NodeError([Problem(message)])


def _as_value(result: Any) -> Value | Branch:
    if isinstance(result, Branch):
        return result
    return result if isinstance(result, Value) else value_of(result)


# What a handler may touch ----------------------------------------------------------------------------


class _Running:
    """The `Run` that a handler receives. It notes what the handler needs and writes."""

    __slots__ = ("_emit", "_frame", "_scope", "_trace")

    def __init__(self, scope: _Scope, frame: Frame, trace: Trace, emit: Emit) -> None:
        self._scope = scope
        self._frame = frame
        self._trace = trace
        self._emit = emit

    @property
    def inputs(self) -> Mapping[str, Any]:
        return {key: value.data for key, value in self._scope.inputs.items()}

    def read(self, path: str) -> bytes:
        self._trace.needs.add(f"file:{path}")
        return self._scope.world.transaction.read(path, self._frame)

    def document(self, path: str, format: str) -> Value:
        return self._scope.world.parsed.value(path, format, self.read(path))

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
        self._trace.wrote.append(path)
        if transaction.changes(path):
            self._scope.world.note_changed(path)

    def find(self, pattern: str) -> list[str]:
        self._trace.needs.add(f"find:{pattern}")
        return self._scope.world.transaction.find(pattern)

    def delete(self, path: str) -> None:
        self.never_reuse()
        self._scope.world.transaction.delete(path, self._frame)
        self._scope.world.note_changed(path)

    def address(self, source: str, kind: str) -> str:
        return self._scope.world.transaction.address(source, kind)

    def select(self, ask: Ask, *, keep: bool = True) -> Value:
        world = self._scope.world
        if ask.changes:
            self._changes(ask.url)
            return world.databases.run(ask)
        value, digest = world.databases.select(ask)
        if keep:
            self._trace.needs.add(ask.need)
            world.transaction.note_answer(ask.need, digest)
        else:
            self.never_reuse()
        return value

    def change(self, change: Change) -> int:
        self._changes(change.url)
        return self._scope.world.databases.change(change)

    def _changes(self, url: str) -> None:
        """A database changes: what was read of it may not be reused from now on."""
        self.never_reuse()
        if self._scope.world.memory is not None:
            self._scope.world.memory.note_all_changed(f"{KIND}:{url} ")

    def load(
        self, path: str, function: str, *, pure: bool = True
    ) -> Callable[..., Any]:
        self._trace.needs.add(f"code:{path}")
        return self._scope.world.functions.load(path, function, pure=pure)

    def inline(
        self, code: str, function: str, *, pure: bool = True
    ) -> Callable[..., Any]:
        return self._scope.world.functions.inline(code, function, pure=pure)

    def never_reuse(self) -> None:
        self._trace.needs.add(NEVER)

    def diagram(self, name: str, inputs: Inputs) -> Value:
        if len(self._frame.frames()) >= MAX_NESTING:
            message = f"diagrams are nested more than {MAX_NESTING} deep"
            raise NodeError([Problem(message)])
        self._trace.needs.add(f"diagram:{name}")
        world, memory = self._scope.world, self._scope.memory
        plan = world.load_plan(name)
        if self._frame.item is not None:
            memory = None  # an item is one unit
        spread = _spread(inputs)
        outer = (self._frame, self._trace, memory, self._emit)
        return _Scope(plan, spread, world, *outer, inputs).run()
