"""`make bench`: what a run costs beside its references, into benchmarks/results.md.

python -m benchmarks.bench [--rounds N] [--quick] [--folder DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path
from statistics import median
from typing import Any

from .install import table as what_is_installed
from .measure import Command, Series, in_turns
from .ninja import ninja_project
from .project import CHECKOUT, DIPEO, TEMPLATES, Project

RESULTS = Path(__file__).with_name("results.md")
MEMORY_DISK = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Row:
    """A figure beside its reference: `at_most` bounds their ratio, `memory` megabytes."""

    what: str
    ours: Series
    reference: Series
    at_most: float = inf
    memory: float = inf

    @property
    def ratio(self) -> float:
        """Of each round, whose processes share the noise, the median."""
        ours, references = self.ours.samples, self.reference.samples
        if len(references) == 1:
            references = [references[0]] * len(ours)
        pairs = zip(ours, references, strict=True)
        return median(sample.wall / reference.wall for sample, reference in pairs)

    @property
    def held(self) -> str:
        if self.at_most == inf:
            return ""
        within = self.ratio <= self.at_most and self.ours.memory <= self.memory
        return "yes" if within else "**no**"

    def __str__(self) -> str:
        memories = (self.ours.memory, self.reference.memory)
        at_most = "" if self.at_most == inf else f"{self.at_most:g}"
        return (
            f"| {self.what} | {self.ours} | {self.reference} | {self.ratio:.2f}"
            f" | {at_most} | {self.held}"
            f" | {' / '.join(f'{m:.0f}' for m in memories) if all(memories) else ''} |"
        )


HEAD = """\
| what | dipeo | reference | ratio | at most | held | MB |
|---|---|---|---|---|---|---|"""


def rows(folder: Path, rounds: int, quick: bool) -> Iterator[Row]:
    """Every row, measured when it is asked for."""
    yield from small(folder / "100", rounds)
    yield from large(folder / "1000", folder / "10000", rounds, quick)
    if MEMORY_DISK.is_dir():
        with tempfile.TemporaryDirectory(dir=MEMORY_DISK) as shared:
            yield from without_disk(Path(shared, "1000"), rounds)
    yield from inside(folder / "200", rounds)
    yield from start_up(folder, rounds)


def small(folder: Path, rounds: int) -> Iterator[Row]:
    project = Project(folder, 100)
    project.check_same_files()
    found = in_turns({"floor": project.floor(), "cold": project.cold()}, rounds)
    yield Row("cold, N = 100 / floor", found["cold"], found["floor"])


def large(folder: Path, larger: Path, rounds: int, quick: bool) -> Iterator[Row]:
    """Everything that is held against the floor, and the growth from there."""
    project = Project(folder, 1000)
    project.check_same_files()
    commands = {
        "floor": project.floor(),
        "one": project.cold("--jobs", "1"),
        "cold": project.cold(),
        "nothing": project.nothing_changed(),
        "spec": project.one_specification_changed(),
        "template": project.one_template_changed(),
    }
    if ninja := ninja_project(folder.with_name("ninja"), 6 * 1000):
        commands["ninja"] = ninja
    if not quick:
        commands["10000"] = Project(larger, 10_000).cold()
    found = in_turns(commands, rounds)
    floor, nothing = found["floor"], found["nothing"]
    yield Row("cold, N = 1,000 / floor", found["cold"], floor, 1.0)
    yield Row("cold, N = 1,000, `--jobs 1` / floor", found["one"], floor, 1.4)
    yield Row("nothing changed, N = 1,000 / floor", nothing, floor, 0.06)
    if ninja:
        what = "nothing changed, 6,000 files / `ninja` with as many"
        yield Row(what, nothing, found["ninja"], 3)
    limit = nothing.changed(plus=0.05)
    what = "one specification changed / nothing changed + 50 ms"
    yield Row(what, found["spec"], limit, 1)
    part = floor.changed(factor=1 / len(TEMPLATES))
    what = f"one template changed / floor / {len(TEMPLATES)} templates"
    yield Row(what, found["template"], part, 1.5)
    if not quick:
        cold = found["cold"]
        yield Row("growth: N = 10,000 / N = 1,000", found["10000"], cold, 10.5, 400)


def without_disk(folder: Path, rounds: int) -> Iterator[Row]:
    project = Project(folder, 1000)
    found = in_turns({"floor": project.floor(), "cold": project.cold()}, rounds)
    what = "cold, N = 1,000, in memory / floor in memory"
    yield Row(what, found["cold"], found["floor"], 0.8)


def inside(folder: Path, rounds: int) -> Iterator[Row]:
    """What is measured inside of a process: `benchmarks.bare` and `benchmarks.nodes`."""
    project = Project(folder, 200)
    pairs = figures("benchmarks.bare", str(project.folder), str(rounds))
    ours, bare = (Series.of_seconds(*times) for times in zip(*pairs, strict=True))
    yield Row("generators, N = 200 / bare Jinja rendering", ours, bare, 2)
    per_node = Series.of_seconds(*figures("benchmarks.nodes", str(rounds)))
    limit = Series.of_seconds(20e-6)
    what = "engine, a node of 12 in a diagram run 1,000 times / 20 µs"
    yield Row(what, per_node, limit, 1)


def figures(module: str, *arguments: str) -> Any:
    """What a module that measures inside of its process prints."""
    command = [sys.executable, "-m", module, *arguments]
    return json.loads(subprocess.check_output(command, cwd=CHECKOUT))


def start_up(folder: Path, rounds: int) -> Iterator[Row]:
    def python(code: str) -> Command:
        return Command([sys.executable, "-c", code], folder)

    commands = {
        "python": python("pass"),
        "dipeo": Command([DIPEO, "--help"], folder),
        "engine": python("import dipeo.engine"),
    }
    found = in_turns(commands, 4 * rounds)
    bare = found["python"]
    yield Row("`dipeo --help` / `python -c pass`", found["dipeo"], bare, 5)
    yield Row("`import dipeo.engine` / `python -c pass`", found["engine"], bare)


def machine() -> str:
    cores = len(os.sched_getaffinity(0))
    python = platform.python_version()
    return f"{platform.system()} {platform.machine()}, {cores} cores, Python {python}."


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(prog="benchmarks.bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="no N = 10,000")
    parser.add_argument("--folder", type=Path, help="where to work")
    options = parser.parse_args()
    lines = [HEAD]
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for row in rows(Path(folder), options.rounds, options.quick):
            lines.append(str(row))
            print(row, flush=True)
    lines.append("")
    for line in what_is_installed():
        lines.append(line)
        print(line, flush=True)
    table = "\n".join(lines)
    RESULTS.write_text(
        f"# What a run costs\n\n{machine()} Written by `make bench`: medians of"
        f" {options.rounds} rounds in turns (lowest to highest), a process each, and of"
        " their ratios. The floor is a plain loop that calls the same generators and"
        f" writes the same files.\n\n{table}\n"
    )


if __name__ == "__main__":
    main()
