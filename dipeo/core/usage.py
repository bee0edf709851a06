"""What is kept of past runs: how large it is, and how much of later runs it saved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .private import MEMOS
from .records import Records

CODE = "code"  # the file of compiled code


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes of what is kept in a `.dipeo` folder, with the number of packs and memos."""

    records: int
    values: int
    memos: int
    code: int
    packs: int
    claims: int  # how many memos

    @property
    def total(self) -> int:
        return self.records + self.values + self.memos + self.code


def usage(private: Path) -> Usage:
    """Look at each file once with `stat`."""
    values = dict(_sizes(private / "values"))
    memos = dict(_sizes(private / MEMOS))
    top = dict(_sizes(private))
    return Usage(
        records=sum(top[name] for name in top if name.startswith("records.")),
        values=sum(values.values()),
        memos=sum(memos.values()),
        code=top.get(CODE, 0),
        packs=sum(name.endswith(".pack") for name in values),
        claims=sum(name.endswith(".memo") for name in memos),
    )


def _sizes(folder: Path) -> Iterator[tuple[str, int]]:
    """The files right in a folder; none where there is no folder."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    yield entry.name, entry.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return


@dataclass(frozen=True, slots=True)
class Hits:
    """How many nodes and items a run had, and how many of them it took from an earlier run."""

    run: int
    diagram: str
    cached: int
    all: int


_COUNTS = """
SELECT COUNT(*) + TOTAL(items), TOTAL((state = 'cached') * (1 + COALESCE(items, 0)))
FROM nodes WHERE run = ? AND state IN ('done', 'cached', 'failed')
"""
_IN_BATCHES = "SELECT TOTAL(count) FROM cached_items WHERE run = ?"


def hits(records: Records, limit: int) -> list[Hits]:
    """Of the newest runs that have finished, the newest first. Raises UsageError."""
    found = []
    for run in records.runs(limit):
        if run.finished is None:
            continue
        same_as = run.same_as
        ((count, cached),) = records.select(_COUNTS, (same_as or run.id,))
        ((items,),) = records.select(_IN_BATCHES, (run.id,))
        cached = count if same_as else cached + items
        found.append(Hits(run.id, run.diagram, int(cached), int(count)))
    return found
