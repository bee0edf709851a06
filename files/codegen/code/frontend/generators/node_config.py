"""Generates the configuration of a node type's card: how it looks, its ports, what a new node holds."""

from __future__ import annotations

import posixpath
from typing import Any

from ...shared.literals import typescript
from ...shared.naming import class_name, fill_pattern
from ...shared.origin import origin
from ...shared.spec_loader import load_spec
from ...shared.spec_model import Spec
from ...shared.template_env import render
from ..utils.expressions import data_line
from ..utils.imports import specifier
from ..utils.react_helpers import (
    UNIFIED_CONFIG,
    config_name,
    declaration,
    fields_name,
    handles_line,
)
from ..utils.type_expressions import type_import_line

TEMPLATE = "frontend/node_config.j2"
OUTPUT_PATTERN = (
    "apps/web/src/features/diagram-editor/config/nodes/{node_name}Config.ts"
)


def generate_node_config(
    spec_data: dict[str, Any],
    template_content: str,
    output_pattern: str = OUTPUT_PATTERN,
    types_path: str = UNIFIED_CONFIG,
) -> str:
    """The module with the configuration of a node type, as TypeScript text. Raises SpecError.

    `types_path` is the module of the types that it is written against.
    """
    spec = load_spec(spec_data)
    path = fill_pattern(output_pattern, spec.type)
    return _generate(spec, template_content, path, types_path)


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node."""
    spec = load_spec(inputs["spec_data"])
    path = fill_pattern(inputs.get("output_pattern", OUTPUT_PATTERN), spec.type)
    types_path = inputs.get("types_path", UNIFIED_CONFIG)
    code = _generate(spec, inputs["template_content"], path, types_path)
    return {
        "generated_code": code,
        "filename": posixpath.basename(path),
        "node_name": spec.type,
        "summary": {
            "config": config_name(spec.type),
            "fields": fields_name(spec.type),
            "schema": f"{class_name(spec.type)}Schema",
        },
    }


def _generate(spec: Spec, template_content: str, path: str, types_path: str) -> str:
    start, export = declaration(config_name(spec.type), "config")
    values = {
        "header": typescript.comment(origin(spec, TEMPLATE)),
        "import": type_import_line("NodeConfig", specifier(path, types_path)),
        "start": start,
        "type": spec.type,
        "icon": spec.icon,
        "handles": handles_line(spec.inputs, spec.outputs),
        "defaults": data_line("defaults", _calculate_default_values(spec), 1),
        "groups": typescript.property_lines(
            "groups", _group_fields_by_category(spec), 1
        ),
        "export": export,
    }
    for key, text in (
        ("label", spec.display_name),
        ("category", spec.category),
        ("color", spec.color),
        ("description", spec.description),
    ):
        values[key] = typescript.property_lines(key, text, 1)
    return render("typescript", template_content, values)


def _calculate_default_values(spec: Spec) -> dict[str, Any]:
    """What a new node holds."""
    return {field.name: field.default for field in spec.fields if field.has_default}


def _group_fields_by_category(spec: Spec) -> list[dict[str, Any]]:
    """The fields of each group of the form, in the order of their first fields."""
    groups: dict[str | None, list[str]] = {}
    for field in spec.fields:
        groups.setdefault(field.ui.group, []).append(field.name)
    return [{"label": label, "fields": names} for label, names in groups.items()]
