"""A workspace for tests: files in; what a command exits with and prints out."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from types import MappingProxyType
from typing import Any

from dipeo.cli import run_command
from dipeo.documentation import look_up


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended. Times stand in `out` and `err` as `0.00 s`; `more` are the pages that it named last."""

    code: int
    out: str
    err: str
    more: tuple[str, ...] = ()

    @property
    def events(self) -> list[dict[str, Any]]:
        """What `--json` printed."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def outputs(self) -> Any:
        assert (self.code, self.err) == (0, "")
        return self.events[-1]["outputs"]


def put(root: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder, their texts dedented. A name without a dot is a diagram's."""
    (root / "files/diagrams").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        inside = name if "." in name else f"files/diagrams/{name}.light.yaml"
        path = root / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).removeprefix("\n"), encoding="utf-8", newline="")
    return root


def tree(root: Path, folder: str = ".") -> dict[str, str]:
    """The files below a folder, but for the private ones."""
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8", "backslashreplace")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and ".dipeo" not in path.parts
    }


def dipeo(root: Path, *arguments: str, stdin: bytes = b"") -> Done:
    """Run a command in a folder, in this process."""
    out, err = io.StringIO(), io.StringIO()
    before = Path.cwd(), sys.stdin, signal.getsignal(signal.SIGTERM)
    os.chdir(root)
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = run_command(arguments)
    except SystemExit as exit:
        code = int(exit.code or 0)
    finally:
        os.chdir(before[0])
        sys.stdin = before[1]
        signal.signal(signal.SIGTERM, before[2])
    said, more = split_more(err.getvalue())
    return Done(code, _timeless(out.getvalue()), _timeless(said), more)


def ended(done: subprocess.CompletedProcess[str]) -> Done:
    """How a command in a process of its own ended."""
    said, more = split_more(done.stderr)
    return Done(done.returncode, done.stdout, said, more)


def split_more(text: str) -> tuple[str, tuple[str, ...]]:
    """What was said before the line that names pages of the documentation, and the pages, each of which is there."""
    before, found, last = text.rpartition("more: ")
    if not found:
        return text, ()
    pages = tuple(re.findall(r"`dipeo help ?([^`]*)`", last))
    commands = (f"`dipeo help {page}".rstrip() + "`" for page in pages)
    assert last == ", ".join(commands) + "\n"
    assert all(look_up(page.split()) for page in pages if page)
    return before, pages


DIAGRAM = "files/diagrams/d.light.yaml"
ECHO = "{label: E, type: code_job, source_details: e.py}"
ECHO_PY = "def main(inputs): return inputs"


def run_nodes(
    root: Path,
    nodes: Sequence[str],
    connections: Sequence[str] = (),
    files: Mapping[str, str] = MappingProxyType({}),
    inputs: Mapping[str, Any] = MappingProxyType({}),
) -> Done:
    """Run a diagram of these nodes, from line 2 on; a connection is `A.x > B.y`."""
    lines = ["nodes:", *(f"  - {node}" for node in nodes), "connections:"]
    for connection in connections:
        source, target = connection.split(" > ")
        lines.append(f"  - {{source: {source}, target: {target}}}")
    put(root, {"d": "\n".join(lines), "e.py": ECHO_PY, **files})
    return dipeo(root, "run", "d", "--json", "--input-data", json.dumps(dict(inputs)))


def failure(done: Done) -> str:
    """What a run said of a node that failed."""
    assert done.code == 1
    return done.err


def db(operation: str, path: str, more: str = "") -> str:
    return f"{{label: D, type: db, operation: {operation}, source_details: '{path}'{more}}}"


def _timeless(text: str) -> str:
    text = re.sub(r"\d+\.\d+ (m?s)\b", r"0.00 \1", text)
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "2000-01-01 00:00:00", text)
