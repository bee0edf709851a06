"""Batches: a node once for each item of a list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.diagrams import batch, code, nodes, run
from tests.workspace import tree

FALSY = [0, False, "", [], {}, None, 0.0]


@pytest.mark.parametrize("parallel", ["", ", batch_parallel: false"])
def test_a_batch_runs_a_node_for_each_item_and_keeps_their_order(
    tmp_path: Path, parallel: str
) -> None:
    diagram = f"nodes: [{batch('B', 'give', parallel)}]"
    done = run(tmp_path, {"d": diagram}, **{"in": FALSY})
    assert repr(done.outputs["B"]) == repr(
        {
            **{"results": FALSY, "total": 7, "successful": 7, "failed": 0},
            "errors": [],
        }
    )
    items = [f"B[{number}]" for number in range(7)]
    assert nodes(done, "node_finished") == [*items, "B"]


def test_the_list_of_a_batch_may_arrive_at_another_port(tmp_path: Path) -> None:
    diagram = f"nodes: [{batch('B', 'echo', ', batch_input_key: items')}]"
    outputs = run(tmp_path, {"d": diagram}, items=[1, 2], other="x").outputs
    assert outputs["B"]["results"] == [
        {"items": 1, "other": "x"},
        {"items": 2, "other": "x"},
    ]


def test_a_batch_of_nothing(tmp_path: Path) -> None:
    outputs = run(
        tmp_path, {"d": f"nodes: [{batch('B', 'give')}]"}, **{"in": []}
    ).outputs
    assert (outputs["B"]["results"], outputs["B"]["total"]) == ([], 0)


def test_any_node_can_be_a_batch(tmp_path: Path) -> None:
    diagram = f"""
        nodes:
          - {code("Items", "give")}
          - {{label: T, type: template_job, template: 'n = {{{{ n }}}}', batch: true}}
          - {{label: C, type: condition, expression: 'n > 1', batch: true}}
          - {{label: E, type: endpoint, batch: true}}
          - {{label: W, type: db, operation: write, source_details: 'o/{{n}}', batch: true}}
          - {{label: S, type: sub_diagram, diagram_path: s, batch: true}}
        connections:
          - {{source: Items, target: T}}
          - {{source: Items, target: C}}
          - {{source: Items, target: E}}
          - {{source: Items, target: W}}
          - {{source: Items, target: S}}
    """
    items = [{"n": 1, "code": "a"}, {"n": 2, "code": "b"}]
    sub = f"nodes: [{code('X', 'echo')}]"
    outputs = run(tmp_path, {"d": diagram, "s": sub}, **{"in": items}).outputs
    assert {label: outputs[label]["results"] for label in "TCEWS"} == {
        "T": ["n = 1", "n = 2"],
        "C": items,
        "E": items,
        "W": [{"path": "o/1"}, {"path": "o/2"}],
        "S": [{"X": {**item, "in": item}, **item, "in": item} for item in items],
    }
    assert tree(tmp_path, "o") == {"o/1": "a", "o/2": "b"}


def test_a_failed_item_is_told_with_its_index_and_item_and_the_others_run(
    tmp_path: Path,
) -> None:
    files = {
        "g.py": """
            def main(inputs):
                return 6 // inputs["in"]["n"]
        """,
        "d": f"""
            nodes:
              - {code("I", "give")}
              - {{label: B, type: code_job, source_details: g.py, batch: true}}
              - {code("After", "give")}
            connections:
              - {{source: I, target: B}}
              - {{source: B, target: After}}
        """,
    }
    items = [{"n": 1}, {"n": 0}, {"n": 2}, {"n": 0, "x": 1}]
    done = run(tmp_path, files, **{"in": items})
    assert done.code == 1
    assert done.err == (
        "error: g.py:2: ZeroDivisionError: integer division or modulo by zero\n"
        "    in B[1]\n"
        "    g.py:2 in main\n"
        '        return 6 // inputs["in"]["n"]\n'
        '    with in = {"n":0}\n'
        "error: files/diagrams/d.light.yaml:3:5: 'B': 2 of 4 items failed\n"
    )
    assert nodes(done, "node_finished") == ["I", "B[0]", "B[2]"]
    assert nodes(done, "node_failed") == ["B[1]", "B[3]", "B"]
    assert nodes(done, "node_skipped") == ["After"]
    failed = [e for e in done.events if e["event"] == "node_failed"]
    assert failed[1]["detail"].splitlines()[-1] == 'with in = {"n":0,"x":1}'


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"in": {"a": 1}}, "a batch needs a list at 'in', not {\"a\":1}"),
        ({"in": "text"}, "a batch needs a list at 'in', not \"text\""),
        ({"in": None}, "a batch needs a list at 'in', not null"),
    ],
)
def test_a_batch_needs_a_list(
    tmp_path: Path, inputs: dict[str, Any], message: str
) -> None:
    done = run(tmp_path, {"d": f"nodes: [{batch('B', 'give')}]"}, **inputs)
    place = "files/diagrams/d.light.yaml:1:9"
    assert (done.code, done.err) == (1, f"error: {place}: 'B': {message}\n")


def test_a_batch_whose_list_does_not_arrive(tmp_path: Path) -> None:
    diagram = f"""
        nodes:
          - {code("A", "text")}
          - {batch("B", "give", ", batch_input_key: items")}
        connections: [{{source: A, target: B.item}}]
    """
    done = run(tmp_path, {"d": diagram})
    assert done.err == (
        "error: files/diagrams/d.light.yaml:3:5: 'B': nothing arrives at 'items' for the"
        " batch, did you mean 'item'?\n"
    )
