"""How values and comments are written in TypeScript: stable under Prettier, safe for every string."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from ..layout import Block, Doc
from .characters import unplain, width
from .code import Code
from .numbers import spell

_simple = re.compile(r"[ !#-;=-\[\]-~]*").fullmatch
_SPECIAL = r"[\\\"']|<(?=(?i:/script)|!--)"
_is_plain_comment = re.compile(r"(?:[!-)+-?A-~][ -)+-~]*[!-)+-~])?").fullmatch
_not_ascii = re.compile(r"[^\x00-\x7f]")
# Letters that Prettier writes without quotes in a key: it knows those of ECMAScript 5.
_LETTERS = (
    "A-Za-z_$\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u0391-\u03a1\u03a3-\u03c9"
    "\u0410-\u044f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3"
)
_is_ascii_name = re.compile(r"[A-Za-z_$][A-Za-z_$0-9]*").fullmatch
_may_be_name = re.compile(r"(?![0-9])[^\x00-#%-/:-@\[-^`{-\x7f]+").fullmatch
_WIDTH = 80
_UNIT = "  "
SHORT_KEY = 5
"""A key of fewer columns keeps its value on its line: moving the value would win nothing."""
_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "<": "\\x3c"}


def string(text: str) -> Code:
    """A string literal, in double quotes unless single quotes need fewer escapes."""
    if _simple(text):
        return Code(f'"{text}"')
    quote = "'" if text.count('"') > text.count("'") else '"'
    other = '"' if quote == "'" else "'"
    escaped = unplain(text, _SPECIAL)
    body = escaped.sub(lambda found: _escape(found[0], keep=other, quote=quote), text)
    return Code(f"{quote}{body}{quote}")


def number(value: float) -> Code:
    """A number literal. Raises ValueError for NaN and infinities."""
    return Code(spell(value).removesuffix(".0"))


def is_name(text: str) -> bool:
    """Whether a property of this name may be written without quotes."""
    if text.isascii():
        return _is_ascii_name(text) is not None
    return _name().fullmatch(text) is not None


@cache
def _name() -> re.Pattern[str]:
    """Compiled when first asked for: that takes long, and most names are ASCII."""
    return re.compile(f"[{_LETTERS}][{_LETTERS}0-9]*")


@lru_cache(maxsize=4096)
def property_key(name: str) -> Code:
    """The key of a property in an object literal. `__proto__` would set the prototype, so it is computed."""
    if name == "__proto__":
        return Code('["__proto__"]')
    return member_key(name)


@lru_cache(maxsize=4096)
def member_key(name: str) -> Code:
    """The key of a property in an interface or an object type.

    Prettier unquotes what it takes for an identifier, except when it is written with escapes.
    """
    if is_name(name):
        return Code(name)
    quoted = string(name)
    if quoted.isascii() or not _may_be_name(name):
        return quoted
    return Code(_not_ascii.sub(lambda found: _escape(found[0]), quoted))


def literal(value: Any) -> Code:
    """Any JSON value as a TypeScript expression on one line."""
    if isinstance(value, str):
        return string(value)
    if value is None:
        return Code("null")
    if value is True or value is False:
        return Code("true" if value else "false")
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, dict):
        pairs = ", ".join(
            f"{property_key(key)}: {literal(item)}" for key, item in value.items()
        )
        return Code(f"{{ {pairs} }}" if pairs else "{}")
    if isinstance(value, list | tuple):
        return Code("[" + ", ".join(map(literal, value)) + "]")
    raise TypeError(f"{type(value).__name__} has no TypeScript literal: {value}")


def document(value: Any, *, broken: bool = False) -> Doc:
    """Any JSON value as a layout that breaks where Prettier breaks it.

    With `broken`, an object that is in no other object has a line for each member, even if it would fit.
    """
    if not value or not isinstance(value, dict | list | tuple):
        return literal(value)
    forced = _flat(value, broken) is None
    return Block(literal(value), lambda level: _broken(value, level, broken), forced)


def property_lines(name: str, value: Any, level: int) -> Code:
    """A property of an object literal, `name: value,`, indented and broken where Prettier breaks it."""
    return Code(_property(name, value, level))


def jsdoc(text: str, indent: int = 0, tags: Sequence[tuple[str, str]] = ()) -> Code:
    """A documentation comment: on one line if the text is, else a block with a star a line.

    `tags` are its block tags and their texts: `("deprecated", "use b")`.
    """
    if text and not tags and _is_plain_comment(text):
        return Code(f"/** {text} */")
    lines = [_comment_text(line) for line in text.strip().split("\n")]
    if tags:
        lines = [*lines, ""] if lines[0] else []
        lines += [_tag(tag, rest) for tag, rest in tags]
    if len(lines) == 1:
        return Code(f"/** {lines[0]} */" if lines[0] else "/** */")
    margin = "\n" + " " * indent
    body = "".join(f"{margin} * {line}".rstrip() for line in lines)
    return Code(f"/**{body}{margin} */")


def comment(text: str) -> Code:
    """The text as one `//` comment line; line breaks and controls become visible escapes."""
    return Code(f"// {_visible(text)}".rstrip())


def _comment_text(line: str) -> str:
    """A line that neither ends the comment nor starts a tag of its own."""
    if _is_plain_comment(line):
        return line
    shown = _visible(line.rstrip()).replace("*/", "*\\/")
    return re.sub(r"^(\s*)@", r"\1\\@", shown)


def _tag(tag: str, text: str) -> str:
    """A block tag, whose text is on its line: a next line could start another tag."""
    return f"@{tag} {_comment_text(' '.join(text.split()))}".rstrip()


def _visible(text: str) -> str:
    return unplain(text).sub(lambda found: _escape(found[0]), text)


def _flat(value: Any, broken: bool = False) -> str | None:
    """The value on one line; None if something in it is broken in any case."""
    if not value or not isinstance(value, dict | list | tuple):
        return literal(value)
    parts = []
    if isinstance(value, dict):
        if broken:
            return None
        for key, item in value.items():
            flat = _flat(item)
            if flat is None:
                return None
            parts.append(f"{property_key(key)}: {flat}")
        return f"{{ {', '.join(parts)} }}"
    if _is_matrix(value):
        return None
    for item in value:
        flat = _flat(item, broken)
        if flat is None:
            return None
        parts.append(flat)
    return f"[{', '.join(parts)}]"


def _broken(value: Any, level: int, broken: bool = False) -> str:
    """An object or array that holds something, a member or an item a line."""
    margin, inner = _UNIT * level, level + 1
    if isinstance(value, dict):
        lines = [_property(key, item, inner) for key, item in value.items()]
        return "\n".join(["{", *lines, f"{margin}}}"])
    if all(_is_number(item) for item in value):
        return "\n".join(["[", *_filled(value, inner), f"{margin}]"])
    lines = [_UNIT * inner + _item(item, inner, broken) + "," for item in value]
    return "\n".join(["[", *lines, f"{margin}]"])


def _item(value: Any, level: int, broken: bool = False) -> str:
    """A value at the start of a line."""
    flat = _flat(value, broken)
    room = _WIDTH - len(_UNIT) * level - 1
    if flat is not None and (width(flat) <= room or not _is_compound(value)):
        return flat
    return _broken(value, level, broken)


def _property(name: str, value: Any, level: int) -> str:
    """A property: a long value goes to the line after its key where Prettier moves it."""
    margin, key = _UNIT * level, property_key(name)
    start = f"{margin}{key}:"
    flat = string(value) if isinstance(value, str) else _flat(value)
    line = f"{start} {flat},"
    if flat is not None and width(line) <= _WIDTH:
        return line
    stays = width(key) < SHORT_KEY or isinstance(value, bool)
    if _is_compound(value):
        if stays or width(start) + 2 <= _WIDTH:
            return f"{start} {_broken(value, level)},"
    elif stays or (_is_number(value) and flat and flat[0] != "-"):
        return line
    return f"{start}\n{margin}{_UNIT}{_item(value, level + 1)},"


def _filled(values: list[Any] | tuple[Any, ...], level: int) -> list[str]:
    """Numbers, as many on a line as fit."""
    lines = [_UNIT * level]
    for number in values:
        text = f"{literal(number)},"
        if lines[-1].isspace():
            lines[-1] += text
        elif len(lines[-1]) + 1 + len(text) <= _WIDTH:
            lines[-1] += f" {text}"
        else:
            lines.append(_UNIT * level + text)
    return lines


def _is_compound(value: Any) -> bool:
    """Whether it is an object or an array with something in it."""
    return bool(value) and isinstance(value, dict | list | tuple)


def _is_matrix(values: list[Any] | tuple[Any, ...]) -> bool:
    """Prettier always breaks an array of several objects, or of several arrays, with several members each."""
    kind = dict if isinstance(values[0], dict) else list | tuple
    return len(values) > 1 and all(
        isinstance(item, kind) and len(item) > 1 for item in values
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _escape(character: str, *, keep: str = "", quote: str = "") -> str:
    if character == keep:
        return character
    if character == quote:
        return "\\" + character
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\u{{{code:x}}}"
