"""`dipeo import` and `dipeo export`: specifications from what people have, and as what they need."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dipeo.against import now
from dipeo.convert.draft import Draft
from dipeo.convert.finish import finish
from dipeo.convert.own_schemas import names_of_files
from dipeo.convert.readers import read_source
from dipeo.core.documents import json_document
from dipeo.errors import DocumentError, Problem, UsageError, did_you_mean
from dipeo.kit.functions import Refused, kit_function
from dipeo.kit.new import named_in_manifests
from dipeo.kit.place import compare, place
from dipeo.kit.source import TEMPLATES, home
from dipeo.workspace import Workspace, find_workspace

_GENERATOR = "shared/generators/json_schema.py"
_TEMPLATE = f"{TEMPLATES}/shared/json_schema.j2"


def import_specs(options: argparse.Namespace) -> int:
    """Make specifications, and list what they cannot say."""
    workspace = find_workspace(options.root)
    there = (Path(file).stem for file in now(workspace))
    draft = Draft(files=names_of_files(there, options.sources))
    for source in options.sources:
        read_source(source, options.format, workspace.root, draft, options.schema)
    finish(draft, workspace, _others(workspace, draft))
    files = {
        _path(workspace, spec): _text(spec).encode() for spec in draft.specs.values()
    }
    changed = _write(workspace, files, draft, options)
    for path in files:
        print(f"  {'new ' if path in changed else 'same'}  {path}")
    if draft.losses:
        print(f"\nnot carried ({len(draft.losses)}):")
    for loss in draft.losses:
        print(f"  {loss}")
    if options.dry_run:
        print("\nnothing was written: this was a dry run")
    return 0


def _others(workspace: Workspace, draft: Draft) -> list[dict[str, Any]]:
    """The specifications that are there and stay."""
    found = [json.loads(text) for text in now(workspace).values()]
    return [spec for spec in found if spec.get("type") not in draft.specs]


def _path(workspace: Workspace, spec: Mapping[str, Any]) -> str:
    folder = "types" if spec.get("kind") == "type" else "nodes"
    return f"{workspace.specifications}/{folder}/{spec['type']}.json"


def _text(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _write(
    workspace: Workspace,
    files: dict[str, bytes],
    draft: Draft,
    options: argparse.Namespace,
) -> set[str]:
    """Write what is not there. Raises UsageError where something else is."""
    placing = compare(workspace.root, files)
    if placing.differ and not options.overwrite:
        paths = "".join(f"\n  {path}" for path in placing.differ)
        message = "are there and say something else, so nothing was written"
        raise UsageError(
            f"specifications {message} (`--overwrite` writes them):{paths}"
        )
    changed = {path: files[path] for path in (*placing.new, *placing.differ)}
    if not options.dry_run:
        manifests = named_in_manifests(workspace, draft.specs)
        note = lambda message: print(message, file=sys.stderr)  # noqa: E731
        place(workspace.root, {**changed, **manifests}, note)
    return set(changed)


# Export ----------------------------------------------------------------------------------------------


def export_specs(options: argparse.Namespace) -> int:
    """Write the JSON Schemas of specifications."""
    workspace = find_workspace(options.root)
    texts = {Path(file).stem: (file, text) for file, text in now(workspace).items()}
    for name in options.names:
        if name not in texts:
            hint = did_you_mean(name, texts)
            raise UsageError(f"there is no specification {name!r}{hint}")
    names = options.names or list(texts)
    made = {name: _schema(workspace, *texts[name]) for name in names}
    if options.output is None:
        for text in made.values():
            print(text, end="")
        return 0
    options.output.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        file: Path = options.output / f"{name}.schema.json"
        file.write_text(text, encoding="utf-8")
        print(f"  {file}")
    return 0


def _schema(workspace: Workspace, file: str, text: str) -> str:
    """The JSON Schema of a specification, as the kit makes it. Raises DocumentError for an invalid one."""
    root = workspace.root if (workspace.root / _TEMPLATE).is_file() else home()
    inputs = {
        "spec_data": json.loads(text),
        "template_content": (root / _TEMPLATE).read_text(encoding="utf-8"),
        "output_pattern": "{node_name}.schema.json",
    }
    try:
        return str(kit_function(workspace, _GENERATOR)(inputs)["generated_code"])
    except Refused as error:
        document = json_document(text, file)
        problems = [
            Problem(p["message"], document.place(tuple(p["path"])))
            for p in error.problems
        ]
        raise DocumentError(problems, page="specification") from None
