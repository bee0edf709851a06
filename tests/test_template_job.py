"""`template_job` and `condition`: Jinja in its sandbox."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.workspace import DIAGRAM, ECHO, db, failure, run_nodes


def test_template_job_fills_a_template(tmp_path: Path) -> None:
    nodes = [
        ECHO,
        '{label: T, type: template_job, template: "{{ name }}: {% for n in port %}'
        '{{ n }},{% endfor %}{{ in.deep.x }}\\n"}',
    ]
    arrived = {"name": "key", "port": "hidden", "deep": {"x": 1}}
    done = run_nodes(
        tmp_path,
        nodes,
        ["E.in > T", "E.l > T.port"],
        inputs={"l": [1, 2], "in": arrived},
    )
    assert done.outputs["T"] == "key: 1,2,1\n"


def test_template_job_fills_a_template_that_arrives(tmp_path: Path) -> None:
    nodes = [db("read", "t.j2"), "{label: T, type: template_job}"]
    files = {"t.j2": "{% if true %}\n  {{ '{{' }}\n{% endif %}\n"}
    done = run_nodes(tmp_path, nodes, ["D > T.template_content"], files)
    assert done.outputs["T"] == "  {{\n"


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        ("a\n{{ nam }}", 2, "'nam' is undefined, did you mean 'name'?"),
        ("{{ name.x }}", 1, "'str object' has no attribute 'x'"),
        ("{% if %}", 1, "Expected an expression, got 'end of statement block'"),
        ("a\n{{ 1 / 0 }}", 2, "ZeroDivisionError: division by zero"),
        ("{{ ''.__class__.__mro__ }}", 1, "access to attribute '__class__' of 'str'"
         " object is unsafe"),
        ("{% include 'x' %}", 1, "there is no template 'x'; a template stands alone here"),
        ("{{ range(1000000) }}", 1, "OverflowError: Range too big. The sandbox blocks"
         " ranges larger than MAX_RANGE (100000)"),
        ("{{ [1, 2] | random }}", 1, "No filter named 'random'"),
        ("{{ lipsum() }}", 1, "'lipsum' is undefined; known: 'name'"),
    ],
)  # fmt: skip
def test_template_job_says_where_a_template_is_wrong(
    tmp_path: Path, template: str, line: int, message: str
) -> None:
    own = f"{{label: T, type: template_job, template: {json.dumps(template)}}}"
    assert failure(run_nodes(tmp_path, [own], inputs={"name": "n"})) == (
        f"error: {DIAGRAM}:2:5: 'T': the template, line {line}: {message}\n"
    )
    nodes = [db("read", "t.j2"), ECHO, "{label: T, type: template_job}"]
    connections = ["D > T.template_content", "E.name > T.name"]
    done = run_nodes(
        tmp_path, nodes, connections, {"t.j2": template}, inputs={"name": "n"}
    )
    assert failure(done) == f"error: t.j2:{line}: {message}\n    in T\n"


def test_template_job_needs_a_template(tmp_path: Path) -> None:
    needs = "a template_job needs 'template', or text at 'template_content'"
    for done in (
        run_nodes(tmp_path, ["{label: T, type: template_job}"]),
        run_nodes(
            tmp_path, ["{label: T, type: template_job}"], inputs={"template_content": 3}
        ),
    ):
        assert failure(done) == f"error: {DIAGRAM}:2:5: 'T': {needs}\n"


@pytest.mark.parametrize(
    ("expression", "taken"),
    [
        ("n > 1 and mode == 'fast'", True),
        ("n", True),
        ("n - 2", False),
        ("in.list", False),
        ("port == 1", True),
        ("missing is defined", False),
    ],
)
def test_condition_asks_ports_and_the_keys_at_in(
    tmp_path: Path, expression: str, taken: bool
) -> None:
    nodes = [
        ECHO,
        f'{{label: C, type: condition, expression: "{expression}"}}',
        "{label: T, type: endpoint}",
    ]
    connections = ["E.in > C", "E.port > C.port", "C.true > T"]
    arrived = {"n": 2, "mode": "fast", "list": [], "port": 2, "self": 1}
    done = run_nodes(tmp_path, nodes, connections, inputs={"port": 1, "in": arrived})
    assert ("T" in done.outputs) is taken


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("nn > 1", "'nn' is undefined, did you mean 'n'?"),
        ("n.x.y", "'int object' has no attribute 'x'"),
        ("n >", "unexpected 'end of template'"),
        (
            "n > 'a'",
            "TypeError: '>' not supported between instances of 'int' and 'str'",
        ),
        ("n.__class__", "access to attribute '__class__' of 'int' object is unsafe"),
    ],
)
def test_condition_says_what_is_wrong(
    tmp_path: Path, expression: str, message: str
) -> None:
    nodes = [f'{{label: C, type: condition, expression: "{expression}"}}']
    assert failure(run_nodes(tmp_path, nodes, inputs={"n": 1})) == (
        f"error: {DIAGRAM}:2:5: 'C': the expression {expression!r}: {message}\n"
    )
