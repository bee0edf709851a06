"""Specifications while they are made from something else, and what could not be carried over, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
MAX_TYPE = 64
_word = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z][a-z0-9]*|[0-9]+[a-z0-9]*")


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that specifications cannot say: where it is in the source, and what becomes of it."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(slots=True)
class Draft:
    """Specifications by type, the losses, and where each part of them was in the source."""

    specs: dict[str, Json] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    files: Mapping[str, str] = field(default_factory=dict)
    """Which specification a reference to another file means, by the file's name."""
    _places: dict[int, tuple[Json, str]] = field(default_factory=dict)

    def lose(self, place: str, message: str) -> None:
        """Note what is not carried, once."""
        loss = Loss(place, message)
        if loss not in self.losses:
            self.losses.append(loss)

    def made(self, part: Json, place: str) -> Json:
        """Remember where a part of a specification comes from."""
        self._places[id(part)] = (part, place)
        return part

    def place(self, spec: Json, path: Iterable[str | int]) -> str:
        """Where the part at a path of a specification comes from, or the nearest part around it."""
        found = self._places.get(id(spec), (spec, spec.get("type", "")))[1]
        part: Any = spec
        for key in path:
            try:
                part = part[key]
            except (KeyError, IndexError, TypeError):
                break
            found = self._places.get(id(part), (part, found))[1]
        return str(found)


def spec_type(name: str, taken: Iterable[str] = ()) -> str:
    """A name for a specification, made from any text: `OrderLine` gives `order_line`, and `order_line_2` when taken."""
    words = [word.lower() for word in _word.findall(name)]
    base = "_".join(words)[:MAX_TYPE].rstrip("_") or "unnamed"
    if not base[0].isalpha():
        base = f"n{base}"[:MAX_TYPE]
    found, number = base, 1
    used = set(taken)
    while found in used:
        number += 1
        suffix = f"_{number}"
        found = base[: MAX_TYPE - len(suffix)] + suffix
    return found


def new_spec(type_: str, description: str, fields: list[Json]) -> Json:
    """A specification of a shared type."""
    return {
        "$schema": "../../schemas/specification.schema.json",
        "type": type_,
        "kind": "type",
        **({"description": description} if description else {}),
        "fields": fields,
    }


_ORDER = ("name", "type", "ref", "required", "nullable", "description", "defaultValue")


def ordered(field: Json) -> Json:
    """A field with its keys in the order in which people look for them."""
    first = {key: field[key] for key in _ORDER if key in field}
    return first | {key: value for key, value in field.items() if key not in first}
