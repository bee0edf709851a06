"""A batch on worker processes: its items in chunks, and what they did there taken over as if it had been done here."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, wait
from itertools import takewhile
from sys import intern

from dipeo.errors import NodeError, Problem

from .chunk import BLOCK, Chunk, Done, Item, WorkerDied, pack, unpack_error
from .events import ItemEnded
from .frame import Chain, Frame, frame_of
from .items import Items
from .plan import Inputs
from .running import RunFailed, Workers
from .values import Value

CHUNK_SECONDS = 0.1
LOOK_SECONDS = 0.25  # how often it is told what runs, and what has ended


def run_on_workers(items: Items, workers: Workers, todo: list[int], size: int) -> None:
    """In chunks, the first of `size` items; what they did is taken over in order, with a few chunks ahead of need.

    Chunks grow until they take CHUNK_SECONDS, and shrink where few items are left, so that all workers end together.
    """
    first = 0
    begun: set[int] = set()  # the chunks of which it is told, by their first items
    waiting: deque[tuple[list[int], Future[Done]]] = deque()
    while waiting or first < len(todo):
        while first < len(todo) and len(waiting) <= 3 * workers.count:
            share = (len(todo) - first) // (3 * workers.count)
            some = _of_one_block(todo, first, max(1, min(size, share)))
            first += len(some)
            future = workers.submit(_chunk(items, some))
            waiting.append((some, future))
        while not waiting[0][1].done():
            working = [some for some, future in waiting if not future.done()]
            new = [c for c in working[: workers.count] if c[0] not in begun]
            begun.update(chunk[0] for chunk in new)
            items.begin([at for chunk in new for at in chunk])
            wait([waiting[0][1]], LOOK_SECONDS)
        some, future = waiting.popleft()
        seconds = _take(items, some, future)
        size = max(1, min(4 * size, int(CHUNK_SECONDS * len(some) / seconds)))


def _chunk(items: Items, some: list[int]) -> Chunk:
    key, address = items.batch.key, str(items.frame)
    return Chunk(
        diagram=items.frame.plan.diagram.name,
        step=items.step.index,
        prefix=address[: len(address) - len(items.step.node.label)],
        inputs={k: pack(v) for k, v in _seen_inputs(items).items()},
        ports={k: pack(v) for k, v in items.ports.items() if k != key},
        items=[(at, pack(items.values[at])) for at in some],
        reasons={at: items.reasons[at] for at in some if at in items.reasons},
    )


def _seen_inputs(items: Items) -> Inputs:
    """The run's inputs that an item may look at: a whole list of tasks need not travel with each of them."""
    if items.step.type.sees_inputs:
        return items.scope.inputs
    heads = {name.split(".")[0] for name in items.step.names}
    return {k: v for k, v in items.scope.inputs.items() if k in heads}


def _take(items: Items, some: list[int], future: Future[Done]) -> float:
    """Take over what was done in a chunk; how long it took."""
    try:
        done = future.result()
    except WorkerDied as error:
        ran = "" if error.where is None else f"{items.frame}[{error.where}]"
        where = f" while it ran {ran!r}" if ran else ""
        raise NodeError([Problem(f"{error}{where}")]) from None
    values = {d: Value(text=text, digest=d) for d, text in done.values.items()}
    items.scope.world.transaction.note_seen(done.seen)
    items.scope.world.transaction.note_listed(done.listed)
    for at, item in zip(some, done.items, strict=True):
        if item.only_there or not _absorb(items, at, item):
            items.run(at)  # here it succeeds, or says what stands against it
            continue
        items.scope.emit(ItemEnded(str(items.frame), at, *item.told, values))
        if item.output is None:
            failures = [unpack_error(failure) for failure in item.failures]
            items.ended[at] = RunFailed(failures)
        else:
            items.ended[at] = Value(text=item.output)
    return max(done.seconds, 1e-6)


def _absorb(items: Items, at: int, item: Item) -> bool:
    """Take over what an item read and staged, as if it had run here; False where that cannot be."""
    world, outer = items.scope.world, items.frame.outer
    around: dict[Chain, Frame] = {}

    def frame(chain: Chain) -> Frame:
        return frame_of(chain, outer, world.load_plan, around)

    reads = [(path, frame(chain)) for path, chain in item.reads]
    writes = [(write, frame(write.by)) for write in item.writes]
    if world.transaction.clashes(reads, writes):
        return False
    for path, by in reads:
        world.transaction.note_read(path, by)
    for write, by in writes:
        world.transaction.note_write(write, by)
        if world.transaction.changes(write.path):
            world.note_changed(write.path)
    items.traces[at].needs.update(map(intern, item.needs))
    items.traces[at].wrote += [write.path for write in item.writes]
    return True


def _of_one_block(todo: Sequence[int], first: int, size: int) -> list[int]:
    """About `size` items from `first` on: a block is not torn for a few. Where many blocks are in one, it does not matter."""
    some = list(todo[first : first + size])
    if size > BLOCK:
        return some
    end = (some[0] // BLOCK + 1) * BLOCK
    rest = list(takewhile(lambda at: at < end, todo[first : first + BLOCK]))
    return rest if len(rest) < 1.5 * size else rest[:size]
