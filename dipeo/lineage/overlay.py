"""A store in which some documents are other than they are."""

from __future__ import annotations

from collections.abc import Mapping

from dipeo.core.database import Outside
from dipeo.core.memo import Stat
from dipeo.core.store import NOT_LOOKED_AT, Changes, FoundThere, Store
from dipeo.errors import CommitError


class Overlay:
    """What another store holds, but for a few documents. Nothing is written."""

    def __init__(self, under: Store, documents: Mapping[str, bytes]) -> None:
        self._under = under
        self._documents = documents

    def read(self, path: str) -> bytes:
        found = self._documents.get(path)
        return self._under.read(path) if found is None else found

    def find(self, pattern: str) -> list[str]:
        return self._under.find(pattern)

    def check(self, changes: Changes) -> None:
        self._under.check(changes)

    def apply(
        self,
        changes: Changes,
        found: FoundThere = NOT_LOOKED_AT,
        outside: Outside | None = None,
    ) -> None:
        raise CommitError("a rehearsal writes nothing")

    def stat(self, path: str) -> Stat | None:
        return None if path in self._documents else self._under.stat(path)

    def look(self, path: str) -> Stat | None:
        return None if path in self._documents else self._under.look(path)

    def address(self, source: str, kind: str) -> str:
        return self._under.address(source, kind)

    def locate(self, path: str) -> str:
        return self._under.locate(path)
