"""Writes the JSON Schemas of light diagrams and of `dipeo.toml`, from what the engine itself reads them by.

python -m tools.editor_schemas
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dipeo.core.connections import STORE
from dipeo.core.light import BATCH_KEYS, EDGE_KEYS, NODE_KEYS, TOP_KEYS
from dipeo.workspace import CONNECTIONS, KEYS, TABLE, TEXT

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "files/codegen/schemas"
NODES = ROOT / "dipeo/models/schemas"
DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_ABOUT = {
    "version": ("The form of this file.", {"enum": ["light"]}),
    "name": ("What people call the diagram; its file names it.", _TEXT),
    "description": ("What the diagram is for; `dipeo list` shows it.", _TEXT),
    "nodes": ("The nodes.", {"type": "array", "items": {"$ref": "#/$defs/node"}}),
    "connections": (
        "What flows from where to where.",
        {"type": "array", "items": {"$ref": "#/$defs/connection"}},
    ),
    "outputs": (
        "What the diagram gives back: names of ports, which may be grouped.",
        {"$ref": "#/$defs/outputs"},
    ),
    "label": ("What the node is called, which connections name.", _TEXT),
    "type": ("What the node does.", {}),
    "id": ("A name for other tools.", _TEXT),
    "position": (
        "Where an editor draws the node.",
        {
            "type": "object",
            "properties": {"x": {"type": "number"}, "y": {"type": "number"}},
            "required": ["x", "y"],
            "additionalProperties": False,
        },
    ),
    "props": ("The node's own settings; they may stand beside its label too.", {}),
    "batch": ("Run once for each item of the list that arrives.", {"type": "boolean"}),
    "batch_input_key": ("The port at which the list arrives (`in`).", _TEXT),
    "batch_parallel": ("Whether items may run side by side.", {"type": "boolean"}),
    "source": ("Where the data comes from: `Label.port`, or `Label`.", _TEXT),
    "target": ("Where it goes: `Label.port`, or `Label` for its `in`.", _TEXT),
    "from": ("The same as `source`.", _TEXT),
    "to": ("The same as `target`.", _TEXT),
}


def diagram_schema() -> Schema:
    """The schema of a light diagram."""
    nodes = {path.name.partition(".")[0]: _json(path) for path in _node_files()}
    definitions: Schema = {}
    for schema in nodes.values():
        for name, definition in schema.get("$defs", {}).items():
            assert definitions.setdefault(name, definition) == definition, name
    return {
        "$schema": DRAFT,
        "$id": "diagram.schema.json",
        "$comment": "Written by tools/editor_schemas.py: `make schemas`.",
        "title": "Light diagram",
        "description": "What the engine itself checks when it reads a diagram, as far as a schema can say it.",
        "type": "object",
        "properties": _described(TOP_KEYS),
        "required": ["nodes"],
        "additionalProperties": False,
        "$defs": {
            "node": _node(nodes),
            "connection": _connection(),
            "outputs": {
                "type": "object",
                "additionalProperties": {"anyOf": [_TEXT, {"$ref": "#/$defs/outputs"}]},
            },
            **{name: definitions[name] for name in sorted(definitions)},
        },
    }


def _node_files() -> list[Path]:
    return sorted(NODES.glob("*.schema.json"))


def _node(nodes: dict[str, Schema]) -> Schema:
    common = _described((*NODE_KEYS, *BATCH_KEYS))
    common["type"] |= {"anyOf": [{"enum": sorted(nodes)}, {"type": "string"}]}
    return {
        "type": "object",
        "properties": common,
        "required": ["label", "type"],
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}},
                "then": _own(schema, list(common)),
            }
            for name, schema in sorted(nodes.items())
        ],
    }


def _own(schema: Schema, common: list[str]) -> Schema:
    """What nodes of a type may have, under `props` or beside their label."""
    props = {key: own for key, own in schema["properties"].items() if key != "type"}
    return {
        "description": schema.get("description", ""),
        "properties": {
            **{key: own for key, own in props.items() if key not in common},
            "props": {
                "type": ["object", "null"],
                "properties": props,
                "additionalProperties": False,
            },
        },
        "propertyNames": {
            "enum": [*common, *(key for key in props if key not in common)]
        },
    }


def _connection() -> Schema:
    named = _described(EDGE_KEYS)
    named["label"] = {"description": "The target's port.", **_TEXT}
    return {
        "type": "object",
        "properties": named,
        "oneOf": [{"required": ["source"]}, {"required": ["from"]}],
        "anyOf": [{"required": ["target"]}, {"required": ["to"]}],
        "additionalProperties": False,
    }


def _described(keys: tuple[str, ...]) -> Schema:
    return {key: {"description": _ABOUT[key][0], **_ABOUT[key][1]} for key in keys}


def settings_schema() -> Schema:
    """The schema of `dipeo.toml`."""
    return {
        "$schema": DRAFT,
        "$id": "dipeo.schema.json",
        "$comment": "Written by tools/editor_schemas.py: `make schemas`.",
        "title": "dipeo.toml",
        "description": "Where things are in a workspace. Every key may be left out.",
        "type": "object",
        "properties": {
            table: {
                "type": "object",
                "properties": {
                    key: {"description": about, **_kind(kind)}
                    for key, (kind, about) in keys.items()
                },
                "additionalProperties": False,
            }
            for table, keys in KEYS.items()
        }
        | {CONNECTIONS: _CONNECTIONS, STORE: _STORE},
        "additionalProperties": False,
    }


_FROM_ENVIRONMENT: Schema = {
    "type": "object",
    "properties": {"env": {"type": "string"}},
    "required": ["env"],
    "additionalProperties": False,
}
_CONNECTIONS: Schema = {
    "description": "Places beyond the workspace's files, by name: db nodes say `NAME:…`.",
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {
            "url": {
                "description": "Where it is, or the environment variable that says so.",
                "anyOf": [{"type": "string"}, _FROM_ENVIRONMENT],
            },
            "password": {
                "description": "The environment variable that holds it.",
                **_FROM_ENVIRONMENT,
            },
            "options": {
                "description": "What the library of the place is told beside.",
                "type": "object",
            },
        },
        "additionalProperties": False,
    },
}


_STORE: Schema = {
    "description": "Where a team shares the history of its runs.",
    "type": "object",
    "properties": {
        "url": {
            "description": "Of PostgreSQL or an SQLite file, the name of a connection,"
            " or the environment variable that holds the URL.",
            "anyOf": [{"type": "string"}, _FROM_ENVIRONMENT],
        },
        "password": {
            "description": "The environment variable that holds it.",
            **_FROM_ENVIRONMENT,
        },
    },
    "required": ["url"],
    "additionalProperties": False,
}


def _kind(kind: str) -> Schema:
    if kind == TEXT:
        return _TEXT
    if kind == TABLE:
        return {"type": "object", "additionalProperties": _TEXT}
    return {"type": "array", "items": _TEXT}


def _json(path: Path) -> Schema:
    found: Schema = json.loads(path.read_text(encoding="utf-8"))
    return found


def main() -> None:
    """Write both; Prettier lays them out."""
    for name, schema in (("diagram", diagram_schema()), ("dipeo", settings_schema())):
        text = json.dumps(schema, indent=2, ensure_ascii=False)
        (SCHEMAS / f"{name}.schema.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
