"""The engine: a workspace's diagrams, planned and run."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from dipeo.core import journal, lock
from dipeo.core import memo as memos
from dipeo.core.diagram import Diagram
from dipeo.core.events import (
    Emit,
    Event,
    ItemsBegun,
    RunFinished,
    RunStarted,
    TextsKept,
)
from dipeo.core.memo import Memo
from dipeo.core.plan import NodeType, Plan, missing_inputs
from dipeo.core.private import PUBLISH
from dipeo.core.recorder import Recorder, once_more, reason_of
from dipeo.core.records import Records
from dipeo.core.records_file import add_unchanged
from dipeo.core.sizes import size_text
from dipeo.core.store import FileStore, Store
from dipeo.core.usage import usage
from dipeo.core.values import ForgottenValue, Value, value_of
from dipeo.errors import CommitError, DiagramError, DipeoError, Problem, UsageError
from dipeo.incremental import (
    Past,
    environment_of,
    forget,
    look_back,
    touch,
)
from dipeo.options import Job, Options, Result
from dipeo.plans import Plans
from dipeo.unchanged import memo_file
from dipeo.workspace import Workspace, find_workspace

AFTER_PRUNING = 0.9  # of the limit, so that not every run has to prune


class Engine:
    """Plans and runs the diagrams of a workspace."""

    def __init__(
        self,
        workspace: Workspace | None = None,
        *,
        types: Mapping[str, NodeType] | None = None,
        store: Store | None = None,
    ) -> None:
        self.workspace = workspace or find_workspace()
        self.store = store or FileStore(self.workspace.root)
        self.records = Records(self.workspace.private)
        self._types = types
        self._own = types is not None or store is not None

    @property
    def types(self) -> Mapping[str, NodeType]:
        if self._types is None:
            from dipeo.nodes import node_types

            self._types = node_types()
        return self._types

    def plans(self) -> Plans:
        """The workspace's diagrams as they are now."""
        if self._own:
            return Plans(self.workspace, self.store, lambda: self.types, None)
        return Plans.of_files(self.workspace, lambda: self.types)

    # planning

    def diagram(self, name: str) -> Diagram:
        """A diagram by name or path. Raises UsageError, DocumentError, DiagramError."""
        return self.plans().diagram(name)

    def plan(self, name: str) -> Plan:
        """A checked plan. Raises as `diagram` does, and DiagramError with every problem at once."""
        return self.plans().plan(name)

    def check(self, name: str) -> list[Problem]:
        """Everything that is wrong with a diagram and, where their names are fixed, those that it runs."""
        return self.plans().problems(name)

    # running

    def run(
        self,
        name: str,
        inputs: Mapping[str, Any] | None = None,
        *,
        options: Options | None = None,
        emit: Emit = lambda event: None,
        on_note: Callable[[str], None] = lambda message: None,
    ) -> Result:
        """Run a diagram and commit what it wrote, all or nothing. `on_note` hears what a person should know.

        Failing nodes are in the result and were events. Raises UsageError, DocumentError and DiagramError for what is
        wrong before anything runs, EditedError, NodeError for an output that is broken, CommitError, LockError.
        """
        plans = self.plans()
        job = _job(plans.name(name), inputs, options or Options())
        try:
            result = self._alone(job, plans, emit, on_note)
        except DipeoError:
            self._share(None, on_note)
            raise
        self._share(result, on_note)
        return result

    def _share(self, result: Result | None, on_note: Callable[[str], None]) -> None:
        """Let the team see the run. One that had nothing to do is sent with the next that has, to end at once."""
        if self.workspace.shared is None:
            return
        from dipeo.team import outbox  # and no more, where there is nothing to send

        try:
            had_work = result is not None and result.finished.same_as is None
            if had_work or outbox.has_news(self.records):
                from dipeo.team.send import share

                share(self.workspace, on_note)
        except BaseException as error:
            if result is not None and result.exit_code == 0:
                error.add_note("the run was done; the team's history gets it later")
            raise

    def _alone(
        self, job: Job, plans: Plans, emit: Emit, on_note: Callable[[str], None]
    ) -> Result:
        """Run while no other run of this workspace goes on."""
        private = self.workspace.private
        with lock.held(private, on_wait=on_note, dry=job.options.dry):
            self._recover(on_note)
            try:
                result = self._run(job, plans, emit, on_note)
            except ForgottenValue:
                on_note(
                    "what the last run kept in .dipeo is damaged: all of it runs again"
                )
                forget(self.workspace, job.claim)
                plans.close()
                plans = self.plans()
                result = self._run(job, plans, emit, on_note)
            finally:
                plans.close()
            if result.finished.same_as is None:
                self._bound(job, on_note)
            return result

    def _bound(self, job: Job, on_note: Callable[[str], None]) -> None:
        """Keep what is kept of runs within the workspace's limit."""
        workspace = self.workspace
        if usage(workspace.private).total <= workspace.cache_limit:
            return
        from dipeo.core.prune import prune

        dropped: list[Path] = []
        room = int(workspace.cache_limit * AFTER_PRUNING)
        with suppress(OSError, sqlite3.Error, UsageError):  # the next run tries again
            dropped = prune(self.records, room, environment_of(workspace)).memos
        if Path(memo_file(workspace.private, job.claim)) in dropped:
            on_note(
                f"all that is kept of this run is more than {size_text(room)}: the next"
                " one does it all again; `[cache] limit` in dipeo.toml gives it room"
            )

    def remembered(self, name: str, inputs: Mapping[str, Any]) -> Memo | None:
        """What the last run of a diagram with these inputs has left to the next. Raises UsageError."""
        job = _job(self.plans().name(name), inputs, Options())
        file = memo_file(self.workspace.private, job.claim)
        return memos.load(Path(file), environment_of(self.workspace))

    def _recover(self, on_note: Callable[[str], None]) -> None:
        """Finish or undo what a crash cut off. Raises CommitError."""
        root = str(self.workspace.root)

        def is_committed(mark: Mapping[str, str]) -> bool:
            from dipeo.stores.sql import is_committed

            return is_committed(mark, self.workspace.connections, root)

        for message in journal.recover(root, is_committed):
            on_note(message)
        if (self.workspace.private / PUBLISH).is_dir():
            self._publish(on_note)

    def _publish(self, on_note: Callable[[str], None]) -> None:
        """Publish what a run that was cut off has committed. What cannot be reached now waits further."""
        from dipeo.stores.anywhere import Anywhere

        files = FileStore(self.workspace.root)
        try:
            for place in Anywhere(files, self.workspace.connections).publish():
                on_note(f"{place}: published what an interrupted run had committed")
        except CommitError as error:
            on_note(str(error))

    def _run(
        self, job: Job, plans: Plans, emit: Emit, on_note: Callable[[str], None]
    ) -> Result:
        """Run with what the last run has left. Raises ForgottenValue, before the commit, where that is incomplete."""
        past = self._past(job, plans)
        if past is not None and past.holds and not job.options.each:
            return self._nothing_to_do(job, past, emit, on_note)
        plans.known, all_known = past.known_diagrams() if past else (frozenset(), False)
        plans.built = dict(past.memo.nodes) if past and past.memo else {}
        plans.parts = past.diagrams() if past else {}
        problems = [] if all_known else plans.problems(job.name)
        if not problems:
            problems = missing_inputs(plans.plan(job.name), job.inputs.data)
        if problems:
            raise DiagramError(problems)
        from dipeo.attempt import Attempt  # what a run with nothing to do never needs

        with self._recording(job, emit, on_note) as (run, tell):
            return Attempt(job, plans, self.records, past, run, tell).result()

    def _past(self, job: Job, plans: Plans) -> Past | None:
        """What the last run with these inputs has left; None where nothing may be reused."""
        if not (job.options.cache and plans.can_be_opened_again):
            return None
        trust_stat = job.options.trust_stat
        return look_back(
            self.workspace, job.claim, plans.sources(), trust_stat=trust_stat
        )

    def _nothing_to_do(
        self, job: Job, past: Past, emit: Emit, on_note: Callable[[str], None]
    ) -> Result:
        """The result of a run that would do nothing but what the last one did."""
        memo = past.memo
        assert memo is not None
        seconds = time.perf_counter() - job.start
        finished = RunFinished(
            status="ok",
            written=(),
            unchanged=memo.wrote,
            removed=(),
            outputs=Value(digest=memo.output, load=self.records.text),
            seconds=seconds,
            specifications=memo.specifications,
            dry=job.options.dry,
            same_as=memo.run,
        )
        started = time.time() - seconds
        record = partial(
            add_unchanged,
            self.workspace.private,
            job.name,
            job.inputs.text,
            same_as=memo.run,
            output=memo.output,
            specifications=memo.specifications,
            dry=job.options.dry,
            started=started,
            seconds=seconds,
        )
        run: int | None = None
        try:
            run = once_more(self.records, on_note, record)
        except (sqlite3.Error, OSError, UsageError) as error:
            on_note(f"this run is not recorded: {reason_of(error)}")
        emit(RunStarted(run, job.name, job.inputs, started))
        emit(finished)
        with suppress(OSError):  # the next run reads what it could have trusted
            touch(past, self.store)
        return Result(finished, (), 0)

    @contextmanager
    def _recording(
        self, job: Job, emit: Emit, on_note: Callable[[str], None]
    ) -> Iterator[tuple[int | None, Emit]]:
        recorder = Recorder(self.records, on_note)

        def tell(event: Event) -> None:
            recorder(event)
            if not isinstance(event, TextsKept | ItemsBegun):
                emit(event)

        try:
            yield recorder.begin(job.name, job.inputs), tell
        finally:
            recorder.close()


def _job(name: str, inputs: Mapping[str, Any] | None, options: Options) -> Job:
    return Job(name, value_of(dict(inputs or {})), options, time.perf_counter())


def open_engine(root: Path | None = None) -> Engine:
    """The engine of the workspace at `root`, or around the working folder."""
    return Engine(find_workspace(root))
