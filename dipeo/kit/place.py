"""Putting files into a project: what is there already, what would be new, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dipeo.core import journal, lock
from dipeo.core.paths import check_path
from dipeo.core.store import FileStore
from dipeo.errors import MissingDocument
from dipeo.root import PRIVATE


@dataclass(frozen=True, slots=True)
class Placing:
    """Paths by what would happen to them: they are `new`, are there as they would be (`same`), or `differ`."""

    new: tuple[str, ...]
    same: tuple[str, ...]
    differ: tuple[str, ...]


def compare(root: Path, files: Mapping[str, bytes]) -> Placing:
    """What putting the files into a folder would mean. Raises PathError for a path that is no place for one."""
    store = FileStore(root)
    found = {path: _read(store, check_path(path)) for path in files}
    return Placing(
        tuple(path for path in files if found[path] is None),
        tuple(path for path in files if found[path] == files[path]),
        tuple(path for path in files if found[path] not in (None, files[path])),
    )


def place(
    root: Path, files: Mapping[str, bytes | None], on_note: Callable[[str], None]
) -> None:
    """Write the files, all or none; None removes one. Raises CommitError, PathError, LockError."""
    with lock.held(root / PRIVATE, on_wait=on_note):
        for message in journal.recover(str(root)):
            on_note(message)
        FileStore(root).apply(files)


def _read(store: FileStore, path: str) -> bytes | None:
    try:
        return store.read(path)
    except MissingDocument:
        return None
