"""One run of a diagram, from the first event to the commit and what it leaves to the next run."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dipeo import worker
from dipeo.cluster import OnCluster
from dipeo.core import interrupts, live
from dipeo.core.chunk import Chunk, Done
from dipeo.core.claims import Claims
from dipeo.core.edits import Edits
from dipeo.core.events import Emit, RunFinished, RunStarted, Status
from dipeo.core.execute import NOTHING, execute
from dipeo.core.memory import Memory
from dipeo.core.records import Records
from dipeo.core.running import RunFailed, Workers, World
from dipeo.core.transaction import Pending, Transaction
from dipeo.core.values import ForgottenValue, Value
from dipeo.diff import Change, unified_diff
from dipeo.errors import (
    DipeoError,
    EditedError,
    MissingDocument,
    NodeError,
    Place,
    Problem,
    UsageError,
)
from dipeo.finished import forget
from dipeo.incremental import Past, memory_of, remember
from dipeo.keepsakes import contents_kept, diagrams_kept, files_kept
from dipeo.nodes import node_types
from dipeo.options import Job, Result
from dipeo.plans import Plans
from dipeo.worker import Bench
from dipeo.workspace import find_workspace

if TYPE_CHECKING:
    from dipeo.core.executors import Processes

WAITING_THREADS = 16


class Attempt:
    """One run of a diagram, from the first event to the last."""

    def __init__(
        self,
        job: Job,
        plans: Plans,
        records: Records,
        past: Past | None,
        run: int | None,
        emit: Emit,
    ) -> None:
        self.job = job
        self.plans = plans
        self.records = records
        self.past = past
        self.run = run
        self.emit = emit
        self.claims = Claims(plans.store)
        self.transaction = Transaction(plans.store)
        self.memory = self.recollect()
        self.kept: set[str] = set()
        self.texts_before: Mapping[str, Value | None] = {}

    def result(self) -> Result:
        self.emit(RunStarted(self.run, self.job.name, self.job.inputs, time.time()))
        self.keep_diagrams()
        finished: RunFinished | None = None
        try:
            outputs = Value(text=self.execute().text)
            pending = self.transaction.pending(
                self.job.claim, self.claims, self.job.options.edits
            )
            changes = self.changes(pending) if self.job.options.dry else ()
            if self.job.options.dry:
                self.emit(files_kept(self.plans.store, self.replaced(pending)))
                self.emit(contents_kept(changes))
            with interrupts.deferred():
                if not self.job.options.dry:
                    self.commit(pending)
                finished = self.finish("ok", outputs, pending, ())
                if not self.job.options.dry:
                    with suppress(OSError):  # the next run does more than it need
                        self.remember(outputs, finished, pending)
        except RunFailed as error:
            problems = tuple(p for f in error.failures for p in f.problems)
            code = max(failure.exit_code for failure in error.failures)
            return self.failed(problems, code)
        except DipeoError as error:
            self.failed(error.problems, error.exit_code)
            raise
        except ForgottenValue:
            raise
        except BaseException:
            if finished is None:
                self.finish("interrupted", NOTHING, _NO_CHANGE, ())
            raise
        return Result(finished, changes, 0)

    def recollect(self) -> Memory | None:
        """What may be reused; a run that is not recorded leaves nothing to look up."""
        if self.past is None or self.run is None:
            return None
        return memory_of(
            self.past,
            self.run,
            self.claims,
            self.job.claim,
            self.records,
            self.transaction,
            self.plans.sources(),
        )

    def remember(self, outputs: Value, finished: RunFinished, pending: Pending) -> None:
        forget(self.plans.workspace.root)
        self.plans.keep_code()
        if self.past is None or self.memory is None:
            return
        if pending.edited and self.job.options.edits is Edits.KEEP:
            self.past.path.unlink(missing_ok=True)  # the edit was kept this once
            return
        with suppress(sqlite3.Error, UsageError):  # going back does more than it need
            self.memory.archive_the_last(self.texts_before)
        remember(
            self.past,
            self.memory.run,
            self.memory.units,
            self.memory.derived,
            outputs,
            self.transaction,
            self.plans.sources(),
            finished.specifications,
            {name: plan.diagram for name, plan in self.plans.made.items()},
            self.plans.built,
        )

    def commit(self, pending: Pending) -> None:
        """Write it all, when nothing stands against it. Raises EditedError, NodeError, CommitError."""
        if self.job.options.edits is Edits.STOP and pending.edited:
            edits = {change.path: change for change in self.changes(pending)}
            raise EditedError(
                [_edited(path) for path in pending.edited],
                "".join(unified_diff(edits[path]) for path in pending.edited),
            )
        if self.job.options.verify:
            self.verify(pending)
        kept = files_kept(self.plans.store, self.replaced(pending))
        self.texts_before = kept.texts
        self.emit(kept)
        outside = self.plans.databases().outside()
        self.plans.store.apply(pending.changes, pending.found, outside)

    def verify(self, pending: Pending) -> None:
        """Raise NodeError for outputs that are not what their names say, and who made them."""
        from dipeo.verify import problem_in

        problems = []
        for path in pending.written:
            if self.transaction.is_sound(path):
                continue
            problem = problem_in(path, pending.changes[path] or b"")
            if problem is not None:
                maker = self.transaction.maker(path)
                message = f"{problem.message} (made by {maker}); nothing was written"
                problems.append(Problem(message, problem.place))
        if problems:
            raise NodeError(problems, page="errors#broken-output")

    def execute(self) -> Value:
        store, load_plan = self.plans.store, self.plans.plan
        functions = self.plans.functions()
        inputs = {key: Value(item) for key, item in self.job.inputs.data.items()}
        private = self.plans.workspace.private
        live.forget(private)
        told = live.live_of(private, self.run)
        bench = Bench(store, functions, load_plan, self.plans.seen, live=told)
        workers = self.workers(bench)
        try:
            with ThreadPoolExecutor(WAITING_THREADS) as threads, workers:
                world = World(
                    transaction=self.transaction,
                    functions=functions,
                    load_plan=load_plan,
                    emit=self.emit,
                    threads=threads,
                    crew=workers,
                    memory=self.memory,
                    parsed=bench.parsed,
                    databases=self.plans.databases(),
                    live=bench.live,
                )
                return execute(load_plan(self.job.name), inputs, world)
        finally:
            live.forget(private)

    def workers(self, bench: Bench) -> _Workers | OnCluster:
        options = self.job.options
        if options.cluster is None:
            return _Workers(self.plans, bench, options.jobs, self.run)
        resume = options.cache and not options.dry
        return OnCluster(self.plans, options.cluster, options.jobs, resume=resume)

    def replaced(self, pending: Pending) -> list[str]:
        paths = (*pending.written, *pending.removed)
        return [path for path in paths if pending.found.get(path) is not None]

    def keep_diagrams(self) -> None:
        """Let the records have the diagrams as they are now."""
        files = {plan.diagram.file for plan in self.plans.made.values()} - self.kept
        self.kept |= files
        self.emit(diagrams_kept(self.plans.store, sorted(files)))

    def changes(self, pending: Pending) -> tuple[Change, ...]:
        return tuple(
            Change(path, self.before(path), pending.changes[path])
            for path in sorted((*pending.written, *pending.removed))
        ) + tuple(
            Change(table, b"", f"{count} rows changed\n".encode())
            for table, count in self.plans.databases().changed()
        )

    def before(self, path: str) -> bytes | None:
        try:
            return self.plans.store.read(path)
        except MissingDocument:
            return None

    def failed(self, problems: tuple[Problem, ...], exit_code: int) -> Result:
        finished = self.finish("failed", NOTHING, _NO_CHANGE, problems)
        return Result(finished, (), exit_code)

    def specifications(self) -> int:
        """How many specifications this run rests on, those of reused nodes with them."""
        folder = f"{self.plans.workspace.specifications}/"
        read = set(self.transaction.documents_read)
        for unit in self.memory.units.values() if self.memory else ():
            read.update(need.removeprefix("file:") for need in unit.needs)
        return sum(path.startswith(folder) for path in read)

    def finish(
        self,
        status: Status,
        outputs: Value,
        pending: Pending,
        problems: tuple[Problem, ...],
    ) -> RunFinished:
        self.keep_diagrams()
        finished = RunFinished(
            status=status,
            written=pending.written,
            unchanged=pending.unchanged,
            removed=pending.removed,
            outputs=outputs,
            seconds=time.perf_counter() - self.job.start,
            problems=problems,
            specifications=self.specifications(),
            dry=self.job.options.dry,
            rows=dict(self.plans.databases().changed()) if status == "ok" else {},
        )
        self.emit(finished)
        return finished


_NO_CHANGE = Pending((), (), (), (), {}, {})


def _edited(path: str) -> Problem:
    message = (
        "edited by hand since it was generated: `--accept-theirs` keeps the edit this"
        " once, `--overwrite` drops it, a kept region (`dipeo:keep NAME` … `dipeo:end`)"
        " in the template gives it a place"
    )
    return Problem(message, Place(path))


class _Workers:
    """The worker processes of a run, started when they are first asked for. As a context, they end with it."""

    def __init__(
        self, plans: Plans, bench: Bench, jobs: int | None, run: int | None
    ) -> None:
        cores = len(os.sched_getaffinity(0))
        self.count = (jobs or cores) if plans.can_be_opened_again else 1
        self.root = plans.workspace.root
        self.bench = bench
        self.run = run
        self.processes: Processes | None = None

    @property
    def is_running(self) -> bool:
        return self.processes is not None

    def start(self) -> Workers | None:
        if self.count < 2:
            return None
        run = f"{self.root} {time.time_ns()}"
        if self.processes is None:
            from dipeo.core.executors import Processes

            worker.prepare(run, self.bench)
            self.processes = Processes(self.count)
            self.run_chunk = partial(
                worker.run_chunk, run, partial(open_bench, self.root, self.run)
            )
        return Workers(self._submit, self.count)

    def _submit(self, chunk: Chunk) -> Future[Done]:
        assert self.processes is not None
        return self.processes.submit(chunk.block, self.run_chunk, chunk)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self.processes is not None:
            self.processes.shutdown(at_once=error is not None)


def open_bench(root: Path, run: int | None) -> Bench:
    """What a worker process needs for the chunks of a run in this workspace."""
    workspace = find_workspace(root)
    plans = Plans.of_files(workspace, node_types)
    told = live.live_of(workspace.private, run)
    return Bench(plans.store, plans.functions(), plans.plan, plans.seen, live=told)
