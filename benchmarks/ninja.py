"""The reference for a run with nothing to do: ninja over as many outputs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from .measure import Command


def ninja_project(folder: Path, outputs: int) -> Command | None:
    """A build that is up to date, or None where there is no ninja."""
    ninja = shutil.which("ninja")
    if ninja is None:
        return None
    folder.mkdir()
    lines = ["rule make", "  command = touch $out"]
    for number in range(outputs):
        (folder / f"{number // 6}.json").touch()
        lines.append(f"build out/{number}: make {number // 6}.json")
    (folder / "build.ninja").write_text("\n".join([*lines, ""]))
    subprocess.run([ninja, "--quiet"], cwd=folder, check=True)
    return Command([ninja], folder)
