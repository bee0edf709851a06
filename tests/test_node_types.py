"""The node types: generated models and nodes with their handlers, and what other packages add."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import get_type_hints

import pytest

from dipeo.diagram_generated import __generated_conversions__ as conversions
from dipeo.nodes import (
    api_job,
    code_job,
    db,
    flow,
    json_schema_validator,
    node_types,
    sub_diagram,
    template_job,
)
from tests.workspace import Done, ended, put

ROOT = Path(__file__).resolve().parent.parent


def test_every_type_that_is_specified_is_known() -> None:
    types = node_types()
    assert types.keys() >= set(conversions.NODE_TYPES)
    runs = {name for name, type_ in types.items() if type_.handler is not None}
    assert runs == {
        *("api_job", "code_job", "condition", "db", "endpoint"),
        *("json_schema_validator", "start", "sub_diagram", "template_job"),
    }


@pytest.mark.parametrize(
    ("type_", "protocol"),
    [
        ("api_job", api_job.ApiJobNode),
        ("code_job", code_job.CodeJobNode),
        ("condition", flow.ConditionNode),
        ("db", db.DbNode),
        ("json_schema_validator", json_schema_validator.JsonSchemaValidatorNode),
        ("start", flow.StartNode),
        ("sub_diagram", sub_diagram.SubDiagramNode),
        ("template_job", template_job.TemplateJobNode),
    ],
)
def test_a_generated_node_has_what_its_handler_uses(type_: str, protocol: type) -> None:
    used = {name for name in vars(protocol) if not name.startswith("_")}
    given = get_type_hints(conversions.NODES[type_])
    assert used - given.keys() == set()
    assert set(node_types()[type_].filled) <= given.keys()


# Other packages --------------------------------------------------------------------------------------


def installed(root: Path, entry_points: str, module: str) -> Path:
    """A package as an installer leaves it: a module beside its metadata."""
    metadata = root / "acme_nodes-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: acme-nodes\nVersion: 1.0\n"
    )
    (metadata / "entry_points.txt").write_text(dedent(entry_points))
    (root / "acme_nodes.py").write_text(dedent(module))
    return root


def run(workspace: Path, packages: Path, *arguments: str) -> Done:
    """A command in a process that finds the packages too."""
    done = subprocess.run(
        [sys.executable, "-m", "dipeo", *arguments],
        cwd=workspace,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(packages)])},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended(done)


PERSON = """
    nodes:
      - label: Ask
        type: person_job
        default_prompt: 'Name a colour for {name}'
        max_iteration: 2
"""
HANDLER = """
    def run_person_job(node, inputs, run):
        read = run.read("e.txt").decode()
        answer = f"{node.default_prompt} {node.max_iteration} {inputs['name'].data} {read}"
        run.write("answer.txt", answer.encode())
        return {"answer": answer}
"""


def test_a_type_without_a_handler_says_how_to_register_one(tmp_path: Path) -> None:
    root = put(tmp_path / "w", {"d": PERSON})
    done = run(root, tmp_path, "run", "d")
    assert (done.code, done.out, done.err) == (
        2,
        "",
        "error: files/diagrams/d.light.yaml:2:5: nothing runs nodes of type 'person_job':"
        " a Python package can, by an entry point 'person_job' in the group"
        " 'dipeo.nodes'\n",
    )


def test_a_package_registers_a_handler_for_a_type_that_is_specified(
    tmp_path: Path,
) -> None:
    packages = installed(
        tmp_path / "site",
        """
        [dipeo.nodes]
        person_job = acme_nodes:run_person_job
        """,
        HANDLER,
    )
    root = put(tmp_path / "w", {"d": PERSON, "e.txt": "!"})
    done = run(root, packages, "run", "d", "--json", "--input-data", '{"name": "me"}')
    answer = "Name a colour for {name} 2 me !"
    assert done.outputs == {"Ask": {"answer": answer}, "answer": answer}
    assert (root / "answer.txt").read_text() == answer
    wrong = PERSON.replace("max_iteration: 2", "max_iteration: two")
    done = run(put(root, {"d": wrong}), packages, "validate")
    assert done.err == (
        "error: files/diagrams/d.light.yaml:5:5: 'Ask': the prop 'max_iteration': input"
        " should be a valid integer, not 'two'\n"
    )


def test_a_package_adds_a_type_of_its_own(tmp_path: Path) -> None:
    packages = installed(
        tmp_path / "site",
        """
        [dipeo.nodes]
        shout = acme_nodes:SHOUT
        """,
        """
        from dataclasses import dataclass
        from dipeo.core.plan import NodeType

        @dataclass(frozen=True, slots=True)
        class Shout:
            text: str

        def problems(props):
            return [] if "text" in props else [((), "say something: `text`")]

        SHOUT = NodeType(
            "shout",
            lambda node, inputs, run: node.text.upper(),
            problems,
            lambda props: Shout(**props),
            filled=("text",),
        )
        """,
    )
    node = "nodes: [{label: S, type: shout%s}]"
    root = put(tmp_path / "w", {"d": node % ", text: 'hello {name}'", "e": node % ""})
    done = run(root, packages, "run", "d", "--json", "--input-data", '{"name": "you"}')
    assert done.outputs == {"S": "HELLO YOU"}
    assert run(root, packages, "validate", "e").err == (
        "error: files/diagrams/e.light.yaml:1:9: 'S': say something: `text`\n"
    )
    file = "files/diagrams/d.light.yaml"
    put(root, {"d": "nodes: [{label: S, type: shoot, text: x}]"})
    assert run(root, packages, "validate", "d").err == (
        f"error: {file}:1:20: 'shoot' is no node type, did you mean 'shout'?\n"
    )


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "person_job = acme_nodes:missing",
            "the entry point 'person_job' (acme_nodes:missing) cannot be loaded:"
            " AttributeError: module 'acme_nodes' has no attribute 'missing'",
        ),
        (
            "person_job = acme_node",
            "the entry point 'person_job' (acme_node) cannot be loaded:"
            " ModuleNotFoundError: No module named 'acme_node'",
        ),
        (
            "persn_job = acme_nodes:run_person_job",
            "the entry point 'persn_job' (acme_nodes:run_person_job) must be a NodeType,"
            " or the handler of a node type that is specified",
        ),
        (
            "person_job = acme_nodes:__name__",
            "the entry point 'person_job' (acme_nodes:__name__) must be a NodeType, or"
            " the handler of a node type that is specified",
        ),
    ],
)
def test_an_entry_point_that_is_of_no_use(
    tmp_path: Path, entry: str, message: str
) -> None:
    packages = installed(tmp_path / "site", f"[dipeo.nodes]\n{entry}\n", HANDLER)
    root = put(tmp_path / "w", {"d": PERSON})
    done = run(root, packages, "run", "d")
    assert (done.code, done.out, done.err) == (2, "", f"error: {message}\n")


def test_a_mistake_in_a_handler_comes_with_its_traceback(tmp_path: Path) -> None:
    packages = installed(
        tmp_path / "site",
        "[dipeo.nodes]\nperson_job = acme_nodes:run_person_job\n",
        "def run_person_job(node, inputs, run):\n    return node.promt\n",
    )
    root = put(tmp_path / "w", {"d": PERSON})
    done = run(root, packages, "run", "d")
    assert done.code == 1
    lines = done.err.splitlines()
    assert lines[0].startswith(
        "error: files/diagrams/d.light.yaml:2:5: 'Ask': AttributeError: 'PersonJobNode'"
        " object has no attribute 'promt'"
    )
    assert "    return node.promt" in done.err


def test_an_interrupt_in_a_callback_that_ignores_it_is_not_lost(tmp_path: Path) -> None:
    packages = installed(
        tmp_path / "site",
        "[dipeo.nodes]\nperson_job = acme_nodes:run_person_job\n",
        """
        import signal
        import time
        import weakref


        class Thing:
            pass


        def run_person_job(node, inputs, run):
            thing = Thing()
            kept = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIG%s))
            del thing
            time.sleep(60)
        """,
    )
    root = put(tmp_path / "w", {"d": PERSON})
    module = (packages / "acme_nodes.py").read_text()
    arguments = ("run", "d", "--input-data", '{"name": "x"}')
    for name, code, said in (("INT", 130, "interrupted"), ("TERM", 143, "terminated")):
        (packages / "acme_nodes.py").write_text(module % name)
        done = run(root, packages, *arguments)
        assert (done.code, done.err) == (code, f"{said}; nothing was written\n")
