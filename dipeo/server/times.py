"""When which node of a run ran, and where the time went."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from dipeo.core.chronicle import NODE, RunRow, node_row
from dipeo.core.item_log import SEPARATOR
from dipeo.spent import Spent, time_by_node

from .addresses import label_of
from .answers import Data, page_size
from .history import History
from .nodes import node_state, seconds_of
from .recent import Recent

MOST = 2000  # entries of a timeline


def timeline(history: History, run: RunRow) -> list[Data]:
    """The nodes that ran in this run, by the time at which they began; items are left out."""
    query = (
        f"SELECT {NODE} FROM nodes WHERE run = ? AND state != 'skipped'"
        " ORDER BY started, address LIMIT ?"
    )
    rows = map(node_row, history.rows(query, run.id, MOST))
    return [
        {
            "address": row.address,
            "label": label_of(row.address),
            "type": row.type,
            "depth": row.address.count(SEPARATOR),
            "state": node_state(row, run, is_reused=False),
            "offset": max(0.0, (row.started or run.started) - run.started),
            "seconds": seconds_of(row, run) or 0.0,
            "items": row.items,
        }
        for row in rows
    ]


_SPENT = Recent[tuple[object, ...], Sequence[tuple[str, Spent]]](32)


def _spent(history: History, run: RunRow) -> Sequence[tuple[str, Spent]]:
    records = history.records
    rows = chain(records.nodes(run.id), records.inside(run.id))
    return sorted(time_by_node(rows).items(), key=lambda pair: -pair[1].own)


def slowest(history: History, run: RunRow, first: int) -> list[Data]:
    """Nodes by own time, all their items together."""
    mark = (str(history.path), run.id, run.state, history.version())
    spent = _SPENT.get(mark, lambda: _spent(history, run))
    return [
        {
            "address": address,
            "own": max(0.0, item.own),
            "total": item.seconds,
            "times": item.times,
        }
        for address, item in spent[: page_size(first)]
        if item.times
    ]
