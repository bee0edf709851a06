"""Texts that a run's records keep of the workspace: its diagrams as they were, and files before they are replaced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dipeo.core.events import TextsKept
from dipeo.core.store import Store
from dipeo.core.values import Value
from dipeo.diff import Change
from dipeo.errors import MissingDocument, PathError

MAX_BYTES = 10_000_000  # of one file
MAX_TOTAL = 50_000_000  # of all files that a run replaces


def diagrams_kept(store: Store, files: Iterable[str]) -> TextsKept:
    """Diagrams, by the paths of their files."""
    return TextsKept("diagram", dict(_texts(store, files)))


def files_kept(store: Store, files: Iterable[str]) -> TextsKept:
    """Files that are about to be replaced or removed: None for one that is not text, or too big."""
    return TextsKept("before", dict(_texts(store, files)))


def contents_kept(changes: Iterable[Change]) -> TextsKept:
    """What a dry run would write."""
    written = ((c.path, c.after) for c in changes if c.after is not None)
    return TextsKept("after", dict(_within_limits(written)))


def _texts(store: Store, files: Iterable[str]) -> Iterator[tuple[str, Value | None]]:
    return _within_limits(_contents(store, files))


def _contents(store: Store, files: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for path in files:
        try:
            yield path, store.read(path)
        except (MissingDocument, PathError):
            continue


def _within_limits(
    files: Iterable[tuple[str, bytes]],
) -> Iterator[tuple[str, Value | None]]:
    room = MAX_TOTAL
    for path, content in files:
        room -= len(content)
        yield path, _text(content) if room >= 0 else None


def _text(content: bytes) -> Value | None:
    if len(content) > MAX_BYTES:
        return None
    try:
        return Value(content.decode())
    except ValueError:
        return None
