"""Where the time of a run went."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dipeo.core.chronicle import NodeRow
from dipeo.core.item_log import SEPARATOR

_ITEM = re.compile(r"\[\d+\](?= / |$)")


@dataclass(slots=True)
class Spent:
    """Time of a node, all its items together; `own` is without the nodes inside."""

    times: int = 0
    seconds: float = 0.0
    own: float = 0.0


def time_by_node(nodes: Iterable[NodeRow]) -> dict[str, Spent]:
    """Where the time went: by address without item numbers."""
    spent: dict[str, Spent] = {}
    for node in nodes:
        seconds = node.seconds or 0.0
        name = _ITEM.sub("", node.address)
        item = spent.setdefault(name, Spent())
        if node.items is None:
            item.times += 1
            item.own += seconds
        if node.items is not None or not node.address.endswith("]"):
            item.seconds += seconds
        outer = name.rpartition(SEPARATOR)[0]
        if outer:
            spent.setdefault(outer, Spent()).own -= seconds if node.items is None else 0
    return spent
