"""A type as a JSON Schema: every keyword says exactly what the type says.

What JSON Schema cannot say: that absent fields become their defaults, and that doubles are compared as doubles
(`multipleOf` and `uniqueItems` of numbers that are no doubles). `docs/specification.md` has the whole table.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from typing import Any

from .naming import fill_pattern
from .pattern_dialects import to_json_schema
from .read_constraints import SAFE_INTEGER
from .spec_model import Constraints, Field, Type

Schema = dict[str, Any]

_DAY = (
    "(?!0000)(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
)
_TIME = (
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_UUID = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_END = r"(?![\s\S])"
_TEXT = {"$ref": "#/$defs/text"}

# Without `type`, so that a type may add null beside them.
DEFINITIONS: dict[str, Schema] = {
    "text": {
        "description": "Unicode scalar values: no lone surrogate.",
        "pattern": rf"^[^\ud800-\udfff]*{_END}",
    },
    "safe_integer": {
        "description": "An integer that every language holds exactly.",
        "minimum": -SAFE_INTEGER,
        "maximum": SAFE_INTEGER,
    },
    "finite": {
        "description": "A number that is a finite double.",
        "minimum": -sys.float_info.max,
        "maximum": sys.float_info.max,
    },
    "date": {"description": "A day of the calendar.", "pattern": f"^{_DAY}{_END}"},
    "datetime": {
        "description": "A moment: RFC 3339 with an offset.",
        "pattern": f"^{_DAY}{_TIME}{_END}",
    },
    "uuid": {"pattern": f"^{_UUID}{_END}"},
    "any": {
        "description": "Any JSON value of finite numbers and well-formed strings.",
        "allOf": [_TEXT, {"$ref": "#/$defs/finite"}],
        "items": {"$ref": "#/$defs/any"},
        "propertyNames": _TEXT,
        "additionalProperties": {"$ref": "#/$defs/any"},
    },
}
_USES = {
    "string": "text",
    "integer": "safe_integer",
    "number": "finite",
    "date": "date",
    "datetime": "datetime",
    "uuid": "uuid",
    "map": "text",
    "any": "any",
}


def definitions(fields: Iterable[Field]) -> list[str]:
    """The names of the definitions that the fields' types refer to, in the order of `DEFINITIONS`."""
    kinds = {type_.kind for field in fields for type_ in field.type.walk()}
    used = {_USES[kind] for kind in kinds if kind in _USES}
    used |= {"text", "finite"} if "any" in used else set()
    return [name for name in DEFINITIONS if name in used]


def object_keywords(fields: Iterable[Field], own: str, output_pattern: str) -> Schema:
    """The keywords of an object with exactly these fields."""
    kept = tuple(fields)
    required = [field.name for field in kept if field.required]
    return {
        "type": "object",
        "properties": {
            field.name: field_schema(field, own, output_pattern) for field in kept
        },
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def field_schema(field: Field, own: str, output_pattern: str) -> Schema:
    """The schema of a field's values, with what a reader needs to know of it."""
    about: Schema = {}
    if field.description:
        about["description"] = field.description
    if field.deprecated is not None:
        about["deprecated"] = True
    if field.deprecated:
        about["description"] = (
            f"{field.description}\n\nDeprecated: {field.deprecated}".strip()
        )
    if field.has_default:
        about["default"] = field.default
    return about | type_schema(field.type, own, output_pattern)


def type_schema(type_: Type, own: str, output_pattern: str) -> Schema:
    """The schema of a type. `own` is the specification around it, `output_pattern` names the others' files."""
    schema = _WRITERS[type_.kind](type_, own, output_pattern)
    return _or_null(schema) if type_.nullable else schema


def _or_null(schema: Schema) -> Schema:
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    if "const" in schema:
        return {"enum": [schema["const"], None]}
    if "type" in schema:
        return schema | {"type": [schema["type"], "null"]}
    if schema == {"$ref": "#/$defs/any"}:
        return schema
    if "anyOf" in schema:
        return {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}


def _string(type_: Type, own: str, output_pattern: str) -> Schema:
    limits = type_.constraints
    schema: Schema = {"type": "string", **_TEXT}
    _set(schema, "minLength", limits.min_length)
    _set(schema, "maxLength", limits.max_length)
    if limits.pattern is not None:
        schema["pattern"] = to_json_schema(limits.pattern)
    return schema


def _integer(type_: Type, own: str, output_pattern: str) -> Schema:
    schema: Schema = {"type": "integer", "$ref": "#/$defs/safe_integer"}
    _bounds(schema, type_.constraints)
    _set(schema, "multipleOf", type_.constraints.multiple_of)
    return schema


def _number(type_: Type, own: str, output_pattern: str) -> Schema:
    limits = type_.constraints
    schema: Schema = {"type": "number", "$ref": "#/$defs/finite"}
    _bounds(schema, limits)
    if limits.multiple_of is not None:
        step = float(limits.multiple_of)
        if step < 1:  # a quotient that overflows is no integer
            largest = _largest_multiple(step)
            schema["minimum"] = max(schema.get("minimum", -largest), -largest)
            schema["maximum"] = min(schema.get("maximum", largest), largest)
        schema["multipleOf"] = step  # as a float: validators then divide doubles
    return schema


def _largest_multiple(step: float) -> float:
    """The largest number whose quotient by a step below 1 is finite."""
    largest = sys.float_info.max * step
    while math.isinf(largest / step):
        largest = math.nextafter(largest, 0)
    while math.isfinite(math.nextafter(largest, math.inf) / step):
        largest = math.nextafter(largest, math.inf)
    return largest


def _bounds(schema: Schema, limits: Constraints) -> None:
    _set(schema, "minimum", limits.minimum)
    _set(schema, "maximum", limits.maximum)
    _set(schema, "exclusiveMinimum", limits.exclusive_minimum)
    _set(schema, "exclusiveMaximum", limits.exclusive_maximum)


def _array(type_: Type, own: str, output_pattern: str) -> Schema:
    assert type_.item is not None
    limits = type_.constraints
    schema: Schema = {
        "type": "array",
        "items": type_schema(type_.item, own, output_pattern),
    }
    _set(schema, "minItems", limits.min_items)
    _set(schema, "maxItems", limits.max_items)
    if limits.unique_items:
        schema["uniqueItems"] = True
    return schema


def _map(type_: Type, own: str, output_pattern: str) -> Schema:
    assert type_.item is not None
    values = type_schema(type_.item, own, output_pattern)
    return {"type": "object", "propertyNames": _TEXT, "additionalProperties": values}


def _object(type_: Type, own: str, output_pattern: str) -> Schema:
    return object_keywords(type_.fields, own, output_pattern)


def _union(type_: Type, own: str, output_pattern: str) -> Schema:
    return {
        "anyOf": [
            type_schema(variant, own, output_pattern) for variant in type_.variants
        ]
    }


def _ref(type_: Type, own: str, output_pattern: str) -> Schema:
    assert type_.ref is not None
    if type_.ref == own:
        return {"$ref": "#"}
    return {"$ref": relative_path(output_pattern, own, type_.ref)}


def relative_path(pattern: str, own: str, other: str) -> str:
    """The path of another specification's output, seen from the folder of one's own."""
    here = fill_pattern(pattern, own).split("/")[:-1]
    there = fill_pattern(pattern, other).split("/")
    shared = 0
    while (
        shared < len(here) and shared < len(there) - 1 and here[shared] == there[shared]
    ):
        shared += 1
    return "/".join([".."] * (len(here) - shared) + there[shared:])


def _set(schema: Schema, keyword: str, value: Any) -> None:
    if value is not None:
        schema[keyword] = value


def _named(name: str) -> Callable[[Type, str, str], Schema]:
    return lambda type_, own, pattern: {"type": "string", "$ref": f"#/$defs/{name}"}


_WRITERS: dict[str, Callable[[Type, str, str], Schema]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": lambda type_, own, pattern: {"type": "boolean"},
    "enum": lambda type_, own, pattern: {"enum": list(type_.values)},
    "const": lambda type_, own, pattern: {"const": type_.const},
    "date": _named("date"),
    "datetime": _named("datetime"),
    "uuid": _named("uuid"),
    "object": _object,
    "map": _map,
    "array": _array,
    "union": _union,
    "ref": _ref,
    "any": lambda type_, own, pattern: {"$ref": "#/$defs/any"},
}
