"""Published specifications of DiPeO's node types: JSON with `nodeType`. They load as they are; this says so."""

from __future__ import annotations

from typing import Any

from .draft import Draft, Json, spec_type
from .schema_source import Source


def read_node_spec(source: Source, draft: Draft) -> None:
    """Make a specification of a published one: what it holds is kept letter for letter."""
    data: Json = dict(source.data)
    name = data.pop("nodeType", None) or data.pop("node_type", None) or data.get("type")
    type_ = spec_type(str(name), draft.specs)
    if type_ != name:
        draft.lose(source.show(("nodeType",)), f"the type {name!r} becomes {type_!r}")
    data.pop("$schema", None)
    data.pop("type", None)
    spec: Json = {
        "$schema": "../../schemas/specification.schema.json",
        "type": type_,
        **data,
    }
    _remember(spec, (), source, draft)
    draft.specs[type_] = spec


def _remember(
    part: Any, path: tuple[str | int, ...], source: Source, draft: Draft
) -> None:
    if isinstance(part, dict):
        draft.made(part, source.show(path))
        for key, value in part.items():
            _remember(value, (*path, key), source, draft)
    elif isinstance(part, list):
        for index, value in enumerate(part):
            _remember(value, (*path, index), source, draft)
