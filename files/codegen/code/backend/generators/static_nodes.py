"""Generates the static node of a specification: the frozen value that a handler receives."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...shared.literals import Code
from ...shared.naming import class_name, fill_pattern
from ...shared.origin import origin, python_header
from ...shared.spec_loader import load_spec
from ...shared.spec_model import Field, Spec
from ...shared.template_env import render
from ..utils.python_expressions import (
    STEP,
    Expression,
    call,
    named,
    subscript,
    tuple_of,
    value,
)
from ..utils.python_mapper import (
    about,
    assignment,
    attributes,
    declaration,
    docstring,
    handler_class,
    import_names,
    infers,
    literal_type,
    map_to_python_type,
    node_class,
    union,
)

TEMPLATE = "backend/static_nodes.j2"
OUTPUT_PATTERN = "dipeo/core/static/generated/{node_name}_node.py"

_DATACLASSES = ("dataclass", "field")
_TYPES = ("EllipsisType",)
_TYPING = ("Any", "ClassVar", "Literal", "cast")


class Line(NamedTuple):
    """An attribute of the class, with its docstring, which may be ''."""

    code: Code
    docstring: Code


def generate_static_node(spec_data: dict[str, Any], template_content: str) -> str:
    """The module with the dataclass of a specification, as Python text. Raises SpecError."""
    return _generate(load_spec(spec_data), template_content)


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node."""
    spec = load_spec(inputs["spec_data"])
    pattern = inputs.get("output_pattern", OUTPUT_PATTERN)
    return {
        "generated_code": _generate(spec, inputs["template_content"]),
        "filename": fill_pattern(pattern, spec.type).rpartition("/")[2],
        "node_name": spec.type,
        "summary": _summary(spec),
    }


def _generate(spec: Spec, template_content: str) -> str:
    uses = {"dataclass"}
    names = attributes(spec)
    if spec.is_node:
        uses.update(("ClassVar", "Literal"))
    lines = [_line(field, names[field.name], uses) for field in spec.fields]
    what = "node" if spec.is_node else "value"
    values = {
        "header": python_header(origin(spec, TEMPLATE)),
        "docstring": docstring(f"The static {what} of {spec.display_name}.", 0),
        "dataclasses": import_names("dataclasses", _DATACLASSES, uses),
        "types": import_names("types", _TYPES, uses),
        "typing": import_names("typing", _TYPING, uses),
        "name": Code(_class(spec)),
        "class_docstring": docstring(about(spec), STEP),
        "settings": _settings(spec) if spec.is_node else [],
        "execution": spec.execution,
        "lines": lines,
    }
    return render("python", template_content, values)


def _settings(spec: Spec) -> list[Code]:
    """The texts that are the same for all nodes of the type, of any length."""
    handler = value(handler_class(spec.type))
    requires = tuple_of([*map(value, spec.execution.requires)])
    lines = (
        ("type", literal_type([spec.type]), value(spec.type)),
        ("HANDLER", "str", handler),
        ("REQUIRES", "tuple[str, ...]", requires),
    )
    return [
        assignment(name, subscript("ClassVar", annotation), content, STEP)
        for name, annotation, content in lines
    ]


def _line(field: Field, name: str, uses: set[str]) -> Line:
    annotation = map_to_python_type(field.type, uses)
    code = _code(field, name, annotation, uses)
    said = field.description.strip()
    return Line(code, docstring(said, STEP) if said else Code(""))


def _code(field: Field, name: str, annotation: Expression, uses: set[str]) -> Code:
    if field.required:
        return declaration(name, annotation, STEP)
    if not field.has_default:
        return _absent(field, name, annotation, uses)
    if not isinstance(field.default, dict | list):
        return assignment(name, annotation, value(field.default), STEP)
    uses.add("field")
    factory = _factory(field, uses)
    content = call("field", [named("default_factory=", factory)])
    return assignment(name, annotation, content, STEP)


def _absent(field: Field, name: str, annotation: Expression, uses: set[str]) -> Code:
    """An attribute that may be absent: `None`, or where that is null, `...`."""
    if not field.type.takes_null:
        return assignment(name, union([annotation, "None"]), "None", STEP)
    either = union([annotation, "EllipsisType"])
    if either != "Any":
        uses.add("EllipsisType")
    return assignment(name, either, "...", STEP)


def _factory(field: Field, uses: set[str]) -> Expression:
    """What makes a default that is a list or an object."""
    if not field.default:
        return "dict" if isinstance(field.default, dict) else "list"
    made: Expression = value(field.default)
    if not infers(field.default, field.type):
        uses.update(("Any", "cast"))
        made = call("cast", ["Any", made])
    return named("lambda: ", made)


def _summary(spec: Spec) -> dict[str, Any]:
    """What a registry of node types needs to know of the class."""
    execution = spec.execution
    return {
        "is_node": spec.is_node,
        "node": _class(spec),
        "handler": handler_class(spec.type) if spec.is_node else None,
        "timeout": execution.timeout,
        "retryable": execution.retryable,
        "max_retries": execution.max_retries,
        "requires": list(execution.requires),
    }


def _class(spec: Spec) -> str:
    return node_class(spec.type) if spec.is_node else class_name(spec.type)
