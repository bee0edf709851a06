"""Generates the JSON Schema (2020-12) of a specification's values."""

from __future__ import annotations

from typing import Any

from ..json_schema_types import definitions, object_keywords
from ..languages import json
from ..layout import render as lay_out
from ..literals import Code
from ..naming import fill_pattern
from ..origin import origin
from ..spec_loader import load_spec, type_field
from ..spec_model import Spec
from ..template_env import render

TEMPLATE = "shared/json_schema.j2"
OUTPUT_PATTERN = "dipeo/models/schemas/{node_name}.schema.json"
"""Where our manifest puts the schemas; refs are relative to that."""


def generate_json_schema(
    spec_data: dict[str, Any],
    template_content: str,
    output_pattern: str = OUTPUT_PATTERN,
) -> str:
    """The schema of a specification's values, as JSON text. Raises SpecError."""
    return _generate(load_spec(spec_data), template_content, output_pattern)


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node."""
    spec = load_spec(inputs["spec_data"])
    pattern = inputs.get("output_pattern", OUTPUT_PATTERN)
    return {
        "generated_code": _generate(spec, inputs["template_content"], pattern),
        "filename": _file_name(pattern, spec),
        "node_name": spec.type,
        "summary": {"id": _file_name(pattern, spec), "refs": list(spec.refs())},
    }


def _generate(spec: Spec, template_content: str, output_pattern: str) -> str:
    fields = ((type_field(spec.type),) if spec.is_node else ()) + spec.fields
    keywords = object_keywords(fields, spec.type, output_pattern)
    values = {
        "id": _file_name(output_pattern, spec),
        "comment": origin(spec, TEMPLATE),
        "title": spec.display_name,
        "description": spec.description,
        "properties": _members(keywords["properties"], level=2),
        "required": _code(
            keywords.get("required", []), level=1, column=len('  "required": ')
        ),
        "examples": _code(
            [e["configuration"] for e in spec.examples], level=1, column=14
        ),
        "has_required": "required" in keywords,
        "has_examples": bool(spec.examples),
        "definitions": _members(definitions(fields), level=2),
    }
    return render("json", template_content, values)


def _file_name(pattern: str, spec: Spec) -> str:
    return fill_pattern(pattern, spec.type).rpartition("/")[2]


def _members(schemas: dict[str, Any], level: int) -> list[Code]:
    """Each member of an object as a line or lines of its own, without the comma."""
    return [
        Code(
            lay_out(
                (json.string(key), ": ", json.document(value)),
                width=79,
                unit="  ",
                level=level,
            )
        )
        for key, value in schemas.items()
    ]


def _code(value: Any, level: int, column: int) -> Code:
    return Code(
        lay_out(json.document(value), width=79, unit="  ", level=level, column=column)
    )
