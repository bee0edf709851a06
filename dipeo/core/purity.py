"""Purity, enforced: while a pure function runs, nothing may reach the world outside its inputs.

Two guards work together. An audit hook (PEP 578) stops what the interpreter reports: files, sockets, processes,
threads, native libraries. What raises no audit event (clocks, the environment, `stat`, randomness) is stopped by
stand-ins that the user's modules get when they import `time`, `os`, `datetime` and their like. A call that is stopped
is remembered, so that a function which swallows the error fails all the same.

This catches mistakes. It is no prison for hostile Python: a workspace's generators are its owner's own code.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from .guard import PACKAGE_PREFIX, breach_of, state
from .stand_ins import user_builtins

__all__ = ["PACKAGE_PREFIX", "enforced", "user_builtins"]

_BLOCKED_EVENTS = {
    "open",
    "mmap.__new__",
    "sqlite3.connect",
    "time.sleep",
    "urllib.Request",
    "webbrowser.open",
    "builtins.input",
    "builtins.breakpoint",
    "_thread.start_new_thread",
    "_thread.start_joinable_thread",
    "sys.addaudithook",
}
_BLOCKED_FAMILIES = {
    "ctypes",
    "fcntl",
    "ftplib",
    "glob",
    "http",
    "imaplib",
    "os",
    "pathlib",
    "pty",
    "resource",
    "shutil",
    "signal",
    "smtplib",
    "socket",
    "subprocess",
    "syslog",
    "tempfile",
    "winreg",
}


@contextmanager
def enforced() -> Iterator[None]:
    """While this is open, this thread runs a pure function. Raises PurityError for a breach, even a swallowed one."""
    _install()
    outer = (state.pure, state.breach)
    state.pure, state.breach = True, None
    try:
        yield
    finally:
        breach = state.breach
        state.pure, state.breach = outer
        if breach is not None:
            raise breach from None


_installed = False


def _install() -> None:
    global _installed
    if not _installed:
        _installed = True
        sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not state.pure:
        return
    if event not in _BLOCKED_EVENTS and event.split(".")[0] not in _BLOCKED_FAMILIES:
        return
    if not _is_harmless(sys._getframe(1)):
        first = repr(arguments[0]) if arguments else ""
        raise breach_of(f"{event}({first})")


def _is_harmless(frame: FrameType | None) -> bool:
    """Whether an import, a message that shows source lines or what is called when garbage is collected, not the user's
    code, is nearest on the stack.
    """
    called = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith(PACKAGE_PREFIX):
            return False
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        if frame.f_globals.get("__name__") in ("traceback", "warnings"):
            return True
        if frame.f_code in called:
            return True
        frame = frame.f_back
    return False
