"""Batches on worker processes: where an item runs changes nothing that anybody sees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dipeo.core import batch
from tests.workspace import Done, dipeo, ended, put, tree

ROOT = Path(__file__).resolve().parent.parent
COUNT = 120
WORK = """
    def main(inputs):
        item = inputs["in"]
        spent = sum(range(1000))
        return {"node_name": f"n{item['n']}", "code": f"{item['text']} {spent}"}
"""
FILES = {
    "d": """
        nodes:
          - {label: Items, type: code_job, source_details: items.py}
          - {label: Each, type: sub_diagram, diagram_path: e, batch: true}
          - {label: Both, type: code_job, source_details: both.py}
        connections:
          - {source: Items, target: Each}
          - {source: Each, target: Both}
    """,
    "e": """
        nodes:
          - {label: Item, type: start}
          - {label: Work, type: code_job, source_details: w.py}
          - {label: Write, type: db, operation: write, source_details: 'o/{node_name}.txt'}
        connections:
          - {source: Item.in, target: Work}
          - {source: Work, target: Write}
    """,
    "w.py": WORK,
    "items.py": f"""
        def main(inputs):
            return [{{"n": n, "text": "é" * (n % 7)}} for n in range({COUNT})]
    """,
    "both.py": """
        def main(inputs):
            found = inputs["in"]
            return [found["total"], found["successful"], len(found["results"])]
    """,
}


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers pay from the second item on, however quick the items are."""
    monkeypatch.setattr(batch, "PROBE_SECONDS", 0)
    monkeypatch.setattr(batch, "WORTH_SECONDS", 0)


def run(root: Path, jobs: int, change: dict[str, str] | None = None) -> Done:
    put(root, {**FILES, **(change or {})})
    return dipeo(root, "run", "d", "--json", "--jobs", str(jobs))


def without_times(done: Done) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in event.items() if key not in ("at", "seconds")}
        for event in done.events
    ]


def pids(root: Path, jobs: int) -> set[int]:
    files = {
        "d": """
            nodes:
              - {label: Items, type: code_job, source_details: items.py}
              - {label: B, type: code_job, source_details: p.py, allow_io: true,
                 batch: true}
            connections: [{source: Items, target: B}]
        """,
        "p.py": "import os\ndef main(i): return [os.getpid(), 0][:1]",
    }
    results = run(root, jobs, files).outputs["B"]["results"]
    return {pid for (pid,) in results}


def test_items_run_on_as_many_processes_as_may_be(tmp_path: Path) -> None:
    assert pids(tmp_path, 1) == {os.getpid()}
    assert len(pids(tmp_path, 2) - {os.getpid()}) == 2


def test_events_outputs_and_files_are_the_same_on_any_number_of_processes(
    tmp_path: Path,
) -> None:
    one, three = run(tmp_path / "one", 1), run(tmp_path / "three", 3)
    assert (one.code, one.err, three.code, three.err) == (0, "", 0, "")
    assert without_times(one) == without_times(three)
    assert one.outputs["Both"] == [COUNT, COUNT, COUNT]
    files = tree(tmp_path / "one", "o")
    assert files == tree(tmp_path / "three", "o")
    assert len(files) == COUNT


def test_failures_are_the_same_on_any_number_of_processes(tmp_path: Path) -> None:
    fails = WORK.replace("spent =", "1 / (item['n'] % 50 - 49)\n        spent =")
    one = run(tmp_path / "one", 1, {"w.py": fails})
    three = run(tmp_path / "three", 3, {"w.py": fails})
    assert without_times(one) == without_times(three)
    assert (one.code, one.err) == (three.code, three.err)
    assert three.err == (
        "error: w.py:3: ZeroDivisionError: division by zero\n"
        "    in Each[49] / Work\n"
        "    w.py:3 in main\n"
        "        1 / (item['n'] % 50 - 49)\n"
        '    with in = {"n":49,"text":""}\n'
        'error: \'Each[49]\': 1 node inside failed, for the item {"n":49,"text":""}\n'
        "error: 'Each[99]': 1 node inside failed, for the item"
        ' {"n":99,"text":"é"}\n'
        "error: files/diagrams/d.light.yaml:3:5: 'Each': 2 of 120 items failed\n"
    )
    assert not (tmp_path / "three/o").exists()


def test_a_function_is_pure_on_a_worker_too(tmp_path: Path) -> None:
    reads = WORK.replace("spent =", "item['n'] < 90 or open('w.py')\n        spent =")
    done = run(tmp_path, 2, {"w.py": reads})
    assert done.code == 1
    assert done.err.splitlines()[0] == (
        "error: files/diagrams/e.light.yaml:3:5: 'Each[90] / Work': a pure function called"
        " open('w.py') at w.py:3; data comes in by connections and goes out by the return"
        " value, and files are read and written by db nodes (`allow_io: true` on the node"
        " lifts this)"
    )


def test_two_items_that_write_one_path_are_found_across_processes(
    tmp_path: Path,
) -> None:
    same = WORK.replace("f\"n{item['n']}\"", "f\"n{item['n'] % 100}\"")
    one = run(tmp_path / "one", 1, {"w.py": same})
    three = run(tmp_path / "three", 3, {"w.py": same})
    assert (one.code, one.err) == (three.code, three.err)
    assert without_times(one) == without_times(three)
    assert three.err.splitlines()[0] == (
        "error: files/diagrams/e.light.yaml:4:5: 'Each[100] / Write': 'o/n0.txt' is"
        " written by 'Each[0] / Write' too; a path has one writer"
    )
    assert three.err.splitlines()[-1] == (
        "error: files/diagrams/d.light.yaml:3:5: 'Each': 20 of 120 items failed"
    )


def test_items_append_to_documents_of_their_own(tmp_path: Path) -> None:
    appends = FILES["e"].replace("operation: write", "operation: append")
    logs = {f"o/n{n}.txt": "before " for n in range(COUNT)}
    assert run(tmp_path, 3, {"e": appends, **logs}).outputs["Both"] == [COUNT] * 3
    texts = tree(tmp_path, "o").values()
    assert all(
        text.startswith("before é") or text.startswith("before  ") for text in texts
    )


def test_items_read_what_the_run_itself_has_written(tmp_path: Path) -> None:
    files = {
        "d": """
            nodes:
              - {label: Text, type: template_job, template: new}
              - {label: First, type: db, operation: write, source_details: shared.txt}
              - {label: Items, type: code_job, source_details: items.py}
              - {label: Each, type: sub_diagram, diagram_path: e, batch: true}
            connections:
              - {source: Text, target: First}
              - {source: First, target: Items}
              - {source: Items, target: Each}
        """,
        "e": """
            nodes:
              - {label: Item, type: start}
              - {label: Read, type: db, operation: read, source_details: shared.txt}
              - {label: Work, type: code_job, source_details: w.py}
            connections:
              - {source: Item.in, target: Work}
              - {source: Read, target: Work.text}
            outputs: {work: Work, text: Read}
        """,
        "shared.txt": "old",
    }
    results = run(tmp_path, 3, files).outputs["Each"]["results"]
    assert {result["text"] for result in results} == {"new"}
    assert [result["work"]["node_name"] for result in results] == [
        f"n{n}" for n in range(COUNT)
    ]


@pytest.mark.parametrize(
    ("ending", "how"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "was killed by SIGKILL"),
        ("os._exit(3)", "ended with 3"),
    ],
)
def test_a_worker_that_dies_fails_the_run_and_says_on_which_item(
    tmp_path: Path, ending: str, how: str
) -> None:
    put(
        tmp_path,
        {
            **FILES,
            "d": """
                nodes:
                  - {label: Items, type: code_job, source_details: items.py}
                  - {label: B, type: code_job, source_details: p.py, allow_io: true,
                     batch: true}
                connections: [{source: Items, target: B}]
            """,
            "p.py": f"""
                import os, signal

                def main(inputs):
                    if inputs["in"]["n"] == 100:
                        {ending}
                    return sum(range(500_000))
            """,
        },
    )
    done = subprocess.run(
        [sys.executable, "-m", "dipeo", "run", "d", "--jobs", "2", "--quiet"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, ended(done).err) == (
        1,
        f"error: files/diagrams/d.light.yaml:3:5: 'B': a worker process {how} while it ran"
        " 'B[100]'\n",
    )


def test_a_long_list_of_quick_items(tmp_path: Path) -> None:
    files = {
        "d": """
            nodes:
              - {label: B, type: code_job, source_details: q.py, batch: true}
        """,
        "q.py": "def main(inputs): return inputs['in'] * 2",
    }
    put(tmp_path, files)
    given = json.dumps({"in": list(range(5000))}).encode()
    done = dipeo(tmp_path, "run", "d", "--quiet", "--input-data", "-", stdin=given)
    assert (done.code, done.err) == (0, "")
    shown = dipeo(tmp_path, "show", "1", "B[4321]", "--output")
    assert shown.out == "8642\n"
