"""The formatters of the generated languages: what they make of a text."""

from __future__ import annotations

import subprocess
import sys

from tests import nodejs
from tests.kit import ROOT

PRETTIER = """
import { format } from "prettier";
const answer = (texts) => Promise.all(texts.map(([parser, text]) => format(text, { parser })));
"""


def ruff(text: str) -> str:
    """The Python text as `ruff format` writes it."""
    command = [
        sys.executable,
        "-m",
        "ruff",
        "format",
        "--isolated",
        "--line-length",
        "88",
        "-",
    ]
    done = subprocess.run(
        command, input=text.encode(), capture_output=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def prettier(parser: str, *texts: str) -> list[str]:
    """The texts as Prettier writes them; `parser` is typescript, graphql or json."""
    answer: list[str] = nodejs.evaluate(PRETTIER, [[parser, text] for text in texts])
    return answer
