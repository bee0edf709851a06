"""How a run goes about it, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass

from dipeo.core.edits import Edits
from dipeo.core.events import RunFinished
from dipeo.core.values import Value
from dipeo.diff import Change
from dipeo.errors import UsageError
from dipeo.unchanged import claim_of

PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster of Dask: the address of its scheduler (None: one of this machine, for this run alone), and how long it may
    be without workers or an answer.
    """

    scheduler: str | None = None
    patience: float = PATIENCE_SECONDS


def read_cluster(text: str) -> Cluster:
    """`dask`, or `dask://HOST:PORT` with `?patience=SECONDS` where 30 are not right. Raises UsageError."""
    import re

    place, _, query = text.partition("?")
    patience = re.fullmatch(r"patience=(\d+(?:\.\d+)?)", query)
    found = re.fullmatch(r"dask(\+tls)?://([^/@\s]+:\d+)/?", place)
    if (place != "dask" and not found) or (query and not patience):
        raise UsageError(
            f"{text!r} is no executor; write `dask`, `dask://HOST:PORT`,"
            " `dask+tls://HOST:PORT`, with `?patience=SECONDS` if need be",
            page="scale",
        )
    seconds = float(patience[1]) if patience else PATIENCE_SECONDS
    if found is None:
        return Cluster(None, seconds)
    return Cluster(f"{'tls' if found[1] else 'tcp'}://{found[2]}", seconds)


@dataclass(frozen=True, slots=True)
class Options:
    """How a run goes about it.

    A `dry` run changes nothing. `verify` parses each output before it is written. `jobs` is how many worker processes
    may run, None for the cores that this process may use. `cache` reuses what the last run with these inputs did;
    `trust_stat` takes a file that looks the same by size, times and inode for the same. `each` tells of every node,
    though it is as it was. `cluster` runs batches there instead of on processes of this one.
    """

    dry: bool = False
    verify: bool = True
    edits: Edits = Edits.STOP
    jobs: int | None = None
    cache: bool = True
    trust_stat: bool = True
    each: bool = False
    cluster: Cluster | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be run: a diagram, with its inputs. `start` is a `time.perf_counter()`."""

    name: str
    inputs: Value
    options: Options
    start: float

    @property
    def claim(self) -> str:
        """What the run's files and memo are kept under."""
        return claim_of(self.name, self.inputs.data)


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended. `exit_code` is 0, 1 (a node failed) or 2 (a wrong diagram or specification)."""

    finished: RunFinished
    changes: tuple[Change, ...]
    exit_code: int
