"""How values and descriptions are written in GraphQL: safe for every string, stable under Prettier.

Prettier rewrites a quoted string from its value and escapes only quotes, backslashes and line feeds. A string
that needs other escapes stays as it is only below a `# prettier-ignore` comment: see `needs_ignore`.
"""

from __future__ import annotations

import re
from typing import Any

from ..layout import LINE, Doc, bracketed
from .characters import is_plain, is_well_formed, unplain
from .code import Code
from .numbers import spell

IGNORE = Code("# prettier-ignore")
_simple = re.compile(r"[ !#-\[\]-~]*").fullmatch
_SPECIAL = r"[\\\"]"
_hidden = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_is_name = re.compile(r"[A-Za-z_][A-Za-z0-9_]*").fullmatch
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def string(text: str) -> Code:
    """A quoted string literal. Raises ValueError for a lone surrogate, which GraphQL cannot write."""
    if _simple(text):
        return Code(f'"{text}"')
    if not is_well_formed(text):
        raise ValueError(f"{text!r} holds a lone surrogate, which GraphQL cannot write")
    escaped = unplain(text, _SPECIAL)
    return Code('"' + escaped.sub(lambda found: _escape(found[0]), text) + '"')


def number(value: float) -> Code:
    """A number literal. Raises ValueError for NaN and infinities."""
    return Code(spell(value))


def is_name(text: str) -> bool:
    """Whether the text is a GraphQL Name."""
    return _is_name(text) is not None


def literal(value: Any) -> Code:
    """Any JSON value as a GraphQL constant on one line. Raises ValueError for a key that is no Name."""
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
            f"{_key(key)}: {literal(item)}" for key, item in value.items()
        )
        return Code(f"{{ {pairs} }}" if pairs else "{}")
    if isinstance(value, list | tuple):
        return Code("[" + ", ".join(map(literal, value)) + "]")
    raise TypeError(f"{type(value).__name__} has no GraphQL literal: {value}")


def needs_ignore(value: Any) -> bool:
    """Whether Prettier would change a literal of this JSON value, so that `IGNORE` belongs above it."""
    if isinstance(value, str):
        return not is_plain(value.replace("\n", ""))
    if isinstance(value, dict):
        return any(needs_ignore(part) for pair in value.items() for part in pair)
    return isinstance(value, list | tuple) and any(map(needs_ignore, value))


def description(text: str, indent: int = 0) -> Code:
    """A description in the form that gives the text back unchanged: a block if it can, else a quoted string.

    Put it above its definition; the quoted form brings its own `# prettier-ignore` line when it needs one.
    """
    margin = "\n" + " " * indent
    if _fits_block(text):
        lines = text.replace('"""', '\\"""').split("\n")
        body = "".join(margin + line if line else "\n" for line in lines)
        return Code(f'"""{body}{margin}"""')
    return Code((IGNORE + margin if needs_ignore(text) else "") + string(text))


def comment(text: str) -> Code:
    """The text as one `#` comment line; line breaks and controls become visible escapes."""
    visible = unplain(text).sub(lambda found: _escape(found[0]), text)
    return Code(f"# {visible}".rstrip())


def document(value: Any) -> Doc:
    """Any JSON value as a layout that breaks where Prettier breaks it."""
    if isinstance(value, dict) and value:
        pairs = [(_key(key), ": ", document(item)) for key, item in value.items()]
        return bracketed("{", pairs, "}", edge=LINE)
    if isinstance(value, list | tuple) and value:
        return bracketed("[", [document(item) for item in value], "]")
    return literal(value)


def _fits_block(text: str) -> bool:
    """Whether a block string gives exactly this text back, in every reader and after Prettier."""
    lines = text.split("\n")
    if not lines[0].strip() or not lines[-1].strip() or _hidden.search(text):
        return False
    if not is_well_formed(text) or any(line != line.rstrip() for line in lines):
        return False
    return any(line and not line[0].isspace() for line in lines)


def _key(name: str) -> Code:
    if not _is_name(name):
        raise ValueError(f"{name!r} cannot be a key of a GraphQL object")
    return Code(name)


def _escape(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
