"""Chunks of batches on Dask: the kit goes to each worker once, chunks follow, and what they did comes back at once.

Dask runs the chunks of a worker that has died elsewhere. A chunk that it gives up is run again item by item, so that an
item which kills its worker is known by name, and its neighbours are not taken for it.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
from collections.abc import Awaitable, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from functools import cache, partial
from threading import Lock, Thread
from typing import Any
from uuid import uuid4

import dask
from distributed import Client, LocalCluster, Worker
from distributed.diagnostics.plugin import WorkerPlugin
from distributed.scheduler import KilledWorker

from dipeo import worker
from dipeo.core.chunk import Chunk, Done, Item, WorkerDied
from dipeo.core.running import OnlyInTheRun, Workers
from dipeo.errors import NodeError, Problem
from dipeo.finished import Finished
from dipeo.options import Cluster
from dipeo.plans import Plans
from dipeo.shipment import Kit, open_bench, pack_kit, settle, stamp

LOOK_SECONDS = 0.5  # how often it is asked who is there
CLOSE_SECONDS = 5.0
LOCAL = {
    "distributed.scheduler.allowed-failures": 2,
    "distributed.scheduler.worker-ttl": "30s",
}
"""The settings of a cluster that is this run's own."""

# On a worker -----------------------------------------------------------------------------------------

_kits: dict[str, Kit] = {}  # by run
_one_at_a_time = Lock()  # whatever number of threads a worker has been given
_stamp = cache(stamp)


class WrongWorker(Exception):
    """A worker is not what the run needs it to be."""


class Carrier(WorkerPlugin):
    """Brings the kit of a run to a worker, also to one that comes later."""

    def __init__(self, run: str, kit: Kit) -> None:
        self.run = run
        self.kit = kit
        self.name = f"dipeo-{run}"

    def setup(self, worker: Worker) -> None:
        _kits[self.run] = self.kit

    def teardown(self, worker: Worker) -> None:
        _kits.pop(self.run, None)


def run_chunk(run: str, expected: Mapping[str, str], packed: bytes) -> Done:
    """Run a chunk with the kit of its run. Raises WrongWorker where that could come to something else than in the run."""
    here = _stamp()
    differences = [
        f"{name} {here.get(name, 'missing')} instead of {version}"
        for name, version in expected.items()
        if here.get(name) != version
    ]
    if differences:
        raise WrongWorker(f"a worker has {', '.join(differences)}")
    chunk: Chunk = pickle.loads(packed)
    with _one_at_a_time:
        kit = _kits[run]
        try:
            return worker.run_chunk(kit.digest, partial(open_bench, kit), chunk)
        except OnlyInTheRun:
            return Done([Item(only_there=True) for _ in chunk.items])


# In the run ------------------------------------------------------------------------------------------


class Chunks:
    """Runs chunks on a cluster. Raises NodeError where it cannot be reached.

    A thread with an event loop of its own talks to the cluster. The blocking calls of Dask's client are of no use here:
    one that waits while the client is closed never returns.
    """

    def __init__(
        self, plans: Plans, cluster: Cluster, jobs: int | None, *, resume: bool
    ) -> None:
        self._store = plans.store
        self._cluster = cluster
        self._jobs = jobs
        kit, self._stats = pack_kit(plans)
        self._versions, root = stamp(), plans.workspace.root
        self._finished = Finished(root, kit.digest, self._versions) if resume else None
        self._run = uuid4().hex
        self._carrier = Carrier(self._run, kit)
        self._client: Any = None
        self._gone = ""  # why nothing more can come back
        self._at_work: set[asyncio.Task[Any]] = set()
        self._ended = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        opened: Future[int] = Future()
        self._thread = Thread(target=self._talk, args=(opened,), daemon=True)
        self._thread.start()
        try:
            self.workers = Workers(self.submit, max(opened.result(), 1))
        except BaseException:
            self.shutdown()
            raise

    def submit(self, chunk: Chunk) -> Future[Done]:
        """What the chunk did. WorkerDied where no worker could run it."""
        return asyncio.run_coroutine_threadsafe(self._done(chunk), self._loop)

    def shutdown(self) -> None:
        """Let go of the cluster; what it still does is of no use."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(4 * CLOSE_SECONDS)

    # All below belongs to the thread that talks to the cluster.

    def _talk(self, opened: Future[int]) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._until_the_end(opened))

    async def _until_the_end(self, opened: Future[int]) -> None:
        # tasks of Dask's own that nobody waits for when the end comes
        self._loop.set_exception_handler(lambda loop, context: None)
        work = asyncio.create_task(self._serve(opened))
        await self._ended.wait()
        work.cancel()
        await asyncio.wait([work])

    async def _serve(self, opened: Future[int]) -> None:
        """Be connected until the cluster is gone, or this is cancelled."""
        async with AsyncExitStack() as stack:
            try:
                count = await self._open(stack)
            except Exception as error:
                opened.set_exception(self._unreachable(error))
                return
            opened.set_result(count)
            try:
                await self._watch()
            finally:
                is_there = not self._gone
                self._give_up("the run has ended")
                if is_there:
                    name = self._carrier.name
                    await _soon(self._client.unregister_worker_plugin(name))

    async def _open(self, stack: AsyncExitStack) -> int:
        """Connect, and bring the kit there; how many workers there are."""
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # we say it
        patience = self._cluster.patience
        address: Any = self._cluster.scheduler or await self._start_own(stack)
        self._client = Client(
            address, timeout=patience, asynchronous=True, set_as_default=False
        )
        stack.push_async_callback(_close, self._client)
        await self._client
        await asyncio.wait_for(self._client.register_plugin(self._carrier), patience)
        return await self._count()

    async def _start_own(self, stack: AsyncExitStack) -> LocalCluster:
        with dask.config.set(LOCAL):
            own = LocalCluster(
                n_workers=self._jobs,
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False},
                security=True,
                silence_logs=logging.CRITICAL,
                asynchronous=True,
            )
            stack.push_async_callback(_close, own)
            await own
        return own

    @property
    def _name(self) -> str:
        return self._cluster.scheduler or "this machine's own cluster"

    def _unreachable(self, error: Exception) -> NodeError:
        why = str(error) or type(error).__name__
        if isinstance(error, TimeoutError):
            why = f"no answer in {self._cluster.patience:g} seconds"
        message = f"{self._name} cannot be reached: {why}"
        if isinstance(error, ImportError):
            message = f"a worker of {self._name} lacks a package: {error}"
        return NodeError([Problem(message)], page="scale")

    async def _count(self) -> int:
        """How many workers there are. Raises an exception where the scheduler does not say."""
        asked = self._client.scheduler.ncores()
        return len(await asyncio.wait_for(asked, self._cluster.patience))

    async def _watch(self) -> None:
        """Give up where there have been no workers, or no scheduler, for too long; until then, forever."""
        without = 0.0
        while not self._gone:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                count = await self._count()
            except Exception:
                self._lose()
                return
            without = 0.0 if count or not self._at_work else without + LOOK_SECONDS
            if without > self._cluster.patience:
                seconds = f"{self._cluster.patience:g} seconds"
                self._give_up(f"{self._name} has had no workers for {seconds}")

    def _lose(self) -> WorkerDied:
        self._give_up(f"{self._name} is gone")
        return WorkerDied(self._gone, None)

    def _give_up(self, why: str) -> None:
        """All that is waited for ends, and what comes later: WorkerDied."""
        self._gone = self._gone or why
        for task in self._at_work:
            task.cancel()

    async def _done(self, chunk: Chunk) -> Done:
        """What a chunk did, or WorkerDied."""
        if self._gone:
            raise WorkerDied(self._gone, None)
        task = asyncio.current_task()
        assert task is not None
        self._at_work.add(task)
        try:
            return await self._taken(chunk)
        except asyncio.CancelledError:
            raise WorkerDied(self._gone, None) from None
        finally:
            self._at_work.discard(task)

    async def _taken(self, chunk: Chunk) -> Done:
        """What a chunk did as the run takes it over, with what had been finished before."""
        if self._finished is None:
            done = await self._fetch(chunk)
        else:
            missing = self._finished.missing(chunk)
            done = await self._fetch(missing) if missing.items else Done()
            self._finished.keep(missing, done)
            done = self._finished.complete(chunk, done)
        settle(done, self._store, self._stats)
        return done

    async def _fetch(self, chunk: Chunk) -> Done:
        try:
            return await self._result(chunk)
        except KilledWorker:  # perhaps for what its neighbour on a worker did
            return await self._one_by_one(chunk)

    async def _one_by_one(self, chunk: Chunk) -> Done:
        whole = Done()
        for item in chunk.items:
            try:
                part = await self._result(replace(chunk, items=[item]))
            except KilledWorker as error:
                count, last = error.allowed_failures + 1, error.last_worker.address
                how = f"{count} workers died, one after the other, the last {last},"
                raise WorkerDied(how, item[0]) from None
            whole.items += part.items
            whole.values |= part.values
            whole.seen |= part.seen
            whole.listed |= part.listed
            whole.seconds += part.seconds
        return whole

    async def _result(self, chunk: Chunk) -> Done:
        """Raises KilledWorker where the cluster has given up, WorkerDied for all else that is not the chunk's own."""
        work = partial(run_chunk, self._run, self._versions)
        key = f"dipeo-{uuid4().hex}"
        try:
            theirs = self._client.submit(work, pickle.dumps(chunk), key=key, pure=False)
        except Exception:  # the client has noticed before we have
            raise self._lose() from None
        try:
            done: Done = await theirs
            return done
        except (CancelledError, OSError):
            if theirs.status == "error":
                raise
            # another scheduler at that address has no kit
            raise self._lose() from None
        except WrongWorker as error:
            raise WorkerDied(str(error), None) from None
        finally:
            theirs.release()


async def _close(what: Any) -> None:
    """Close a client or a cluster."""
    await _soon(what.close())


async def _soon(answer: Awaitable[object]) -> None:
    """Wait for what the run itself can do without, but not long."""
    with suppress(Exception):
        await asyncio.wait_for(answer, CLOSE_SECONDS)
