"""From a manifest to the tasks of its generators: what to read, what to run, where to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .generator_table import MORE, TEMPLATES, Generator
from .manifest import Manifest, Output, read_manifest
from .problems import Problems, did_you_mean, show


def process_batch(
    manifest_data: Any, requested: Mapping[str, Any], table: Mapping[str, Generator]
) -> dict[str, list[dict[str, Any]]]:
    """The tasks of one side, a list a generator under the generator's port; those of generators of a project's own
    are under `more_tasks`.

    `requested` may name, under `in`, the specifications to generate; without it all of them are. Raises SpecError
    with all problems of the manifest or of the names.
    """
    manifest = read_manifest(manifest_data, table)
    names = _requested(manifest, requested)
    tasks = {
        generator.tasks: _tasks(manifest, names, generator_name)
        for generator_name, generator in table.items()
        if generator_name in manifest.outputs or not generator.optional
    }
    others = [name for name in manifest.outputs if name not in table]
    if others:
        tasks[MORE] = [t for name in others for t in _tasks(manifest, names, name)]
    return tasks


def _requested(manifest: Manifest, requested: Mapping[str, Any]) -> list[str]:
    """The names to generate, in the manifest's order."""
    known = manifest.specs
    if "in" not in requested:
        return list(known)
    problems = Problems()
    wanted = requested["in"]
    if not isinstance(wanted, list):
        problems.add(
            ("in",), f"must be an array of names of specifications, not {show(wanted)}"
        )
        wanted = []
    for index, name in enumerate(wanted):
        if not isinstance(name, str) or name not in known:
            hint = did_you_mean(name, known) or f"; it has {', '.join(known)}"
            problems.add(("in", index), f"{show(name)} is not in the manifest{hint}")
    problems.raise_if_any("requested")
    chosen = set(wanted)
    return [name for name in known if name in chosen]


def _tasks(
    manifest: Manifest, names: Iterable[str], generator: str
) -> list[dict[str, Any]]:
    return [
        task(manifest, name, generator)
        for name in names
        if generator in manifest.paths[name]
    ]


def task(manifest: Manifest, name: str, generator: str) -> dict[str, Any]:
    """What it takes to make one file: one specification through one generator."""
    output: Output = manifest.outputs[generator]
    paths = manifest.paths[name]
    return {
        "node_name": name,
        "spec_path": manifest.specs[name],
        "template_path": f"{TEMPLATES}/{output.template}",
        "generator_path": output.generator.path,
        "output_pattern": output.pattern,
        "output_path": paths[generator],
        "paths": paths,
    }
