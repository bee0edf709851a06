"""A commit under way: what is there is moved aside, what is new is written where it belongs."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from threading import Thread

from . import interrupts
from .digests import digest_of
from .folders import Folders, split
from .intent import Entry, Intent, text_of
from .memo import Stat, signature
from .private import DONE, HOME, JOURNAL, PARTIAL, STAGE

MANY = 500  # files, and it pays to write them on two threads
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_STAYS = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EBUSY}
_REASONS = {
    errno.EXDEV: f"it is on another file system than {HOME}",
    errno.EEXIST: "it appeared while the run was going on",
    errno.EBUSY: "it changed while the run was going on",
}

_New = tuple[int, Entry]
_Pause = Callable[[], None]


class Commit:
    """One commit: what it intends, how far it has come, and the steps. All raise OSError; `at` says where."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.intent = Intent(f"{time.time_ns():x}")
        self.before: dict[int, os.stat_result] = {}
        self.made: set[int] = set()
        self.crashed = False  # then `made` is not known
        self.unfinished: set[int] = set()  # the inodes of files that are cut short
        self.journaled = False
        self.notes: list[str] = []  # what a person should know
        self.at = HOME

    @property
    def home(self) -> int:
        return self.folders.handle(HOME)

    @property
    def stage(self) -> int:
        return self.folders.handle(f"{HOME}/{self.stage_name}")

    @property
    def stage_name(self) -> str:
        return STAGE + self.intent.token

    def place(self, path: str) -> tuple[str, int]:
        """The name of a file, and the handle of its folder."""
        self.folders.trim()
        self.at = path
        folder, name = split(path)
        return name, self.folders.handle(folder)

    def explain(self, error: OSError) -> str:
        """In which place what went wrong."""
        reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
        return f"{self.at}: {reason}"

    # The steps

    def begin(
        self,
        changes: Mapping[str, bytes | None],
        found: Mapping[str, Stat | None],
        outside: Mapping[str, str] | None = None,
    ) -> None:
        """Write down what will be done."""
        self.intent.outside = outside
        self.make_folder(HOME)
        if JOURNAL in self.folders.names(HOME):
            raise OSError(errno.EINVAL, "an interrupted run is not undone yet")
        self.look(changes, found)
        self.at = f"{HOME}/{self.stage_name}"
        os.mkdir(self.stage_name, dir_fd=self.home)
        self.at = f"{HOME}/{JOURNAL}"
        with suppress(FileNotFoundError):
            os.unlink(PARTIAL, dir_fd=self.home)
        handle = os.open(PARTIAL, _CREATE, 0o666, dir_fd=self.home)
        try:
            _write(handle, text_of(self.intent))
            os.fsync(handle)
        finally:
            os.close(handle)
        os.rename(PARTIAL, JOURNAL, src_dir_fd=self.home, dst_dir_fd=self.home)
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
                self.before[len(self.intent.entries)] = self.file(path)
            if path in found:
                self.compare(path, found[path])
            if content is not None:
                self.intent.entries.append(Entry(path, digest_of(content), old))
                if folder not in missing and not names[folder]:
                    missing.update(dict.fromkeys(self.missing(folder)))
            elif old:
                self.intent.entries.append(Entry(path, None, old))
        self.intent.folders = list(missing)
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
        here = self.before.get(len(self.intent.entries))
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
        for index, entry in enumerate(self.intent.entries):
            if entry.new is None:
                self.keep(index, entry)
        for folder in self.intent.folders:
            self.make_folder(folder)
        new = [
            (index, entry)
            for index, entry in enumerate(self.intent.entries)
            if entry.new is not None
        ]
        if len(new) < MANY:
            for index, entry in new:
                interrupts.deliver()
                self.write(index, entry, changes[entry.path] or b"")
        else:
            self.write_side_by_side(new, changes)

    def write_side_by_side(
        self, new: Sequence[_New], changes: Mapping[str, bytes | None]
    ) -> None:
        """On two threads: making a file costs the system far more than us."""
        failed: list[tuple[BaseException, str]] = []  # with where that was

        def write(commit: Commit, some: Sequence[_New], pause: _Pause) -> None:
            try:
                for index, entry in some:
                    pause()
                    if failed:
                        return
                    commit.write(index, entry, changes[entry.path] or b"")
            except BaseException as error:  # raised below, when both have stopped
                failed.append((error, commit.at))

        half = len(new) // 2
        with Folders(self.folders.root) as folders:
            other = copy(self)  # what it notes is shared; where it is, is its own
            other.folders = folders
            rest = (other, new[half:], lambda: None)  # signals are the main thread's
            thread = Thread(target=write, args=rest)
            thread.start()
            write(self, new[:half], interrupts.deliver)
            thread.join()
        if failed:
            error, self.at = failed[0]
            raise error

    def make_folder(self, path: str) -> None:
        name, outer = self.place(path)
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=outer)
        self.folders.handle(path)

    def keep(self, index: int, entry: Entry) -> None:
        """Move the old version into the stage, when it is still what was looked at."""
        name, folder = self.place(entry.path)
        kept = f"{index}.old"
        os.rename(name, kept, src_dir_fd=folder, dst_dir_fd=self.stage)
        found = os.stat(kept, dir_fd=self.stage, follow_symlinks=False)
        if _identity(found) != _identity(self.before[index]):
            raise OSError(errno.EBUSY, "")

    def write(self, index: int, entry: Entry, content: bytes) -> None:
        if entry.old:
            self.keep(index, entry)
        name, folder = self.place(entry.path)
        handle = os.open(name, _CREATE, 0o666, dir_fd=folder)
        try:
            self.made.add(index)
            if entry.old:
                os.fchmod(handle, stat.S_IMODE(self.before[index].st_mode))
            _write(handle, content)
        except BaseException:
            self.unfinished.add(os.fstat(handle).st_ino)
            raise
        finally:
            os.close(handle)

    def conclude(self) -> None:
        self.at = f"{HOME}/{JOURNAL}"
        os.rename(JOURNAL, DONE, src_dir_fd=self.home, dst_dir_fd=self.home)
        self.journaled = False  # the commit stands; the rest can wait for `recover`
        with suppress(OSError):
            self.clean()

    def clean(self) -> None:
        """Delete what a finished commit left. Raises OSError; `recover` tries again."""
        for entry in self.intent.entries:
            if entry.new is None:
                self.remove_empty(split(entry.path)[0])
        self.drop_stage(self.stage_name)
        os.unlink(DONE, dir_fd=self.home)

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
