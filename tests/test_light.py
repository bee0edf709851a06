"""Light YAML: a diagram's text to its nodes and edges, and everything that is wrong with it."""

from __future__ import annotations

from textwrap import dedent

import pytest

from dipeo.core.diagram import Batch, Diagram, Edge, Node, Port
from dipeo.core.light import parse
from dipeo.errors import DiagramError, DocumentError, Place


def diagram(text: str) -> Diagram:
    return parse(dedent(text).lstrip(), name="d", file="d.yaml")


def said(text: str) -> list[str]:
    """Each problem of a text, as it is shown."""
    with pytest.raises(DiagramError) as caught:
        diagram(text)
    return [str(problem) for problem in caught.value.problems]


def at(line: int, column: int) -> Place:
    return Place("d.yaml", line, column)


def test_the_whole_of_a_diagram() -> None:
    assert diagram(
        """
        # a comment
        version: light
        description: what it is for
        nodes:
          - label: Load
            type: db
            position: {x: 100, y: -2.5}
            props:
              operation: read
              source_details: a.json
            id: load
          - label: Each
            type: code_job
            batch: true
            batch_input_key: items
            batch_parallel: false
            code: x
        connections:
          - source: Load.out
            target: Each.items
        outputs:
          all: Each
          some: {first: Load.key}
        """
    ) == Diagram(
        name="d",
        file="d.yaml",
        description="what it is for",
        nodes=(
            Node(
                label="Load",
                type="db",
                place=at(5, 5),
                props={"operation": "read", "source_details": "a.json"},
                places={
                    "type": at(6, 5),
                    "operation": at(9, 7),
                    "source_details": at(10, 7),
                },
                id="load",
                position=(100.0, -2.5),
            ),
            Node(
                label="Each",
                type="code_job",
                place=at(12, 5),
                props={"code": "x"},
                places={
                    "type": at(13, 5),
                    "batch": at(14, 5),
                    "batch_input_key": at(15, 5),
                    "batch_parallel": at(16, 5),
                    "code": at(17, 5),
                },
                batch=Batch("items", parallel=False),
            ),
        ),
        edges=(Edge(Port("Load", "out"), Port("Each", "items"), at(19, 5)),),
        outputs={"all": Port("Each", "out"), "some": {"first": Port("Load", "key")}},
    )


def test_flat_props_and_props_below_props_are_the_same() -> None:
    flat = diagram("nodes: [{label: A, type: db, operation: read, batch: true}]")
    below = diagram(
        "nodes: [{label: A, type: db, props: {operation: read, batch: true}}]"
    )
    for node in (*flat.nodes, *below.nodes):
        assert (node.props, node.batch) == ({"operation": "read"}, Batch())


TWO = "nodes: [{label: A, type: t}, {label: B, type: t}]\n"


@pytest.mark.parametrize(
    ("edge", "source", "target"),
    [
        ("{source: A.out, target: B.in}", "A.out", "B.in"),
        ("{source: A, target: B}", "A.out", "B.in"),
        ("{from: A, to: B, label: spec}", "A.out", "B.spec"),
        ("{from: A.key, target: B.spec, label: spec}", "A.key", "B.spec"),
        ("{source: A.a.b, target: B.in}", "A.a.b", "B.in"),
    ],
)
def test_a_connection_goes_from_port_to_port(
    edge: str, source: str, target: str
) -> None:
    (found,) = diagram(f"{TWO}connections: [{edge}]").edges
    assert (str(found.source), str(found.target)) == (source, target)


def test_the_longest_known_label_wins() -> None:
    text = """
        nodes:
          - {label: Load, type: t}
          - {label: Load v1.2, type: t}
          - {label: Load v1.2.out, type: t}
        connections:
          - {source: Load.v1, target: Load v1.2.in}
          - {source: Load v1.2.spec, target: Load v1.2.out}
          - {source: Load v1.2.out.out, target: Load.in.x}
    """
    assert [(edge.source, edge.target) for edge in diagram(text).edges] == [
        (Port("Load", "v1"), Port("Load v1.2", "in")),
        (Port("Load v1.2", "spec"), Port("Load v1.2.out", "in")),
        (Port("Load v1.2.out", "out"), Port("Load", "in.x")),
    ]


def test_every_problem_of_nodes_at_once() -> None:
    text = """
        nodes:
          - {}
          - 1
          - [label]
          - {label: 1, type: ''}
          - {label: A, type: t, position: here}
          - {label: B, type: t, position: {x: 1, y: true}, props: 3}
          - {label: C, type: t, props: {a: 1}, a: 2}
          - {label: D, type: t, id: [d]}
          - {label: E, type: t, batch: yes, batch_input_key: 1}
          - {label: F, type: t, batch_parallel: false}
          - {label: G, type: t}
          - {label: G, type: t}
          - {label: G / H, type: t}
          - {label: 'G[3]', type: t}
        connections:
          - {source: A, target: B}
          - {source: C, target: D}
    """
    assert said(text) == [
        "d.yaml:2:5: a node needs a `label`",
        "d.yaml:2:5: a node needs a `type`",
        "d.yaml:3:5: a node must be a mapping, not 1",
        "d.yaml:4:5: a node must be a mapping, not a list",
        "d.yaml:5:6: `label` must be text, not 1",
        "d.yaml:5:16: `type` must not be empty",
        "d.yaml:6:25: a position is {x: number, y: number}, not 'here'",
        "d.yaml:7:52: `props` must be a mapping, not 3",
        "d.yaml:7:25: a position is {x: number, y: number}, not {'x': 1, 'y': True}",
        "d.yaml:8:40: the prop 'a' stands twice, also under `props`",
        "d.yaml:9:25: `id` must be text, not a list",
        "d.yaml:10:25: `batch` must be true or false, not 'yes'",
        "d.yaml:10:37: `batch_input_key` must be text, not 1",
        "d.yaml:11:5: `batch_parallel` needs `batch: true` beside it",
        "d.yaml:13:6: the label 'G' stands twice, first at d.yaml:12:5",
        "d.yaml:14:6: the label 'G / H' reads like an address: ' / ' and '[3]' stand for"
        " nodes in nodes and items",
        "d.yaml:15:6: the label 'G[3]' reads like an address: ' / ' and '[3]' stand for"
        " nodes in nodes and items",
    ]


def test_every_problem_of_connections_and_outputs_at_once() -> None:
    text = """
        nodes:
          - {label: Load Spec, type: t, id: load_spec}
          - {label: B, type: t}
        conections: 1
        connections:
          - {}
          - 3
          - {source: Load Spek.out, target: B}
          - {source: load_spec.out, target: 'B.'}
          - {source: Load Spec, from: B, target: .in}
          - {source: 1, to: B, labels: x}
          - {source: Load Spec, target: B.spec, label: template}
        outputs: {a: 1, b: {c: C.x}, d: B.x}
        description: [x]
    """
    assert said(text) == [
        "d.yaml:4:1: unknown key 'conections', did you mean 'connections'?",
        "d.yaml:6:5: a connection needs a `source` (or `from`)",
        "d.yaml:6:5: a connection needs a `target` (or `to`)",
        "d.yaml:7:5: a connection must be a mapping, not 3",
        "d.yaml:8:6: no node is labelled 'Load Spek', did you mean 'Load Spec'?",
        "d.yaml:9:6: no node is labelled 'load_spec', did you mean 'Load Spec'?",
        "d.yaml:9:29: 'B.' names no port",
        "d.yaml:10:5: a connection has a `source` or a `from`, not both",
        "d.yaml:10:34: no node is labelled '.in'; known: 'B', 'Load Spec'",
        "d.yaml:11:24: unknown key 'labels', did you mean 'label'?",
        "d.yaml:11:6: `source` must be text like 'Label.port', not 1",
        "d.yaml:12:41: the target's port is 'spec' and the label says 'template'",
        "d.yaml:13:11: an output is text like 'Label.port', not 1",
        "d.yaml:13:21: no node is labelled 'C'; known: 'B', 'Load Spec'",
        "d.yaml:14:1: `description` must be text, not a list",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "d.yaml: a diagram must be a mapping, not nothing"),
        ("- 1", "d.yaml:1:1: a diagram must be a mapping, not a list"),
        (
            "connections: []",
            "d.yaml:1:1: a diagram needs `nodes`, a list with at least one node",
        ),
        (
            "nodes: []",
            "d.yaml:1:1: a diagram needs `nodes`, a list with at least one node",
        ),
        ("nodes: {A: 1}", "d.yaml:1:1: `nodes` must be a list, not a mapping"),
        (f"{TWO}connections: A", "d.yaml:2:1: `connections` must be a list, not text"),
        (f"{TWO}outputs: A", "d.yaml:2:1: `outputs` must be a mapping, not text"),
    ],
)
def test_what_is_no_diagram_at_all(text: str, problem: str) -> None:
    assert said(text) == [problem]


def test_broken_yaml_is_said_before_anything_else() -> None:
    with pytest.raises(DocumentError) as caught:
        diagram("nodes: [{label: A, label: B}]")
    assert str(caught.value) == "d.yaml:1:20: the key 'label' stands twice"
