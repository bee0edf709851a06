"""The engine: a workspace's diagrams, planned and run."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from dipeo import worker
from dipeo.core import checked, interrupts, journal, lock
from dipeo.core.claims import Claims
from dipeo.core.diagram import Diagram, Node
from dipeo.core.documents import decode
from dipeo.core.events import Emit, Event, RunFinished, RunStarted, Status
from dipeo.core.execute import NOTHING, execute
from dipeo.core.executors import Processes
from dipeo.core.functions import Functions
from dipeo.core.light import parse
from dipeo.core.memory import Memory
from dipeo.core.paths import check_path
from dipeo.core.plan import NodeType, Plan, make_plan, missing_inputs
from dipeo.core.recorder import Recorder
from dipeo.core.records import Records
from dipeo.core.running import RunFailed, Workers, World
from dipeo.core.sources import Kept
from dipeo.core.store import FileStore, Store
from dipeo.core.transaction import Edits, Pending, Transaction
from dipeo.core.values import ForgottenValue, Value, value_of
from dipeo.diff import Change, unified_diff
from dipeo.errors import (
    DiagramError,
    DipeoError,
    DocumentError,
    EditedError,
    MissingDocument,
    NodeError,
    PathError,
    Place,
    Problem,
    UsageError,
    did_you_mean,
)
from dipeo.incremental import (
    Past,
    Sources,
    forget,
    look_back,
    memory_of,
    remember,
    touch,
)
from dipeo.worker import Bench
from dipeo.workspace import Workspace, find_workspace

WAITING_THREADS = 16
CODE = "code 1"  # the version of what is kept of compiled code


@dataclass(frozen=True, slots=True)
class Options:
    """How a run goes about it.

    A `dry` run changes nothing. `verify` parses each output before it is written. `jobs` is how many worker processes
    may run, None for the cores that this process may use. `cache` reuses what the last run with these inputs did;
    `trust_stat` takes a file that looks the same by size, times and inode for the same.
    """

    dry: bool = False
    verify: bool = True
    edits: Edits = Edits.STOP
    jobs: int | None = None
    cache: bool = True
    trust_stat: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended. `exit_code` is 0, 1 (a node failed) or 2 (a wrong diagram or specification)."""

    finished: RunFinished
    changes: tuple[Change, ...]
    exit_code: int


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
        self.code_file = self.workspace.private / "code"
        self.can_be_opened_again = types is None and store is None
        """Whether another process gets the same engine from the workspace's folder alone."""

    @property
    def types(self) -> Mapping[str, NodeType]:
        if self._types is None:
            from dipeo.nodes import node_types

            self._types = node_types()
        return self._types

    # planning

    def name(self, name: str) -> str:
        """The one name of a diagram that is named by name or path. Raises UsageError."""
        return self.workspace.diagram_name(self.workspace.diagram_file(name))

    def diagram(self, name: str) -> Diagram:
        """A diagram by name or path. Raises UsageError, DocumentError, DiagramError."""
        file = self.workspace.diagram_file(name)
        try:
            raw = self.store.read(check_path(file))
        except PathError as error:
            raise UsageError(f"there is no diagram {name!r}: {error}") from None
        except MissingDocument:
            known = map(self.workspace.diagram_name, self.workspace.diagram_files())
            hint = did_you_mean(name, known) or f"; looked for {file}"
            raise UsageError(f"there is no diagram {name!r}{hint}") from None
        text = decode(raw, file)
        return parse(text, name=self.workspace.diagram_name(file), file=file)

    def plan(self, name: str) -> Plan:
        """A checked plan. Raises as `diagram` does, and DiagramError with every problem at once."""
        return make_plan(self.diagram(name), self.types)

    def check(self, name: str) -> list[Problem]:
        """Everything that is wrong with a diagram and, where their names are fixed, those that it runs."""
        return _Plans(self).problems(self.name(name))

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
        name, given = self.name(name), value_of(dict(inputs or {}))
        start = time.perf_counter()
        options = options or Options()
        private = self.workspace.private
        with lock.held(private, on_wait=on_note, dry=options.dry):
            for message in journal.recover(str(self.workspace.root)):
                on_note(message)
            try:
                return self._run(name, given, options, emit, on_note, start)
            except ForgottenValue:
                on_note(
                    "what the last run kept in .dipeo is damaged: all of it runs again"
                )
                forget(self.workspace, claim_of(name, given))
                return self._run(name, given, options, emit, on_note, start)

    def _run(
        self,
        name: str,
        given: Value,
        options: Options,
        emit: Emit,
        on_note: Callable[[str], None],
        start: float,
    ) -> Result:
        """Run with what the last run has left. Raises ForgottenValue, before the commit, where that is incomplete."""
        plans = _Plans(self)
        past = self._past(name, given, plans, options)
        if past is not None and past.holds:
            return self._nothing_to_do(name, given, past, emit, on_note, start)
        problems = plans.problems(name)
        problems += missing_inputs(plans.plan(name), given.data) if not problems else []
        if problems:
            raise DiagramError(problems)
        with self._recording(name, given, emit, on_note) as (run, tell):
            attempt = _Attempt(
                self, plans, past, name, given, run, tell, options, start
            )
            return attempt.result()

    def _past(
        self, name: str, inputs: Value, plans: _Plans, options: Options
    ) -> Past | None:
        """What the last run with these inputs has left; None where nothing may be reused."""
        if not (options.cache and self.can_be_opened_again):
            return None
        sources = plans.sources()
        return look_back(
            self.workspace,
            claim_of(name, inputs),
            sources,
            trust_stat=options.trust_stat,
        )

    def _nothing_to_do(
        self,
        name: str,
        inputs: Value,
        past: Past,
        emit: Emit,
        on_note: Callable[[str], None],
        start: float,
    ) -> Result:
        """The result of a run that would do nothing but what the last one did."""
        memo = past.memo
        assert memo is not None
        with self._recording(name, inputs, emit, on_note) as (run, tell):
            tell(RunStarted(run, name, inputs, time.time()))
            outputs = Value(digest=memo.output, load=self.records.text)
            finished = RunFinished(
                status="ok",
                written=(),
                unchanged=memo.wrote,
                removed=(),
                outputs=outputs,
                seconds=time.perf_counter() - start,
                specifications=memo.specifications,
                same_as=memo.run,
            )
            tell(finished)
        with suppress(OSError):  # the next run reads what it could have trusted
            touch(past, self.store)
        return Result(finished, (), 0)

    @contextmanager
    def _recording(
        self, name: str, inputs: Value, emit: Emit, on_note: Callable[[str], None]
    ) -> Iterator[tuple[int | None, Emit]]:
        recorder = Recorder(self.records, on_note)

        def tell(event: Event) -> None:
            recorder(event)
            emit(event)

        try:
            yield recorder.begin(name, inputs), tell
        finally:
            recorder.close()


class _Attempt:
    """One run of a diagram, from the first event to the last."""

    def __init__(
        self,
        engine: Engine,
        plans: _Plans,
        past: Past | None,
        name: str,
        inputs: Value,
        run: int | None,
        emit: Emit,
        options: Options,
        start: float,
    ) -> None:
        self.engine = engine
        self.plans = plans
        self.past = past
        self.name = name
        self.inputs = inputs
        self.run = run
        self.emit = emit
        self.options = options
        self.claim = claim_of(name, inputs)
        self.claims = Claims(engine.store)
        self.transaction = Transaction(engine.store)
        self.memory = self.recollect()
        self.start = start

    def result(self) -> Result:
        self.emit(RunStarted(self.run, self.name, self.inputs, time.time()))
        finished: RunFinished | None = None
        try:
            outputs = Value(text=self.execute().text)
            pending = self.transaction.pending(
                self.claim, self.claims, self.options.edits
            )
            changes = self.changes(pending) if self.options.dry else ()
            with interrupts.deferred():
                if not self.options.dry:
                    self.commit(pending)
                finished = self.finish("ok", outputs, pending, ())
                if not self.options.dry:
                    with suppress(OSError):  # the next run does more than it need
                        self.remember(outputs, finished)
        except RunFailed as error:
            problems = tuple(p for f in error.failures for p in f.problems)
            code = max(failure.exit_code for failure in error.failures)
            return self.failed(problems, code)
        except DipeoError as error:
            self.failed(error.problems, error.exit_code)
            raise
        except ForgottenValue:
            raise
        except BaseException as error:
            if finished is None:
                self.finish("interrupted", NOTHING, _NO_CHANGE, ())
                error.add_note("nothing was written")
            else:
                error.add_note("the files had been written")
            raise
        return Result(finished, changes, 0)

    def recollect(self) -> Memory | None:
        """What may be reused; a run that is not recorded leaves nothing to look up."""
        if self.past is None or self.run is None:
            return None
        load = self.engine.records.text
        return memory_of(self.past, self.run, self.claims, self.claim, load)

    def remember(self, outputs: Value, finished: RunFinished) -> None:
        self.plans.keep_code()
        if self.past is None or self.memory is None:
            return
        remember(
            self.past,
            self.memory.run,
            self.memory.units,
            outputs,
            self.transaction,
            self.plans.sources(),
            finished.specifications,
            {name: plan.diagram.file for name, plan in self.plans.made.items()},
        )

    def commit(self, pending: Pending) -> None:
        """Write it all, when nothing stands against it. Raises EditedError, NodeError, CommitError."""
        if self.options.edits is Edits.STOP and pending.edited:
            edits = {change.path: change for change in self.changes(pending)}
            raise EditedError(
                [_edited(path) for path in pending.edited],
                "".join(unified_diff(edits[path]) for path in pending.edited),
            )
        if self.options.verify:
            self.verify(pending)
        self.engine.store.apply(pending.changes)

    def verify(self, pending: Pending) -> None:
        """Raise NodeError for outputs that are not what their names say, and who made them."""
        from dipeo.verify import problem_in

        problems = []
        for path in pending.written:
            problem = problem_in(path, pending.changes[path] or b"")
            if problem is not None:
                maker = self.transaction.maker(path)
                message = f"{problem.message} (made by {maker}); nothing was written"
                problems.append(Problem(message, problem.place))
        if problems:
            raise NodeError(problems)

    def execute(self) -> Value:
        store, load_plan = self.engine.store, self.plans.plan
        functions = self.plans.functions()
        inputs = {key: Value(item) for key, item in self.inputs.data.items()}
        workers = _Workers(
            self.engine, Bench(store, functions, load_plan), self.options
        )
        with ThreadPoolExecutor(WAITING_THREADS) as threads, workers:
            world = World(
                transaction=self.transaction,
                functions=functions,
                load_plan=load_plan,
                emit=self.emit,
                threads=threads,
                workers=workers.start,
                memory=self.memory,
            )
            return execute(load_plan(self.name), inputs, world)

    def changes(self, pending: Pending) -> tuple[Change, ...]:
        return tuple(
            Change(path, self.before(path), pending.changes[path])
            for path in sorted((*pending.written, *pending.removed))
        )

    def before(self, path: str) -> bytes | None:
        try:
            return self.engine.store.read(path)
        except MissingDocument:
            return None

    def failed(self, problems: tuple[Problem, ...], exit_code: int) -> Result:
        finished = self.finish("failed", NOTHING, _NO_CHANGE, problems)
        return Result(finished, (), exit_code)

    def specifications(self) -> int:
        """How many specifications this run rests on, those of reused nodes with them."""
        folder = f"{self.engine.workspace.specifications}/"
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
        finished = RunFinished(
            status=status,
            written=pending.written,
            unchanged=pending.unchanged,
            removed=pending.removed,
            outputs=outputs,
            seconds=time.perf_counter() - self.start,
            problems=problems,
            specifications=self.specifications(),
        )
        self.emit(finished)
        return finished


_NO_CHANGE = Pending((), (), (), (), {})


def _edited(path: str) -> Problem:
    message = (
        "edited by hand since it was generated: `--accept-theirs` keeps the edit this"
        " once, `--overwrite` drops it, a kept region (`dipeo:keep NAME` … `dipeo:end`)"
        " in the template gives it a place"
    )
    return Problem(message, Place(path))


class _Workers:
    """The worker processes of a run, started when they are first asked for. As a context, they end with it."""

    def __init__(self, engine: Engine, bench: Bench, options: Options) -> None:
        jobs = options.jobs or len(os.sched_getaffinity(0))
        self.count = jobs if engine.can_be_opened_again else 1
        self.root = engine.workspace.root
        self.bench = bench
        self.processes: Processes | None = None

    def start(self) -> Workers | None:
        if self.count < 2:
            return None
        run = f"{self.root} {time.time_ns()}"
        if self.processes is None:
            worker.prepare(run, self.bench)
            self.processes = Processes(self.count)
            self.run_chunk = partial(
                worker.run_chunk, run, partial(open_bench, self.root)
            )
        return Workers(self.processes, self.run_chunk, self.count)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self.processes is not None:
            self.processes.shutdown(cancel_futures=error is not None)


class _Plans:
    """The plans that a run needs, each made once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.made: dict[str, Plan] = {}
        self.checked: set[str] = set()
        self.diagrams: dict[str, Diagram] = {}
        self._functions: Functions | None = None
        self._kept: Mapping[str, Kept] = {}

    def sources(self) -> Sources:
        return Sources(self.engine.store, self.functions, self.diagram)

    def functions(self) -> Functions:
        """Each file of code is read once a run."""
        if self._functions is None:
            roots = self.engine.workspace.code_roots
            self._kept = checked.load(self.engine.code_file, CODE) or {}
            self._functions = Functions(self.engine.store, roots, self._kept)
        return self._functions

    def keep_code(self) -> None:
        """Keep the compiled code that this run has used, when it is not what was kept."""
        if self._functions is None or not self.engine.can_be_opened_again:
            return
        kept = self._functions.keep()
        if kept.keys() != self._kept.keys():
            with suppress(OSError):
                checked.save(self.engine.code_file, kept, CODE)

    def diagram(self, name: str) -> Diagram:
        name = self.engine.name(name)
        if name not in self.diagrams:
            self.diagrams[name] = self.engine.diagram(name)
        return self.diagrams[name]

    def plan(self, name: str) -> Plan:
        name = self.engine.name(name)
        if name not in self.made:
            self.made[name] = make_plan(self.diagram(name), self.engine.types)
        return self.made[name]

    def problems(self, name: str, inside: tuple[str, ...] = ()) -> list[Problem]:
        """What is wrong with a diagram and with those that it runs. Raises UsageError where there is none."""
        self.checked.add(name)
        try:
            diagram = self.diagram(name)
        except (DocumentError, DiagramError) as error:
            return list(error.problems)
        problems: list[Problem] = []
        try:
            self.plan(name)
        except DiagramError as error:
            problems += error.problems
        for node in diagram.nodes:
            below = self.problems_below(node, (*inside, name))
            problems += [
                p if p.place else Problem(p.message, node.place) for p in below
            ]
        return problems

    def problems_below(self, node: Node, within: tuple[str, ...]) -> list[Problem]:
        named = _diagram_name(node.type, node.props)
        if named is None:
            return []
        try:
            child = self.engine.name(named)
            if child in within:
                chain = " -> ".join(map(repr, (*within, child)))
                return [Problem(f"a diagram runs itself: {chain}")]
            return [] if child in self.checked else self.problems(child, within)
        except UsageError as error:
            return list(error.problems)


def _diagram_name(type_: str, props: Mapping[str, Any]) -> str | None:
    """The diagram that a node names, where it is fixed."""
    if type_ != "sub_diagram":
        return None
    name = props.get("diagram_path") or props.get("diagram_name")
    return name if isinstance(name, str) and "{" not in name else None


def open_bench(root: Path) -> Bench:
    """What a worker process needs for the chunks of a run in this workspace."""
    engine = Engine(find_workspace(root))
    plans = _Plans(engine)
    return Bench(engine.store, plans.functions(), plans.plan)


def claim_of(name: str, inputs: Value) -> str:
    """What a run's files and memo are kept under: the diagram with its inputs, in whatever order these were given."""
    text = json.dumps(inputs.data, sort_keys=True, separators=(",", ":"))
    return f"{name} {text}"


def open_engine(root: Path | None = None) -> Engine:
    """The engine of the workspace at `root`, or around the working folder."""
    return Engine(find_workspace(root))
