"""Generates the JSON Schema (2020-12) of a specification's values."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ..json_schema_types import DEFINITIONS, definitions, object_keywords
from ..languages import json
from ..links import links_of
from ..literals import Code
from ..naming import fill_pattern
from ..origin import origin
from ..spec_loader import load_spec, value_type
from ..spec_model import Spec
from ..template_env import render

TEMPLATE = "shared/json_schema.j2"
OUTPUT_PATTERN = "dipeo/models/schemas/{node_name}.schema.json"
"""Where our manifest puts the schemas; refs are relative to that."""

_COMMA, _NOTHING = Code(","), Code()


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
        "summary": {"id": _file_name(pattern, spec), "links": links_of(spec)},
    }


def _generate(spec: Spec, template_content: str, output_pattern: str) -> str:
    fields = value_type(spec).fields
    keywords = object_keywords(fields, spec.type, output_pattern)
    examples = [example["configuration"] for example in spec.examples]
    required = keywords.get("required")
    used = tuple(definitions(fields))
    values = {
        "id": _file_name(output_pattern, spec),
        "comment": origin(spec, TEMPLATE),
        "title": spec.display_name,
        "description": spec.description,
        "properties": _with_ends(
            {name: _keywords(schema) for name, schema in keywords["properties"].items()}
        ),
        "required": required and json.pretty(required, 1, 65),
        "examples": examples and json.pretty(examples, 1, 65 if used else 66),
        "definitions": _definitions(used),
    }
    return render("json", template_content, values)


def _file_name(pattern: str, spec: Spec) -> str:
    return fill_pattern(pattern, spec.type).rpartition("/")[2]


def _keywords(schema: Mapping[str, Any]) -> list[tuple[str, Any, Code]]:
    """The members of a schema three levels deep; a value with members of its own is laid out."""
    return [
        (
            keyword,
            json.pretty(value, 3, 70 - len(keyword) - len(end))
            if isinstance(value, dict | list)
            else value,
            end,
        )
        for keyword, value, end in _with_ends(schema)
    ]


@cache
def _definitions(names: tuple[str, ...]) -> list[tuple[str, Any, Code]]:
    return _with_ends({name: _keywords(DEFINITIONS[name]) for name in names})


def _with_ends(members: Mapping[str, Any]) -> list[tuple[str, Any, Code]]:
    """Each member with what follows it: a comma, but for the last."""
    last = len(members) - 1
    return [
        (name, value, _COMMA if at < last else _NOTHING)
        for at, (name, value) in enumerate(members.items())
    ]
