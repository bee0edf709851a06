"""Runs that are killed: before each call, in recovery too, and at any moment."""

from __future__ import annotations

import random
import time
from pathlib import Path

from tests.faults import trace
from tests.faults.bench import Bench, Found, started
from tests.faults.project import copied
from tests.faults.trace import Point

DRY = ("run", "build", "--jobs", "1", "--check")


def kill(bench: Bench, point: Point, root: Path) -> Found:
    """Killed before a call."""
    trace.inject(root, point, trace.KILL)
    return bench.settle(root, f"killed at {point}")


def kill_recovery(bench: Bench, point: Point, root: Path) -> Found:
    """Killed before a call; then recovering is killed before each of its calls."""
    trace.inject(root, point, trace.KILL)
    copy = root.with_name(f"{root.name}-again")
    found = Found(tried=0)
    for again in _recovery(copied(root, copy)):
        trace.inject(copied(root, copy), again, trace.KILL, *DRY)
        found.add(bench.settle(copy, f"killed at {point}, recovering at {again}"))
    return found


def kill_on_and_on(bench: Bench, point: Point, root: Path) -> Found:
    """Killed before a call; then the first recovery is killed before its first call, the next one, in the same
    workspace, before its second, and so on until one comes to its end."""
    trace.inject(root, point, trace.KILL)
    copy = root.with_name(f"{root.name}-again")
    found = Found(tried=0)
    while len(left := _recovery(copied(root, copy))) > found.tried:
        again = left[found.tried]
        trace.inject(root, again, trace.KILL, *DRY)
        found.tried += 1
        state = bench.project.recovered(root)
        if state not in ("old", "new"):
            found.torn.append(f"killed at {point}, and on and on at {again}: {state}")
    found.add(bench.settle(root, f"killed at {point}, and on and on"))
    return found


def kill_at_moment(bench: Bench, moment: float, root: Path) -> Found:
    """Killed some seconds after its start."""
    with started(root) as process:
        time.sleep(moment)
        process.kill()
    return bench.settle(root, f"killed after {moment:.4f} s")


def kill_in_commit(bench: Bench, moment: float, root: Path) -> Found:
    """Killed some seconds after its commit has begun."""
    journal = root / ".dipeo" / "journal"
    with started(root) as process:
        while process.poll() is None and not journal.exists():
            time.sleep(0.0002)
        time.sleep(moment)
        process.kill()
    return bench.settle(root, f"killed {moment:.4f} s into its commit")


def moments(count: int, longest: float, seed: int) -> list[float]:
    draw = random.Random(seed)
    return [draw.uniform(0, longest) for _ in range(count)]


def _recovery(root: Path) -> list[Point]:
    """The calls by which a run recovers a workspace; it is recovered afterwards."""
    return [point for point in trace.points(root, *DRY) if not point.is_aside]
