"""The TypeScript compiler on a project outside this one, as strict as it can be."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.kit import ROOT


def check(project: Path, *folders: str) -> None:
    """Assert that what is in the folders compiles."""
    modules = project / "node_modules"
    if not modules.exists():
        modules.symlink_to(ROOT / "node_modules")
    base = json.loads((ROOT / "tsconfig.base.json").read_text(encoding="utf-8"))
    (project / "tsconfig.test.json").write_text(
        json.dumps({**base, "include": [f"{folder}/**/*.ts" for folder in folders]})
    )
    done = subprocess.run(
        ["npx", "tsc", "--project", str(project / "tsconfig.test.json")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout
