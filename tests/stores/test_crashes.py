"""Runs that are killed while they change files and a database, or files and objects: all is old or all is new.

A run is killed before its first call of a kind to the system, a run like it before its second, and so on: calls that
sync files, that rename them, that send to a server. `STORES_STEP=1` tries each, and not one in several.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults import trace
from tests.faults.project import ROOT, copied
from tests.stores.conftest import open_spot
from tests.stores.places import Spot
from tests.workspace import dipeo, put

STEP = int(os.environ.get("STORES_STEP", "9"))
CALLS = {
    "sqlite": {"fdatasync": STEP, "renameat": 1},
    "postgresql": {"sendto": STEP, "renameat": 1},
    "s3": {"sendto": STEP, "unlink": 1},
}
OLD, NEW = {"version": "old"}, {"version": "new"}

traced = pytest.mark.skipif(bool(trace.missing()), reason=trace.missing())


@pytest.fixture(params=CALLS)
def spot(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Spot]:
    root = tmp_path / f"kills-{request.param}"
    root.mkdir()
    yield from open_spot(request.param, root, request, monkeypatch)


def plan(spot: Spot, root: Path, data: Any) -> None:
    """Have the next run write this everywhere."""
    nodes = [
        "{label: P, type: db, operation: read, source_details: plan.json}",
        "{label: O, type: db, operation: write, source_details: out/a.json}",
        spot.node("write", "a", "W"),
    ]
    edges = ["{source: P.data, target: O}", "{source: P.arrives, target: W}"]
    text = "nodes:\n" + "".join(f"  - {n}\n" for n in nodes)
    text += "connections:\n" + "".join(f"  - {e}\n" for e in edges)

    both = {"data": data, "arrives": spot.arrives("a", data)}
    put(root, {"d": text, "plan.json": json.dumps(both), "dipeo.toml": spot.settings})


def run(root: Path, *more: str, before: tuple[str, ...] = ()) -> int:
    command = [sys.executable, "-m", "dipeo", "run", "d", "--jobs", "1", *more]
    done = subprocess.run(
        [*before, *command],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode


def killed(root: Path, call: str, number: int) -> bool:
    """Run, and be killed before this call; whether the run came so far."""
    how = f"inject={call}:signal=KILL:when={number}"
    before = (
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        f"trace={call}",
        "-e",
        how,
    )
    return run(root, before=before) in (-signal.SIGKILL, 128 + signal.SIGKILL)


def state(spot: Spot, root: Path) -> tuple[str, str]:
    here = (root / "out/a.json").read_text()
    if spot.kind == "sqlite":  # its file is in the workspace
        db = sqlite3.connect(root / "files/specs.db")
        there = db.execute("SELECT data FROM documents").fetchone()[0]
        db.close()
        return json.loads(here)["version"], json.loads(there)["version"]
    return json.loads(here)["version"], spot.read()["a"]["version"]


@traced
def test_killed_at_any_call(spot: Spot) -> None:
    begun = spot.root
    plan(spot, begun, OLD)
    assert run(begun) == 0
    assert state(spot, begun) == ("old", "old")
    plan(spot, begun, NEW)
    root = begun.with_name("copy")
    found: list[tuple[str, str]] = []
    for call, step in CALLS[spot.kind].items():
        for number in itertools.count(1 + step // 2, step):
            copied(begun, root)
            if spot.kind != "sqlite":
                spot.write("a", OLD)
            if not killed(root, call, number):
                break
            assert dipeo(root, "run", "d", "--check").code in (0, 3)
            found.append(state(spot, root))
            assert found[-1] in (("old", "old"), ("new", "new")), (call, number)
            assert dipeo(root, "run", "d").code == 0
            assert state(spot, root) == ("new", "new"), (call, number)
    assert {*found} == {("old", "old"), ("new", "new")}
