"""Generates the registry of all node types: card, form, schema and handler of each."""

from __future__ import annotations

import posixpath
from typing import Any, NamedTuple

from ...shared.literals import Code, typescript
from ...shared.origin import TEMPLATES
from ...shared.template_env import render
from ..utils.expressions import name, property_line
from ..utils.imports import specifier
from ..utils.react_helpers import UNIFIED_CONFIG
from ..utils.type_expressions import import_line

TEMPLATE = "frontend/node_registry.j2"
OUTPUT_PATH = "apps/web/src/features/diagram-editor/config/nodeRegistry.ts"
"""Where the diagram of the seed writes the registry; what it imports is looked for from there."""


class Entry(NamedTuple):
    """A node type: the imports of its parts, and the lines of its definition."""

    imports: list[Code]
    key: Code
    parts: list[Code]


def generate_node_registry(
    frontend_configs: list[dict[str, Any]],
    backend_metadata: list[dict[str, Any]],
    template_content: str,
    output_path: str = OUTPUT_PATH,
) -> str:
    """The module with the registry, as TypeScript text.

    The items are those of the configurations and of the static nodes: `{"node_name", "path", "paths", "summary"}`.
    Raises ValueError when a node type has a configuration but no static node.
    """
    metadata = {item["node_name"]: item["summary"] for item in backend_metadata}
    configs = sorted(frontend_configs, key=lambda item: str(item["node_name"]))
    missing = [
        item["node_name"] for item in configs if item["node_name"] not in metadata
    ]
    if missing:
        raise ValueError(f"no static node is generated for {', '.join(missing)}")
    values = {
        "header": typescript.comment(
            f"Generated from {TEMPLATES}/{TEMPLATE} and every node type; edit those."
        ),
        "import": import_line(["defineNode"], specifier(output_path, UNIFIED_CONFIG)),
        "entries": [
            _entry(item, metadata[item["node_name"]], output_path) for item in configs
        ],
    }
    return render("typescript", template_content, values)


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node."""
    configs = inputs["frontend_configs"]
    code = generate_node_registry(
        configs["items"],
        inputs["backend_metadata"],
        configs["template_content"],
        inputs.get("output_path", OUTPUT_PATH),
    )
    return {"generated_code": code, "filename": posixpath.basename(OUTPUT_PATH)}


def _entry(item: dict[str, Any], metadata: dict[str, Any], output_path: str) -> Entry:
    names, paths = item["summary"], item["paths"]
    sources = {
        "config": item["path"],
        "fields": paths["field_config"],
        "schema": paths["typescript_model"],
    }
    execution = {
        "timeout": metadata["timeout"],
        "retryable": metadata["retryable"],
        "maxRetries": metadata["max_retries"],
        "requires": metadata["requires"],
    }
    return Entry(
        imports=[
            import_line([names[part]], specifier(output_path, path))
            for part, path in sources.items()
        ],
        key=Code(item["node_name"]),
        parts=[
            property_line("config", name(names["config"]), 2),
            property_line("fields", name(names["fields"]), 2),
            property_line("schema", name(names["schema"]), 2),
            typescript.property_lines("handler", metadata["handler"], 2),
            typescript.property_lines("execution", execution, 2),
        ],
    )
