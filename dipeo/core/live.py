"""What goes on inside items that take long: told in a file of each thread, for whoever looks meanwhile.

The records get an item in one piece when it has ended, and most items end before anybody could look. So nothing is told
of quick ones, and what is told is no more than states and times.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Any, NamedTuple
from zlib import crc32

FOLDER = "live"  # in the folder of what the workspace keeps for itself
SLOW_SECONDS = 0.01  # an item that took so long is likely to be followed by another
_AGAIN_SECONDS = 0.1
_TRIES = 3
_KEPT = 16  # items of a thread that are told
_QUICK = {"condition", "db", "endpoint", "start", "sub_diagram", "template_job"}


class Going(NamedTuple):
    """A node inside of an item, by its address from there: how it is, since when, and how many items it has."""

    address: str
    type: str
    state: str
    at: float
    seconds: float | None
    items: int | None = None


class Live:
    """Tells what goes on in the items that a process runs for one run. It is for looking only, so no error of the disk
    counts.
    """

    def __init__(self, private: Path | str, run: int) -> None:
        self._folder = folder_of(private, run)
        self._of_thread = threading.local()

    def is_due(self, type_: str, at: float, began: float) -> bool:
        """Whether to tell that a node begins, in an item that began at `began`."""
        mine = self._of_thread
        if not (getattr(mine, "is_slow", True) or at - began > SLOW_SECONDS):
            return False
        return type_ not in _QUICK or at - getattr(mine, "told", 0.0) > _AGAIN_SECONDS

    def tell(self, item: str, nodes: Sequence[Going], at: float) -> None:
        """How the nodes of this thread's item are."""
        self._of_thread.told, self._of_thread.item = at, item
        with suppress(OSError):
            self._file().write(item, nodes)

    def ended(
        self, item: str, nodes: Callable[[], list[Going]], seconds: float
    ) -> None:
        """This thread's item has ended. The records may get it later: those before it come first."""
        mine = self._of_thread
        mine.is_slow = seconds >= SLOW_SECONDS
        if getattr(mine, "item", None) == item:
            with suppress(OSError):
                self._file().write(item, nodes())

    def _file(self) -> _File:
        """This thread's; a process that was forked from another has its own."""
        mine, process = self._of_thread, os.getpid()
        if getattr(mine, "process", None) != process:
            os.makedirs(self._folder, exist_ok=True)
            name = f"{process}-{threading.get_native_id()}"
            mine.file, mine.process = _File(os.path.join(self._folder, name)), process
        file: _File = mine.file
        return file


class _File:
    """The last items of a thread, in a file that is closed with it."""

    __slots__ = ("_items", "_number")

    def __init__(self, path: str) -> None:
        self._number = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        self._items: dict[str, Sequence[Going]] = {}

    def write(self, item: str, nodes: Sequence[Going]) -> None:
        """All in one piece and with its sum: who reads meanwhile knows, and reads again."""
        self._items.pop(item, None)
        self._items[item] = nodes
        if len(self._items) > _KEPT:
            del self._items[next(iter(self._items))]
        body = json.dumps(self._items).encode()
        os.pwrite(self._number, b"%08x" % crc32(body) + body, 0)
        os.ftruncate(self._number, 8 + len(body))

    def __del__(self) -> None:
        os.close(self._number)


def live_of(private: Path | str, run: int | None) -> Live | None:
    """Where a run tells it; nowhere for one that is not recorded."""
    return None if run is None else Live(private, run)


def folder_of(private: Path | str, run: int) -> str:
    return os.path.join(private, FOLDER, str(run))


def going_on(private: Path | str, run: int) -> Mapping[str, Sequence[Going]]:
    """The nodes of items that a run is at, those that ended before those that go on, by the item's address.

    An item may have ended since: the records know.
    """
    folder = folder_of(private, run)
    found: dict[str, Sequence[Going]] = {}
    with suppress(OSError):
        for name in os.listdir(folder):
            for item, nodes in _read(os.path.join(folder, name)).items():
                found[item] = [Going(*node) for node in nodes]
    return found


def _read(path: str) -> dict[str, list[list[Any]]]:
    """What is told in a file; nothing where it is being written again and again."""
    for _ in range(_TRIES):
        with suppress(OSError, ValueError), open(path, "rb") as file:
            text = file.read()
            if text[:8] == b"%08x" % crc32(text[8:]):
                found: dict[str, list[list[Any]]] = json.loads(text[8:])
                return found
    return {}


def forget(private: Path | str) -> None:
    """Drop what was told of runs that have ended, or were killed. To be called while no other run goes on."""
    folder = os.path.join(private, FOLDER)
    if os.path.isdir(folder):
        rmtree(folder, ignore_errors=True)
