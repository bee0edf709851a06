"""How a run goes about it, and how it ended."""

from __future__ import annotations

import json
from dataclasses import dataclass

from dipeo.core.edits import Edits
from dipeo.core.events import RunFinished
from dipeo.core.values import Value
from dipeo.diff import Change


@dataclass(frozen=True, slots=True)
class Options:
    """How a run goes about it.

    A `dry` run changes nothing. `verify` parses each output before it is written. `jobs` is how many worker processes
    may run, None for the cores that this process may use. `cache` reuses what the last run with these inputs did;
    `trust_stat` takes a file that looks the same by size, times and inode for the same. `each` tells of every node,
    though it is as it was.
    """

    dry: bool = False
    verify: bool = True
    edits: Edits = Edits.STOP
    jobs: int | None = None
    cache: bool = True
    trust_stat: bool = True
    each: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be run: a diagram, with its inputs. `start` is a `time.perf_counter()`."""

    name: str
    inputs: Value
    options: Options
    start: float

    @property
    def claim(self) -> str:
        """What the run's files and memo are kept under: the diagram with its inputs, in whatever order these came."""
        text = json.dumps(self.inputs.data, sort_keys=True, separators=(",", ":"))
        return f"{self.name} {text}"


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended. `exit_code` is 0, 1 (a node failed) or 2 (a wrong diagram or specification)."""

    finished: RunFinished
    changes: tuple[Change, ...]
    exit_code: int
