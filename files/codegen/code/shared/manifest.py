"""A manifest: which specifications, which generators, and where each output goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from keyword import iskeyword
from typing import Any, TypeAlias

from . import keys
from .class_names import class_name_clashes
from .generator_table import CODE, MORE, SPECIFICATIONS, Generator
from .members import Members
from .naming import (
    PATTERN_NAMES,
    fill_pattern,
    has_names,
    unknown_pattern_names,
)
from .problems import Path, Problems, did_you_mean, show
from .read_type import is_spec_type


@dataclass(frozen=True, slots=True)
class Output:
    """What a manifest says about one generator."""

    generator: Generator
    template: str
    pattern: str

    @property
    def is_shared(self) -> bool:
        """Whether all specifications make one file: no name of theirs is in its path."""
        return not has_names(self.pattern)


@dataclass(frozen=True)
class Manifest:
    """A checked manifest; `outputs` by name of generator, in the table's order."""

    nodes: tuple[str, ...]
    types: tuple[str, ...]
    outputs: Mapping[str, Output]

    @cached_property
    def specs(self) -> dict[str, str]:
        """Specification -> path of its file, in the manifest's order."""
        folders = {"nodes": self.nodes, "types": self.types}
        return {
            name: f"{SPECIFICATIONS}/{folder}/{name}.json"
            for folder, names in folders.items()
            for name in names
        }

    @cached_property
    def paths(self) -> dict[str, dict[str, str]]:
        """Specification -> name of generator -> path of the artefact."""
        for_all = {
            generator: output.pattern
            for generator, output in self.outputs.items()
            if not output.generator.nodes_only
        }
        for_nodes = {name: output.pattern for name, output in self.outputs.items()}
        patterns = [(name, for_nodes) for name in self.nodes]
        patterns += [(name, for_all) for name in self.types]
        return {
            name: {generator: fill_pattern(p, name) for generator, p in some.items()}
            for name, some in patterns
        }


Names: TypeAlias = "tuple[tuple[str, ...], tuple[str, ...]]"
"""Node types, and shared types."""


def read_manifest(
    data: Any, table: Mapping[str, Generator], specified: Names | None = None
) -> Manifest:
    """A manifest, complete and checked. Raises SpecError with all problems.

    `specified` is what it is about when it names nothing; then outputs may be shared too.
    """
    problems = Problems()
    found = Members(data, (), keys.MANIFEST, "a manifest", problems)
    names = specified
    if names is None or "nodes" in found or "types" in found:
        names = read_names(found, problems)
    outputs = _read_outputs(found, table, problems)
    manifest = Manifest(*names, outputs)
    _check_paths(manifest, found, problems, may_share=specified is not None)
    problems.raise_if_any("in")
    return manifest


def read_names(found: Members, problems: Problems) -> Names:
    """The node types and the shared types that a manifest lists."""
    if "types" not in found:
        found.require("nodes")
    seen: dict[str, str] = {}
    for key in ("nodes", "types"):
        for name, path in found.array(key):
            problem = _name_problem(name, seen)
            if problem:
                problems.add(path, problem)
            else:
                seen[name] = key
    for name, message in class_name_clashes(seen):
        places = [
            path
            for key in ("nodes", "types")
            for item, path in found.array(key)
            if item == name
        ]
        problems.add(places[0], message)
    nodes = tuple(name for name, key in seen.items() if key == "nodes")
    return nodes, tuple(name for name, key in seen.items() if key == "types")


def _name_problem(name: Any, seen: Mapping[str, str]) -> str | None:
    if not isinstance(name, str) or not is_spec_type(name):
        return f"{show(name)} is not the name of a specification: write words like person_job"
    if name in seen:
        return f"{name!r} is already under {seen[name]!r}"
    return None


def _read_outputs(
    found: Members, table: Mapping[str, Generator], problems: Problems
) -> dict[str, Output]:
    found.require("generators")
    written = found.get("generators") if "generators" in found else {}
    path = found.at("generators")
    if not isinstance(written, dict):
        problems.add(path, f"must be an object, not {show(written)}")
        return {}
    own = {name: _own_generator(entry) for name, entry in written.items()}
    for name in written:
        if name not in table and own[name] is None:
            hint = did_you_mean(name, table) or f"; they are {', '.join(table)}"
            message = f"{show(name)} is not a generator{hint}"
            problems.add((*path, name), f"{message}, or name its file in 'generator'")
    known = [name for name in table if name in written]
    others = [name for name in written if name not in table]
    return {
        name: _read_output(written[name], (*path, name), generator, problems)
        for name in [*known, *others]
        if (generator := own[name] or table.get(name)) is not None
    }


def _own_generator(entry: Any) -> Generator | None:
    """The generator whose file the entry of a manifest names."""
    file = entry.get("generator") if isinstance(entry, dict) else None
    return Generator(f"{CODE}/{file}", MORE) if isinstance(file, str) else None


def _read_output(
    value: Any, path: Path, generator: Generator, problems: Problems
) -> Output:
    found = Members(value, path, keys.GENERATOR, "a generator", problems)
    found.require("template")
    found.text("generator")
    if found.require("output_pattern"):
        for name in unknown_pattern_names(found.text("output_pattern")):
            hint = (
                did_you_mean(name, PATTERN_NAMES)
                or f"; known are {', '.join(PATTERN_NAMES)}"
            )
            found.problem("output_pattern", f"{{{name}}} is not known here{hint}")
        pattern = found.text("output_pattern")
        if pattern.startswith("/") or ".." in pattern.split("/") or "\\" in pattern:
            message = (
                f"{pattern!r} leads out of the workspace, or is not written with '/'"
            )
            found.problem("output_pattern", message)
    return Output(generator, found.text("template"), found.text("output_pattern"))


def _check_paths(
    manifest: Manifest, found: Members, problems: Problems, *, may_share: bool
) -> None:
    """Note outputs that would be one file, on a disk that ignores case too."""
    if problems.found:
        return
    owners: dict[str, tuple[str, str]] = {}
    for name, generator, path in _all_paths(manifest, may_share=may_share):
        if wrong := _import_problem(path):
            problems.add((*found.at("generators"), generator, "output_pattern"), wrong)
        first = owners.setdefault(path.casefold(), (name, generator))
        if first != (name, generator):
            owner = f"{_output_of(*first)} and {_output_of(name, generator)}"
            problems.add(
                (*found.at("generators"), generator, "output_pattern"),
                f"{path!r} is the output {owner}",
            )


def _import_problem(path: str) -> str | None:
    stem, _, ending = path.rpartition("/")[2].rpartition(".")
    if ending == "py" and iskeyword(stem):
        return (
            f"nothing can import {path!r}, since {stem!r} is a word of Python's: write a"
            " pattern like '{node_name}_model.py'"
        )
    return None


def _output_of(name: str, generator: str) -> str:
    return f"of {generator} for {name!r}" if name else f"of {generator}"


def _all_paths(
    manifest: Manifest, *, may_share: bool
) -> Iterator[tuple[str, str, str]]:
    """The specification, generator and path of each output; a shared one is of no specification."""
    for name, paths in manifest.paths.items():
        for generator, path in paths.items():
            shared = may_share and manifest.outputs[generator].is_shared
            yield "" if shared else name, generator, path
