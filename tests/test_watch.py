"""`dipeo watch`, as a process: each change is followed by a run, and nothing else is."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest

from tests.commands import refused
from tests.incremental import from_scratch, make, outputs
from tests.workspace import dipeo, put

SECONDS = 60.0  # far more than a run takes, on a busy machine too
WATCHING = "watching for changes, until Ctrl-C"
NOTHING = f"nothing was written; {WATCHING}"
CODE = "files/codegen/code"
ALL = "files/diagrams/all.light.yaml"


def replace(root: Path, path: str, old: str, new: str) -> None:
    """Edit a file at one stroke, as editors do: half of an edit would be a change of its own."""
    text = (root / path).read_text()
    assert old in text
    beside = root.parent / "edited"
    beside.write_text(text.replace(old, new))
    beside.replace(root / path)


class Watching:
    """A process that watches, with the lines that it has printed."""

    def __init__(self, root: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dipeo", "watch", *options],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: Queue[str] = Queue()
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def until_it_waits(self) -> list[str]:
        """What it prints, up to where it watches again."""
        found = [self.lines.get(timeout=SECONDS)]
        while not found[-1].endswith(WATCHING):
            found.append(self.lines.get(timeout=SECONDS))
        return found

    def end(self, number: int = signal.SIGINT) -> tuple[int, list[str]]:
        """The exit code, and what it printed since it was asked last."""
        self.process.send_signal(number)
        code = self.process.wait(SECONDS)
        rest = []
        while not self.lines.empty():
            rest.append(self.lines.get())
        return code, rest


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path / "here")


@pytest.fixture
def watch(root: Path) -> Iterator[Callable[..., Watching]]:
    started: list[Watching] = []

    def start(*options: str) -> Watching:
        started.append(Watching(root, *(options or ("all",))))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()
        assert one.process.stdout is not None
        one.process.stdout.close()


def test_every_kind_of_change_is_followed_by_a_run(
    root: Path, watch: Callable[..., Watching], tmp_path: Path
) -> None:
    one = watch()
    assert one.until_it_waits()[-1] == WATCHING
    for path, old, new, ran in (
        ("files/specs/b.json", "second", "next", "Each[1]"),
        ("files/item.j2", ": ", " = ", "Each[0]"),
        ("files/manifest.json", '"b", ', "", "Manifest"),
        (f"{CODE}/words/letters.py", "upper()", "lower()", "Each[0]"),
        ("files/diagrams/one.light.yaml", "out/", "out/more/", "Each[0]"),
        (ALL, "out/index.txt", "out/toc.txt", "Write Index"),
    ):
        replace(root, path, old, new)
        told = one.until_it_waits()
        assert told[:2] == ["", f"{path} changed"]
        assert any(line.startswith(f"{ran}: runs because ") for line in told), told
        assert outputs(root) == from_scratch(root, tmp_path / "scratch")
    assert one.end() == (130, [])


def test_it_survives_what_is_broken(root: Path, watch: Callable[..., Watching]) -> None:
    one = watch()
    one.until_it_waits()
    replace(root, ALL, "nodes:", "nodes: [")
    broken = one.until_it_waits()
    assert broken[:2] == ["", f"{ALL} changed"]
    assert broken[2].startswith(f"error: {ALL}:")
    assert broken[-1] == NOTHING
    replace(root, ALL, "nodes: [", "nodes:")
    assert one.until_it_waits()[-1] == WATCHING
    (root / "files/specs/b.json").rename(root / "files/specs/x.json")
    assert "files/specs/b.json is gone" in (gone := one.until_it_waits())
    assert gone[-1] == NOTHING
    (root / "files/specs/x.json").rename(root / "files/specs/b.json")
    back = one.until_it_waits()
    assert back[1:3] == ["files/specs/b.json is new", "files/specs/x.json is gone"]
    assert back[-1] == WATCHING
    assert one.end() == (130, [])


def test_a_first_run_that_fails_waits_for_what_it_lacks(
    root: Path, watch: Callable[..., Watching]
) -> None:
    (root / "files/item.j2").rename(root / "away.j2")
    one = watch()
    assert one.until_it_waits()[-1] == NOTHING
    (root / "away.j2").rename(root / "files/item.j2")
    assert one.until_it_waits()[-1] == WATCHING
    assert "out/a.txt" in outputs(root)
    assert one.end() == (130, [])


LISTING = {
    "names": """
        nodes:
          - {label: Find, type: db, operation: list, source_details: 'in/*.txt'}
          - {label: Write, type: db, operation: write, source_details: out/names.json}
        connections:
          - {from: Find, to: Write}
    """,
    "in/a.txt": "a\n",
}


def test_what_a_pattern_finds_counts(
    root: Path, watch: Callable[..., Watching]
) -> None:
    put(root, LISTING)
    one = watch("names")
    one.until_it_waits()
    (root / "in/b.txt").write_text("b\n")
    assert one.until_it_waits()[1] == "in/b.txt is new"
    (root / "in/a.txt").rename(root / "in/c.txt")
    renamed = one.until_it_waits()
    assert renamed[1:3] == ["in/a.txt is gone", "in/c.txt is new"]
    assert json.loads((root / "out/names.json").read_text()) == ["in/b.txt", "in/c.txt"]
    assert one.end() == (130, [])


def test_only_what_the_run_reads_counts(
    root: Path, watch: Callable[..., Watching]
) -> None:
    """Whatever else changes first, the next run is the one of the change that counts."""
    one = watch()
    one.until_it_waits()
    (root / "notes.txt").write_text("of no interest")
    (root / "files/specs/other.json").write_text("{}")
    (root / ".dipeo/x").write_text("private")
    (root / "out/a.txt").touch()
    replace(root, "files/specs/c.json", "third", "last")
    assert one.until_it_waits()[:3] == [
        "",
        "files/specs/c.json changed",
        "Each[2]: runs because files/specs/c.json changed",
    ]
    assert one.end() == (130, [])


def test_inputs_from_a_file_are_read_again(
    root: Path, watch: Callable[..., Watching]
) -> None:
    (root / "given.json").write_text('{"name": "a"}')
    one = watch("one", "--input-data", "@given.json")
    one.until_it_waits()
    replace(root, "given.json", '"a"', '"b"')
    assert one.until_it_waits()[1] == "given.json changed"
    assert outputs(root)["out/b.txt"] == "B: SECOND\n!"
    assert one.end() == (130, [])


def test_a_diagram_that_there_is_none_of_is_refused(root: Path) -> None:
    said = "there is no diagram 'al', did you mean 'all'?"
    assert refused(dipeo(root, "watch", "al")) == said
