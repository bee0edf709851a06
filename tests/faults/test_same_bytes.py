"""The project's own code, generated in machines that differ: the same bytes in each."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.project import ROOT, Tree, environment, tree

MACHINES: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "hash seed": ({"PYTHONHASHSEED": "1"}, ()),
    "another hash seed": ({"PYTHONHASHSEED": "4294967295"}, ()),
    "workers": ({}, ("--jobs", "3")),
    "ASCII locale": (
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        (),
    ),
    "Turkish locale": ({"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"}, ()),
    "time zone": ({"TZ": "Pacific/Kiritimati"}, ()),
}


def copied(root: Path, *, backwards: bool = False) -> Path:
    """The kit with its diagrams in a workspace, each folder filled from one end or from the other."""
    for folder, folders, files in os.walk(ROOT / "files"):
        folders.sort(reverse=backwards)
        here = root / Path(folder).relative_to(ROOT)
        here.mkdir(parents=True)
        for name in sorted(files, reverse=backwards):
            if not name.endswith(".pyc"):
                shutil.copyfile(Path(folder, name), here / name)
    return root


def generated(root: Path, more: dict[str, str], *arguments: str) -> Tree:
    """What all the generators make in a workspace."""
    command = [sys.executable, "-m", "dipeo", "run", "codegen/master/generate_all"]
    done = subprocess.run(
        [*command, "--light", *arguments],
        cwd=root,
        env={**environment(), **more},
        capture_output=True,
        text=True,
        errors="replace",
    )
    assert done.returncode == 0, done.stderr
    return tree(root)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    root = tmp_path_factory.mktemp("usual") / "workspace"
    return generated(copied(root), {}, "--jobs", "1")


@pytest.mark.parametrize("name", MACHINES)
def test_the_same_bytes_on_another_machine(
    tmp_path: Path, usual: Tree, name: str
) -> None:
    more, arguments = MACHINES[name]
    assert generated(copied(tmp_path / "workspace"), more, *arguments) == usual


def test_the_same_bytes_from_files_in_another_order(
    tmp_path: Path, usual: Tree
) -> None:
    root = copied(tmp_path / "workspace", backwards=True)
    assert generated(root, {}) == usual
    assert len(usual) > 150
