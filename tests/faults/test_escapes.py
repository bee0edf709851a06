"""Diagrams that try to leave their workspace, or to reach what is not theirs in it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.faults.project import Tree, put, tree
from tests.workspace import dipeo

READ = "nodes: [{label: D, type: db, operation: read, source_details: '{path}'}]"
WRITE = """\
nodes:
  - {label: S, type: start}
  - {label: D, type: db, operation: OPERATION, source_details: '{path}'}
connections:
  - {from: S, to: D}
"""
PATHS = (
    "../outside/secret.txt",
    "a/../../outside/secret.txt",
    "/etc/hostname",
    "~/x.txt",
    "C:/x.txt",
    "a\\..\\..\\x.txt",
    "a\0b",
    "link/secret.txt",
    "link/new.txt",
    "far/hostname",
    "file-link",
    "dangling",
    "loop",
    "git-link/config",
    ".git/config",
    "a/.GIT/config",
    ".dipeo/lock",
    ".dipeo/claims/x.json",
    "NUL",
    "com1.txt",
    "trailing./x.txt",
    "x" * 300,
    "y/" * 600 + "z",
    "in",
    "pipe",
)
TWINS = ("IN/new.txt", "in/A.TXT", "in/caf\u00e9.txt")  # may be read, as missing


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    put(tmp_path, {"outside/secret.txt": "secret"})
    put(root, {"in/a.txt": "a", "in/cafe\u0301.txt": "", ".git/config": "private"})
    links = {
        "link": "../outside",
        "far": "/etc",
        "file-link": "../outside/secret.txt",
        "dangling": "../outside/new.txt",
        "git-link": ".git",
        "loop": "loop",
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    os.mkfifo(root / "pipe")
    return root


def everything(root: Path) -> Tree:
    return tree(root.parent)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ascii(path)[:30])
@pytest.mark.parametrize("operation", ["read", "write", "append"])
def test_a_path_that_leads_away(root: Path, operation: str, path: str) -> None:
    text = READ if operation == "read" else WRITE.replace("OPERATION", operation)
    put(root, {"files/diagrams/d.light.yaml": text})
    before = everything(root)
    inputs = json.dumps({"path": path, "code": "pwned"})
    for check in ((), ("--check",)):
        done = dipeo(root, "run", "d", "--input-data", inputs, *check)
        assert (done.code, done.err[:7]) == (1, "error: "), done
        assert "Traceback" not in done.err
        assert "secret" not in done.out
        assert everything(root) == before


@pytest.mark.parametrize("path", TWINS, ids=ascii)
def test_a_path_that_is_the_twin_of_another(root: Path, path: str) -> None:
    put(root, {"files/diagrams/d.light.yaml": WRITE.replace("OPERATION", "write")})
    before = everything(root)
    inputs = json.dumps({"path": path, "code": "pwned"})
    for check in ((), ("--check",)):
        done = dipeo(root, "run", "d", "--input-data", inputs, *check)
        assert done.code == 1
        assert "neither case nor composition counts" in done.err
        assert everything(root) == before


@pytest.mark.parametrize(
    "pattern", ["../**", "/etc/*", "link/*", ".git/*", ".g*/*", "[.]git/*", ".dipeo/**"]
)
def test_a_pattern_that_leads_away_lists_nothing(root: Path, pattern: str) -> None:
    listing = "nodes: [{label: D, type: db, operation: list, source_details: '{path}'}]"
    put(root, {"files/diagrams/d.light.yaml": listing})
    inputs = json.dumps({"path": pattern})
    done = dipeo(root, "run", "d", "--json", "--input-data", inputs)
    last = json.loads(done.out.splitlines()[-1])
    assert last["outputs"].get("D", []) == []
    assert "Traceback" not in done.err


@pytest.mark.parametrize("source", ["../outside/x.py", "link/x.py", ".git/x.py"])
def test_code_from_elsewhere_does_not_run(root: Path, source: str) -> None:
    put(root.parent, {"outside/x.py": "raise SystemExit('pwned')"})
    put(root, {".git/x.py": "raise SystemExit('pwned')"})
    job = f"nodes: [{{label: D, type: code_job, source_details: {source}}}]"
    put(root, {"files/diagrams/d.light.yaml": job})
    done = dipeo(root, "run", "d")
    assert done.code in (1, 2)
    assert done.err.startswith("error: ")
    assert "pwned" not in done.err + done.out


@pytest.mark.parametrize("name", ["../outside/d", "link/d.light.yaml", "/etc/d.yaml"])
def test_a_diagram_from_elsewhere_does_not_run(root: Path, name: str) -> None:
    put(root.parent, {"outside/d.light.yaml": READ})
    put(root, {"files/diagrams/own.light.yaml": READ})
    done = dipeo(root, "run", name, "--input-data", '{"path": "in/a.txt"}')
    assert done.code == 2
    assert "is no diagram" in done.err or "lies outside the workspace" in done.err
