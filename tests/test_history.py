"""`dipeo runs` and `dipeo show`: past runs, any node of them, their data in full."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from textwrap import dedent

import pytest

from tests.workspace import Done, dipeo, put

FILES = {
    "d": """
        nodes:
          - {label: Items, type: db, operation: read, source_details: items.json}
          - {label: Each, type: sub_diagram, diagram_path: e, batch: true}
          - {label: One, type: sub_diagram, diagram_path: f}
        connections:
          - {source: Items, target: Each}
    """,
    "e": """
        nodes:
          - {label: Text, type: template_job, template: 'n = {{ n }}'}
          - {label: Write, type: db, operation: write, source_details: 'o/{n}.txt'}
        connections: [{source: Text, target: Write}]
    """,
    "f": 'nodes: [{label: Text, type: template_job, template: "it\'s é\\n"}]',
    "items.json": '[{"n": 1}, {"n": 2}]',
}
NOT_PURE = {
    "bad": """
        nodes:
          - {label: Bad, type: code_job, source_details: g.py, batch: true}
          - {label: After, type: endpoint}
        connections: [{source: Bad, target: After}]
    """,
    "g.py": "def main(inputs): return 1 // inputs['in']",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with four runs: a first one, one with nothing to do, one with a new item, one that failed."""
    put(tmp_path, {**FILES, **NOT_PURE})
    assert dipeo(tmp_path, "run", "d", "--quiet").code == 0
    assert dipeo(tmp_path, "run", "d", "--quiet").code == 0
    put(tmp_path, {"items.json": '[{"n": 1}, {"n": 3}]'})
    assert dipeo(tmp_path, "run", "d", "--quiet").code == 0
    given = '{"in": [1, 0, 2, 0]}'
    assert dipeo(tmp_path, "run", "bad", "--quiet", "--input-data", given).code == 1
    return tmp_path


def shown(root: Path, *arguments: str) -> str:
    done = dipeo(root, "show", *arguments)
    assert (done.code, done.err) == (0, "")
    return done.out


def said(done: Done) -> str:
    assert (done.code, done.out) == (2, "")
    return done.err


def test_runs_are_listed_the_newest_first(root: Path) -> None:
    done = dipeo(root, "runs")
    when = "2000-01-01 00:00:00"
    lines = [line.split() for line in done.out.splitlines()]
    assert (
        lines[0] == "run state began seconds written unchanged removed diagram".split()
    )
    fields = [[*line[:2], " ".join(line[2:4]), *line[5:]] for line in lines[1:]]
    assert fields == [
        ["4", "failed", when, "0", "0", "0", "bad"],
        ["3", "ok", when, "1", "1", "1", "d"],
        ["2", "ok", when, "0", "2", "0", "d"],
        ["1", "ok", when, "2", "0", "0", "d"],
    ]
    assert len(dipeo(root, "runs", "--limit", "2").out.splitlines()) == 3


def test_a_run_is_shown_with_its_files_and_nodes(root: Path) -> None:
    assert shown(root, "3") == dedent(
        """\
        run 3: d, ok, 0.00 s, 2000-01-01 00:00:00
        inputs: {}
        written: o/3.txt
        removed: o/2.txt
        done     Items  (db)  0.00 s
        done     Each  (sub_diagram)  2 items  0.00 s
        cached   One  (sub_diagram)
        """
    )


def test_a_run_with_nothing_to_do_is_shown_as_the_one_before_it(root: Path) -> None:
    assert shown(root, "2") == dedent(
        """\
        run 2: d, ok, 0.00 s, 2000-01-01 00:00:00
        inputs: {}
        nothing had changed since run 1
        cached   Items  (db)  0.00 s
        cached   Each  (sub_diagram)  2 items  0.00 s
        cached   One  (sub_diagram)  0.00 s
        cached   One / Text  (template_job)  0.00 s
        """
    )


def test_the_last_run_is_shown_where_none_is_named_with_what_failed(root: Path) -> None:
    assert shown(root) == dedent(
        """\
        run 4: bad, failed, 0.00 s, 2000-01-01 00:00:00
        inputs: {"in": [1, 0, 2, 0]}
        failed   Bad  (code_job)  4 items  0.00 s
            files/diagrams/bad.light.yaml:2:5: 'Bad': 2 of 4 items failed
        failed   Bad[1]  (code_job)  0.00 s
            g.py:1: ZeroDivisionError: integer division or modulo by zero
            g.py:1 in main
                def main(inputs): return 1 // inputs['in']
            with in = 0
        failed   Bad[3]  (code_job)  0.00 s
            g.py:1: ZeroDivisionError: integer division or modulo by zero
            g.py:1 in main
                def main(inputs): return 1 // inputs['in']
            with in = 0
        skipped  After  (endpoint)
            'Bad' failed
        """
    )


def test_a_node_is_shown_with_its_props_inputs_and_output(root: Path) -> None:
    assert shown(root, "1", "Each[1] / Write") == dedent(
        """\
        run 1, Each[1] / Write (db): done, 0.00 s

        source_details = "o/2.txt"

        > in
        n = 2

        < output
        {
          "path": "o/2.txt"
        }
        """
    )


def test_a_node_that_failed_is_shown_with_why(root: Path) -> None:
    assert shown(root, "4", "Bad[3]") == dedent(
        """\
        run 4, Bad[3] (code_job): failed, 0.00 s
            g.py:1: ZeroDivisionError: integer division or modulo by zero
            g.py:1 in main
                def main(inputs): return 1 // inputs['in']
            with in = 0

        > in
        0
        """
    )


@pytest.mark.parametrize(
    ("run", "node", "output"),
    [
        ("1", "Items", '[\n  {\n    "n": 1\n  },\n  {\n    "n": 2\n  }\n]\n'),
        ("3", "Items", '[\n  {\n    "n": 1\n  },\n  {\n    "n": 3\n  }\n]\n'),
        ("1", "One / Text", "it's é\n"),
        ("1", "Each[0] / Text", "n = 1\n"),
        # of a run that reused all of it, or some
        ("2", "Each[1] / Text", "n = 2\n"),
        ("2", "One / Text", "it's é\n"),
        ("3", "One / Text", "it's é\n"),
        ("3", "One", '{\n  "Text": "it\'s é\\n"\n}\n'),
        ("3", "Each[0] / Text", "n = 1\n"),
        ("3", "Each[1] / Text", "n = 3\n"),
        ("4", "Bad[2]", "0\n"),
    ],
)
def test_any_output_in_full(root: Path, run: str, node: str, output: str) -> None:
    assert shown(root, run, node, "--output") == output


def test_inputs_alone_and_those_of_a_run(root: Path) -> None:
    assert json.loads(shown(root, "3", "Each", "--inputs")) == {
        "in": [{"n": 1}, {"n": 3}]
    }
    assert json.loads(shown(root, "4", "--inputs")) == {"in": [1, 0, 2, 0]}
    outputs = json.loads(shown(root, "3", "--output"))
    assert outputs["One"] == {"Text": "it's é\n"}
    assert shown(root, "2", "--output") == shown(root, "1", "--output")


def test_a_node_may_be_named_by_the_end_of_its_address(root: Path) -> None:
    assert shown(root, "1", "Each[0] / Write") == shown(root, "1", "Each[0] / Write")
    assert said(dipeo(root, "show", "1", "Write")) == (
        "error: 'Write' could be any of 2 nodes:\n"
        "  Each[0] / Write\n"
        "  Each[1] / Write\n"
    )
    put(root, {"solo": "nodes: [{label: In, type: sub_diagram, diagram_path: f}]"})
    assert dipeo(root, "run", "solo").code == 0
    assert shown(root, "5", "Text", "--output") == "it's é\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["7"], "there is no run 7; `dipeo runs` lists those that there are"),
        (["4", "bad"], "run 4 has no node 'bad', did you mean 'Bad'?"),
        (
            ["4", "x"],
            "run 4 has no node 'x'; known: 'After', 'Bad', 'Bad[0]', 'Bad[1]', 'Bad[2]',"
            " 'Bad[3]'",
        ),
        (["4", "Bad[4]"], "run 4 has no node 'Bad[4]', did you mean 'Bad[3]'?"),
        (["4", "Bad", "--output"], "the node gave no output"),
        (["4", "After", "--output"], "the node gave no output"),
    ],
)
def test_what_there_is_not(root: Path, arguments: list[str], message: str) -> None:
    assert said(dipeo(root, "show", *arguments)) == f"error: {message}\n"


def test_where_the_time_went(tmp_path: Path) -> None:
    slow = "def main(inputs):\n    return sum(range(2000000))\n"
    put(
        tmp_path,
        {
            "d": "nodes: [{label: S, type: sub_diagram, diagram_path: e, batch: true}]",
            "e": """
                nodes:
                  - {label: Slow, type: code_job, source_details: s.py}
                  - {label: Quick, type: endpoint}
                connections: [{source: Slow, target: Quick}]
            """,
            "s.py": slow,
        },
    )
    given = '{"in": [1, 2]}'
    assert dipeo(tmp_path, "run", "d", "--input-data", given, "--jobs", "1").code == 0
    lines = dipeo(tmp_path, "runs", "--slowest", "1").out.splitlines()
    assert lines[:2] == ["run 1, d, ok", "   own s   total s   times  node"]
    rows = [line.split(maxsplit=3) for line in lines[2:]]
    assert (rows[0][2], rows[0][3]) == ("2", "S / Slow")
    assert {row[3]: row[2] for row in rows} == {
        "S / Slow": "2",
        "S": "2",
        "S / Quick": "2",
    }
    own = {row[3]: float(row[0]) for row in rows}
    total = {row[3]: float(row[1]) for row in rows}
    assert own["S / Slow"] == total["S / Slow"] > own["S"] >= 0
    assert total["S"] >= total["S / Slow"]
    assert said(dipeo(tmp_path, "runs", "--slowest", "2")) == (
        "error: there is no run 2; `dipeo runs` lists those that there are\n"
    )


def test_a_run_shows_ten_items_that_failed(root: Path) -> None:
    given = json.dumps({"in": [0] * 25})
    assert dipeo(root, "run", "bad", "--quiet", "--input-data", given).code == 1
    out = shown(root)
    assert out.count("failed   Bad[") == 10
    assert "\n… 15 more that failed in items\n" in out


def test_a_workspace_without_runs(tmp_path: Path) -> None:
    put(tmp_path, FILES)
    done = dipeo(tmp_path, "runs")
    assert (done.code, done.out.split()) == (
        0,
        "run state began seconds written unchanged removed diagram".split(),
    )
    assert said(dipeo(tmp_path, "show")) == (
        "error: none is kept here; `dipeo runs` lists those that there are\n"
    )
    assert not (tmp_path / ".dipeo").exists()


def test_a_run_whose_process_is_gone_has_died(root: Path) -> None:
    database = sqlite3.connect(root / ".dipeo/records.db")
    database.execute(
        "INSERT INTO runs (diagram, inputs, started, state) VALUES ('d', '{}', ?, 'running')",
        (time.time(),),
    )
    database.commit()
    database.close()
    assert dipeo(root, "runs", "--limit", "1").out.splitlines()[1].split()[:2] == [
        "5",
        "died",
    ]
    assert shown(root).startswith("run 5: d, died, 2000-01-01 00:00:00\n")
    assert said(dipeo(root, "show", "5", "--output")) == (
        "error: the run gave no output\n"
    )


def test_a_value_that_is_gone(root: Path) -> None:
    (root / ".dipeo/values/1.pack").unlink()
    message = said(dipeo(root, "show", "1", "One / Text", "--output"))
    assert message.startswith("error: the value ")
    assert message.endswith(" is no longer kept\n")
