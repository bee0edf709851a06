"""Kept regions: what a person writes between two comments of a generated file survives its regeneration.

A region is the lines between one that holds `dipeo:keep NAME` and one that holds `dipeo:end`. A template offers it; its
lines there are the first content. Regions do not nest, and a name stands once in a file.
"""

from __future__ import annotations

import re

from dipeo.errors import NodeError, Place, Problem

_BEGIN = re.compile(rb"dipeo:keep[ \t]+([A-Za-z0-9_.-]+)")
_END = b"dipeo:end"


def has_regions(content: bytes) -> bool:
    return b"dipeo:keep" in content


def merge(path: str, new: bytes, old: bytes) -> bytes:
    """The new content with the old one's regions. Raises NodeError where a region that holds something has no place."""
    kept = _regions(path, old)
    lines, offered = _split(path, new)
    lost = [
        name
        for name, body in kept.items()
        if name not in offered and b"".join(body).strip()
    ]
    if lost:
        raise NodeError([_lost(path, name) for name in lost])
    merged: list[bytes] = []
    for name, part in lines:
        merged += kept.get(name, part) if name is not None else part
    return b"".join(merged)


def skeleton(content: bytes) -> bytes:
    """The content with its regions empty: what the generator answers for. Broken regions count as content."""
    if not has_regions(content):
        return content
    try:
        lines, _ = _split("", content)
    except NodeError:
        return content
    return b"".join(b"".join(part) for name, part in lines if name is None)


def filled(content: bytes) -> list[str]:
    """The names of the regions that hold something."""
    if not has_regions(content):
        return []
    try:
        regions = _regions("", content)
    except NodeError:
        return []
    return [name for name, body in regions.items() if b"".join(body).strip()]


def _lost(path: str, name: str) -> Problem:
    return Problem(
        f"the kept region {name!r} has no place in the new version; offer it in the"
        " template again, or empty it in the file",
        Place(path),
    )


def _regions(path: str, content: bytes) -> dict[str, list[bytes]]:
    lines, _ = _split(path, content)
    return {name: part for name, part in lines if name is not None}


_Parts = list[tuple[str | None, list[bytes]]]


def _split(path: str, content: bytes) -> tuple[_Parts, set[str]]:
    """Runs of lines outside (None) and inside regions, in order. Raises NodeError for regions that do not close."""
    parts: _Parts = [(None, [])]
    names: set[str] = set()
    inside: str | None = None
    for number, line in enumerate(content.splitlines(keepends=True), 1):
        begin = _BEGIN.search(line)
        if begin is not None:
            name = begin[1].decode()
            if inside is not None or name in names:
                what = f"begins inside {inside!r}" if inside else "stands twice"
                raise _broken(path, number, f"the kept region {name!r} {what}")
            parts[-1][1].append(line)
            parts.append((name, []))
            names.add(name)
            inside = name
        elif _END in line and inside is not None:
            parts.append((None, [line]))
            inside = None
        else:
            parts[-1][1].append(line)
    if inside is not None:
        message = f"the kept region {inside!r} is not closed by `dipeo:end`"
        raise _broken(path, 0, message)
    return parts, names


def _broken(path: str, line: int, message: str) -> NodeError:
    return NodeError([Problem(message, Place(path, line))])
