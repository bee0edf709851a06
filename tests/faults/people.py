"""What people do while a run goes on: interrupt it, put files in its way, swap folders for links."""

from __future__ import annotations

import shutil
import signal
import time
from pathlib import Path

from tests.faults.bench import Bench, Found, started, stopped
from tests.faults.project import Ended, ended, tree
from tests.faults.trace import Point

WORK = "a person's work\n"
EDIT, REPLACE = "edit", "replacement"


def interrupt(bench: Bench, case: tuple[float, int], root: Path) -> Found:
    """SIGINT or SIGTERM at a moment: nothing is half done, and what is said is true."""
    moment, number = case
    what = f"{signal.Signals(number).name} after {moment:.4f} s"
    with started(root) as process:
        time.sleep(moment)
        process.send_signal(number)
        how = ended(process)
    state = bench.project.state(root)
    found = bench.settle(root, what)
    if not _is_right(how, state, number):
        found.torn.append(f"{what}: {how.code}, {state}: {how.err}")
    return found


def _is_right(how: Ended, state: str, number: int) -> bool:
    if how.code == -number:  # before DiPeO listens, or after it has done all
        return state in ("old", "new")
    if how.code not in (0, 128 + number):  # while Python itself starts
        return state == "old" and "/dipeo/" not in how.err
    if how.code and not how.err:  # while DiPeO itself is loaded
        return state == "old"
    if how.code and "nothing was written" in how.err:
        return how.is_clean and state == "old"
    return how.is_clean and state == "new"


def meddle(bench: Bench, case: tuple[Point, str, str], root: Path) -> Found:
    """A person puts a file at a path while a run stands at a point: it is lost at no point, and all else is old or
    new."""
    point, path, how = case
    what = f"a person's {how} of {path} at {point}"
    with stopped(root, point) as resume:
        _put(root / path, how)
        done = resume()
    found = Found()
    kept = [file for file in root.rglob("*") if file.is_file() and _is_work(file)]
    if not kept:
        found.lost.append(f"{what}: {done.err}")
    if any("lost" in file.parts for file in kept) and "/lost/" not in done.err:
        found.lost.append(f"{what}: it is not said where it is: {done.err}")
    state = _state_without(bench, root, path)
    if done.code not in (0, 1) or not done.is_clean or state not in ("old", "new"):
        found.torn.append(f"{what}: {done.code}, {state}: {done.err}")
    return found


def swap(bench: Bench, case: tuple[Point, str], root: Path) -> Found:
    """A folder becomes a link to one outside while a run stands at a point."""
    point, folder = case
    what = f"{folder} swapped for a link at {point}"
    outside = root.with_name(f"{root.name}-outside")
    shutil.rmtree(outside, ignore_errors=True)
    shutil.copytree(root / folder, outside) if (root / folder).exists() else (
        outside.mkdir()
    )
    before = tree(outside)
    with stopped(root, point) as resume:
        if (root / folder).exists():
            (root / folder).rename(root / "moved")
        (root / folder).symlink_to(outside, target_is_directory=True)
        done = resume()
    found = Found()
    if tree(outside) != before:
        found.escaped.append(f"{what}: {sorted(tree(outside))}")
    if done.code not in (0, 1) or not done.is_clean:
        found.torn.append(f"{what}: {done.code}: {done.err}")
    return found


def is_being_written(point: Point, path: str) -> bool:
    """Whether the run has just opened a file, so that whoever edits it edits the run's own."""
    name = path.rpartition("/")[2]
    return point.name in ("openat", "fchmod") and name in point.what


def _put(path: Path, how: str) -> None:
    """Put work at a path as editors do: into the file, or in its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if how == EDIT:
        path.write_text(WORK)
    else:
        beside = path.with_name("beside")
        beside.write_text(WORK)
        beside.replace(path)


def _is_work(file: Path) -> bool:
    return WORK in file.read_text(errors="replace")


def _state_without(bench: Bench, root: Path, path: str) -> str:
    """The state of all but a path, and the folders around it."""
    trees = [tree(root), dict(bench.project.old), dict(bench.project.new)]
    for some in trees:
        for name in [name for name in some if f"{path}/".startswith(f"{name}/")]:
            del some[name]
    here, old, new = trees
    return "old" if here == old else "new" if here == new else f"torn: {here}"
