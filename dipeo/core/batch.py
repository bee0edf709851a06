"""Batches: one node run once for each item of a list, in this process, on threads, or in chunks on worker processes.

Where an item runs changes nothing that anybody sees: outputs, documents, errors and events come in the items' order.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from dipeo.errors import NodeError, Problem, did_you_mean

from .chunk import Chunk, Done, EventUnpacker, Item, pack, unpack_error
from .diagram import Batch
from .events import NodeFailed, NodeFinished, NodeStarted
from .frame import Frame, frame_of
from .plan import Branch, Inputs, Step
from .running import RunFailed, Scope, Workers, node_error
from .values import Value, shorten, value_of

Result = Value | NodeError | RunFailed

PROBE_SECONDS = 0.03  # how long a batch runs here before it is known what an item costs
WORTH_SECONDS = 0.25  # how much work must be left for starting processes to pay
CHUNK_SECONDS = 0.1


def run_batch(
    scope: Scope, step: Step, batch: Batch, ports: Inputs, frame: Frame
) -> Value:
    """Run the node for each item and report it.

    Its value is `{"results": [...], "total", "successful", "failed", "errors"}`. Raises RunFailed when all items have
    run and some failed, NodeError where there is no list of items.
    """
    emit, address, type_ = scope.world.emit, str(frame), step.node.type
    start = time.perf_counter()
    try:
        items = _items(batch, ports)
        emit(NodeStarted(address, type_, time.time(), len(items)))
        results = _Items(scope, step, batch, ports, frame, items).results()
    except NodeError as error:  # there are no items, or a worker died
        failure = node_error(error, step, address)
        seconds = time.perf_counter() - start
        emit(NodeFailed(address, type_, seconds, ports, failure.problems, ""))
        raise failure from error
    seconds = time.perf_counter() - start
    failures = [result for result in results if not isinstance(result, Value)]
    if failures:
        message = f"{len(failures)} of {len(items)} items failed"
        problem = Problem(f"{address!r}: {message}", step.node.place)
        emit(NodeFailed(address, type_, seconds, ports, (problem,), ""))
        raise RunFailed([found for failure in failures for found in _flat(failure)])
    output = _output(items, results)
    emit(NodeFinished(address, type_, seconds, ports, output, {}, len(items)))
    return output


def _items(batch: Batch, ports: Inputs) -> list[Any]:
    key = batch.key
    if key not in ports:
        hint = did_you_mean(key, ports)
        raise NodeError([Problem(f"nothing arrives at {key!r} for the batch{hint}")])
    items = ports[key].data
    if not isinstance(items, list):
        message = f"a batch needs a list at {key!r}, not {shorten(ports[key], 60)}"
        raise NodeError([Problem(message)])
    return items


def _flat(failure: NodeError | RunFailed) -> list[NodeError]:
    return failure.failures if isinstance(failure, RunFailed) else [failure]


def _output(items: list[Any], results: list[Result]) -> Value:
    """The batch's value, from the texts of its results."""
    done = ",".join(result.text for result in results if isinstance(result, Value))
    counts = {"total": len(items), "successful": len(items), "failed": 0, "errors": []}
    rest = value_of(counts).text[1:]
    return Value(text=f'{{"results":[{done}],{rest}')


class _Items:
    """The items of one batch, and where they run."""

    def __init__(
        self,
        scope: Scope,
        step: Step,
        batch: Batch,
        ports: Inputs,
        frame: Frame,
        items: list[Any],
    ) -> None:
        self.scope = scope
        self.step = step
        self.key = batch.key
        self.parallel = batch.parallel
        self.ports = ports
        self.frame = frame
        self.items = items

    def results(self) -> list[Result]:
        if not self.parallel:
            return list(map(self.run, range(len(self.items))))
        if self.step.type.waits:
            return list(self.scope.world.threads.map(self.run, range(len(self.items))))
        start, results = time.perf_counter(), list[Result]()
        for index in range(len(self.items)):
            spent = time.perf_counter() - start
            left = spent / max(index, 1) * (len(self.items) - index)
            if spent > PROBE_SECONDS and left > WORTH_SECONDS:
                workers = self.scope.world.workers()
                if workers is not None:
                    size = max(1, int(CHUNK_SECONDS / spent * index))
                    return [*results, *self.on_workers(workers, index, size)]
                start = float("inf")  # there are none: never ask again
            results.append(self.run(index))
        return results

    def run(self, index: int) -> Result:
        """One item, here."""
        frame = replace(self.frame, item=index)
        ports = {**self.ports, self.key: self.value(index)}
        try:
            output = self.scope.once(self.step, ports, frame)
        except (NodeError, RunFailed) as error:
            return error
        return output.value if isinstance(output, Branch) else output

    def value(self, index: int) -> Value:
        value = Value(self.items[index])
        value.maker = self.ports[self.key].maker
        return value

    # on worker processes

    def on_workers(self, workers: Workers, first: int, size: int) -> Iterator[Result]:
        """The items from `first` on, in chunks; results are taken in order, a few chunks ahead of need."""
        rest = len(self.items) - first
        size = max(1, min(size, rest // (2 * workers.count) or 1))
        waiting: deque[Future[Done]] = deque()
        for at in range(first, len(self.items), size):
            chunk = self.chunk(at, min(at + size, len(self.items)))
            waiting.append(workers.executor.submit(workers.run_chunk, chunk))
            if len(waiting) > 3 * workers.count:
                yield from self.take(waiting.popleft().result())
        while waiting:
            yield from self.take(waiting.popleft().result())

    def chunk(self, first: int, end: int) -> Chunk:
        others = {k: pack(v) for k, v in self.ports.items() if k != self.key}
        address = str(self.frame)
        label = self.step.node.label
        return Chunk(
            diagram=self.frame.plan.diagram.name,
            step=self.step.index,
            prefix=address[: len(address) - len(label)],
            inputs={k: pack(v) for k, v in self.scope.inputs.items()},
            ports=others,
            first=first,
            items=tuple(pack(self.value(index)) for index in range(first, end)),
        )

    def take(self, done: Done) -> Iterator[Result]:
        unpacker = EventUnpacker(done.values)
        for item in done.items:
            for event in unpacker.events(item):
                self.scope.world.emit(event)
            yield self.absorb(item)

    def absorb(self, item: Item) -> Result:
        """Take over what an item read and staged, as if it had run here."""
        world, outer = self.scope.world, self.frame.outer
        try:
            for path, chain in item.reads:
                frame = frame_of(chain, outer, world.load_plan)
                world.transaction.note_read(path, frame)
            for write in item.writes:
                frame = frame_of(write.by, outer, world.load_plan)
                world.transaction.note_write(write, frame)
        except NodeError as error:
            return node_error(error, self.step, str(self.frame))
        if item.output is None:
            return RunFailed([unpack_error(failure) for failure in item.failures])
        return Value(text=item.output)
