"""Names of classes that two specifications would both make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .naming import class_name, member_class_name
from .spec_model import Field

_SUFFIXES = ("", "Input", "Schema")
_NODE_SUFFIXES = ("Node", "NodeHandler")


def class_name_clashes(specs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each specification whose class is a class of an earlier or other one, with the reason.

    `specs` has the key of the manifest, `nodes` or `types`, by name of the specification.
    """
    made: dict[str, str] = {}
    for name, key in specs.items():
        for suffix in _suffixes(key):
            made.setdefault(class_name(name) + suffix, name)
    for name in specs:
        owner = made[class_name(name)]
        if owner != name:
            yield name, f"{name!r} and {owner!r} both make the name {class_name(name)}"


def _suffixes(key: str) -> Iterable[str]:
    return (*_SUFFIXES, *_NODE_SUFFIXES) if key == "nodes" else _SUFFIXES


def member_class_names(owner: str, fields: Iterable[Field]) -> Iterator[str]:
    """The classes that nested objects, enums and unions of a class may make."""
    for field in fields:
        name = member_class_name(owner, field.name)
        for type_ in field.type.walk():
            if type_.kind in ("object", "enum", "union"):
                yield name
            if type_.kind == "object":
                yield from member_class_names(name, type_.fields)
