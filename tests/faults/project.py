"""A small project whose next run creates, replaces and removes files; its trees before and after."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dipeo.core import journal

ROOT = Path(__file__).resolve().parents[2]
DIAGRAM = """\
nodes:
  - {label: Plan, type: db, operation: read, source_details: plan.json}
  - {label: Make, type: code_job, source_details: code/make.py}
  - {label: Write, type: db, batch: true, operation: write, source_details: "{path}"}
connections:
  - {from: Plan, to: Make}
  - {from: Make, to: Write}
"""
MAKE = """\
def main(inputs):
    files = inputs["in"]
    return [{"path": path, "generated_code": files[path]} for path in files]
"""
OLD = {
    "out/kept.txt": "the same in both runs\n",
    "out/first.txt": "old\n" * 40,
    "out/second.py": "old = 1\n",
    "deep/er/third.json": "[1]\n",
    "gone/with/folder.txt": "no longer made\n",
    "out/gone.txt": "no longer made\n",
}
NEW = {
    "out/kept.txt": "the same in both runs\n",
    "out/first.txt": "new\n" * 30,
    "out/second.py": "new = 2\n",
    "deep/er/third.json": "[2, 3]\n",
    "made/in/folder.txt": "first made now\n",
    "out/made.txt": "first made now\n" * 20,
}

Tree = dict[str, tuple[int, bytes | None]]
"""By path: the mode, and the content of what is a file."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended; a negative code is the signal that ended it."""

    code: int
    out: str
    err: str

    @property
    def is_clean(self) -> bool:
        """Whether there is no traceback in what it said."""
        return "Traceback" not in self.err + self.out


class Project:
    """A workspace whose first run is done and whose second is ready to be run."""

    def __init__(self, root: Path, old: Mapping[str, str], new: Mapping[str, str]):
        self.root = root
        put(root, {"files/diagrams/build.light.yaml": DIAGRAM, "code/make.py": MAKE})
        self.plan(old)
        assert self.run().code == 0, self.run().err
        self.plan(new)
        self.old = tree(root)
        after = self.copy(root.with_name(f"{root.name}-after"))
        ended = run(after)
        assert ended.code == 0, ended.err
        self.new = tree(after)

    def plan(self, files: Mapping[str, str]) -> None:
        put(self.root, {"plan.json": json.dumps(files)})

    def run(self) -> Ended:
        """Its next run; Python has kept the code of all modules then, and opens no more files to write them."""
        return run(self.root, module=STEADY)

    def copy(self, target: Path) -> Path:
        """A workspace to break; one that is there is replaced."""
        return copied(self.root, target)

    def state(self, root: Path) -> str:
        """`old`, `new` or what is wrong with the tree."""
        found = tree(root)
        if found == self.old:
            return "old"
        return "new" if found == self.new else difference(found, self.old, self.new)

    def recovered(self, root: Path) -> str:
        """The state that recovery makes of a workspace, tried on a copy."""
        copy = copied(root, root.with_name(f"{root.name}-recovered"))
        journal.recover(str(copy))
        return self.state(copy)


def copied(root: Path, copy: Path) -> Path:
    """A copy of a folder, with its links, hard ones too."""
    shutil.rmtree(copy, ignore_errors=True)
    subprocess.run(["cp", "-a", str(root), str(copy)], check=True)
    return copy


def put(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def tree(root: Path) -> Tree:
    """All that lies in a workspace, but for what is DiPeO's own."""
    found: Tree = {}
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name != ".dipeo"]
        for name in (*folders, *files):
            path = Path(folder, name)
            mode = path.lstat().st_mode
            content = path.read_bytes() if stat.S_ISREG(mode) else None
            found[path.relative_to(root).as_posix()] = (mode, content)
    return found


def difference(found: Tree, old: Tree, new: Tree) -> str:
    """The paths of a torn tree, each with whose it is."""
    words = []
    for path in sorted(found.keys() | old.keys() | new.keys()):
        here = found.get(path)
        if here != old.get(path) or here != new.get(path):
            whose = {old.get(path): "old", new.get(path): "new"}.get(here, "neither")
            words.append(f"{path}: {whose}")
    return "torn: " + ", ".join(words)


def command(*arguments: str, module: str = "dipeo") -> list[str]:
    """`dipeo` with arguments, as this interpreter's own."""
    return [sys.executable, "-m", module, *arguments]


def environment() -> dict[str, str]:
    """One in which two runs make the same system calls."""
    keep = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    fixed = {"PYTHONHASHSEED": "0", "PYTHONFAULTHANDLER": "1"}
    return {**keep, **fixed, "PYTHONPATH": str(ROOT)}


RUN = ("run", "build", "--jobs", "1")
STEADY = "tests.faults.steady"
"""The module that is run where system calls are counted."""


def run(
    root: Path,
    *arguments: str,
    before: Sequence[str] = (),
    module: str = "dipeo",
    timeout: float = 120,
) -> Ended:
    """Run `dipeo` in a workspace; `before` is a command that takes a command."""
    with subprocess.Popen(
        [*before, *command(*(arguments or RUN), module=module)],
        cwd=root,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        return ended(process, timeout)


def ended(process: subprocess.Popen[str], timeout: float = 120) -> Ended:
    """How it ends, which is waited for; one that hangs is ended, and says where it was."""
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        out, err = process.communicate()
        err = f"it hangs:\n{err}"
    return Ended(process.returncode, out, err)
