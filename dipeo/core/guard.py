"""Whether this thread runs a pure function, and the error for one that reaches out."""

from __future__ import annotations

import sys
import threading
from types import FrameType

from dipeo.errors import PurityError

PACKAGE_PREFIX = "dipeo_code_"  # the modules of users' code are called so


class _State(threading.local):
    """What this thread is doing."""

    pure = False
    breach: PurityError | None = None


state = _State()


def breach_of(call: str, verb: str = "called") -> PurityError:
    """The error for a call, remembered. It is raised with the guard down, so that reporting it is not a breach."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and not _is_users(frame):
        frame = frame.f_back
    where = f" at {frame.f_code.co_filename}:{frame.f_lineno}" if frame else ""
    error = PurityError(
        f"a pure function {verb} {call}{where}; data comes in by connections and goes"
        " out by the return value, and files are read and written by db nodes"
        " (`allow_io: true` on the node lifts this)"
    )
    if state.breach is None:
        state.breach = error
    return error


def _is_users(frame: FrameType) -> bool:
    """Whether the frame is in a file of the user's, not in what it gave to `exec`."""
    name: str = frame.f_globals.get("__name__", "")
    return name.startswith(PACKAGE_PREFIX) and frame.f_code.co_filename != "<string>"
