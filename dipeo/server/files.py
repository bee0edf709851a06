"""The files of a run: what it wrote, found unchanged and removed, with what was there before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dipeo.core import keep
from dipeo.core.chronicle import RunRow
from dipeo.core.claims import Claims
from dipeo.core.digests import digest_of
from dipeo.core.store import Store
from dipeo.core.values import Value
from dipeo.diff import Change, unified_diff
from dipeo.errors import DipeoError
from dipeo.keepsakes import MAX_BYTES

from .answers import Data, NotFound, page_size, page_start
from .history import History
from .recent import Recent
from .values import sendable

KINDS = ("WRITTEN", "UNCHANGED", "REMOVED")
MAX_WHOLE = 400_000  # characters of both sides together; longer ones come in pages
_ROOM = 40_000_000  # characters of changes that were worked out lately


@dataclass(frozen=True, slots=True)
class Side:
    """A text before or after a run, and why there is none or another."""

    text: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RunFile:
    """A file of a run. `kind` is WRITTEN, UNCHANGED or REMOVED."""

    run: RunRow
    path: str
    kind: str
    isNew: bool
    sides: dict[str, Side] = field(default_factory=dict)  # as far as they were read


def file_counts(run: RunRow) -> Data:
    finished = run.finished or {}
    return {kind.lower(): len(finished.get(kind.lower(), ())) for kind in KINDS}


class Files:
    """The files of runs."""

    def __init__(self, history: History, store: Store) -> None:
        self.history = history
        self.store = store
        self._changes = Recent[tuple[str, str, str], str](_ROOM, len)

    def page(
        self,
        run: RunRow,
        kinds: Sequence[str] | None,
        search: str,
        after: int,
        first: int,
    ) -> Data:
        page_size(first)
        page_start(after)
        wanted = search.casefold()
        found = [
            (path, kind)
            for kind in KINDS
            if kinds is None or kind in kinds
            for path in (run.finished or {}).get(kind.lower(), ())
            if wanted in path.casefold()
        ]
        before = self.history.texts(run.id, "before")
        files = [
            self._file(run, path, kind, before)
            for path, kind in found[after : after + first]
        ]
        return {"total": len(found), "files": files}

    def file(self, run: RunRow, path: str) -> RunFile:
        """Raises NotFound."""
        before = self.history.texts(run.id, "before")
        for kind in KINDS:
            if path in (run.finished or {}).get(kind.lower(), ()):
                return self._file(run, path, kind, before)
        raise NotFound(f"run {run.id} has no file {path!r}")

    def _file(
        self, run: RunRow, path: str, kind: str, before: Mapping[str, Any]
    ) -> RunFile:
        return RunFile(run, path, kind, kind == "WRITTEN" and path not in before)

    def side(self, file: RunFile, side: str) -> Side:
        """BEFORE or AFTER the run."""
        if side not in file.sides:
            read = self._before if side == "BEFORE" else self._after
            file.sides[side] = read(file)
        return file.sides[side]

    def _sides(self, file: RunFile) -> tuple[Side, Side]:
        return self.side(file, "BEFORE"), self.side(file, "AFTER")

    def _before(self, file: RunFile) -> Side:
        if file.kind == "UNCHANGED":
            return self.side(file, "AFTER")
        return self._kept(file.run.id, "before", file.path)

    def _after(self, file: RunFile) -> Side:
        if file.kind == "REMOVED":
            return Side(None)
        is_dry = bool((file.run.finished or {}).get("dry"))
        if file.kind == "WRITTEN" and (is_dry or file.run.author):
            return self._kept(file.run.id, "after", file.path)
        if file.run.author:
            return Side(None, "what the file was is not in the team's history")
        query = (
            "SELECT run FROM texts WHERE run > ? AND kind = 'before' AND path = ?"
            " ORDER BY run"
        )
        for (later,) in self.history.rows(query, file.run.id, file.path):
            if not (self.history.run(later).finished or {}).get("dry"):
                return self._kept(later, "before", file.path)
        return self._on_disk(file.path)

    def _kept(self, run: int, kind: str, path: str) -> Side:
        texts = self.history.texts(run, kind)
        if path not in texts:
            return Side(None)
        digest = texts[path]
        text = self.history.text(digest) if digest else None
        if text is None:
            return Side(None, "its text was not kept: it is no text, or too big")
        return Side(sendable(str(Value(text=text).data)))

    def _on_disk(self, path: str) -> Side:
        try:
            content = self.store.read(path)
        except DipeoError:
            return Side(None, "the file has been deleted since")
        if len(content) > MAX_BYTES:
            return Side(None, f"the file has more than {MAX_BYTES:,} bytes")
        try:
            text = content.decode()
        except ValueError:
            return Side(None, "the file is no text")
        note = (
            "the file has been edited since" if self._is_edited(path, content) else ""
        )
        return Side(text, note)

    def _is_edited(self, path: str, content: bytes) -> bool:
        try:
            return Claims(self.store).is_edited(
                "", path, digest_of(keep.skeleton(content))
            )
        except DipeoError:
            return False

    def is_long(self, file: RunFile) -> bool:
        """Whether it is too long to be given as a whole."""
        return sum(len(side.text or "") for side in self._sides(file)) > MAX_WHOLE

    def whole(self, file: RunFile, side: str) -> str | None:
        return None if self.is_long(file) else self.side(file, side).text

    def diff(self, file: RunFile) -> str | None:
        return None if self.is_long(file) else self.changes(file)

    def changes(self, file: RunFile) -> str | None:
        """As `diff -u` shows them; None where a side is not known."""
        before, after = (side.text for side in self._sides(file))
        is_known = (before is not None or file.isNew) and (
            after is not None or file.kind == "REMOVED"
        )
        if not is_known:
            return None
        return self._changes.get(
            (file.path, _mark(before), _mark(after)),
            lambda: text_diff(file.path, before, after),
        )

    def note(self, file: RunFile) -> str:
        """Why a side is not known or another than it was, in words."""
        notes = (side.note for side in self._sides(file))
        return "; ".join(dict.fromkeys(filter(None, notes)))


def _mark(text: str | None) -> str:
    return "" if text is None else digest_of(text.encode())


def text_diff(name: str, before: str | None, after: str | None) -> str:
    sides = (None if text is None else text.encode() for text in (before, after))
    return unified_diff(Change(name, *sides))
