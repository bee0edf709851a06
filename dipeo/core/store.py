"""Where documents live: a folder on disk, or memory. Both are read by path and changed all or none."""

from __future__ import annotations

import fnmatch
import os
import stat
from collections.abc import Iterable, Mapping
from glob import glob
from pathlib import Path
from typing import Protocol

from dipeo.errors import MissingDocument, PathError, UsageError

from . import journal
from .database import Outside
from .folders import split
from .memo import Stat, signature, stat_of
from .paths import PRIVATE, spelling
from .spool import Contents

MAX_BYTES = 256_000_000  # of a document that is read
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY

Changes = Mapping[str, bytes | None]
"""What to write at each path; None removes the document."""


FoundThere = Mapping[str, Stat | None]
"""What identified a document when it was looked at; None where there was none."""
NOT_LOOKED_AT: FoundThere = {}


class Store(Protocol):
    """A place for documents. Paths have been through `check_path`."""

    def read(self, path: str) -> bytes:
        """The document's bytes. Raises MissingDocument, PathError where the path leads out of the store."""

    def find(self, pattern: str) -> list[str]:
        """The paths of the documents that match a glob pattern, sorted."""

    def check(self, changes: Changes) -> None:
        """Raise PathError where a change cannot be made."""

    def apply(
        self,
        changes: Changes,
        found: FoundThere = NOT_LOOKED_AT,
        outside: Outside | None = None,
    ) -> None:
        """Make all changes or, with a CommitError or PathError, none.

        `found` says what was at some of the paths: where that has changed, none. `outside` is committed with them.
        """

    def stat(self, path: str) -> Stat | None:
        """What identified the document when it was last read; None where nothing does."""

    def look(self, path: str) -> Stat | None:
        """What identifies the document that is at the path now; None where there is none."""

    def address(self, source: str, kind: str) -> str:
        """The URL of a place beyond the workspace's files. Raises UsageError for one that may not be reached."""

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
            path for path in self.documents if matches(path.split("/"), wanted)
        )

    def check(self, changes: Changes) -> None:
        pass

    def apply(
        self,
        changes: Changes,
        found: FoundThere = NOT_LOOKED_AT,
        outside: Outside | None = None,
    ) -> None:
        if outside is not None:
            outside.commit()
        for path, content in changes.items():
            if content is None:
                self.documents.pop(path, None)
            else:
                self.documents[path] = content

    def stat(self, path: str) -> Stat | None:
        return None

    def look(self, path: str) -> Stat | None:
        return None

    def address(self, source: str, kind: str) -> str:
        raise UsageError(f"{source!r} cannot be reached from here")

    def locate(self, path: str) -> str:
        return f"memory:{path}"


def matches(names: list[str], wanted: list[str]) -> bool:
    """Whether the names of a path fit those of a glob pattern."""
    if not wanted:
        return not names
    if wanted[0] == "**":
        return any(matches(names[at:], wanted[1:]) for at in range(len(names) + 1))
    return (
        bool(names)
        and fnmatch.fnmatchcase(names[0], wanted[0])
        and not (names[0].startswith(".") and not wanted[0].startswith("."))
        and matches(names[1:], wanted[1:])
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
            if found.st_size > MAX_BYTES:
                raise PathError(f"{path!r} is larger than {MAX_BYTES:,} bytes")
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
        folders: dict[str, bool] = {}
        paths = []
        for path in found:
            path = path.replace(os.sep, "/")
            folder = split(path)[0]
            if folder not in folders:
                folders[folder] = self._is_inside(self.locate(folder), pattern)
            if folders[folder] and self._is_file(path, pattern):
                paths.append(path)
        return sorted(paths)

    def _is_file(self, path: str, pattern: str) -> bool:
        full = self.locate(path)
        try:
            mode = os.lstat(full).st_mode
        except OSError:
            return False
        if stat.S_ISLNK(mode):
            return os.path.isfile(full) and self._is_inside(full, pattern)
        return stat.S_ISREG(mode)

    def _is_inside(self, full: str, path: str) -> bool:
        try:
            self._inside(os.path.realpath(full), path)
        except PathError:
            return False
        return True

    def check(self, changes: Changes) -> None:
        self._refuse_twins(self._places(changes), changes)

    def look(self, path: str) -> Stat | None:
        return stat_of(self.locate(path))

    def address(self, source: str, kind: str) -> str:
        raise UsageError(f"{source!r} is no path of the workspace")

    def apply(
        self,
        changes: Changes,
        found: FoundThere = NOT_LOOKED_AT,
        outside: Outside | None = None,
    ) -> None:
        places = self._places(changes)
        self._refuse_twins(places, changes)
        journal.apply(
            self.root,
            Contents.of(changes).called(places),
            {places[path]: stat for path, stat in found.items()},
            outside,
        )

    def locate(self, path: str) -> str:
        return os.path.join(self.root, path)

    def _places(self, paths: Iterable[str]) -> dict[str, str]:
        """The paths as they are when links are resolved. Raises PathError."""
        listings = _Listings(self.root)
        folders: dict[str, str] = {}
        places: dict[str, str] = {}
        taken: set[str] = set()
        for path in paths:
            folder, name = split(path)
            if folder not in folders:
                full = os.path.realpath(self.locate(folder))
                folders[folder] = self._inside(full, path)
            place = f"{folders[folder]}/{name}" if folders[folder] else name
            if name in listings.names(folders[folder]):
                full = self.locate(place)
                if os.path.islink(full):
                    place = self._inside(os.path.realpath(full), path)
            if place in taken:
                raise PathError(f"{path!r} is, by a symbolic link, written twice")
            taken.add(place)
            places[path] = place
        return places

    def _refuse_twins(self, places: Mapping[str, str], changes: Changes) -> None:
        listings = _Listings(self.root)
        gone = Contents.of(changes).removed()
        removed = {places[path] for path in gone}
        for path, place in places.items():
            twin = None if path in gone else listings.twin(place)
            if twin is not None and twin not in removed:
                raise PathError(
                    f"{place!a} and {twin!a}, which is there, are one where"
                    " neither case nor composition counts: rename or delete one"
                )

    def _inside(self, full: str, path: str) -> str:
        """A full path as one from the root. Raises PathError when it leads elsewhere, or into a private folder."""
        if full == self.root:
            return ""
        inside = full.removeprefix(self.root + os.sep)
        if inside == full:
            message = f"{path!r} leads out of the workspace by a symbolic link"
            raise PathError(message)
        names = inside.split(os.sep)
        for private in PRIVATE:
            if private in names and not path.startswith(f"{private}/"):
                message = f"{path!r} leads into {private!r} by a symbolic link"
                raise PathError(message)
        return inside


class _Listings:
    """What lies in folders below a root, each looked at once."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._names: dict[str, frozenset[str]] = {}
        self._spellings: dict[str, dict[str, str]] = {}
        self._sound: set[str] = {""}

    def names(self, folder: str) -> frozenset[str]:
        if folder not in self._names:
            try:
                names = os.listdir(os.path.join(self.root, folder))
            except OSError:
                names = []
            self._names[folder] = frozenset(names)
        return self._names[folder]

    def twin(self, path: str) -> str | None:
        """The path that is there of which this is but another spelling."""
        folder, name = split(path)
        if folder not in self._sound:
            found = self.twin(folder)
            if found is not None:
                return found
            self._sound.add(folder)
        if name in self.names(folder):
            return None
        if folder not in self._spellings:
            names = self.names(folder)
            self._spellings[folder] = {spelling(other): other for other in names}
        twin = self._spellings[folder].get(spelling(name))
        if twin is None:
            return None
        return f"{folder}/{twin}" if folder else twin


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
