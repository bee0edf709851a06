"""Diagrams over the API: what they hold, what they need, what is wrong with them."""

from __future__ import annotations

from pathlib import Path

from tests.server.serving import Server
from tests.workspace import put


def test_diagrams_are_listed_with_those_that_cannot_run(server: Server) -> None:
    found = server.ask("{ diagrams { name title folder usedBy problems { message } } }")
    assert [d["name"] for d in found["diagrams"]] == [
        *("asks", "broken", "deep", "fails", "not_yaml", "one_by_one"),
        *("parts/one", "parts/waits", "side_by_side", "top", "waits"),
    ]
    by_name = {d["name"]: d for d in found["diagrams"]}
    assert by_name["parts/one"] == {
        "name": "parts/one",
        "title": "one",
        "folder": "parts",
        "usedBy": ["top"],
        "problems": [],
    }
    assert [p["message"] for p in by_name["broken"]["problems"]] == [
        "'nothing' is no node type; known: 'api_job', 'code_job', 'condition', 'db',"
        " 'endpoint', 'hook', 'json_schema_validator', 'person_job', 'start',"
        " 'sub_diagram', 'template_job', 'user_response'",
        "'B': the prop 'operation' cannot be 'raed', did you mean 'read'?",
    ]


def test_a_diagram_in_full(server: Server) -> None:
    query = """{ diagram(name: "top") {
        name file description isCurrent outputs
        nodes {
            label type position { x y } place { file line column } batch { key parallel }
            inputs { name isConnected } outputs { name isConnected } diagram props
            data { __typename ... on Db { operation sub_type source_details format }
                   ... on SubDiagram { diagram_path } }
            nodeType { runs isSpecified } problems { message }
        }
        edges { id source { node port } target { node port } place { line } }
    } }"""
    found = server.ask(query)["diagram"]
    nodes, edges = found.pop("nodes"), found.pop("edges")
    assert found == {
        "name": "top",
        "file": "files/diagrams/top.light.yaml",
        "description": "everything",
        "isCurrent": True,
        "outputs": None,
    }
    assert nodes[0] == {
        "label": "Items",
        "type": "db",
        "position": {"x": 10.0, "y": 20.5},
        "place": {"file": "files/diagrams/top.light.yaml", "line": 3, "column": 5},
        "batch": None,
        "inputs": [{"name": "in", "isConnected": False}],
        "outputs": [{"name": "out", "isConnected": True}],
        "diagram": None,
        "props": {"operation": "read", "source_details": "items.json"},
        "data": {
            "__typename": "Db",
            "operation": "read",
            "sub_type": "file",
            "source_details": "items.json",
            "format": None,
        },
        "nodeType": {"runs": True, "isSpecified": True},
        "problems": [],
    }
    assert nodes[1]["batch"] == {"key": "in", "parallel": True}
    assert nodes[1]["diagram"] == "parts/one"
    assert nodes[1]["data"] == {
        "__typename": "SubDiagram",
        "diagram_path": "parts/one",
    }
    assert nodes[1]["outputs"] == [
        {"name": "out", "isConnected": False},
        {"name": "results", "isConnected": True},
    ]
    assert edges[1] == {
        "id": "Each.results -> Count.results",
        "source": {"node": "Each", "port": "results"},
        "target": {"node": "Count", "port": "results"},
        "place": {"line": 12},
    }


def test_the_problems_of_a_node_are_at_the_node(server: Server) -> None:
    query = '{ diagram(name: "broken") { nodes { label data { __typename } problems { message place { line } } } } }'
    nodes = server.ask(query)["diagram"]["nodes"]
    assert [(n["label"], n["data"], len(n["problems"])) for n in nodes] == [
        ("A", None, 1),
        ("B", None, 1),
    ]
    assert nodes[1]["problems"] == [
        {
            "message": "'B': the prop 'operation' cannot be 'raed', did you mean 'read'?",
            "place": {"line": 3},
        }
    ]


def test_a_diagram_that_cannot_be_read_says_why(server: Server) -> None:
    query = '{ diagram(name: "not_yaml") { source nodes { label } problems { message place { line } } } }'
    found = server.ask(query)["diagram"]
    assert (found["source"], found["nodes"]) == ("nodes: [", [])
    (problem,) = found["problems"]
    assert problem["place"] == {"line": 2}


def test_what_a_diagram_needs_with_what_runs_were_given(server: Server) -> None:
    query = '{ diagram(name: "asks") { needs { name kind nodes examples } lastRun { id } } }'
    needs = server.ask(query)["diagram"]["needs"]
    assert needs == [
        {"name": "name", "kind": "TEXT", "nodes": ["Read"], "examples": []},
        {"name": "list", "kind": "LIST", "nodes": ["Each"], "examples": []},
    ]
    first = server.finish_run("asks", name="items", list=[1])
    last = server.finish_run("asks", name="items", list=[])
    assert first < last
    found = server.ask(query)["diagram"]
    assert [need["examples"] for need in found["needs"]] == [["items"], [[], [1]]]
    assert found["lastRun"] == {"id": last}


def test_a_layout_holds_until_the_graph_changes(server: Server, root: Path) -> None:
    def digest() -> str:
        found: str = server.ask('{ diagram(name: "moved") { digest } }')["diagram"][
            "digest"
        ]
        return found

    node = "{label: A, type: endpoint, position: {x: 1, y: %d}}"
    put(root, {"moved": f"nodes: [{node % 1}]"})
    first = digest()
    put(root, {"moved": f"description: more\nnodes: [{node % 1}]"})
    assert digest() == first
    put(root, {"moved": f"nodes: [{node % 2}]"})
    assert digest() != first
    (root / "files/diagrams/moved.light.yaml").unlink()


def test_a_name_that_no_diagram_has(server: Server) -> None:
    assert server.refusal('{ diagram(name: "tpo") { name } }') == (
        "NOT_FOUND",
        "there is no diagram 'tpo', did you mean 'top'?",
    )


def test_node_types_and_the_workspace(server: Server, root: Path) -> None:
    found = server.ask(
        "{ workspace { name root } nodeTypes { name runs filled outputs } }"
    )
    assert found["workspace"] == {"name": root.name, "root": str(root)}
    types = {t["name"]: t for t in found["nodeTypes"]}
    assert types["hook"]["runs"] is False
    assert types["condition"]["outputs"] == ["true", "false"]
    assert types["endpoint"]["filled"] == []
    assert "source_details" in types["db"]["filled"]
