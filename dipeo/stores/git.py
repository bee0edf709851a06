"""Documents at revisions of Git: `git+file:FOLDER@REVISION:PATH`, for comparing across versions. They are only read.

FOLDER is `.` or a folder of the workspace; PATH begins there. Git is asked by its own program, which may reach no other
machine for this and run nothing that a repository configures.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache

from dipeo.core.memo import Stat
from dipeo.core.paths import check_path
from dipeo.core.store import matches
from dipeo.errors import MissingDocument, PathError, UsageError

from .place import MAX_BYTES, stat_of_version

_URL = re.compile(
    r"git\+file:(?P<folder>[^@]+)@(?P<revision>[A-Za-z0-9_][^\s:]*):(?P<path>.+)", re.S
)
_SAFE = ("core.fsmonitor=false", "protocol.allow=never")
SECONDS = 60


class Git:
    def __init__(self, root: str) -> None:
        self._root = root
        self._commits: dict[tuple[str, str], str] = {}
        self._stats: dict[str, Stat] = {}

    def check(self, url: str) -> None:
        folder, _, path = _parts(url)
        if folder != ".":
            check_path(folder)
        check_path(path.replace("*", "x").replace("?", "x"))

    def read(self, url: str) -> bytes:
        folder, revision, path = _parts(url)
        blob = self._blob(url)
        if blob is None:
            near = f"git+file:{folder}@{revision}:{path.rpartition('/')[0]}/*"
            raise MissingDocument(url, lambda: self.find(near.replace(":/", ":")))
        if int(self._git(folder, "cat-file", "-s", blob)) > MAX_BYTES:
            raise PathError(f"{url!r} is larger than {MAX_BYTES:,} bytes", page="db")
        content = self._git(folder, "cat-file", "blob", blob)
        self._stats[url] = stat_of_version(blob)
        return content

    def find(self, pattern: str) -> list[str]:
        folder, revision, wanted = _parts(pattern)
        commit = self._commit(folder, revision)
        listed = self._git(folder, "ls-tree", "-r", "-z", "--name-only", commit)
        names = wanted.split("/")
        found = [os.fsdecode(path) for path in listed.split(b"\0") if path]
        start = f"git+file:{folder}@{revision}:"
        return sorted(start + p for p in found if matches(p.split("/"), names))

    def stat(self, url: str) -> Stat | None:
        return self._stats.get(url)

    def look(self, url: str) -> Stat | None:
        try:
            blob = self._blob(url)
        except (PathError, UsageError):
            return None
        return stat_of_version(blob) if blob else None

    def _blob(self, url: str) -> str | None:
        """The name of the content at a URL; None where the revision has none."""
        folder, revision, path = _parts(url)
        name = f"{self._commit(folder, revision)}:./{path}"
        try:
            return self._resolved(folder, name)
        except PathError:
            return None

    def _commit(self, folder: str, revision: str) -> str:
        """The same all through a run, though a branch moves."""
        key = (folder, revision)
        if key not in self._commits:
            try:
                self._commits[key] = self._resolved(folder, f"{revision}^{{commit}}")
            except PathError as error:
                message = f"there is no revision {revision!r} in {folder!r}: {error}"
                raise PathError(message, page="db") from None
        return self._commits[key]

    def _resolved(self, folder: str, name: str) -> str:
        asked = self._git(folder, "rev-parse", "--verify", "--end-of-options", name)
        return asked.decode().strip()

    def _git(self, folder: str, *arguments: str) -> bytes:
        """What Git says. Raises PathError."""
        full = os.path.realpath(os.path.join(self._root, folder))
        if full != self._root and not full.startswith(self._root + os.sep):
            raise PathError(
                f"{folder!r} leads out of the workspace by a symbolic link", page="db"
            )
        settings = [part for setting in _SAFE for part in ("-c", setting)]
        try:
            done = subprocess.run(
                [_program(), *settings, "-C", full, *arguments],
                capture_output=True,
                stdin=subprocess.DEVNULL,
                env=_environment(),
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise PathError(f"Git said nothing for {SECONDS} s", page="db") from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise PathError(
                said[0].removeprefix("fatal: ") if said else "Git failed", page="db"
            )
        return done.stdout


def _parts(url: str) -> tuple[str, str, str]:
    """Folder, revision and path. Raises PathError."""
    found = _URL.fullmatch(url)
    if found is None:
        message = f"{url!r} is no place in Git: write git+file:FOLDER@REVISION:PATH"
        raise PathError(message, page="db")
    return found["folder"], found["revision"], found["path"]


@cache
def _program() -> str:
    found = shutil.which("git")
    if found is None:
        raise UsageError(
            "this needs the program git, which is not installed", page="db"
        )
    return found


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    return {
        **kept,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
