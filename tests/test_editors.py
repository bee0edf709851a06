"""What editors and shells know of DiPeO: schemas that say what the engine says, and names to complete."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from dipeo.core.documents import read_yaml
from dipeo.core.light import EDGE_KEYS, NODE_KEYS, TOP_KEYS
from dipeo.errors import DipeoError
from dipeo.workspace import KEYS, find_workspace
from tests.kit import ROOT
from tests.workspace import dipeo, put
from tools.editor_schemas import diagram_schema, settings_schema

SCHEMAS = ROOT / "files/codegen/schemas"
DIAGRAMS = sorted(
    path
    for folder in ("files", "tests/seed/files")
    for path in (ROOT / folder).rglob("*.light.yaml")
)


@pytest.mark.parametrize(
    ("name", "made"), [("diagram", diagram_schema), ("dipeo", settings_schema)]
)
def test_the_schemas_are_those_that_the_sources_give(name: str, made: Any) -> None:
    text = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == made(), "run `make schemas`"
    jsonschema.Draft202012Validator.check_schema(made())


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.name)
def test_every_diagram_is_valid(path: Path) -> None:
    jsonschema.validate(yaml.safe_load(path.read_text()), diagram_schema())


NODE = "nodes: [{label: A, type: db, operation: read, source_details: x}]"
DOCUMENTS = [
    NODE,
    "nodes: [{label: A, type: db, props: {operation: read, source_details: x}}]",
    "nodes: [{label: A, type: their_own, what: ever}]",
    f"version: light\n{NODE}\noutputs: {{a: A, b: {{c: A.out}}}}",
    f"{NODE}\nconnections: [{{from: A, to: A.x, label: x}}]",
]
WRONG = [
    "nodes: {}",
    f"{NODE}\nnode: 1",
    "nodes: [{type: db}]",
    "nodes: [{label: A}]",
    "nodes: [{label: A, type: db, operaton: read}]",
    "nodes: [{label: A, type: db, props: {operaton: read}}]",
    "nodes: [{label: A, type: db, operation: raed}]",
    "nodes: [{label: A, type: db, position: {x: 1}}]",
    "nodes: [{label: A, type: db, batch: 3}]",
    f"{NODE}\nconnections: [{{source: A, from: A, target: A}}]",
    f"{NODE}\nconnections: [{{source: A}}]",
    f"{NODE}\noutputs: [A]",
]


@pytest.mark.parametrize("text", DOCUMENTS)
def test_what_a_schema_accepts(text: str) -> None:
    jsonschema.validate(read_yaml(text, "d").data, diagram_schema())


@pytest.mark.parametrize("text", WRONG)
def test_what_the_engine_refuses_editors_mark(tmp_path: Path, text: str) -> None:
    put(tmp_path, {"d": text})
    assert dipeo(tmp_path, "validate", "d").code == 2
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(read_yaml(text, "d").data, diagram_schema())


def test_every_key_is_described() -> None:
    schema = diagram_schema()
    parts = (
        (schema, TOP_KEYS),
        (schema["$defs"]["connection"], EDGE_KEYS),
        (schema["$defs"]["node"], NODE_KEYS),
    )
    for part, keys in parts:
        assert set(keys) <= part["properties"].keys()
        assert all(part["properties"][key]["description"] for key in keys)


# dipeo.toml ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        ("", True),
        ('[code]\nroots = ["a"]\n[breaking]\nallow = []', True),
        ('[kit]\nversion = "1"\n[kit.targets]\npython = "a"', True),
        ("[cod]", False),
        ("code = 3", False),
        ('[code]\nroot = ["a"]', False),
        ('[code]\nroots = "a"', False),
        ("[specifications]\nfolder = 3", False),
        ("[kit.targets]\npython = 1", False),
    ],
)
def test_settings(tmp_path: Path, text: str, is_valid: bool) -> None:
    (tmp_path / "dipeo.toml").write_text(text)
    validator = jsonschema.Draft202012Validator(settings_schema())
    assert validator.is_valid(tomllib.loads(text)) == is_valid
    if is_valid:
        find_workspace(tmp_path)
    else:
        with pytest.raises(DipeoError):
            find_workspace(tmp_path)


def test_settings_are_those_that_are_read() -> None:
    schema = settings_schema()["properties"]
    connection = schema.pop("connections")["additionalProperties"]["properties"]
    assert list(connection) == ["url", "password", "options"]
    assert list(schema.pop("store")["properties"]) == ["url", "password"]
    assert {t: list(schema[t]["properties"]) for t in schema} == {
        t: list(keys) for t, keys in KEYS.items()
    }


# What `init` writes ----------------------------------------------------------------------------------


def test_a_new_project_refers_to_schemas_that_are_there(tmp_path: Path) -> None:
    assert dipeo(tmp_path, "init", "--yes").code == 0
    assert dipeo(tmp_path, "new", "diagram", "a/b").code == 0
    assert dipeo(tmp_path, "new", "spec", "thing").code == 0
    found = 0
    for path in sorted(tmp_path.rglob("*")):
        if ".dipeo" in path.parts or "schemas" in path.parts or not path.is_file():
            continue
        if path.suffix == ".zip":
            continue
        text = path.read_text()
        if path.suffix == ".json":
            schema, data = json.loads(text)["$schema"], json.loads(text)
        elif text.startswith("# yaml-language-server: $schema="):
            schema, data = text.split("\n")[0].partition("=")[2], yaml.safe_load(text)
        elif text.startswith("#:schema "):
            schema, data = text.split("\n")[0].partition(" ")[2], tomllib.loads(text)
        else:
            continue
        file = path.parent / schema
        jsonschema.validate(data, json.loads(file.read_text()))
        found += 1
    assert found == 8  # settings, manifest, four specifications, two diagrams


# Completion ------------------------------------------------------------------------------------------


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    put(
        tmp_path,
        {
            "codegen/all": NODE,
            "other": NODE,
            "files/codegen/specifications/types/order.json": "{}",
        },
    )
    return tmp_path


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["ru"], ["run", "runs"]),
        (["new", ""], ["diagram", "generator", "spec"]),
        (["run", ""], ["codegen/all", "other"]),
        (["run", "co"], ["codegen/all"]),
        (["run", "--quiet", "o"], ["other"]),
        (["run", "--jobs", ""], []),
        (["run", "--jobs", "2", "o"], ["other"]),
        (["run", "other", ""], []),
        (["run", "other", "--che"], ["--check"]),
        (["validate", "other", "c"], ["codegen/all"]),
        (["graph", "other", "--format", "s"], ["svg"]),
        (["export", ""], ["order"]),
        (["completion", ""], ["bash", "fish", "zsh"]),
        (["help", "err"], ["errors"]),
    ],
)
def test_completion(workspace: Path, words: list[str], found: list[str]) -> None:
    done = dipeo(workspace, "complete", "--", *words)
    assert (done.code, done.out.splitlines(), done.err) == (0, found, "")


def test_completion_outside_a_workspace(tmp_path: Path) -> None:
    assert dipeo(tmp_path, "complete", "--", "run", "").out == ""


def test_bash_completes_names(workspace: Path) -> None:
    script = """
        eval "$(dipeo completion bash)"
        COMP_WORDS=(dipeo run co); COMP_CWORD=2
        _dipeo
        echo "${COMPREPLY[@]}"
    """
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=workspace,
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("codegen/all\n", "")


TYPED = [
    ("dipeo run co", ["codegen/all"]),
    ("dipeo run ", ["codegen/all", "other"]),
    ("dipeo new ", ["diagram", "generator", "spec"]),
    ("dipeo graph other --format s", ["svg"]),
    ("dipeo run other --che", ["--check"]),
    ("dipeo import fi", ["files/"]),
]


@pytest.mark.parametrize(("line", "found"), TYPED)
def test_fish_completes_what_is_typed(
    workspace: Path, line: str, found: list[str]
) -> None:
    script = "dipeo completion fish | source; complete --do-complete $argv[1]"
    done = subprocess.run(
        [shell("fish"), "--no-config", "-c", script, line],
        cwd=workspace,
        env=shell_environment(workspace),
        capture_output=True,
        text=True,
        check=False,
    )
    words = [word.partition("\t")[0] for word in done.stdout.splitlines()]
    assert (words, done.stderr) == (found, "")


# What zsh has made of the line when Ctrl-X is typed is left in a file.
ZSHRC = """
unsetopt beep
autoload -Uz compinit; compinit -u -D
eval "$(dipeo completion zsh)"
zstyle ':completion:*' list false
tell() { print -r -- "$BUFFER" > line; exit }
zle -N tell; bindkey '^X' tell
PROMPT='ready> '
"""


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("dipeo run co\t", "dipeo run codegen/all "),
        ("dipeo ne\tsp\t", "dipeo new spec "),
        ("dipeo graph other --format s\t", "dipeo graph other --format svg "),
        ("dipeo run other --che\t", "dipeo run other --check "),
        ("dipeo import fi\t", "dipeo import files/"),
    ],
)
def test_zsh_completes_what_is_typed(workspace: Path, typed: str, line: str) -> None:
    (workspace / ".zshrc").write_text(ZSHRC)
    terminal, inside = pty.openpty()
    zsh = subprocess.Popen(
        [shell("zsh"), "-i"],
        cwd=workspace,
        env=shell_environment(workspace),
        stdin=inside,
        stdout=inside,
        stderr=inside,
        start_new_session=True,
    )
    os.close(inside)
    try:
        said = b""
        while b"ready> " not in said:
            said += os.read(terminal, 4096)
        os.write(terminal, f"{typed}\x18".encode())
        with suppress(OSError):  # the terminal's end
            while os.read(terminal, 4096):
                pass
    finally:
        zsh.kill()
        zsh.wait()
        os.close(terminal)
    assert (workspace / "line").read_text() == f"{line}\n"


def shell(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name} here")
    return found


def shell_environment(folder: Path) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    home = str(folder)
    return {"PATH": path, "HOME": home, "ZDOTDIR": home, "TERM": "dumb"}


# Hooks -----------------------------------------------------------------------------------------------


def test_the_hooks_of_pre_commit_are_commands(tmp_path: Path) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["dipeo-check", "dipeo-breaking"]
    assert dipeo(tmp_path, "init", "--yes").code == 0
    assert dipeo(tmp_path, "run", "generate").code == 0
    check, breaking = (hook["entry"].split()[1:] for hook in hooks)
    assert dipeo(tmp_path, *check, "generate").code == 0
    assert dipeo(tmp_path, *breaking, ".").code == 0
    next((tmp_path / "backend").rglob("order.py")).unlink()
    assert dipeo(tmp_path, *check, "generate").code == 3
