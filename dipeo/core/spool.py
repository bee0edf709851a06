"""Contents that wait for a commit: some in memory, many in a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

_ROOM_BYTES = 32_000_000  # of contents that are kept in memory


class Spooled(NamedTuple):
    """A content in a spool's file."""

    handle: int
    place: int
    size: int

    def read(self) -> bytes:
        content = os.pread(self.handle, self.size, self.place)
        if len(content) != self.size:
            raise OSError("a file of the system's folder for such is cut short")
        return content


Held = bytes | Spooled | None


class Spool:
    """Takes contents in. Its file has no name, and is gone with it."""

    def __init__(self) -> None:
        self._room = _ROOM_BYTES
        self._file: tempfile._TemporaryFileWrapper[bytes] | None = None
        self._end = 0

    def put(self, content: bytes) -> Held:
        """The content, or where it is. Raises OSError."""
        if len(content) <= self._room:
            self._room -= len(content)
            return content
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # type: ignore[assignment]  # noqa: SIM115
            assert self._file is not None
        place = self._end
        self._end += self._file.write(content)
        if self._end - place != len(content):
            raise OSError("not everything could be written")
        return Spooled(self._file.fileno(), place, len(content))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def content_of(held: Held) -> bytes | None:
    return held.read() if isinstance(held, Spooled) else held


class Contents(Mapping[str, bytes | None]):
    """What is to be at each path, None for nothing. A content is read when it is asked for."""

    def __init__(self, held: Mapping[str, Held]) -> None:
        self._held = held

    @classmethod
    def of(cls, contents: Mapping[str, bytes | None]) -> Contents:
        return contents if isinstance(contents, Contents) else cls(contents)

    def __getitem__(self, path: str) -> bytes | None:
        return content_of(self._held[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def removed(self) -> set[str]:
        """The paths at which nothing is to be."""
        return {path for path, held in self._held.items() if held is None}

    def only(self, paths: Iterable[str]) -> Contents:
        return Contents({path: self._held[path] for path in paths})

    def called(self, names: Mapping[str, str]) -> Contents:
        """The same under other names: `names[path]` is a path's."""
        return Contents({names[path]: held for path, held in self._held.items()})
