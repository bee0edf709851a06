"""Undoing a commit: old versions go back to their places, and nothing that is not the commit's own is lost."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress

from .commit import Commit
from .digests import hasher
from .folders import split
from .intent import Entry
from .private import HOME, JOURNAL

_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}


def undo(commit: Commit) -> None:
    """Put every file back. The journal goes last, so that this can be cut off and repeated. Raises OSError."""
    if commit.journaled:
        _Undo(commit).all()
        commit.journaled = False
    else:
        commit.drop_stage(commit.stage_name)


def lost_folder(commit: Commit) -> str:
    """Where what is not the commit's own is kept; it is made."""
    folder = f"{HOME}/lost/{commit.intent.token}"
    commit.make_folder(split(folder)[0])
    commit.make_folder(folder)
    return folder


class _Undo:
    """The steps, for the entries of one commit."""

    def __init__(self, commit: Commit) -> None:
        self.commit = commit

    def all(self) -> None:
        commit = self.commit
        for index in reversed(range(len(commit.intent.entries))):
            self.put_back(index, commit.intent.entries[index])
        for folder in reversed(commit.intent.folders):
            commit.removed(folder)
        self.say_what_is_lost()
        commit.drop_stage(commit.stage_name)
        commit.at = f"{HOME}/{JOURNAL}"
        os.unlink(JOURNAL, dir_fd=commit.home)

    def put_back(self, index: int, entry: Entry) -> None:
        kept = f"{index}.old"
        if entry.old:
            found = self.staged(kept)
            if found is None:
                return  # not reached, or back already
            if not stat.S_ISREG(found.st_mode):  # somebody has put it there
                self.save(kept, entry)
                return
        elif index not in self.commit.made and not self.commit.crashed:
            return
        self.take_away(index, entry)
        if entry.old:
            self.restore(kept, entry)

    def staged(self, name: str) -> os.stat_result | None:
        try:
            return os.stat(name, dir_fd=self.commit.stage, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def take_away(self, index: int, entry: Entry) -> None:
        """Take what lies at the path into the stage, and from there delete what is the commit's own."""
        taken = f"{index}.taken"
        self.sort_out(index, taken, entry)  # what a crash of undoing left
        with suppress(FileNotFoundError, NotADirectoryError):
            name, folder = self.commit.place(entry.path)
            os.rename(name, taken, src_dir_fd=folder, dst_dir_fd=self.commit.stage)
        self.sort_out(index, taken, entry)

    def sort_out(self, index: int, taken: str, entry: Entry) -> None:
        found = self.staged(taken)
        if found is None:
            return
        own = found.st_size == 0 or found.st_ino in self.commit.unfinished
        if stat.S_ISREG(found.st_mode) and (own or self.is_known(index, taken, entry)):
            os.unlink(taken, dir_fd=self.commit.stage)
        else:
            self.save(taken, entry)

    def is_known(self, index: int, taken: str, entry: Entry) -> bool:
        """Whether a file has the content that the commit wrote, or that is put back."""
        return self.digest(taken) in (entry.new, self.digest(f"{index}.old"))

    def digest(self, name: str) -> str | None:
        """Of a file in the stage; None where there is none."""
        try:
            handle = os.open(name, _READ, dir_fd=self.commit.stage)
        except FileNotFoundError:
            return None
        from hashlib import file_digest

        with open(handle, "rb") as file:
            return file_digest(file, hasher).hexdigest()

    def save(self, taken: str, entry: Entry) -> None:
        """Keep what is not the commit's own where its owner can find it."""
        lost = lost_folder(self.commit)
        names = self.commit.folders.names(lost)
        flat = os.fsdecode(os.fsencode(entry.path.replace("/", "_"))[-200:])
        tries = [flat, *(f"{flat}.{n}" for n in range(1, len(names) + 1))]
        name = next(name for name in tries if name not in names)
        self.commit.at = entry.path
        target = self.commit.folders.handle(lost)
        os.rename(taken, name, src_dir_fd=self.commit.stage, dst_dir_fd=target)

    def say_what_is_lost(self) -> None:
        lost = f"{HOME}/lost/{self.commit.intent.token}"
        for name in sorted(self.commit.folders.names(lost)):
            self.commit.notes.append(
                f"a file that was changed or cut off meanwhile is kept: {lost}/{name}"
            )

    def restore(self, kept: str, entry: Entry) -> None:
        """Give an old version its place back, over nothing that appears just now."""
        for missing in self.commit.missing(split(entry.path)[0]):
            self.commit.make_folder(missing)
        name, folder = self.commit.place(entry.path)
        stage = self.commit.stage
        try:
            os.link(
                kept, name, src_dir_fd=stage, dst_dir_fd=folder, follow_symlinks=False
            )
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            os.rename(kept, name, src_dir_fd=stage, dst_dir_fd=folder)
        else:
            os.unlink(kept, dir_fd=stage)
