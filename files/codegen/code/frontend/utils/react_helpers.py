"""What the page's forms and cards are made of, as JSON: the shapes of `unifiedConfig.ts`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...shared.literals import Code
from ...shared.naming import camel, class_name, title
from ...shared.spec_model import Conditional, Field, Handle, Type, Ui
from .expressions import UNIT, WIDTH

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


def declaration(name: str, bracket: str) -> tuple[Code, int]:
    """The start of a constant with a literal, and the indentation that a name as long as this one gives it."""
    line = f"export const {name} = {bracket}"
    if len(line) <= WIDTH:
        return Code(line), 0
    return Code(f"export const {name} =\n{UNIT}{bracket}"), 1


def handle_configs(handles: Iterable[Handle]) -> list[dict[str, str]]:
    """The ports of one side of a card."""
    return [
        {"id": each.id, "label": each.label, "position": each.position}
        for each in handles
    ]


def field_config(field: Field) -> dict[str, Any]:
    """A field of a form: what is set, in the order of `FieldConfig`."""
    ui = field.ui
    config: dict[str, Any] = {
        "name": field.name,
        "label": title(field.name),
        "input": ui.input_type,
        "required": field.required,
    }
    if field.description:
        config["description"] = field.description
    if field.deprecated is not None:
        config["deprecated"] = field.deprecated
    if field.has_default:
        config["defaultValue"] = field.default
    config.update(_appearance(ui))
    config.update(_value_config(field.type, ui))
    if field.conditional:
        config["visibleWhen"] = _condition(field.conditional)
    return config


def _appearance(ui: Ui) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "placeholder": ui.placeholder,
        "rows": ui.rows,
        "column": ui.column,
        "language": ui.language,
        "collapsible": ui.collapsible or None,
        "readOnly": ui.read_only or None,
    }
    return {name: value for name, value in settings.items() if value is not None}


def _value_config(type_: Type, ui: Ui) -> dict[str, Any]:
    """How the value is entered, but for the input itself."""
    limits = type_.constraints
    settings: dict[str, Any] = {
        "nullable": type_.nullable or None,
        "min": limits.minimum if ui.min is None else ui.min,
        "max": limits.maximum if ui.max is None else ui.max,
        "options": _options(type_, ui) or None,
        "fields": [field_config(field) for field in type_.fields] or None,
        "item": None if type_.item is None else _inner_config(type_.item),
        "discriminator": type_.discriminator,
        "variants": _variants(type_) or None,
        "ref": type_.ref,
    }
    return {name: value for name, value in settings.items() if value is not None}


def _inner_config(type_: Type) -> dict[str, Any]:
    input_type = _INPUTS.get(type_.kind, "text")
    return {"input": input_type, **_value_config(type_, Ui(input_type))}


def _options(type_: Type, ui: Ui) -> list[dict[str, str]]:
    options = ui.options or [(value, value) for value in type_.values]
    return [{"value": value, "label": label} for value, label in options]


def _variants(type_: Type) -> list[dict[str, Any]]:
    """The alternatives that are told apart by a constant; a ref brings its own."""
    if type_.discriminator is None:
        return []
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
