"""`dipeo cache`: what is kept of past runs, and keeping it small."""

from __future__ import annotations

import argparse
import sqlite3
import sys

from dipeo.core import lock
from dipeo.core.prune import Pruned, prune
from dipeo.core.records import Records
from dipeo.core.sizes import size_of, size_text
from dipeo.core.usage import Hits, Usage, hits, usage
from dipeo.errors import UsageError
from dipeo.incremental import environment_of
from dipeo.workspace import Workspace, find_workspace

LAST_RUNS = 10


def show_cache(options: argparse.Namespace) -> int:
    """Show what is kept, or prune it."""
    workspace = find_workspace(options.root)
    records = Records(workspace.private, own=workspace.shared is not None)
    if options.team is not None:
        print(_prune_team(workspace, options))
        return 0
    if options.prune:
        print(_prune(workspace, records, _limit(options, workspace)))
        return 0
    if options.limit is not None:
        raise UsageError("--limit is for --prune: without it, nothing is dropped")
    now = usage(workspace.private)
    last = hits(records, LAST_RUNS)
    for line in (*_sizes(now, records, workspace.cache_limit), *_rates(last)):
        print(line)
    return 0


def _limit(options: argparse.Namespace, workspace: Workspace) -> int:
    if options.limit is None:
        return workspace.cache_limit
    try:
        return size_of(options.limit)
    except ValueError as error:
        raise UsageError(f"--limit: {error}") from None


def _prune(workspace: Workspace, records: Records, limit: int) -> str:
    if not workspace.private.is_dir():
        return "nothing is kept"
    with lock.held(workspace.private, on_wait=_say):
        before = usage(workspace.private).total
        try:
            pruned = prune(records, limit, environment_of(workspace))
        except sqlite3.Error as error:
            raise UsageError(f"{records.path} cannot be pruned: {error}") from None
        after = usage(workspace.private).total
    what = _what(pruned)
    return f"dropped {what}, {size_text(max(before - after, 0))}; {size_text(after)} are kept"


def _prune_team(workspace: Workspace, options: argparse.Namespace) -> str:
    if not options.prune or options.limit is not None:
        raise UsageError("--team goes with --prune, and with nothing else")
    if workspace.shared is None:
        raise UsageError("no team shares this history: dipeo.toml has no [store]")
    from dipeo.team.drop import drop_older

    dropped = drop_older(workspace, options.team)
    runs, values = _count(dropped.runs, "run"), _count(dropped.values, "value")
    return f"dropped {runs} and {values} of the team's history"


def _what(pruned: Pruned) -> str:
    runs, memos = len(pruned.runs), len(pruned.memos)
    return f"{_count(runs, 'run')} and {_count(memos, 'memo')}"


def _say(message: str) -> None:
    print(message, file=sys.stderr)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _sizes(now: Usage, records: Records, limit: int) -> list[str]:
    ((runs,),) = records.select("SELECT COUNT(*) FROM runs", ()) or ((0,),)
    rows = (
        ("records", now.records, _count(runs, "run")),
        ("values", now.values, _count(now.packs, "pack")),
        ("memos", now.memos, _count(now.claims, "memo")),
        ("compiled code", now.code, ""),
        ("all", now.total, f"of at most {size_text(limit)}"),
    )
    return [
        f"{name:13}  {size_text(size):>9}  {more}".rstrip() for name, size, more in rows
    ]


def _rates(last: list[Hits]) -> list[str]:
    """Which share of the last runs was as it had been."""
    rows = [("run", "cached", "of", "share", "diagram")]
    rows += [
        (str(h.run), f"{h.cached:,}", f"{h.all:,}", _share(h.cached, h.all), h.diagram)
        for h in last
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    cells = [
        [cell.rjust(width) for cell, width in zip(row, widths, strict=False)]
        for row in rows
    ]
    lines = ["  ".join([*cell, row[-1]]) for cell, row in zip(cells, rows, strict=True)]
    return ["", *lines] if last else []


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else ""
