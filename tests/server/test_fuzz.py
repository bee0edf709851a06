"""Random questions that fit the schema, and hostile arguments: always an answer, never a mistake of ours."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import hypothesis_graphql
import pytest
from graphql import (
    GraphQLID,
    GraphQLObjectType,
    GraphQLString,
    get_named_type,
    print_schema,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dipeo.server.api import Api
from dipeo.server.asking import answer
from dipeo.server.schema import make_schema
from dipeo.workspace import find_workspace
from tests.server import workspaces
from tests.server.serving import Server
from tests.workspace import dipeo, put, tree

SCHEMA = make_schema()
SDL = print_schema(SCHEMA)
SCALARS = {"JSON": st.text(max_size=3).map(hypothesis_graphql.nodes.String)}
HOSTILE = [
    "../secret",
    "../../etc/passwd",
    "/etc/passwd",
    "files/diagrams/../../../etc/passwd",
    "..\\..\\secret",
    "%2e%2e/secret",
    "./.dipeo/records.db",
    ".git/config",
    "secret.yaml\x00.light.yaml",
    "../secret.yaml",
    "con.yaml",
    "a" * 5000 + ".yaml",
    "link.yaml",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "\ud800",
    "{name}",
    "--help",
    "-",
    "@/etc/passwd",
]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with runs of every kind, and a secret beside it."""
    above = tmp_path_factory.mktemp("above")
    put(above, {"secret.yaml": "nodes: [{label: TOP-SECRET, type: endpoint}]"})
    root = above / "workspace"
    root.mkdir()
    workspaces.make(root)
    (root / "link.yaml").symlink_to(above / "secret.yaml")
    dipeo(root, "run", "top")
    dipeo(root, "run", "top")
    dipeo(root, "run", "fails", "--input-data", '{"in": [1, 0, "<script>", "\\ud800"]}')
    return root


@pytest.fixture(scope="module")
def api(past: Path) -> Api:
    return Api(find_workspace(past))


def checked(api: Api, question: dict[str, Any]) -> dict[str, Any]:
    """The answer, which is data, and JSON; what is wrong is wrong with the question."""
    result = answer(SCHEMA, api, question)
    text = json.dumps(result)
    assert "TOP-SECRET" not in text
    codes = {error["extensions"]["code"] for error in result.get("errors", ())}
    assert codes <= {"NOT_FOUND", "WRONG_INPUT", "TOO_EXPENSIVE"}, result
    return result


TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
NUMBER = re.compile(r"\b(id|before|after|with|run): -?\d+")
UNSHRUNK = set(Phase) - {Phase.shrink}  # that takes minutes
KNOWN = [
    *("", "Each", "Each[0]", "Each[1] / Text", "Each[7]", "Bad", "Bad[1]", "Count"),
    *("top", "fails", "broken", "not_yaml", "o/1.py", "/0", "/n", "0" * 32),
]


def aimed(query: str, draw: Any) -> str:
    """The query, its texts and numbers often such that there is something to find."""
    texts = st.sampled_from(KNOWN + HOSTILE).map(json.dumps)
    query = TEXT.sub(lambda found: draw(texts | st.just(found[0])), query)
    numbers = st.integers(0, 4)
    return NUMBER.sub(lambda found: f"{found[1]}: {draw(numbers)}", query)


@given(st.data(), hypothesis_graphql.queries(SDL, custom_scalars=SCALARS))
@settings(max_examples=100, phases=UNSHRUNK, suppress_health_check=list(HealthCheck))
def test_random_queries(api: Api, data: st.DataObject, query: str) -> None:
    checked(api, {"query": aimed(query, data.draw)})


@given(st.data(), hypothesis_graphql.mutations(SDL, fields=["cancelRun"]))
@settings(max_examples=20)
def test_random_cancellations(api: Api, data: st.DataObject, query: str) -> None:
    checked(api, {"query": aimed(query, data.draw)})


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(JSONS | st.fixed_dictionaries({"query": JSONS | st.text(), "variables": JSONS}))
def test_questions_that_are_any_json(api: Api, question: Any) -> None:
    checked(api, question)


ARGUMENTS = [
    "query ($x: String!) { diagram(name: $x) { name source nodes { label } } }",
    "query ($x: String!) { runs(diagram: $x) { runs { id } } }",
    "query ($x: ID!) { value(digest: $x) { preview } }",
    "query ($x: String!) { run(id: 1) { graph(within: $x) { source } } }",
    "query ($x: String!) { run(id: 1) { nodes(within: $x) { label } } }",
    "query ($x: String!) { run(id: 1) { node(address: $x) { detail output { json } } } }",
    "query ($x: String!) { run(id: 1) { file(path: $x) { before after diff changes { text } } } }",
    "query ($x: String!) { run(id: 1) { files(search: $x) { files { after } } } }",
    "query ($x: String!) { run(id: 1) { items(batch: $x) { items { preview } } } }",
    'query ($x: String!) { run(id: 1) { items(batch: "Each", search: $x) { items { preview } } } }',
    "query ($x: String!) { run(id: 1) { search(text: $x) { address } } }",
    "query ($x: String!) { run(id: 1) { outputs { at(path: $x) { preview } } } }",
    "query ($x: String!) { run(id: 1) { outputs { text(path: $x) { text } } } }",
    "query ($x: String!) { run(id: 1) { outputs { children(path: $x) { total } } } }",
    "query ($x: String!) { run(id: 1) { outputs { search(text: $x) { hasMore } } } }",
    "query ($x: String!) { helpPage(name: $x) { title text } }",
    "query ($x: String!) { compareRuns(before: 1, after: 2, within: $x) { nodes { label } } }",
    "mutation ($x: String!) { startRun(diagram: $x) { run { id } problems { message } } }",
]


@pytest.mark.parametrize("query", ARGUMENTS)
def test_hostile_arguments(api: Api, past: Path, query: str) -> None:
    """No text, in any argument, leads out of the workspace, starts a run or changes anything."""
    before = tree(past), tree(past.parent), api.history.runs()
    for text in HOSTILE:
        checked(api, {"query": query, "variables": {"x": text}})
    assert (tree(past), tree(past.parent), api.history.runs()) == before


def test_every_argument_of_the_api_is_tried() -> None:
    tried = {
        name
        for query in ARGUMENTS
        for name in re.findall(r"(\w+)\([^()]*\$x\)", query.partition("{")[2])
    }
    taking_text = {
        name
        for type_ in SCHEMA.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
        for name, field in type_.fields.items()
        for argument in field.args.values()
        if get_named_type(argument.type) in (GraphQLString, GraphQLID)
    }
    assert taking_text - tried == {"runEvents", "runChanges"}


def test_markup_in_a_value_is_text(server: Server) -> None:
    """The API answers in JSON alone, whatever a value holds, and the page cannot be made to run it."""
    markup = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    run = server.finish_run("asks", name="items", list=[markup])
    query = """query ($run: Int!) { run(id: $run) {
        inputs node(address: "Each[0]") { output { json text(path: "/list") { text } } }
    } }"""
    found = server.ask(query, run=run)["run"]
    assert found["inputs"]["list"] == [markup]
    output = found["node"]["output"]
    assert (output["json"]["list"], output["text"]["text"]) == (markup, markup)
    response = httpx.post(
        f"{server.url}graphql", json={"query": query, "variables": {"run": run}}
    )
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-content-type-options"] == "nosniff"
