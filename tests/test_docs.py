"""What the documents say can be done, done; what they point at is there."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dipeo.kit.starter import starter
from tests import test_site
from tests.kit import ROOT
from tests.workspace import dipeo

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
# Pages that begin in an empty folder; others follow them there.
FOLLOWED = {
    "docs/add-a-target.md",
    *(f"docs/{page}.md" for page in test_site.FOLLOWED),
}
# What a project has that has been made, and what a document calls a diagram of any name.
STARTER = {
    *starter({"python": "models"}),
    "files/codegen/kit.zip",
    "files/diagrams/NAME.light.yaml",
}
NAMES = [document.relative_to(ROOT).as_posix() for document in DOCUMENTS]


def commands(document: str) -> Iterator[list[str]]:
    """The shell commands in a document's fenced and indented blocks, as words."""
    text = (ROOT / document).read_text(encoding="utf-8")
    fenced = re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^    (?:make|dipeo)\b.*$", text, flags=re.MULTILINE)
    for line in [line for block in [*fenced, *indented] for line in block.splitlines()]:
        words = shlex.split(line, comments=True)
        if words:
            yield [words[0].removeprefix(".venv/bin/"), *words[1:]]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project's kit after the first command that the README shows."""
    root = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "files", root / "files")
    assert dipeo(root, "run", "codegen/master/generate_all", "--light").code == 0
    return root


@pytest.mark.parametrize("document", [n for n in NAMES if n not in FOLLOWED])
def test_every_command_runs(document: str, workspace: Path) -> None:
    for name, *arguments in commands(document):
        if name == "make":
            targets = [word for word in arguments if "=" not in word]
            assert all(f"\n{target}: " in MAKEFILE for target in targets), targets
        else:
            assert name == "dipeo"
            done = dipeo(workspace, *arguments)
            assert (done.code, done.err) == (0, ""), arguments


@pytest.mark.parametrize("document", NAMES)
def test_every_link_leads_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", text)
    folder = (ROOT / document).parent
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("document", NAMES)
def test_every_path_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    folders = "files|dipeo|apps|tests|benchmarks|tools|docs"
    paths = re.findall(rf"`((?:{folders})/[\w./-]*(?:/|\.\w+))`", text)
    assert [
        path for path in paths if not (ROOT / path).exists() and path not in STARTER
    ] == []


def test_help_lists_every_target() -> None:
    rules = set(re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, flags=re.MULTILINE))
    assert rules == set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, flags=re.MULTILINE))
