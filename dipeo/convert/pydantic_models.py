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
from pydantic import TypeAdapter
schema = TypeAdapter(found).json_schema(mode="validation")
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
        lines = done.stderr.strip().splitlines()
        reason = lines[-1] if lines else f"Python ended with {done.returncode}"
        raise UsageError(f"{name!r} cannot be imported: {reason}")
    return json.loads(done.stdout.rpartition("\n")[2])
