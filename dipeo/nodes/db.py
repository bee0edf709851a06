"""`db`: documents of the workspace and of elsewhere, and rows of tables. All input and output goes through it."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any, Protocol

from dipeo.core.connections import KINDS, ONLY_READ, scheme_of, shown
from dipeo.core.documents import format_of
from dipeo.core.plan import Inputs, Run
from dipeo.core.values import shorten
from dipeo.errors import MissingDocument, NodeError, Problem

from . import tables

FILLED = ("source_details", "table", "parameters")
WHOLE = ("parameters",)
READING = ("read", "list")
CONTENT_KEYS = ("generated_code", "code")


class DbNode(tables.SqlNode, Protocol):
    """What this handler uses of the generated node."""

    @property
    def sub_type(self) -> str: ...
    @property
    def format(self) -> str | None: ...


def run_db(node: DbNode, inputs: Inputs, run: Run) -> Any:
    """Read: the document's data. Write, append and delete: `{"path"}`. List: the sorted paths that match a glob pattern.
    Of SQL as `tables.run_sql` says.
    """
    kind, path = _kind(node), node.source_details
    if kind == "sql":
        return tables.run_sql(node, inputs, run)
    if kind != "file":
        path = run.address(path, kind)
        if node.operation not in READING and scheme_of(path) in ONLY_READ:
            raise NodeError([Problem(_only_read(path))])
    if node.cache == "never":
        run.never_reuse()
    format = node.format or format_of(re.split(r"::|\?", path)[0])
    if node.operation == "read":
        return run.document(path, format)
    if node.operation == "list":
        return run.find(path)
    if node.operation == "delete":
        run.delete(path)
        return {"path": path}
    content = _encoded(_content(inputs, format))
    if node.operation == "append":
        with suppress(MissingDocument):
            content = run.read(path) + content
        run.write(path, content, again=True)
    else:
        run.write(path, content, maker=inputs["in"].maker)
    return {"path": path}


def _kind(node: DbNode) -> str:
    """What the place is: its URL says it, else the node."""
    return KINDS.get(scheme_of(node.source_details) or "", node.sub_type)


def problems(node: DbNode) -> list[str]:
    """What is wrong with the props together."""
    kind = _kind(node)
    if kind == "sql":
        return tables.problems_of_sql(node)
    if node.operation not in READING and scheme_of(node.source_details) in ONLY_READ:
        return [_only_read(node.source_details)]
    if "{" in node.source_details:
        return []  # it may become a URL
    given = [name for name in tables.PROPS if getattr(node, name) is not None]
    if node.operation == "query" or given:
        what = "the operation query" if node.operation == "query" else f"`{given[0]}`"
        return [f"{what} is for SQL: say `sub_type: sql`, or a URL like sqlite:///…"]
    return []


def _only_read(url: str) -> str:
    return f"{shown(url)!r} can only be read and listed"


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
