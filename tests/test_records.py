"""Records: what a run leaves behind, while it goes on and afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dipeo.core.events import (
    ItemsBegun,
    NodeFailed,
    NodeFinished,
    NodeSkipped,
    NodeStarted,
    RunFinished,
    RunStarted,
)
from dipeo.core.item_log import ItemLog
from dipeo.core.recorder import Recorder
from dipeo.core.records import Records
from dipeo.core.values import Value
from dipeo.errors import Place, Problem, UsageError

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    found = Records(tmp_path / ".dipeo")
    yield found
    found.close()


def begin(records: Records, diagram: str = "d") -> Recorder:
    recorder = Recorder(records)
    recorder.begin(diagram, Value({"a": 1}))
    recorder(RunStarted(recorder.run, diagram, Value({"a": 1}), 1.5))
    return recorder


def finished(status: str = "ok") -> RunFinished:
    return RunFinished(
        status=status,  # type: ignore[arg-type]
        written=("a", "b"),
        unchanged=(),
        removed=("c",),
        outputs=Value({"x": "é"}),
        seconds=2.5,
    )


def test_a_run_is_running_while_its_recorder_is_open(records: Records) -> None:
    recorder = begin(records)
    run = records.run(None)
    assert (run.id, run.diagram, run.inputs, run.state) == (1, "d", {"a": 1}, "running")
    assert (run.seconds, run.finished) == (None, None)
    recorder.close()
    assert records.run(1).state == "died"


def test_a_run_that_cannot_hold_its_values_is_seen_by_nobody(records: Records) -> None:
    (records.packs.folder / "1.pack").mkdir(parents=True)
    notes: list[str] = []
    recorder = Recorder(records, notes.append)
    assert recorder.begin("d", Value({})) is None
    assert notes == ["this run is not recorded: Is a directory"]
    assert records.runs() == []


@pytest.mark.parametrize("status", ["ok", "failed", "interrupted"])
def test_a_run_ends_as_its_last_event_says(records: Records, status: str) -> None:
    recorder = begin(records)
    recorder(finished(status))
    recorder.close()
    run = records.run(1)
    assert (run.state, run.seconds) == (status, 2.5)
    assert run.finished is not None
    assert (run.finished["written"], run.finished["removed"]) == (["a", "b"], ["c"])
    text = records.text(run.finished["outputs"])
    assert text == '{"x":"é"}'


def test_a_run_whose_process_was_killed_has_died(
    records: Records, tmp_path: Path
) -> None:
    program = """
        import os, signal, sys
        from pathlib import Path
        from dipeo.core.recorder import Recorder
        from dipeo.core.records import Records
        from dipeo.core.values import Value

        recorder = Recorder(Records(Path(sys.argv[1])))
        recorder.begin("d", Value({}))
        print("begun", flush=True)
        sys.stdin.read()
    """
    lines = [line.strip() for line in program.strip().splitlines()]
    process = subprocess.Popen(
        [sys.executable, "-c", "\n".join(lines), str(tmp_path / ".dipeo")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    assert records.run(1).state == "running"
    process.kill()
    process.communicate()
    assert records.run(1).state == "died"


def test_items_are_seen_while_they_run_and_not_when_nothing_does(
    records: Records,
) -> None:
    def states() -> list[tuple[int, str]]:
        query = "SELECT item, state FROM items WHERE run = 1 ORDER BY item"
        return list(records.select(query, ()))

    recorder = begin(records)
    given = {"in": Value([1, 2, 3])}
    recorder(NodeStarted("B", "sub_diagram", 11.0, items=3, inputs=given))
    recorder(ItemsBegun("B", (0, 1), 12.0))
    assert states() == [(0, "running"), (1, "running")]
    batch = records.node(1, "B")
    assert batch is not None
    assert (batch.state, batch.items) == ("running", 3)
    assert records.text(batch.inputs["in"]) == "[1,2,3]"
    log = ItemLog("B[0]")
    log(NodeFinished("B[0]", "sub_diagram", 12.0, 0.1, {}, Value(1), {}))
    recorder(log.ended("B", 0))
    recorder(NodeSkipped("C", "endpoint", "'B' failed"))
    recorder(finished("interrupted"))
    recorder.close()
    assert states() == [(0, "done")]
    assert [item.address for item in records.items(1)] == ["B[0]"]


def test_nodes_are_recorded_with_their_data(records: Records) -> None:
    recorder = begin(records)
    recorder(NodeStarted("A", "db", 10.0))
    recorder(NodeFinished("A", "db", 10.0, 0.5, {}, Value([1]), {"path": "p"}))
    recorder(NodeStarted("B", "code_job", 11.0, items=2, reason="it is new"))
    log = ItemLog("B[0]")
    one = {"in": Value([1])}
    log(NodeSkipped("B[0] / In", "db", "no branch leads here"))
    log(NodeFinished("B[0] / It", "start", 12.5, 0.1, one, Value("é"), {}))
    problem = Problem("oh", Place("f", 3), "errors#paths")
    log(NodeFailed("B[0]", "code_job", 12.0, 0.1, one, (problem,), "why", None, "new"))
    recorder(log.ended("B", 0))
    recorder(NodeSkipped("C", "endpoint", "'B' failed"))
    recorder(finished("failed"))
    recorder.close()
    a, b, c = records.nodes(1)
    (item,) = records.items(1)
    skipped, inner, again = records.inside(1, "B")
    assert again == item
    assert (a.address, a.state, a.started, a.seconds) == ("A", "done", 10.0, 0.5)
    assert (a.props, a.inputs, a.error) == ({"path": "p"}, {}, None)
    assert a.output == item.inputs["in"] == Value([1]).digest
    assert records.text(a.output) == "[1]"
    assert (b.state, b.items, b.seconds, b.reason) == ("running", 2, None, "it is new")
    assert item.error == {
        "problems": [
            {
                "message": "oh",
                "file": "f",
                "line": 3,
                "column": 0,
                "page": "errors#paths",
            }
        ],
        "detail": "why",
    }
    assert (item.state, item.output, item.reason) == ("failed", None, "new")
    assert (inner.address, inner.state, inner.started) == ("B[0] / It", "done", 12.5)
    assert inner.output is not None
    assert records.text(inner.output) == '"é"'
    assert (skipped.address, skipped.state) == ("B[0] / In", "skipped")
    assert skipped.error == {"problems": [], "detail": "no branch leads here"}
    assert list(records.items(1, "B", state="done")) == []
    assert c.error == {"problems": [], "detail": "'B' failed"}
    inside = ["B[0] / In", "B[0] / It", "B[0]"]
    assert records.addresses(1) == ["A", "B", "C", *inside]
    assert records.node(1, "B[0]") == item
    assert records.node(1, "B[0] / It") == inner
    assert records.node(1, "B[1]") is None
    assert records.node(2, "A") is None


def test_a_run_can_be_followed_while_it_goes_on(records: Records) -> None:
    recorder = begin(records)
    for number in range(5000):  # rows are written in groups, of 4,000 at most
        recorder(NodeSkipped(f"A{number}", "t", "no branch leads here"))
    assert len(list(records.nodes(1))) > 900
    assert records.run(1).state == "running"
    recorder.close()


def test_a_value_is_kept_once_a_run(records: Records) -> None:
    value = Value("x" * 10_000)
    for run in (1, 2):
        recorder = begin(records)
        for node in "AB":
            recorder(NodeFinished(node, "t", 1.0, 0.0, {"in": value}, value, {}))
        recorder(finished())
        recorder.close()
        assert records.run(run).state == "ok"
    packs = sorted(records.packs.folder.glob("*.pack"))
    assert [path.name for path in packs] == ["1.pack", "2.pack"]
    assert all(20_000 > path.stat().st_size > 10_000 for path in packs)
    assert records.text(value.digest) == json.dumps(value.data)


def test_a_value_that_is_not_what_its_digest_says_is_none(records: Records) -> None:
    recorder = begin(records)
    recorder(NodeFinished("A", "t", 1.0, 0.0, {}, Value("secret"), {}))
    recorder(finished())
    recorder.close()
    (pack,) = records.packs.folder.glob("*.pack")
    pack.write_bytes(pack.read_bytes().replace(b"secret", b"sacred"))
    assert records.text(Value("secret").digest) is None
    assert records.text(Value("sacred").digest) is None


def test_two_runs_at_once(records: Records) -> None:
    one, two = begin(records, "one"), begin(records, "two")
    for recorder, text in ((one, "1"), (two, "2"), (one, "3")):
        recorder(NodeFinished(text, "t", 1.0, 0.0, {}, Value(text * 100), {}))
    for recorder in (two, one):
        recorder(finished())
        recorder.close()
    assert [(run.id, run.diagram) for run in records.runs()] == [(2, "two"), (1, "one")]
    assert [node.address for node in records.nodes(1)] == ["1", "3"]
    for text in "123":
        assert records.text(Value(text * 100).digest) == json.dumps(text * 100)


def test_what_is_not_there(records: Records) -> None:
    assert records.runs() == []
    assert records.text("0" * 32) is None
    assert not records.folder.exists()
    for id, message in (
        (None, "none is kept here; `dipeo runs` lists those that there are"),
        (3, "there is no run 3; `dipeo runs` lists those that there are"),
    ):
        with pytest.raises(UsageError) as caught:
            records.run(id)
        assert str(caught.value) == message


def test_a_run_that_cannot_be_recorded_goes_on(tmp_path: Path) -> None:
    (tmp_path / ".dipeo").write_text("a file")
    notes: list[str] = []
    recorder = Recorder(Records(tmp_path / ".dipeo"), notes.append)
    assert recorder.begin("d", Value({})) is None
    recorder(NodeStarted("A", "t", 0.0))
    recorder(finished())
    recorder.close()
    assert notes == ["this run is not recorded: Not a directory"]


def test_a_closed_recorder_closes_no_file_of_a_forked_process(records: Records) -> None:
    begin(records).close()
    opened = [os.open(ROOT, os.O_RDONLY) for _ in range(8)]  # one gets its number
    child = os.fork()
    if child == 0:
        try:
            list(map(os.fstat, opened))
        except OSError:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    list(map(os.close, opened))
    assert os.waitstatus_to_exitcode(status) == 0
