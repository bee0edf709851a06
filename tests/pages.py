"""Following a page of the documentation to the letter: its files are written, its commands are run, in its order."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.kit import ROOT
from tests.workspace import dipeo

_BLOCK = re.compile(
    r"^(?P<margin> *)```(?P<language>\w+)(?P<info>[^\n]*)\n(?P<text>.*?)^(?P=margin)```$",
    re.M | re.S,
)
INSTALLS = ("pip install", "npm install", "pipx install", "uv add")
"""What a reader installs, and a test has installed already."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block. `title` is the file that it is; `exits` the code that its last command ends with."""

    language: str
    text: str
    title: str
    exits: int


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page. ` ```sh exits="3" ` says that the last command ends so."""
    for found in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        margin = found["margin"]
        text = re.sub(rf"^{margin}", "", found["text"], flags=re.M)
        info = dict(re.findall(r'(\w+)="([^"]*)"', found["info"]))
        yield Block(
            found["language"], text, info.get("title", ""), int(info.get("exits", 0))
        )


class Reader:
    """Somebody at a shell who does what a page says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = ""
        modules = folder / "node_modules"
        if not modules.exists():
            modules.symlink_to(ROOT / "node_modules")

    def follow(self, page: Path) -> None:
        """Write and run what a page has, block by block; a `text` block is what the command before it prints."""
        for block in blocks(page):
            if block.title:
                path = self.folder / block.title
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, encoding="utf-8")
            elif block.language == "sh":
                self.shell(block)
            elif block.language == "text":
                assert _plain(block.text) in _plain(self.said), self.said

    def shell(self, block: Block) -> None:
        lines = block.text.replace("\\\n", "").splitlines()
        commands = [line for line in lines if shlex.split(line, comments=True)]
        for number, line in enumerate(commands, 1):
            if line.lstrip().startswith(INSTALLS):
                continue
            code = self.run(line)
            expected = block.exits if number == len(commands) else 0
            assert code == expected, f"{line}\n{self.said}"

    def run(self, line: str) -> int:
        """Run one command; what it printed is in `said`."""
        words = shlex.split(line, comments=True)
        if words[0] == "cd":
            self.folder = (self.folder / words[1]).resolve()
            return 0
        if words[0] == "dipeo" and not set("|<>&;$*") & set(line):
            done = dipeo(self.folder, *words[1:])
            self.said = done.out + done.err
            return done.code
        return self.process(line)

    def process(self, line: str) -> int:
        tools = [Path(sys.executable).parent, ROOT / "node_modules/.bin"]
        path = os.pathsep.join([*map(str, tools), os.environ["PATH"]])
        who = {"GIT_AUTHOR_NAME": "me", "GIT_AUTHOR_EMAIL": "me@example.org"}
        who |= {k.replace("AUTHOR", "COMMITTER"): v for k, v in who.items()}
        environment: dict[str, Any] = {**os.environ, **who, "PATH": path}
        done = subprocess.run(
            line,
            shell=True,
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.said = done.stdout + done.stderr
        return done.returncode


def _plain(text: str) -> str:
    """A text without times, and with what a page leaves out (`…`) left out."""
    text = re.sub(r"\d+\.\d+ s\b", "0.00 s", text)
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "2000-01-01 00:00:00", text)
    return text.strip()
