"""One run at a time: a lock on the workspace that the system itself drops when its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

TYPE_CHECKING = False  # without the time that it takes to import `typing`
if TYPE_CHECKING:
    from pathlib import Path

WAIT_SECONDS = 60.0
_DIGITS = 20  # of a process, with blanks behind it
_FLAGS = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


@contextmanager
def held(
    folder: str | Path,
    *,
    wait: float = WAIT_SECONDS,
    on_wait: Callable[[str], None] = lambda message: None,
    dry: bool = False,
) -> Iterator[None]:
    """Hold the lock of a workspace's `.dipeo` folder.

    Where nothing can be written, a `dry` run goes on without it. Raises LockError after
    `wait` seconds, and where there can be no lock.
    """
    handle: int | None = None
    try:
        handle = _acquired(folder, wait, on_wait)
    except OSError as error:
        if not dry:
            raise _refused(
                f"{error.filename or folder}: {error.strerror}; a run needs a file there"
                " that it can write and lock",
                page="errors#writing",
            ) from None
    try:
        yield
    finally:
        if handle is not None:
            let_go(handle)


def _acquired(folder: str | Path, wait: float, on_wait: Callable[[str], None]) -> int:
    """The handle of the lock file, locked. Raises OSError, LockError."""
    file = os.path.join(folder, "lock")
    _make(folder)
    _refuse_links(folder)
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | _FLAGS, 0o666)
        not_in_children(handle)
        try:
            _acquire(handle, wait, on_wait)
            if _is_at(handle, file):
                with suppress(OSError):  # it is only for the message of those who wait
                    os.pwrite(handle, str(os.getpid()).ljust(_DIGITS).encode(), 0)
                return handle
        except BaseException:
            let_go(handle)
            raise
        let_go(handle)


def _make(folder: str | Path) -> None:
    """The folder, which Git leaves alone without being told."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        return
    with suppress(OSError), open(os.path.join(folder, ".gitignore"), "w") as file:
        file.write("*\n")


def _refuse_links(folder: str | Path) -> None:
    """What is written to `.dipeo` stays there, whatever came with a workspace."""
    with os.scandir(folder) as entries:
        links = [entry.path for entry in entries if entry.is_symlink()]
    if os.path.islink(folder):
        links.append(os.fspath(folder))
    if links:
        raise _refused(f"{min(links)} is a symbolic link, which it may not be")


def _is_at(handle: int, file: str) -> bool:
    """Whether the lock is still what others find; who deleted `.dipeo` made another."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(file, follow_symlinks=False))
    except FileNotFoundError:
        return False


def _acquire(handle: int, wait: float, on_wait: Callable[[str], None]) -> None:
    end = time.monotonic() + wait
    said = False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            pid = _holder(handle)
        if time.monotonic() > end:
            message = f"another run (process {pid}) holds this workspace"
            raise _refused(f"{message}; waited {wait:.0f} s")
        if not said:
            on_wait(f"waiting for another run (process {pid})")
            said = True
        time.sleep(0.02)


def _holder(handle: int) -> str:
    """The process that says in the lock file that it has the lock."""
    text = os.pread(handle, _DIGITS, 0).strip()
    return text.decode() if text.isdigit() else "unknown"


def _refused(message: str, *, page: str = "") -> Exception:
    from dipeo.errors import LockError  # most runs get the lock

    return LockError(message, page=page)


# Locks and forks: a copy of the process has the same locks, and could outlive it.

_handles: set[int] = set()


def not_in_children(handle: int) -> None:
    """Keep a lock to this process: those that are forked from it close the handle."""
    _handles.add(handle)


def let_go(handle: int) -> None:
    """Close a handle that was kept to this process."""
    forget(handle)
    with suppress(OSError):
        os.close(handle)


def forget(handle: int) -> None:
    """To be said of a handle that is closed elsewhere: its number will be another's."""
    _handles.discard(handle)


def _close_in_child() -> None:
    for handle in _handles:
        with suppress(OSError):
            os.close(handle)
    _handles.clear()


os.register_at_fork(after_in_child=_close_in_child)
