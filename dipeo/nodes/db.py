"""`db`: reads, writes, appends to and lists documents of the workspace. All input and output goes through it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, Protocol

from dipeo.core.documents import format_of
from dipeo.core.plan import Inputs, Run
from dipeo.core.values import shorten
from dipeo.errors import MissingDocument, NodeError, Problem

FILLED = ("source_details",)
CONTENT_KEYS = ("generated_code", "code")


class DbNode(Protocol):
    """What this handler uses of the generated node."""

    @property
    def operation(self) -> str: ...
    @property
    def source_details(self) -> str: ...
    @property
    def format(self) -> str | None: ...


def run_db(node: DbNode, inputs: Inputs, run: Run) -> Any:
    """Read: the document's data. Write and append: `{"path"}`. List: the sorted paths that match a glob pattern."""
    path = node.source_details
    if node.operation == "read":
        format = node.format or format_of(path)
        return run.document(path, format)
    if node.operation == "list":
        return run.find(path)
    content = _encoded(_content(inputs, node.format or format_of(path)))
    if node.operation == "append":
        with suppress(MissingDocument):
            content = run.read(path) + content
        run.write(path, content, again=True)
    else:
        run.write(path, content, maker=inputs["in"].maker)
    return {"path": path}


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        found = text[error.start]
        message = f"line {line} of the text holds {found!a}, half a character, which no file can"
        raise NodeError([Problem(message)]) from None


def _content(inputs: Inputs, format: str) -> str:
    """The text to write: text as it is, an artefact's `generated_code`, other data as JSON where the path says JSON."""
    if "in" not in inputs:
        raise NodeError([Problem("nothing arrives at 'in' to be written")])
    data = inputs["in"].data
    if isinstance(data, str):
        return data
    if isinstance(data, dict):
        keys = [key for key in CONTENT_KEYS if key in data]
        if keys:
            text = data[keys[0]]
            if isinstance(text, str):
                return text
            message = f"{keys[0]!r} must be text, not {shorten(text, 60)}"
            raise NodeError([Problem(message)])
    if format == "json":
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    message = (
        "can write text, or a mapping with 'generated_code' as text, or data to a .json"
        f" path; not {shorten(inputs['in'], 60)}"
    )
    raise NodeError([Problem(message)])
