"""Runs: how a diagram behaves, rule by rule, from its text to its outputs, files and errors."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.workspace import Done, dipeo, put, tree

# Functions that the diagrams here use: `source_details: f.py, function: give`.
FUNCTIONS = """
    def give(inputs):
        return inputs["in"]

    def echo(inputs):
        return inputs

    def mapping(inputs):
        return {"a": 1, "b": {"c": [2]}, "": 3, "x.y": 4, "zero": 0, "no": None}

    def fail(inputs):
        raise ValueError("no luck")

    def text(inputs):
        return "text"
"""


def run(root: Path, files: dict[str, str], *arguments: str, **inputs: Any) -> Done:
    """Run the diagram `d`."""
    put(root, {"f.py": FUNCTIONS, **files})
    given = ["--input-data", json.dumps(inputs)] if inputs else []
    return dipeo(root, "run", "d", "--json", *given, *arguments)


def nodes(done: Done, kind: str) -> list[str]:
    return [e["node"] for e in done.events if e["event"] == kind]


def code(label: str, function: str) -> str:
    """A node that calls one of the functions above."""
    return f"{{label: {label}, type: code_job, source_details: f.py, function: {function}}}"


# Ports and inputs ------------------------------------------------------------------------------------


def test_a_connection_brings_all_of_an_output_or_one_key_of_it(tmp_path: Path) -> None:
    diagram = f"""
        nodes:
          - {code("A", "mapping")}
          - {code("B", "echo")}
        connections:
          - {{source: A.out, target: B.all}}
          - {{source: A.b, target: B.b}}
          - {{source: A.x.y, target: B.dotted}}
          - {{source: A.zero, target: B.zero}}
          - {{from: A.no, to: B, label: nothing}}
          - {{source: A.a, target: B}}
    """
    whole = {"a": 1, "b": {"c": [2]}, "": 3, "x.y": 4, "zero": 0, "no": None}
    assert run(tmp_path, {"d": diagram}).outputs["B"] == {
        **{"all": whole, "b": {"c": [2]}, "dotted": 4},
        **{"zero": 0, "nothing": None, "in": 1},
    }


def test_a_key_that_was_not_given(tmp_path: Path) -> None:
    diagram = f"""
        nodes:
          - {code("A", "mapping")}
          - {code("L", "text")}
          - {code("B", "echo")}
          - {code("C", "echo")}
        connections:
          - {{source: A.dero, target: B.x}}
          - {{source: L.key, target: B.y}}
          - {{source: B, target: C}}
    """
    done = run(tmp_path, {"d": diagram})
    assert (done.code, done.err) == (
        1,
        "error: files/diagrams/d.light.yaml:7:5: 'A' gave no 'dero', did you mean"
        " 'zero'?\n"
        "error: files/diagrams/d.light.yaml:8:5: 'L' gave no 'key': it gave \"text\"\n"
        "    in B\n",
    )
    assert nodes(done, "node_failed") == ["B"]
    assert nodes(done, "node_skipped") == ["C"]


def test_a_node_with_connections_receives_exactly_what_they_bring(
    tmp_path: Path,
) -> None:
    diagram = f"""
        nodes: [{code("A", "text")}, {code("B", "echo")}, {code("C", "echo")}]
        connections: [{{source: A, target: B.x}}]
    """
    outputs = run(tmp_path, {"d": diagram}, y=1, x=2).outputs
    assert (outputs["B"], outputs["C"]) == ({"x": "text"}, {"y": 1, "x": 2})


def test_what_a_function_does_to_its_inputs_changes_nothing(tmp_path: Path) -> None:
    files = {
        "g.py": """
            def main(inputs):
                inputs["in"].append(2)
                inputs["more"] = 3
                return inputs
        """,
        "d": f"""
            nodes:
              - {code("A", "echo")}
              - {{label: B, type: code_job, source_details: g.py}}
              - {code("C", "echo")}
            connections:
              - {{source: A.in, target: B}}
              - {{source: A.in, target: C}}
        """,
    }
    outputs = run(tmp_path, files, **{"in": [1]}).outputs
    assert outputs["B"] == {"in": [1, 2], "more": 3}
    assert outputs["C"] == {"in": [1]}


# Names in braces -------------------------------------------------------------------------------------


def read(label: str, path: str) -> str:
    return f"{{label: {label}, type: db, operation: read, source_details: '{path}'}}"


def write(label: str, path: str) -> str:
    return f"{{label: {label}, type: db, operation: write, source_details: '{path}'}}"


def test_a_name_is_looked_up_in_ports_then_in_keys_at_in_then_in_inputs(
    tmp_path: Path,
) -> None:
    diagram = f"""
        nodes:
          - {code("A", "give")}
          - {code("N", "text")}
          - {write("W", "out/{name}-{second}-{third}-{deep.x}-{{}}.txt")}
        connections:
          - {{source: A, target: W}}
          - {{source: N, target: W.name}}
    """
    arrived = {"code": "c", "name": "key", "second": "key", "deep": {"x": 1}}
    inputs = {"in": arrived, "name": "input", "second": "input", "third": "input"}
    done = run(tmp_path, {"d": diagram}, **inputs)
    assert done.events[-1]["written"] == ["out/text-key-input-1-{}.txt"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("{nodename}", "nothing is called {nodename}, did you mean 'node_name'?"),
        ("{deep.y}", "{deep.y}: no 'y' in it; known: 'x'"),
        ("{deep}", "{deep} is filled by text or a number, not by a mapping"),
        ("{yes}", "{yes} is filled by text or a number, not by true or false"),
    ],
)
def test_a_name_that_cannot_be_filled_fails_before_anything_is_written(
    tmp_path: Path, path: str, message: str
) -> None:
    diagram = f"""
        nodes:
          - {code("A", "give")}
          - {write("First", "first.txt")}
          - {write("W", path)}
        connections:
          - {{source: A, target: First}}
          - {{source: A, target: W}}
    """
    arrived = {"code": "c", "node_name": "n", "deep": {"x": 1}, "yes": True}
    done = run(tmp_path, {"d": diagram}, **{"in": arrived})
    place = "files/diagrams/d.light.yaml:4:44"
    assert (done.code, done.err) == (1, f"error: {place}: 'W': {message}\n")
    assert tree(tmp_path).keys() == {"f.py", "files/diagrams/d.light.yaml"}


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("../x", "'..' would leave the workspace or its folder"),
        ("/etc/x", "a name in it is empty"),
        ("a/./b", "'.' would leave the workspace or its folder"),
        ("con", "'con.txt' is a device on some systems"),
        ("a:b", "the character ':' is not allowed in names"),
        ("a\nb", "the character '\\n' is not allowed in names"),
    ],
)
def test_a_path_is_checked_when_it_is_filled(
    tmp_path: Path, name: str, problem: str
) -> None:
    diagram = f"""
        nodes:
          - {code("A", "give")}
          - {write("W", "out/{name}.txt")}
        connections: [{{source: A, target: W}}]
    """
    done = run(tmp_path, {"d": diagram}, **{"in": {"code": "c", "name": name}})
    path = f"out/{name}.txt"
    assert done.err == (
        f"error: files/diagrams/d.light.yaml:3:5: 'W': {path!r} is no path for a"
        f" document: {problem}\n"
    )
    assert not list(tmp_path.glob("out*"))


def test_an_input_that_is_missing_is_said_before_anything_runs(tmp_path: Path) -> None:
    diagram = f"""
        nodes:
          - {code("A", "fail")}
          - {read("R", "{spec}/{b}.json")}
    """
    done = run(tmp_path, {"d": diagram}, specs=1)
    place = "files/diagrams/d.light.yaml:3:5"
    assert (done.code, done.err) == (
        2,
        f"error: {place}: 'R' needs the input 'spec', did you mean 'specs'?\n"
        f"error: {place}: 'R' needs the input 'b'; known: 'specs'\n",
    )
    assert [event["event"] for event in done.events] == ["run_finished"]


# Batches ---------------------------------------------------------------------------------------------


def batch(label: str, function: str, more: str = "") -> str:
    return f"{code(label, function)[:-1]}, batch: true{more}}}"


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


# Order, once each, failures --------------------------------------------------------------------------


def test_every_node_runs_exactly_once_and_the_longest_branch_too(
    tmp_path: Path,
) -> None:
    diagram = f"""
        nodes:
          - {{label: End, type: endpoint}}
          - {code("A", "text")}
          - {code("B", "echo")}
          - {code("C", "echo")}
          - {code("D", "echo")}
          - {code("E", "echo")}
          - {code("F", "echo")}
          - {code("G", "echo")}
        connections:
          - {{source: A, target: End}}
          - {{source: A, target: B}}
          - {{source: A, target: C}}
          - {{source: B, target: D.b}}
          - {{source: C, target: D.c}}
          - {{source: D, target: E}}
          - {{source: E, target: F}}
          - {{source: F, target: G}}
          - {{source: A, target: G.a}}
    """
    done = run(tmp_path, {"d": diagram})
    assert Counter(nodes(done, "node_started")) == Counter("A B C D E F G End".split())
    assert done.outputs.keys() >= {"End", "G"}


def test_a_failure_stops_what_follows_and_nothing_else(tmp_path: Path) -> None:
    diagram = f"""
        nodes:
          - {code("Bad", "fail")}
          - {code("Follows", "echo")}
          - {code("Text", "text")}
          - {write("Write", "o.txt")}
          - {code("Joins", "echo")}
          - {code("Also bad", "fail")}
        connections:
          - {{source: Bad, target: Follows}}
          - {{source: Text, target: Write}}
          - {{source: Follows, target: Joins.a}}
          - {{source: Text, target: Joins.b}}
    """
    done = run(tmp_path, {"d": diagram, "o.txt": "as it was"})
    assert done.code == 1
    assert nodes(done, "node_finished") == ["Text", "Write"]
    assert nodes(done, "node_failed") == ["Bad", "Also bad"]
    skipped = {e["node"]: e["reason"] for e in done.events if "reason" in e}
    assert (skipped["Follows"], skipped["Joins"]) == (
        "'Bad' failed",
        "'Follows' failed",
    )
    last = done.events[-1]
    assert (last["status"], last["written"], last["outputs"]) == ("failed", [], {})
    assert len(last["problems"]) == 2
    assert (tmp_path / "o.txt").read_text() == "as it was"


# Documents -------------------------------------------------------------------------------------------


def test_two_nodes_that_write_one_path(tmp_path: Path) -> None:
    diagram = f"""
        nodes:
          - {code("A", "text")}
          - {write("V", "o.txt")}
          - {write("W", "o.txt")}
        connections:
          - {{source: A, target: V}}
          - {{source: A, target: W}}
          - {{source: V, target: W.after}}
    """
    done = run(tmp_path, {"d": diagram})
    assert (done.code, done.err) == (
        1,
        "error: files/diagrams/d.light.yaml:4:5: 'W': 'o.txt' is written by 'V' too; a"
        " path has one writer\n",
    )


def test_a_read_of_what_an_unconnected_node_writes(tmp_path: Path) -> None:
    diagram = f"""
        nodes:
          - {code("A", "text")}
          - {write("W", "o.txt")}
          - {read("R", "o.txt")}
        connections: [{{source: A, target: W}}]
    """
    done = run(tmp_path, {"d": diagram, "o.txt": ""})
    assert done.err == (
        "error: files/diagrams/d.light.yaml:4:5: 'R': 'o.txt' is read by 'R' and"
        " written by 'W', and no connection says which comes first\n"
    )


def test_a_read_after_the_write_sees_it_through_diagrams(tmp_path: Path) -> None:
    one = "{label: One, type: sub_diagram, diagram_path: writes}"
    two = "{label: Two, type: sub_diagram, diagram_path: reads}"
    files = {
        "d": f"nodes: [{one}, {two}]\nconnections: [{{source: One, target: Two}}]",
        "writes": f"""
            nodes: [{code("A", "text")}, {write("W", "o.txt")}]
            connections: [{{source: A, target: W}}]
        """,
        "reads": f"nodes: [{read('R', 'o.txt')}]",
        "o.txt": "old",
    }
    assert run(tmp_path, files).outputs["Two"] == {"R": "text"}
    done = run(tmp_path, {**files, "d": f"nodes: [{one}, {two}]"})
    assert done.err == (
        "error: files/diagrams/reads.light.yaml:1:9: 'Two / R': 'o.txt' is read by"
        " 'Two / R' and written by 'One / W', and no connection says which comes first\n"
    )


# What a diagram gives --------------------------------------------------------------------------------


def test_sinks_give_the_results_by_label_and_their_own_keys(tmp_path: Path) -> None:
    files = {
        "f2.py": """
            def one(inputs): return {"a": 1, "shared": 1, "Two": "hidden"}
            def two(inputs): return {"b": [2], "shared": 2}
        """,
        "d": f"""
            nodes:
              - {{label: One, type: code_job, source_details: f2.py, function: one}}
              - {{label: Two, type: code_job, source_details: f2.py, function: two}}
              - {code("Source", "text")}
              - {code("Sink", "give")}
            connections: [{{source: Source, target: Sink}}]
        """,
    }
    assert run(tmp_path, files).outputs == {
        "One": {"a": 1, "shared": 1, "Two": "hidden"},
        "Two": {"b": [2], "shared": 2},
        "Sink": "text",
        "a": 1,
        "b": [2],
    }


def test_a_diagram_may_name_its_outputs(tmp_path: Path) -> None:
    diagram = f"""
        nodes: [{code("A", "mapping")}, {code("B", "echo")}]
        connections: [{{source: A, target: B}}]
        outputs:
          whole: A
          also: A.out
          deep: {{key: A.b, deeper: {{none: A.no}}}}
    """
    outputs = run(tmp_path, {"d": diagram}).outputs
    assert outputs["whole"] == outputs["also"]
    assert outputs["deep"] == {"key": {"c": [2]}, "deeper": {"none": None}}


def test_an_output_that_its_node_does_not_give(tmp_path: Path) -> None:
    inner = f"nodes: [{code('A', 'mapping')}]\noutputs: {{x: {{y: A.dero}}}}"
    message = (
        "error: files/diagrams/{}.light.yaml: `outputs.x.y`: 'A' gave no 'dero',"
        " did you mean 'zero'?\n"
    )
    done = run(tmp_path, {"d": inner})
    assert (done.code, done.err) == (1, message.format("d"))
    outer = "nodes: [{label: S, type: sub_diagram, diagram_path: inner}]"
    done = run(tmp_path, {"d": outer, "inner": inner})
    assert (done.code, done.err) == (1, message.format("inner") + "    in S\n")


# Conditions, start, nesting ---------------------------------------------------------------------------


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


# Error text never becomes source ---------------------------------------------------------------------


GENERATE = """
    nodes:
      - {label: Spec, type: db, operation: read, source_details: spec.json}
      - {label: Template, type: db, operation: read, source_details: t.j2}
      - {label: Generate, type: code_job, source_details: g.py}
      - {label: Write, type: db, operation: write, source_details: 'out/{node_name}.ts'}
    connections:
      - {source: Spec, target: Generate.spec_data}
      - {source: Template, target: Generate.template_content}
      - {source: Generate, target: Write}
"""
GENERATOR = """
    from jinja2 import Environment, StrictUndefined

    def main(inputs):
        environment = Environment(undefined=StrictUndefined)
        template = environment.from_string(inputs["template_content"])
        code = template.render(inputs["spec_data"])
        return {"generated_code": code, "node_name": inputs["spec_data"]["type"]}
"""
GOOD = {
    "d": GENERATE,
    "spec.json": '{"type": "person_job"}',
    "t.j2": "export const name = '{{ type }}';\n",
    "g.py": GENERATOR,
}
WITH = "    with spec_data = spec.json\n    with template_content = t.j2\n"


@pytest.mark.parametrize(
    ("change", "code_", "message"),
    [
        (
            {"t.j2": None},
            1,
            "error: files/diagrams/d.light.yaml:3:5: 'Template': there is no file 't.j2'\n",
        ),
        (
            {"spec.json": None},
            1,
            "error: files/diagrams/d.light.yaml:2:5: 'Spec': there is no file"
            " 'spec.json'\n",
        ),
        (
            {"spec.json": '{"type": "a"'},
            2,
            "error: spec.json:1:13: broken JSON: expecting ',' delimiter\n    in Spec\n",
        ),
        (
            {"g.py": None},
            1,
            "error: files/diagrams/d.light.yaml:4:5: 'Generate': there is no file"
            " 'g.py', did you mean 'f.py'?\n",
        ),
        (
            {"g.py": "def main(inputs):\n    return (\n"},
            1,
            "error: g.py:2:12: broken Python: '(' was never closed\n    in Generate\n",
        ),
        (
            {"g.py": "import missing_dependency\n\ndef main(inputs): ..."},
            1,
            "error: g.py:1: ModuleNotFoundError: No module named 'missing_dependency'\n"
            "    in Generate\n    g.py:1 in <module>\n"
            "        import missing_dependency\n",
        ),
        (
            {"g.py": "def main(inputs):\n    raise RuntimeError('export const x = 1')"},
            1,
            "error: g.py:2: RuntimeError: export const x = 1\n    in Generate\n"
            "    g.py:2 in main\n        raise RuntimeError('export const x = 1')\n"
            + WITH,
        ),
        (
            {"t.j2": "first\n{{ typ }}"},
            1,
            "error: t.j2:2: 'typ' is undefined\n    in Generate\n"
            "        {{ typ }}\n" + WITH,
        ),
        (
            {"t.j2": "first\n{% for %}"},
            1,
            "error: t.j2:2: Expected an expression, got 'end of statement block'\n"
            "    in Generate\n        {% for %}\n" + WITH,
        ),
        (
            {"t.j2": "export const name = '{{ type }};\n"},
            1,
            "error: out/person_job.ts:1:1: broken TypeScript: unexpected near"
            ' "export const name = \'person_jo" (made by g.py); nothing was written\n',
        ),
        (
            {"g.py": "def main(inputs): return None"},
            1,
            "error: files/diagrams/d.light.yaml:5:48: 'Write': nothing is called"
            " {node_name}; known: 'in'\n",
        ),
        (
            {"g.py": "def main(inputs): return {'node_name': 'a', 'error': 'oh'}"},
            1,
            "error: files/diagrams/d.light.yaml:5:5: 'Write': can write text, or a"
            " mapping with 'generated_code' as text, or data to a .json path; not"
            ' {"node_name":"a","error":"oh"}\n',
        ),
    ],
)
def test_no_error_becomes_source(
    tmp_path: Path, change: dict[str, str | None], code_: int, message: str
) -> None:
    assert run(tmp_path, GOOD).code == 0
    before = tree(tmp_path, "out")
    assert before == {"out/person_job.ts": "export const name = 'person_job';"}
    for path, text in change.items():
        (tmp_path / path).unlink()
        if text is not None:
            put(tmp_path, {path: text})
    done = dipeo(tmp_path, "run", "d", "--json")
    assert (done.code, done.err) == (code_, message)
    assert done.events[-1]["status"] == "failed"
    assert tree(tmp_path, "out") == before


def test_code_that_is_broken_where_nobody_looks_is_no_matter(tmp_path: Path) -> None:
    generator = "exec('')\ntry:\n    from . import broken\nexcept Exception: ...\n"
    files = {**GOOD, "g.py": f"{generator}\n\n{dedent(GENERATOR)}", "broken.py": "x ="}
    assert run(tmp_path, files).code == 0
    (tmp_path / "broken.py").write_text("y =")
    assert dipeo(tmp_path, "run", "d").code == 0
