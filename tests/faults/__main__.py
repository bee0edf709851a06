"""The long run: `python -m tests.faults --seed 0`."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from tests.faults import trace
from tests.faults.bench import Bench, Found
from tests.faults.crowd import batch, crowd
from tests.faults.damage import ALL, cases, damage, workspaces
from tests.faults.errors import ERRORS, fail, fail_for_good, shortened
from tests.faults.kills import (
    kill,
    kill_at_moment,
    kill_in_commit,
    kill_on_and_on,
    kill_recovery,
    moments,
)
from tests.faults.people import EDIT, REPLACE, interrupt, is_being_written, meddle, swap
from tests.faults.project import NEW, OLD, Project, run
from tests.faults.trace import Point

T = TypeVar("T")
MANY_OLD = {f"many/{number}.txt": f"old {number}\n" * 150 for number in range(300)}
MANY_NEW = {f"many/{number}.txt": f"new {number}\n" * 150 for number in range(50, 350)}


def main() -> int:
    """Break runs in every way there is here, and say how often and what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--seed", type=int, default=0)
    seed = parser.parse_args().seed
    if trace.missing():
        print(trace.missing(), file=sys.stderr)
        return 2
    # A shell lets its jobs in the background ignore it, and what they start would too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="dipeo-faults-") as scratch:
        total = sweep(Path(scratch), seed)
    for wrong in total.wrong:
        print(wrong)
    print(f"{total.tried:,} runs were broken (seed {seed})")
    torn, lost, escaped = map(len, (total.torn, total.lost, total.escaped))
    print(f"{torn} torn, {lost} lost, {escaped} escaped")
    return int(bool(total.wrong))


def sweep(scratch: Path, seed: int) -> Found:
    """All of it, in one project of a few files and one of many."""
    (scratch / "few").mkdir()
    (scratch / "many").mkdir()
    few = Bench(Project(scratch / "few" / "project", OLD, NEW))
    many = Bench(Project(scratch / "many" / "project", MANY_OLD, MANY_NEW))
    started = time.monotonic()
    run(many.project.copy(many.folder("timed")))
    longest = time.monotonic() - started
    points, commit = few.points, few.commit
    begun = next(n for n, point in enumerate(commit) if '"journal"' in point.what)
    journaled = commit[begun + 1 :]
    changing = [p for p in commit if p.name != "mkdir"]
    total = Found(tried=0)

    def tell(
        what: str,
        bench: Bench,
        attempt: Callable[[Bench, T, Path], Found],
        over: Iterable[T],
    ) -> None:
        begun = time.monotonic()
        found = bench.each(attempt, over)
        took = time.monotonic() - begun
        print(
            f"{found.tried:6,} {what}: {len(found.wrong)} wrong, {took:.0f} s",
            flush=True,
        )
        total.add(found)

    tell(f"killed before each of {len(points)} calls", few, kill, points)
    tell("killed again, in recovery, before each call", few, kill_recovery, journaled)
    tell("killed on and on in recovery", few, kill_on_and_on, journaled[::5])
    tell("killed at random", many, kill_at_moment, moments(200, longest, seed))
    tell(
        "killed at random in the commit", many, kill_in_commit, moments(100, 0.1, seed)
    )
    each = [(point, f"error={error}") for point in points for error in ERRORS]
    tell(f"calls that fail with {', '.join(ERRORS)}", few, fail, each)
    tell("writes that are cut short", few, fail, shortened(points))
    forever = [(point, error) for point in points for error in ERRORS]
    tell("calls that fail from then on", few, fail_for_good, forever)
    numbers = [signal.SIGINT, signal.SIGTERM]
    at = [(moment, int(n)) for moment in moments(100, longest, seed) for n in numbers]
    tell("SIGINT and SIGTERM at random", many, interrupt, at)
    tell("files of people in the way", few, meddle, meddling(changing))
    swaps = [(point, name) for point in changing for name in ("out", "made", "deep")]
    tell("folders swapped for links", few, swap, swaps)
    tell("eight runs at once", few, crowd, range(5))
    tell("batches of 100,000 items", few, _batch, [100_000])
    tell("damaged files in .dipeo", few, damage, cases(workspaces(few), ALL))
    return total


def _batch(bench: Bench, count: int, root: Path) -> Found:
    return batch(root, count)


def meddling(points: Iterable[Point]) -> list[tuple[Point, str, str]]:
    """Each point with each file that is made, replaced or removed, and each way to put one there."""
    paths = ("out/made.txt", "out/first.txt", "out/gone.txt", "made/in/folder.txt")
    return [
        (point, path, how)
        for point in points
        for path in paths
        for how in (EDIT, REPLACE)
        if not (how == EDIT and is_being_written(point, path))
    ]


if __name__ == "__main__":
    sys.exit(main())
