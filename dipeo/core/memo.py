"""The memo of a run: what each node and batch item needed, made and gave, so that the next run does only what changed.

One memo is kept for each claim (a diagram with its inputs). It names

- *files* by path, with what `stat` said and the digest of their content: what was read, and what was written;
- *needs*: a file, the listing of a pattern, a function's code, a diagram's meaning, each with a digest and the files
  that it stands on;
- *units*, by the address of a node: a key (the node itself), the digests of its inputs and of its output, the needs, the
  files that it wrote and the run that it ran in. A batch has a unit for each item;
- *derived*, what the engine itself has made of values, as one key of an output: the digests of such values by the digests
  of what they were made of, so that a value that nobody looks at need not be loaded to be made anew.

A unit is reused when its key and inputs are the same and nothing that it needs or wrote has changed. A memo that cannot
be read, or of another version of anything, counts as none.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import checked
from .diagram import Parts
from .digests import digest_of

VERSION = 7
NEVER = "never"  # the need of what may not be reused
MOST_DERIVED = 4_000
GRAIN_NS = 20_000_000  # a file only this much older than the memo may change without showing it

Stat = tuple[int, int, int, int]  # size, mtime_ns, ctime_ns, inode


def stat_of(path: str) -> Stat | None:
    """What identifies the content of a file without reading it; None where there is none."""
    try:
        return signature(os.stat(path))
    except OSError:
        return None


def signature(found: os.stat_result) -> Stat:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def listing_digest(paths: list[str]) -> str:
    """What identifies what a pattern found."""
    return digest_of("\0".join(paths).encode())


File = tuple[Stat | None, str]
"""What `stat` says of a file that was read or written (None: it was not there), and the digest of its content."""


@dataclass(slots=True)
class Need:
    """What a unit depends on, the files that decide it, and the patterns whose listing does."""

    digest: str
    files: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


@dataclass(slots=True)
class Unit:
    """What running a node, or one item of a batch, came to."""

    key: str
    inputs: dict[str, str]  # digests by port; of an item, the item alone
    output: str  # digest
    needs: tuple[str, ...]
    wrote: tuple[str, ...]
    run: int
    items: list[Unit] | None = None  # of a batch
    at: int = 0  # the number that an item had in its run
    origin: str | None = None  # of the output
    maker: str | None = None
    port: str | None = None  # of a batch: where its list arrives


Derived = dict[str, tuple[str, int]]
"""The digests of values by how they were made, and the run that made each first; the latest last."""


@dataclass(slots=True)
class Memo:
    """One run, remembered."""

    made_at: int  # nanoseconds since the epoch
    run: int
    output: str  # the digest of what the diagram gave
    specifications: int
    files: dict[str, File]
    wrote: tuple[str, ...]  # what the run answers for, sorted
    listings: dict[str, str]  # digests by pattern
    needs: dict[str, Need]
    nodes: dict[str, Mapping[str, Any]]  # the fields of all that were planned, by key
    shared: tuple[str, ...]  # of what it wrote, that on which several nodes worked
    derived: Derived
    diagrams: dict[str, Parts]  # that it planned, by name
    packed_units: bytes = b""
    _units: dict[str, Unit] | None = field(default=None)

    @property
    def units(self) -> dict[str, Unit]:
        """By address; unpacked when first asked for, which a run with nothing to do never does."""
        if self._units is None:
            packed = marshal.loads(self.packed_units) if self.packed_units else {}
            self._units = {address: unit_of(parts) for address, parts in packed.items()}
        return self._units


# On disk ---------------------------------------------------------------------------------------------


def save(path: Path, memo: Memo, environment: str) -> None:
    """Put the memo in the place of the last one. Raises OSError."""
    units = marshal.dumps({a: unit_parts(unit) for a, unit in memo.units.items()})
    needs = {
        n: (need.digest, need.files, need.patterns) for n, need in memo.needs.items()
    }
    data = (
        *(memo.made_at, memo.run, memo.output, memo.specifications),
        *(memo.files, memo.wrote, memo.listings, needs, memo.nodes),
        *(memo.shared, dict([*memo.derived.items()][-MOST_DERIVED:])),
        *(memo.diagrams, units),
    )
    checked.save(path, data, f"memo {VERSION} {environment}")


def load(path: Path, environment: str) -> Memo | None:
    """The memo, when it is whole and was made in this environment."""
    data = checked.load(path, f"memo {VERSION} {environment}")
    if data is None:
        return None
    memo = Memo(*data)
    memo.needs = {name: Need(*need) for name, need in memo.needs.items()}  # type: ignore[misc]
    return memo


def unit_parts(unit: Unit) -> tuple[object, ...]:
    """What a unit is to `marshal`."""
    items = None if unit.items is None else [unit_parts(item) for item in unit.items]
    return (
        *(unit.key, unit.inputs, unit.output, unit.needs, unit.wrote, unit.run),
        *(items, unit.at, unit.origin, unit.maker, unit.port),
    )


def unit_of(parts: tuple[object, ...]) -> Unit:
    """The unit that `unit_parts` has told."""
    unit = Unit(*parts)  # type: ignore[arg-type]
    if unit.items is not None:
        unit.items = [Unit(*item) for item in unit.items]  # type: ignore[misc]
    return unit
