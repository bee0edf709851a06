"""Kept regions: what a person writes between two comments of a generated file survives its regeneration.

A region is the lines between a comment `dipeo:keep NAME` and a comment `dipeo:end`, each alone on its line. A template
offers it; its lines there are the first content. Regions do not nest, and a name stands once in a file.
"""

from __future__ import annotations

import re

from dipeo.errors import NodeError, Place, Problem

_MARK = rb"[^A-Za-z0-9_\x80-\xff\r\n]*"  # what makes a line a comment, in any language
_NAME = rb"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?"
_BEGIN = re.compile(_MARK + rb"dipeo:keep[ \t]+(" + _NAME + rb")" + _MARK + rb"[\r\n]*")
_END = re.compile(_MARK + rb"dipeo:end" + _MARK + rb"[\r\n]*")
_NEW = "in the new version, "


def has_regions(content: bytes) -> bool:
    """Whether the content may have regions."""
    return b"dipeo:keep" in content


def merge(path: str, new: bytes, old: bytes) -> bytes:
    """The new content with the old one's regions. Raises NodeError where a region that holds something has no place."""
    kept = _regions(path, old)
    lines, offered = _split(path, new, _NEW)
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


def _split(path: str, content: bytes, where: str = "") -> tuple[_Parts, set[str]]:
    """Runs of lines outside (None) and inside regions, in order. Raises NodeError for regions that do not close."""
    parts: _Parts = [(None, [])]
    names: set[str] = set()
    inside: str | None = None
    opened = 0
    for number, line in enumerate(content.splitlines(keepends=True), 1):
        begin = _BEGIN.fullmatch(line)
        if begin is not None:
            name = begin[1].decode()
            if inside is not None or name in names:
                what = f"begins inside {inside!r}" if inside else "stands twice"
                raise _broken(path, where, number, f"the kept region {name!r} {what}")
            parts[-1][1].append(line)
            parts.append((name, []))
            names.add(name)
            inside, opened = name, number
        elif inside is not None and _END.fullmatch(line):
            parts.append((None, [line]))
            inside = None
        else:
            parts[-1][1].append(line)
    if inside is not None:
        message = f"the kept region {inside!r} is not closed by `dipeo:end`"
        raise _broken(path, where, opened, message)
    return parts, names


def _broken(path: str, where: str, line: int, message: str) -> NodeError:
    """The error for a region at a line of a file, or of what was to replace it."""
    if where:
        return NodeError([Problem(f"{where}line {line}: {message}", Place(path))])
    return NodeError([Problem(message, Place(path, line))])
