"""What the parts of a running diagram share: the world they work with, and how a failure is told."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Protocol

from dipeo.errors import DipeoError, NodeError, Problem

from .chunk import Chunk, Done
from .database import Ask, Databases
from .database import Change as RowChange
from .events import Emit
from .frame import Frame
from .functions import Functions
from .live import Live
from .memory import Memory, Trace
from .parsed import Parsed
from .plan import Branch, Inputs, Plan, Step
from .transaction import Transaction
from .values import NotJson, Value


@dataclass(frozen=True, slots=True)
class Workers:
    """Processes that run chunks of batches: who takes a chunk, and how many work at once."""

    submit: Callable[[Chunk], Future[Done]]
    count: int


class Crew(Protocol):
    """The worker processes of a run, which start when they are first needed."""

    @property
    def is_running(self) -> bool: ...

    def start(self) -> Workers | None:
        """The workers; None where this run has none."""


class Nobody:
    """A crew of none."""

    is_running = False

    def start(self) -> None:
        return None


class OnlyInTheRun(BaseException):
    """A worker process has come to what only the run's own process can do. No node may take it for its failure."""


class _NotHere:
    """The databases as a worker process has them: only the run's own process holds their transactions."""

    def select(self, ask: Ask) -> tuple[Value, str]:
        raise OnlyInTheRun(ask.url)

    def run(self, ask: Ask) -> Value:
        raise OnlyInTheRun(ask.url)

    def change(self, change: RowChange) -> int:
        raise OnlyInTheRun(change.url)


NOT_HERE: Databases = _NotHere()


@dataclass(frozen=True, slots=True)
class World:
    """What a run works with."""

    transaction: Transaction
    functions: Functions
    load_plan: Callable[[str], Plan]
    emit: Emit
    threads: Executor  # for items that mostly wait for others
    crew: Crew = field(default_factory=Nobody)
    memory: Memory | None = None
    parsed: Parsed = field(default_factory=Parsed)
    databases: Databases = NOT_HERE
    live: Live | None = None

    def put_back(
        self, contents: Mapping[str, bytes], frame: Frame, maker: str | None
    ) -> bool:
        """Stage what a node wrote in an earlier run; False, and nothing is done, where something stands against it."""
        if not self.transaction.takes(contents, frame):
            return False
        for path, content in contents.items():
            self.transaction.write(path, content, frame, maker=maker)
            if self.transaction.changes(path):
                self.note_changed(path)
        return True

    def note_changed(self, path: str) -> None:
        """This run puts something else at a path: what has read it before may not be reused from now on."""
        if self.memory is not None:
            self.memory.note_changed(f"file:{path}")


class Scope(Protocol):
    """One run of one plan, as a batch sees it."""

    @property
    def world(self) -> World: ...

    @property
    def inputs(self) -> Inputs: ...

    @property
    def memory(self) -> Memory | None: ...

    @property
    def emit(self) -> Emit: ...

    def key(self, step: Step) -> str:
        """What a node is, beside its ports."""

    def once(
        self,
        step: Step,
        ports: Inputs,
        frame: Frame,
        trace: Trace,
        reason: str = "",
        emit: Emit | None = None,
    ) -> Value | Branch:
        """Run a node for one set of inputs, and report it, to `emit` where that is given. Raises NodeError, RunFailed."""

    def below(
        self, name: str, inputs: Inputs, frame: Frame, trace: Trace, emit: Emit
    ) -> Value:
        """Run another diagram inside a node. Raises as running this one does."""


class RunFailed(Exception):
    """Nodes failed. All have been reported as events."""

    def __init__(self, failures: list[NodeError]) -> None:
        self.failures = failures
        super().__init__(f"{len(failures)} nodes failed")


def node_error(error: Exception, step: Step, address: str) -> NodeError:
    """The error as the node's own: where the diagram has the node, and what went wrong there."""
    where = step.node.place
    detail, code = "", 1
    if isinstance(error, DipeoError):
        problems, code = error.problems, error.exit_code
        detail = error.detail if isinstance(error, NodeError) else ""
    elif isinstance(error, NotJson):
        problems = (Problem(f"its output is not JSON: {error}"),)
    elif isinstance(error, MemoryError):
        problems = (Problem("there is not enough memory for it"),)
    else:  # a handler that is not ours, or a mistake of ours: either way the traceback is what helps
        detail = traceback.format_exc()
        problems = (Problem(f"{type(error).__name__}: {error}"),)
    placed = [
        problem
        if problem.place
        else Problem(f"{address!r}: {problem.message}", where, problem.page)
        for problem in problems
    ]
    return NodeError(placed, detail, exit_code=code)
