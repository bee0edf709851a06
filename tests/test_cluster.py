"""Batches on a cluster of Dask: a scheduler and workers, each a process of its own, over TCP."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from distributed import Client

from dipeo.core import batch
from tests.test_batch import COUNT, FILES, without_times
from tests.workspace import Done, dipeo, put, tree

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
WATCHFUL = {
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "1s",  # Dask makes it 5
    # on a machine with much to do, it also takes a slow worker for one that is stopped
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1000",
}
BATCH = {
    "d": """
        nodes:
          - {label: Items, type: code_job, source_details: items.py}
          - {label: B, type: code_job, source_details: p.py, allow_io: true, batch: true}
          - {label: Text, type: code_job, source_details: text.py}
          - {label: Write, type: db, operation: write, source_details: o.txt}
        connections:
          - {source: Items, target: B}
          - {source: B, target: Text}
          - {source: Text, target: Write}
    """,
    "items.py": f"def main(inputs): return [{{'n': n}} for n in range({COUNT})]",
    "text.py": "def main(inputs): return ' '.join(map(str, inputs['in']['results']))",
}
RIGHT = " ".join(str(2 * n) for n in range(COUNT))
DEADLY = """
    import os, signal
    from pathlib import Path

    def main(inputs):
        n = inputs["in"]["n"]
        {when}
            os.kill({who}, signal.{signal})
        return 2 * n
"""


def deadly(when: str, who: str = "os.getpid()", signal: str = "SIGKILL") -> str:
    """A handler that ends a process."""
    return DEADLY.format(when=when, who=who, signal=signal)


def once(mark: Path, number: int) -> str:
    """When it is the item's turn for the first time."""
    return f"""mark = Path({str(mark)!r})
        if n == {number} and not mark.exists():
            mark.touch()"""


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers pay from the second item on, however quick the items are."""
    monkeypatch.setattr(batch, "PROBE_SECONDS", 0)
    monkeypatch.setattr(batch, "WORTH_SECONDS", 0)


class Cluster:
    """A scheduler, its address, and what else has been started for it."""

    def __init__(
        self, stack: ExitStack, folder: Path, settings: Mapping[str, str]
    ) -> None:
        self.stack = stack
        self.folder = folder
        self.settings = {**SETTINGS, **settings}
        file = folder / "scheduler.json"
        where = ["--port", "0", "--scheduler-file", str(file)]
        self.scheduler = self.start("scheduler", *where, "--no-dashboard")
        while not (file.exists() and file.read_bytes()):
            assert self.scheduler.poll() is None
            time.sleep(0.05)
        self.address: str = json.loads(file.read_text("utf-8"))["address"]

    @property
    def executor(self) -> str:
        return self.address.replace("tcp", "dask")

    def workers(self, count: int, *more: str, package: Path = ROOT) -> None:
        """Have workers, until they are there; what there was has died."""
        few = ["--nworkers", str(count), "--nthreads", "1", "--no-dashboard"]
        folder = ["--local-directory", str(self.folder)]
        self.start("worker", self.address, *few, *folder, *more, package=package)
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=120)

    def start(
        self, what: str, *arguments: str, package: Path = ROOT
    ) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", what, "--host", "127.0.0.1"]
        process = self.stack.enter_context(
            subprocess.Popen(
                [*command, *arguments],
                cwd=self.folder,
                env={**os.environ, **self.settings, "PYTHONPATH": str(package)},
                stderr=subprocess.DEVNULL,
            )
        )
        has_nanny = what == "worker" and "--no-nanny" not in arguments
        self.stack.callback(process.terminate if has_nanny else process.kill)
        return process

    def run(self, root: Path, *more: str, patience: float = 600) -> Done:
        executor = f"{self.executor}?patience={patience}"
        threads = set(threading.enumerate())
        done = dipeo(root, "run", "d", "--executor", executor, *more)
        # one that waits for a cluster which is let go would wait forever
        assert set(threading.enumerate()) <= threads
        return done


@contextmanager
def started(folder: Path, **settings: str) -> Iterator[Cluster]:
    with ExitStack() as stack:
        yield Cluster(stack, folder, settings)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers, which are started again when they die."""
    with started(tmp_path_factory.mktemp("cluster")) as cluster:
        cluster.workers(2)
        yield cluster


Starter = Callable[..., Cluster]


@pytest.fixture
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    with ExitStack() as stack:

        def begin(**settings: str) -> Cluster:
            folder = tmp_path_factory.mktemp("other")
            return stack.enter_context(started(folder, **settings))

        yield begin


def test_events_outputs_and_files_are_those_of_a_local_run(
    tmp_path: Path, cluster: Cluster
) -> None:
    here, there = put(tmp_path / "here", FILES), put(tmp_path / "there", FILES)
    keep = "# dipeo:keep mine\n# mine\n# dipeo:end\n"
    changed = {
        "w.py": FILES["w.py"].replace(
            "{spent}", "{spent}\\n# dipeo:keep mine\\n# dipeo:end\\n"
        )
    }
    for step in range(4):
        one = dipeo(here, "run", "d", "--json", "--no-cache", "--jobs", "1")
        two = cluster.run(there, "--json", "--no-cache")
        assert (one.code, one.err, two.code, two.err) == (0, "", 0, "")
        assert without_times(one) == without_times(two)
        assert tree(here) == tree(there)
        if step == 0:  # the second finds everything as it is
            continue
        for root in (here, there):
            put(root, changed)  # the third, another kit and new regions
            if step == 2:  # the fourth, what a person has written
                path = root / "o/n7.txt"
                text = path.read_text("utf-8")
                path.write_text(text[: text.index("# dipeo:keep")] + keep, "utf-8")
    assert (here / "o/n7.txt").read_text("utf-8").endswith(keep)


def test_what_the_kit_does_not_hold_is_read_by_the_run(
    tmp_path: Path, cluster: Cluster
) -> None:
    files = {
        "d": """
            nodes:
              - {label: Items, type: code_job, source_details: items.py}
              - {label: Read, type: db, operation: read, source_details: '{at}', batch: true}
            connections: [{source: Items, target: Read}]
        """,
        "items.py": """
            def main(inputs):
                return [{"at": f"{folder}/{n}.json"}
                        for n in range(20) for folder in ("data", "files")]
        """,
        **{f"data/{n}.json": str(n) for n in range(20)},
        **{f"files/{n}.json": str(-n) for n in range(20)},
    }
    done = cluster.run(put(tmp_path, files), "--json")
    expected = [n * sign for n in range(20) for sign in (1, -1)]
    assert done.outputs["Read"]["results"] == expected


KILLS = (20, 21, 50, 70, 100)  # of which two are next to each other, or in one chunk


def test_five_kills_lose_nothing_and_do_nothing_twice(
    tmp_path: Path, cluster: Cluster
) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    when = f"""mark = Path({str(marks)!r}, str(n))
        if n in {KILLS} and not mark.exists():
            mark.touch()"""
    done = cluster.run(put(tmp_path, {**BATCH, "p.py": deadly(when)}), "--quiet")
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "o.txt").read_text() == RIGHT
    assert {path.name for path in marks.iterdir()} == set(map(str, KILLS))


def test_an_item_that_kills_each_of_its_workers_is_named(
    tmp_path: Path, cluster: Cluster
) -> None:
    handler = deadly("if n == 100:")
    done = cluster.run(put(tmp_path, {**BATCH, "p.py": handler}), "--quiet")
    assert done.code == 1
    message = "error: files/diagrams/d.light.yaml:3:5: 'B': 2 workers died, one after"
    assert done.err.startswith(message)
    assert done.err.endswith("while it ran 'B[100]'\n")
    assert not (tmp_path / "o.txt").exists()


def test_a_worker_that_is_stopped_is_done_without(
    tmp_path: Path, start: Starter
) -> None:
    cluster = start(**WATCHFUL)
    cluster.workers(2)
    handler = deadly(once(tmp_path / "mark", 60), signal="SIGSTOP")
    done = cluster.run(put(tmp_path, {**BATCH, "p.py": handler}), "--quiet")
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "o.txt").read_text() == RIGHT
    assert (tmp_path / "mark").exists()


def test_without_workers_the_run_ends_and_the_next_one_is_right(
    tmp_path: Path, start: Starter
) -> None:
    cluster = start()
    cluster.workers(1, "--no-nanny")
    handler = deadly(once(tmp_path / "mark", 60))
    put(tmp_path, {**BATCH, "p.py": handler})
    done = cluster.run(tmp_path, "--quiet", patience=10)
    why = f"{cluster.address} has had no workers for 10 seconds"
    place = "files/diagrams/d.light.yaml:3:5: 'B'"
    assert (done.code, done.err) == (1, f"error: {place}: {why}\n")
    assert not (tmp_path / "o.txt").exists()
    cluster.workers(1, "--no-nanny")
    assert cluster.run(tmp_path, "--quiet") == Done(0, "", "")
    assert (tmp_path / "o.txt").read_text() == RIGHT


RESUMED = {
    **BATCH,
    "d": """
        nodes:
          - {label: Items, type: code_job, source_details: items.py}
          - {label: B, type: sub_diagram, diagram_path: e, batch: true}
          - {label: Text, type: code_job, source_details: text.py}
          - {label: Write, type: db, operation: write, source_details: o.txt}
        connections:
          - {source: Items, target: B}
          - {source: B, target: Text}
          - {source: Text, target: Write}
    """,
    "e": """
        nodes:
          - {label: Item, type: start}
          - {label: Last, type: condition, expression: n == 119}
          - {label: P, type: code_job, source_details: p.py, allow_io: true}
          - {label: Q, type: code_job, source_details: q.py}
          - {label: Both, type: code_job, source_details: both.py}
          - {label: Note, type: db, operation: write, source_details: 'o/{n}.txt'}
        connections:
          - {source: Item.in, target: Last.in}
          - {source: Last.true, target: P}
          - {source: Last.false, target: Q}
          - {source: P, target: Both.p}
          - {source: Q, target: Both.q}
          - {source: Both.text, target: Note.in}
          - {source: Item.n, target: Note.n}
        outputs: {in: Both.text}
    """,
    "both.py": "def main(inputs): return {'text': str(*inputs.values())}",
    "q.py": "def main(inputs): return 2 * inputs['in']['n']",
}


def test_the_next_run_does_only_what_is_missing(tmp_path: Path, start: Starter) -> None:
    cluster, kept = start(), tmp_path / ".dipeo/finished"
    when = f"""while not any(Path({str(kept)!r}).glob("*")):
            time.sleep(0.01)
        {once(tmp_path / "mark", COUNT - 1)}"""
    who = str(cluster.scheduler.pid)
    handler = deadly(when, who).replace("import os", "import os, time")
    put(tmp_path, {**RESUMED, "p.py": handler})
    cluster.workers(1, "--no-nanny")
    assert cluster.run(tmp_path, "--quiet").err.endswith("is gone\n")
    assert tree(tmp_path, "o") == {}
    other = start()
    other.workers(1, "--no-nanny")
    done = other.run(tmp_path, "--json")
    assert (done.code, done.err) == (0, "")
    began = {e["node"]: e["at"] for e in done.events if e["event"] == "node_finished"}
    quiet = [began[f"B[{n}] / Q"] for n in range(COUNT - 1)]
    assert any(at < done.events[0]["at"] for at in quiet)  # in the run before
    assert began[f"B[{COUNT - 1}] / P"] > done.events[0]["at"]
    assert tree(tmp_path, "o") == {f"o/{n}.txt": str(2 * n) for n in range(COUNT)}
    assert (tmp_path / "o.txt").exists()
    assert not kept.exists()


def test_a_scheduler_that_is_gone_ends_the_run(tmp_path: Path, start: Starter) -> None:
    cluster = start()
    cluster.workers(1, "--no-nanny")
    who = str(cluster.scheduler.pid)
    put(tmp_path, {**BATCH, "p.py": deadly("if n == 60:", who)})
    done = cluster.run(tmp_path, "--quiet", patience=5)
    place = "files/diagrams/d.light.yaml:3:5: 'B'"
    assert (done.code, done.err) == (1, f"error: {place}: {cluster.address} is gone\n")
    assert not (tmp_path / "o.txt").exists()
    again = cluster.run(tmp_path, "--quiet", patience=1)
    assert again.code == 1
    assert f"{cluster.address} cannot be reached" in again.err


def test_a_worker_with_another_dipeo_is_refused(tmp_path: Path, start: Starter) -> None:
    cluster = start()
    other = tmp_path / "other"
    leave = shutil.ignore_patterns("node_modules", "__pycache__", "page")
    shutil.copytree(ROOT / "dipeo", other / "dipeo", ignore=leave)
    with (other / "dipeo/diff.py").open("a") as file:
        file.write("# another\n")
    cluster.workers(1, "--no-nanny", package=other)
    done = cluster.run(put(tmp_path / "w", FILES), "--quiet")
    assert done.code == 1
    assert "a worker has dipeo 0.1.0 (" in done.err
    assert not (tmp_path / "w/o").exists()


def test_a_cluster_of_this_machine(tmp_path: Path) -> None:
    put(tmp_path, FILES)
    done = dipeo(tmp_path, "run", "d", "--quiet", "--executor", "dask", "--jobs", "2")
    assert (done.code, done.err) == (0, "")
    assert len(tree(tmp_path, "o")) == COUNT


@pytest.mark.parametrize(
    "executor", ["dusk", "dask://", "dask://host", "dask?patience=x", "http://a:1"]
)
def test_what_is_no_executor(tmp_path: Path, executor: str) -> None:
    done = dipeo(put(tmp_path, FILES), "run", "d", "--executor", executor)
    assert done.code == 2
    assert done.err.startswith(f"error: {executor!r} is no executor; write `dask`, ")
