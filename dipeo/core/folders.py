"""Folders below a root, opened name by name without following a symbolic link."""

from __future__ import annotations

import os
from contextlib import suppress
from types import TracebackType

_OPEN_AT_ONCE = 64
_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class Folders:
    """Handles of folders, for the `dir_fd` of the functions of `os`. Used as a context.

    Paths are relative to the root, with `/`. Who turns a folder into a link between a
    check and a write makes the write fail, and never leads it elsewhere.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._handles: dict[str, int] = {}

    def __enter__(self) -> Folders:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def handle(self, folder: str) -> int:
        """The folder's handle, valid until `trim` or `close`. Raises OSError."""
        found = self._handles.get(folder)
        return self._open(folder) if found is None else found

    def trim(self) -> None:
        """Close the handles when they have become many: a process may have few."""
        if len(self._handles) > _OPEN_AT_ONCE:
            self.close()

    def names(self, folder: str) -> list[str]:
        """What lies in the folder; nothing where there is none. Raises OSError."""
        try:
            return os.listdir(self.handle(folder))
        except FileNotFoundError:
            return []

    def close(self) -> None:
        for handle in self._handles.values():
            with suppress(OSError):
                os.close(handle)
        self._handles.clear()

    def _open(self, folder: str) -> int:
        if "" not in self._handles:
            self._handles[""] = os.open(self.root, _FLAGS)
        path, handle = "", self._handles[""]
        for name in folder.split("/") if folder else ():
            path = f"{path}/{name}" if path else name
            inner = self._handles.get(path)
            if inner is None:
                inner = os.open(name, _FLAGS | os.O_NOFOLLOW, dir_fd=handle)
                self._handles[path] = inner
            handle = inner
        return handle


def split(path: str) -> tuple[str, str]:
    """The folder and the name of a path."""
    folder, _, name = path.rpartition("/")
    return folder, name
