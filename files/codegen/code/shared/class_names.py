"""Names of classes that two specifications would both make: all share one GraphQL schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .naming import class_name, member_class_name
from .spec_model import Field, Type


def class_name_clashes(types: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each specification whose class is a class, or the input, of another one, with the reason."""
    kept = list(types)
    inputs = {f"{class_name(name)}Input": name for name in kept}
    classes: dict[str, str] = {}
    for name in kept:
        own = class_name(name)
        owner = classes.setdefault(own, inputs.get(own, name))
        if owner != name:
            yield name, f"{name!r} and {owner!r} both make the name {own}"


def member_class_names(owner: str, fields: Iterable[Field]) -> Iterator[str]:
    """The classes that nested objects, enums and unions of a class may make."""
    for field in fields:
        yield from _names_in(field.type, member_class_name(owner, field.name))


def _names_in(type_: Type, name: str) -> Iterator[str]:
    if type_.kind in ("object", "enum", "union"):
        yield name
    yield from member_class_names(name, type_.fields)
    if type_.item is not None:
        yield from _names_in(type_.item, name)
    for variant in type_.variants:
        yield from _names_in(variant, name)
