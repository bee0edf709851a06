"""How values and comments are written in Python: stable under `ruff format`, safe for every string."""

from __future__ import annotations

import re
from typing import Any

from ..layout import Doc, bracketed
from .characters import unplain
from .code import Code
from .numbers import spell

_simple = re.compile(r"[ !#-\[\]-~]*").fullmatch
_raw = re.compile(r"[ !#-~]*").fullmatch
_SPECIAL = r"[\\\"']"
_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def string(text: str) -> Code:
    """A string literal, in double quotes unless single quotes need fewer escapes."""
    if _simple(text):
        return Code(f'"{text}"')
    quote = "'" if text.count('"') > text.count("'") else '"'
    other = '"' if quote == "'" else "'"
    escaped = unplain(text, _SPECIAL)
    body = escaped.sub(lambda found: _escape(found[0], keep=other, quote=quote), text)
    return Code(f"{quote}{body}{quote}")


def raw_string(text: str) -> Code:
    """A string literal without escapes where the text allows it: how people write regular expressions."""
    if "\\" in text and _raw(text) and not text.endswith("\\"):
        return Code(f'r"{text}"')
    return string(text)


def number(value: float) -> Code:
    """A number literal. Raises ValueError for NaN and infinities."""
    return Code(spell(value))


def literal(value: Any) -> Code:
    """Any JSON value as a Python expression on one line."""
    if isinstance(value, str):
        return string(value)
    if value is None or value is True or value is False:
        return Code(value)
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, dict):
        pairs = (f"{literal(key)}: {literal(item)}" for key, item in value.items())
        return Code("{" + ", ".join(pairs) + "}")
    if isinstance(value, list | tuple):
        return Code("[" + ", ".join(map(literal, value)) + "]")
    raise TypeError(f"{type(value).__name__} has no Python literal: {value}")


def document(value: Any) -> Doc:
    """Any JSON value as a layout that breaks where `ruff format` breaks it."""
    if isinstance(value, dict) and value:
        pairs = [(literal(key), ": ", document(item)) for key, item in value.items()]
        return bracketed("{", pairs, "}")
    if isinstance(value, list | tuple) and value:
        return bracketed("[", [document(item) for item in value], "]")
    return literal(value)


def docstring(text: str, indent: int = 0) -> Code:
    """A docstring whose following lines are indented; `inspect.cleandoc` gives the text back, with tabs expanded.

    White space at the ends of lines, and margins that all lines but the first have, are dropped, as every
    formatter does.
    """
    if _simple(text):
        return Code(f'"""{text.strip(" ")}"""')
    first, *others = [line.rstrip() for line in text.strip().split("\n")]
    common = min(
        (len(line) - len(line.lstrip(" ")) for line in others if line), default=0
    )
    text = "\n".join([first, *(line[common:] for line in others)])
    kept = text.rstrip('"')
    closing = '\\"' * (len(text) - len(kept))
    body = unplain(kept, r"\\").sub(_escaped_in_lines, kept)
    body = body.replace('"""', '\\"\\"\\"') + closing
    if body.startswith('"'):
        body = "\\" + body
    margin = " " * indent
    body = re.sub(r"\n(?=[^\n])", "\n" + margin, body)
    if "\n" in body:
        return Code(f'"""{body}\n{margin}"""')
    return Code(f'"""{body}"""')


def comment(text: str) -> Code:
    """The text as one `#` comment line; line breaks and controls become visible escapes."""
    visible = unplain(text).sub(lambda found: _escape(found[0]), text)
    return Code(f"# {visible}".rstrip())


def _escaped_in_lines(found: re.Match[str]) -> str:
    return "\n" if found[0] == "\n" else _escape(found[0])


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
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
