"""Runs over the API: their nodes, items, files and times, and runs compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.server import workspaces
from tests.server.serving import Server, serving
from tests.workspace import dipeo, put

NO_ITEMS = dict.fromkeys(("waiting", "running", "done", "cached", "failed"), 0)
COUNTS = "{ total waiting running done cached failed }"


@dataclass(frozen=True, slots=True)
class History:
    """A server, and what ran: one run, one with nothing to do, one with an item that is new, one that failed."""

    server: Server
    root: Path
    first: int = 1
    same: int = 2
    changed: int = 3
    failed: int = 4

    def run(self, number: int, fields: str, **variables: Any) -> Any:
        return self.server.ask(f"{{ run(id: {number}) {{ {fields} }} }}")["run"]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    root = workspaces.make(tmp_path_factory.mktemp("workspace"))
    assert dipeo(root, "run", "top").code == 0
    assert dipeo(root, "run", "top").code == 0
    put(root, {"items.json": '[{"n": 1}, {"n": 3}]'})
    put(root, {"parts/one": workspaces.FILES["parts/one"].replace("x =", "y =")})
    put(root, {"items.json": '[{"n": 1}, {"n": 3}]'})
    assert dipeo(root, "run", "top").code == 0
    given = '{"in": [1, 0, 2, 0]}'
    assert dipeo(root, "run", "fails", "--input-data", given).code == 1
    with serving(root) as server:
        yield History(server, root)


def test_runs_are_listed_in_pages(past: History) -> None:
    query = """query ($before: Int, $states: [RunState!], $diagram: String) {
        runs(first: 2, before: $before, states: $states, diagram: $diagram) {
            hasMore runs { id diagram state }
        }
    }"""

    def numbers(**variables: Any) -> tuple[list[int], bool]:
        page = past.server.ask(query, **variables)["runs"]
        return [run["id"] for run in page["runs"]], page["hasMore"]

    assert numbers() == ([4, 3], True)
    assert numbers(before=3) == ([2, 1], False)
    assert numbers(states=["FAILED", "DIED"]) == ([4], False)
    assert numbers(diagram="top") == ([3, 2], True)
    assert numbers(diagram="topp") == ([], False)


def test_a_run_in_short(past: History) -> None:
    fields = (
        "diagram state inputs sameAs specifications isDry isCancellable"
        " problems { message } fileCounts { written unchanged removed }"
        " outputs { json } previous { id }"
    )
    assert past.run(past.changed, fields) == {
        "diagram": "top",
        "state": "OK",
        "inputs": {},
        "sameAs": None,
        "specifications": 0,
        "isDry": False,
        "isCancellable": False,
        "problems": [],
        "fileCounts": {"written": 2, "unchanged": 0, "removed": 1},
        "outputs": {"json": {"Count": 2}},
        "previous": {"id": past.same},
    }
    same = past.run(past.same, fields)
    assert (same["sameAs"], same["outputs"]) == (past.first, {"json": {"Count": 2}})
    assert same["fileCounts"] == {"written": 0, "unchanged": 2, "removed": 0}
    failed = past.run(past.failed, fields)
    assert [p["message"] for p in failed["problems"]] == [
        "ZeroDivisionError: integer division or modulo by zero"
    ] * 2


def test_the_nodes_of_a_run_with_batches_as_one(past: History) -> None:
    fields = f"nodes {{ address label type state reason ranIn items {COUNTS} }}"
    nodes = past.run(past.first, fields)["nodes"]
    assert [(n["label"], n["type"], n["state"]) for n in nodes] == [
        ("Items", "db", "DONE"),
        ("Each", "sub_diagram", "DONE"),
        ("Count", "code_job", "DONE"),
    ]
    assert nodes[1]["items"] == {**NO_ITEMS, "total": 2, "done": 2}
    same = past.run(past.same, fields)["nodes"]
    assert [(n["state"], n["ranIn"]) for n in same] == [("CACHED", past.first)] * 3
    assert same[1]["items"] == {**NO_ITEMS, "total": 2, "cached": 2}
    failed = past.run(past.failed, fields)["nodes"]
    assert [(n["state"], n["reason"]) for n in failed] == [
        ("FAILED", "it has not run before"),
        ("SKIPPED", "'Bad' failed"),
    ]
    assert failed[0]["items"] == {**NO_ITEMS, "total": 4, "done": 2, "failed": 2}


@pytest.mark.parametrize(("run", "state"), [("first", "DONE"), ("same", "CACHED")])
def test_the_nodes_inside_an_item(past: History, run: str, state: str) -> None:
    number = getattr(past, run)
    fields = (
        'nodes(within: "Each[1]") { address state output { size } inputs { port size } }'
        ' graph(within: "Each[1]") { name isCurrent }'
    )
    assert past.run(number, fields) == {
        "nodes": [
            {
                "address": "Each[1] / Text",
                "state": state,
                "output": {"size": 15},
                "inputs": [{"port": "in", "size": 7}],
            },
            {
                "address": "Each[1] / Write",
                "state": state,
                "output": {"size": 17},
                "inputs": [{"port": "in", "size": 15}],
            },
        ],
        "graph": {"name": "parts/one", "isCurrent": False},
    }


def test_a_run_shows_its_own_diagram_and_not_that_of_now(past: History) -> None:
    query = 'graph(within: "Each[0]") { isCurrent source nodes { props } }'
    before = past.run(past.first, query)["graph"]
    after = past.run(past.changed, query)["graph"]
    assert (before["isCurrent"], after["isCurrent"]) == (False, True)
    assert before["nodes"][0]["props"] == {"template": "x = {{ n }}  # é\n"}
    assert after["nodes"][0]["props"] == {"template": "y = {{ n }}  # é\n"}


def test_a_node_in_full(past: History) -> None:
    fields = """node(address: "Each[1] / Write") {
        run address label type state filled props detail diagram place { line }
        inputs { name value { json preview kind length } } output { json size }
    }"""
    assert past.run(past.first, fields)["node"] == {
        "run": 1,
        "address": "Each[1] / Write",
        "label": "Write",
        "type": "db",
        "state": "DONE",
        "filled": {"source_details": "o/2.py"},
        "props": {"operation": "write", "source_details": "o/2.py"},
        "detail": "",
        "diagram": None,
        "place": {"line": 3},
        "inputs": [
            {
                "name": "in",
                "value": {
                    "json": "x = 2  # é\n",
                    "preview": '"x = 2  # é\\n"',
                    "kind": "STRING",
                    "length": 11,
                },
            }
        ],
        "output": {"json": {"path": "o/2.py"}, "size": 17},
    }


def test_a_node_that_failed_says_where_and_with_what(past: History) -> None:
    fields = 'node(address: "Bad[1]") { state detail problems { message place { file line } page } }'
    assert past.run(past.failed, fields)["node"] == {
        "state": "FAILED",
        "detail": "bad.py:1 in main\n    def main(inputs): return 1 // inputs['in']\nwith in = 0",
        "problems": [
            {
                "message": "ZeroDivisionError: integer division or modulo by zero",
                "place": {"file": "bad.py", "line": 1},
                "page": "errors#failed-nodes",
            }
        ],
    }
    fields = "failures(first: 2) { total nodes { address } }"
    assert past.run(past.failed, fields)["failures"] == {
        "total": 3,
        "nodes": [{"address": "Bad[1]"}, {"address": "Bad[3]"}],
    }


def test_items_in_pages_and_filtered(past: History) -> None:
    def found(number: int, batch: str, more: str = "") -> list[tuple[int, str, str]]:
        fields = f'items(batch: "{batch}"{more}) {{ items {{ index state preview }} }}'
        items = past.run(number, fields)["items"]["items"]
        return [(item["index"], item["state"], item["preview"]) for item in items]

    both = [(0, "DONE", '{"n": 1}'), (1, "DONE", '{"n": 2}')]
    assert found(past.first, "Each") == both
    assert found(past.same, "Each", ", after: 1") == [(1, "CACHED", '{"n": 2}')]
    assert found(past.failed, "Bad", ", first: 1, after: 2") == [(2, "DONE", "2")]
    assert found(past.failed, "Bad", ", states: [FAILED]") == [
        (1, "FAILED", "0"),
        (3, "FAILED", "0"),
    ]
    assert found(past.first, "Each", ', search: "N\\": 2"') == both[1:]
    assert found(past.same, "Each", ", changed: true") == []
    assert found(past.changed, "Each", ", changed: true") == [(1, "DONE", '{"n": 3}')]


def test_an_item_says_what_went_wrong_and_where_its_values_are(past: History) -> None:
    fields = 'items(batch: "Bad", states: [FAILED], first: 1) { hasMore end items { address problem { message } item { size } output { size } } }'
    assert past.run(past.failed, fields)["items"] == {
        "hasMore": True,
        "end": 1,
        "items": [
            {
                "address": "Bad[1]",
                "problem": {
                    "message": "ZeroDivisionError: integer division or modulo by zero"
                },
                "item": {"size": 1},
                "output": None,
            }
        ],
    }


def test_files_with_how_they_changed(past: History) -> None:
    fields = "files { total files { path kind isNew diff note } }"
    assert past.run(past.changed, fields)["files"] == {
        "total": 3,
        "files": [
            {
                "path": "o/1.py",
                "kind": "WRITTEN",
                "isNew": False,
                "diff": "--- a/o/1.py\n+++ b/o/1.py\n@@ -1 +1 @@\n-x = 1  # é\n+y = 1  # é\n",
                "note": "",
            },
            {
                "path": "o/3.py",
                "kind": "WRITTEN",
                "isNew": True,
                "diff": "--- /dev/null\n+++ b/o/3.py\n@@ -0,0 +1 @@\n+y = 3  # é\n",
                "note": "",
            },
            {
                "path": "o/2.py",
                "kind": "REMOVED",
                "isNew": False,
                "diff": "--- a/o/2.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x = 2  # é\n",
                "note": "",
            },
        ],
    }
    first = 'file(path: "o/1.py") { kind isNew before after }'
    assert past.run(past.first, first)["file"] == {
        "kind": "WRITTEN",
        "isNew": True,
        "before": None,
        "after": "x = 1  # é\n",
    }
    same = 'files(kinds: [UNCHANGED], search: "O/2") { total files { path diff } }'
    assert past.run(past.same, same)["files"] == {
        "total": 1,
        "files": [{"path": "o/2.py", "diff": ""}],
    }


def test_when_and_where_the_time_went(past: History) -> None:
    timeline = past.run(
        past.first, "timeline { address depth state items offset seconds }"
    )
    entries = timeline["timeline"]
    assert [(e["address"], e["depth"], e["items"]) for e in entries] == [
        ("Items", 0, None),
        ("Each", 0, 2),
        ("Count", 0, None),
    ]
    assert all(e["offset"] >= 0 and e["seconds"] >= 0 for e in entries)
    slowest = past.run(past.first, "slowest { address times own }")["slowest"]
    times = {spent["address"]: spent["times"] for spent in slowest}
    assert times == {
        **{"Items": 1, "Each": 2, "Count": 1},
        **{"Each / Text": 2, "Each / Write": 2},
    }
    assert [s["own"] for s in slowest] == sorted(
        (s["own"] for s in slowest), reverse=True
    )


def test_two_runs_as_one_graph(past: History) -> None:
    query = """query ($before: Int!, $after: Int!, $within: String!) {
        compareRuns(before: $before, after: $after, within: $within) {
            before { id } after { id }
            nodes { label change reasons before { state } after { state } }
            edges { source { node } change } files { path change }
        }
    }"""
    found = past.server.ask(query, before=1, after=3, within="")["compareRuns"]
    assert [(n["label"], n["change"], n["reasons"]) for n in found["nodes"]] == [
        ("Items", "CHANGED", ["items.json changed", "output changed"]),
        ("Each", "CHANGED", ["input in changed: items.json", "output changed"]),
        ("Count", "CHANGED", ["input results changed"]),
    ]
    assert [(e["source"]["node"], e["change"]) for e in found["edges"]] == [
        ("Items", "CHANGED"),
        ("Each", "CHANGED"),
    ]
    assert found["files"] == [
        {"path": "o/1.py", "change": "CHANGED"},
        {"path": "o/2.py", "change": "REMOVED"},
        {"path": "o/3.py", "change": "ADDED"},
    ]
    same = past.server.ask(query, before=1, after=2, within="Each[0]")["compareRuns"]
    assert [n["change"] for n in same["nodes"]] == ["SAME", "SAME"]
    other = past.server.ask(query, before=1, after=4, within="")["compareRuns"]
    changes = {n["label"]: n["change"] for n in other["nodes"]}
    assert changes == {
        **{"Bad": "ADDED", "After": "ADDED"},
        **{"Items": "REMOVED", "Each": "REMOVED", "Count": "REMOVED"},
    }


def test_what_only_ran_anew_inside_is_changed(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "items.json": "[1]",
            "once": """
                nodes:
                  - {label: Inner, type: sub_diagram, diagram_path: writes}
                  - {label: Beside, type: template_job, template: as ever}
            """,
            "writes": """
                nodes:
                  - {label: Read, type: db, operation: read, source_details: items.json}
                  - {label: Write, type: db, operation: write, source_details: o/all.json}
                connections: [{source: Read, target: Write}]
            """,
        },
    )
    assert dipeo(tmp_path, "run", "once").code == 0
    put(tmp_path, {"items.json": "[2]"})
    assert dipeo(tmp_path, "run", "once").code == 0
    query = """query ($before: Int!, $after: Int!) {
        compareRuns(before: $before, after: $after) { nodes { label change reasons } }
    }"""
    with serving(tmp_path) as server:
        found = server.ask(query, before=1, after=2)["compareRuns"]["nodes"]
    assert found == [
        {"label": "Inner", "change": "CHANGED", "reasons": ["items.json changed"]},
        {"label": "Beside", "change": "SAME", "reasons": []},
    ]


def test_a_node_beside_itself_in_another_run(past: History) -> None:
    fields = """node(address: "Each[0] / Text") {
        previous { run }
        compared(with: 1) { change parts { name change diff before { json } after { json } } }
    }"""
    node = past.run(past.changed, fields)["node"]
    assert node["previous"] == {"run": past.same}
    assert node["compared"] == {
        "change": "CHANGED",
        "parts": [
            {
                "name": "output",
                "change": "CHANGED",
                "diff": "--- a/output\n+++ b/output\n@@ -1 +1 @@\n-x = 1  # é\n+y = 1  # é\n",
                "before": {"json": "x = 1  # é\n"},
                "after": {"json": "y = 1  # é\n"},
            },
            {
                "name": "input in",
                "change": "SAME",
                "diff": "",
                "before": {"json": {"n": 1}},
                "after": {"json": {"n": 1}},
            },
            {
                "name": "prop template",
                "change": "CHANGED",
                "diff": "--- a/prop template\n+++ b/prop template\n@@ -1 +1 @@\n"
                "-x = {{ n }}  # é\n+y = {{ n }}  # é\n",
                "before": {"json": "x = {{ n }}  # é\n"},
                "after": {"json": "y = {{ n }}  # é\n"},
            },
        ],
    }


def test_nodes_found_by_a_part_of_their_address(past: History) -> None:
    fields = 'search(text: "text") { address state }'
    assert past.run(past.same, fields)["search"] == [
        {"address": "Each[0] / Text", "state": "CACHED"},
        {"address": "Each[1] / Text", "state": "CACHED"},
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            "run(id: 9) { id }",
            "there is no run 9; `dipeo runs` lists those that there are",
        ),
        (
            'run(id: 1) { node(address: "Eech") { state } }',
            "run 1 has no node 'Eech', did you mean 'Each'?",
        ),
        (
            'run(id: 1) { nodes(within: "Nowhere") { label } }',
            "there is no diagram at 'Nowhere' in run 1",
        ),
        (
            'run(id: 1) { items(batch: "Items") { total } }',
            "there is no batch at 'Items' in run 1",
        ),
        ('run(id: 1) { file(path: "o/9.py") { kind } }', "run 1 has no file 'o/9.py'"),
        ('value(digest: "../x") { size }', "'../x' is no digest of a value"),
        (
            f'value(digest: "{"0" * 32}") {{ size }}',
            f"the value {'0' * 32} is no longer kept",
        ),
    ],
)
def test_what_there_is_not(past: History, fields: str, message: str) -> None:
    assert past.server.refusal(f"{{ {fields} }}") == ("NOT_FOUND", message)
