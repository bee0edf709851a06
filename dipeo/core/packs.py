"""Packs: the values of each run, one behind the other in a file, and an index beside it that says where each is.

A pack is whole in itself: what ran in a run is found in the run's own pack. An index is a row of (digest, place, size),
16 + 8 + 4 bytes, big-endian.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from struct import Struct
from typing import BinaryIO

from .lock import forget, not_in_children
from .values import Value, text_digest

_ENTRY = Struct(">16sQI")
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
_Index = dict[bytes, tuple[int, int]]
KEPT_INDEXES = 50  # that a reader has in mind


class Pack:
    """The pack of a run that is going on, to be written. The run holds a lock on it while it lives."""

    def __init__(self, folder: Path, run: int) -> None:
        self._file = _open(folder / f"{run}.pack")
        try:
            self._index = _open(folder / f"{run}.index")
        except OSError:
            self._file.close()
            raise
        self._place = os.fstat(self._file.fileno()).st_size  # a number may come again
        self._texts: list[bytes] = []  # behind what the file has
        self._waiting: dict[str, Value] = {}
        self._seen: set[str] = set()
        not_in_children(self._file.fileno())
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def keep(self, value: Value) -> str:
        """The digest of a value, which `flush` will write. One that an earlier run has kept stays there."""
        digest = value.digest
        if digest not in self._seen:
            self._seen.add(digest)
            if not value.is_kept:
                self._waiting[digest] = value
        return digest

    def add(self, text: str) -> tuple[int, int]:
        """Where a text that has no name will stand in the pack: its place and size."""
        content = text.encode()
        self._texts.append(content)
        place = self._place
        self._place += len(content)
        return place, len(content)

    def flush(self) -> None:
        """Raises OSError."""
        contents, entries = self._texts, []
        self._texts = []
        for digest, value in self._waiting.items():
            content = value.text.encode()
            entries.append(
                _ENTRY.pack(bytes.fromhex(digest), self._place, len(content))
            )
            contents.append(content)
            self._place += len(content)
        self._waiting.clear()
        for file, parts in ((self._file, contents), (self._index, entries)):
            file.write(b"".join(parts))
            file.flush()

    def close(self) -> None:
        forget(self._file.fileno())
        for file in (self._file, self._index):
            with suppress(OSError):
                file.close()


def _open(path: Path) -> BinaryIO:
    return open(os.open(path, _FLAGS, 0o666), "ab")


class Packs:
    """The packs of a folder, to be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._indexes: dict[int, tuple[int, _Index]] = {}  # with the index's size

    def text(self, digest: str, run: int | None = None) -> str | None:
        """The text of a value, looked for first in the pack of `run`; None when it is gone or damaged."""
        for number in self._order(run):
            found = self._index(number).get(bytes.fromhex(digest))
            text = None if found is None else self.read(number, *found)
            if text is not None and text_digest(text) == digest:
                return text
        return None

    def size(self, digest: str, run: int | None = None) -> int | None:
        """The size of a value in bytes, looked for as `text` does; None when it is gone."""
        for number in self._order(run):
            found = self._index(number).get(bytes.fromhex(digest))
            if found is not None:
                return found[1]
        return None

    def _order(self, run: int | None) -> Iterator[int]:
        """The run itself, then all, the newest first."""
        if run is not None:
            yield run
        yield from self.runs()

    def holder(self, digest: str, run: int) -> int | None:
        """The run whose pack has a value: `run`, else the newest that has it; None where none does."""
        name = bytes.fromhex(digest)
        if name in self._index(run):
            return run
        return next((r for r in self.runs() if name in self._index(r)), None)

    def digests(self, run: int) -> list[str]:
        """The names of the values in the pack of a run."""
        return [name.hex() for name in self._index(run)]

    def runs(self) -> list[int]:
        """The numbers of the runs that have a pack, the newest first."""
        try:
            names = [entry.name for entry in os.scandir(self.folder)]
        except OSError:
            return []
        stems = [n.removesuffix(".pack") for n in names if n.endswith(".pack")]
        return sorted((int(stem) for stem in stems if stem.isdecimal()), reverse=True)

    def is_alive(self, run: int) -> bool:
        """Whether a process holds the lock on the run's pack."""
        try:
            with open(self.folder / f"{run}.pack", "rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def _index(self, run: int) -> _Index:
        path = self.folder / f"{run}.index"
        try:
            size = os.stat(path).st_size
            known = self._indexes.get(run)
            if known is None or known[0] != size:
                known = size, dict(_entries(path.read_bytes()))
                while len(self._indexes) >= KEPT_INDEXES:
                    self._indexes.pop(next(iter(self._indexes)), None)
                self._indexes[run] = known
        except OSError:
            return {}
        return known[1]

    def read(self, run: int, place: int, size: int) -> str | None:
        """What stands somewhere in a pack; None where it is gone."""
        try:
            with open(self.folder / f"{run}.pack", "rb") as file:
                file.seek(place)
                return file.read(size).decode()
        except (OSError, ValueError, OverflowError):
            return None


def _entries(content: bytes) -> Iterator[tuple[bytes, tuple[int, int]]]:
    whole = len(content) - len(content) % _ENTRY.size
    for digest, place, size in _ENTRY.iter_unpack(content[:whole]):
        yield digest, (place, size)
