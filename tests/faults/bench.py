"""Where copies of a project are broken, and what is found."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import get_ident
from typing import TypeVar

from tests.faults import trace
from tests.faults.project import (
    RUN,
    STEADY,
    Ended,
    Project,
    command,
    ended,
    environment,
    run,
)
from tests.faults.trace import Point

AT_ONCE = 2
T = TypeVar("T")


@dataclass(slots=True)
class Found:
    """How often something was tried, and what went wrong."""

    tried: int = 1
    torn: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    escaped: list[str] = field(default_factory=list)

    def add(self, other: Found) -> None:
        self.tried += other.tried
        self.torn += other.torn
        self.lost += other.lost
        self.escaped += other.escaped

    @property
    def wrong(self) -> list[str]:
        return [*self.torn, *self.lost, *self.escaped]


class Bench:
    """A project of which copies are broken, two at a time."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def points(self) -> list[Point]:
        """Every call of the project's next run that changes something."""
        return trace.points(self.project.copy(self.folder("traced")))

    @property
    def commit(self) -> list[Point]:
        """Those that are part of the commit."""
        return [point for point in self.points if not point.is_aside]

    def folder(self, name: str) -> Path:
        return self.project.root.with_name(name)

    def each(
        self, attempt: Callable[[Bench, T, Path], Found], cases: Iterable[T]
    ) -> Found:
        """Attempt each case with a fresh copy."""

        def one(case: T) -> Found:
            copy = self.project.copy(self.folder(f"copy-{get_ident()}"))
            return attempt(self, case, copy)

        total = Found(tried=0)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for found in threads.map(one, cases):
                total.add(found)
        return total

    def settle(self, root: Path, what: str) -> Found:
        """Recovered, the workspace is old or new; and the next run works."""
        found = Found()
        state = self.project.recovered(root)
        if state not in ("old", "new"):
            found.torn.append(f"{what}: {state}")
        after = run(root)
        state = self.project.state(root)
        if after.code or not after.is_clean or state != "new":
            found.torn.append(f"{what}: next run {after.code}, {state}: {after.err}")
        return found


@contextmanager
def started(
    root: Path, before: Sequence[str] = (), module: str = "dipeo"
) -> Iterator[subprocess.Popen[str]]:
    """A run that goes on; it has ended when the block has."""
    with subprocess.Popen(
        [*before, *command(*RUN, module=module)],
        cwd=root,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def stopped(root: Path, point: Point) -> Iterator[Callable[[], Ended]]:
    """A run that stands right after a call. What it yields lets it go on to its end."""
    trace.forget(root)
    before = trace.tracer(root, point, trace.STOP)
    with started(root, before, STEADY) as process:
        child = _stopped_child(process.pid, root)

        def resume() -> Ended:
            os.kill(child, signal.SIGCONT)
            return ended(process)

        yield resume


def _stopped_child(pid: int, root: Path) -> int:
    """The process that `strace` runs, when it has stopped."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if trace.has_stopped(root):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
            return int(children.split()[0])
        time.sleep(0.005)
    raise AssertionError("the run has not come to the point")
