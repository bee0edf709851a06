"""What the types of GraphQL say of the types of a specification, from the types alone.

A value of a type has to be taken; what else is taken is what GraphQL cannot refuse. `docs/specification.md` has
the table that this follows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tests import kit

if TYPE_CHECKING:
    from files.codegen.code.shared.spec_model import Constraints, Field, Type

_is_well_formed = kit.load("shared.languages.characters").is_well_formed
_class_name = kit.load("shared.naming").class_name
_is_name = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII).fullmatch
_INT = 2**31 - 1


class Refused(ValueError):
    """GraphQL's types say that the value is not valid."""


def coerce(value: Any, type_: Type, types: Mapping[str, Type]) -> Any:
    """What a server gets for a value that is not null. Raises Refused."""
    match type_.kind:
        case "any" | "map" | "union":
            return _json(value)
        case "array" if type_.item is not None:
            items = value if isinstance(value, list) else [value]
            return [_item(item, type_.item, types) for item in items]
        case "object":
            return _object(value, type_, types)
        case "ref":
            target = types[type_.ref or ""]
            return coerce(value, target, types) if target.fields else value
        case "enum":
            return _require(value, isinstance(value, str) and value in type_.values)
        case "integer":
            return _integer(value, _is_int(type_.constraints))
        case "number":
            return _number(value)
        case "boolean":
            return _require(value, isinstance(value, bool))
        case "const" if isinstance(type_.const, bool):
            return _require(value, isinstance(value, bool))
        case "const" if isinstance(type_.const, int):
            return _integer(value, abs(type_.const) <= _INT)
    return _require(value, isinstance(value, str))


def takes_null(type_: Type) -> bool:
    """Whether null is a value of the type."""
    return type_.nullable or type_.kind == "any" or any(map(takes_null, type_.variants))


def says_default(field: Field) -> bool:
    """Whether the default of an optional field can be written in GraphQL."""
    if field.required or not field.has_default:
        return False
    return _is_constant(field.default, field.type)


def _is_constant(value: Any, type_: Type) -> bool:
    if isinstance(value, dict) and type_.kind == "object":
        fields = {field.name: field.type for field in type_.fields}
        return all(_is_constant(item, fields[key]) for key, item in value.items())
    if isinstance(value, list) and type_.kind == "array" and type_.item:
        return all(_is_constant(item, type_.item) for item in value)
    if isinstance(value, dict):
        own = all(map(_is_name, value))
        return own and all(_is_constant(item, type_) for item in value.values())
    if isinstance(value, list):
        return all(_is_constant(item, type_) for item in value)
    return True


def _require(value: Any, holds: bool) -> Any:
    if not holds:
        raise Refused(repr(value))
    return value


def _object(value: Any, type_: Type, types: Mapping[str, Type]) -> Any:
    _require(value, isinstance(value, dict))
    fields = {field.name: field for field in type_.fields}
    _require(value, value.keys() <= fields.keys())
    made = {}
    for name, field in fields.items():
        null = takes_null(field.type)
        filled = says_default(field)
        if name not in value:
            _require(value, null or not field.required)
            if filled:
                made[name] = field.default
        elif value[name] is None:
            _require(value, null or not (field.required or filled))
            made[name] = None
        else:
            made[name] = coerce(value[name], field.type, types)
    return made


def _item(value: Any, type_: Type, types: Mapping[str, Type]) -> Any:
    if value is None:
        return _require(value, takes_null(type_))
    return coerce(value, type_, types)


def _integer(value: Any, is_int: bool) -> Any:
    _number(value)
    _require(value, float(value).is_integer())
    low, high = (-_INT - 1, _INT) if is_int else (-(2**53) + 1, 2**53 - 1)
    return _require(value, low <= value <= high)


def _number(value: Any) -> Any:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return _require(value, is_number and math.isfinite(value))


def _is_int(limits: Constraints) -> bool:
    low = max(
        (b for b in (limits.minimum, limits.exclusive_minimum) if b is not None),
        default=-math.inf,
    )
    high = min(
        (b for b in (limits.maximum, limits.exclusive_maximum) if b is not None),
        default=math.inf,
    )
    return low >= -_INT and high <= _INT


def _json(value: Any) -> Any:
    if isinstance(value, str):
        _require(value, _is_well_formed(value))
    elif isinstance(value, float):
        _require(value, math.isfinite(value))
    elif isinstance(value, list):
        for item in value:
            _json(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            _json(key)
            _json(item)
    return value


def unsaid(type_: Type) -> Iterator[str]:
    """What the description of a field has to name, because GraphQL's types cannot say it."""
    yield from _constraints(type_)
    if type_.kind == "array" and type_.item is not None:
        yield from unsaid(type_.item)
    if type_.kind == "map" and type_.item is not None and type_.item.kind != "any":
        yield from _in_json(type_.item)
    for variant in type_.variants:
        yield from _in_json(variant)


def _constraints(type_: Type) -> Iterator[str]:
    limits = type_.constraints
    low, high = limits.minimum, limits.maximum
    is_range = low is not None and high is not None
    yield from [f"from {low} to {high}"] if is_range else []
    bounds = (
        ("at least", None if is_range else low),
        ("at most", None if is_range else high),
        ("above", limits.exclusive_minimum),
        ("below", limits.exclusive_maximum),
        ("a multiple of", limits.multiple_of),
    )
    yield from (f"{words} {bound}" for words, bound in bounds if bound is not None)
    sizes = (limits.min_length, limits.max_length, limits.min_items, limits.max_items)
    yield from (str(size) for size in sizes if size)
    if limits.pattern is not None:
        yield f"/{limits.pattern}/"
    if limits.unique_items:
        yield "no two items are equal"
    words = {"date": "date", "datetime": "date and time", "uuid": "UUID"}
    yield from [words[type_.kind]] if type_.kind in words else []
    if type_.kind == "const":
        yield quoted(type_.const)


def unsaid_of_input(field: Field) -> Iterator[str]:
    """What the description of an input's field has to name beside that."""
    if takes_null(field.type):
        yield "may be null"
        yield from ["must be given"] if field.required else []
    if field.has_default and not (field.required or says_default(field)):
        yield quoted(field.default)


def _in_json(type_: Type) -> Iterator[str]:
    """What has to be named of a type inside the scalar JSON."""
    yield from _constraints(type_)
    if type_.nullable:
        yield "null"
    plain = {"string", "integer", "number", "boolean"}
    yield from [type_.kind] if type_.kind in plain else []
    yield from map(quoted, type_.values)
    yield from [_class_name(type_.ref)] if type_.ref else []
    for inner in type_.variants if type_.item is None else (type_.item,):
        yield from _in_json(inner)
    for field in type_.fields:
        yield quoted(field.name)
        yield from _in_json(field.type)
        if field.has_default:
            yield quoted(field.default)


def quoted(value: Any) -> str:
    """JSON as descriptions show it."""
    return str(kit.load("shared.literals").json.literal(value))
