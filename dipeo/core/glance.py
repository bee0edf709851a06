"""A glance: whether anything has changed since the last run, by `stat` alone.

Beside the memo of a claim lies its glance: every file that the memo names, the folders in which its patterns look, the
memo itself and the files of this package, with what `stat` said of each. When all say the same, a run has nothing to do,
and nothing else needs to be read, compared or imported. When one does not, the memo tells what the change means.
"""

from __future__ import annotations

import os
from array import array

from . import checked

TYPE_CHECKING = False  # without the time that it takes to import `typing`
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .memo import Stat

    _Folder = tuple[str, tuple[str, ...]]  # with the names of what counts in it

_VERSION = "glance 1"
_ABSENT = (0, 0, 0, 0)
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class Seen:
    """What a run that nothing has changed since came to."""

    __slots__ = ("files", "output", "run", "specifications")

    def __init__(self, run: int, output: str, specifications: int, files: int) -> None:
        self.run = run
        self.output = output  # a digest
        self.specifications = specifications
        self.files = files  # how many it answers for


def look(memo_file: str, root: str) -> Seen | None:
    """What the last run came to; None where anything has changed, or nothing is known."""
    found = checked.load(_beside(memo_file), _VERSION)
    if found is None:
        return None
    folders, marks, seen = found
    return Seen(*seen) if _hold(folders, marks, root) else None


def exists(memo_file: str) -> bool:
    """Whether there is a glance to be had at all."""
    return os.path.exists(_beside(memo_file))


def save(
    memo_file: str,
    root: str,
    files: Mapping[str, Stat | None],
    seen: tuple[int, str, int, int],
) -> None:
    """Keep what `stat` has said of files, and of folders as `FOLDER/.`, with the arguments of a `Seen`. Raises OSError."""
    names: dict[str, list[str]] = {}
    stats: dict[str, list[int]] = {}
    for path, stat in files.items():
        folder, name = os.path.split(path)
        names.setdefault(folder, []).append(name)
        stats.setdefault(folder, []).extend(stat or _ABSENT)
    try:
        marks = array("q", [number for part in stats.values() for number in part])
    except OverflowError:
        return
    folders = tuple((folder, tuple(inside)) for folder, inside in names.items())
    checked.save(_beside(memo_file), (folders, marks.tobytes(), seen), _VERSION)


def _hold(folders: tuple[_Folder, ...], marks: bytes, root: str) -> bool:
    """Whether `stat` still says the same of the names in folders: four numbers each."""
    place = 0
    for folder, names in folders:
        try:
            now = _marks(os.path.join(root, folder), names)
        except OverflowError:
            return False
        if now != marks[place : place + len(now)]:
            return False
        place += len(now)
    return place == len(marks)


def _marks(folder: str, names: tuple[str, ...]) -> bytes:
    """Raises OverflowError for a number of more than 64 bits."""
    marks = array("q")
    extend, stat = marks.extend, os.stat
    try:
        handle = os.open(folder, _OPEN)
    except OSError:
        extend(_ABSENT * len(names))
        return marks.tobytes()
    try:
        for name in names:
            try:
                found = stat(name, dir_fd=handle)
            except OSError:
                extend(_ABSENT)
                continue
            extend((found.st_size, found.st_mtime_ns))
            extend((found.st_ctime_ns, found.st_ino))
    finally:
        os.close(handle)
    return marks.tobytes()


def _beside(memo_file: str) -> str:
    return f"{os.path.splitext(memo_file)[0]}.glance"
