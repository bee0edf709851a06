"""Which part of the data a text depends on: change one part at a time, and see which lines change with it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Any

Path = tuple[str | int, ...]
_TYPES = ("string", "integer", "boolean", "any", "date")
_KNOWN_TYPES = (*_TYPES, "number", "enum", "array", "object", "ref", "union", "uuid")
REMOVED: Any = object()


def leaves(data: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of everything in the data that holds nothing itself."""
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list) and data:
        for index, value in enumerate(data):
            yield from leaves(value, (*path, index))
    else:
        yield path


def parts(data: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of all that is in the data, the data itself first, each before what it holds."""
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from parts(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from parts(value, (*path, index))


def at(data: Any, path: Path) -> Any:
    """The part at a path. Raises KeyError where there is none."""
    for key in path:
        try:
            data = data[key]
        except (IndexError, TypeError):
            raise KeyError(key) from None
    return data


def changed(data: Any, path: Path, value: Any) -> Any:
    """A copy of the data with another value at a path, or without that part."""
    made = copy.deepcopy(data)
    if not path:
        return value
    around = at(made, path[:-1])
    if value is REMOVED:
        del around[path[-1]]
    else:
        around[path[-1]] = value
    return made


def variants(data: Any, path: Path) -> Iterator[Any]:
    """The data with the part at a path otherwise, the most alike first; without it comes last.

    Where a part alone cannot change, what has to change with it does: a value that stands twice in one object, or what
    belongs to a type.
    """
    value = at(data, path)
    for other in _others(value, path):
        yield changed(data, path, other)
    if isinstance(value, str) and path:
        around, other = path[:-1], next(_respelled(value))
        while around and not isinstance(at(data, around), dict):
            around = around[:-1]
        yield changed(data, around, _replaced(at(data, around), value, other))
        if path[-1] == "type" and value in _KNOWN_TYPES:
            kept = {k: v for k, v in at(data, around).items() if k in _BESIDE_TYPE}
            for name in _TYPES:
                if name != value:
                    yield changed(data, around, {**kept, "type": name})
    if path:
        yield changed(data, path, REMOVED)


_BESIDE_TYPE = ("name", "required", "description")


def _replaced(data: Any, value: str, other: str) -> Any:
    """A copy of the data with another text wherever the value stands."""
    if isinstance(data, dict):
        return {key: _replaced(item, value, other) for key, item in data.items()}
    if isinstance(data, list):
        return [_replaced(item, value, other) for item in data]
    return other if data == value else data


def _others(value: Any, path: Path) -> Iterator[Any]:
    """Values that could stand there instead."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        if path and path[-1] == "type" and value in _KNOWN_TYPES:
            yield from (name for name in _TYPES if name != value)
        else:
            yield from _respelled(value)
    elif isinstance(value, int | float):
        yield from (value + 1, value - 1)
    elif isinstance(value, list | dict) and value:
        yield type(value)()


def _respelled(text: str) -> Iterator[str]:
    """Texts of the same length, so that the layout around them stays: one letter is another."""
    for index in (len(text) // 2, *range(len(text) - 1, -1, -1)):
        letter = text[index : index + 1]
        if letter.isascii() and letter.isalnum():
            other = "b" if letter in "aA1" else "1" if letter.isdigit() else "a"
            other = other.upper() if letter.isupper() else other
            yield text[:index] + other + text[index + 1 :]
            break
    yield f"{text}x"


def differing(before: str, after: str) -> set[int]:
    """The lines of the first text, from 1, that the second has otherwise or not at all."""
    old, new = before.split("\n"), after.split("\n")
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    matcher = SequenceMatcher(
        None, old[start : len(old) - end], new[start : len(new) - end], autojunk=False
    )
    return {
        start + line + 1
        for kind, first, last, _, _ in matcher.get_opcodes()
        if kind != "equal"
        for line in range(first, last)
    }


def influenced(
    data: Any, path: Path, text: str, make: Callable[[Any], str | None]
) -> set[int]:
    """The lines of a text that change when the part at a path does. `make` gives None for data that is invalid."""
    for other in variants(data, path):
        made = make(other)
        if made is not None:
            lines = differing(text, made)
            if lines:
                return lines
    return set()
