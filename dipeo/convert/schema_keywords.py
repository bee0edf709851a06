"""Keywords of JSON Schema about single values, as a specification says them."""

from __future__ import annotations

from typing import Any

from .draft import Json

ANNOTATIONS = {
    "$schema",
    "$id",
    "$comment",
    "$anchor",
    "$defs",
    "definitions",
    "title",
    "description",
    "default",
    "examples",
    "example",
}
"""What says nothing about values, or is read where it is needed."""

_LIMITS = {
    "string": {
        "minLength": "minLength",
        "maxLength": "maxLength",
        "pattern": "pattern",
    },
    "number": {
        "minimum": "min",
        "maximum": "max",
        "exclusiveMinimum": "exclusiveMin",
        "exclusiveMaximum": "exclusiveMax",
        "multipleOf": "multipleOf",
    },
    "array": {
        "minItems": "minItems",
        "maxItems": "maxItems",
        "uniqueItems": "uniqueItems",
    },
}
_LIMITS["integer"] = _LIMITS["number"]
_FORMATS = {"date": "date", "date-time": "datetime", "uuid": "uuid"}
_LINKS = ("uri", "url", "iri")
_SIZES = {"int32": 31, "int16": 15, "int8": 7}


def constraints_of(name: str, schema: Json) -> Json:
    """`validation` from the keywords about values of a type, which are taken out of the schema."""
    found: Json = {}
    for keyword, key in _LIMITS.get(name, {}).items():
        value = schema.get(keyword)
        if value is None or (isinstance(value, bool) and keyword != "uniqueItems"):
            continue
        del schema[keyword]
        if value is not False:
            found[key] = value
    return found


def plain_type(name: str, schema: Json) -> tuple[Json, list[str]]:
    """A string, number or boolean; and what of it is lost."""
    lost: list[str] = []
    format = schema.pop("format", None)
    limits = constraints_of(name, schema)
    kind = name
    if name == "string" and format in _FORMATS:
        kind = _FORMATS[format]
        lost += [f"{key!r} of a {kind} is not carried" for key in limits]
        limits = {}
    elif name == "string" and format in _LINKS:
        kind = "url"
        lost.append(f"that a text is a {format} is not checked")
    elif name == "integer" and format in _SIZES:
        limits = _sized(_SIZES[format]) | limits
    elif name == "integer" and format == "int64":
        lost.append("integers past ±(2^53 - 1) are refused")
    elif format is not None and format not in ("float", "double"):
        lost.append(f"the format {format!r} is not checked")
    found: Json = {"type": kind}
    return (found | {"validation": limits} if limits else found), lost


def _sized(bits: int) -> Json:
    return {"min": -(2**bits), "max": 2**bits - 1}


def enumerated(schema: Json) -> Json | None:
    """The type of a few constants, which are taken out of the schema with their type; None for what cannot be."""
    values = schema.pop("enum", None)
    if "const" in schema:
        values = [schema.pop("const")]
    name = schema.pop("type", None)
    if not isinstance(values, list):
        return None
    nullable = None in values
    if isinstance(name, list) and "null" not in name:
        nullable = False
    found = _constants([value for value in values if value is not None])
    if found is None:
        return None
    return {**found, "nullable": True} if nullable else found


def _constants(values: list[Any]) -> Json | None:
    if not values or not all(isinstance(v, str | bool | int) for v in values):
        return None
    if all(isinstance(value, str) for value in values):
        if len(values) == 1:
            return {"type": "string", "const": values[0]}
        return {"type": "enum", "values": list(dict.fromkeys(values))}
    variants = [{"type": _kind(value), "const": value} for value in values]
    if len(variants) == 1:
        return variants[0]
    return {"type": "union", "variants": variants}


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "string"
