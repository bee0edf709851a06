"""Conditions, starts, and diagrams in diagrams."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.diagrams import code, nodes, read, run

BRANCHES = f"""
    nodes:
      - {code("I", "give")}
      - {{label: If, type: condition, expression: 'n > 1'}}
      - {code("Yes", "give")}
      - {code("No", "give")}
      - {code("After no", "give")}
      - {code("Both", "echo")}
    connections:
      - {{source: I, target: If}}
      - {{source: If.true, target: Yes}}
      - {{source: If.false, target: No}}
      - {{source: No, target: After no}}
      - {{source: Yes, target: Both.yes}}
      - {{source: After no, target: Both.no}}
    outputs: {{yes: Yes, no: After no, key: No.n, both: Both}}
"""


def test_a_condition_takes_one_way_and_skips_the_other(tmp_path: Path) -> None:
    one, two = {"n": 1}, {"n": 2}
    done = run(tmp_path, {"d": BRANCHES}, **{"in": two})
    assert nodes(done, "node_finished") == ["I", "If", "Yes", "Both"]
    skipped = {e["node"]: e["reason"] for e in done.events if "skip" in e["event"]}
    assert skipped == dict.fromkeys(["No", "After no"], "no branch leads here")
    assert done.outputs == {"yes": two, "no": None, "key": None, "both": {"yes": two}}
    assert run(tmp_path, {"d": BRANCHES}, **{"in": one}).outputs == {
        **{"yes": None, "no": one, "key": 1},
        "both": {"no": one},
    }


def test_start_gives_the_inputs_over_its_defaults(tmp_path: Path) -> None:
    diagram = f"""
        nodes:
          - {{label: S, type: start, defaults: {{a: 1, b: {{c: 2}}}}}}
          - {code("E", "echo")}
        connections: [{{source: S.b, target: E}}]
        outputs: {{all: S, b: E.in}}
    """
    both = {"a": 1, "b": {"c": 2}}
    assert run(tmp_path, {"d": diagram}).outputs == {"all": both, "b": {"c": 2}}
    assert run(tmp_path, {"d": diagram}, a=None, x=1).outputs["all"] == {
        **{"a": None, "b": {"c": 2}, "x": 1}
    }


@pytest.mark.parametrize("prop", ["diagram_path", "diagram_name"])
def test_a_diagram_in_a_diagram_gets_the_ports_and_the_keys_at_in(
    tmp_path: Path, prop: str
) -> None:
    files = {
        "d": f"""
            nodes:
              - {code("I", "give")}
              - {code("T", "text")}
              - {{label: S, type: sub_diagram, {prop}: 'a/{{which}}'}}
              - {code("E", "echo")}
            connections:
              - {{source: I, target: S}}
              - {{source: T, target: S.port}}
              - {{source: S.X, target: E.X}}
        """,
        "a/b": f"nodes: [{code('X', 'echo')}]",
    }
    arrived = {"which": "b", "key": 1, "port": "hidden"}
    assert run(tmp_path, files, **{"in": arrived, "mine": 1}).outputs["E"]["X"] == {
        **{"in": arrived, "which": "b", "key": 1, "port": "text"},
    }


def test_a_failure_is_told_by_its_address(tmp_path: Path) -> None:
    files = {
        "d": "nodes: [{label: One, type: sub_diagram, diagram_path: e}]",
        "e": "nodes: [{label: Two, type: sub_diagram, diagram_path: f, batch: true}]",
        "f": f"nodes: [{read('R', '{x}')}]",
    }
    done = run(tmp_path, files, **{"in": [{"x": "f.py"}, {"x": "g.py"}, {"x": 1}]})
    file = "files/diagrams"
    assert (done.code, done.err) == (
        1,
        f"error: {file}/f.light.yaml:1:9: 'One / Two[1] / R': there is no file 'g.py',"
        " did you mean 'f.py'?\n"
        'error: \'One / Two[1]\': 1 node inside failed, for the item {"x":"g.py"}\n'
        f"error: {file}/f.light.yaml:1:9: 'One / Two[2] / R': there is no file '1'\n"
        "error: 'One / Two[2]': 1 node inside failed, for the item {\"x\":1}\n"
        f"error: {file}/e.light.yaml:1:9: 'One / Two': 2 of 3 items failed\n",
    )


def test_a_diagram_that_runs_itself(tmp_path: Path) -> None:
    by_name = "nodes: [{label: A, type: sub_diagram, diagram_path: e}]"
    by_path = by_name.replace(
        "diagram_path: e", "diagram_name: files/diagrams/d.light.yaml"
    )
    done = run(tmp_path, {"d": by_name, "e": by_path})
    assert (done.code, done.err) == (
        2,
        "error: files/diagrams/e.light.yaml:1:9: a diagram runs itself: 'd' -> 'e' -> 'd'\n",
    )
    done = run(tmp_path, {"d": by_name.replace("path: e", "path: '{name}'")}, name="d")
    address = " / ".join("A" * 50)
    assert (done.code, done.err) == (
        1,
        f"error: files/diagrams/d.light.yaml:1:9: {address!r}: diagrams are nested more"
        " than 50 deep\n",
    )


def test_every_problem_of_every_diagram_at_once(tmp_path: Path) -> None:
    files = {
        "d": """
            nodes:
              - {label: A, type: dbb}
              - {label: B, type: sub_diagram, diagram_path: e}
              - {label: C, type: sub_diagram, diagram_path: a/ff}
              - {label: D, type: sub_diagram, diagram_path: ../../../x}
              - {label: E, type: sub_diagram, diagram_path: g}
        """,
        "e": "nodes: [{label: X, type: dbb}, {label: Y, type: sub_diagram, diagram_name: g}]",
        "a/f": "nodes: [{label: X, type: dbb}]",
        "g": "nodes: [",
    }
    done = run(tmp_path, files)
    file = "files/diagrams"
    assert (done.code, done.err) == (
        2,
        f"error: {file}/d.light.yaml:2:16: 'dbb' is no node type, did you mean 'db'?\n"
        f"error: {file}/e.light.yaml:1:20: 'dbb' is no node type, did you mean 'db'?\n"
        f"error: {file}/g.light.yaml:2:1: broken YAML: did not find expected node"
        " content\n"
        f"error: {file}/d.light.yaml:4:5: there is no diagram 'a/ff', did you mean"
        " 'a/f'?\n"
        f"error: {file}/d.light.yaml:5:5: there is no diagram '../../../x':"
        f" '{file}/../../../x.light.yaml' is no path for a document: '..' would leave the"
        " workspace or its folder\n",
    )


def test_an_endpoint_gives_what_arrives(tmp_path: Path) -> None:
    diagram = f"""
        nodes:
          - {code("T", "text")}
          - {{label: One, type: endpoint}}
          - {{label: Two, type: endpoint}}
        connections:
          - {{source: T, target: One}}
          - {{source: T, target: Two.a}}
          - {{source: T, target: Two}}
        outputs: {{one: One, two: Two}}
    """
    assert run(tmp_path, {"d": diagram}).outputs == {
        "one": "text",
        "two": {"a": "text", "in": "text"},
    }


def test_an_input_that_a_diagram_inside_needs(tmp_path: Path) -> None:
    files = {
        "d": f"""
            nodes:
              - {code("T", "text")}
              - {{label: S, type: sub_diagram, diagram_path: e}}
            connections: [{{source: T, target: S.name}}]
        """,
        "e": f"nodes: [{read('R', '{nam}/{x}')}]",
    }
    done = run(tmp_path, files)
    file = "files/diagrams/e.light.yaml:1:9"
    assert (done.code, done.err) == (
        2,
        f"error: {file}: 'R' needs the input 'nam', did you mean 'name'?\n"
        f"error: {file}: 'R' needs the input 'x'; known: 'name'\n"
        "    in S\n",
    )
