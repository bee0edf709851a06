"""What can be wrong between specifications: refs to nothing, two of one name, values without an end."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from .class_names import class_name_clashes
from .problems import Path, Problems, did_you_mean, show
from .read_type import discriminator_problem
from .references import required_refs, typed_paths
from .spec_loader import load_spec, value_type
from .spec_model import Spec, Type
from .value_check import conform


def check_together(documents: list[Any]) -> list[str]:
    """The types of the specifications, which are valid by themselves. Raises SpecError with what is wrong between them.

    The path of a problem starts with the type of the specification.
    """
    problems = Problems()
    specs = _by_type([load_spec(document) for document in documents], problems)
    for name, message in class_name_clashes(specs):
        problems.add((name, "type"), message)
    for spec in specs.values():
        for path, type_ in typed_paths(spec.fields, (spec.type, "fields")):
            _check_ref(type_, path, specs, problems)
            _check_variants(type_, path, specs, problems)
            _check_unique_items(type_, path, specs, problems)
    _check_endless(specs, problems)
    if not problems.found:
        _check_examples(specs, problems)
    problems.raise_if_any("checked")
    return list(specs)


def _by_type(specs: list[Spec], problems: Problems) -> dict[str, Spec]:
    found: dict[str, Spec] = {}
    for spec in specs:
        if spec.type in found:
            problems.add((spec.type, "type"), "two specifications have this type")
        found.setdefault(spec.type, spec)
    return found


def _check_ref(
    type_: Type, path: Path, specs: dict[str, Spec], problems: Problems
) -> None:
    if type_.ref is not None and type_.ref not in specs:
        hint = did_you_mean(type_.ref, specs)
        problems.add(
            (*path, "ref"), f"no specification has the type {show(type_.ref)}{hint}"
        )


def _check_variants(
    type_: Type, path: Path, specs: dict[str, Spec], problems: Problems
) -> None:
    """The refs of a discriminated union need the property, each with a value of its own."""
    if type_.discriminator is None:
        return
    seen: set[Any] = set()
    for index, variant in enumerate(type_.variants):
        fields = variant.fields
        if variant.ref is not None:
            if variant.ref not in specs:
                continue
            fields = value_type(specs[variant.ref]).fields
        problem = discriminator_problem(type_.discriminator, fields)
        tag = next(
            (f.type.const for f in fields if f.name == type_.discriminator), None
        )
        if problem is None and tag in seen:
            problem = f"another variant has {type_.discriminator!r} {show(tag)} too"
        if problem:
            problems.add((*path, "variants", index), problem)
        seen.add(tag)


def _check_unique_items(
    type_: Type, path: Path, specs: dict[str, Spec], problems: Problems
) -> None:
    """What is filled into items would make them equal in one language before the others know it."""
    if not type_.constraints.unique_items or type_.item is None:
        return
    for ref in _reached(type_.item, specs):
        fields = (
            own for inner in value_type(specs[ref]).walk() for own in inner.fields
        )
        if any(own.has_default and not own.required for own in fields):
            problems.add(
                (*path, "validation", "uniqueItems"),
                f"the items hold values of {ref!r}, into which defaults are filled",
            )
            return


def _reached(type_: Type, specs: dict[str, Spec]) -> Iterator[str]:
    """The specifications that values of a type may hold values of."""
    seen: set[str] = set()
    inside = [*type_.walk()]
    while inside:
        ref = inside.pop().ref
        if ref in specs and ref not in seen:
            seen.add(ref)
            inside += specs[ref].types()
            yield ref


def _check_endless(specs: dict[str, Spec], problems: Problems) -> None:
    """Note specifications that require each other in a circle: no finite value fits them."""
    graph = {spec.type: list(required_refs(spec.fields)) for spec in specs.values()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
        start = next(name for name in specs if name in circle)
        around = " -> ".join(reversed(circle))
        problems.add(
            (start, "fields"), f"no finite value fits: {around} require each other"
        )


def _check_examples(specs: dict[str, Spec], problems: Problems) -> None:
    """Note examples whose values of other specifications do not fit those."""
    objects = {name: value_type(spec) for name, spec in specs.items()}
    for name, spec in specs.items():
        for at, example in enumerate(spec.examples):
            path = (name, "examples", at, "configuration")
            conform(
                example["configuration"], objects[name], path, problems, objects.get
            )
