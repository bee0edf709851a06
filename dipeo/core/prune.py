"""Pruning: what is kept of past runs is bounded, and what was used least recently goes first.

A run was used when it ran and when a later run took something from it. What a memo still needs goes after everything
else, and the memo goes before it: the next run then does that work again.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from . import memo as memos
from .memo import Memo, Unit
from .packs import Packs
from .private import MEMOS
from .records import Records
from .usage import CODE, usage

_TABLES = {
    **dict.fromkeys(("nodes", "items", "cached_items", "units", "contents"), "run"),
    "runs": "id",
}
_USES = """
SELECT ran_in, MAX(run) FROM nodes WHERE ran_in IS NOT NULL GROUP BY ran_in
UNION ALL SELECT ran_in, MAX(run) FROM cached_items GROUP BY ran_in
UNION ALL SELECT json_extract(finished, '$.same_as'), id FROM runs WHERE finished IS NOT NULL
"""


@dataclass(slots=True)
class Pruned:
    """What was dropped."""

    runs: list[int] = field(default_factory=list)
    memos: list[Path] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Held:
    """A memo, when it was last of use, and the runs that it needs."""

    path: Path
    used: int
    runs: frozenset[int]


def prune(records: Records, limit: int, environment: str) -> Pruned:
    """Drop what was used least recently, until all that is kept has at most `limit` bytes. Runs that go on stay.

    To be called under the workspace's lock. Memos that were not made in the `environment` are of no use. Raises OSError,
    UsageError, sqlite3.Error.
    """
    db = records.connect()
    try:
        db.execute("BEGIN IMMEDIATE")
        pruned = _drop(records, db, limit, environment)
        db.execute("COMMIT")
        for run in pruned.runs:
            for path in _pack_files(records, run):
                path.unlink(missing_ok=True)
        if pruned.runs:
            _give_back(db)
    finally:
        db.close()
    return pruned


def _drop(
    records: Records, db: sqlite3.Connection, limit: int, environment: str
) -> Pruned:
    """Delete memos and rows. The packs stay until the rows are gone for good."""
    now = usage(records.folder)
    broken = sorted(records.folder.glob("records.unreadable"))
    files = now.values + now.memos + now.code + sum(map(_size, broken))
    pruned = Pruned()
    for victim in chain(broken, _victims(records, db, environment)):
        if files + _bytes_of(db) <= limit:
            break
        if isinstance(victim, Path):
            files -= _size(victim)
            victim.unlink(missing_ok=True)
            if victim.suffix == ".memo":
                pruned.memos.append(victim)
        elif not records.packs.is_alive(victim):
            files -= sum(map(_size, _pack_files(records, victim)))
            for table, column in _TABLES.items():
                db.execute(f"DELETE FROM {table} WHERE {column} = ?", (victim,))
            pruned.runs.append(victim)
    return pruned


def _victims(
    records: Records, db: sqlite3.Connection, environment: str
) -> Iterator[int | Path]:
    """Files and runs in the order in which they may go."""
    used = _uses(records, db)
    held: list[_Held] = []
    for path in sorted((records.folder / MEMOS).glob("*")):
        memo = memos.load(path, environment) if path.suffix == ".memo" else None
        if memo is None:
            yield path
        else:
            at = used.get(memo.run, memo.run)
            held.append(_Held(path, at, _needs(memo, records.packs)))
    held.sort(key=lambda memo: (memo.used, memo.path))
    left = sorted(used, key=lambda run: (used[run], run))
    for number in range(len(held) + 1):
        needed = frozenset[int]().union(*(memo.runs for memo in held[number:]))
        yield from (run for run in left if run not in needed)
        left = [run for run in left if run in needed]
        if number < len(held):
            yield held[number].path
    yield records.folder / CODE


def _uses(records: Records, db: sqlite3.Connection) -> dict[int, int]:
    """Every run that left something, with the newest run that used it."""
    used = {run: run for (run,) in db.execute("SELECT id FROM runs")}
    used |= {run: run for run in records.packs.runs()}
    for run, by in db.execute(_USES):
        if run in used:
            used[run] = max(used[run], by)
    return used


def _needs(memo: Memo, packs: Packs) -> frozenset[int]:
    """The runs that tell of what a memo names, and those whose packs have its values."""
    runs = {memo.run}
    values = {(memo.output, memo.run)}
    for unit in _all_units(memo):
        runs.add(unit.run)
        values.add((unit.output, unit.run))
    holders = {packs.holder(digest, run) for digest, run in values}
    return frozenset(runs | {run for run in holders if run is not None})


def _all_units(memo: Memo) -> Iterator[Unit]:
    for unit in memo.units.values():
        yield unit
        yield from unit.items or ()


def _pack_files(records: Records, run: int) -> tuple[Path, Path]:
    folder = records.packs.folder
    return folder / f"{run}.pack", folder / f"{run}.index"


def _size(path: Path) -> int:
    with suppress(OSError):
        return os.lstat(path).st_size
    return 0


def _bytes_of(db: sqlite3.Connection) -> int:
    """What the database would have without the pages that are free."""
    pages, free, size = (
        db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def _give_back(db: sqlite3.Connection) -> None:
    """Let the database's file shrink. Its first time rewrites the file, into a form that can give back single pages."""
    if db.execute("PRAGMA auto_vacuum").fetchone()[0] == 2:
        db.executescript("PRAGMA incremental_vacuum")  # `execute` does but one page
    else:
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        db.execute("VACUUM")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
