"""Reading how a form shows a field: `uiConfig` and `conditional`. Neither changes which values are valid."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from . import keys
from .members import Members
from .problems import Path, Problems, did_you_mean, show
from .spec_model import Conditional, Field, Type, Ui
from .value_check import fits

INPUTS = {
    "text": "text",
    "textarea": "textarea",
    "number": "number",
    "checkbox": "checkbox",
    "select": "select",
    "code": "code",
    "file": "file",
    "url": "url",
    "json": "json",
    "group": "group",
    "list": "list",
    "password": "password",
    # Names in published specifications.
    "filepath": "file",
    "personSelect": "text",
    "variableTextArea": "textarea",
    "maxIteration": "number",
}
"""Input type as it may be written -> the input type."""

_BY_TYPE = {"code": "code", "file_path": "file", "url": "url"}
_BY_KIND = {
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
_OPERATORS = ("equals", "not_equals", "in", "not_in")


def read_ui(field: Members, type_: Type, problems: Problems) -> Ui:
    """The form settings of a field; the input type follows from the field's type when not given."""
    name = str(field.get("type"))
    implied = _BY_TYPE.get(name) or _BY_KIND.get(type_.kind, "text")
    if "uiConfig" not in field:
        return _implied(implied)
    found = Members(
        field.get("uiConfig"), field.at("uiConfig"), keys.UI, "uiConfig", problems
    )
    low, high = found.number("min"), found.number("max")
    if low is not None and high is not None and low > high:
        found.problem("min", f"min {show(low)} is more than max {show(high)}")
    return Ui(
        input_type=_input_type(found, implied),
        placeholder=found.optional_text("placeholder"),
        rows=found.count("rows", least=1),
        column=found.count("column", least=1),
        language=found.optional_text("language"),
        min=low,
        max=high,
        options=tuple(
            _option(item, path, type_, problems)
            for item, path in found.array("options")
        ),
        collapsible=found.flag("collapsible"),
        read_only=found.flag("readOnly"),
        group=found.optional_text("group"),
    )


@cache
def _implied(input_type: str) -> Ui:
    return Ui(input_type)


def _input_type(found: Members, implied: str) -> str:
    if found.flag("password"):
        return "password"
    if "inputType" not in found:
        return implied
    written = found.text("inputType")
    if written not in INPUTS:
        hint = did_you_mean(written, INPUTS) or f"; it can be {', '.join(INPUTS)}"
        found.problem("inputType", f"{show(written)} is not an input type{hint}")
    return INPUTS.get(written, implied)


def _option(value: Any, path: Path, type_: Type, problems: Problems) -> tuple[str, str]:
    """An option's value and label; a string is both."""
    found = Members(value, path, keys.OPTION, "an option", problems, short="value")
    found.require("value")
    chosen = found.text("value")
    if type_.kind == "enum" and "value" in found and chosen not in type_.values:
        hint = did_you_mean(chosen, type_.values)
        found.problem("value", f"{show(chosen)} is not one of the field's values{hint}")
    return chosen, found.text("label", chosen)


def read_conditional(
    field: Members, siblings: Mapping[str, Field], problems: Problems
) -> Conditional | None:
    """The condition under which a field is shown, from `conditional` or, as published, `uiConfig.conditional`."""
    holder = field
    if "conditional" not in field and isinstance(field.get("uiConfig"), dict):
        holder = Members(
            field.get("uiConfig"), field.at("uiConfig"), keys.UI, "uiConfig", Problems()
        )
    if "conditional" not in holder:
        return None
    found = Members(
        holder.get("conditional"),
        holder.at("conditional"),
        keys.CONDITIONAL,
        "conditional",
        problems,
    )
    if not found.require("field"):
        return None
    name = found.text("field")
    if name not in siblings:
        hint = (
            did_you_mean(name, siblings)
            or f"; the fields beside it are {', '.join(siblings)}"
        )
        found.problem("field", f"no field beside this one is named {show(name)}{hint}")
        return None
    if name == field.get("name"):
        found.problem("field", "a field cannot depend on itself")
    values = _values(found, siblings[name], problems)
    operator = found.word(
        "operator", _OPERATORS, "in" if len(values) != 1 else "equals"
    )
    if operator in ("equals", "not_equals") and len(values) > 1:
        found.problem(
            "operator", f"{operator!r} compares with one value; use 'in' or 'not_in'"
        )
    return Conditional(name, values, operator)  # type: ignore[arg-type]


def _values(found: Members, target: Field, problems: Problems) -> tuple[Any, ...]:
    if "value" in found:
        written = [(found.get("value"), found.at("value"))]
        if "values" in found:
            found.problem("value", "a condition has 'values' or one 'value': not both")
    else:
        found.require("values")
        written = found.array("values")
        if not written and isinstance(found.get("values"), list):
            found.problem("values", "a condition needs at least one value")
    for value, path in written:
        if not fits(value, target.type, lambda ref: None):
            choices = target.type.values
            problems.add(
                path,
                f"{target.name!r} is never {show(value)}{did_you_mean(value, choices)}",
            )
    return tuple(value for value, _ in written)
