"""The one door to every target language's literals: what a template prints goes through `LITERALS`.

One module a language in `languages/` decides how its strings, numbers, values and comments are written; no other
place escapes anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .languages import graphql, json, python, typescript
from .languages.code import Code

__all__ = ["LITERALS", "Code", "graphql", "json", "python", "typescript"]


def _text(value: Any) -> Code:
    """Plain text has no literals: strings are printed as they are, other values as JSON."""
    return Code(value) if isinstance(value, str) else json.literal(value)


LITERALS: dict[str, Callable[[Any], Code]] = {
    "python": python.literal,
    "typescript": typescript.literal,
    "graphql": graphql.literal,
    "json": json.literal,
    "text": _text,
}
"""Language -> the literal of a JSON value in it."""
