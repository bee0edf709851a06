"""What a diagram gives back, before it is put together: values, which need not be loaded for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .values import Value, json_text, mapping_text

Given = Mapping[str, "Value | Given | None"]
"""What a diagram gives back, by key; some of it in a mapping of its own, None where a node was skipped."""


def digests(given: Value | Given | None) -> Any:
    """The same with the digests of its values."""
    if given is None or isinstance(given, Value):
        return given and given.digest
    return {key: digests(item) for key, item in given.items()}


def text_of(given: Value | Given | None) -> str:
    """The text of a diagram's `outputs`."""
    if given is None:
        return "null"
    if isinstance(given, Value):
        return given.text
    return mapping_text((key, text_of(item)) for key, item in given.items())


def text_of_sinks(given: Mapping[str, Value]) -> str:
    """The text of what the nodes give that nothing follows: each by its label and, where only one has it, each of their
    keys.
    """
    keys: dict[str, list[Any]] = {}
    for value in given.values():
        for key, item in value.data.items() if isinstance(value.data, dict) else ():
            keys.setdefault(key, []).append(item)
    unique = {k: json_text(v[0]) for k, v in keys.items() if len(v) == 1}
    texts = {label: value.text for label, value in given.items()}
    return mapping_text({**unique, **texts}.items())
