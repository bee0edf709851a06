"""What a worker process does: runs a chunk of a batch as the run's own process would, and says what happened."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from dipeo.core import executors
from dipeo.core.chunk import (
    Chunk,
    Done,
    Item,
    Packed,
    Write,
    pack_error,
    unpack,
)
from dipeo.core.events import Event
from dipeo.core.execute import run_item
from dipeo.core.frame import Chain, Frame
from dipeo.core.functions import Functions
from dipeo.core.memory import Trace
from dipeo.core.parsed import Parsed
from dipeo.core.plan import Plan
from dipeo.core.running import RunFailed, World
from dipeo.core.store import Store
from dipeo.core.transaction import Transaction
from dipeo.core.values import Value
from dipeo.verify import problem_in


@dataclass(slots=True)
class Bench:
    """What a worker works with. It is this process's own, taken over by those that are forked from it."""

    store: Store
    functions: Functions
    load_plan: Callable[[str], Plan]
    parsed: Parsed = field(default_factory=Parsed)
    transaction: Transaction | None = None  # a worker's, for all its chunks


_benches: dict[str, Bench] = {}


def prepare(run: str, bench: Bench) -> None:
    """Have the bench of a run ready; processes that are forked from this one have it too."""
    _benches.clear()
    _benches[run] = bench


def run_chunk(run: str, open_bench: Callable[[], Bench], chunk: Chunk) -> Done:
    """Run the items of a chunk. The bench of a run is opened once a process."""
    if run not in _benches:
        prepare(run, open_bench())
    bench = _benches[run]
    start = time.perf_counter()
    if bench.transaction is None:
        bench.transaction = Transaction(bench.store)
    transaction, done = bench.transaction, Done()
    with ThreadPoolExecutor(1) as threads:
        world = World(
            transaction=transaction,
            functions=bench.functions,
            load_plan=bench.load_plan,
            emit=_unheard,
            threads=threads,
            parsed=bench.parsed,
        )
        for at, packed in chunk.items:
            item = _run_item(chunk, at, packed, world, done.values)
            item.reads, item.writes = _taken(transaction)
            done.items.append(item)
    done.seen = transaction.seen
    transaction.seen = {}
    done.seconds = time.perf_counter() - start
    return done


def _unheard(event: Event) -> None:
    """What happens in an item is told by its log."""


def _run_item(
    chunk: Chunk, at: int, packed: Packed, world: World, values: dict[str, str]
) -> Item:
    plan = world.load_plan(chunk.diagram)
    step = plan.steps[chunk.step]
    assert step.node.batch is not None
    ports = {key: unpack(value) for key, value in chunk.ports.items()}
    ports[step.node.batch.key] = unpack(packed)
    inputs = {key: unpack(value) for key, value in chunk.inputs.items()}
    frame = Frame(plan, step.index, at, None, chunk.prefix)
    executors.report(at)
    item, trace = Item(), Trace()
    reason = chunk.reasons.get(at, "")
    ended, told = run_item(step, inputs, ports, frame, world, trace, reason)
    if isinstance(ended, Value):
        item.output = ended.text
    else:
        failures = ended.failures if isinstance(ended, RunFailed) else [ended]
        item.failures = [pack_error(failure) for failure in failures]
    item.told = told.failed, told.at, told.seconds, told.log
    values.update((d, v.text) for d, v in told.values.items() if d not in values)
    item.needs = sorted(trace.needs)
    return item


def _taken(transaction: Transaction) -> tuple[list[tuple[str, Chain]], list[Write]]:
    """What was read and staged for an item, by whom, with the outputs parsed."""
    reads, writes = transaction.drain()
    chains = {by: _chain(by) for _, by in (*reads, *writes)}
    parsed = [
        write._replace(by=chains[by], is_sound=_is_sound(write)) for write, by in writes
    ]
    return [(path, chains[by]) for path, by in reads], parsed


def _is_sound(write: Write) -> bool:
    """Whether the commit need not parse it: that is done here, beside others. It says itself what is wrong."""
    content = write.content
    return content is not None and problem_in(write.path, content) is None


def _chain(actor: object) -> Chain:
    assert isinstance(actor, Frame)
    return actor.chain()
