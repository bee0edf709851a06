"""What `dipeo init` writes: the kit, an example to begin with, a manifest and the settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version

from dipeo.root import SETTINGS

from .base import BASE, pack
from .source import kit_files
from .targets import TARGETS

MANIFEST = "files/codegen/manifest.json"
DIAGRAM = "generate"


def starter(folders: Mapping[str, str]) -> dict[str, bytes]:
    """Every file of a new project, by path. `folders` maps each target to the folder of its files."""
    files = kit_files(folders)
    files[MANIFEST] = _manifest(folders).encode()
    files[SETTINGS] = _settings(folders).encode()
    return {path: files[path] for path in sorted(files)}


def with_base(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a new project, and what it keeps of them to compare with later."""
    return {**files, BASE: pack(files)}


def _manifest(folders: Mapping[str, str]) -> str:
    generators = {
        entry.name: {
            "generator": entry.generator,
            "template": entry.template,
            "output_pattern": f"{folder}/{entry.file}" if folder else entry.file,
        }
        for target, folder in folders.items()
        for entry in TARGETS[target].entries
    }
    data = {"$schema": "schemas/manifest.schema.json", "generators": generators}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _settings(folders: Mapping[str, str]) -> str:
    targets = "\n".join(
        f"{target} = {json.dumps(folder, ensure_ascii=False)}"
        for target, folder in folders.items()
    )
    return f"""\
#:schema files/codegen/schemas/dipeo.schema.json
# Where things are. Every key may be left out: these are the defaults.

[code]
roots = ["files/codegen/code"]

[specifications]
folder = "files/codegen/specifications"

# The kit that `dipeo init` has copied. What goes where is in files/codegen/manifest.json;
# `dipeo init --update` merges a newer kit into this one.
[kit]
version = {json.dumps(version("dipeo"))}

[kit.targets]
{targets}
"""
