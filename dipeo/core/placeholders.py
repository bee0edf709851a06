"""Names in braces: `{node_name}` in a prop stands for a value, `{{` and `}}` for a brace."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dipeo.errors import did_you_mean

from .values import Value

_PIECE = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}]*)\}|[{}]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")


class PlaceholderError(ValueError):
    """A placeholder that cannot be read or filled."""


def names_in(value: Any) -> tuple[str, ...]:
    """The names that the text, or the texts in a JSON value, ask for, in order, each once.

    Raises PlaceholderError for a brace that begins no name.
    """
    return tuple(dict.fromkeys(_names(value)))


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _names(item)
    elif isinstance(value, list):
        for item in value:
            yield from _names(item)
    elif isinstance(value, str):
        for found in _PIECE.finditer(value):
            name = found["name"]
            if name is not None and _NAME.fullmatch(name):
                yield name
            elif found[0] not in ("{{", "}}"):
                raise PlaceholderError(
                    f"{found[0]!r} in {value!r} is no placeholder;"
                    " write '{{' and '}}' for braces"
                )


def fill(value: Any, look_up: Callable[[str], Any], *, whole: bool = False) -> Any:
    """The value with every placeholder in its texts replaced by what `look_up(name)` gives.

    With `whole`, a text that is no more than a placeholder becomes the value itself, whatever it is.
    """
    if isinstance(value, dict):
        return {k: fill(item, look_up, whole=whole) for k, item in value.items()}
    if isinstance(value, list):
        return [fill(item, look_up, whole=whole) for item in value]
    if not isinstance(value, str) or ("{" not in value and "}" not in value):
        return value

    name = value[1:-1]
    if value == f"{{{name}}}" and _NAME.fullmatch(name):  # no more than a name
        found = look_up(name)
        return found if whole else _text(name, found)

    def piece(found: re.Match[str]) -> str:
        name = found["name"]
        return found[0][0] if name is None else _text(name, look_up(name))

    return _PIECE.sub(piece, value)


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    kinds = {bool: "true or false", dict: "a mapping", list: "a list"}
    kind = kinds.get(type(value), "null")
    raise PlaceholderError(f"{{{name}}} is filled by text or a number, not by {kind}")


def find(name: str, *scopes: Mapping[str, Any]) -> Any:
    """The data of a dotted name in the first scope that has its head."""
    head, *rest = name.split(".")
    for scope in scopes:
        if head not in scope:
            continue
        value = scope[head]
        value = value.data if isinstance(value, Value) else value
        for key in rest:
            if not isinstance(value, dict) or key not in value:
                known = value if isinstance(value, dict) else ()
                hint = did_you_mean(key, known)
                raise PlaceholderError(f"{{{name}}}: no {key!r} in it{hint}")
            value = value[key]
        return value
    names = [key for scope in scopes for key in scope]
    hint = did_you_mean(head, names) or "; nothing is known here"
    raise PlaceholderError(f"nothing is called {{{name}}}{hint}")
