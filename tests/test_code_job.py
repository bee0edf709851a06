"""`code_job`: what it calls, and how it explains a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspace import DIAGRAM, ECHO_PY, db, failure, run_nodes


def test_code_job_calls_main_or_the_function_that_is_named(tmp_path: Path) -> None:
    code = "def main(inputs): return 'main'\ndef other(inputs): return 'other'"
    node = "{label: C, type: code_job, source_details: c.py"
    assert (
        run_nodes(tmp_path, [f"{node}}}"], files={"c.py": code}).outputs["C"] == "main"
    )
    other = run_nodes(tmp_path, [f"{node}, function: other}}"], files={"c.py": code})
    assert other.outputs["C"] == "other"


def test_code_job_runs_code_of_the_diagram(tmp_path: Path) -> None:
    node = "{label: C, type: code_job, code_type: inline, code: '%s'}"
    good = node % "def main(inputs): return {1: inputs}"
    assert failure(run_nodes(tmp_path, [good])) == (
        f"error: {DIAGRAM}:2:5: 'C': its output is not JSON: the key 1 is not text\n"
    )
    good = node % "import json\\n\\ndef main(inputs): return json.dumps(inputs)"
    done = run_nodes(tmp_path, [good.replace("'", '"')], inputs={"x": 1})
    assert done.outputs["C"] == '{"x": 1}'
    assert failure(run_nodes(tmp_path, [node % "def main(inputs) return 1"])) == (
        "error: <code>:1:18: broken Python: expected ':'\n    in C\n"
    )


def test_code_job_is_pure_unless_it_says_otherwise(tmp_path: Path) -> None:
    code = """
        import os
        from pathlib import Path
        CWD = os.getcwd()
        def main(inputs): return Path(CWD, "e.py").read_text()
    """
    node = "{label: C, type: code_job, source_details: c.py"
    assert failure(run_nodes(tmp_path, [f"{node}}}"], files={"c.py": code})) == (
        f"error: {DIAGRAM}:2:5: 'C': a pure function called os.getcwd at c.py:3; data comes"
        " in by connections and goes out by the return value, and files are read and"
        " written by db nodes (`allow_io: true` on the node lifts this)\n"
    )
    done = run_nodes(tmp_path, [f"{node}, allow_io: true}}"], files={"c.py": code})
    assert done.outputs["C"] == ECHO_PY


SPEC = '{\n  "type": "a",\n  "fields": [\n    {"name": "x", "type": "strng"}\n  ]\n}\n'
REFUSES = """
    class SpecError(ValueError):
        def __init__(self, problems):
            self.problems, self.input = problems, "spec_data"

    def main(inputs):
        raise SpecError([
            {"path": ["fields", 0, "type"], "message": "'strng' is not a field type"},
            {"path": ("fields", 0, "default"), "message": "missing"},
            {"path": [], "message": "a name is missing"},
        ])
"""


@pytest.mark.parametrize(
    ("path", "text", "places"),
    [
        ("s.json", SPEC, ["s.json:4:27: ", "s.json:4:5: ", "s.json:1:1: "]),
        ("s.yaml", SPEC, ["s.yaml:4:19: ", "s.yaml:4:5: ", "s.yaml:1:1: "]),
        ("s.toml", "fields = [{type = 's'}]", ["s.toml: "] * 3),
    ],
)
def test_code_job_places_what_a_function_refuses_in_the_document(
    tmp_path: Path, path: str, text: str, places: list[str]
) -> None:
    nodes = [db("read", path), "{label: C, type: code_job, source_details: c.py}"]
    done = run_nodes(
        tmp_path, nodes, ["D > C.spec_data"], {path: text, "c.py": REFUSES}
    )
    assert (done.code, done.err) == (
        2,
        f"error: {places[0]}fields[0].type: 'strng' is not a field type\n"
        f"error: {places[1]}fields[0].default: missing\n"
        f"error: {places[2]}a name is missing\n"
        "    in C\n",
    )
    # and again, when the document comes from the memory of the last run
    ok = REFUSES.replace("raise SpecError(", "return list(")
    assert run_nodes(tmp_path, nodes, ["D > C.spec_data"], {"c.py": ok}).code == 0
    done = run_nodes(tmp_path, nodes, ["D > C.spec_data"], {"c.py": REFUSES})
    assert done.err.startswith(f"error: {places[0]}fields[0].type: 'strng'")


def test_code_job_places_what_it_refuses_at_the_port_where_there_is_no_document(
    tmp_path: Path,
) -> None:
    node = "{label: C, type: code_job, source_details: c.py}"
    done = run_nodes(
        tmp_path, [node], files={"c.py": REFUSES}, inputs={"spec_data": {}}
    )
    assert done.err == (
        f"error: {DIAGRAM}:2:5: 'C': spec_data: fields[0].type: 'strng' is not a field"
        " type\n"
        f"error: {DIAGRAM}:2:5: 'C': spec_data: fields[0].default: missing\n"
        f"error: {DIAGRAM}:2:5: 'C': spec_data: a name is missing\n"
    )


RENDERS = """
    from jinja2 import Environment

    def main(inputs):
        return Environment().from_string(inputs["template_content"]).render(x=1)
"""


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        ("a\n{{ x.y.z }}", 2, "'int object' has no attribute 'y'"),
        ("a\n\n{% endif %}", 3, "Encountered unknown tag 'endif'."),
        ("{{ x | nothing }}", 1, "No filter named 'nothing'."),
        ("a\n{{ 1 / 0 }}", 2, "ZeroDivisionError: division by zero"),
        ("a\n{{ x() }}", 2, "TypeError: 'int' object is not callable"),
        (
            "{% macro m(a) %}\n{{ a.b.c }}\n{% endmacro %}\n{{ m(x) }}",
            2,
            "'int object' has no attribute 'b'",
        ),
    ],
)
def test_code_job_places_a_mistake_in_a_template_there(
    tmp_path: Path, template: str, line: int, message: str
) -> None:
    nodes = [db("read", "t.j2"), "{label: C, type: code_job, source_details: c.py}"]
    files = {"t.j2": template, "c.py": RENDERS}
    done = run_nodes(tmp_path, nodes, ["D > C.template_content"], files)
    assert failure(done) == (
        f"error: t.j2:{line}: {message}\n    in C\n"
        f"        {template.splitlines()[line - 1]}\n    with template_content = t.j2\n"
    )


def test_code_job_finds_a_template_that_arrives_at_another_port(tmp_path: Path) -> None:
    nodes = [db("read", "t.j2"), "{label: C, type: code_job, source_details: c.py}"]
    renders = RENDERS.replace("template_content", "in")
    done = run_nodes(
        tmp_path, nodes, ["D > C"], {"t.j2": "\n{{ x.y.z }}", "c.py": renders}
    )
    assert failure(done).startswith(
        "error: t.j2:1: 'int object' has no attribute 'y'\n"
    )
    node = nodes[1]
    done = run_nodes(tmp_path, [node], inputs={"in": "{{ x.y.z }}"})
    assert failure(done).startswith(
        "error: <template>:1: UndefinedError: 'int object' has no attribute 'y'\n"
    )
