"""Diagrams for tests: their nodes, and what a run of one comes to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.workspace import Done, dipeo, put

# Functions that the diagrams here use: `source_details: f.py, function: give`.
FUNCTIONS = """
    def give(inputs):
        return inputs["in"]

    def echo(inputs):
        return inputs

    def mapping(inputs):
        return {"a": 1, "b": {"c": [2]}, "": 3, "x.y": 4, "zero": 0, "no": None}

    def fail(inputs):
        raise ValueError("no luck")

    def text(inputs):
        return "text"
"""


def run(root: Path, files: dict[str, str], *arguments: str, **inputs: Any) -> Done:
    """Run the diagram `d`."""
    put(root, {"f.py": FUNCTIONS, **files})
    given = ["--input-data", json.dumps(inputs)] if inputs else []
    return dipeo(root, "run", "d", "--json", *given, *arguments)


def nodes(done: Done, kind: str) -> list[str]:
    return [e["node"] for e in done.events if e["event"] == kind]


def code(label: str, function: str) -> str:
    """A node that calls one of the functions above."""
    return f"{{label: {label}, type: code_job, source_details: f.py, function: {function}}}"


def read(label: str, path: str) -> str:
    return f"{{label: {label}, type: db, operation: read, source_details: '{path}'}}"


def write(label: str, path: str) -> str:
    return f"{{label: {label}, type: db, operation: write, source_details: '{path}'}}"


def batch(label: str, function: str, more: str = "") -> str:
    return f"{code(label, function)[:-1]}, batch: true{more}}}"
