"""A corpus of hostile specifications, under the checkers and formatters of the languages as they come."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import graphql
import pytest

from tests import nodejs
from tests.backend_corpus import Corpus, write_corpus
from tests.formatters import prettier

RULES = "E,F,W,I,UP,B,C4,SIM,RUF"
AMBIGUOUS = "RUF001,RUF002,RUF003"  # characters that look like others: the author's own
GRAPHQL_JS = """
import { buildSchema, validateSchema } from "graphql";
const answer = (text) => validateSchema(buildSchema(text)).map(String);
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return write_corpus(tmp_path_factory.mktemp("corpus"), 90)


def report(corpus: Corpus, *command: str) -> str:
    """What a Python tool says of the corpus."""
    done = subprocess.run(
        [sys.executable, "-m", *command, "corpus"],
        cwd=corpus.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_ruff_would_format_nothing(corpus: Corpus) -> None:
    assert "already formatted" in report(
        corpus, "ruff", "format", "--isolated", "--diff"
    )


def test_ruff_finds_nothing(corpus: Corpus) -> None:
    check = ("ruff", "check", "--isolated")
    assert report(corpus, *check) == "All checks passed!\n"
    picky = (*check, "--select", RULES, "--ignore", f"E501,{AMBIGUOUS}")
    assert report(corpus, *picky) == "All checks passed!\n"


def test_only_first_lines_and_very_long_names_are_long(corpus: Corpus) -> None:
    command = (
        "ruff",
        "check",
        "--isolated",
        "--select",
        "E501",
        "--output-format",
        "json",
    )
    long_name = "a" * 100
    for found in json.loads(report(corpus, *command)):
        row = found["location"]["row"]
        line = Path(found["filename"]).read_text(encoding="utf-8").split("\n")[row - 1]
        assert row == 1 or long_name in line.lower(), line


def test_mypy_finds_nothing(corpus: Corpus) -> None:
    found = report(
        corpus, "mypy", "--strict", "--cache-dir", str(corpus.folder / "cache")
    )
    assert found.startswith("Success"), found


def test_all_schemas_are_one(corpus: Corpus) -> None:
    files = sorted((corpus.folder / "schemas").glob("*.graphql"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    assert prettier("graphql", *texts) == texts
    whole = "\n".join([*texts, "type Query { sample: Sample0OfMany }"])
    assert graphql.validate_schema(graphql.build_schema(whole)) == []
    assert nodejs.evaluate(GRAPHQL_JS, whole) == []


def test_every_module_is_imported_and_complete(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(corpus.folder)
    from importlib import import_module

    for type_, spec in corpus.specs.items():
        module = import_module(f"corpus.{type_}_model")
        name = "".join(word.capitalize() for word in type_.split("_"))
        assert getattr(module, name).model_rebuild() is not False
        if spec["kind"] == "node":
            node = import_module(f"corpus.{type_}_node")
            assert f"{name}NodeHandler" == getattr(node, f"{name}Node").HANDLER
