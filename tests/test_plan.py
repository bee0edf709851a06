"""Plans: diagrams checked against node types, and put in order."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dipeo.core.diagram import Diagram, Edge, Node, Port
from dipeo.core.light import parse
from dipeo.core.plan import NodeType, Plan, make_plan, missing_inputs
from dipeo.core.values import Value
from dipeo.errors import DiagramError, Place
from dipeo.nodes import node_types


@dataclass(frozen=True, slots=True)
class Any_:
    """A node of a type without props."""


TYPES = {
    **node_types(),
    "t": NodeType("t", lambda node, inputs, run: 1, lambda props: [], lambda p: Any_()),
}


def plan(text: str) -> Plan:
    return make_plan(parse(dedent(text), name="d", file="d.yaml"), TYPES)


def said(text: str) -> list[str]:
    with pytest.raises(DiagramError) as caught:
        plan(text)
    return [str(problem) for problem in caught.value.problems]


def asks(text: str, **inputs: Any) -> list[str]:
    return [str(problem) for problem in missing_inputs(plan(text), inputs)]


def labels(found: Plan) -> str:
    return " ".join(step.node.label for step in found.steps)


# Node types and props --------------------------------------------------------------------------------


def test_every_problem_at_once() -> None:
    text = """\
        nodes:
          - {label: A, type: dbb}
          - {label: B, type: db, operation: reed, source_detail: x}
          - {label: C, type: db, props: {operation: 1, source_details: ''}}
          - {label: D, type: db, operation: read, source_details: '{a} {'}
          - {label: E, type: code_job, allow_io: 1, source_details: [x], language: ruby}
          - {label: F, type: user_response, prompt: x}
          - {label: G, type: condition, expression: x}
          - {label: H, type: t, batch: true}
        connections:
          - {source: A.out, target: B.in}
          - {source: C.key, target: B.in}
          - {source: G.treu, target: D.in}
          - {source: G, target: D.other}
          - {source: H.result, target: E.in}
          - {source: E, target: E.again}
    """
    assert said(text) == [
        "d.yaml:2:16: 'dbb' is no node type, did you mean 'db'?",
        "d.yaml:3:26: 'B': the prop 'operation' cannot be 'reed', did you mean 'read'?",
        "d.yaml:3:5: 'B': the prop 'source_details' is missing",
        "d.yaml:3:43: 'B': unknown prop 'source_detail', did you mean 'source_details'?",
        "d.yaml:4:34: 'C': the prop 'operation': input should be 'read', 'write',"
        " 'append', 'list', 'delete' or 'query', not 1",
        "d.yaml:4:48: 'C': the prop 'source_details': string should have at least 1"
        " character, not ''",
        "d.yaml:5:43: 'D': '{' in '{a} {' is no placeholder; write '{{' and '}}' for"
        " braces",
        "d.yaml:6:45: 'E': the prop 'source_details': input should be a valid string,"
        " not ['x']",
        "d.yaml:6:66: 'E': the prop 'language' cannot be 'ruby'; known: 'python'",
        "d.yaml:6:32: 'E': the prop 'allow_io': input should be a valid boolean, not 1",
        "d.yaml:7:5: nothing runs nodes of type 'user_response': a Python package can, by"
        " an entry point 'user_response' in the group 'dipeo.nodes'",
        "d.yaml:12:5: the port 'B.in' is fed twice: by 'A.out' (d.yaml:11:5) and by"
        " 'C.key'",
        "d.yaml:13:5: 'G' has no port 'treu', did you mean 'true'?",
        "d.yaml:14:5: 'G' has no port 'out'; known: 'false', 'true'",
        "d.yaml:15:5: 'H' has no port 'result', did you mean 'results'?",
        "d.yaml:6:5: the connections make a circle: 'E' -> 'E'",
    ]


def test_what_props_say_together() -> None:
    text = """\
        nodes:
          - {label: A, type: code_job}
          - {label: B, type: code_job, code_type: inline, source_details: a.py}
          - {label: C, type: sub_diagram}
          - {label: D, type: sub_diagram, diagram_path: a, diagram_name: b}
    """
    needs = "a sub_diagram needs 'diagram_path' or 'diagram_name'; it has"
    assert said(text) == [
        "d.yaml:2:5: 'A': a code_job needs 'source_details', the path of a Python file",
        "d.yaml:3:5: 'B': a code_job with 'code_type: inline' needs 'code'",
        f"d.yaml:4:5: 'C': {needs} neither",
        f"d.yaml:5:5: 'D': {needs} both",
    ]


def test_a_circle_is_refused_with_its_way() -> None:
    text = """\
        nodes:
          - {label: A, type: t}
          - {label: B, type: t}
          - {label: C, type: t}
          - {label: D, type: t}
        connections:
          - {source: A, target: B}
          - {source: B, target: C}
          - {source: C, target: D}
          - {source: D, target: B.again}
    """
    assert said(text) == [
        "d.yaml:3:5: the connections make a circle: 'B' -> 'C' -> 'D' -> 'B'"
    ]


# Order -----------------------------------------------------------------------------------------------


def test_the_author_orders_what_connections_do_not() -> None:
    text = """\
        nodes:
          - {label: Last, type: t}
          - {label: B, type: t}
          - {label: A, type: t}
          - {label: C, type: t}
        connections:
          - {source: A, target: Last.a}
          - {source: C, target: Last.c}
    """
    assert labels(plan(text)) == "B A C Last"


@given(st.data())
def test_connections_are_kept_and_every_node_stands_once(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 8))
    order = data.draw(st.permutations(range(count)))
    pairs = data.draw(
        st.sets(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(
                lambda pair: order.index(pair[0]) < order.index(pair[1])
            )
        )
    )
    place = Place("d")
    diagram = Diagram(
        name="d",
        file="d",
        nodes=tuple(Node(str(number), "t", place) for number in range(count)),
        edges=tuple(
            Edge(Port(str(a), "out"), Port(str(b), f"from {a}"), place)
            for a, b in sorted(pairs)
        ),
    )
    found = make_plan(diagram, TYPES)
    at = {step.node.label: step.index for step in found.steps}
    assert sorted(at.values()) == list(range(count))
    assert all(at[str(a)] < at[str(b)] for a, b in pairs)
    # `before` is all that leads to a step, however long the way
    for step in found.steps:
        leads: set[int] = set()
        waiting = [step.index]
        while waiting:
            inlets = found.steps[waiting.pop()].inlets
            new = {inlet.source for inlet in inlets} - leads
            leads |= new
            waiting += new
        assert step.before == sum(1 << other for other in leads)
    sources = {str(a) for a, _ in pairs}
    sinks = {found.steps[sink].node.label for sink in found.sinks}
    assert sinks == at.keys() - sources


# Inputs ----------------------------------------------------------------------------------------------


def test_a_diagram_knows_what_it_needs() -> None:
    text = """\
        nodes:
          - {label: A, type: db, operation: read, source_details: '{a}/{b.c}/{a}'}
          - {label: B, type: db, operation: read, source_details: '{d}{{no}}{port.x}'}
          - {label: C, type: db, operation: write, source_details: '{of_what_arrives}'}
        connections:
          - {source: A, target: B.port}
          - {source: B, target: C}
    """
    assert plan(text).needs == ("a", "b", "d")
    assert asks(text, a=1, b={"c": 2}, d=3) == []
    assert asks(text, aa=1, d=3) == [
        "d.yaml:2:5: 'A' needs the input 'a', did you mean 'aa'?",
        "d.yaml:2:5: 'A' needs the input 'b.c'; known: 'aa', 'd'",
    ]
    assert asks(text)[2] == (
        "d.yaml:3:5: 'B' needs the input 'd'; give it, for example with"
        """ --input-data '{"d": "…"}'"""
    )


def test_a_node_without_connections_finds_the_keys_of_the_input_in() -> None:
    text = "nodes: [{label: A, type: db, operation: read, source_details: '{a}'}]"
    assert asks(text, **{"in": {"a": "x"}}) == []
    assert missing_inputs(plan(text), {"in": Value({"a": "x"})}) == []
    (problem,) = asks(text, **{"in": ["a"]})
    assert problem == "d.yaml:1:9: 'A' needs the input 'a'; known: 'in'"


def test_a_batch_without_connections_needs_its_list() -> None:
    batch = "nodes: [{label: A, type: db, operation: read, source_details: '{x}', batch: true"
    assert plan(f"{batch}}}]").needs == ("in",)
    assert plan(f"{batch}, batch_input_key: x}}]").needs == ("x",)
    assert plan(f"{batch}, batch_input_key: y}}]").needs == ("y", "x")
