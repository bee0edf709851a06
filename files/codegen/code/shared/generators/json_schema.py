"""Generates the JSON Schema (2020-12) of a specification's values."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ..json_schema_types import DEFINITIONS, definitions, object_keywords
from ..languages import json
from ..languages.characters import width
from ..literals import Code
from ..naming import fill_pattern
from ..origin import origin
from ..spec_loader import load_spec, value_type
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
    fields = value_type(spec).fields
    keywords = object_keywords(fields, spec.type, output_pattern)
    examples = [example["configuration"] for example in spec.examples]
    values = {
        "id": _file_name(output_pattern, spec),
        "comment": origin(spec, TEMPLATE),
        "title": spec.display_name,
        "description": spec.description,
        "properties": _members(keywords["properties"]),
        "required": _code("required", keywords["required"])
        if "required" in keywords
        else None,
        "examples": _code("examples", examples) if examples else None,
        "definitions": _definitions(tuple(definitions(fields))),
    }
    return render("json", template_content, values)


def _file_name(pattern: str, spec: Spec) -> str:
    return fill_pattern(pattern, spec.type).rpartition("/")[2]


def _members(schemas: Mapping[str, Any]) -> list[tuple[str, Code]]:
    """The members of an object two levels deep, the comma behind all but the last."""
    last = len(schemas) - 1
    return [
        (
            name,
            Code(json.pretty(value, 2, 71 - width(name)) + ("," if at < last else "")),
        )
        for at, (name, value) in enumerate(schemas.items())
    ]


@cache
def _definitions(names: tuple[str, ...]) -> list[tuple[str, Code]]:
    return _members({name: DEFINITIONS[name] for name in names})


def _code(key: str, value: Any) -> Code:
    """The value of a member one level deep."""
    return json.pretty(value, 1, 73 - len(key))
