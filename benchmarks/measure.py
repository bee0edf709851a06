"""Processes, their wall time and their memory, several times in turns."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Command:
    """A process to measure. `prepare` runs before it, each time, unmeasured."""

    arguments: Sequence[str]
    folder: Path
    prepare: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Sample:
    """One process: wall seconds, and the peak of the resident memory, in megabytes, of
    the largest process in it; 0 where that was not measured."""

    wall: float
    memory: float = 0


@dataclass(frozen=True, slots=True)
class Series:
    """What the rounds gave."""

    samples: Sequence[Sample]

    @classmethod
    def of_seconds(cls, *times: float) -> Series:
        return cls([Sample(time) for time in times])

    @property
    def wall(self) -> float:
        return median(sample.wall for sample in self.samples)

    @property
    def memory(self) -> float:
        return max(sample.memory for sample in self.samples)

    def changed(self, *, factor: float = 1, plus: float = 0) -> Series:
        """A reference that is computed from what was measured."""
        return Series([Sample(s.wall * factor + plus, s.memory) for s in self.samples])

    def __str__(self) -> str:
        walls = sorted(sample.wall for sample in self.samples)
        spread = f" ({shown(walls[0])} to {shown(walls[-1])})" if walls[1:] else ""
        return shown(self.wall) + spread


def in_turns(commands: Mapping[str, Command], rounds: int) -> dict[str, Series]:
    """Run the commands one after the other, `rounds` times, so that they share the noise."""
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            command.prepare()
            os.sync()
            samples[name].append(run(command))
    return {name: Series(found) for name, found in samples.items()}


def run(command: Command) -> Sample:
    """Run a process to its end. A failing one ends the benchmark with what it said."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command.arguments,
        cwd=command.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        sys.exit(f"{' '.join(command.arguments)} failed:\n{errors.decode()}")
    return Sample(wall, usage.ru_maxrss / 1024)


def shown(seconds: float) -> str:
    """A time in the unit in which it has few digits."""
    if seconds < 0.001:
        return f"{seconds * 1_000_000:.1f} µs"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
