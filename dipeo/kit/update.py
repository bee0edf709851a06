"""A newer kit merged into a project that has changed its own: nothing of either is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dipeo.core.store import FileStore
from dipeo.errors import MissingDocument

from .merge import merge

NEW, CHANGED, MERGED, CONFLICT, REMOVED, KEPT = (
    "new",
    "changed",
    "merged",
    "conflict",
    "removed",
    "kept",
)


@dataclass(frozen=True, slots=True)
class Update:
    """What happens to one file, what it becomes (None: it goes, or stays away), and what there is to say."""

    path: str
    what: str
    content: bytes | None
    note: str = ""


def updates(
    root: Path,
    base: Mapping[str, bytes],
    new: Mapping[str, bytes],
    versions: tuple[str, str],
) -> list[Update]:
    """What a merge would do, by path; files that stay as they are are not among it."""
    store = FileStore(root)
    found = []
    for path in sorted({*base, *new}):
        update = _update(
            path, base.get(path), _there(store, path), new.get(path), versions
        )
        if update is not None:
            found.append(update)
    return found


def _there(store: FileStore, path: str) -> bytes | None:
    try:
        return store.read(path)
    except MissingDocument:
        return None


def _update(
    path: str,
    base: bytes | None,
    mine: bytes | None,
    new: bytes | None,
    versions: tuple[str, str],
) -> Update | None:
    if new in (base, mine):
        return None
    if mine == base:
        what = REMOVED if new is None else NEW if base is None else CHANGED
        return Update(path, what, new)
    if mine is None:
        return Update(
            path, KEPT, None, "you have removed it, and the kit has changed it"
        )
    if new is None:
        return Update(
            path, KEPT, mine, "you have changed it, and the kit has it no more"
        )
    return _merged(path, base or b"", mine, new, versions)


def _merged(
    path: str, base: bytes, mine: bytes, new: bytes, versions: tuple[str, str]
) -> Update:
    names = ("yours", f"the kit of {versions[0]}", f"the kit of {versions[1]}")
    try:
        made = merge(base.decode(), mine.decode(), new.decode(), names)
    except UnicodeDecodeError:
        return Update(path, KEPT, mine, "it is no text, so yours is kept")
    count = made.conflicts
    if not count:
        return Update(path, MERGED, made.text.encode())
    note = f"{count} place{'s' if count > 1 else ''} that both have changed"
    return Update(path, CONFLICT, made.text.encode(), note)
