"""`dipeo new`: what it makes is used by the next run, and what is there stays."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dipeo.kit.json_edit import add_item, add_member
from dipeo.kit.new import PATTERN_NAMES
from tests.formatters import ruff
from tests.kit import ROOT, load
from tests.workspace import Done, dipeo, put, tree

MANIFEST = "files/codegen/manifest.json"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    assert dipeo(tmp_path, "init", "--yes", "--target", "python").code == 0
    return tmp_path


def generated(root: Path) -> dict[str, str]:
    """What the next run makes that no run has made."""
    before = tree(root)
    done = dipeo(root, "run", "generate")
    assert (done.code, done.err) == (0, "")
    return {path: text for path, text in tree(root).items() if path not in before}


def refused(root: Path, *arguments: str) -> str:
    before = tree(root)
    done = dipeo(root, "new", *arguments)
    assert (done.code, done.out, tree(root)) == (2, "", before)
    return done.err.removeprefix("error: ").rstrip()


# Specifications --------------------------------------------------------------------------------------


def test_the_next_run_uses_a_new_specification(shop: Path) -> None:
    generated(shop)
    done = dipeo(shop, "new", "spec", "order_note")
    path = "files/codegen/specifications/types/order_note.json"
    assert done == Done(
        0,
        f"  new      {path}\n\nsay what it has in {path}, then: dipeo run generate\n",
        "",
    )
    assert list(generated(shop)) == ["backend/generated/order_note.py"]


def test_manifests_that_name_specifications_name_a_new_one(tmp_path: Path) -> None:
    manifests = {
        "files/codegen/manifests/all.json": '{"nodes": ["a"], "types": []}\n',
        "files/codegen/manifests/backend.json": '{\n  "nodes": [\n    "a"\n  ]\n}\n',
        "files/codegen/manifests/frontend.json": '{\n    "nodes": []\n}',
    }
    put(tmp_path, manifests)
    assert dipeo(tmp_path, "new", "spec", "b", "--node").code == 0
    assert [(tmp_path / path).read_text() for path in manifests] == [
        '{"nodes": ["a", "b"], "types": []}\n',
        '{\n  "nodes": [\n    "a",\n    "b"\n  ]\n}\n',
        '{\n    "nodes": [\n      "b"\n    ]\n}',
    ]
    data = json.loads(
        (tmp_path / "files/codegen/specifications/nodes/b.json").read_text()
    )
    assert (data["type"], data["kind"], data["displayName"]) == ("b", "node", "B")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("OrderLine", "'OrderLine' is no name for one: write words, like 'order_line'"),
        ("../x", "'../x' is no name for one: write words, like 'x'"),
        ("名", "'名' is no name for one: write words like order_line"),
        (
            "order",
            "'files/codegen/specifications/types/order.json' is there already, so nothing was written",
        ),
    ],
)
def test_names_that_cannot_be(shop: Path, name: str, message: str) -> None:
    assert refused(shop, "spec", name) == message


# Generators ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["sql", "py", "ts", "graphql", "json", "md", "go"])
@pytest.mark.parametrize("output", [None, "all/it.{}"], ids=["each", "shared"])
def test_the_next_run_uses_a_new_generator(
    shop: Path, ending: str, output: str | None
) -> None:
    generated(shop)
    where = ["--output", output.format(ending)] if output else []
    done = dipeo(shop, "new", "generator", "my_draft", "--target", ending, *where)
    assert (done.code, done.err) == (0, "")
    made = generated(shop)
    names = ["customer", "item", "order"]
    each = [f"generated/{ending}/{name}.{ending}" for name in names]
    assert list(made) == ([f"all/it.{ending}"] if output else each)
    assert all(
        "placed_at" in text
        for path, text in made.items()
        if "item" not in path and "customer" not in path
    )
    for path in ("code/generators/my_draft.py", "tests/test_my_draft.py"):
        text = (shop / "files/codegen" / path).read_text()
        assert ruff(text) == text


@pytest.mark.parametrize("output", ["a/{node_name}.sql", "a.sql"])
def test_the_test_of_a_new_generator_passes(shop: Path, output: str) -> None:
    new = ("new", "generator", "draft", "--target", "sql", "--output", output)
    assert dipeo(shop, *new).code == 0
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "files/codegen/tests"],
        cwd=shop,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1][:8]) == (0, "1 passed")


def test_a_side_of_ours_takes_a_generator_too(tmp_path: Path) -> None:
    """The seed's diagrams have a connection for each of their generators; others travel with them."""
    import shutil

    shutil.copytree(ROOT / "files", tmp_path / "files")
    new = ("new", "generator", "draft", "--target", "txt")
    assert dipeo(tmp_path, *new).code == 0
    done = dipeo(tmp_path, "run", "codegen/backend/generate_backend_all")
    assert (done.code, done.err) == (0, "")
    assert len(list((tmp_path / "generated/txt").iterdir())) == 12


def test_what_new_generator_refuses(shop: Path) -> None:
    assert refused(shop, "generator", "pydantic_model", "--target", "py") == (
        f"{MANIFEST}: it has a generator 'pydantic_model' already"
    )
    assert refused(shop, "generator", "a", "--target", "a/b") == (
        "'a/b' is not the ending of a file: write it like `sql`"
    )
    for output, message in (
        ("x/{nodename}.md", "{nodename} is not known, did you mean 'node_name'?"),
        ("/x/{node_name}.md", "'/x/node_name.md' is not relative to the workspace"),
        (
            "../{node_name}.md",
            "'../node_name.md' is no path for a document: '..' would leave the workspace"
            " or its folder",
        ),
    ):
        new = ("generator", "a", "--target", "md", "--output", output)
        assert refused(shop, *new) == f"--output: {message}"
    (shop / "files/codegen/code/generators").mkdir()
    (shop / "files/codegen/code/generators/a.py").write_text("mine")
    assert refused(shop, "generator", "a", "--target", "sql") == (
        "'files/codegen/code/generators/a.py' is there already, so nothing was written"
    )
    (shop / MANIFEST).unlink()
    assert refused(shop, "generator", "b", "--target", "sql") == (
        f"there is no manifest {MANIFEST!r}: `dipeo init` makes one"
    )


def test_the_names_of_an_output_are_those_that_the_kit_fills_in() -> None:
    assert tuple(load("shared.naming").PATTERN_NAMES) == PATTERN_NAMES


# Diagrams --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["report", "a/b/report", "a.light.yaml"])
def test_a_new_diagram_runs(shop: Path, name: str) -> None:
    done = dipeo(shop, "new", "diagram", name)
    assert done.code == 0
    command = done.out.rsplit(": dipeo ", 1)[1].split()
    assert dipeo(shop, *command).code == 0
    [path] = (shop / "generated").iterdir()
    assert path.read_text().startswith("There are 3 specifications:\n- files/")
    diagram = shop / f"files/diagrams/{name.removesuffix('.light.yaml')}.light.yaml"
    schema = diagram.read_text().split("\n")[0].rpartition("=")[2]
    assert (diagram.parent / schema).resolve().parent == shop / "files/codegen/schemas"


def test_a_diagram_stays_in_the_workspace(shop: Path) -> None:
    assert refused(shop, "diagram", "../x") == (
        "'files/diagrams/../x.light.yaml' is no path for a document: '..' would leave"
        " the workspace or its folder"
    )


# JSON ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("{}", '{\n  "k": [\n    1\n  ]\n}'),
        ('{"a": "}"}', '{"a": "}", "k": [1]}'),
        ('{\n\t"a": {}\n}\n', '{\n\t"a": {},\n\t"k": [\n\t\t1\n\t]\n}\n'),
        ('{\n    "a": 1  \n}', '{\n    "a": 1,\n    "k": [\n        1\n    ]\n}'),
    ],
)
def test_a_member_more(text: str, after: str) -> None:
    assert add_member(text, (), "k", [1]) == after


def test_an_item_more_deep_inside() -> None:
    text = '{"a": [{"b": ["]"]}, 2], "c": "é"}'
    assert add_item(text, ("a", 0, "b"), "é") == (
        '{"a": [{"b": ["]", "é"]}, 2], "c": "é"}'
    )
