"""Documents as values: what has been read once with the same content is not parsed, written as text and named again."""

from __future__ import annotations

from .documents import read
from .values import Value, json_text

_ROOM_BYTES = 64_000_000  # of the documents that are kept


class Parsed:
    """The documents that one process has parsed."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[bytes, Value]] = {}
        self._room = _ROOM_BYTES

    def value(self, path: str, format: str, content: bytes) -> Value:
        """The document's data, of the format `json`, `yaml`, `toml` or `text`. Raises DocumentError."""
        kept = self._kept.get((path, format))
        if kept is not None and kept[0] == content:
            return kept[1]
        data = read(content, path, format)
        if isinstance(data, str):
            value = Value(data, origin=path)
        else:  # as text alone, which is small
            value = Value(text=json_text(data), origin=path)
        if kept is None and len(content) <= self._room:
            self._room -= len(content)
            self._kept[path, format] = content, value
        return value
