"""JSON changed where it has to be: the rest stays as its author has laid it out."""

from __future__ import annotations

import json
import re
from typing import Any

from dipeo.core.documents import Path, json_document

_STEP = "  "
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.S)


def add_member(text: str, path: Path, key: str, value: Any) -> str:
    """Valid JSON with one more member at the end of the object at `path`."""
    return _insert(text, path, f"{json.dumps(key, ensure_ascii=False)}: ", value)


def add_item(text: str, path: Path, value: Any) -> str:
    """Valid JSON with one more item at the end of the array at `path`."""
    return _insert(text, path, "", value)


def _insert(text: str, path: Path, before: str, value: Any) -> str:
    start = _start(text, path)
    end = _end(text, start)
    inside = text[start + 1 : end]
    kept = inside.rstrip()
    margin = _margin(text, start)
    first = re.match(r"\s*\n([ \t]*)\S", inside)
    if kept and first is None:
        new = before + json.dumps(value, ensure_ascii=False)
        return f"{text[: start + 1]}{kept}, {new}{inside[len(kept) :]}{text[end:]}"
    deeper = first[1] if first else margin + _STEP
    step = deeper.removeprefix(margin) or _STEP
    laid_out = json.dumps(value, indent=step, ensure_ascii=False)
    new = before + laid_out.replace("\n", f"\n{deeper}")
    comma = "," if kept else ""
    return f"{text[: start + 1]}{kept}{comma}\n{deeper}{new}\n{margin}{text[end:]}"


def _start(text: str, path: Path) -> int:
    """Where the bracket is that opens the value at `path`."""
    place = json_document(text, "").places[path]
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1


def _end(text: str, start: int) -> int:
    """Where the bracket is that closes the one at `start`."""
    depth, at = 0, start
    while True:
        if text[at] == '"':
            string = _STRING.match(text, at)
            assert string is not None, "the JSON is valid"
            at = string.end()
            continue
        depth += (text[at] in "[{") - (text[at] in "]}")
        if depth == 0:
            return at
        at += 1


def _margin(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip())]
