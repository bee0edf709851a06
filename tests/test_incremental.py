"""Edits at random, each followed by a run: the tree is always that of a clean run from scratch."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from tests.incremental import from_scratch, make, outputs, run

NAMES = st.sampled_from(["a", "b", "c", "d", "e"])
WORDS = st.sampled_from(["one", "two", "six", "three"])
CODE = "files/codegen/code"
CODES = {
    f"{CODE}/words/letters.py": [
        "def upper(text):\n    return text.upper()\n",
        "def upper(text):\n    return text.lower()\n",
        "# a comment\ndef upper(text):\n    return text.upper()\n",
    ],
    f"{CODE}/words/shout.py": [
        "from .letters import upper\n\n\ndef shout(text):\n    return upper(text)\n",
        "def shout(text):\n    return text\n",
        "from . import letters\n\n\ndef shout(text):\n    return letters.upper(text) * 2\n",
    ],
    f"{CODE}/tasks.py": [
        'def main(inputs):\n    return {"tasks": [{"name": n} for n in inputs["in"]]}\n',
        'def main(inputs):\n    return {"tasks": [dict(name=n) for n in inputs["in"]]}\n',
        'def main(inputs):\n    return {"tasks": [{"name": n} for n in inputs["in"][::-1]]}\n',
    ],
}
TEMPLATES = {
    "files/item.j2": ["{title}: {body}\n", "{body}: {title}\n", "{title}, {body}\n"],
    "files/index.j2": ["Index of {count}\n", "{count} titles\n"],
}
FOLDERS = st.sampled_from(["out/", "out/more/"])


class Edits(RuleBasedStateMachine):
    """A person at work."""

    @initialize()
    def begin(self) -> None:
        self.home = tempfile.TemporaryDirectory()
        self.root = make(Path(self.home.name) / "here")
        self.scratch = Path(self.home.name) / "scratch"
        self.git("init", "-q")
        self.commits = 0
        self.save()

    def teardown(self) -> None:
        if hasattr(self, "home"):
            self.home.cleanup()

    def git(self, *arguments: str) -> None:
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", *who, *arguments], cwd=self.root, check=True)

    def save(self) -> None:
        self.git("add", "files")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        self.git("tag", f"c{self.commits}")
        self.commits += 1

    def write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, encoding="utf-8")

    @rule(names=st.lists(NAMES, unique=True))
    def manifest(self, names: list[str]) -> None:
        known = [n for n in names if (self.root / f"files/specs/{n}.json").exists()]
        self.write("files/manifest.json", json.dumps(known))

    @rule(name=NAMES, body=WORDS)
    def specification(self, name: str, body: str) -> None:
        text = json.dumps({"title": name.upper(), "body": body})
        self.write(f"files/specs/{name}.json", text)

    @rule(name=NAMES)
    def delete_specification(self, name: str) -> None:
        manifest = json.loads((self.root / "files/manifest.json").read_text())
        self.write(
            "files/manifest.json", json.dumps([n for n in manifest if n != name])
        )
        (self.root / f"files/specs/{name}.json").unlink(missing_ok=True)

    @rule(edit=st.sampled_from([(p, t) for p, ts in CODES.items() for t in ts]))
    def code(self, edit: tuple[str, str]) -> None:
        self.write(*edit)

    @rule(edit=st.sampled_from([(p, t) for p, ts in TEMPLATES.items() for t in ts]))
    def template(self, edit: tuple[str, str]) -> None:
        self.write(*edit)

    @rule(body=WORDS)
    def same_size_same_second(self, body: str) -> None:
        """The template again, with the times of before."""
        file = self.root / "files/item.j2"
        before = file.stat()
        file.write_text(
            body.ljust(before.st_size - 1, ".")[: before.st_size - 1] + "\n"
        )
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(folder=FOLDERS)
    def diagram(self, folder: str) -> None:
        file = self.root / "files/diagrams/one.light.yaml"
        text = file.read_text().replace("out/more/", "out/")
        file.write_text(text.replace("out/", folder))

    @rule(data=st.data())
    def delete_output(self, data: st.DataObject) -> None:
        made = sorted(outputs(self.root))
        if made:
            (self.root / data.draw(st.sampled_from(made))).unlink()

    @rule()
    def touch(self) -> None:
        for path in (self.root / "files").rglob("*"):
            os.utime(path)

    @rule()
    def commit(self) -> None:
        self.save()

    @precondition(lambda self: self.commits > 1)
    @rule(data=st.data())
    def switch(self, data: st.DataObject) -> None:
        """What is in `files/` becomes that of another commit."""
        at = data.draw(st.integers(0, self.commits - 1))
        self.git("rm", "-rqf", "--cached", "files")
        for path in sorted((self.root / "files").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        self.git("checkout", "-q", f"c{at}", "--", "files")

    @invariant()
    def equals_a_clean_run(self) -> None:
        if hasattr(self, "home"):
            expected = from_scratch(self.root, self.scratch)
            run(self.root)
            assert outputs(self.root) == expected


TestEdits = Edits.TestCase
TestEdits.settings = settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
