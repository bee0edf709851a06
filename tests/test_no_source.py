"""No error becomes source: whatever fails, the files that were there stay."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.diagrams import run
from tests.workspace import dipeo, put, tree

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
