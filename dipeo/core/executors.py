"""Worker processes: they end with their parent, and it is known on which item one died."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Condition, Thread, active_count
from typing import Any

from .chunk import WorkerDied

NOWHERE = -1


_Task = tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]


def can_fork() -> bool:
    """Whether a copy of this process is safe: no thread of it may be cut off in the middle of something."""
    return sys.platform == "linux" and active_count() == 1


class Processes:
    """`count` worker processes. What is submitted, and what comes back, is pickled.

    All start at once, before the threads that serve them, so that each is a copy of this process as it is now, and what
    is loaded here need not be loaded there. Where a copy is not safe, they start empty.
    """

    def __init__(self, count: int) -> None:
        self._queues: list[deque[_Task]] = [deque() for _ in range(count)]
        self._changed = Condition()
        self._is_closed = False
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
            for worker in zip(self._queues, ours, self._processes, wheres, strict=True)
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self, near: int, function: Callable[..., Any], /, *arguments: Any
    ) -> Future[Any]:
        """The result of `function(*arguments)`, called in a worker. WorkerDied where it died of it.

        What is submitted with the same `near` goes to the same worker, which may know something of it already, unless
        another has nothing else to do.
        """
        future: Future[Any] = Future()
        with self._changed:
            queue = self._queues[near % len(self._queues)]
            queue.append((future, function, arguments))
            self._changed.notify_all()
        return future

    def shutdown(self, *, at_once: bool) -> None:
        """End the workers, when they have done what was submitted or `at_once`."""
        if at_once:
            for process in self._processes:
                process.kill()
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        for process in self._processes:
            process.join()

    def _next(self, own: deque[_Task], *, lives: bool) -> _Task | None:
        """A worker's next task, the oldest of its own or, while it lives, of whoever has most; None at the end."""
        with self._changed:
            while True:
                queue = max(self._queues, key=len) if lives and not own else own
                if queue:
                    return queue.popleft()
                if self._is_closed:
                    return None
                self._changed.wait()

    def _serve(
        self,
        own: deque[_Task],
        connection: Connection[Any, Any],
        process: Any,
        at: Any,
    ) -> None:
        """Give one worker task after task. One that has died answers each with its death."""
        lives = True
        while (task := self._next(own, lives=lives)) is not None:
            future, function, arguments = task
            if future.set_running_or_notify_cancel():
                at.value = NOWHERE
                try:
                    connection.send((function, arguments))
                    is_done, content = connection.recv()
                except (EOFError, OSError):
                    process.join()
                    lives = False
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
            except Exception as error:  # the parent's to handle, as from a call
                text = "".join(traceback.format_exception(error))
                connection.send((False, RuntimeError(text)))
    except (EOFError, OSError):
        os._exit(0)
