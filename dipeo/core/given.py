"""What a diagram gives back, before it is put together: values, which need not be loaded for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .values import Value, put_together

Given = Mapping[str, "Value | Given | None"]
"""What a diagram gives back, by key; some of it in a mapping of its own, None where a node was skipped."""


def digests(given: Value | Given | None) -> Any:
    """The same with the digests of its values."""
    if given is None or isinstance(given, Value):
        return given and given.digest
    return {key: digests(item) for key, item in given.items()}


def of_outputs(given: Value | Given | None) -> Value:
    """The value of a diagram's `outputs`."""
    if given is None:
        return Value(None)
    if isinstance(given, Value):
        return given
    return put_together({key: of_outputs(item) for key, item in given.items()})


def of_sinks(given: Mapping[str, Value]) -> Value:
    """The value of what the nodes give that nothing follows: each by its label and, where only one has it, each of their
    keys.
    """
    found: dict[str, list[Value]] = {}
    for value in given.values():
        for key, item in value.members().items():
            found.setdefault(key, []).append(item)
    unique = {key: items[0] for key, items in found.items() if len(items) == 1}
    return put_together({**unique, **given})
