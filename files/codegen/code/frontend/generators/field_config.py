"""Generates the fields of a node type's form."""

from __future__ import annotations

import posixpath
from typing import Any, NamedTuple

from ...shared.literals import Code, typescript
from ...shared.naming import fill_pattern, title
from ...shared.origin import origin
from ...shared.spec_loader import load_spec
from ...shared.spec_model import Field, Spec
from ...shared.template_env import render
from ..utils.expressions import UNIT, WIDTH, data_line
from ..utils.imports import specifier
from ..utils.react_helpers import (
    UNIFIED_CONFIG,
    declaration,
    field_settings,
    fields_name,
)
from ..utils.type_expressions import type_import_line

TEMPLATE = "frontend/field_config.j2"
OUTPUT_PATTERN = "apps/web/src/core/config/fields/{node_name}Fields.ts"


def generate_field_config(
    spec_data: dict[str, Any],
    template_content: str,
    output_pattern: str = OUTPUT_PATTERN,
    types_path: str = UNIFIED_CONFIG,
) -> str:
    """The module with the fields of a node type's form, as TypeScript text. Raises SpecError.

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
        "summary": {"fields": fields_name(spec.type)},
    }


class FormField(NamedTuple):
    """A field: what every field has, and the lines of what else is set."""

    name: str
    label: Code
    input: str
    required: bool
    settings: list[Code]


def _generate(spec: Spec, template_content: str, path: str, types_path: str) -> str:
    start, export = declaration(fields_name(spec.type), "fields")
    values = {
        "header": typescript.comment(origin(spec, TEMPLATE)),
        "import": type_import_line("FieldConfig", specifier(path, types_path)),
        "start": start,
        "fields": [_form_field(field) for field in spec.fields],
        "empty": None if spec.fields else _empty(start),
        "export": export,
    }
    return render("typescript", template_content, values)


def _empty(start: Code) -> Code:
    """The declaration of a form without fields."""
    value = "[] as const satisfies readonly FieldConfig[];"
    fits = len(start) + 1 + len(value) <= WIDTH
    return Code(f"{start} {value}" if fits else f"{start}\n{UNIT}{value}")


def _form_field(field: Field) -> FormField:
    return FormField(
        field.name,
        typescript.property_lines("label", title(field.name), 2),
        field.ui.input_type,
        field.required,
        [data_line(key, value, 2) for key, value in field_settings(field).items()],
    )
