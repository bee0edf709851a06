"""Batches: one node run once for each item of a list, in this process, on threads, or in chunks on worker processes.

Where an item runs changes nothing that anybody sees: outputs, documents, errors and events come in the items' order.
"""

from __future__ import annotations

import time
from concurrent.futures import Future, wait
from typing import Any

from dipeo.errors import NodeError, Problem, did_you_mean

from .diagram import Batch
from .events import NodeFailed, NodeFinished, NodeStarted
from .frame import Frame
from .items import Failure, Items
from .memo import Unit
from .memory import Trace
from .on_workers import CHUNK_SECONDS, LOOK_SECONDS, run_on_workers
from .plan import Inputs, Step
from .running import RunFailed, Scope, node_error
from .values import Value, shorten

PROBE_SECONDS = 0.03  # how long a batch runs here before it is known what an item costs
WORTH_SECONDS = 0.25  # how much work must be left for starting processes to pay
WORTH_ITEMS = 32  # how many items are given to processes that run already
FIRST_CHUNK = 8  # items


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
        listed = _listed(batch, ports)
        count = len(listed)
        emit(NodeStarted(address, type_, at, count, reason, ports))
        items = Items(scope, step, batch, ports, frame, listed)
        _run_all(items)
    except NodeError as error:  # there are no items, or a worker died
        failure = node_error(error, step, address)
        seconds = time.perf_counter() - start
        problems = failure.problems
        failed = (address, type_, at, seconds, ports, problems, "", count, reason)
        emit(NodeFailed(*failed))
        raise failure from error
    seconds = time.perf_counter() - start
    failures = items.failures()
    if failures:
        message = f"{len(failures):,} of {count:,} items failed"
        problems = (Problem(f"{address!r}: {message}", step.node.place),)
        failed = (address, type_, at, seconds, ports, problems, "", count, reason)
        emit(NodeFailed(*failed))
        raise RunFailed([found for failure in failures for found in _flat(failure)])
    for item_trace in items.traces:
        trace.take(item_trace)
    output = items.output()
    finished = NodeFinished(
        address, type_, at, seconds, ports, output, {}, count, reason
    )
    emit(finished)
    return output, items.units()


def _listed(batch: Batch, ports: Inputs) -> list[Any]:
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


def _run_all(items: Items) -> None:
    items.recall()
    todo = [at for at in range(len(items.values)) if at not in items.reused]
    if not items.batch.parallel:
        for at in todo:
            items.run_here(at)
    elif items.step.type.waits:
        _run_on_threads(items, todo)
    else:
        _run_side_by_side(items, todo)


def _run_side_by_side(items: Items, todo: list[int]) -> None:
    """The first few here, to learn what an item costs; the rest on worker processes, where that pays."""
    crew = items.scope.world.crew
    if crew.is_running and len(todo) >= WORTH_ITEMS and (workers := crew.start()):
        run_on_workers(items, workers, todo, FIRST_CHUNK)
        return
    start = time.perf_counter()
    for done, at in enumerate(todo):
        spent = time.perf_counter() - start
        left = spent / max(done, 1) * (len(todo) - done)
        if spent > PROBE_SECONDS and left > WORTH_SECONDS:
            workers = crew.start()
            if workers is not None:
                size = min(FIRST_CHUNK, int(CHUNK_SECONDS * done / spent))
                run_on_workers(items, workers, todo[done:], size)
                return
            start = float("inf")  # there are none: never ask again
        items.run_here(at)


def _run_on_threads(items: Items, todo: list[int]) -> None:
    threads = items.scope.world.threads
    futures = [threads.submit(items.run, at) for at in todo]
    first = 0  # that has not begun
    try:
        for future in futures:
            while not future.done():
                wait([future], LOOK_SECONDS)
                since = first
                while first < len(todo) and not _is_waiting(futures[first]):
                    first += 1
                items.begin(todo[since:first])
            future.result()
    finally:
        for future in futures:
            future.cancel()


def _is_waiting(future: Future[None]) -> bool:
    return not future.running() and not future.done()
