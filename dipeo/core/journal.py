"""Changing many files at once so that a crash at any moment leaves all of them old or all of them new.

An undo journal, without contents:

1. `journal` lists what will be created, replaced and removed. It is written, synced and renamed into place.
2. Each new file is written where it belongs; a new version of an existing file is staged, its old version is kept by a
   hard link, and the staged one is renamed over it; a file to remove is moved aside.
3. `journal` becomes `journal.done`: the commit. Then the old versions are deleted, then `journal.done`.

Found at the next start, `journal` means undo, `journal.done` means delete the old versions. Undoing keeps whatever a
person has put in the place of a file meanwhile. All of it lies in `.dipeo/`, on the file system of the workspace.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import Any

from dipeo.errors import CommitError

VERSION = 1


@dataclass(slots=True)
class _Entry:
    """A file of a commit. Digests are of its new and its old content; None where there is none."""

    path: str  # relative to the root
    new: str | None
    old: str | None


@dataclass(slots=True)
class _Journal:
    version: int = VERSION
    entries: list[_Entry] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)  # to be made, outermost first


def apply(root: str, changes: Mapping[str, bytes | None]) -> None:
    """Write or (None) remove every file, absolute paths below `root`. Raises CommitError, with nothing changed."""
    if not changes:
        return
    commit = _Commit(root)
    try:
        commit.begin(changes)
        commit.carry_out(changes)
        commit.conclude()
    except OSError as error:
        commit.undo()
        where = os.path.relpath(error.filename, root) if error.filename else ""
        reason = error.strerror or str(error)
        at = f"{where}: " if where else ""
        raise CommitError(f"{at}{reason}; nothing was written") from error
    except BaseException:
        commit.undo()
        raise


def recover(root: str) -> str | None:
    """Finish or undo a commit that was cut off; `'finished'`, `'undone'`, or None where there is nothing to do."""
    commit = _Commit(root)
    if os.path.exists(commit.done):
        commit.conclude_files()
        return "finished"
    if os.path.exists(commit.journal):
        commit.load()
        commit.undo()
        return "undone"
    shutil.rmtree(commit.stage, ignore_errors=True)
    return None


class _Commit:
    """One commit: the journal in memory and its files on disk."""

    def __init__(self, root: str) -> None:
        self.root = root
        home = os.path.join(root, ".dipeo")
        self.home = home
        self.journal = os.path.join(home, "journal")
        self.done = os.path.join(home, "journal.done")
        self.stage = os.path.join(home, "stage")
        self.lost = os.path.join(home, "lost")
        self.plan = _Journal()

    def staged(self, index: int) -> str:
        return os.path.join(self.stage, f"{index}.new")

    def kept(self, index: int) -> str:
        return os.path.join(self.stage, f"{index}.old")

    def full(self, entry: _Entry) -> str:
        return os.path.join(self.root, entry.path)

    # forward

    def begin(self, changes: Mapping[str, bytes | None]) -> None:
        folders: dict[str, None] = {}
        for path, content in changes.items():
            old = _digest_of_file(path)
            if content is None and old is None:
                continue
            relative = os.path.relpath(path, self.root)
            new = None if content is None else _digest(content)
            self.plan.entries.append(_Entry(relative, new, old))
            missing = os.path.dirname(path)
            chain = []
            while missing not in folders and not os.path.isdir(missing):
                chain.append(missing)
                missing = os.path.dirname(missing)
            folders.update(dict.fromkeys(reversed(chain)))
        self.plan.folders = [os.path.relpath(path, self.root) for path in folders]
        os.makedirs(self.stage, exist_ok=True)
        text = json.dumps(asdict(self.plan))
        body = f"{_digest(text.encode())}\n{text}".encode()
        partial = self.journal + ".partial"
        _write(partial, body, sync=True)
        os.rename(partial, self.journal)
        _sync_folder(self.home)

    def carry_out(self, changes: Mapping[str, bytes | None]) -> None:
        for folder in self.plan.folders:
            os.mkdir(os.path.join(self.root, folder))
        for index, entry in enumerate(self.plan.entries):
            path = self.full(entry)
            content = changes[path]
            if content is None:
                os.rename(path, self.kept(index))
            elif entry.old is None:
                _write(path, content)
            else:
                _write(self.staged(index), content)
                os.chmod(self.staged(index), stat.S_IMODE(os.stat(path).st_mode))
                os.link(path, self.kept(index))
                os.rename(self.staged(index), path)

    def conclude(self) -> None:
        os.rename(self.journal, self.done)
        with suppress(OSError):  # the commit stands; what is left is for `recover`
            _sync_folder(self.home)
            self.remove_empty_folders()
            self.conclude_files()

    def conclude_files(self) -> None:
        shutil.rmtree(self.stage, ignore_errors=True)
        os.unlink(self.done)

    def remove_empty_folders(self) -> None:
        for entry in self.plan.entries:
            if entry.new is None:
                _remove_empty(os.path.dirname(self.full(entry)), self.root)

    # backward

    def load(self) -> None:
        """Read the journal. A broken one was never acted on: it is synced before anything is changed."""
        with suppress(OSError, ValueError, TypeError, KeyError):
            with open(self.journal, encoding="utf-8") as file:
                digest, _, text = file.read().partition("\n")
            if digest == _digest(text.encode()):
                data: dict[str, Any] = json.loads(text)
                self.plan = _Journal(
                    data["version"],
                    [_Entry(**entry) for entry in data["entries"]],
                    data["folders"],
                )

    def undo(self) -> None:
        """Put every file back. The journal goes last, so that this too can be cut off and repeated."""
        if not os.path.exists(self.journal):
            shutil.rmtree(self.stage, ignore_errors=True)
            with suppress(OSError):
                os.unlink(self.journal + ".partial")
            return
        for index, entry in enumerate(self.plan.entries):
            if entry.old is None:
                self.undo_created(entry)
            elif os.path.exists(self.kept(index)):
                self.undo_replaced(entry, self.kept(index))
        for folder in reversed(self.plan.folders):
            with suppress(OSError):  # not empty: a person's files are in it
                os.rmdir(os.path.join(self.root, folder))
        shutil.rmtree(self.stage, ignore_errors=True)
        os.unlink(self.journal)

    def undo_created(self, entry: _Entry) -> None:
        path = self.full(entry)
        found = _digest_of_file(path)
        if found == entry.new or found == _digest(b""):
            os.unlink(path)
        elif found is not None:  # cut off while writing, or a person's own file
            self.put_aside(path, entry)

    def undo_replaced(self, entry: _Entry, kept: str) -> None:
        path = self.full(entry)
        found = _digest_of_file(path)
        if found in (entry.new, entry.old, None):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.replace(kept, path)

    def put_aside(self, path: str, entry: _Entry) -> None:
        os.makedirs(self.lost, exist_ok=True)
        name = entry.path.replace(os.sep, "_")[-200:]
        os.replace(path, os.path.join(self.lost, name))


def _write(path: str, content: bytes, *, sync: bool = False) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    handle = os.open(path, flags, 0o666)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
        if sync:
            os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(path: str) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_empty(folder: str, root: str) -> None:
    while folder != root and folder.startswith(root):
        try:
            os.rmdir(folder)
        except OSError:
            return
        folder = os.path.dirname(folder)


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _digest_of_file(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return _digest(file.read())
    except FileNotFoundError:
        return None
