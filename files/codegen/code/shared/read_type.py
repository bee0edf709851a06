"""Reading the type of a value: a field's own, an item's, a map's values', a variant's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from . import keys
from .members import Members
from .problems import Path, Problems, did_you_mean, show
from .read_constraints import SAFE_INTEGER, read_constraints, read_validation
from .spec_model import Field, Kind, Type

KINDS: dict[str, Kind] = {
    "string": "string",
    "code": "string",
    "file_path": "string",
    "url": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "enum": "enum",
    "date": "date",
    "datetime": "datetime",
    "uuid": "uuid",
    "object": "object",
    "array": "array",
    "union": "union",
    "ref": "ref",
    "any": "any",
}
"""Name of a type in a specification -> what it is on the wire."""

MAX_DEPTH = 64
"""Types inside types; beyond it some target's compiler gives up."""

ANY = Type("any")
_UNBOUND = {kind: Type(kind) for kind in KINDS.values()}
_BELONGS = {
    "values": ("enum", "object"),
    "items": ("array",),
    "nestedFields": ("object",),
    "variants": ("union",),
    "discriminator": ("union",),
    "ref": ("ref",),
    "const": ("string", "integer", "boolean"),
}
is_spec_type = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*").fullmatch

ReadFields: TypeAlias = "Callable[[list[tuple[Any, Path]], Context], tuple[Field, ...]]"


@dataclass(frozen=True, slots=True)
class Context:
    """What reading a type needs beside the type: where problems go, how fields are read, how deep it is."""

    problems: Problems
    read_fields: ReadFields
    depth: int = 0


def _hint(name: object) -> str:
    if isinstance(name, str) and name.lower() in _ELSEWHERE:
        return f": write {_ELSEWHERE[name.lower()]}"
    return did_you_mean(name, KINDS) or f"; a type is one of {', '.join(KINDS)}"


_MAP = "'object', with the type of its 'values'"
_ELSEWHERE = {
    **dict.fromkeys(("dict", "map", "record"), _MAP),
    **dict.fromkeys(("str", "text", "varchar"), "'string'"),
    **dict.fromkeys(("int", "int32", "int64", "long"), "'integer'"),
    **dict.fromkeys(("decimal", "double", "float"), "'number'"),
    **dict.fromkeys(("list", "set", "tuple"), "'array', with the type of its 'items'"),
    **dict.fromkeys(("date-time", "timestamp"), "'datetime'"),
    **dict.fromkeys(("literal", "const"), "the type of the constant, and 'const'"),
    **dict.fromkeys(("oneof", "anyof"), "'union', with its 'variants'"),
    "bool": "'boolean'",
    "null": "another type, with 'nullable': true",
    "json": "'any'",
}
"""What other languages call a type, and how it is said here."""


def read_type(found: Members, context: Context) -> Type:
    """The type that the members describe; `any` stands in for what cannot be read."""
    name = found.get("type")
    if not found.require("type") or not isinstance(name, str) or name not in KINDS:
        if "type" in found:
            found.problem("type", f"{show(name)} is not a field type{_hint(name)}")
        return ANY
    if context.depth > MAX_DEPTH:
        found.problem("type", f"types are nested deeper than {MAX_DEPTH}")
        return ANY
    kind = KINDS[name]
    _check_keys(found, name)
    if "const" in found:
        read = _const(found, name)
    elif kind in _READERS:
        read = _READERS[kind](found, kind, replace(context, depth=context.depth + 1))
    else:
        read = _plain(found, kind, context)
    return replace(read, nullable=True) if found.flag("nullable") else read


def read_inner(value: Any, path: Path, what: str, context: Context) -> Type:
    """A type inside another: an object with the keys of a type, or the name of a simple type."""
    found = Members(value, path, keys.TYPE, what, context.problems, short="type")
    return read_type(found, context)


def _check_keys(found: Members, name: str) -> None:
    for key, names in _BELONGS.items():
        if key in found and name not in names and KINDS[name] not in names:
            wanted = " and ".join(names)
            found.problem(key, f"{key!r} does not apply to {name!r}, but to {wanted}")


def _plain(found: Members, kind: Kind, context: Context) -> Type:
    if "validation" not in found:
        return _UNBOUND[kind]
    validation = read_validation(found, kind, context.problems)
    if "allowedValues" in validation:
        return Type("enum", values=_enum_values(validation, "allowedValues", context))
    return Type(kind, constraints=read_constraints(validation, kind))


def _const(found: Members, name: str) -> Type:
    if "validation" in found:
        found.problem("validation", "a const needs no validation")
    value = found.get("const")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    wanted = {"integer": int, "boolean": bool}.get(name, str)
    if type(value) is not wanted:
        found.problem("const", f"{show(value)} is not of the type {name}")
        return ANY
    if isinstance(value, int) and abs(value) > SAFE_INTEGER:
        found.problem("const", f"{show(value)} is not within ±(2^53 - 1)")
    return Type("const", const=value)


def _no_validation(found: Members, kind: Kind, context: Context) -> None:
    if "validation" in found:
        read_validation(found, kind, context.problems)


def _enum(found: Members, kind: Kind, context: Context) -> Type:
    _no_validation(found, kind, context)
    if not found.require("values"):
        return ANY
    return Type("enum", values=_enum_values(found, "values", context))


def _enum_values(found: Members, key: str, context: Context) -> tuple[str, ...]:
    values = found.texts(key)
    if isinstance(found.get(key), list) and not found.get(key):
        found.problem(key, "an enum needs at least one value")
    seen: set[str] = set()
    for value, path in found.array(key):
        if isinstance(value, str) and value in seen:
            context.problems.add(path, f"{show(value)} is in the enum twice")
        seen.add(value if isinstance(value, str) else "")
    return values


def _object(found: Members, kind: Kind, context: Context) -> Type:
    _no_validation(found, kind, context)
    if "values" in found and "nestedFields" in found:
        found.problem(
            "values", "an object has 'nestedFields' or, as a map, 'values': not both"
        )
    if "values" in found:
        item = read_inner(
            found.get("values"), found.at("values"), "the values' type", context
        )
        return Type("map", item=item)
    fields = context.read_fields(found.array("nestedFields"), context)
    return Type("object", fields=fields) if fields else Type("map", item=ANY)


def _array(found: Members, kind: Kind, context: Context) -> Type:
    validation = read_validation(found, kind, context.problems)
    item = _item(found, validation, context)
    if "allowedValues" in validation:
        if item not in (ANY, Type("string")):
            validation.problem(
                "allowedValues", "allowed values are for arrays of strings"
            )
        item = Type("enum", values=_enum_values(validation, "allowedValues", context))
    constraints = read_constraints(validation, kind)
    if constraints.unique_items and any(field.has_default for field in _fields(item)):
        validation.problem(
            "uniqueItems",
            "the items have fields with defaults, which would count only once filled in",
        )
    if constraints.unique_items and (constraints.min_items or 0) > _distinct(item):
        validation.problem("minItems", "there are not that many different items")
    return Type("array", constraints=constraints, item=item)


def _item(found: Members, validation: Members, context: Context) -> Type:
    if "items" in found:
        return read_inner(
            found.get("items"), found.at("items"), "the items' type", context
        )
    name = validation.optional_text("itemType")
    if name is None:
        return ANY
    if name in KINDS and name not in ("enum", "union", "ref"):
        return read_inner(name, validation.at("itemType"), "the items' type", context)
    if name in KINDS:
        hint = f"; write 'items': {{'type': {name!r}, …}}"
    else:
        hint = did_you_mean(name, KINDS)
    validation.problem("itemType", f"{show(name)} is not a type of items{hint}")
    return ANY


def _fields(type_: Type) -> list[Field]:
    """The fields of every object in a type."""
    return [field for found in type_.walk() for field in found.fields]


def _distinct(item: Type) -> float:
    """How many different values a type has, as far as that is small."""
    sizes = {"boolean": 2, "const": 1, "enum": len(item.values)}
    return sizes.get(item.kind, float("inf")) + item.nullable


def _union(found: Members, kind: Kind, context: Context) -> Type:
    _no_validation(found, kind, context)
    if not found.require("variants"):
        return ANY
    variants = tuple(
        read_inner(value, path, "a variant", context)
        for value, path in found.array("variants")
    )
    if not variants and isinstance(found.get("variants"), list):
        found.problem("variants", "a union needs at least one variant")
    discriminator = found.optional_text("discriminator")
    if discriminator is not None:
        _check_discriminator(found, discriminator, variants, context)
    return Type("union", variants=variants, discriminator=discriminator)


def _check_discriminator(
    found: Members, name: str, variants: tuple[Type, ...], context: Context
) -> None:
    """Each object variant must have the property as a required constant of its own; refs are checked together."""
    seen: set[Any] = set()
    for variant, (_, path) in zip(variants, found.array("variants"), strict=False):
        if variant.nullable:
            context.problems.add(path, "make the union nullable, not a variant of it")
        if variant.kind == "ref":
            continue
        if variant.kind != "object":
            context.problems.add(
                path, f"a variant told by {name!r} must be an object or a ref"
            )
            continue
        problem = discriminator_problem(name, variant.fields)
        tag = next(
            (field.type.const for field in variant.fields if field.name == name), None
        )
        if problem is None and tag in seen:
            problem = f"another variant has {name!r} {show(tag)} too"
        if problem:
            context.problems.add(path, problem)
        seen.add(tag)


def discriminator_problem(name: str, fields: tuple[Field, ...]) -> str | None:
    """Why the fields cannot be told by the property `name`, if they cannot."""
    field = next((field for field in fields if field.name == name), None)
    if field is None:
        return f"no field of this variant is named {name!r}{did_you_mean(name, [f.name for f in fields])}"
    if field.type.kind != "const" or not isinstance(field.type.const, str):
        return f"the field {name!r} of this variant must be a const string"
    if not field.required or field.type.nullable:
        return f"the field {name!r} of this variant must be required and not nullable"
    return None


def _ref(found: Members, kind: Kind, context: Context) -> Type:
    _no_validation(found, kind, context)
    if not found.require("ref"):
        return ANY
    name = found.text("ref")
    if not is_spec_type(name):
        found.problem("ref", f"{show(name)} is not the type of a specification")
        return ANY
    return Type("ref", ref=name)


_READERS: dict[Kind, Callable[[Members, Kind, Context], Type]] = {
    "enum": _enum,
    "object": _object,
    "array": _array,
    "union": _union,
    "ref": _ref,
}
