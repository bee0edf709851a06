"""Chunks of batches on Dask: the kit goes to each worker once, chunks follow, and what they did comes back at once.

Dask runs the chunks of a worker that has died elsewhere. A chunk that it gives up is run again item by item, so that an
item which kills its worker is known by name, and its neighbours are not taken for it.
"""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from threading import Event, Lock, Thread
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


class Chunks(Executor):
    """Runs chunks on a cluster. Raises NodeError where it cannot be reached."""

    def __init__(
        self, plans: Plans, cluster: Cluster, jobs: int | None, *, resume: bool
    ) -> None:
        self._store = plans.store
        self._cluster = cluster
        self._open: dict[Future[Done], Any] = {}
        self._lock = Lock()
        self._gone = ""  # why nothing more can come back
        self._ended = Event()
        run = uuid4().hex
        kit, self._stats = pack_kit(plans)
        versions, root = stamp(), plans.workspace.root
        self._finished = Finished(root, kit.digest, versions) if resume else None
        self._carrier = Carrier(run, kit)
        self._own: LocalCluster | None = None
        self._client = self._connect(jobs)
        try:
            self._client.register_plugin(self._carrier)
            count = self._count()
        except Exception as error:
            self.shutdown()
            raise self._unreachable(error) from None
        submit = partial(self.submit, partial(run_chunk, run, versions))
        self.workers = Workers(submit, max(count, 1))
        self._watcher = Thread(target=self._watch, daemon=True)
        self._watcher.start()

    @property
    def _name(self) -> str:
        return self._cluster.scheduler or "this machine's own cluster"

    def _connect(self, jobs: int | None) -> Client:
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # we say it
        address: Any = self._cluster.scheduler
        try:
            if address is None:
                with dask.config.set(LOCAL):
                    address = self._own = LocalCluster(
                        n_workers=jobs,
                        threads_per_worker=1,
                        dashboard_address="127.0.0.1:0",
                        scheduler_kwargs={"dashboard": False},
                        security=True,
                        silence_logs=logging.CRITICAL,
                    )
            patience = self._cluster.patience
            return Client(address, timeout=patience, set_as_default=False)
        except (OSError, RuntimeError, ValueError) as error:
            raise self._unreachable(error) from None

    def _unreachable(self, error: Exception) -> NodeError:
        message = f"{self._name} cannot be reached: {error}"
        if isinstance(error, ImportError):
            message = f"a worker of {self._name} lacks a package: {error}"
        return NodeError([Problem(message)], page="scale")

    def _count(self) -> int:
        """How many workers there are. Raises OSError where the scheduler does not say."""
        found: Any = self._ask("ncores", self._cluster.patience)
        return len(found)

    def _ask(self, question: str, patience: float, **more: Any) -> Any:
        ask = getattr(self._client.scheduler, question)
        return self._client.sync(ask, callback_timeout=patience, **more)

    def submit(  # type: ignore[override]
        self, function: Callable[[bytes], Done], chunk: Chunk, /
    ) -> Future[Done]:
        """What the chunk did. WorkerDied where no worker could run it."""
        ours: Future[Done] = Future()
        missing = self._finished.missing(chunk) if self._finished else chunk
        if not missing.items:
            ours.set_result(self._settled(chunk, Done()))
            return ours
        with self._lock:
            gone = self._gone
            if not gone:
                try:
                    theirs = self._open[ours] = self._send(function, missing)
                except Exception:  # the client has noticed before we have
                    gone = self._lost()
        if gone:
            ours.set_exception(WorkerDied(gone, None))
        else:
            take = partial(self._take, function, chunk, missing, ours)
            theirs.add_done_callback(take)
        return ours

    def _send(self, function: Callable[[bytes], Done], chunk: Chunk) -> Any:
        key = f"dipeo-{uuid4().hex}"
        return self._client.submit(function, pickle.dumps(chunk), key=key, pure=False)

    def _take(
        self,
        function: Callable[[bytes], Done],
        chunk: Chunk,
        missing: Chunk,
        ours: Future[Done],
        theirs: Any,
    ) -> None:
        """Fetch what a chunk did before its worker can be lost."""
        try:
            done = self._fetch(function, missing, theirs)
            if self._finished:
                self._finished.keep(missing, done)
            done = self._settled(chunk, done)
        except Exception as error:
            self._end(ours, error)
        else:
            self._end(ours, done)

    def _settled(self, chunk: Chunk, done: Done) -> Done:
        """All of a chunk, of which this has been done now, as the run takes it over."""
        whole = self._finished.complete(chunk, done) if self._finished else done
        settle(whole, self._store, self._stats)
        return whole

    def _fetch(
        self, function: Callable[[bytes], Done], chunk: Chunk, theirs: Any
    ) -> Done:
        try:
            return self._result(theirs)
        except KilledWorker:  # perhaps for what its neighbour on a worker did
            return self._one_by_one(function, chunk)

    def _one_by_one(self, function: Callable[[bytes], Done], chunk: Chunk) -> Done:
        whole = Done()
        for item in chunk.items:
            if self._gone:
                raise WorkerDied(self._gone, None)
            alone = replace(chunk, items=[item])
            try:
                part = self._result(self._send(function, alone))
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

    def _result(self, theirs: Any) -> Done:
        """Raises KilledWorker where the cluster has given up, WorkerDied for all else that is not the chunk's own."""
        try:
            done: Done = theirs.result()
            return done
        except (CancelledError, OSError):
            if theirs.status == "error":
                raise
            # another scheduler at that address has no kit
            self._give_up(self._gone or self._lost())
            raise WorkerDied(self._gone, None) from None
        except WrongWorker as error:
            raise WorkerDied(str(error), None) from None

    def _end(self, ours: Future[Done], end: Done | Exception) -> None:
        with self._lock:
            theirs = self._open.pop(ours, None)
        if theirs is None:  # it has ended
            return
        theirs.release()
        if isinstance(end, Done):
            ours.set_result(end)
        else:
            ours.set_exception(end)

    def _lost(self) -> str:
        return f"{self._name} is gone"

    def _watch(self) -> None:
        """Give up where there have been no workers, or no scheduler, for too long."""
        without = 0.0
        while not self._ended.wait(LOOK_SECONDS):
            try:
                count = self._count()
            except Exception:
                self._give_up(self._lost())
                return
            without = 0.0 if count or not self._open else without + LOOK_SECONDS
            if without > self._cluster.patience:
                seconds = f"{self._cluster.patience:g} seconds"
                self._give_up(f"{self._name} has had no workers for {seconds}")
                return

    def _give_up(self, why: str) -> None:
        with self._lock:
            self._gone = why
            waiting = list(self._open)
        for ours in waiting:
            self._end(ours, WorkerDied(why, None))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the cluster; what it still does is of no use."""
        self._ended.set()
        is_there = not self._gone
        self._give_up(self._gone or "the run has ended")
        if is_there:
            with suppress(Exception):
                name = self._carrier.name
                self._ask("unregister_worker_plugin", CLOSE_SECONDS, name=name)
        with suppress(Exception):
            self._client.close(timeout=CLOSE_SECONDS)
        if self._own is not None:
            with suppress(Exception):
                self._own.close(timeout=CLOSE_SECONDS)
