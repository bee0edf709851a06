"""Names of classes that two specifications would both make: all share one GraphQL schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .naming import class_name


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
