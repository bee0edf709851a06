"""What can be wrong between specifications: refs to nothing, two of one name, values without an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from .class_names import class_name_clashes
from .links import links_of
from .problems import Problems, SpecError, did_you_mean, show
from .spec_loader import load_spec, value_type
from .spec_model import Spec
from .value_check import conform

Links = Mapping[str, Any]
"""What `links_of` says of a specification."""


def check_together(
    documents: list[Any], files: Mapping[str, str] | None = None
) -> list[str]:
    """The types of the specifications, which are valid by themselves. Raises SpecError with what is wrong between them.

    The path of a problem starts with the type of the specification, or is in its file if `files` has one for it.
    """
    problems = Problems()
    specs = _by_type([load_spec(document) for document in documents], problems)
    for name, file in (files or {}).items():
        _check_name(file.rpartition("/")[2].removesuffix(".json"), name, problems)
    _check({name: links_of(spec) for name, spec in specs.items()}, problems)
    if not problems.found:
        _check_examples(specs, problems)
    _raise(problems, files or {})
    return list(specs)


def check_links(links: Mapping[str, Links], files: Mapping[str, str]) -> None:
    """As `check_together`, from what is said of the specifications by name; their examples aside. Raises SpecError."""
    problems = Problems()
    for name, own in links.items():
        _check_name(name, own["type"], problems)
    _check(links, problems)
    _raise(problems, files)


def _check_name(file: str, type_: str, problems: Problems) -> None:
    if file != type_:
        message = f"the file of {file!r} holds the type {type_!r}"
        problems.add((type_, "type"), message)


def _raise(problems: Problems, files: Mapping[str, str]) -> None:
    try:
        problems.raise_if_any("checked")
    except SpecError as error:
        for problem in error.problems:
            file = files.get(str(problem["path"][0])) if problem["path"] else None
            if file is not None:
                problem.update(document=file, path=problem["path"][1:])
        raise


def _by_type(specs: list[Spec], problems: Problems) -> dict[str, Spec]:
    found: dict[str, Spec] = {}
    for spec in specs:
        if spec.type in found:
            problems.add((spec.type, "type"), "two specifications have this type")
        found.setdefault(spec.type, spec)
    return found


def _check(links: Mapping[str, Links], problems: Problems) -> None:
    for name, message in class_name_clashes(links):
        problems.add((name, "type"), message)
    for name, own in links.items():
        for ref, path in own["refs"]:
            if ref not in links:
                hint = did_you_mean(ref, links)
                message = f"no specification has the type {show(ref)}{hint}"
                problems.add((name, *path), message)
        _check_unions(name, own, links, problems)
        _check_unique_items(name, own, links, problems)
    _check_endless(links, problems)


def _check_unions(
    name: str, own: Links, links: Mapping[str, Links], problems: Problems
) -> None:
    """The refs of a discriminated union need the property, each with a value of its own."""
    for discriminator, path, variants in own["unions"]:
        seen: set[Any] = set()
        for index, variant in enumerate(variants):
            ref = variant.get("ref")
            if ref is not None and ref not in links:
                continue
            tags = (
                {discriminator: variant.get("tag")}
                if ref is None
                else links[ref]["tags"]
            )
            place = (name, *path, index)
            if discriminator not in tags:
                message = f"{ref!r} needs {discriminator!r}, a required constant string"
                problems.add(place, f"{message}{did_you_mean(discriminator, tags)}")
            elif (tag := tags[discriminator]) in seen:
                message = f"another variant has {discriminator!r} {show(tag)} too"
                problems.add(place, message)
            else:
                seen.add(tag)


def _check_unique_items(
    name: str, own: Links, links: Mapping[str, Links], problems: Problems
) -> None:
    """What is filled into items would make them equal in one language before the others know it."""
    for path, refs in own["unique"]:
        filled = next((ref for ref in _reached(refs, links) if links[ref]["fills"]), "")
        if filled:
            problems.add(
                (name, *path),
                f"the items hold values of {filled!r}, into which defaults are filled",
            )


def _reached(refs: list[str], links: Mapping[str, Links]) -> Iterator[str]:
    """The specifications that values which hold some may hold values of."""
    seen: set[str] = set()
    inside = [*reversed(refs)]
    while inside:
        ref = inside.pop()
        if ref in links and ref not in seen:
            seen.add(ref)
            inside += [other for other, _ in links[ref]["refs"]]
            yield ref


def _check_endless(links: Mapping[str, Links], problems: Problems) -> None:
    """Note specifications that require each other in a circle: no finite value fits them."""
    graph = {name: own["requires"] for name, own in links.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
        start = next(name for name in links if name in circle)
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
