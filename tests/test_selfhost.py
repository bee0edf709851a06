"""The project generates its own node types: what is committed is what a run makes, with the engine and without it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from benchmarks.floor import Kit, generate
from tests.workspace import dipeo

ROOT = Path(__file__).resolve().parent.parent
SEED = Path(__file__).resolve().parent / "seed"
OUTPUTS = ("apps", "dipeo")


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A workspace with this project's kit and diagrams, and nothing generated."""
    shutil.copytree(ROOT / "files", tmp_path / "files")
    return tmp_path


def run(root: Path, *arguments: str) -> str:
    done = dipeo(root, "run", *arguments)
    assert done.code == 0, done.err
    return done.out.splitlines()[-1]


def generated(root: Path) -> dict[str, bytes]:
    """Every file that a workspace of its own has beside its kit, by path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in OUTPUTS
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


def test_the_committed_files_are_what_a_run_makes(kit: Path) -> None:
    run(kit, "codegen/master/generate_all")
    made = generated(kit)
    assert len(made) == 87
    assert {path: (ROOT / path).read_bytes() for path in made} == made


def test_the_generators_without_the_engine_give_the_same_bytes(kit: Path) -> None:
    run(kit, "codegen/master/generate_all")
    plain = {path: text.encode() for path, text in generate(Kit(kit))}
    assert plain == generated(kit)


def test_the_printed_diagrams_write_the_same_files(kit: Path) -> None:
    run(kit, "codegen/master/generate_all")
    ours = generated(kit)
    for folder in (*OUTPUTS, ".dipeo"):
        shutil.rmtree(kit / folder)
    printed = SEED / "files" / "diagrams"
    assert len(list(printed.rglob("*.yaml"))) == 5
    shutil.copytree(printed, kit / "files" / "diagrams", dirs_exist_ok=True)
    run(kit, "codegen/master/generate_all")
    assert generated(kit) == ours


def test_the_printed_manifests_generate_their_four_types(kit: Path) -> None:
    shutil.copytree(SEED / "files", kit / "files", dirs_exist_ok=True)
    line = run(kit, "codegen/master/generate_all")
    assert line.startswith("codegen/master/generate_all: 4 specs, 27 files: 27 written")


def put_spec(
    root: Path, type_: str, *fields: dict[str, Any], kind: str = "node"
) -> None:
    """Add a specification to a workspace and to its manifests."""
    folder, key = {"node": ("nodes", "nodes"), "type": ("types", "types")}[kind]
    file = root / f"files/codegen/specifications/{folder}/{type_}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"type": type_, "kind": kind, "fields": fields}))
    for manifest in (root / "files/codegen/manifests").glob("*.json"):
        listed = json.loads(manifest.read_text())
        listed.setdefault(key, []).append(type_)
        manifest.write_text(json.dumps(listed))


SPECS = "files/codegen/specifications"
TAG = {"name": "kind", "type": "string", "const": "x", "required": True}
UNIQUE = {"type": "array", "validation": {"uniqueItems": True}}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            [{"name": "a", "type": "ref", "ref": "othre"}],
            "83: fields[0].ref: no specification has the type 'othre', did you mean"
            " 'other'?",
        ),
        (
            [{"name": "a", "type": "ref", "ref": "other", "required": True}],
            "46: fields: no finite value fits: sample -> other -> sample require each"
            " other",
        ),
        (
            [{"name": "a", **UNIQUE, "items": {"type": "ref", "ref": "other"}}],
            "108: fields[0].validation.uniqueItems: the items hold values of 'other',"
            " into which defaults are filled",
        ),
        (
            [
                {
                    **{"name": "a", "type": "union", "discriminator": "kind"},
                    "variants": [
                        {"type": "object", "nestedFields": [TAG]},
                        {"type": "ref", "ref": "other"},
                    ],
                }
            ],
            "222: fields[0].variants[1]: another variant has 'kind' 'x' too",
        ),
    ],
)
@pytest.mark.parametrize("side", ["frontend", "backend"])
def test_specifications_that_do_not_go_together_are_not_generated(
    kit: Path, side: str, fields: list[dict[str, Any]], said: str
) -> None:
    back = {"name": "b", "type": "ref", "ref": "sample", "required": True}
    filled = {"name": "c", "type": "integer", "defaultValue": 1}
    put_spec(kit, "sample", *fields)
    put_spec(kit, "other", TAG, back, filled, kind="type")
    place = f"{SPECS}/nodes/sample.json:1:{said}"
    for diagram in (f"{side}/generate_{side}_all", "master/validate_specs"):
        done = dipeo(kit, "run", f"codegen/{diagram}")
        assert done.code == 2
        assert done.err.splitlines()[0] == f"error: {place}"
    assert generated(kit) == {}


@pytest.mark.parametrize("diagram", ["master/generate_all", "master/validate_specs"])
def test_a_file_is_called_like_the_type_in_it(kit: Path, diagram: str) -> None:
    put_spec(kit, "sample")
    file = kit / SPECS / "nodes/sample.json"
    file.write_text(file.read_text().replace("sample", "simple"))
    done = dipeo(kit, "run", f"codegen/{diagram}")
    place = f"{SPECS}/nodes/sample.json:1:10"
    message = "type: the file of 'sample' holds the type 'simple'"
    assert done.code == 2
    assert done.err.splitlines()[0] == f"error: {place}: {message}"
    assert generated(kit) == {}


def test_a_node_left_out_of_all_json_is_left_out_of_the_run(kit: Path) -> None:
    run(kit, "codegen/master/generate_all")
    manifest = kit / "files/codegen/manifests/all.json"
    manifest.write_text(manifest.read_text().replace(',\n    "hook"', ""))
    line = run(kit, "codegen/master/generate_all")
    assert ", 7 removed," in line
    assert not [path for path in generated(kit) if "hook" in path]


@pytest.mark.parametrize(
    ("side", "files"), [("frontend", 3), ("backend", 3)], ids=["frontend", "backend"]
)
def test_one_type_alone_gives_the_files_of_the_whole(
    kit: Path, side: str, files: int
) -> None:
    diagram = f"codegen/{side}/generate_{side}_single"
    run(kit, diagram, "--input-data", '{"node_spec_path": "person_job"}')
    made = generated(kit)
    assert len(made) == files
    assert {path: (ROOT / path).read_bytes() for path in made} == made
