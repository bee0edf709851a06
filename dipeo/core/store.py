"""Where documents live: a folder on disk, or memory. Both are read by path and changed all or none."""

from __future__ import annotations

import fnmatch
import os
import stat
from collections.abc import Mapping
from glob import glob
from pathlib import Path
from typing import Protocol

from dipeo.errors import MissingDocument, PathError

from . import journal

Changes = Mapping[str, bytes | None]
"""What to write at each path; None removes the document."""


class Store(Protocol):
    """A place for documents. Paths have been through `check_path`."""

    def read(self, path: str) -> bytes:
        """The document's bytes. Raises MissingDocument, PathError where the path leads out of the store."""

    def find(self, pattern: str) -> list[str]:
        """The paths of the documents that match a glob pattern, sorted."""

    def apply(self, changes: Changes) -> None:
        """Make all changes or, with a CommitError, none."""

    def locate(self, path: str) -> str:
        """The path as a person finds it."""


class MemoryStore:
    """Documents in memory."""

    def __init__(self, documents: Mapping[str, bytes] | None = None) -> None:
        self.documents = dict(documents or {})

    def read(self, path: str) -> bytes:
        try:
            return self.documents[path]
        except KeyError:
            raise _missing(path, self) from None

    def find(self, pattern: str) -> list[str]:
        wanted = pattern.split("/")
        return sorted(
            path for path in self.documents if _matches(path.split("/"), wanted)
        )

    def apply(self, changes: Changes) -> None:
        for path, content in changes.items():
            if content is None:
                self.documents.pop(path, None)
            else:
                self.documents[path] = content

    def locate(self, path: str) -> str:
        return f"memory:{path}"


def _matches(names: list[str], wanted: list[str]) -> bool:
    if not wanted:
        return not names
    if wanted[0] == "**":
        return any(_matches(names[at:], wanted[1:]) for at in range(len(names) + 1))
    return (
        bool(names)
        and fnmatch.fnmatchcase(names[0], wanted[0])
        and not (names[0].startswith(".") and not wanted[0].startswith("."))
        and _matches(names[1:], wanted[1:])
    )


class FileStore:
    """Documents as files below a folder. A symbolic link may lead to another place inside it, not outside."""

    def __init__(self, root: Path) -> None:
        self.root = os.path.realpath(root)
        self._folders: dict[str, str] = {}

    def read(self, path: str) -> bytes:
        full = self._real(path)
        try:
            handle = os.open(full, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise _missing(path, self) from None
        except OSError as error:
            raise PathError(f"{path!r} cannot be read: {error.strerror}") from None
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise PathError(f"{path!r} is not a file")
            return file.read()

    def find(self, pattern: str) -> list[str]:
        found = glob(pattern, root_dir=self.root, recursive=True)
        return sorted(
            path.replace(os.sep, "/")
            for path in found
            if os.path.isfile(os.path.join(self.root, path))
        )

    def apply(self, changes: Changes) -> None:
        real = {self._real(path): content for path, content in changes.items()}
        journal.apply(self.root, real)

    def locate(self, path: str) -> str:
        return os.path.join(self.root, path)

    def _real(self, path: str) -> str:
        """The absolute path with links resolved. Raises PathError when it lies outside the folder."""
        folder, _, name = path.rpartition("/")
        real = self._folders.get(folder)
        if real is None:
            real = os.path.realpath(os.path.join(self.root, folder))
            self._check_inside(real, path)
            self._folders[folder] = real
        full = os.path.join(real, name)
        if os.path.islink(full):
            full = os.path.realpath(full)
            self._check_inside(full, path)
        return full

    def _check_inside(self, real: str, path: str) -> None:
        if real != self.root and not real.startswith(self.root + os.sep):
            message = f"{path!r} leads out of the workspace by a symbolic link"
            raise PathError(message)


def _missing(path: str, store: Store) -> MissingDocument:
    folder = path.rpartition("/")[0]
    pattern = f"{folder}/*" if folder else "*"
    return MissingDocument(path, lambda: store.find(pattern))
