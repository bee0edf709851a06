"""`dipeo new`: a specification, a generator or a diagram, such that the next run uses it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping

from dipeo.errors import UsageError
from dipeo.kit.new import diagram_files, generator_files, spec_files
from dipeo.kit.place import compare, place
from dipeo.kit.starter import DIAGRAM, MANIFEST
from dipeo.workspace import Workspace, find_workspace


def new_spec(options: argparse.Namespace) -> int:
    """Make a specification."""
    workspace = find_workspace(options.root)
    files = spec_files(workspace, options.name, node=options.node)
    _write(workspace, files)
    print(f"\nsay what it has in {next(iter(files))}, then: {_run(workspace)}")
    return 0


def new_generator(options: argparse.Namespace) -> int:
    """Make a generator, its template, its test and its entry in the manifest."""
    workspace = find_workspace(options.root)
    files = generator_files(workspace, options.name, options.target, options.output)
    _write(workspace, files)
    print(f"\ntry it as it is, then change it: {_run(workspace)}")
    return 0


def new_diagram(options: argparse.Namespace) -> int:
    """Make a diagram."""
    workspace = find_workspace(options.root)
    files = diagram_files(workspace, options.name)
    _write(workspace, files)
    [path] = files
    print(
        f"\ntry it as it is, then change it: dipeo run {workspace.diagram_name(path)}"
    )
    return 0


def _run(workspace: Workspace) -> str:
    """The command that generates everything."""
    has_one = (workspace.root / MANIFEST).is_file()
    return f"dipeo run {DIAGRAM if has_one else 'codegen/master/generate_all'}"


def _write(workspace: Workspace, files: Mapping[str, bytes]) -> None:
    """Write what is new, and manifests with one entry more; nothing else is changed. Raises UsageError."""
    placing = compare(workspace.root, files)
    changed = [path for path in placing.differ if "/manifest" in path]
    taken = [
        path
        for path in (*placing.differ, *placing.same)
        if path not in changed and files[path]
    ]
    if taken:
        raise UsageError(f"{taken[0]!r} is there already, so nothing was written")
    new = {path: files[path] for path in (*placing.new, *changed)}
    place(workspace.root, new, lambda message: print(message, file=sys.stderr))
    for path in new:
        print(f"  {'changed' if path in changed else 'new    '}  {path}")
