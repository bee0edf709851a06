"""What can be wrong between specifications: refs to nothing, two of one name, values without an end."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import Any

from .class_names import class_name_clashes, member_class_names
from .naming import class_name
from .problems import Path, Problems, SpecError, did_you_mean, show
from .read_type import discriminator_problem
from .references import required_refs, typed_paths
from .spec_loader import load_spec, value_type
from .spec_model import Spec, Type
from .value_check import conform


def check_together(documents: list[Any]) -> list[str]:
    """The types of the specifications. Raises SpecError with the problems of each, else with those between them."""
    problems = Problems()
    specs: list[Spec] = []
    for index, document in enumerate(documents):
        try:
            specs.append(load_spec(document))
        except SpecError as error:
            problems.found += [
                {"path": [index, *found["path"]], "message": found["message"]}
                for found in error.problems
            ]
    problems.raise_if_any("specs")
    _check(specs, problems)
    problems.raise_if_any("specs")
    return [spec.type for spec in specs]


def _check(specs: list[Spec], problems: Problems) -> None:
    by_type: dict[str, Spec] = {}
    for index, spec in enumerate(specs):
        if spec.type in by_type:
            problems.add(
                (index, "type"), f"two specifications have the type {spec.type!r}"
            )
        by_type.setdefault(spec.type, spec)
    _check_class_names(specs, problems)
    for index, spec in enumerate(specs):
        for path, type_ in typed_paths(spec.fields, (index, "fields")):
            _check_ref(type_, path, by_type, problems)
            _check_variants(type_, path, by_type, problems)
    _check_endless(specs, problems)
    if not problems.found:
        _check_examples(specs, problems)


def _check_class_names(specs: list[Spec], problems: Problems) -> None:
    """One GraphQL schema holds the classes of all, their members' classes included."""
    index = {spec.type: at for at, spec in enumerate(specs)}
    for name, message in class_name_clashes(index):
        problems.add((index[name], "type"), message)
    classes = {class_name(name): name for name in index}
    for spec in specs:
        for member in member_class_names(class_name(spec.type), spec.fields):
            other = classes.get(member) or classes.get(member.removesuffix("Input"))
            if other and other != spec.type:
                message = f"{other!r} makes the class {member}, which is a member's of {spec.type!r}"
                problems.add((index[other], "type"), message)


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


def _check_endless(specs: list[Spec], problems: Problems) -> None:
    """Note specifications that require each other in a circle: no finite value fits them."""
    graph = {spec.type: list(required_refs(spec.fields)) for spec in specs}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
        start = next(index for index, spec in enumerate(specs) if spec.type in circle)
        around = " -> ".join(reversed(circle))
        problems.add(
            (start, "fields"), f"no finite value fits: {around} require each other"
        )


def _check_examples(specs: list[Spec], problems: Problems) -> None:
    """Note examples whose values of other specifications do not fit those."""
    objects = {spec.type: value_type(spec) for spec in specs}
    for index, spec in enumerate(specs):
        for at, example in enumerate(spec.examples):
            path = (index, "examples", at, "configuration")
            value = example["configuration"]
            conform(value, objects[spec.type], path, problems, objects.get)
