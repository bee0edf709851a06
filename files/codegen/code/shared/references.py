"""Where the types of a specification are, and which other specifications they require."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .problems import Path
from .spec_model import Field, Type


def typed_paths(fields: Iterable[Field], path: Path) -> Iterator[tuple[Path, Type]]:
    """Every type in the fields, inner ones too, with its path in the document."""
    for index, field in enumerate(fields):
        yield from _typed_paths(field.type, (*path, index))


def _typed_paths(type_: Type, path: Path) -> Iterator[tuple[Path, Type]]:
    yield path, type_
    yield from typed_paths(type_.fields, (*path, "nestedFields"))
    if type_.item is not None:
        yield from _typed_paths(
            type_.item, (*path, "values" if type_.kind == "map" else "items")
        )
    for index, variant in enumerate(type_.variants):
        yield from _typed_paths(variant, (*path, "variants", index))


def required_refs(fields: Iterable[Field]) -> dict[str, Path]:
    """The specifications of which every value holds one, each with the path that requires it."""
    found: dict[str, Path] = {}
    for index, field in enumerate(fields):
        if not field.required or field.type.nullable:
            continue
        if field.type.ref is not None:
            found.setdefault(field.type.ref, (index,))
        for ref, path in required_refs(field.type.fields).items():
            found.setdefault(ref, (index, "nestedFields", *path))
    return found
