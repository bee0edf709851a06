"""JSON Schemas that `dipeo export` has written: what their definitions stand for, so that they come back as they were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .draft import Json, spec_type
from .schema_source import Source

_DEFS = "#/$defs/"
ENDING = ".schema.json"
_END = r"(?![\s\S])"  # what `$` means, in any dialect
_OWN: dict[str, tuple[str, Json | None]] = {
    "text": ("Unicode scalar values: no lone surrogate.", {}),
    "safe_integer": ("An integer that every language holds exactly.", {}),
    "finite": ("A number that is a finite double.", {}),
    "date": ("A day of the calendar.", {"format": "date"}),
    "datetime": ("A moment: RFC 3339 with an offset.", {"format": "date-time"}),
    "uuid": ("", {"format": "uuid"}),
    "any": ("Any JSON value of finite numbers and well-formed strings.", None),
}
"""Definition -> its description, and what a schema that refers to it says in other words; None: anything."""


def own_definition(schema: Any, source: Source) -> str | None:
    """The name of our definition that a schema refers to."""
    ref = schema.get("$ref") if isinstance(schema, dict) else None
    name = ref.removeprefix(_DEFS) if isinstance(ref, str) else None
    if name is None or ref == name or name not in _OWN:
        return None
    try:
        found = source.at(("$defs", name))
    except KeyError:
        return None
    about = found.get("description", "") if isinstance(found, dict) else None
    return name if about == _OWN[name][0] else None


def in_other_words(schema: Json, name: str) -> Json:
    """A schema that refers to one of our definitions, without the reference."""
    says = _OWN[name][1]
    rest = {key: value for key, value in schema.items() if key != "$ref"}
    pattern = rest.get("pattern")
    if isinstance(pattern, str) and pattern.endswith(_END):
        rest["pattern"] = f"{pattern.removesuffix(_END)}$"
    return rest if says is None else rest | says


def name_of(data: Mapping[str, Any], stem: str) -> str:
    """What the schema of a whole document is called: as it was when we wrote it, by its title, or by its file."""
    own, title = data.get("$id"), data.get("title")
    if isinstance(own, str) and own.endswith(ENDING):
        return own.rpartition("/")[2].removesuffix(ENDING)
    return title if isinstance(title, str) else stem


def names_of_files(specs: Iterable[str], sources: Iterable[str]) -> Mapping[str, str]:
    """Which specification a reference to a file means: those that are there, and those that sources are about to make."""
    names = {f"{spec}{ENDING}": spec for spec in specs}
    for source in map(Path, sources):
        try:
            data = json.loads(source.read_bytes())
        except (OSError, ValueError, RecursionError):
            continue  # who reads the source says so
        if isinstance(data, dict) and "properties" in data:
            names[source.name] = spec_type(name_of(data, source.name.partition(".")[0]))
    return names
