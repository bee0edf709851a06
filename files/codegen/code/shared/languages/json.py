"""How values are written in JSON: safe for every string, laid out as Prettier lays it out."""

from __future__ import annotations

import json
import re
from typing import Any

from ..layout import LINE, SOFTLINE, Doc, bracketed, fill, group, indent
from .characters import PLAIN
from .code import Code
from .numbers import spell

_unprintable = re.compile(rf"[^{PLAIN}]")


def string(text: str) -> Code:
    """A string literal."""
    quoted = json.dumps(text, ensure_ascii=False)
    return Code(_unprintable.sub(lambda found: _escape(found[0]), quoted))


def literal(value: Any) -> Code:
    """Any JSON value on one line. Raises ValueError for NaN and infinities."""
    if isinstance(value, str):
        return string(value)
    if isinstance(value, dict):
        pairs = (f"{string(key)}: {literal(item)}" for key, item in value.items())
        return Code("{" + ", ".join(pairs) + "}")
    if isinstance(value, list | tuple):
        return Code("[" + ", ".join(map(literal, value)) + "]")
    if value is None or isinstance(value, bool):
        return Code(json.dumps(value))
    if isinstance(value, int | float):
        return Code(spell(value))
    raise TypeError(f"{type(value).__name__} has no JSON literal: {value}")


def document(value: Any) -> Doc:
    """Any JSON value as a layout: an object or array with only scalars inside is on one line when it fits."""
    if isinstance(value, dict) and value:
        pairs = [(string(key), ": ", document(item)) for key, item in value.items()]
        nested = any(
            isinstance(item, dict | list | tuple) and item for item in value.values()
        )
        return bracketed("{", pairs, "}", edge=LINE, broken=nested, trailing="")
    if isinstance(value, list | tuple) and value:
        return _array(value)
    return literal(value)


def _array(value: list[Any] | tuple[Any, ...]) -> Doc:
    """Numbers share lines when the array breaks; several objects or arrays in it always break it."""
    if all(
        isinstance(item, int | float) and not isinstance(item, bool) for item in value
    ):
        *others, last = map(literal, value)
        numbers: list[Doc] = [*((item, ",") for item in others), last]
        return group("[", indent(SOFTLINE, fill(numbers)), SOFTLINE, "]")
    kind = dict if isinstance(value[0], dict) else list | tuple
    matrix = len(value) > 1 and all(isinstance(i, kind) and len(i) > 1 for i in value)
    return bracketed(
        "[", [document(item) for item in value], "]", trailing="", broken=matrix
    )


def _escape(character: str) -> str:
    return (
        f"\\u{ord(character):04x}"
        if ord(character) < 0x80
        else json.dumps(character)[1:-1]
    )
