"""What the page's forms and cards are made of, as JSON: the shapes of `unifiedConfig.ts`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ...shared.literals import Code, typescript
from ...shared.naming import camel, class_name, title
from ...shared.spec_model import Conditional, Field, Handle, Type, Ui
from .expressions import WIDTH

UNIFIED_CONFIG = "apps/web/src/features/diagram-editor/config/unifiedConfig.ts"
"""The types that the page's generated files are written against; written by hand."""

_INPUTS = {
    "integer": "number",
    "number": "number",
    "boolean": "checkbox",
    "enum": "select",
    "object": "group",
    "ref": "group",
    "array": "list",
    "map": "json",
    "union": "json",
    "any": "json",
}
"""How a value that is no field of its own is entered; the rest is text."""


def config_name(spec_type: str) -> str:
    """`personJobConfig`."""
    return f"{camel(class_name(spec_type))}Config"


def fields_name(spec_type: str) -> str:
    """`personJobFields`."""
    return f"{camel(class_name(spec_type))}Fields"


def declaration(name: str, short: str) -> tuple[Code, Code | None]:
    """The start of a constant; one whose name is too long for the line is exported in a line of its own."""
    start = f"export const {name} ="
    if len(start) + len(" {") <= WIDTH:
        return Code(start), None
    return Code(f"const {short} ="), Code(f"export {{ {short} as {name} }};")


@lru_cache(maxsize=256)  # most node types have the same ports
def handles_line(inputs: tuple[Handle, ...], outputs: tuple[Handle, ...]) -> Code:
    """The property `handles` of a card."""
    sides = {
        side: [
            {"id": each.id, "label": each.label, "position": each.position}
            for each in handles
        ]
        for side, handles in (("inputs", inputs), ("outputs", outputs))
    }
    return typescript.property_lines("handles", sides, 1)


def field_config(field: Field) -> dict[str, Any]:
    """A field of a form: what is set, in the order of `FieldConfig`."""
    return {
        "name": field.name,
        "label": title(field.name),
        "input": field.ui.input_type,
        "required": field.required,
        **field_settings(field),
    }


def field_settings(field: Field) -> dict[str, Any]:
    """What a field of a form may have beside what every field has."""
    ui, type_, limits = field.ui, field.type, field.type.constraints
    settings: dict[str, Any] = {}
    if field.description:
        settings["description"] = field.description
    if field.deprecated is not None:
        settings["deprecated"] = field.deprecated
    if field.has_default:
        settings["defaultValue"] = field.default
    for name, value in (
        ("placeholder", ui.placeholder),
        ("rows", ui.rows),
        ("column", ui.column),
        ("language", ui.language),
        ("collapsible", ui.collapsible or None),
        ("readOnly", ui.read_only or None),
        ("min", limits.minimum if ui.min is None else ui.min),
        ("max", limits.maximum if ui.max is None else ui.max),
    ):
        if value is not None:
            settings[name] = value
    settings.update(_value_settings(type_, ui))
    if field.conditional:
        settings["visibleWhen"] = _condition(field.conditional)
    return settings


def _value_settings(type_: Type, ui: Ui) -> dict[str, Any]:
    """How a value is entered, but for the input itself."""
    settings: dict[str, Any] = {}
    if type_.nullable:
        settings["nullable"] = True
    if ui.options or type_.values:
        settings["options"] = _options(type_, ui)
    if type_.fields:
        settings["fields"] = [field_config(field) for field in type_.fields]
    if type_.item is not None:
        settings["item"] = _inner_config(type_.item)
    if type_.discriminator is not None:
        settings["discriminator"] = type_.discriminator
        settings["variants"] = _variants(type_)
    if type_.ref is not None:
        settings["ref"] = type_.ref
    return settings


def _inner_config(type_: Type) -> dict[str, Any]:
    input_type = _INPUTS.get(type_.kind, "text")
    bounds = {"min": type_.constraints.minimum, "max": type_.constraints.maximum}
    return {
        "input": input_type,
        **{name: bound for name, bound in bounds.items() if bound is not None},
        **_value_settings(type_, Ui(input_type)),
    }


def _options(type_: Type, ui: Ui) -> list[dict[str, str]]:
    options = ui.options or [(value, value) for value in type_.values]
    return [{"value": value, "label": label} for value, label in options]


def _variants(type_: Type) -> list[dict[str, Any]]:
    """The alternatives that are told apart by a constant; a ref brings its own."""
    return [
        {
            "value": field.type.const,
            "fields": [field_config(each) for each in variant.fields],
        }
        for variant in type_.variants
        for field in variant.fields
        if field.name == type_.discriminator
    ]


def _condition(conditional: Conditional) -> dict[str, Any]:
    return {
        "field": conditional.field,
        "operator": conditional.operator,
        "values": list(conditional.values),
    }
