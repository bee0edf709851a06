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
from .folders import split
from .memo import Stat, signature
from .paths import PRIVATE

_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY

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

    def stat(self, path: str) -> Stat | None:
        """What identified the document when it was last read; None where nothing does."""

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

    def stat(self, path: str) -> Stat | None:
        return None

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
        self._stats: dict[str, Stat] = {}

    def stat(self, path: str) -> Stat | None:
        return self._stats.get(path)

    def read(self, path: str) -> bytes:
        handle = self._open(path)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise PathError(f"{path!r} is not a file")
            self._stats[path] = signature(found)
            self._inside(_path_of(handle, self.locate(path)), path)
            with open(handle, "rb", closefd=False) as file:
                return file.read()
        except OSError as error:
            raise _unreadable(path, error) from None
        finally:
            os.close(handle)

    def _open(self, path: str) -> int:
        try:
            return os.open(self.locate(path), _READ)
        except FileNotFoundError:
            raise _missing(path, self) from None
        except OSError as error:
            raise _unreadable(path, error) from None

    def find(self, pattern: str) -> list[str]:
        found = glob(pattern, root_dir=self.root, recursive=True)
        return sorted(
            path.replace(os.sep, "/")
            for path in found
            if os.path.isfile(os.path.join(self.root, path))
        )

    def apply(self, changes: Changes) -> None:
        journal.apply(self.root, self._real_places(changes))

    def locate(self, path: str) -> str:
        return os.path.join(self.root, path)

    def _real_places(self, changes: Changes) -> Changes:
        """The changes with their paths as they are when links are resolved."""
        folders: dict[str, str] = {}
        real: dict[str, bytes | None] = {}
        for path, content in changes.items():
            folder, name = split(path)
            if folder not in folders:
                full = os.path.realpath(self.locate(folder))
                folders[folder] = self._inside(full, path)
            place = f"{folders[folder]}/{name}" if folders[folder] else name
            full = self.locate(place)
            if os.path.islink(full):
                place = self._inside(os.path.realpath(full), path)
            if place in real:
                raise PathError(f"{path!r} is, by a symbolic link, written twice")
            real[place] = content
        return real

    def _inside(self, full: str, path: str) -> str:
        """A full path as one from the root. Raises PathError when it leads elsewhere, or into a private folder."""
        if full == self.root:
            return ""
        inside = full.removeprefix(self.root + os.sep)
        if inside == full:
            message = f"{path!r} leads out of the workspace by a symbolic link"
            raise PathError(message)
        top = inside.split(os.sep, 1)[0]
        if top in PRIVATE and not path.startswith(f"{top}/"):
            message = f"{path!r} leads into {top!r} by a symbolic link"
            raise PathError(message)
        return inside


def _path_of(handle: int, path: str) -> str:
    """Where an open file lies. The system knows; what a check of the path has found can be wrong by now."""
    try:
        return os.readlink(f"/proc/self/fd/{handle}")
    except OSError:
        return os.path.realpath(path)


def _unreadable(path: str, error: OSError) -> PathError:
    return PathError(f"{path!r} cannot be read: {error.strerror or error}")


def _missing(path: str, store: Store) -> MissingDocument:
    folder = path.rpartition("/")[0]
    pattern = f"{folder}/*" if folder else "*"
    return MissingDocument(path, lambda: store.find(pattern))
