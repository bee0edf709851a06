"""A transaction: what a run has read and wants to write. Nothing reaches the store before `commit`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import RLock
from typing import Protocol

from dipeo.errors import MissingDocument, NodeError, PathError, Place, Problem

from . import keep
from .chunk import Write
from .claims import Claims
from .digests import digest_of
from .edits import Edits
from .memo import File, Stat, listing_digest
from .paths import PRIVATE, check_path, is_url, spelling
from .spool import Contents, Held, Spool, content_of
from .store import Store

_PRIVATE_FOLDERS = tuple(f"{name}/" for name in PRIVATE)
_CONTENTS_BYTES = 64_000_000  # how much of what was read is kept, to be read again


class Actor(Protocol):
    """A running node: it has a name, and may or may not come before another."""

    def __str__(self) -> str: ...

    def comes_before(self, other: Actor) -> bool: ...


@dataclass(frozen=True, slots=True)
class Pending:
    """What a commit does: sorted paths, and the bytes of every document that it touches (None: removed)."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    edited: tuple[str, ...]  # by a person, and in the way
    changes: Mapping[str, bytes | None]
    found: Mapping[str, Stat | None]  # what was at these paths; None for nothing


@dataclass(slots=True)
class _Staged:
    """What is known of a document that this run answers for."""

    by: Actor
    digest: str | None  # of what will be there; None where it stays as it was reused
    maker: str = ""
    held: Held = None  # None: as it is in the store
    there: str | None = None  # the digest of what the store has, kept regions left out
    found: Stat | None = None  # what identified that
    may_keep: bool = False  # whether it has kept regions
    is_gone: bool = False  # whether it is to be removed
    is_sound: bool = False  # whether it has been parsed already, without a problem
    is_shared: bool = False  # whether another node has taken it further


class Transaction:
    """Reads go to what this run wrote, then to the store. One path has one writer, and its readers come after it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = RLock()
        self._staged: dict[str, _Staged] = {}
        self._spool = Spool()
        self._contents: dict[str, bytes] = {}  # of documents that were read
        self._room = _CONTENTS_BYTES
        self.seen: dict[str, File] = {}
        """What the documents were that were read from the store."""
        self.listed: dict[str, str] = {}
        """Digests of what patterns found in the store, by pattern."""
        self.answers: dict[str, str] = {}
        """Digests of what databases answered, by need; '' where they answered one question in two ways."""
        self.is_torn = False
        """Whether a document changed while the run was reading."""
        self._readers: dict[str, list[Actor]] = {}
        self._spellings: dict[str, str] = {}

    @property
    def documents_read(self) -> tuple[str, ...]:
        return tuple(self._readers)

    def read(self, path: str, by: Actor) -> bytes:
        """The document at the path. Raises MissingDocument, PathError, NodeError for an unordered writer."""
        path = self._place(path)
        with self._lock:
            staged = self._staged.get(path)
            if staged is None:
                self._readers.setdefault(path, []).append(by)
                content = None
            else:
                if not staged.by.comes_before(by):
                    raise _unordered(path, reader=by, writer=staged.by)
                if staged.is_gone:
                    raise MissingDocument(path, lambda: ())
                content = content_of(staged.held)
        return self._read(path) if content is None else content

    def _read(self, path: str) -> bytes:
        """The store's document, the same all through the run."""
        content = self._contents.get(path)
        if content is not None:
            return content
        try:
            content = self._store.read(path)
        except MissingDocument:
            self.seen[path] = (None, "")
            raise
        self.seen[path] = (self._store.stat(path), digest_of(content))
        if len(content) <= self._room:
            self._room -= len(content)
            self._contents[path] = content
        return content

    def write(
        self,
        path: str,
        content: bytes,
        by: Actor,
        *,
        again: bool = False,
        maker: str | None = None,
    ) -> None:
        """Stage a document; `again` when it takes what an earlier node wrote further. `maker` is the file of the
        function that made the content. Kept regions of the document there are taken over.

        Raises PathError, NodeError where another node writes the path, or reads it and no connection orders the two.
        """
        path = self._place(path)
        with self._lock:
            self._check_writer(path, by, again)
            staged = _Staged(by, None, maker or str(by))
            staged.is_shared = path in self._staged
            try:
                there = self._store.read(path)
            except MissingDocument:
                if keep.has_regions(content):
                    keep.merge(path, content, b"")
                self._hold(staged, content)
            else:
                if keep.has_regions(there) or keep.has_regions(content):
                    content = keep.merge(path, content, there)
                self._hold(staged, None if there == content else content)
                staged.there = digest_of(keep.skeleton(there))
                staged.found = self._store.stat(path)
            staged.digest = digest_of(content)
            self._staged[path] = staged

    def _hold(self, staged: _Staged, content: bytes | None) -> None:
        """Have the content until the commit. Raises NodeError."""
        if content is None:
            return
        try:
            staged.held = self._spool.put(content)
        except OSError as error:
            message = f"what is to be written finds no room until the commit: {error}"
            raise NodeError([Problem(message)]) from None
        staged.may_keep = keep.has_regions(content)

    def delete(self, path: str, by: Actor) -> None:
        """Stage that a document goes. Raises as `write` does; that there is none is no error."""
        path = self._place(path)
        with self._lock:
            self._check_writer(path, by, again=False)
            staged = _Staged(by, "", str(by), is_gone=True)
            with suppress(MissingDocument):
                there = self._store.read(path)
                staged.there = digest_of(keep.skeleton(there))
                staged.found = self._store.stat(path)
            self._staged[path] = staged

    def changes(self, path: str) -> bool:
        """Whether the commit puts something else at a path than is there."""
        staged = self._staged.get(path)
        return staged is not None and (staged.held is not None or staged.is_gone)

    def address(self, source: str, kind: str) -> str:
        """The URL of a place beyond the workspace's files."""
        return self._store.address(source, kind)

    def note_answer(self, need: str, digest: str) -> None:
        """What a database answered."""
        if self.answers.setdefault(need, digest) != digest:
            self.answers[need] = ""

    def _place(self, path: str) -> str:
        return self._store.address(path, "") if is_url(path) else check_path(path)

    def reuse(self, made: Mapping[str, str], by: Actor) -> None:
        """Take over, as they are, documents that an earlier run wrote; their digests by path."""
        with self._lock:
            for path in self._staged.keys() & made.keys():
                self._check_writer(path, by, again=False)
            for path, digest in made.items():
                self._staged[path] = _Staged(by, None, there=digest)

    def note_seen(self, seen: Mapping[str, File]) -> None:
        """Take over what documents were when another transaction of the same run read them."""
        for path, file in seen.items():
            if self.seen.setdefault(path, file) != file:
                self.is_torn = True

    def note_listed(self, listed: Mapping[str, str]) -> None:
        """Take over what patterns found, here or in another transaction of the same run."""
        for pattern, digest in listed.items():
            if self.listed.setdefault(pattern, digest) != digest:
                self.is_torn = True

    def clashes(
        self, reads: Sequence[tuple[str, Actor]], writes: Sequence[tuple[Write, Actor]]
    ) -> bool:
        """Whether what another transaction of the same run has done stands against what was done here.

        It does, too, where that has read a document of the store of which there is another version here.
        """
        with self._lock:
            for path, _ in reads:
                if self.changes(path):
                    return True
            try:
                for path, by in reads:
                    self._check_reader(path, by)
                for write, by in writes:
                    self._check_writer(write.path, by, again=False)
            except (NodeError, PathError):
                return True
        return False

    def takes(self, paths: Iterable[str], by: Actor) -> bool:
        """Whether nothing that was done stands against writing there."""
        with self._lock:
            try:
                for path in paths:
                    self._check_writer(path, by, again=False)
            except (NodeError, PathError):
                return False
        return True

    def digest_there(self, path: str) -> str | None:
        """The digest of the document that the store has, '' where there is none; None where it cannot be read."""
        try:
            self._read(path)
        except MissingDocument:
            return ""
        except PathError:
            return None
        return self.seen[path][1]

    def note_read(self, path: str, by: Actor) -> None:
        """Take over a read that another transaction of the same run has done."""
        with self._lock:
            self._check_reader(path, by)
            self._readers.setdefault(path, []).append(by)

    def note_write(self, write: Write, by: Actor) -> None:
        """Take over a write that another transaction of the same run has staged."""
        with self._lock:
            self._check_writer(write.path, by, again=False)
            staged = self._staged[write.path] = _Staged(
                by,
                write.digest,
                write.maker,
                there=write.there,
                found=write.found,
                is_gone=write.gone,
                is_sound=write.is_sound,
                is_shared=write.shared,
            )
            self._hold(staged, write.content)

    def drain(self) -> tuple[list[tuple[str, Actor]], list[tuple[Write, Actor]]]:
        """What was read and staged since the last call, by whom; the transaction is then as new."""
        reads = [(path, by) for path, all_ in self._readers.items() for by in all_]
        writes = [(_write_of(path, s), s.by) for path, s in self._staged.items()]
        self._staged.clear()
        self._spool.close()
        self._spool = Spool()
        self._readers.clear()
        self._spellings.clear()
        return reads, writes

    @property
    def paths(self) -> tuple[str, ...]:
        """All that the run answers for, sorted."""
        return tuple(sorted(self._staged))

    def content(self, path: str) -> bytes:
        """What will be at a path that this run has written."""
        found = content_of(self._staged[path].held)
        return self._store.read(path) if found is None else found

    def digest(self, path: str) -> str | None:
        """The digest of what this run has put at a path; None where it reused what is there."""
        staged = self._staged.get(path)
        return None if staged is None else staged.digest

    def is_sound(self, path: str) -> bool:
        """Whether a written document has been parsed already, without a problem."""
        return self._staged[path].is_sound

    @property
    def shared(self) -> set[str]:
        """The documents that a node has written and a later one has taken further."""
        return {path for path, staged in self._staged.items() if staged.is_shared}

    def find(self, pattern: str) -> list[str]:
        """The store's paths that match a pattern, sorted; what this run writes is not among them until its commit."""
        names = [name for name in pattern.split("/") if name != "**"]
        if is_url(pattern):
            pattern = self._store.address(pattern, "")
        elif names:
            shape = "/".join(names).replace("*", "x").replace("?", "x")
            check_path(shape)
        found = self._store.find(pattern)
        self.note_listed({pattern: listing_digest(found)})
        return [path for path in found if not path.startswith(_PRIVATE_FOLDERS)]

    def _check_reader(self, path: str, by: Actor) -> None:
        staged = self._staged.get(path)
        if staged is not None and not staged.by.comes_before(by):
            raise _unordered(path, reader=by, writer=staged.by)

    def _check_writer(self, path: str, by: Actor, again: bool) -> None:
        staged = self._staged.get(path)
        if staged is not None and not (again and staged.by.comes_before(by)):
            other = str(staged.by)
            message = f"{path!r} is written by {other!r} too; a path has one writer"
            raise NodeError([Problem(message)])
        for reader in self._readers.get(path, ()):
            itself = reader is by or str(reader) == str(by)
            if not itself and not reader.comes_before(by):
                raise _unordered(path, reader=reader, writer=by)
        first = self._spellings.setdefault(spelling(path), path)
        if first != path:
            message = f"{path!r} and {first!r} are one file where case does not count"
            raise PathError(message)

    def maker(self, path: str) -> str:
        """The file of the function that made a written document, else the node that wrote it."""
        return self._staged[path].maker

    def pending(self, claim: str, claims: Claims, edits: Edits) -> Pending:
        """What is to be committed: what changed, and what this claim no longer makes.

        Raises NodeError where a stale document has a kept region that holds something, PathError where a path cannot be
        written. With Edits.STOP the edited documents are among the written; it is for the caller to stop.
        """
        changed = {p: s.held for p, s in self._staged.items() if s.held is not None}
        kept = {path for path, staged in self._staged.items() if not staged.is_gone}
        gone = {p for p, s in self._staged.items() if s.is_gone and s.there is not None}
        touched = [*changed, *gone]
        edited = [path for path in touched if self._is_edited(path, claim, claims)]
        made = {path: self._digest(path) for path in kept}
        if edits is Edits.KEEP:
            for path in edited:
                recorded = claims.recorded(claim, path)
                made[path] = recorded or made.get(path) or self._there(path)
                changed.pop(path, None)
                gone.discard(path)
        found = {path: self._staged[path].found for path in (*changed, *gone)}
        for path, digest in claims.stale(claim, self._staged).items():
            if self._is_ours(path, digest):
                found[path] = self._store.stat(path)
        removed = sorted(found.keys() - changed.keys())
        records = claims.changes(claim, dict(sorted(made.items())))
        changes = Contents({**changed, **dict.fromkeys(removed), **records})
        self._store.check(changes)
        return Pending(
            written=tuple(sorted(changed)),
            unchanged=tuple(sorted(kept - changed.keys())),
            removed=tuple(removed),
            edited=tuple(sorted(edited)),
            changes=changes,
            found=found,
        )

    def _there(self, path: str) -> str:
        there = self._staged[path].there
        assert there is not None
        return there

    def _digest(self, path: str) -> str:
        staged = self._staged[path]
        if staged.held is None:
            return self._there(path)
        if not staged.may_keep:
            assert staged.digest is not None
            return staged.digest
        return digest_of(keep.skeleton(content_of(staged.held) or b""))

    def _is_edited(self, path: str, claim: str, claims: Claims) -> bool:
        there = self._staged[path].there
        return there is not None and claims.is_edited(claim, path, there)

    def _is_ours(self, path: str, digest: str) -> bool:
        """Whether a stale document is still what was written. Raises NodeError for one with a kept region."""
        try:
            content = self._store.read(path)
        except (MissingDocument, PathError):
            return False
        if digest_of(keep.skeleton(content)) != digest:
            return False
        regions = keep.filled(content)
        if regions:
            message = (
                f"it is no longer generated, but its kept region {regions[0]!r} holds"
                " something; move that elsewhere, or delete the file"
            )
            raise NodeError([Problem(message, Place(path))])
        return True


def _write_of(path: str, staged: _Staged) -> Write:
    assert staged.digest is not None  # only the run's own process reuses
    return Write(
        path,
        content_of(staged.held),
        staged.there,
        staged.found,
        staged.digest,
        staged.maker,
        (),
        False,
        staged.is_gone,
        staged.is_shared,
    )


def _unordered(path: str, *, reader: Actor, writer: Actor) -> NodeError:
    message = (
        f"{path!r} is read by {str(reader)!r} and written by {str(writer)!r}, and no"
        " connection says which comes first"
    )
    return NodeError([Problem(message)])
