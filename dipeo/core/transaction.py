"""A transaction: what a run has read and wants to write. Nothing reaches the store before `commit`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


class Transaction:
    """Reads go to what this run wrote, then to the store. One path has one writer, and its readers come after it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = RLock()
        self._written: dict[str, Held] = {}  # None: as it is in the store
        self._spool = Spool()
        self._keeping: set[str] = set()  # of those, what may have kept regions
        self._gone: set[str] = set()  # of those, what is to be removed
        self._there: dict[str, str] = {}  # the digests of what the store has there
        self._found: dict[str, Stat | None] = {}  # what identified it there
        self._digests: dict[str, str] = {}  # of what will be there
        self._contents: dict[str, bytes] = {}  # of documents that were read
        self._room = _CONTENTS_BYTES
        self.sound: set[str] = set()
        """Written documents that have been parsed already, without a problem."""
        self.seen: dict[str, File] = {}
        """What the documents were that were read from the store."""
        self.listed: dict[str, str] = {}
        """Digests of what patterns found in the store, by pattern."""
        self.answers: dict[str, str] = {}
        """Digests of what databases answered, by need; '' where they answered one question in two ways."""
        self.is_torn = False
        """Whether a document changed while the run was reading."""
        self.shared: set[str] = set()
        """Documents that a node has written and a later one has taken further."""
        self._makers: dict[str, str] = {}
        self._writers: dict[str, Actor] = {}
        self._readers: dict[str, list[Actor]] = {}
        self._spellings: dict[str, str] = {}

    @property
    def documents_read(self) -> tuple[str, ...]:
        return tuple(self._readers)

    def read(self, path: str, by: Actor) -> bytes:
        """The document at the path. Raises MissingDocument, PathError, NodeError for an unordered writer."""
        path = self._place(path)
        with self._lock:
            writer = self._writers.get(path)
            if writer is None:
                self._readers.setdefault(path, []).append(by)
            elif not writer.comes_before(by):
                raise _unordered(path, reader=by, writer=writer)
            content = content_of(self._written.get(path))
            if path in self._gone:
                raise MissingDocument(path, lambda: ())
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
            if path in self._writers:
                self.shared.add(path)
            self._gone.discard(path)
            try:
                there = self._store.read(path)
            except MissingDocument:
                self._found[path] = None
                if keep.has_regions(content):
                    keep.merge(path, content, b"")
                self._stage(path, content)
            else:
                if keep.has_regions(there) or keep.has_regions(content):
                    content = keep.merge(path, content, there)
                self._stage(path, None if there == content else content)
                self._there[path] = digest_of(keep.skeleton(there))
                self._found[path] = self._store.stat(path)
            self._digests[path] = digest_of(content)
            self.sound.discard(path)
            self._writers[path] = by
            self._makers[path] = maker or str(by)

    def _stage(self, path: str, content: bytes | None) -> None:
        self._keeping.discard(path)
        if content is None:
            self._written[path] = None
            return
        try:
            self._written[path] = self._spool.put(content)
        except OSError as error:
            message = f"what is to be written finds no room until the commit: {error}"
            raise NodeError([Problem(message)]) from None
        if keep.has_regions(content):
            self._keeping.add(path)

    def delete(self, path: str, by: Actor) -> None:
        """Stage that a document goes. Raises as `write` does; that there is none is no error."""
        path = self._place(path)
        with self._lock:
            self._check_writer(path, by, again=False)
            try:
                there = self._store.read(path)
                self._there[path] = digest_of(keep.skeleton(there))
                self._found[path] = self._store.stat(path)
            except MissingDocument:
                self._found[path] = None
            self._written[path] = None
            self._gone.add(path)
            self._digests[path] = ""
            self._writers[path] = by
            self._makers[path] = str(by)

    def changes(self, path: str) -> bool:
        """Whether the commit puts something else at a path than is there."""
        return self._written.get(path) is not None or path in self._gone

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
            for path in self._writers.keys() & made.keys():
                self._check_writer(path, by, again=False)
            for path, digest in made.items():
                self._written[path] = None
                self._there[path] = digest
                self._writers[path] = by

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
            self._stage(write.path, write.content)
            if write.gone:
                self._gone.add(write.path)
            if write.there is not None:
                self._there[write.path] = write.there
            self._found[write.path] = write.found
            self._digests[write.path] = write.digest
            self._writers[write.path] = by
            self._makers[write.path] = write.maker
            if write.is_sound:
                self.sound.add(write.path)
            if write.shared:
                self.shared.add(write.path)

    def drain(self) -> tuple[list[tuple[str, Actor]], list[tuple[Write, Actor]]]:
        """What was read and staged since the last call, by whom; the transaction is then as new."""
        reads = [(path, by) for path, all_ in self._readers.items() for by in all_]
        writes = [
            (self._write_of(path, content_of(content)), self._writers[path])
            for path, content in self._written.items()
        ]
        self._written.clear()
        self._keeping.clear()
        self._spool.close()
        self._spool = Spool()
        self._gone.clear()
        self.shared.clear()
        self._there.clear()
        self._found.clear()
        self._digests.clear()
        self._writers.clear()
        self._makers.clear()
        self._readers.clear()
        self._spellings.clear()
        return reads, writes

    def _write_of(self, path: str, content: bytes | None) -> Write:
        there, found = self._there.get(path), self._found[path]
        digest, maker = self._digests[path], self._makers[path]
        gone = path in self._gone
        shared = path in self.shared
        return Write(
            path, content, there, found, digest, maker, (), False, gone, shared
        )

    @property
    def paths(self) -> tuple[str, ...]:
        """All that the run answers for, sorted."""
        return tuple(sorted(self._written))

    def content(self, path: str) -> bytes:
        """What will be at a path that this run has written."""
        found = content_of(self._written.get(path))
        return self._store.read(path) if found is None else found

    def digest(self, path: str) -> str | None:
        """The digest of what this run has put at a path; None where it reused what is there."""
        return self._digests.get(path)

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
        writer = self._writers.get(path)
        if writer is not None and not writer.comes_before(by):
            raise _unordered(path, reader=by, writer=writer)

    def _check_writer(self, path: str, by: Actor, again: bool) -> None:
        other = self._writers.get(path)
        if other is not None and not (again and other.comes_before(by)):
            message = (
                f"{path!r} is written by {str(other)!r} too; a path has one writer"
            )
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
        return self._makers[path]

    def pending(self, claim: str, claims: Claims, edits: Edits) -> Pending:
        """What is to be committed: what changed, and what this claim no longer makes.

        Raises NodeError where a stale document has a kept region that holds something, PathError where a path cannot be
        written. With Edits.STOP the edited documents are among the written; it is for the caller to stop.
        """
        changed = {p: c for p, c in self._written.items() if c is not None}
        gone = {path for path in self._gone if path in self._there}
        touched = [*changed, *gone]
        edited = [path for path in touched if self._is_edited(path, claim, claims)]
        kept = self._written.keys() - self._gone
        made = {path: self._digest(path) for path in self._written if path in kept}
        if edits is Edits.KEEP:
            for path in edited:
                recorded = claims.recorded(claim, path)
                made[path] = recorded or made.get(path) or self._there[path]
                changed.pop(path, None)
                gone.discard(path)
        stale = claims.stale(claim, self._written)
        ours = (path for path in stale if self._is_ours(path, stale[path]))
        removed = sorted([*ours, *gone])
        records = claims.changes(claim, dict(sorted(made.items())))
        changes = Contents({**changed, **dict.fromkeys(removed), **records})
        self._store.check(changes)
        return Pending(
            written=tuple(sorted(changed)),
            unchanged=tuple(sorted(kept - changed.keys())),
            removed=tuple(removed),
            edited=tuple(sorted(edited)),
            changes=changes,
            found={p: stat for p, stat in self._found.items() if p in changes},
        )

    def _digest(self, path: str) -> str:
        held = self._written[path]
        if held is None:
            return self._there[path]
        if path not in self._keeping:
            return self._digests[path]
        return digest_of(keep.skeleton(content_of(held) or b""))

    def _is_edited(self, path: str, claim: str, claims: Claims) -> bool:
        if path not in self._there:
            return False
        return claims.is_edited(claim, path, self._there[path])

    def _is_ours(self, path: str, digest: str) -> bool:
        """Whether a stale document is still what was written. Raises NodeError for one with a kept region."""
        try:
            content = self._store.read(path)
        except (MissingDocument, PathError):
            return False
        if digest_of(keep.skeleton(content)) != digest:
            return False
        self._found[path] = self._store.stat(path)
        regions = keep.filled(content)
        if regions:
            message = (
                f"it is no longer generated, but its kept region {regions[0]!r} holds"
                " something; move that elsewhere, or delete the file"
            )
            raise NodeError([Problem(message, Place(path))])
        return True


def _unordered(path: str, *, reader: Actor, writer: Actor) -> NodeError:
    message = (
        f"{path!r} is read by {str(reader)!r} and written by {str(writer)!r}, and no"
        " connection says which comes first"
    )
    return NodeError([Problem(message)])
