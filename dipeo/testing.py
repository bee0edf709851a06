"""For tests of generators: called as a run calls them, on what the test gives them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dipeo.core import purity
from dipeo.core.functions import Functions
from dipeo.core.store import FileStore
from dipeo.core.values import value_of
from dipeo.workspace import find_workspace


def call(path: str, *, root: Path | None = None, **inputs: Any) -> Any:
    """What `main` of a Python file of the workspace returns for the inputs: pure, and JSON.

    The workspace is the one at `root`, or the one around the working folder. What the function raises is raised.
    """
    workspace = find_workspace(root)
    functions = Functions(FileStore(workspace.root), workspace.code_roots)
    function = functions.load(path, "main")
    with purity.enforced():
        result = value_of(function(inputs))
    return result.data


def template(name: str, *, root: Path | None = None) -> str:
    """The text of a template of the workspace, by its path below `files/codegen/templates`."""
    folder = find_workspace(root).root / "files/codegen/templates"
    return (folder / name).read_text(encoding="utf-8")
