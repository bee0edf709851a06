"""Types of a specification in TypeScript, and the Zod schemas that check them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, Protocol

from ...shared.literals import typescript
from ...shared.pattern_dialects import to_javascript
from ...shared.spec_model import Constraints, Field, Type
from .expressions import Chain, Regex, call, elements, method, name
from .type_expressions import (
    ArrayOf,
    Named,
    TypeExpression,
    array_of,
    named,
    union_of,
)

_slash = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|/")
"""A slash of a pattern; escapes and classes, in which it ends no literal, are found whole."""


INHERITED = frozenset(
    [
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    ]
)
"""Keys that every JavaScript object inherits: Zod drops the first of all, and finds the others everywhere."""

_COMPOUND = frozenset({"object", "map", "array", "union", "ref", "any"})
"""Kinds with values that are equal without being one and the same."""


_WRAPPERS = frozenset({"map", "array", "union"})
MAX_HEIGHT = 8
"""How many of them may be inside each other; the compiler gives up on a schema that is much deeper."""


class Mapped(NamedTuple):
    """A type in TypeScript: of values that are checked, of values to check, and the schema that checks them."""

    output: TypeExpression
    input: TypeExpression  # the same object as `output` if checking adds nothing
    schema: Chain

    @property
    def is_filled(self) -> bool:
        """Whether checking adds something: a default, somewhere in it."""
        return self.output is not self.input


class Place(NamedTuple):
    """Where a type stands: in the field of which object, and in which of its variants."""

    owner: str
    field: str
    variant: str = ""


class Module(Protocol):
    """What mapping needs of the file that the types are in."""

    uses: set[str]
    """Names of the helpers that the schemas call."""

    def add_object(self, place: Place, fields: tuple[Field, ...]) -> Mapped:
        """Declare an object, and refer to it."""

    def refer(self, ref: str) -> Mapped:
        """Refer to another specification."""

    def add_part(self, place: Place, part: Mapped) -> Mapped:
        """Declare a part of a deep type, and refer to it."""


def map_to_typescript_type(type_: Type, place: Place, module: Module) -> Mapped:
    """The type and its schema; nested objects are declared in the module."""
    mapped = _MAPPERS[type_.kind](type_, place, module)
    if type_.kind in _WRAPPERS and _height(type_) % MAX_HEIGHT == 0:
        mapped = module.add_part(place, mapped)
    if not type_.nullable:
        return mapped
    output, input_ = mapped.output, mapped.input
    if type_.kind != "any":
        output = union_of(mapped.output, "null")
        input_ = union_of(mapped.input, "null") if mapped.is_filled else output
    return Mapped(output, input_, mapped.schema.then("nullable"))


def _height(type_: Type) -> int:
    """How many arrays, maps and unions are inside each other."""
    if type_.kind not in _WRAPPERS:
        return 0
    inner = type_.variants if type_.item is None else (type_.item,)
    return 1 + max(map(_height, inner))


def _same(declared: TypeExpression, schema: Chain) -> Mapped:
    return Mapped(declared, declared, schema)


def _string(type_: Type, place: Place, module: Module) -> Mapped:
    limits = type_.constraints
    module.uses.add("text")
    schema = name("text")
    if limits.min_length == 1:
        schema = schema.then("min", "1")
    elif limits.min_length:
        schema = schema.then("check", _helper("minLength", limits.min_length, module))
    if limits.max_length is not None:
        schema = schema.then("check", _helper("maxLength", limits.max_length, module))
    if limits.pattern is not None:
        schema = schema.then("regex", _regex(limits.pattern))
    return _same("string", schema)


def _regex(pattern: str) -> Regex:
    source = _slash.sub(_escape_slash, to_javascript(pattern)) or "(?:)"
    return Regex(f"/{source}/u", source)


def _escape_slash(found: re.Match[str]) -> str:
    return "\\/" if found[0] == "/" else found[0]


def _helper(function: str, argument: int | float, module: Module) -> Chain:
    module.uses.add(function)
    return call(function, typescript.number(argument))


def _integer(type_: Type, place: Place, module: Module) -> Mapped:
    return _same("number", _bounded(method("z", "int"), type_.constraints, module))


def _number(type_: Type, place: Place, module: Module) -> Mapped:
    return _same("number", _bounded(method("z", "number"), type_.constraints, module))


def _bounded(schema: Chain, limits: Constraints, module: Module) -> Chain:
    for check, bound in (
        ("min", limits.minimum),
        ("gt", limits.exclusive_minimum),
        ("max", limits.maximum),
        ("lt", limits.exclusive_maximum),
    ):
        if bound is not None:
            schema = schema.then(check, typescript.number(bound))
    if limits.multiple_of is not None:
        schema = schema.then("check", _helper("multipleOf", limits.multiple_of, module))
    return schema


def _boolean(type_: Type, place: Place, module: Module) -> Mapped:
    return _same("boolean", method("z", "boolean"))


def _enum(type_: Type, place: Place, module: Module) -> Mapped:
    values = [str.__str__(typescript.string(value)) for value in type_.values]
    # Zod keeps the values of an enum as keys of an object, which loses this one.
    kind = "literal" if "__proto__" in type_.values else "enum"
    return _same(union_of(*values), method("z", kind, elements(values)))


def _const(type_: Type, place: Place, module: Module) -> Mapped:
    value = str.__str__(typescript.literal(type_.const))
    return _same(value, method("z", "literal", value))


def _date(type_: Type, place: Place, module: Module) -> Mapped:
    module.uses.add(type_.kind)
    return _same("string", name(type_.kind))


def _uuid(type_: Type, place: Place, module: Module) -> Mapped:
    return _same("string", method("z", "guid"))


def _any(type_: Type, place: Place, module: Module) -> Mapped:
    module.uses.add("json")
    return _same(named("Json"), name("json"))


def _object(type_: Type, place: Place, module: Module) -> Mapped:
    return module.add_object(place, type_.fields)


def _ref(type_: Type, place: Place, module: Module) -> Mapped:
    assert type_.ref is not None
    return module.refer(type_.ref)


def _map(type_: Type, place: Place, module: Module) -> Mapped:
    module.uses.add("record")
    value = map_to_typescript_type(type_.item or Type("any"), place, module)
    return _around(
        value,
        lambda inner: named("Record", "string", inner),
        call("record", value.schema),
    )


def _array(type_: Type, place: Place, module: Module) -> Mapped:
    limits = type_.constraints
    item = map_to_typescript_type(type_.item or Type("any"), place, module)
    schema = method("z", "array", item.schema)
    if limits.min_items:
        schema = schema.then("min", str(limits.min_items))
    if limits.max_items is not None:
        schema = schema.then("max", str(limits.max_items))
    if limits.unique_items:
        module.uses.add("unique")
        if type_.item is None or type_.item.kind in _COMPOUND:
            module.uses.add("canonical")
        schema = schema.then("check", call("unique"))
    return _around(item, array_of, schema)


def _around(
    inner: Mapped, wrap: Callable[[TypeExpression], Named | ArrayOf], schema: Chain
) -> Mapped:
    output = wrap(inner.output)
    return Mapped(output, wrap(inner.input) if inner.is_filled else output, schema)


def _union(type_: Type, place: Place, module: Module) -> Mapped:
    variants = [
        map_to_typescript_type(variant, _variant_place(variant, type_, place), module)
        for variant in type_.variants
    ]
    output = union_of(*[variant.output for variant in variants])
    input_ = output
    if any(variant.is_filled for variant in variants):
        input_ = union_of(*[variant.input for variant in variants])
    options = elements([variant.schema for variant in variants])
    if type_.discriminator is not None and all(map(_is_plain_object, type_.variants)):
        tag = str.__str__(typescript.string(type_.discriminator))
        return Mapped(output, input_, method("z", "discriminatedUnion", tag, options))
    return Mapped(output, input_, method("z", "union", options))


def _is_plain_object(type_: Type) -> bool:
    """Whether its schema is an object of Zod: no ref, which is lazy, and no object with prefixed keys."""
    names = [field.name for field in type_.fields]
    return type_.kind == "object" and INHERITED.isdisjoint(names)


def _variant_place(variant: Type, union: Type, place: Place) -> Place:
    """A variant's object is named by the constant that tells it from the others."""
    for field in variant.fields:
        if field.name == union.discriminator:
            return place._replace(variant=field.type.const)
    return place


_MAPPERS: dict[str, Callable[[Type, Place, Module], Mapped]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "enum": _enum,
    "const": _const,
    "date": _date,
    "datetime": _date,
    "uuid": _uuid,
    "object": _object,
    "map": _map,
    "array": _array,
    "union": _union,
    "ref": _ref,
    "any": _any,
}
