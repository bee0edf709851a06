"""The JSON Schema of a project's Pydantic models, made in a process of its own: importing runs their code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from dipeo.errors import UsageError

is_model = re.compile(r"[A-Za-z_]\w*(\.\w+)*:[A-Za-z_]\w*(\.\w+)*").fullmatch

_PROGRAM = """
import importlib, json, sys
name, root = sys.argv[1:]
sys.path[:0] = [root, root + "/src"]
module, _, path = name.partition(":")
found = importlib.import_module(module)
for part in path.split("."):
    found = getattr(found, part)
from pydantic import PydanticUserError, TypeAdapter
try:
    schema = TypeAdapter(found).json_schema(mode="validation")
except PydanticUserError:
    sys.exit("it is no model of Pydantic, nor a type that Pydantic knows")
sys.stdout.write("\\n" + json.dumps(schema))
"""


def model_schema(name: str, root: Path) -> Any:
    """The schema of what `module:Model` names, looked for in the workspace and its `src`. Raises UsageError."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, name, str(root)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise UsageError(f"{name!r} cannot be imported: {_reason(done)}")
    return json.loads(done.stdout.rpartition("\n")[2])


def _reason(done: subprocess.CompletedProcess[str]) -> str:
    lines = done.stderr.strip().splitlines()
    if not lines:
        return f"Python ended with {done.returncode}"
    if not lines[-1].startswith("ModuleNotFoundError"):
        return lines[-1]
    places = "this workspace, its src, and the Python that DiPeO is installed in"
    return f"{lines[-1]}; looked for in {places}"
