"""How values are written in JSON: safe for every string, laid out as Prettier lays it out."""

from __future__ import annotations

import json
import re
from typing import Any

from ..layout import LINE, Doc, bracketed
from .characters import PLAIN
from .code import Code

_unprintable = re.compile(rf"[^{PLAIN}]")


def string(text: str) -> Code:
    """A string literal."""
    return literal(text)


def literal(value: Any) -> Code:
    """Any JSON value on one line. Raises ValueError for NaN and infinities."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=_refuse)
    return Code(_unprintable.sub(lambda found: json.dumps(found[0])[1:-1], text))


def document(value: Any) -> Doc:
    """Any JSON value as a layout: objects one member a line, arrays on one line when they fit."""
    if isinstance(value, dict) and value:
        pairs = [(literal(key), ": ", document(item)) for key, item in value.items()]
        return bracketed("{", pairs, "}", edge=LINE, broken=True, trailing="")
    if isinstance(value, list | tuple) and value:
        return bracketed("[", [document(item) for item in value], "]", trailing="")
    return literal(value)


def _refuse(value: Any) -> Any:
    raise TypeError(f"{type(value).__name__} has no JSON literal: {value}")
