"""What `dipeo new` makes: a specification, a generator with all that belongs to it, a diagram."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dipeo.core.documents import decode, read_json
from dipeo.core.paths import check_path
from dipeo.errors import PathError, UsageError, did_you_mean
from dipeo.workspace import Workspace

from .json_edit import add_item, add_member
from .languages import language_of
from .source import CODE, TEMPLATES
from .starter import MANIFEST

PATTERN_NAMES = ("node_name", "NodeName", "nodeName", "node-name")
"""What an output pattern may have in braces."""
_SIDES = ("all", "frontend", "backend")
_words = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*").fullmatch


def spec_files(workspace: Workspace, name: str, *, node: bool) -> dict[str, bytes]:
    """The files of a new specification, and of the manifests that have to name it. Raises UsageError."""
    _check_words(name)
    folder = "nodes" if node else "types"
    title = " ".join(word.capitalize() for word in name.split("_"))
    data: dict[str, Any] = {
        "$schema": "../../schemas/specification.schema.json",
        "type": name,
        "kind": "node" if node else "type",
        "displayName": title,
        "description": "",
        "fields": [{"name": "name", "type": "string", "required": True}],
    }
    files = {f"{workspace.specifications}/{folder}/{name}.json": _json(data)}
    return files | named_in_manifests(workspace, {name: data})


def named_in_manifests(
    workspace: Workspace, specs: Mapping[str, Mapping[str, Any]]
) -> dict[str, bytes]:
    """The manifests that list specifications and do not list these yet, with them."""
    files: dict[str, bytes] = {}
    for path, before in _manifests(workspace).items():
        text = before
        for name, spec in specs.items():
            folder = "types" if spec.get("kind") == "type" else "nodes"
            named = read_json(text, path)
            listed = named.get(folder) if isinstance(named, dict) else None
            if isinstance(listed, list) and name not in listed:
                text = add_item(text, (folder,), name)
        if text != before:
            files[path] = text.encode()
    return files


def generator_files(
    workspace: Workspace, name: str, ending: str, output: str | None
) -> dict[str, bytes]:
    """A generator, its template, its test, and the manifest with its entry. Raises UsageError."""
    _check_words(name)
    ending = ending.removeprefix(".")
    if not re.fullmatch(r"[A-Za-z0-9_.+-]+", ending):
        raise UsageError(f"{ending!r} is not the ending of a file: write it like `sql`")
    if output is not None:
        _check_output(output)
    path, text = _manifest(workspace)
    entry = {
        "generator": f"generators/{name}.py",
        "template": f"{name}.j2",
        "output_pattern": output or f"generated/{ending}/{{node_name}}.{ending}",
    }
    shared = "{" not in entry["output_pattern"]
    language = language_of(ending)
    return {
        f"{CODE}/generators/__init__.py": b"",
        f"{CODE}/{entry['generator']}": language.generator(name, shared).encode(),
        f"{TEMPLATES}/{entry['template']}": language.template(shared).encode(),
        f"files/codegen/tests/test_{name}.py": _test(name, shared).encode(),
        path: _with_entry(text, path, name, entry).encode(),
    }


def _check_output(pattern: str) -> None:
    for name in re.findall(r"\{([^{}]*)\}", pattern):
        if name not in PATTERN_NAMES:
            hint = did_you_mean(name, PATTERN_NAMES)
            raise UsageError(f"--output: {{{name}}} is not known{hint}")
    try:
        check_path(re.sub(r"[{}]", "", pattern))
    except PathError as error:
        raise UsageError(f"--output: {error}") from None


def diagram_files(workspace: Workspace, name: str) -> dict[str, bytes]:
    """A diagram that runs as it is. Raises UsageError."""
    path = workspace.diagram_file(name.removesuffix(".light.yaml"))
    try:
        check_path(path)
    except PathError as error:
        raise UsageError(str(error)) from None
    up = "../" * (path.count("/") - 1)
    return {
        path: _DIAGRAM.format(
            schema=f"{up}codegen/schemas/diagram.schema.json",
            specifications=workspace.specifications,
            name=path.rpartition("/")[2].removesuffix(".light.yaml"),
        ).encode()
    }


_DIAGRAM = """\
# yaml-language-server: $schema={schema}
version: light
description: what this diagram is for

nodes:
  - label: List Specs
    type: db
    position: {{x: 100, y: 100}}
    props:
      operation: list
      sub_type: file
      source_details: {specifications}/*/*.json

  - label: Describe
    type: template_job
    position: {{x: 400, y: 100}}
    props:
      template: |
        There are {{{{ specs | length }}}} specifications:
        {{% for path in specs %}}
        - {{{{ path }}}}
        {{% endfor %}}

  - label: Write
    type: db
    position: {{x: 700, y: 100}}
    props:
      operation: write
      sub_type: file
      source_details: generated/{name}.md

connections:
  - source: List Specs.out
    target: Describe.specs
  - source: Describe.out
    target: Write.in
"""


def _check_words(name: str) -> None:
    if not _words(name):
        parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name)
        wanted = "_".join(part.lower() for part in parts)
        hint = f", like {wanted!r}" if _words(wanted) else " like order_line"
        raise UsageError(f"{name!r} is no name for one: write words{hint}")


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def _test(name: str, shared: bool) -> str:
    return f'''\
"""What the generator {name} makes of a specification; run it with pytest."""

from dipeo.testing import call, template

SPEC = {{
    "type": "parcel",
    "kind": "type",
    "fields": [{{"name": "weight", "type": "number", "required": True}}],
}}


def test_a_field_is_in_the_output() -> None:
    made = call(
        "{CODE}/generators/{name}.py",
        {"specs=[SPEC]" if shared else "spec_data=SPEC"},
        template_content=template("{name}.j2"),
    )
    assert "weight" in made["generated_code"]
'''


# Manifests -------------------------------------------------------------------------------------------


def _manifests(workspace: Workspace) -> Mapping[str, str]:
    """The text of every manifest of the kit, by path."""
    sides = (f"files/codegen/manifests/{side}.json" for side in _SIDES)
    paths = [path for path in (MANIFEST, *sides) if (workspace.root / path).is_file()]
    return {path: _read(workspace.root, path) for path in paths}


def _manifest(workspace: Workspace) -> tuple[str, str]:
    """The manifest that takes a new generator."""
    known = _manifests(workspace)
    for path in (MANIFEST, "files/codegen/manifests/backend.json"):
        if path in known:
            return path, known[path]
    message = f"there is no manifest {MANIFEST!r}: `dipeo init` makes one"
    raise UsageError(message)


def _with_entry(text: str, path: str, name: str, entry: Mapping[str, str]) -> str:
    data = read_json(text, path)
    generators = data.get("generators") if isinstance(data, dict) else None
    if not isinstance(generators, dict):
        raise UsageError(f"{path}: it has no object 'generators' to add {name!r} to")
    if name in generators:
        raise UsageError(f"{path}: it has a generator {name!r} already")
    return add_member(text, ("generators",), name, dict(entry))


def _read(root: Path, path: str) -> str:
    return decode((root / path).read_bytes(), path)
