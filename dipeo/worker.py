"""What a worker process does: runs a chunk of a batch as the run's own process would, and says what happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from dipeo.core.chunk import (
    Chunk,
    Done,
    Item,
    Write,
    pack_error,
    unpack,
)
from dipeo.core.events import Event
from dipeo.core.execute import run_item
from dipeo.core.frame import Chain, Frame
from dipeo.core.functions import Functions
from dipeo.core.live import Live
from dipeo.core.memo import File
from dipeo.core.memory import Trace
from dipeo.core.parsed import Parsed
from dipeo.core.plan import Plan
from dipeo.core.running import OnlyInTheRun, RunFailed, World
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
    seen: Callable[[], Mapping[str, File]]  # files of diagrams and code
    parsed: Parsed = field(default_factory=Parsed)
    told: set[str] = field(default_factory=set)  # of what was seen
    transaction: Transaction | None = None  # a worker's, for all its chunks
    live: Live | None = None


_benches: dict[str, Bench] = {}


def prepare(run: str, bench: Bench) -> None:
    """Have the bench of a run ready; processes that are forked from this one have it too."""
    _benches.clear()
    _benches[run] = bench


def run_chunk(run: str, open_bench: Callable[[], Bench], chunk: Chunk) -> Done:
    """Run the items of a chunk. The bench of a run is opened once a process."""
    start = time.perf_counter()
    if run not in _benches:
        prepare(run, open_bench())
    bench = _benches[run]
    if bench.transaction is None:
        bench.transaction = Transaction(bench.store)
    done = Done()
    with ThreadPoolExecutor(1) as threads:
        world = World(
            transaction=bench.transaction,
            functions=bench.functions,
            load_plan=bench.load_plan,
            emit=_unheard,
            threads=threads,
            parsed=bench.parsed,
            live=bench.live,
        )
        run_one = _runner(chunk, world, done.values)
        for at, packed in chunk.items:
            done.items.append(run_one(at, unpack(packed)))
    for item in done.items:  # all in a row: a parser is quick when it is warm
        item.writes = [w._replace(is_sound=_is_sound(w)) for w in item.writes]
    done.seen, bench.transaction.seen = bench.transaction.seen, {}
    seen = bench.seen()
    done.seen |= {path: seen[path] for path in seen.keys() - bench.told}
    bench.told |= seen.keys()
    done.listed, bench.transaction.listed = bench.transaction.listed, {}
    done.seconds = time.perf_counter() - start
    return done


def _unheard(event: Event) -> None:
    """What happens in an item is told by its log."""


def _runner(
    chunk: Chunk, world: World, values: dict[str, str]
) -> Callable[[int, Value], Item]:
    """What runs an item of the chunk, by its number and value; the texts of the values that it names go into `values`."""
    from dipeo.core.executors import report

    plan = world.load_plan(chunk.diagram)
    step = plan.steps[chunk.step]
    assert step.node.batch is not None
    key = step.node.batch.key
    ports = {port: unpack(value) for port, value in chunk.ports.items()}
    inputs = {name: unpack(value) for name, value in chunk.inputs.items()}

    def run(at: int, value: Value) -> Item:
        report(at)
        frame = Frame(plan, step.index, at, None, chunk.prefix)
        item, trace = Item(), Trace()
        given, reason = {**ports, key: value}, chunk.reasons.get(at, "")
        try:
            ended, told = run_item(step, inputs, given, frame, world, trace, reason)
        except OnlyInTheRun:
            world.transaction.drain()
            return Item(only_there=True)
        if isinstance(ended, Value):
            item.output = ended.text
        else:
            failures = ended.failures if isinstance(ended, RunFailed) else [ended]
            item.failures = [pack_error(failure) for failure in failures]
        item.told = told.failed, told.at, told.seconds, told.log
        for digest, named in told.values.items():
            if digest not in values:
                values[digest] = named.text
        item.needs = sorted(trace.needs)
        item.reads, item.writes = _taken(world.transaction)
        return item

    return run


def _taken(transaction: Transaction) -> tuple[list[tuple[str, Chain]], list[Write]]:
    """What was read and staged for an item, by whom."""
    reads, writes = transaction.drain()
    return (
        [(path, _chain(by)) for path, by in reads],
        [write._replace(by=_chain(by)) for write, by in writes],
    )


def _is_sound(write: Write) -> bool:
    """Whether the commit need not parse it: that is done here, beside others. It says itself what is wrong."""
    content = write.content
    return content is not None and problem_in(write.path, content) is None


def _chain(actor: object) -> Chain:
    assert isinstance(actor, Frame)
    return actor.chain()
