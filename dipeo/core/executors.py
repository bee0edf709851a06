"""Worker processes as an `Executor`: they end with their parent, and it is known on which item one died."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import Executor, Future
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread, active_count
from typing import Any

NOWHERE = -1


class WorkerDied(Exception):
    """A worker process ended in the middle of a task; `where` is the number that it reported last, if any."""

    def __init__(self, how: str, where: int | None) -> None:
        super().__init__(how)
        self.where = where


_Task = tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]


def can_fork() -> bool:
    """Whether a copy of this process is safe: no thread of it may be cut off in the middle of something."""
    return sys.platform == "linux" and active_count() == 1


class Processes(Executor):
    """`count` worker processes. What is submitted, and what comes back, is pickled.

    All start at once, before the threads that serve them, so that each is a copy of this process as it is now, and what
    is loaded here need not be loaded there. Where a copy is not safe, they start empty.
    """

    def __init__(self, count: int) -> None:
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        context: Any = get_context("fork" if can_fork() else "spawn")
        ours: list[Connection[Any, Any]] = []
        wheres: list[Any] = []
        self._processes = []
        for _ in range(count):
            here, there = context.Pipe()
            where = context.RawValue("q", NOWHERE)
            given = (there, where, [*ours, here])
            process = context.Process(target=_work, args=given)
            process.start()
            there.close()
            ours.append(here)
            self._processes.append(process)
            wheres.append(where)
        self._threads = [
            Thread(target=self._serve, args=worker, daemon=True)
            for worker in zip(ours, self._processes, wheres, strict=True)
        ]
        for thread in self._threads:
            thread.start()

    def submit(  # type: ignore[override]
        self, function: Callable[..., Any], /, *arguments: Any
    ) -> Future[Any]:
        """The result of `function(*arguments)`, called in a worker. WorkerDied where it died of it."""
        future: Future[Any] = Future()
        self._tasks.put((future, function, arguments))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if cancel_futures:
            for process in self._processes:
                process.kill()
        for _ in self._threads:
            self._tasks.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            for process in self._processes:
                process.join()

    def _serve(self, connection: Connection[Any, Any], process: Any, at: Any) -> None:
        """Give one worker task after task. One that has died answers each with its death."""
        while (task := self._tasks.get()) is not None:
            future, function, arguments = task
            if future.set_running_or_notify_cancel():
                at.value = NOWHERE
                try:
                    connection.send((function, arguments))
                    is_done, content = connection.recv()
                except (EOFError, OSError):
                    process.join()
                    future.set_exception(_death(process.exitcode, at.value))
                except Exception as error:  # the caller's to handle
                    future.set_exception(error)
                else:
                    (future.set_result if is_done else future.set_exception)(content)
        connection.close()


def _death(exit_code: int | None, where: int) -> WorkerDied:
    how = "ended"
    if exit_code is not None and exit_code < 0:
        how = f"was killed by {signal.Signals(-exit_code).name}"
    elif exit_code:
        how = f"ended with {exit_code}"
    return WorkerDied(f"a worker process {how}", None if where == NOWHERE else where)


_here: Any = None  # in a worker, the number that its parent sees


def report(where: int) -> None:
    """In a worker: note the number of what is run now, for the message should the process die of it."""
    if _here is not None:
        _here.value = where


def _work(connection: Connection[Any, Any], where: Any, inherited: list[Any]) -> None:
    """A worker's life: calls until the parent closes the connection, or is gone."""
    global _here
    _here = where
    for other in inherited:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        while True:
            function, arguments = connection.recv()
            try:
                connection.send((True, function(*arguments)))
            except (EOFError, OSError):
                raise
            except Exception as error:  # the parent's to handle, as from any executor
                text = "".join(traceback.format_exception(error))
                connection.send((False, RuntimeError(text)))
    except (EOFError, OSError):
        os._exit(0)
