"""The archive: what nodes and items came to before the last run, so that going back to what was does no work again.

A memo holds one run. What the next run replaces in it moves here, named by all that decided it: the node's address and
key, the digests of its inputs, and every need with the digest of what it stood for. A node that has to run is looked up by
what these are now; its needs are those that it had the last time. The documents that it wrote are found by their content,
on disk or among what runs keep of files that they replace.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

from .database import KIND
from .digests import blake2b, digest_of
from .memo import NEVER, Memo, Unit, unit_of, unit_parts
from .paths import is_url
from .records import Records
from .values import Value

MANY = (
    100  # needs or documents of a unit: what has more is made of others that are kept
)


@dataclass(frozen=True, slots=True)
class Older:
    """A unit of an earlier run that serves again, with the documents that it wrote."""

    unit: Unit
    contents: Mapping[str, bytes]


class Archive:
    """The archive of a workspace, for runs in one environment.

    `digest_now` gives the digest of what a need stands for, None where that cannot be told; `read` the document at a path.
    """

    def __init__(
        self,
        records: Records,
        environment: str,
        digest_now: Callable[[str], str | None],
        read: Callable[[str], bytes | None],
    ) -> None:
        self._records = records
        self._environment = environment
        self._digest_now = digest_now
        self._read = read
        self._known: dict[str, str | None] = {}
        self._hidden: set[str] = set()
        self._is_empty: bool | None = None

    def find(
        self,
        address: str,
        key: str,
        inputs: Mapping[str, str],
        item: str = "",
        needs: Sequence[str] | None = None,
    ) -> Older | None:
        """What a node, or an item of a batch, once came to with these inputs and its needs as they are now.

        `needs` are those of the last time, where that was in the last run.
        """
        if self.is_empty:
            return None
        if needs is None:
            needs = self._data(self._name(address, key, inputs, item, None))
        if needs is None or len(needs) > MANY or not self._hidden.isdisjoint(needs):
            return None
        digests = {need: self._now(need) for need in needs}
        if None in digests.values():
            return None
        found = self._data(self._name(address, key, inputs, item, digests))
        return None if found is None else self._whole(unit_of(found[0]), found[1])

    def _data(self, name: bytes) -> Any:
        query = "SELECT data FROM units WHERE name = ?"
        for (data,) in self._records.select(query, (name,)):
            with suppress(ValueError, EOFError, TypeError):
                return marshal.loads(data)
        return None

    @property
    def is_empty(self) -> bool:
        if self._is_empty is None:
            query = "SELECT EXISTS (SELECT 1 FROM units)"
            self._is_empty = not any(
                found for (found,) in self._records.select(query, ())
            )
        return self._is_empty

    def hide(self, need: str) -> None:
        """What a need stands for changes in this run, so that nobody can tell what it is when that is asked."""
        self._hidden.add(need)

    def _whole(self, unit: Unit, wrote: Mapping[str, str]) -> Older | None:
        if self._records.packs.size(unit.output, unit.run) is None:
            return None
        contents: dict[str, bytes] = {}
        for path, digest in wrote.items():
            content = self._content(path, digest)
            if content is None:
                return None
            contents[path] = content
        return Older(unit, contents)

    def _content(self, path: str, digest: str) -> bytes | None:
        there = self._read(path)
        if there is not None and digest_of(there) == digest:
            return there
        query = "SELECT value, run FROM contents WHERE digest = ?"
        for value, run in self._records.select(query, (digest,)):
            text = self._records.text(value, run)
            content = None if text is None else str(Value(text=text).data).encode()
            if content is not None and digest_of(content) == digest:
                return content
        return None

    def _now(self, need: str) -> str | None:
        if need not in self._known:
            self._known[need] = self._digest_now(need)
        return self._known[need]

    def _name(
        self,
        address: str,
        key: str,
        inputs: Mapping[str, str],
        item: str,
        digests: Mapping[str, str | None] | None,
    ) -> bytes:
        """What a unit is found by; without `digests`, what the needs that it had the last time are found by."""
        needs = None if digests is None else sorted(digests.items())
        parts = (self._environment, address, key, item, sorted(inputs.items()), needs)
        return blake2b(repr(parts).encode(), digest_size=16).digest()

    # keeping

    def keep(
        self,
        before: Memo,
        units: Mapping[str, Unit],
        replaced: Mapping[str, Value | None],
        run: int,
    ) -> None:
        """Move here what `units`, which are those of the run, no longer have of the memo. `replaced` are the documents that
        the run has replaced, as the run's pack has them. Raises OSError, sqlite3.Error, UsageError.
        """
        rows = [(*row, unit.run) for row, unit in self._rows(before, units)]
        if not rows:
            return
        contents = [
            (before.files[path][1], text.digest, run)
            for path, text in replaced.items()
            if text is not None and path in before.files
        ]
        with closing(self._records.connect()) as db:
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT OR REPLACE INTO units VALUES (?, ?, ?)", rows)
            db.executemany("INSERT OR REPLACE INTO contents VALUES (?, ?, ?)", contents)
            db.execute("COMMIT")

    def _rows(
        self, before: Memo, units: Mapping[str, Unit]
    ) -> Iterator[tuple[tuple[bytes, bytes], Unit]]:
        for address, old in before.units.items():
            new = units.get(address)
            if new is old:
                continue
            if old.items is None:
                yield from self._row(before, address, old.key, old.inputs, old, "")
                continue
            kept = set(map(id, new.items)) if new and new.items else set()
            others = {k: v for k, v in old.inputs.items() if k != old.port}
            for item in old.items:
                if id(item) not in kept:
                    yield from self._row(
                        before, address, old.key, others, item, item.key
                    )

    def _row(
        self,
        before: Memo,
        address: str,
        key: str,
        inputs: Mapping[str, str],
        unit: Unit,
        item: str,
    ) -> Iterator[tuple[tuple[bytes, bytes], Unit]]:
        if len(unit.needs) > MANY or len(unit.wrote) > MANY:
            return
        if not set(before.shared).isdisjoint(unit.wrote):
            return
        digests = {need: _digest_then(before, need) for need in unit.needs}
        if None in digests.values() or any(map(is_url, unit.wrote)):
            return
        wrote = {path: before.files[path][1] for path in unit.wrote}
        parts: Any = unit_parts(unit)
        name = self._name(address, key, inputs, item, digests)
        yield (name, marshal.dumps((parts, wrote))), unit
        name = self._name(address, key, inputs, item, None)
        yield (name, marshal.dumps(unit.needs)), unit


def _digest_then(before: Memo, need: str) -> str | None:
    """What a need stood for, by a memo; None where that does not name it for good."""
    kind, _, rest = need.partition(":")
    if need == NEVER or kind == KIND or is_url(rest):
        return None
    if kind == "file":
        return before.files[rest][1]
    if kind == "find":
        return before.listings[rest]
    return before.needs[need].digest
