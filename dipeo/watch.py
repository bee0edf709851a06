"""What `dipeo watch` looks at between two runs, and what has changed there.

What has changed is seen with `stat`, which works on every file system; when to look is told by the system where it can
(`watchfiles`), else by the clock. After a run that left a memo, the files that it read and the patterns that it listed
count, and nothing else; after another, as one that failed, anything in the workspace may be what it lacked. What a run
itself writes never counts. Files are compared with what they were before the run began, so that a change while it goes
on is not lost.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Event, Thread

from dipeo.core.freshness import folders_searched
from dipeo.core.memo import Memo, Stat, listing_digest, stat_of
from dipeo.core.paths import is_url

QUIET_SECONDS = (
    0.05  # an editor, or a `git switch`, is done when nothing changes for so long
)
PAUSE_SECONDS = 0.1
TOLD_PAUSE_SECONDS = 1.0  # where the system tells of changes, which it can miss
IDLE = 10  # times as long as a look takes, nothing is done
STEP_MS = 20  # how soon it is known that nobody waits any more
MANY_FOLDERS = 4_000

Files = Mapping[str, Stat | None]


@dataclass(frozen=True, slots=True)
class Look:
    """What tells of a change: `changes()` says what has changed, for people, as in `files/x.json changed`. What happens
    in the `folders` themselves, below the root, is a reason to ask.
    """

    changes: Callable[[], list[str]]
    folders: frozenset[str]


def files_in(root: str) -> dict[str, Stat | None]:
    """What is below a folder, without hidden files and what package managers and Python leave."""
    return dict(_walk(root, ""))


def _walk(root: str, folder: str) -> Iterator[tuple[str, Stat | None]]:
    try:
        with os.scandir(os.path.join(root, folder)) as entries:
            found = list(entries)
    except OSError:  # it is gone by now, or not for us
        return
    for entry in found:
        if entry.name.startswith(".") or entry.name in ("node_modules", "__pycache__"):
            continue
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(root, path)
        else:
            yield path, stat_of(entry.path)


def settled(root: str) -> dict[str, Stat | None]:
    """The files below a folder, when nothing has changed there for a moment."""
    before = files_in(root)
    while True:
        time.sleep(QUIET_SECONDS)
        now = files_in(root)
        if now == before:
            return now
        before = now


def look_everywhere(
    root: str, before: Files, made: Collection[str], inputs: tuple[str, ...]
) -> Look:
    """Everything counts but what the run has made. To be called when all has been said of the run.

    Paths that begin as `inputs` do are compared with what was `before` the run, others with what is there now: that may
    be where someone keeps what the run has said.
    """
    now = settled(root)
    first = {path: stat for path, stat in before.items() if path.startswith(inputs)}
    first |= {path: stat for path, stat in now.items() if not path.startswith(inputs)}
    folders = frozenset(map(os.path.dirname, first))
    return Look(lambda: list(_changes(first, files_in(root), made)), folders)


def look_at_memo(
    root: str,
    before: Files,
    memo: Memo,
    find: Callable[[str], list[str]],
    also: Iterable[str],
) -> Look:
    """What the run read counts, and `also` some other files."""
    made = frozenset(memo.wrote)
    told = {path: stat for path, (stat, _) in memo.files.items()}
    paths = [p for p in {*told, *also} if p not in made and not is_url(p)]
    first = {path: before.get(path, told.get(path)) for path in paths}
    listed = {pattern: find(pattern) for pattern in memo.listings}
    late = [
        f"what {pattern} finds changed"
        for pattern, paths in listed.items()
        if listing_digest(paths) != memo.listings[pattern]
    ]

    def look() -> list[str]:
        now = {path: stat_of(os.path.join(root, path)) for path in paths}
        changes = dict.fromkeys([*late, *_changes(first, now, made)])
        for pattern, there in listed.items():
            changes |= dict.fromkeys(_listing_changes(there, find(pattern), made))
        return list(changes)

    folders = set(map(os.path.dirname, paths))
    for pattern in listed:
        folders.update(folders_searched(root, pattern) or ())
    return Look(look, frozenset(folders))


def _changes(before: Files, now: Files, made: Collection[str]) -> Iterator[str]:
    for path in sorted({*before, *now}):
        then, there = before.get(path), now.get(path)
        if then != there and path not in made:
            verb = (
                "is new" if then is None else "is gone" if there is None else "changed"
            )
            yield f"{path} {verb}"


def _listing_changes(
    before: list[str], now: list[str], made: Collection[str]
) -> Iterator[str]:
    for path in sorted({*before} ^ {*now}):
        if path not in made:
            yield f"{path} {'is gone' if path in before else 'is new'}"


def wait_for_change(root: str, look: Look) -> list[str]:
    """Look again when something happens and, the less often the longer a look takes, when not, until something has
    changed.
    """
    with _Bell(root, look.folders) as bell:
        while True:
            start = time.perf_counter()
            found = look.changes()
            if found:
                return found
            bell.wait(IDLE * (time.perf_counter() - start))


class _Bell:
    """Rings when the system tells that something has happened in folders. As a context, it ends with it."""

    def __init__(self, root: str, folders: Collection[str]) -> None:
        there = (os.path.join(root, folder) for folder in folders)
        self._folders = [folder for folder in there if os.path.isdir(folder)]
        self._rung, self._left = Event(), Event()
        self._thread = Thread(target=self._listen, daemon=True)

    def __enter__(self) -> _Bell:
        if len(self._folders) <= MANY_FOLDERS:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        if self._thread.ident is not None:
            self._thread.join()  # a process with threads cannot be forked

    def wait(self, seconds: float) -> None:
        """Until it rings, or for so many seconds; at least for a while where it does not."""
        least = TOLD_PAUSE_SECONDS if self._thread.is_alive() else PAUSE_SECONDS
        self._rung.wait(max(least, seconds))
        self._rung.clear()

    def _listen(self) -> None:
        from watchfiles import watch

        try:
            for _ in watch(
                *self._folders,
                watch_filter=None,
                step=STEP_MS,
                stop_event=self._left,
                recursive=False,
            ):
                self._rung.set()
        except (OSError, RuntimeError):  # there are too many, or a folder is gone
            return
