"""Many runs at once in one workspace, and many items in one run."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.faults.bench import Bench, Found
from tests.faults.project import Ended, command, ended, environment, put, run, tree

RUNS = 8
FILES = 30
DIAGRAM = """\
nodes:
  - {label: Make, type: code_job, source_details: code/sign.py}
  - {label: Write, type: db, batch: true, operation: write, source_details: "{path}"}
connections:
  - {from: Make, to: Write}
"""
MEMORY = 1_500_000  # kB of address space, Python's own included
BATCH = """\
nodes:
  - {label: Read, type: db, operation: read, source_details: numbers.json}
  - {label: Same, type: code_job, source_details: code/same.py, batch: true}
connections:
  - {from: Read, to: Same}
"""
SAME = "def main(inputs):\n    return inputs['in']\n"
SIGN = f"""\
def main(inputs):
    name = inputs["name"]
    paths = [f"signed/{{number}}.txt" for number in range({FILES})]
    own = [{{"path": f"own/{{name}}.txt", "code": name}}]
    return own + [{{"path": path, "code": f"{{name}} {{path}}"}} for path in paths]
"""


def crowd(bench: Bench, seed: int, root: Path) -> Found:
    """Eight runs that write other content to the same files: it is all of one of them."""
    put(root, {"files/diagrams/sign.light.yaml": DIAGRAM, "code/sign.py": SIGN})
    names = [f"run{number}" for number in range(RUNS)]
    ends = [ended(process) for process in [_start(root, name) for name in names]]
    found = Found()
    signed = {
        path.read_text().partition(" ")[0] for path in (root / "signed").iterdir()
    }
    count = len(list((root / "signed").iterdir()))
    if len(signed) != 1 or count != FILES:
        found.torn.append(f"eight at once: {count} files are signed by {signed}")
    for name, end in zip(names, ends, strict=True):
        own = (root / "own" / f"{name}.txt").exists()
        waits = "holds this workspace" in end.err
        if not end.is_clean or end.code not in (0, 1) or own != (end.code == 0):
            found.torn.append(f"eight at once: {end}")
        if end.code and not waits:
            found.torn.append(f"eight at once: {end.err}")
    after = run(root)
    if after.code or bench.project.new.items() - tree(root).items():
        found.torn.append(f"eight at once: then {after}")
    return found


def batch(root: Path, count: int) -> Found:
    """A batch of many items, in bounded memory."""
    numbers = json.dumps(list(range(count)))
    diagram = {"files/diagrams/d.light.yaml": BATCH}
    put(root, {**diagram, "numbers.json": numbers, "code/same.py": SAME})
    done = limited(root)
    found = Found()
    if done.code or f"Same  {count:,} items" not in done.out:
        found.torn.append(f"a batch of {count:,}: {done}")
    return found


def limited(root: Path, *arguments: str) -> Ended:
    """A run that has only so much memory."""
    limit = ("sh", "-c", f'ulimit -v {MEMORY}; exec "$@"', "sh")
    return run(root, *(arguments or ("run", "d")), before=limit)


def _start(root: Path, name: str) -> subprocess.Popen[str]:
    data = f'{{"name": "{name}"}}'
    return subprocess.Popen(
        command("run", "sign", "--input-data", data),
        cwd=root,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
