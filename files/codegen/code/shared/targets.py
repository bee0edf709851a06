"""From a project's manifest and specifications to tasks: what every generator has to make."""

from __future__ import annotations

from typing import Any

from .batch import task
from .generator_table import BACKEND, FRONTEND, TEMPLATES
from .manifest import Manifest, Names, read_manifest


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """`in` is the manifest, `specs` the paths of all specifications. Raises SpecError with all problems.

    `tasks` make a file of one specification each, `shared` make one file of all of them.
    """
    specified = _specified(inputs["specs"])
    manifest = read_manifest(inputs["in"], {**FRONTEND, **BACKEND}, specified)
    each = [name for name, output in manifest.outputs.items() if not output.is_shared]
    return {
        "tasks": [
            task(manifest, name, generator)
            for generator in each
            for name, paths in manifest.paths.items()
            if generator in paths
        ],
        "shared": [
            _shared(manifest, generator)
            for generator in manifest.outputs
            if generator not in each
        ],
    }


def _specified(paths: list[str]) -> Names:
    """The node types and the shared types whose files are there."""
    folders: dict[str, list[str]] = {"nodes": [], "types": []}
    for path in paths:
        folder, _, name = path.rpartition("/")
        kept = folders.get(folder.rpartition("/")[2])
        if kept is not None:
            kept.append(name.removesuffix(".json"))
    return tuple(folders["nodes"]), tuple(folders["types"])


def _shared(manifest: Manifest, generator: str) -> dict[str, Any]:
    output = manifest.outputs[generator]
    return {
        "spec_paths": list(manifest.specs.values()),
        "template_path": f"{TEMPLATES}/{output.template}",
        "generator_path": output.generator.path,
        "output_path": output.pattern,
        "paths": manifest.paths,
    }
