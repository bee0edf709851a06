"""A pattern of the common subset, written for one engine with nothing left to its defaults."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from .languages.characters import is_plain
from .patterns import (
    Alternatives,
    Anchor,
    Class,
    Group,
    Literal,
    Node,
    Range,
    Repeat,
    Sequence,
    parse,
)

_WORD = "[A-Za-z0-9_]"
_EDGE = f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))"
_NO_EDGE = f"(?:(?<={_WORD})(?={_WORD})|(?<!{_WORD})(?!{_WORD}))"
_CONTROLS = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\f": "\\f", "\v": "\\v"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one engine writes anchors, and characters that are not plain ASCII."""

    anchors: dict[str, str]
    astral: Callable[[int], str]
    set_operators: str  # characters that mean something when doubled in a class


_PYTHON = Dialect(
    {"^": "^", "$": "\\Z", "b": _EDGE, "B": _NO_EDGE},
    lambda code: f"\\U{code:08x}",
    "&~|",
)
_JAVASCRIPT = Dialect(
    {"^": "^", "$": "$", "b": "\\b", "B": "\\B"}, lambda code: f"\\u{{{code:x}}}", ""
)
_JSON_SCHEMA = Dialect(
    {"^": "^", "$": "(?![\\s\\S])", "b": _EDGE, "B": _NO_EDGE}, chr, "&~|"
)


@lru_cache(maxsize=1024)
def to_python(pattern: str) -> str:
    """The pattern for `re.search` without flags."""
    return _write(parse(pattern), _PYTHON)


@lru_cache(maxsize=1024)
def to_javascript(pattern: str) -> str:
    """The source of a RegExp with the flag `u`; plain characters only, so a literal or a string may hold it."""
    return _write(parse(pattern), _JAVASCRIPT)


@lru_cache(maxsize=1024)
def to_json_schema(pattern: str) -> str:
    """The pattern for `pattern` in a JSON Schema: the same for validators in JavaScript (flag `u`) and Python."""
    return _write(parse(pattern), _JSON_SCHEMA)


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern compiled for Python."""
    return re.compile(to_python(pattern))


def _write(node: Node, dialect: Dialect) -> str:
    if isinstance(node, Literal):
        return _character(ord(node.character), "\\^$.|?*+()[]{}", dialect)
    if isinstance(node, Class):
        inside = "".join(_range(found, dialect) for found in node.ranges)
        return f"[{'^' if node.negated else ''}{inside}]"
    if isinstance(node, Anchor):
        return dialect.anchors[node.kind]
    if isinstance(node, Sequence):
        return "".join(_write(part, dialect) for part in node.parts)
    if isinstance(node, Alternatives):
        return "|".join(_write(option, dialect) for option in node.options)
    if isinstance(node, Group):
        return f"{node.opening}{_write(node.content, dialect)})"
    return _write(node.content, dialect) + _times(node) + ("?" if node.lazy else "")


def _range(found: Range, dialect: Dialect) -> str:
    low, high = (_class_character(code, dialect) for code in found)
    return low if low == high else f"{low}-{high}"


def _class_character(code: int, dialect: Dialect) -> str:
    if chr(code) in dialect.set_operators:
        return f"\\x{code:02x}"
    return _character(code, "\\^-[]", dialect)


def _character(code: int, special: str, dialect: Dialect) -> str:
    character = chr(code)
    if character in special:
        return f"\\{character}"
    if character in _CONTROLS:
        return _CONTROLS[character]
    if is_plain(character):
        return character
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else dialect.astral(code)


def _times(node: Repeat) -> str:
    if (node.least, node.most) in _SHORT_TIMES:
        return _SHORT_TIMES[node.least, node.most]
    if node.least == node.most:
        return f"{{{node.least}}}"
    return f"{{{node.least},{'' if node.most is None else node.most}}}"


_SHORT_TIMES: dict[tuple[int, int | None], str] = {
    (0, None): "*",
    (1, None): "+",
    (0, 1): "?",
}
