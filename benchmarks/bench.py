"""`make bench`: what a run costs beside its references, into benchmarks/results.md.

python -m benchmarks.bench [--sizes 100 1000] [--rounds 5] [--folder DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from .measure import Command, Series, in_turns
from .specs import CHECKOUT, make_workspace

RESULTS = Path(__file__).with_name("results.md")
DIPEO = f"{sysconfig.get_path('scripts')}/dipeo"
GENERATED = ("apps", "dipeo", ".dipeo")


@dataclass(frozen=True, slots=True)
class Row:
    """A figure beside its reference, and the most that the ratio should be."""

    what: str
    ours: Series
    reference: Series
    limit: float

    @property
    def ratio(self) -> float:
        return self.ours.wall / self.reference.wall

    def __str__(self) -> str:
        verdict = "yes" if self.ratio <= self.limit else "**no**"
        memories = (self.ours.memory, self.reference.memory)
        memory = "{:.0f} / {:.0f} MB".format(*memories) if all(memories) else ""
        return (
            f"| {self.what} | {self.ours} | {self.reference} | {memory}"
            f" | {self.ratio:.2f} | {self.limit} | {verdict} |"
        )


HEAD = """\
| what | dipeo | reference | peak memory | ratio | at most | held |
|---|---|---|---|---|---|---|"""


def rows(folder: Path, sizes: list[int], rounds: int) -> Iterator[Row]:
    """Every row, measured when it is asked for."""
    for size in sizes:
        yield cold(folder / str(size), size, rounds)
    yield generators(folder / "generators", rounds)
    yield start_up(folder, rounds)


def cold(workspace: Path, size: int, rounds: int) -> Row:
    """A first run, with no outputs and no `.dipeo/`, beside the floor."""
    make_workspace(workspace, size)
    run = ["run", "codegen/master/generate_all", "--light", "--quiet"]

    def clean() -> None:
        for name in GENERATED:
            shutil.rmtree(workspace / name, ignore_errors=True)

    floor = ["-m", "benchmarks.floor", str(workspace)]
    commands = {
        "floor": Command([sys.executable, *floor], CHECKOUT, clean),
        "dipeo": Command([DIPEO, *run], workspace, clean),
    }
    check_same_files(commands, workspace)
    found = in_turns(commands, rounds)
    what = f"cold, {size} specifications, beside the floor"
    return Row(what, found["dipeo"], found["floor"], limit=1.5)


def check_same_files(commands: dict[str, Command], workspace: Path) -> None:
    """Both have to write the same bytes, or the comparison means nothing."""
    trees = []
    for command in commands.values():
        in_turns({"": command}, rounds=1)
        trees.append(dict(files(workspace)))
    if trees[0] != trees[1]:
        differing = sorted(dict(trees[0].items() ^ trees[1].items()))
        sys.exit(f"the floor and dipeo write different files: {differing[:5]}")


def files(workspace: Path) -> Iterator[tuple[str, bytes]]:
    """The generated files with a digest of each: held in full they would count as memory
    of every process that is started from here."""
    for path in workspace.rglob("*"):
        inside = path.relative_to(workspace).parts
        if inside[0] in ("apps", "dipeo") and path.is_file():
            yield "/".join(inside), sha256(path.read_bytes()).digest()


def generators(workspace: Path, rounds: int) -> Row:
    """The generator functions beside the bare rendering of their templates."""
    make_workspace(workspace, 200)
    command = [sys.executable, "-m", "benchmarks.bare", str(workspace), str(rounds)]
    pairs = json.loads(subprocess.check_output(command, cwd=CHECKOUT))
    ours, bare = (Series.of_seconds(times) for times in zip(*pairs, strict=True))
    return Row("generators, 200 specifications, beside bare Jinja", ours, bare, 2.0)


def start_up(folder: Path, rounds: int) -> Row:
    """What a person waits for before anything happens."""
    commands = {
        "python": Command([sys.executable, "-c", "pass"], folder),
        "dipeo": Command([DIPEO, "--help"], folder),
    }
    found = in_turns(commands, 4 * rounds)
    return Row(
        "`dipeo --help` beside `python -c pass`", found["dipeo"], found["python"], 5
    )


def machine() -> str:
    cores = len(os.sched_getaffinity(0))
    python = platform.python_version()
    return f"{platform.system()} {platform.machine()}, {cores} cores, Python {python}."


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(prog="benchmarks.bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--folder", type=Path, help="where to work: a disk, or /dev/shm"
    )
    options = parser.parse_args()
    lines = [HEAD]
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for row in rows(Path(folder), options.sizes, options.rounds):
            lines.append(str(row))
            print(row, flush=True)
    table = "\n".join(lines)
    RESULTS.write_text(
        "# What a run costs\n\n"
        f"{machine()} Written by `make bench`: the median of {options.rounds} rounds in"
        f" turns (lowest to highest).\n\n{table}\n"
    )


if __name__ == "__main__":
    main()
