"""Generates the code of `examples/specs_in_sql` anew, from SQLite, after a change of the kit: `make example`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples/specs_in_sql"
GENERATED = ("api/generated", "web/src/generated")
LEAVE = shutil.ignore_patterns("generated", "node_modules", "dist", "__pycache__")


def copy_to(folder: Path) -> None:
    """A workspace of the kit and the example, in which nothing is generated."""
    shutil.copytree(ROOT / "files", folder / "files", dirs_exist_ok=True)
    shutil.copytree(EXAMPLE, folder, ignore=LEAVE, dirs_exist_ok=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_to(folder)
        run = ["dipeo", "run", "from_sql/generate", "--quiet"]
        for command in (["api.migrate"], run):
            subprocess.run([sys.executable, "-m", *command], cwd=folder, check=True)
        for generated in GENERATED:
            shutil.rmtree(EXAMPLE / generated, ignore_errors=True)
            shutil.copytree(folder / generated, EXAMPLE / generated)


if __name__ == "__main__":
    main()
