"""SIGINT and SIGTERM held back while they would do harm, and delivered afterwards."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_Handler = Callable[[int, FrameType | None], object]

_SIGNALS: tuple[int, ...] = (signal.SIGINT, signal.SIGTERM)
_handlers: dict[int, _Handler] = {}  # of the signals that are held back now
_arrived: list[int] = []


@contextmanager
def deferred() -> Iterator[None]:
    """Until the block ends, note signals; then call the handlers that they had.

    Only the main thread gets signals, so elsewhere, and inside another such block, this
    does nothing.
    """
    if _handlers or threading.current_thread() is not threading.main_thread():
        yield
        return
    try:
        for number in _SIGNALS:
            handler = signal.getsignal(number)
            if callable(handler):
                _handlers[number] = handler
                signal.signal(number, _note)
        yield
    finally:
        handlers = dict(_handlers)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        _handlers.clear()
        _deliver(handlers)


def deliver() -> None:
    """Call the handler of a signal that has arrived: for where it does no harm."""
    if _arrived:
        _deliver(_handlers)


def stop_in(error: BaseException) -> BaseException | None:
    """What stops the program, if that is what an error is about.

    Up to Python 3.11, what a signal raises while a class is made arrives as the cause of a RuntimeError.
    """
    for found in (error, error.__cause__):
        if not isinstance(found, Exception | SystemExit | None):
            return found
    return None


def _note(number: int, frame: FrameType | None) -> None:
    _arrived.append(number)


def _deliver(handlers: dict[int, _Handler]) -> None:
    while _arrived:
        number = _arrived.pop(0)
        handlers[number](number, None)
