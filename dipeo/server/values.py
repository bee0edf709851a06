"""Values in pages: a part of the text, a level of the tree, what a search finds. No value is ever sent whole unasked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dipeo.core.values import data_of, json_text

from .answers import Data, NotFound, page_size, page_start
from .history import History
from .recent import Recent

PREVIEW = 200
WHOLE = 65_536  # the size up to which a value is given as it is
MAX_TEXT = 1_000_000  # characters in one answer
_ROOM = 64_000_000
_DIGEST = re.compile(r"[0-9a-f]{32}")
_NAMES = {dict: "OBJECT", list: "ARRAY", str: "STRING", bool: "BOOLEAN"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A value of the records."""

    digest: str
    text: str
    data: Any

    @property
    def size(self) -> int:
        """In bytes of JSON."""
        return len(self.text.encode())


class Values:
    """The values of the records, those that were looked at lately parsed."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._parsed = Recent[str, Recorded | None](
            _ROOM, lambda value: len(value.text) if value else 0
        )
        self._shown = Recent[tuple[str, str], str](_ROOM, len)

    def find(self, digest: str, run: int | None = None) -> Recorded | None:
        """The value with this digest, which a run is likely to have; None where it is no longer kept."""
        return self._parsed.get(digest, lambda: self._load(digest, run))

    def get(self, digest: str) -> Recorded:
        """Raises NotFound."""
        if not _DIGEST.fullmatch(digest):
            raise NotFound(f"{digest[:80]!r} is no digest of a value")
        found = self.find(digest)
        if found is None:
            raise NotFound(f"the value {digest} is no longer kept")
        return found

    def _load(self, digest: str, run: int | None) -> Recorded | None:
        text = self.history.text(digest, run)
        return None if text is None else Recorded(digest, text, data_of(text))

    def text(self, value: Recorded, path: str, offset: int, limit: int) -> Data:
        """A page of a part's text. Raises NotFound, Refused."""
        text = self._shown.get(
            (value.digest, path), lambda: shown(part_at(value.data, path))
        )
        return text_page(text, offset, limit)


def text_page(text: str, offset: int, limit: int) -> Data:
    """A page of a text, and how long that is. Raises Refused."""
    page_size(limit, MAX_TEXT)
    page_start(offset)
    lines = text.count("\n") + (not text.endswith("\n"))
    page = text[offset : offset + limit]
    return {"text": page, "offset": offset, "total": len(text), "lines": lines}


def shown(data: Any) -> str:
    """A string as it is, anything else as indented JSON."""
    if isinstance(data, str):
        return sendable(data)
    return sendable(json.dumps(data, indent=2, ensure_ascii=False))


def sendable(text: str) -> str:
    """Text without lone surrogates, which no client could read."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text


def part_at(data: Any, path: str) -> Any:
    """The part that a JSON Pointer (RFC 6901) leads to. Raises NotFound."""
    if path and not path.startswith("/"):
        raise NotFound(f'{path[:80]!r} is no JSON Pointer: it is "" or begins with "/"')
    for token in path.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(data, dict) and key in data:
            data = data[key]
        elif isinstance(data, list) and key.isdecimal() and key.isascii():
            if len(key) > 12 or int(key) >= len(data):
                raise NotFound(f"there is no item {key[:20]}: there are {len(data):,}")
            data = data[int(key)]
        else:
            raise NotFound(f"the value has nothing at {path[:200]!r}")
    return data


def kind_of(data: Any) -> str:
    if data is None:
        return "NULL"
    return _NAMES.get(type(data), "NUMBER")


def length_of(data: Any) -> int:
    return len(data) if isinstance(data, dict | list | str) else 0


def preview(data: Any) -> str:
    """A JSON value on one line, cut in the middle to what fits."""
    text = _beginning(data)
    if len(text) <= PREVIEW:
        return text
    half = PREVIEW // 2 - 2
    return f"{text[:half]} … {text[-half:]}"


def _beginning(data: Any) -> str:
    """The JSON of small data; of large data enough of it for a preview."""
    if isinstance(data, str) and len(data) > PREVIEW:
        data = data[:PREVIEW] + data[-PREVIEW:]
    elif isinstance(data, list) and len(data) > PREVIEW:
        data = data[:PREVIEW]
    elif isinstance(data, dict) and len(data) > PREVIEW:
        data = dict(list(data.items())[:PREVIEW])
    return sendable(json.dumps(data, ensure_ascii=False))


def part_data(key: str, path: str, data: Any) -> Data:
    return {
        "key": sendable(key),
        "path": path,
        "kind": kind_of(data),
        "length": length_of(data),
        "preview": preview(data),
    }


def children(data: Any, path: str, offset: int, limit: int) -> Data:
    """A page of what an array or object holds. Raises NotFound, Refused."""
    page_size(limit)
    page_start(offset)
    part = part_at(data, path)
    parts = [
        part_data(key, f"{path}/{_token(key)}", item)
        for key, item in _members(part, offset, limit)
    ]
    total = len(part) if isinstance(part, dict | list) else 0
    return {"total": total, "parts": parts}


def _members(part: Any, offset: int, limit: int) -> list[tuple[str, Any]]:
    if isinstance(part, dict):
        return list(part.items())[offset : offset + limit]
    if isinstance(part, list):
        some = part[offset : offset + limit]
        return [(str(at), item) for at, item in enumerate(some, offset)]
    return []


def _token(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def search(data: Any, text: str, first: int) -> Data:
    """The parts whose key or text holds a text, case aside, in order."""
    page_size(first)
    wanted = text.casefold()
    parts: list[Data] = []
    for key, path, item in _walk(data) if wanted else ():
        if wanted in key.casefold() or wanted in _leaf(item):
            if len(parts) == first:
                return {"hasMore": True, "parts": parts}
            parts.append(part_data(key, path, item))
    return {"hasMore": False, "parts": parts}


def _walk(data: Any) -> Iterator[tuple[str, str, Any]]:
    """Every part, in order, without recursion: (key, path, part)."""
    waiting = [("", "", data)]
    while waiting:
        key, path, item = waiting.pop()
        yield key, path, item
        members = _members(item, 0, length_of(item)) if _is_branch(item) else []
        waiting += [(k, f"{path}/{_token(k)}", i) for k, i in reversed(members)]


def _is_branch(item: Any) -> bool:
    return isinstance(item, dict | list)


def _leaf(item: Any) -> str:
    if isinstance(item, str):
        return item.casefold()
    return "" if _is_branch(item) else json_text(item)
