"""One run at a time: a lock on the workspace that the system itself drops when its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dipeo.errors import LockError

WAIT_SECONDS = 60.0


@contextmanager
def held(
    folder: Path,
    *,
    wait: float = WAIT_SECONDS,
    on_wait: Callable[[str], None] = lambda message: None,
) -> Iterator[None]:
    """Hold the lock of a workspace's `.dipeo` folder. Raises LockError after `wait` seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _acquire(handle, wait, on_wait)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, wait: float, on_wait: Callable[[str], None]) -> None:
    end = time.monotonic() + wait
    said = False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            pid = os.pread(handle, 20, 0).decode("ascii", "replace") or "unknown"
        if time.monotonic() > end:
            message = f"another run (process {pid}) holds this workspace"
            raise LockError(f"{message}; waited {wait:.0f} s")
        if not said:
            on_wait(f"waiting for another run (process {pid})")
            said = True
        time.sleep(0.02)
