"""Runs: what travels on connections, in which order nodes run, what a diagram gives."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.diagrams import code, nodes, read, run, write
from tests.workspace import tree

# Ports and inputs -----------------------------------------------------------------------------------


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


# Names in braces ------------------------------------------------------------------------------------


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


# Order, once each, failures -------------------------------------------------------------------------


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


# Documents ------------------------------------------------------------------------------------------


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


# What a diagram gives -------------------------------------------------------------------------------


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
