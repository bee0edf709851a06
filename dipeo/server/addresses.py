"""Addresses of nodes in runs: which label, item and batch they name."""

from __future__ import annotations

import re

from dipeo.core.item_log import SEPARATOR

_ITEM = re.compile(r"(.*)\[(\d+)\]", re.S)


def split_item(name: str) -> tuple[str, int | None]:
    """("Batch", 17) of `Batch[17]`; (name, None) of another name."""
    found = _ITEM.fullmatch(name)
    return (found[1], int(found[2])) if found else (name, None)


def label_of(address: str) -> str:
    """The label of the node at an address."""
    return split_item(address.rpartition(SEPARATOR)[2])[0]


def outermost_item(address: str) -> tuple[str, int] | None:
    """The batch and the number of the first item that an address is in, or is."""
    labels = address.split(SEPARATOR)
    for count, label in enumerate(labels, 1):
        name, item = split_item(label)
        if item is not None:
            return SEPARATOR.join([*labels[: count - 1], name]), item
    return None


def is_in_item(address: str) -> bool:
    """Whether an address is an item's, or inside of one."""
    return outermost_item(address) is not None
