"""Changing many files at once so that a crash leaves all of them old or all of them new.

An undo journal, without contents:

1. `.dipeo/journal` lists what will be created, replaced and removed. It is synced before
   it gets its name.
2. Old versions move into `.dipeo/stage.TOKEN`, and new files are written where they
   belong, never over something that is there.
3. `journal` becomes `journal.done`: the commit. Then the stage is deleted, and the list.

Found at the next start, `journal` means undo, `journal.done` means delete the stage.
Undoing deletes only what has the content that the journal names; anything else, like a
file that a person has put there meanwhile, is kept in `.dipeo/lost/TOKEN`.

A crash of the process loses nothing. After a power failure the tree is old or new too,
but the last files may be incomplete, as nothing waits for the disk to have them; the next
run sees that their content is wrong and writes them again.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b, file_digest

from dipeo.errors import CommitError

from . import interrupts
from .folders import Folders, split
from .memo import Stat, signature

VERSION = 1
HOME = ".dipeo"
_JOURNAL, _DONE, _PARTIAL = "journal", "journal.done", "journal.partial"
_STAGE = "stage."
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
_REASONS = {
    errno.EXDEV: f"it is on another file system than {HOME}",
    errno.EEXIST: "it appeared while the run was going on",
    errno.EBUSY: "it changed while the run was going on",
}
_STAYS = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EBUSY}
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}


@dataclass(slots=True)
class _Entry:
    """A file of a commit: the digest of its new content, None to remove it."""

    path: str
    new: str | None
    old: bool  # whether it was there before


@dataclass(slots=True)
class _Plan:
    """What the journal says."""

    token: str
    entries: list[_Entry] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)  # to be made, outermost first


class _Unreadable(Exception):
    """A journal that was damaged after it was written; a crash cannot do that."""


class _Newer(Exception):
    """A journal in a format of the future."""


def apply(
    root: str,
    changes: Mapping[str, bytes | None],
    found: Mapping[str, Stat | None] | None = None,
) -> None:
    """Write or (None) remove every file; paths are relative to `root`, without links.

    `found` is what was at some of the paths when somebody looked, None for nothing; it
    must be there still. Raises CommitError with nothing changed. SIGINT and SIGTERM undo a commit that has
    begun, or take effect after it.
    """
    if not changes:
        return
    with interrupts.deferred(), Folders(root) as folders:
        commit = _Commit(folders, _Plan(f"{time.time_ns():x}"))
        try:
            commit.begin(changes, found or {})
            commit.carry_out(changes)
            commit.conclude()
        except OSError as error:
            raise commit.give_up(error) from error
        except BaseException:
            with suppress(OSError):  # the journal stays, and the next run undoes
                commit.undo()
            raise


def recover(root: str) -> list[str]:
    """Finish or undo what a crash cut off; what a person should know about it.

    For the holder of the workspace's lock. Raises CommitError where it cannot be done.
    """
    with Folders(root) as folders:
        commit = _Commit(folders, _Plan(""))
        try:
            return commit.recover()
        except OSError as error:
            message = "; what an interrupted run left there cannot be put in order"
            raise CommitError(commit.explain(error) + message) from error


class _Commit:
    """One commit: its plan, and how far it has come."""

    def __init__(self, folders: Folders, plan: _Plan) -> None:
        self.folders = folders
        self.plan = plan
        self.before: dict[int, os.stat_result] = {}
        self.made: set[int] = set()
        self.crashed = False  # then `made` is not known
        self.unfinished: int | None = None
        self.journaled = False
        self.notes: list[str] = []
        self.at = HOME  # what is being worked on, for messages

    @property
    def home(self) -> int:
        return self.folders.handle(HOME)

    @property
    def stage(self) -> int:
        return self.folders.handle(f"{HOME}/{_STAGE}{self.plan.token}")

    def place(self, path: str) -> tuple[str, int]:
        """The name of a file, and the handle of its folder."""
        self.folders.trim()
        self.at = path
        folder, name = split(path)
        return name, self.folders.handle(folder)

    def explain(self, error: OSError) -> str:
        reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
        return f"{self.at}: {reason}"

    # forward

    def begin(
        self,
        changes: Mapping[str, bytes | None],
        found: Mapping[str, Stat | None],
    ) -> None:
        """Write down what will be done."""
        self.make_folder(HOME)
        if _JOURNAL in self.folders.names(HOME):
            raise OSError(errno.EINVAL, "an interrupted run is not undone yet")
        self.look(changes, found)
        self.at = f"{HOME}/{_STAGE}{self.plan.token}"
        os.mkdir(f"{_STAGE}{self.plan.token}", dir_fd=self.home)
        self.at = f"{HOME}/{_JOURNAL}"
        with suppress(FileNotFoundError):
            os.unlink(_PARTIAL, dir_fd=self.home)
        handle = os.open(_PARTIAL, _CREATE, 0o666, dir_fd=self.home)
        try:
            _write(handle, _text_of(self.plan))
            os.fsync(handle)
        finally:
            os.close(handle)
        os.rename(_PARTIAL, _JOURNAL, src_dir_fd=self.home, dst_dir_fd=self.home)
        self.journaled = True
        _sync_folder(self.home)

    def look(
        self,
        changes: Mapping[str, bytes | None],
        found: Mapping[str, Stat | None],
    ) -> None:
        """Plan the entries and folders from what is there."""
        names: dict[str, frozenset[str]] = {}
        missing: dict[str, None] = {}
        for path, content in changes.items():
            folder, name = split(path)
            if folder not in names:
                self.at = folder
                self.folders.trim()
                names[folder] = frozenset(self.folders.names(folder))
            old = name in names[folder]
            if old:
                self.before[len(self.plan.entries)] = self.file(path)
            if path in found:
                self.compare(path, found[path])
            if content is not None:
                self.plan.entries.append(_Entry(path, _digest(content), old))
                if folder not in missing and not names[folder]:
                    missing.update(dict.fromkeys(self.missing(folder)))
            elif old:
                self.plan.entries.append(_Entry(path, None, old))
        self.plan.folders = list(missing)
        for path in missing.keys() & changes.keys():
            self.at = path
            raise OSError(errno.EINVAL, "it would be a file and a folder at once")

    def missing(self, folder: str) -> list[str]:
        """The folders that have to be made to have this one, outermost first."""
        found: list[str] = []
        while folder:
            try:
                self.folders.handle(folder)
                break
            except FileNotFoundError:
                found.insert(0, folder)
                folder = split(folder)[0]
        return found

    def compare(self, path: str, found: Stat | None) -> None:
        """Raise OSError where a path is not as it was found."""
        here = self.before.get(len(self.plan.entries))
        if found is None and here is not None:
            self.at = path
            raise OSError(errno.EEXIST, "")
        if found is not None and (here is None or _identity(here) != _same(found)):
            self.at = path
            raise OSError(errno.EBUSY, "")

    def file(self, path: str) -> os.stat_result:
        """What is there, which must be a file."""
        name, folder = self.place(path)
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is not a file")
        return found

    def carry_out(self, changes: Mapping[str, bytes | None]) -> None:
        for index, entry in enumerate(self.plan.entries):
            if entry.new is None:
                self.keep(index, entry)
        for folder in self.plan.folders:
            self.make_folder(folder)
        for index, entry in enumerate(self.plan.entries):
            content = changes[entry.path]
            if content is not None:
                interrupts.deliver()
                self.write(index, entry, content)

    def make_folder(self, path: str) -> None:
        name, outer = self.place(path)
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=outer)
        self.folders.handle(path)

    def keep(self, index: int, entry: _Entry) -> None:
        """Move the old version into the stage, when it is still what was looked at."""
        name, folder = self.place(entry.path)
        kept = f"{index}.old"
        os.rename(name, kept, src_dir_fd=folder, dst_dir_fd=self.stage)
        found = os.stat(kept, dir_fd=self.stage, follow_symlinks=False)
        if _identity(found) != _identity(self.before[index]):
            raise OSError(errno.EBUSY, "")

    def write(self, index: int, entry: _Entry, content: bytes) -> None:
        if entry.old:
            self.keep(index, entry)
        name, folder = self.place(entry.path)
        handle = os.open(name, _CREATE, 0o666, dir_fd=folder)
        try:
            self.made.add(index)
            self.unfinished = index
            if entry.old:
                os.fchmod(handle, stat.S_IMODE(self.before[index].st_mode))
            _write(handle, content)
        finally:
            os.close(handle)
        self.unfinished = None

    def conclude(self) -> None:
        self.at = f"{HOME}/{_JOURNAL}"
        os.rename(_JOURNAL, _DONE, src_dir_fd=self.home, dst_dir_fd=self.home)
        self.journaled = False  # the commit stands; the rest can wait for `recover`
        with suppress(OSError):
            self.clean()

    def clean(self) -> None:
        """Delete what a finished commit left. Raises OSError; `recover` tries again."""
        for entry in self.plan.entries:
            if entry.new is None:
                self.remove_empty(split(entry.path)[0])
        self.drop_stage(f"{_STAGE}{self.plan.token}")
        os.unlink(_DONE, dir_fd=self.home)

    def remove_empty(self, folder: str) -> None:
        """Remove a folder, and those around it, that have nothing in them any more."""
        while folder and self.removed(folder):
            folder = split(folder)[0]

    def removed(self, folder: str) -> bool:
        """Whether the folder is gone; one that is in use stays."""
        try:
            name, outer = self.place(folder)
            os.rmdir(name, dir_fd=outer)
        except FileNotFoundError:
            return True
        except OSError as error:
            if error.errno not in _STAYS:
                raise
            return False
        return True

    def drop_stage(self, name: str) -> None:
        folder = f"{HOME}/{name}"
        self.at = folder
        with suppress(OSError):  # what stays is for the next `recover`
            for file in self.folders.names(folder):
                os.unlink(file, dir_fd=self.folders.handle(folder))
            os.rmdir(name, dir_fd=self.home)

    # backward

    def give_up(self, reason: OSError) -> CommitError:
        """Undo; the error that says why, and how the files are now."""
        message = self.explain(reason)
        try:
            self.undo()
        except OSError as error:
            return CommitError(
                f"{message}; undoing what was written failed too"
                f" ({self.explain(error)}): the next run does it"
            )
        return CommitError("; ".join([message, "nothing was written", *self.notes]))

    def undo(self) -> None:
        """Put every file back. The journal goes last, so that this can be repeated."""
        if not self.journaled:
            self.drop_stage(f"{_STAGE}{self.plan.token}")
            return
        for index in reversed(range(len(self.plan.entries))):
            self.put_back(index, self.plan.entries[index])
        for folder in reversed(self.plan.folders):
            self.removed(folder)
        self.say_lost()
        self.drop_stage(f"{_STAGE}{self.plan.token}")
        self.at = f"{HOME}/{_JOURNAL}"
        os.unlink(_JOURNAL, dir_fd=self.home)
        self.journaled = False

    def put_back(self, index: int, entry: _Entry) -> None:
        kept = f"{index}.old"
        if entry.old:
            if self.staged(kept) is None:
                return  # not reached, or back already
        elif index not in self.made and not self.crashed:
            return
        self.take_away(index, entry)
        if entry.old:
            self.restore(kept, entry)

    def staged(self, name: str) -> os.stat_result | None:
        try:
            return os.stat(name, dir_fd=self.stage, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def take_away(self, index: int, entry: _Entry) -> None:
        """Take what lies at the path into the stage, and from there delete what is ours."""
        taken = f"{index}.taken"
        self.sort_out(index, taken, entry)  # what a crash of undoing left
        with suppress(FileNotFoundError, NotADirectoryError):
            name, folder = self.place(entry.path)
            os.rename(name, taken, src_dir_fd=folder, dst_dir_fd=self.stage)
        self.sort_out(index, taken, entry)

    def sort_out(self, index: int, taken: str, entry: _Entry) -> None:
        found = self.staged(taken)
        if found is None:
            return
        if stat.S_ISREG(found.st_mode) and (
            index == self.unfinished
            or found.st_size == 0
            or self.digest(taken) in (entry.new, self.digest(f"{index}.old"))
        ):
            os.unlink(taken, dir_fd=self.stage)
        else:
            self.save(taken, entry)

    def digest(self, name: str) -> str | None:
        """Of a file in the stage; None where there is none."""
        try:
            handle = os.open(name, _READ, dir_fd=self.stage)
        except FileNotFoundError:
            return None
        with open(handle, "rb") as file:
            return file_digest(file, _hash).hexdigest()

    def save(self, taken: str, entry: _Entry) -> None:
        """Keep what is not ours where its owner can find it."""
        lost = f"{HOME}/lost/{self.plan.token}"
        self.make_folder(split(lost)[0])
        self.make_folder(lost)
        names = self.folders.names(lost)
        flat = os.fsdecode(os.fsencode(entry.path.replace("/", "_"))[-200:])
        tries = [flat, *(f"{flat}.{n}" for n in range(1, len(names) + 1))]
        name = next(name for name in tries if name not in names)
        self.at = entry.path
        target = self.folders.handle(lost)
        os.rename(taken, name, src_dir_fd=self.stage, dst_dir_fd=target)

    def say_lost(self) -> None:
        lost = f"{HOME}/lost/{self.plan.token}"
        for name in sorted(self.folders.names(lost)):
            self.notes.append(
                f"a file that was changed or cut off meanwhile is kept: {lost}/{name}"
            )

    def restore(self, kept: str, entry: _Entry) -> None:
        """Give an old version its place back, over nothing that appears just now."""
        for missing in self.missing(split(entry.path)[0]):
            self.make_folder(missing)
        name, folder = self.place(entry.path)
        try:
            os.link(
                kept,
                name,
                src_dir_fd=self.stage,
                dst_dir_fd=folder,
                follow_symlinks=False,
            )
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            os.rename(kept, name, src_dir_fd=self.stage, dst_dir_fd=folder)
        else:
            os.unlink(kept, dir_fd=self.stage)

    # after a crash

    def recover(self) -> list[str]:
        names = self.folders.names(HOME)
        if _JOURNAL in names:
            self.undo_interrupted()
        if _DONE in names:
            with suppress(_Unreadable, _Newer, OSError):
                self.plan = self.load(_DONE)
                self.clean()
        self.drop_leftovers()
        return self.notes

    def undo_interrupted(self) -> None:
        try:
            self.plan = self.load(_JOURNAL)
        except _Unreadable:
            self.set_aside()
            return
        except _Newer as error:
            raise CommitError(
                f"{HOME}/{_JOURNAL} was written by a newer version of DiPeO ({error}):"
                " run that version once, it puts in order what an interrupted run left"
            ) from None
        self.journaled = True
        self.crashed = True
        with suppress(FileExistsError):
            os.mkdir(f"{_STAGE}{self.plan.token}", dir_fd=self.home)
        self.undo()

    def load(self, name: str) -> _Plan:
        """The plan in a journal. Raises _Unreadable, _Newer."""
        self.at = f"{HOME}/{name}"
        handle = os.open(name, _READ, dir_fd=self.home)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise _Unreadable
            with open(handle, "rb", closefd=False) as file:
                return _plan_of(file.read())
        finally:
            os.close(handle)

    def set_aside(self) -> None:
        """Keep a damaged journal and all that it could have put back."""
        self.plan = _Plan(f"{time.time_ns():x}")
        lost = f"{HOME}/lost/{self.plan.token}"
        self.make_folder(split(lost)[0])
        self.make_folder(lost)
        names = [n for n in self.folders.names(HOME) if n.startswith(_STAGE)]
        for name in [*names, _JOURNAL]:
            target = self.folders.handle(lost)
            os.rename(name, name, src_dir_fd=self.home, dst_dir_fd=target)
        self.notes.append(
            f"{HOME}/{_JOURNAL} is damaged, so that an interrupted run cannot be undone:"
            f" look over the generated files; their old versions are kept in {lost}"
        )

    def drop_leftovers(self) -> None:
        """Delete what no journal speaks of."""
        for name in self.folders.names(HOME):
            with suppress(OSError):
                if name in (_DONE, _PARTIAL):
                    os.unlink(name, dir_fd=self.home)
                elif name.startswith(_STAGE):
                    self.drop_stage(name)


# The journal's text: a line with the format's version and the digest of the rest, JSON.


def _text_of(plan: _Plan) -> bytes:
    entries = [(entry.path, entry.new, entry.old) for entry in plan.entries]
    data = {"token": plan.token, "entries": entries, "folders": plan.folders}
    text = json.dumps(data).encode()
    return f"{VERSION} {_digest(text)}\n".encode() + text


def _plan_of(content: bytes) -> _Plan:
    try:
        head, _, text = content.partition(b"\n")
        version, digest = head.decode().split(" ")
        newer = int(version) > VERSION
        if not newer and digest != _digest(text):
            raise _Unreadable
        if newer:
            raise _Newer(f"format {int(version)}")
        data = json.loads(text)
        entries = [_Entry(*entry) for entry in data["entries"]]
        return _Plan(data["token"], entries, data["folders"])
    except (ValueError, TypeError, LookupError, RecursionError):
        raise _Unreadable from None


# Files


def _write(handle: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        written = os.write(handle, view)
        if written == 0:
            break
        view = view[written:]
    if os.lseek(handle, 0, os.SEEK_CUR) != len(content):
        raise OSError(errno.EIO, "not everything could be written")


def _sync_folder(handle: int) -> None:
    """Make a folder's names durable, where its file system can."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise


def _identity(found: os.stat_result) -> tuple[int, int, int]:
    return _same(signature(found))


def _same(found: Stat) -> tuple[int, int, int]:
    """Of what identifies a file, that which a link or a change of its mode leave alone."""
    size, changed, _, inode = found
    return size, changed, inode


def _hash() -> blake2b:
    return blake2b(digest_size=16)


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()
