"""What a change of specifications breaks for those who write the data and those who read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..shared.problems import Path, SpecError
from ..shared.spec_loader import load_spec
from ..shared.spec_model import Handle, Spec
from .breaking_rules import RULES, Change, Where
from .breaking_types import Comparison, Specs


def breaking_changes(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Every breaking change from the specifications `before` to those `after`, as data.

    Each is `{"rule", "breaks", "spec", "path", "subject", "message"}`; `path` leads to a part of the specification
    as it is after the change, or is empty where that is gone. Raises SpecError for a specification that is invalid;
    its problems' paths begin with the index of the specification.
    """
    old, new = _load(before, "before"), _load(after, "after")
    return [change.json(spec) for spec, change in _changes(old, new)]


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node: the changes, and all rules with whom they break and why."""
    changes = breaking_changes(inputs["before"], inputs["after"])
    return {"changes": changes, "rules": RULES}


def _load(documents: list[dict[str, Any]], input: str) -> Specs:
    specs: dict[str, Spec] = {}
    for index, document in enumerate(documents):
        try:
            spec = load_spec(document)
        except SpecError as error:
            problems = [
                {**problem, "path": [index, *problem["path"]]}
                for problem in error.problems
            ]
            raise SpecError(problems, input) from None
        specs[spec.type] = spec
    return specs


def _changes(old: Specs, new: Specs) -> Iterator[tuple[str, Change]]:
    comparison = Comparison(old, new)
    for name, before in old.items():
        where = Where((), name)
        if name in new:
            found = _spec(before, new[name], comparison, where)
            yield from ((name, change) for change in found)
            continue
        other = _renamed(before, old, new)
        if other is None:
            message = f"the specification {name!r} is gone"
            yield name, Change("SPEC_REMOVED", where, message)
        else:
            message = f"the specification {name!r} is called {other!r}"
            yield other, Change("SPEC_RENAMED", Where(("type",), name), message)


def _spec(
    before: Spec, after: Spec, comparison: Comparison, where: Where
) -> Iterator[Change]:
    if before.is_node != after.is_node:
        kinds = ("a node type", "a shared type")
        was, now = kinds if before.is_node else reversed(kinds)
        message = f"it was {was} and is {now}"
        yield Change("SPEC_KIND_CHANGED", where.at("kind"), message)
    yield from comparison.fields(before.fields, after.fields, where.at("fields"))
    if after.is_node and before.is_node:
        yield from _ports(before.inputs, after.inputs, "inputs", where)
        yield from _ports(before.outputs, after.outputs, "outputs", where)


def _ports(
    before: tuple[Handle, ...], after: tuple[Handle, ...], side: str, where: Where
) -> Iterator[Change]:
    kept = {handle.id for handle in after}
    path: Path = ("handles", side)
    for handle in before:
        if handle.id not in kept:
            at = Where(path, f"{where.subject}.{handle.id}")
            message = f"the port {handle.id!r} of its {side} is gone"
            yield Change("PORT_REMOVED", at, message)


def _renamed(spec: Spec, old: Specs, new: Mapping[str, Spec]) -> str | None:
    """The new specification that has the fields of one that is gone, if only one has."""
    alike = [
        name
        for name, other in new.items()
        if name not in old
        if (other.fields, other.is_node) == (spec.fields, spec.is_node)
    ]
    return alike[0] if len(alike) == 1 else None
