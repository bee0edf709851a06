"""Where data came from: the parts of a document, as a person finds them."""

from __future__ import annotations

from dipeo.core.documents import (
    Document,
    decode,
    format_of,
    json_document,
    read_yaml,
)
from dipeo.core.plan import Run
from dipeo.core.values import Value


def document_of(value: Value | None, run: Run) -> Document | None:
    """The document that a value was read from, with the places that its format tells; None for any other value."""
    if value is None or value.origin is None:
        return None
    return document_at(value.origin, run)


def document_at(path: str, run: Run) -> Document:
    """The document of the workspace at a path, with the places that its format tells."""
    text = decode(run.read(path), path)
    format = format_of(path)
    if format == "json":
        return json_document(text, path)
    if format == "yaml":
        return read_yaml(text, path)
    return Document(path, text)


def show_path(path: tuple[str | int, ...]) -> str:
    """`fields[2].type` for ("fields", 2, "type")."""
    shown = ""
    for part in path:
        shown += f"[{part}]" if isinstance(part, int) else f".{part}"
    return shown.removeprefix(".")
