"""How values are written in JSON: safe for every string, laid out as Prettier lays it out."""

from __future__ import annotations

import re
from json.encoder import encode_basestring
from typing import Any

from .characters import unplain, width
from .code import Code
from .numbers import spell

_WIDTH = 80
_CONSTANTS = {True: "true", False: "false", None: "null"}
_simple = re.compile(r"[ !#-\[\]-~]*").fullmatch


def string(text: str) -> Code:
    """A string literal."""
    return Code(_string(text))


def literal(value: Any) -> Code:
    """Any JSON value on one line. Raises ValueError for NaN and infinities."""
    if isinstance(value, str):
        return Code(_string(value))
    if isinstance(value, dict):
        pairs = (f"{_string(key)}: {literal(item)}" for key, item in value.items())
        return Code("{" + ", ".join(pairs) + "}")
    if isinstance(value, list | tuple):
        return Code("[" + ", ".join(map(literal, value)) + "]")
    return Code(_scalar(value))


def pretty(value: Any, level: int = 0, room: int = _WIDTH) -> Code:
    """Any JSON value as Prettier keeps it, in a line whose margin is `level` steps of two spaces.

    An object with objects or arrays in it has a member a line; all else is on one line when that takes no more than
    `room` columns.
    """
    return Code(_pretty(value, level, room))


def _pretty(value: Any, level: int, room: int) -> str:
    if not _is_filled(value):
        return _scalar(value)
    flat = _flat(value)
    if flat is not None and width(flat) <= room:
        return flat
    margin = "\n" + "  " * (level + 1)
    inner = _WIDTH - 2 * (level + 1)
    last = len(value) - 1
    if isinstance(value, dict):
        lines = []
        for at, (key, item) in enumerate(value.items()):
            head = f"{_string(key)}: "
            lines.append(
                head + _pretty(item, level + 1, inner - width(head) - (at < last))
            )
        return "{" + margin + f",{margin}".join(lines) + margin[:-2] + "}"
    if all(map(_is_number, value)):
        return "[" + margin + margin.join(_rows(value, inner)) + margin[:-2] + "]"
    lines = [
        _pretty(item, level + 1, inner - (at < last)) for at, item in enumerate(value)
    ]
    return "[" + margin + f",{margin}".join(lines) + margin[:-2] + "]"


def _flat(value: Any) -> str | None:
    """The value on one line; None for one that Prettier or we always break."""
    if not _is_filled(value):
        return _scalar(value)
    if isinstance(value, dict):
        if any(map(_is_filled, value.values())):
            return None
        pairs = (f"{_string(key)}: {_scalar(item)}" for key, item in value.items())
        return "{ " + ", ".join(pairs) + " }"
    items = [_flat(item) for item in value]
    if None in items or _is_matrix(value):
        return None
    return "[" + ", ".join(map(str, items)) + "]"


def _rows(numbers: list[Any] | tuple[Any, ...], room: int) -> list[str]:
    """Numbers of an array, as many a line as fit."""
    *others, last = map(_scalar, numbers)
    rows: list[str] = []
    for item in (*(f"{other}," for other in others), last):
        if rows and len(rows[-1]) + 1 + len(item) <= room:
            rows[-1] += f" {item}"
        else:
            rows.append(item)
    return rows


def _is_filled(value: Any) -> bool:
    return isinstance(value, dict | list | tuple) and bool(value)


def _is_matrix(values: list[Any] | tuple[Any, ...]) -> bool:
    """Several objects, or several arrays, with several members each."""
    kind = dict if isinstance(values[0], dict) else list | tuple
    return len(values) > 1 and all(
        isinstance(item, kind) and len(item) > 1 for item in values
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _scalar(value: Any) -> str:
    """A value without members."""
    if isinstance(value, str):
        return _string(value)
    if value is None or value is True or value is False:
        return _CONSTANTS[value]
    if isinstance(value, int | float):
        return spell(value)
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    raise TypeError(f"{type(value).__name__} has no JSON literal: {value}")


def _string(text: str) -> str:
    if _simple(text):
        return f'"{text}"'
    quoted = str(encode_basestring(text))
    return unplain(quoted).sub(_escape, quoted)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
