"""Generates the Pydantic model of a specification."""

from __future__ import annotations

from typing import Any

from ...shared.links import links_of
from ...shared.literals import Code
from ...shared.naming import class_name, fill_pattern
from ...shared.origin import origin, python_header
from ...shared.spec_loader import load_spec
from ...shared.spec_model import Spec
from ...shared.template_env import render
from ..utils.pydantic_helpers import Module
from ..utils.python_expressions import STEP
from ..utils.python_mapper import (
    attributes,
    docstring,
    import_line,
    import_names,
    import_order,
    node_class,
    relative_module,
)

TEMPLATE = "backend/pydantic_model.j2"
OUTPUT_PATTERN = "dipeo/diagram_generated/models/{node_name}_model.py"
"""Where the manifest of the seed puts the models; refs are imported from there."""

_TYPING = ("TYPE_CHECKING", "Annotated", "Any", "Literal")
_PYDANTIC = (
    "MISSING",
    "AfterValidator",
    "BaseModel",
    "BeforeValidator",
    "ConfigDict",
    "Field",
    "JsonValue",
)
_NEEDS = {
    "Integer": ("Annotated", "BeforeValidator"),
    "Date": ("Annotated", "AfterValidator", "Field", "_calendar_day"),
    "DateTime": ("Annotated", "AfterValidator", "Field", "_calendar_day"),
    "Uuid": ("Annotated", "Field"),
    "Json": ("Annotated", "AfterValidator", "JsonValue"),
    "_multiple_of": ("AfterValidator",),
    "_distinct": ("Any",),
}
"""What the template's definition of a name uses."""


def generate_pydantic_model(
    spec_data: dict[str, Any],
    template_content: str,
    output_pattern: str = OUTPUT_PATTERN,
) -> str:
    """The module with the model of a specification, as Python text. Raises SpecError."""
    return _generate(load_spec(spec_data), template_content, output_pattern)


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node."""
    spec = load_spec(inputs["spec_data"])
    pattern = inputs.get("output_pattern", OUTPUT_PATTERN)
    return {
        "generated_code": _generate(spec, inputs["template_content"], pattern),
        "filename": fill_pattern(pattern, spec.type).rpartition("/")[2],
        "node_name": spec.type,
        "summary": _summary(spec),
    }


def _generate(spec: Spec, template_content: str, output_pattern: str) -> str:
    module = Module(spec)
    uses = {"BaseModel", "ConfigDict"} | module.uses
    for name in module.uses:
        uses.update(_NEEDS.get(name, ()))
    references = _references(spec, output_pattern) if "references" in uses else []
    if references:
        uses.add("TYPE_CHECKING")
    values = {
        "header": python_header(origin(spec, TEMPLATE)),
        "docstring": docstring(f"The model of {spec.display_name}.", 0),
        "typing": import_names("typing", _TYPING, uses),
        "pydantic": import_names("pydantic", _PYDANTIC, uses),
        "references": references,
        "uses": uses,
        "models": module.models,
    }
    return render("python", template_content, values)


def _references(spec: Spec, pattern: str) -> list[Code]:
    """The imports of the models that this one refers to."""
    here = fill_pattern(pattern, spec.type)
    modules = {
        relative_module(here, fill_pattern(pattern, ref)): class_name(ref)
        for ref in spec.refs()
    }
    return [
        import_line(module, [modules[module]], STEP)
        for module in sorted(modules, key=import_order)
    ]


def _summary(spec: Spec) -> dict[str, Any]:
    """What the conversions need: the classes, and how the fields are called in them; and what checks need."""
    return {
        "is_node": spec.is_node,
        "model": class_name(spec.type),
        "node": node_class(spec.type),
        "fields": [field.name for field in spec.fields],
        "attributes": {
            name: own for name, own in attributes(spec).items() if name != own
        },
        "omitted": [
            field.name
            for field in spec.fields
            if not (field.required or field.has_default or field.type.takes_null)
        ],
        "links": links_of(spec),
    }
