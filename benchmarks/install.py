"""What `pip install dipeo` brings: the wheel, what it unpacks to, and all that it requires, in megabytes.

python -m benchmarks.install
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .project import CHECKOUT

MB = 1_000_000
PAGE = "dipeo/server/page"  # `make web` makes it
HEAD = """\
| what is installed | MB | of these, the package |
|---|---|---|"""


def rows(folder: Path) -> Iterator[str]:
    """A row for the wheel, and one for it installed with what it requires, where pip can reach an index."""
    wheel = build(folder)
    page = "with" if (CHECKOUT / PAGE).is_dir() else "without"
    yield f"| the wheel, {page} the page | {wheel.stat().st_size / MB:.1f} | |"
    target = folder / "installed"
    if not install(wheel, target):
        yield "| installed: not measured, since pip reached no package index | | |"
        return
    packages = len(list(target.glob("*.dist-info")))
    ours = size(target / "dipeo") / MB
    yield f"| {packages} packages, without bytecode | {size(target) / MB:.1f} | {ours:.1f} |"


def build(folder: Path) -> Path:
    """The wheel of this checkout."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d"]
    command.append(str(folder))
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    return wheel


def install(wheel: Path, target: Path) -> bool:
    """Install it, with what it requires, into an empty folder. Whether that could be done."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install"]
    options = ["--quiet", "--no-compile", "--no-cache-dir", "--target", str(target)]
    command = [*pip, *options, str(wheel)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def size(folder: Path) -> int:
    """The bytes of the files below a folder."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def table() -> Iterator[str]:
    """The lines of the table, each when it is known."""
    yield HEAD
    with tempfile.TemporaryDirectory() as folder:
        yield from rows(Path(folder))


if __name__ == "__main__":
    for line in table():
        print(line, flush=True)
