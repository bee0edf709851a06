"""Running a plan: every step once, in order; a failed node stops only what follows it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from dipeo.errors import DiagramError, NodeError, Place, Problem, did_you_mean

from .batch import run_batch
from .diagram import DEFAULT_SOURCE, DEFAULT_TARGET, Output, Port
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
from .given import Given, digests, of_outputs, of_sinks
from .item_log import ItemLog
from .items import Ended, end_item
from .memo import NEVER
from .memory import Memory, Trace
from .node_run import NodeRun
from .placeholders import PlaceholderError, fill, find
from .plan import Branch, Inlet, Inputs, Plan, Step, input_hint, missing_inputs
from .running import RunFailed, World, node_error
from .values import Value, json_text, shorten, text_digest, value_of

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

    def pick(self, source: int, key: str | None, *, told: bool = True) -> Value:
        """All of a step's output, or one key of it. Is it `told` in an event? Raises NodeError where there is none."""
        output = self.outputs[source]
        if isinstance(output, Branch):
            return output.value
        assert output is not None
        if key is None:
            return output
        step = self.plan.steps[source]
        given = None if step.inlets else self.inputs
        make = partial(_pick, output, key, step.node.label, given)
        if self.memory is None:
            return make()
        how = f"{'port' if told else 'part'} {output.digest} {key}"
        value = self.memory.derive(how, make, told=told)
        value.maker = output.maker
        return value

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
            running = NodeRun(self, frame, trace, emit)
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

    def below(
        self, name: str, inputs: Inputs, frame: Frame, trace: Trace, emit: Emit
    ) -> Value:
        """Run another diagram inside one of the nodes, and note there what it needs and writes."""
        plan = self.world.load_plan(name)
        memory = None if frame.item is not None else self.memory  # an item is one unit
        outer = (frame, trace, memory, emit)
        return _Scope(plan, _spread(inputs), self.world, *outer, inputs).run()

    def result(self) -> Value:
        """What the diagram gives back: its `outputs`, or what its sinks give."""
        declared = self.plan.diagram.outputs
        given: Given
        if declared is None:
            given = sinks = self.sinks()
            made, make = "sinks", partial(of_sinks, sinks)
        else:
            given = self.declared(declared, "outputs")
            made, make = "outputs", partial(of_outputs, given)
        if self.memory is None:
            return make()
        how = f"{made} {text_digest(json_text(digests(given)))}"
        return self.memory.derive(how, make, told=True)

    def sinks(self) -> dict[str, Value]:
        """What the steps give that nothing follows, by label."""
        outputs = {
            self.plan.steps[at].node.label: self.outputs[at] for at in self.plan.sinks
        }
        return {
            label: output.value if isinstance(output, Branch) else output
            for label, output in outputs.items()
            if output is not None
        }

    def declared(self, outputs: Mapping[str, Output], name: str) -> Given:
        """The outputs that the diagram names; None where its node was skipped. Raises NodeError where it gives none."""
        return {
            key: self.declared(output, f"{name}.{key}")
            if isinstance(output, Mapping)
            else self.given_at(output, f"{name}.{key}")
            for key, output in outputs.items()
        }

    def given_at(self, output: Port, name: str) -> Value | None:
        key = None if output.name == DEFAULT_SOURCE else output.name
        index = self.plan.numbers[output.node]
        if not self.arrives(index, key):
            return None
        try:
            return self.pick(index, key, told=False)
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
