"""Where the parts of a function's inputs lie: in documents, by line, or in values that other nodes made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dipeo.convert.schema_source import pointer
from dipeo.core.documents import Document, decode, format_of, json_document, read_yaml
from dipeo.core.store import Store
from dipeo.core.values import Value

from .perturb import Path, at


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an input: its port, its path in the port's value, and the document it was read from, if it was."""

    port: str
    path: Path
    document: str | None
    inside: Path  # in the document, else in the port's value


def documents_in(
    inputs: Mapping[str, Value], origins: Mapping[str, str]
) -> Iterator[Part]:
    """The data that a call was given: each document in it, and each port that holds none."""
    for port, value in inputs.items():
        if isinstance(value.data, str) and value.origin:
            continue  # a template: its lines are told apart
        if value.origin is not None:
            yield Part(port, (), value.origin, ())
            continue
        listed = value.data if isinstance(value.data, list) else []
        inner = [origins.get(Value(item).digest) for item in listed]
        if any(inner):
            for index, origin in enumerate(inner):
                yield Part(port, (index,), origin, () if origin else (index,))
        else:
            yield Part(port, (), None, ())


class Places:
    """The lines of parts of documents."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[str, Document] = {}

    def document(self, path: str) -> Document:
        """A document with the places of its parts."""
        if path not in self._read:
            text = decode(self._store.read(path), path)
            read = read_yaml if format_of(path) == "yaml" else json_document
            self._read[path] = read(text, path)
        return self._read[path]

    def show(self, part: Part, inner: Path) -> str:
        """`files/…/order.json:12:5 #/fields/2/name = "status"`."""
        path = (*part.inside, *inner)
        if part.document is None:
            return f"{part.port}{pointer(path)}"
        place = self.document(part.document).place(path)
        return f"{place} {pointer(path)}"


def value_at(inputs: Mapping[str, Value], part: Part, inner: Path) -> Any:
    """The value of a part of an input."""
    return at(inputs[part.port].data, (*part.path, *inner))
