"""A manifest: which specifications, which generators, and where each output goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import keys
from .class_names import class_name_clashes
from .generator_table import Generator
from .members import Members
from .naming import PATTERN_NAMES, fill_pattern, unknown_pattern_names
from .problems import Path, Problems, did_you_mean, show
from .read_type import is_spec_type


@dataclass(frozen=True, slots=True)
class Output:
    """What a manifest says about one generator."""

    generator: Generator
    template: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A checked manifest; `outputs` by name of generator, in the table's order."""

    nodes: tuple[str, ...]
    types: tuple[str, ...]
    outputs: Mapping[str, Output]

    def paths(self, name: str) -> dict[str, str]:
        """Name of generator -> path, for every artefact of a specification."""
        return {
            generator: fill_pattern(output.pattern, name)
            for generator, output in self.outputs.items()
            if name in self.nodes or not output.generator.nodes_only
        }


def read_manifest(data: Any, table: Mapping[str, Generator]) -> Manifest:
    """The manifest of one side, complete and checked. Raises SpecError with all problems."""
    problems = Problems()
    found = Members(data, (), keys.MANIFEST, "a manifest", problems)
    nodes, types = read_names(found, problems)
    outputs = _read_outputs(found, table, problems)
    manifest = Manifest(nodes, types, outputs)
    _check_paths(manifest, found, problems)
    problems.raise_if_any("in")
    return manifest


def read_names(
    found: Members, problems: Problems
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The node types and the shared types that a manifest lists."""
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
    for name in written:
        if name not in table:
            hint = did_you_mean(name, table) or f"; they are {', '.join(table)}"
            problems.add((*path, name), f"{show(name)} is not a generator{hint}")
    return {
        name: _read_output(written[name], (*path, name), generator, problems)
        for name, generator in table.items()
        if name in written
    }


def _read_output(
    value: Any, path: Path, generator: Generator, problems: Problems
) -> Output:
    found = Members(value, path, keys.GENERATOR, "a generator", problems)
    found.require("template")
    if found.require("output_pattern"):
        for name in unknown_pattern_names(found.text("output_pattern")):
            hint = (
                did_you_mean(name, PATTERN_NAMES)
                or f"; known are {', '.join(PATTERN_NAMES)}"
            )
            found.problem("output_pattern", f"{{{name}}} is not known here{hint}")
    return Output(generator, found.text("template"), found.text("output_pattern"))


def _check_paths(manifest: Manifest, found: Members, problems: Problems) -> None:
    """Note outputs that would be one file, on a disk that ignores case too."""
    if problems.found:
        return
    owners: dict[str, tuple[str, str]] = {}
    for name, generator, path in _all_paths(manifest):
        first = owners.setdefault(path.casefold(), (name, generator))
        if first != (name, generator):
            problems.add(
                (*found.at("generators"), generator, "output_pattern"),
                f"{path!r} is the output of {first[1]} for {first[0]!r} and of {generator} for {name!r}",
            )


def _all_paths(manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    for name in (*manifest.nodes, *manifest.types):
        for generator, path in manifest.paths(name).items():
            yield name, generator, path
