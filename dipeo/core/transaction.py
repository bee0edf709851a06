"""A transaction: what a run has read and wants to write. Nothing reaches the store before `commit`."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from threading import RLock
from typing import Protocol

from dipeo.errors import MissingDocument, NodeError, PathError, Problem

from .claims import Claims, digest_of
from .paths import check_path
from .store import Store


class Actor(Protocol):
    """A running node: it has a name, and may or may not come before another."""

    def __str__(self) -> str: ...

    def comes_before(self, other: Actor) -> bool: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a commit does: sorted paths."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def changes(self) -> bool:
        return bool(self.written or self.removed)


class Transaction:
    """Reads go to what this run wrote, then to the store. One path has one writer, and its readers come after it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = RLock()
        self._written: dict[str, bytes | None] = {}  # None: as it is in the store
        self._writers: dict[str, Actor] = {}
        self._readers: dict[str, list[Actor]] = {}
        self._spellings: dict[str, str] = {}

    @property
    def documents_read(self) -> tuple[str, ...]:
        return tuple(self._readers)

    def read(self, path: str, by: Actor) -> bytes:
        """The document at the path. Raises MissingDocument, PathError, NodeError for an unordered writer."""
        path = check_path(path)
        with self._lock:
            writer = self._writers.get(path)
            if writer is None:
                self._readers.setdefault(path, []).append(by)
            elif not writer.comes_before(by):
                raise _unordered(path, reader=by, writer=writer)
            content = self._written.get(path)
        if content is not None:
            return content
        return self._store.read(path)

    def write(
        self, path: str, content: bytes, by: Actor, *, again: bool = False
    ) -> None:
        """Stage a document; `again` when it takes what an earlier node wrote further.

        Raises PathError, NodeError where another node writes the path, or reads it and no connection orders the two.
        """
        path = check_path(path)
        with self._lock:
            self._check_writer(path, by, again)
            try:
                same = self._store.read(path) == content
            except MissingDocument:
                same = False
            self._written[path] = None if same else content
            self._writers[path] = by

    def find(self, pattern: str) -> list[str]:
        """The store's paths that match a pattern, sorted; what this run writes is not among them until its commit."""
        names = [name for name in pattern.split("/") if name != "**"]
        check_path("/".join(name.replace("*", "x").replace("?", "x") for name in names))
        return self._store.find(pattern)

    def _check_writer(self, path: str, by: Actor, again: bool) -> None:
        other = self._writers.get(path)
        if other is not None and not (again and other.comes_before(by)):
            message = (
                f"{path!r} is written by {str(other)!r} too; a path has one writer"
            )
            raise NodeError([Problem(message)])
        for reader in self._readers.get(path, ()):
            if reader is not by and not reader.comes_before(by):
                raise _unordered(path, reader=reader, writer=by)
        spelling = unicodedata.normalize("NFKC", path).casefold()
        first = self._spellings.setdefault(spelling, path)
        if first != path:
            message = f"{path!r} and {first!r} are one file where case does not count"
            raise PathError(message)

    def outcome(self, claim: str, claims: Claims) -> Outcome:
        """What `commit` would do now."""
        written = [
            path for path, content in self._written.items() if content is not None
        ]
        unchanged = [path for path, content in self._written.items() if content is None]
        stale = claims.stale(claim, self._written)
        removed = [path for path in stale if self._is_ours(path, stale[path])]
        return Outcome(
            tuple(sorted(written)), tuple(sorted(unchanged)), tuple(sorted(removed))
        )

    def _is_ours(self, path: str, digest: str) -> bool:
        try:
            return digest_of(self._store.read(path)) == digest
        except (MissingDocument, PathError):
            return False

    def content(self, path: str) -> bytes:
        """What the run wrote at a path."""
        content = self._written[path]
        return self._store.read(path) if content is None else content

    def commit(self, claim: str, claims: Claims) -> Outcome:
        """Write what changed, remove what this claim no longer makes; all or, with a CommitError, nothing."""
        outcome = self.outcome(claim, claims)
        changes: dict[str, bytes | None] = {
            path: content
            for path in outcome.written
            if (content := self._written[path]) is not None
        }
        changes.update(dict.fromkeys(outcome.removed))
        made = {path: digest_of(self.content(path)) for path in self._written}
        changes.update(claims.changes(claim, dict(sorted(made.items()))))
        self._store.apply(changes)
        return outcome


def _unordered(path: str, *, reader: Actor, writer: Actor) -> NodeError:
    message = (
        f"{path!r} is read by {str(reader)!r} and written by {str(writer)!r}, and no"
        " connection says which comes first"
    )
    return NodeError([Problem(message)])
