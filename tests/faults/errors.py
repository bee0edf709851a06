"""Calls that fail, once or from then on, and writes that are cut short."""

from __future__ import annotations

from pathlib import Path

from tests.faults import trace
from tests.faults.bench import Bench, Found
from tests.faults.project import Ended
from tests.faults.trace import Point

ERRORS = ("ENOSPC", "EIO", "EACCES", "EROFS", "EMFILE")
SHORT = "retval=1"  # one byte, it says, was written
_MUTE = 120  # Python's code for output that could not be written


def fail(bench: Bench, case: tuple[Point, str], root: Path) -> Found:
    """A call that fails once: an error in one line and the old tree, or success."""
    point, fault = case
    what = f"{fault} at {point}"
    ended = trace.inject(root, point, fault)
    # Folders that cannot be deleted after a commit are for the next run to delete.
    state = bench.project.state(root) if ended.code else bench.project.recovered(root)
    found = bench.settle(root, what)
    if (ended.code, state) not in ((0, "new"), (1, "old")):
        found.torn.append(f"{what}: {ended.code}, {state}: {ended.err}")
    if not is_plain(ended):
        found.torn.append(f"{what}: {ended.err}")
    return found


def fail_for_good(bench: Bench, case: tuple[Point, str], root: Path) -> Found:
    """A call that fails from then on, while the run undoes what it did too."""
    point, error = case
    what = f"{error} from {point} on"
    ended = trace.inject(root, point, f"error={error}+")
    state = bench.project.recovered(root)
    found = bench.settle(root, what)
    if ended.code == 0 and state != "new":
        found.torn.append(f"{what}: success, and {state}: {ended.err}")
    if ended.code not in (0, 1, 2, _MUTE):
        found.torn.append(f"{what}: {ended.code}: {ended.err}")
    if ended.code != _MUTE and not is_plain(ended):
        found.torn.append(f"{what}: {ended.err}")
    return found


def shortened(points: list[Point]) -> list[tuple[Point, str]]:
    """Each write of more than one byte, as one that is cut short."""
    writes = [p for p in points if p.name in ("write", "pwrite64")]
    return [(point, SHORT) for point in writes if ", 1, " not in point.what]


def is_plain(ended: Ended) -> bool:
    """Whether it is told in one line why a run failed."""
    errors = sum(line.startswith("error: ") for line in ended.err.splitlines())
    return ended.is_clean and errors == (1 if ended.code else 0)
