"""What workers of a cluster had finished when their run failed: the next run does only what is missing.

A worker sees nothing but the kit and the chunk, so that these decide what an item comes to, and are its key. What came of
items that ask for more, that failed, or that no run may use again, is not kept. A run that ends well drops everything.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dipeo.core import checked
from dipeo.core.chunk import Chunk, Done, Item, Packed, Write
from dipeo.core.digests import blake2b, digest_of
from dipeo.core.memo import NEVER, File
from dipeo.core.private import HOME

FOLDER = "finished"


@dataclass(frozen=True, slots=True)
class _Kept:
    """An item that was finished, with the values and the documents of its chunk."""

    item: Item
    values: dict[str, str]
    seen: dict[str, File]


class Finished:
    """The finished items of a workspace, for runs with this kit and these `versions` on its workers."""

    def __init__(self, root: Path, kit: str, versions: Mapping[str, str]) -> None:
        self._folder = root / HOME / FOLDER
        self._environment = f"{kit} {sorted(versions.items())}"
        self._kept = dict(self._load())

    def missing(self, chunk: Chunk) -> Chunk:
        """The chunk without what has been finished."""
        if not self._kept:
            return chunk
        keyed = zip(chunk.items, _keys(chunk), strict=True)
        return replace(chunk, items=[item for item, k in keyed if k not in self._kept])

    def complete(self, chunk: Chunk, done: Done) -> Done:
        """What was done of `missing`, with what had been finished before."""
        if not self._kept:
            return done
        whole = replace(done, items=[], values=dict(done.values), seen=dict(done.seen))
        fresh = iter(done.items)
        for key in _keys(chunk):
            kept = self._kept.get(key)
            whole.items.append(next(fresh) if kept is None else kept.item)
            if kept is not None:
                whole.values |= kept.values
                whole.seen |= kept.seen
        return whole

    def keep(self, chunk: Chunk, done: Done) -> None:
        """Write down what a worker did, as it came from there."""
        items = {
            key: _packed(item)
            for key, item in zip(_keys(chunk), done.items, strict=True)
            if item.output is not None and not any(map(_may_differ, item.needs))
        }
        if items:
            seen = {path: digest for path, (_, digest) in done.seen.items()}
            name = digest_of("".join(items).encode())
            with suppress(OSError):  # the next run does more than it need
                data = (items, done.values, seen)
                checked.save(self._folder / name, data, self._environment)

    def _load(self) -> Iterator[tuple[str, _Kept]]:
        """All that is there; what another kit has left is of no use, and goes."""
        if not self._folder.is_dir():
            return
        for path in sorted(self._folder.iterdir()):
            found = checked.load(path, self._environment)
            if found is None:
                path.unlink()
                continue
            items, values, digests = found
            seen: dict[str, File] = {path: (None, d) for path, d in digests.items()}
            for key, parts in items.items():
                yield key, _Kept(_unpacked(parts), values, seen)


def _may_differ(need: str) -> bool:
    """Whether the next run may get something else for a need, though kit and chunk are the same."""
    return need == NEVER or need.startswith("find:")


def forget(root: Path) -> None:
    """Drop what was finished in a workspace: its run has ended well."""
    shutil.rmtree(root / HOME / FOLDER, ignore_errors=True)


def _keys(chunk: Chunk) -> list[str]:
    """What decides what each item comes to, beside the kit."""
    shared = (chunk.diagram, chunk.step, chunk.prefix, _sorted(chunk.inputs))
    head = blake2b(repr((shared, _sorted(chunk.ports))).encode(), digest_size=16)
    keys = []
    for item in chunk.items:
        digest = head.copy()
        digest.update(repr(item).encode())
        keys.append(digest.hexdigest())
    return keys


def _sorted(values: Mapping[str, Packed]) -> list[tuple[str, Packed]]:
    return sorted(values.items())


_Parts = tuple[Any, ...]


def _packed(item: Item) -> _Parts:
    """What an item is to `marshal`, which knows no classes."""
    writes = [tuple(write) for write in item.writes]
    return item.output, item.told, item.reads, writes, item.needs


def _unpacked(parts: _Parts) -> Item:
    output, told, reads, writes, needs = parts
    return Item(output, [], told, reads, [Write(*write) for write in writes], needs)
