"""Batches: one node run once for each item of a list, in this process, on threads, or in chunks on worker processes.

Where an item runs changes nothing that anybody sees: outputs, documents, errors and events come in the items' order.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, wait
from itertools import takewhile
from sys import intern
from typing import Any

from dipeo.errors import NodeError, Problem, did_you_mean

from .archive import Older
from .chunk import BLOCK, Chunk, Done, Item, pack, unpack_error
from .diagram import Batch
from .events import (
    ItemEnded,
    ItemsBegun,
    ItemsCached,
    NodeFailed,
    NodeFinished,
    NodeStarted,
)
from .executors import WorkerDied
from .frame import Frame, frame_of
from .item_log import ItemLog
from .memo import Unit
from .memory import Memory, Trace
from .plan import Branch, Inputs, Step
from .running import RunFailed, Scope, Workers, node_error
from .values import Value, json_text, list_text, mapping_text, shorten

Failure = NodeError | RunFailed
Ended = Value | Failure

PROBE_SECONDS = 0.03  # how long a batch runs here before it is known what an item costs
WORTH_SECONDS = 0.25  # how much work must be left for starting processes to pay
WORTH_ITEMS = 32  # how many items are given to processes that run already
CHUNK_SECONDS = 0.1
FIRST_CHUNK = 8  # items
LOOK_SECONDS = 0.25  # how often it is told what runs, and what has ended


def run_batch(
    scope: Scope,
    step: Step,
    batch: Batch,
    ports: Inputs,
    frame: Frame,
    trace: Trace,
    reason: str,
) -> tuple[Value, list[Unit] | None]:
    """Run the node for each item that cannot be reused, and report it.

    Its value is `{"results": [...], "total", "successful", "failed", "errors"}`; beside it, the items' units for the
    next run's memory. Raises RunFailed when all items have run and some failed, NodeError where there is no list.
    """
    emit, address, type_, at = scope.emit, str(frame), step.node.type, time.time()
    start = time.perf_counter()
    count: int | None = None
    try:
        items = _items(batch, ports)
        count = len(items)
        emit(NodeStarted(address, type_, at, count, reason, ports))
        running = _Items(scope, step, batch, ports, frame, items)
        running.run_all()
    except NodeError as error:  # there are no items, or a worker died
        failure = node_error(error, step, address)
        seconds = time.perf_counter() - start
        problems = failure.problems
        failed = (address, type_, at, seconds, ports, problems, "", count, reason)
        emit(NodeFailed(*failed))
        raise failure from error
    seconds = time.perf_counter() - start
    failures = running.failures()
    if failures:
        message = f"{len(failures)} of {len(items)} items failed"
        problems = (Problem(f"{address!r}: {message}", step.node.place),)
        failed = (address, type_, at, seconds, ports, problems, "", count, reason)
        emit(NodeFailed(*failed))
        raise RunFailed([found for failure in failures for found in _flat(failure)])
    for item_trace in running.traces:
        trace.take(item_trace)
    output = running.output()
    finished = NodeFinished(
        address, type_, at, seconds, ports, output, {}, count, reason
    )
    emit(finished)
    return output, running.units()


def end_item(
    scope: Scope, step: Step, ports: Inputs, frame: Frame, trace: Trace, reason: str
) -> tuple[Ended, ItemEnded | None]:
    """Run one item: what came of it and, where it is not inside another item, all that happened in it."""
    is_inside = isinstance(scope.emit, ItemLog)
    log = scope.emit
    if not isinstance(log, ItemLog):
        log = ItemLog(str(frame), scope.world.live)
    ended: Ended
    try:
        output = scope.once(step, ports, frame, trace, reason, log)
        ended = output.value if isinstance(output, Branch) else output
    except (NodeError, RunFailed) as error:
        ended = error
    if is_inside:
        return ended, None
    assert frame.item is not None
    return ended, log.ended(str(frame.of_item(None)), frame.item)


def _items(batch: Batch, ports: Inputs) -> list[Any]:
    key = batch.key
    if key not in ports:
        hint = did_you_mean(key, ports)
        message = f"nothing arrives at {key!r} for the batch{hint}"
        raise NodeError([Problem(message)], page="errors#inputs")
    items = ports[key].data
    if not isinstance(items, list):
        message = f"a batch needs a list at {key!r}, not {shorten(ports[key], 60)}"
        raise NodeError([Problem(message)])
    return items


def _flat(failure: Failure) -> list[NodeError]:
    return failure.failures if isinstance(failure, RunFailed) else [failure]


class _Items:
    """The items of one batch: which have to run, where they run, and what came of each."""

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
        self.batch = batch
        self.ports = ports
        self.frame = frame
        self.values = [self.value(item) for item in items]
        self.ended: list[Ended | None] = [None] * len(items)
        self.traces = [Trace() for _ in items]
        self.reused: dict[int, Unit] = {}
        self.reasons: dict[int, str] = {}

    def value(self, item: Any) -> Value:
        value = Value(item)
        value.maker = self.ports[self.batch.key].maker
        return value

    def run_all(self) -> None:
        self.recall()
        todo = [at for at in range(len(self.values)) if at not in self.reused]
        if not self.batch.parallel:
            for at in todo:
                self.run_here(at)
        elif self.step.type.waits:
            self.run_on_threads(todo)
        else:
            self.run_side_by_side(todo)

    def run_side_by_side(self, todo: list[int]) -> None:
        """The first few here, to learn what an item costs; the rest on worker processes, where that pays."""
        crew = self.scope.world.crew
        if crew.is_running and len(todo) >= WORTH_ITEMS:
            self.run_on_workers(crew.start(), todo, FIRST_CHUNK)
            return
        start = time.perf_counter()
        for done, at in enumerate(todo):
            spent = time.perf_counter() - start
            left = spent / max(done, 1) * (len(todo) - done)
            if spent > PROBE_SECONDS and left > WORTH_SECONDS:
                workers = crew.start()
                if workers is not None:
                    size = min(FIRST_CHUNK, int(CHUNK_SECONDS * done / spent))
                    self.run_on_workers(workers, todo[done:], size)
                    return
                start = float("inf")  # there are none: never ask again
            self.run_here(at)

    def run_on_threads(self, todo: list[int]) -> None:
        threads = self.scope.world.threads
        futures = [threads.submit(self.run, at) for at in todo]
        first = 0  # that has not begun
        try:
            for future in futures:
                while not future.done():
                    wait([future], LOOK_SECONDS)
                    since = first
                    while first < len(todo) and not _is_waiting(futures[first]):
                        first += 1
                    self.begin(todo[since:first])
                future.result()
        finally:
            for future in futures:
                future.cancel()

    def begin(self, some: Sequence[int]) -> None:
        """Tell which items begin, if any, and let it be told which have ended. Inside another item, nobody looks."""
        if not isinstance(self.scope.emit, ItemLog):
            self.scope.emit(ItemsBegun(str(self.frame), tuple(some), time.time()))

    def run_here(self, at: int) -> None:
        self.begin((at,))
        self.run(at)

    def run(self, at: int) -> None:
        """One item, here."""
        frame = self.frame.of_item(at)
        ports = {**self.ports, self.batch.key: self.values[at]}
        trace, reason = self.traces[at], self.reasons.get(at, "")
        step, scope = self.step, self.scope
        self.ended[at], told = end_item(scope, step, ports, frame, trace, reason)
        if told is not None:
            scope.emit(told)

    # on worker processes

    def run_on_workers(
        self, workers: Workers | None, todo: list[int], size: int
    ) -> None:
        """In chunks, the first of `size` items; what they did is taken over in order, with a few chunks ahead of need.

        Chunks grow until they take CHUNK_SECONDS, and shrink where few items are left, so that all workers end together.
        """
        assert workers is not None
        first = 0
        begun: set[int] = set()  # the chunks of which it is told, by their first items
        waiting: deque[tuple[list[int], Future[Done]]] = deque()
        while waiting or first < len(todo):
            while first < len(todo) and len(waiting) <= 3 * workers.count:
                share = (len(todo) - first) // (3 * workers.count)
                some = _of_one_block(todo, first, max(1, min(size, share)))
                first += len(some)
                future = workers.submit(self.chunk(some))
                waiting.append((some, future))
            while not waiting[0][1].done():
                working = [some for some, future in waiting if not future.done()]
                new = [c for c in working[: workers.count] if c[0] not in begun]
                begun.update(chunk[0] for chunk in new)
                self.begin([at for chunk in new for at in chunk])
                wait([waiting[0][1]], LOOK_SECONDS)
            some, future = waiting.popleft()
            seconds = self.take(some, future)
            size = max(1, min(4 * size, int(CHUNK_SECONDS * len(some) / seconds)))

    def chunk(self, some: list[int]) -> Chunk:
        key, address = self.batch.key, str(self.frame)
        return Chunk(
            diagram=self.frame.plan.diagram.name,
            step=self.step.index,
            prefix=address[: len(address) - len(self.step.node.label)],
            inputs={k: pack(v) for k, v in self.seen_inputs().items()},
            ports={k: pack(v) for k, v in self.ports.items() if k != key},
            items=[(at, pack(self.values[at])) for at in some],
            reasons={at: self.reasons[at] for at in some if at in self.reasons},
        )

    def seen_inputs(self) -> Inputs:
        """The run's inputs that an item may look at: a whole list of tasks need not travel with each of them."""
        if self.step.type.sees_inputs:
            return self.scope.inputs
        heads = {name.split(".")[0] for name in self.step.names}
        return {k: v for k, v in self.scope.inputs.items() if k in heads}

    def take(self, some: list[int], future: Future[Done]) -> float:
        """Take over what was done in a chunk; how long it took."""
        try:
            done = future.result()
        except WorkerDied as error:
            ran = "" if error.where is None else f"{self.frame}[{error.where}]"
            where = f" while it ran {ran!r}" if ran else ""
            raise NodeError([Problem(f"{error}{where}")]) from None
        values = {d: Value(text=text, digest=d) for d, text in done.values.items()}
        self.scope.world.transaction.note_seen(done.seen)
        self.scope.world.transaction.note_listed(done.listed)
        for at, item in zip(some, done.items, strict=True):
            if item.only_there or not self.absorb(at, item):
                self.run(at)  # here it succeeds, or says what stands against it
                continue
            self.scope.emit(ItemEnded(str(self.frame), at, *item.told, values))
            if item.output is None:
                failures = [unpack_error(failure) for failure in item.failures]
                self.ended[at] = RunFailed(failures)
            else:
                self.ended[at] = Value(text=item.output)
        return max(done.seconds, 1e-6)

    def absorb(self, at: int, item: Item) -> bool:
        """Take over what an item read and staged, as if it had run here; False where that cannot be."""
        world, outer = self.scope.world, self.frame.outer
        plan = world.load_plan
        reads = [(path, frame_of(chain, outer, plan)) for path, chain in item.reads]
        writes = [(write, frame_of(write.by, outer, plan)) for write in item.writes]
        if world.transaction.clashes(reads, writes):
            return False
        for path, frame in reads:
            world.transaction.note_read(path, frame)
        for write, frame in writes:
            world.transaction.note_write(write, frame)
            if world.transaction.changes(write.path):
                world.note_changed(write.path)
        self.traces[at].needs.update(map(intern, item.needs))
        self.traces[at].wrote += [write.path for write in item.writes]
        return True

    # what came of it

    def failures(self) -> list[Failure]:
        return [end for end in self.ended if isinstance(end, NodeError | RunFailed)]

    def output(self) -> Value:
        """The batch's value, from its results; what did not change is not looked at."""
        results = self.results()
        if isinstance(results, Value):
            return results
        total = len(self.values)
        counts = {"total": total, "successful": total, "failed": 0, "errors": []}
        texts = {key: json_text(count) for key, count in counts.items()}
        return Value(text=mapping_text({"results": results, **texts}.items()))

    def results(self) -> Value | str:
        """The text of the list of results; the batch's last value where it would be that again."""
        ended = [end for end in self.ended if isinstance(end, Value)]
        memory = self.scope.memory
        batch = memory.batch(str(self.frame)) if memory and self.reused else None
        if memory is None or batch is None or batch.items is None:
            return list_text(end.text for end in ended)
        if [end.digest for end in ended] == [unit.output for unit in batch.items]:
            return memory.value(batch.output, batch.run)
        outputs = memory.value(batch.output, batch.run).data["results"]
        there = dict(zip(map(id, batch.items), outputs, strict=True))
        units = [id(self.reused.get(at)) for at in range(len(ended))]
        return json_text(
            [
                there[unit] if unit in there else end.data  # noqa: SIM401, which loads all
                for unit, end in zip(units, ended, strict=True)
            ]
        )

    # memory

    def recall(self) -> None:
        """Find the items whose last run holds."""
        memory, address = self.scope.memory, str(self.frame)
        if memory is None:
            return
        others = {k: v for k, v in self.ports.items() if k != self.batch.key}
        items, count = self.ports[self.batch.key], len(self.values)
        key = self.scope.key(self.step)
        unit_of = memory.recall_items(address, key, others, items, count)
        if unit_of is None:
            return
        for at in range(len(self.values)):
            found = unit_of(at, self.values[at])
            if isinstance(found, Older) and not self.put_back(at, found):
                found = "what it wrote once cannot be put back"
            if isinstance(found, str):
                self.reasons[at] = found
            else:
                self.reuse(memory, at, found)
        if self.reused:
            runs = _stretches(self.reused)
            self.scope.emit(ItemsCached(address, len(self.reused), runs))

    def reuse(self, memory: Memory, at: int, found: Unit | Older) -> None:
        unit = found.unit if isinstance(found, Older) else found
        self.reused[at] = unit
        self.ended[at] = memory.value(unit.output, unit.run)
        self.traces[at].needs.update(unit.needs)
        self.traces[at].wrote += unit.wrote
        if unit is found:
            frame = self.frame.of_item(at)
            self.scope.world.transaction.reuse(memory.made_by(unit), frame)

    def put_back(self, at: int, older: Older) -> bool:
        frame, maker = self.frame.of_item(at), older.unit.maker
        return self.scope.world.put_back(older.contents, frame, maker)

    def units(self) -> list[Unit] | None:
        """The items' units, for the next run; None where there is no memory."""
        memory = self.scope.memory
        if memory is None:
            return None
        return [
            self.reused.get(at)
            or memory.unit(value.digest, {}, end, self.traces[at], at=at)
            for at, (value, end) in enumerate(zip(self.values, self.ended, strict=True))
            if isinstance(end, Value)
        ]


def _of_one_block(todo: Sequence[int], first: int, size: int) -> list[int]:
    """About `size` items from `first` on: a block is not torn for a few. Where many blocks are in one, it does not matter."""
    some = list(todo[first : first + size])
    if size > BLOCK:
        return some
    end = (some[0] // BLOCK + 1) * BLOCK
    rest = list(takewhile(lambda at: at < end, todo[first : first + BLOCK]))
    return rest if len(rest) < 1.5 * size else rest[:size]


def _is_waiting(future: Future[None]) -> bool:
    return not future.running() and not future.done()


def _stretches(reused: Mapping[int, Unit]) -> tuple[tuple[int, int, int, int], ...]:
    """(first item, how many, run, first item there) for each stretch of items that ran side by side in one run."""
    found: list[tuple[int, int, int, int]] = []
    for at, unit in reused.items():
        if found:
            first, count, run, there = found[-1]
            if (run, first + count, there + count) == (unit.run, at, unit.at):
                found[-1] = (first, count + 1, run, there)
                continue
        found.append((at, 1, unit.run, unit.at))
    return tuple(found)
