"""Sizes of files as people write them: `1 GB`, `500 MB`, `1.5 GiB`."""

from __future__ import annotations

import re

_UNITS = {"B": 1} | {
    f"{letter}{end}": base**power
    for power, letter in enumerate("kMGT", 1)
    for end, base in (("B", 1000), ("iB", 1024))
}
_BY_SPELLING = {unit.lower(): count for unit, count in _UNITS.items()}
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,15})?) *([a-z]*)", re.I | re.A)


def size_of(text: str) -> int:
    """The bytes that a size is. Raises ValueError."""
    found = _SIZE.fullmatch(text.strip())
    if found is not None:
        number, unit = found.groups()
        if unit.lower() in _BY_SPELLING:
            return int(float(number) * _BY_SPELLING[unit.lower()])
        if number == "0" and not unit:
            return 0
    raise ValueError(f"{text!r} is not a size like '500 MB' or '1.5 GB'")


def size_text(count: int) -> str:
    """A size for people: in the largest unit of which it is at least one."""
    for unit in ("TB", "GB", "MB", "kB"):
        if count >= _UNITS[unit]:
            return f"{count / _UNITS[unit]:.1f} {unit}"
    return f"{count} B"
