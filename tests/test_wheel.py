"""The wheel as strangers get it: installed alone, on every Python that is here, it makes a project whose code compiles.

It takes what it needs from the package index that pip is set up for.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests import typescript
from tests.kit import ROOT

NEWEST = 30  # of Python 3: how far is looked


@cache
def interpreters() -> dict[str, Path]:
    """Every Python from 3.11 on that can be started, by version."""
    folders = [Path(folder) for folder in os.get_exec_path()]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    folders += sorted(pyenv.glob("versions/*/bin"))
    found = {"{}.{}".format(*sys.version_info): Path(sys.executable)}
    for minor in range(11, NEWEST):
        for folder in folders:
            python = folder / f"python3.{minor}"
            if f"3.{minor}" not in found and python.exists() and _starts(python):
                found[f"3.{minor}"] = python
    return found


def _starts(python: Path) -> bool:
    command = [str(python), "-c", "import ensurepip, venv"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run(folder: Path, *command: str | Path) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=folder, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(ROOT, sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    [found] = folder.glob("*.whl")
    return found


@pytest.mark.parametrize("version", interpreters())
def test_a_stranger_s_first_minutes(version: str, wheel: Path, tmp_path: Path) -> None:
    run(tmp_path, interpreters()[version], "-m", "venv", "venv")
    bin = tmp_path / "venv/bin"
    pip = (
        bin / "python",
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "-q",
        "--no-compile",
    )
    run(tmp_path, *pip, wheel)
    shop = tmp_path / "shop"
    shop.mkdir()

    said = run(shop, bin / "dipeo", "init", "--yes")
    said_of_paths = run(shop, bin / "dipeo", "help", "errors", "paths")
    assert said_of_paths.startswith("## Paths\n")
    [command] = [line.split() for line in said.splitlines() if "  dipeo " in line]
    assert (
        run(shop, bin / command[0], *command[1:])
        .splitlines()[-1]
        .startswith("generate: 3 specs, 8 files: 8 written,")
    )

    checked = ("--strict", "--python-executable", bin / "python", "generated")
    run(shop / "backend", sys.executable, "-m", "mypy", *checked)
    typescript.check(shop, "frontend")
    order = "from generated import Order; print(Order.model_fields['status'].default)"
    assert run(shop / "backend", bin / "python", "-W", "error", "-c", order) == "open\n"
