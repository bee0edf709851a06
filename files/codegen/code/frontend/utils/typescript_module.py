"""The declarations of a specification in TypeScript: interfaces, schemas, references to other specifications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...shared.literals import Code, typescript
from ...shared.naming import camel, class_name, member_class_name
from ...shared.reserved import CLASS_NAMES
from ...shared.spec_loader import type_field
from ...shared.spec_model import Field, Spec
from .documentation import doc, field_doc
from .expressions import (
    UNIT,
    WIDTH,
    Chain,
    data,
    declaration_line,
    method,
    name,
    property_line,
    return_line,
)
from .type_expressions import (
    Named,
    TypeExpression,
    UnionOf,
    alias_line,
    generic_call_line,
    generic_line,
    import_line,
    member_line,
    named,
    union_of,
)
from .typescript_mapper import INHERITED, Mapped, Place, map_to_typescript_type

_HELPER_TYPES = ("Json", "Prefixed")


class Member(NamedTuple):
    """A member of an interface, and its documentation, if it has any."""

    doc: Code | None
    line: Code


class Interface(NamedTuple):
    """An interface; without members, `opening` is the whole declaration of a type."""

    doc: Code
    opening: Code
    members: list[Member]


class Schema(NamedTuple):
    """The schema of an object. `unprefixed` declares the schema proper when the keys have a prefix here."""

    doc: Code | None
    opening: Code
    properties: list[Code]
    closing: Code | None
    unprefixed: Code | None


class Reference(NamedTuple):
    """A schema that is found when it is needed: of a specification that is referred to, or a part of a type."""

    imports: Code | None
    opening: Code
    result: Code


class Names(NamedTuple):
    """What the declarations of an object are called."""

    output: str
    input: str
    schema: str

    @classmethod
    def of(cls, output: str) -> Names:
        return cls(output, f"{output}Input", f"{output}Schema")


class TypeScriptModule:
    """The declarations of a specification, and the names of the helpers that they use."""

    def __init__(self, spec: Spec, specifiers: Mapping[str, str]) -> None:
        """`specifiers`: from where each specification that this one refers to is imported."""
        self.uses: set[str] = set()
        self.interfaces: list[Interface] = []
        self.schemas: list[Schema] = []
        self.references: list[Reference] = []
        own = Names.of(class_name(spec.type))
        self._taken = set(own)
        self._referred = {
            ref: self._import(Names.of(class_name(ref)), specifier)
            for ref, specifier in specifiers.items()
        }
        self._own = own
        self._spec = spec
        self._declare_all()

    def add_object(self, place: Place, fields: tuple[Field, ...]) -> Mapped:
        """Declare an object, and refer to it."""
        wanted = member_class_name(place.owner, f"{place.field} {place.variant}")
        names = Names(*[self._take(each) for each in Names.of(wanted)])
        text = f"The `{place.field}` of `{place.owner}`."
        if place.variant:
            text = f"One of the `{place.field}` of `{place.owner}`: `{place.variant}`."
        is_filled = self._declare(names, doc(text), None, fields)
        output = named(names.output)
        input_ = named(names.input) if is_filled else output
        return Mapped(output, input_, name(names.schema))

    def refer(self, ref: str) -> Mapped:
        """Refer to another specification, or to this one."""
        if ref not in self._referred:
            self._referred[ref] = self._reference(self._own, None)
        return self._referred[ref]

    def add_part(self, place: Place, part: Mapped) -> Mapped:
        """Declare a part of a deep type, and refer to it."""
        wanted = camel(member_class_name(place.owner, f"{place.field} part"))
        function = self._take(wanted)
        declared = named("z.ZodType", part.output, part.input)
        opening = generic_line(f"function {function}(): ", declared, " {")
        result = return_line(part.schema)
        self.references.append(Reference(None, opening, result))
        return part._replace(schema=method("z", "lazy", function))

    def _take(self, wanted: str) -> str:
        """The wanted name, or one like it that no other declaration has."""
        name, number = wanted, 1
        while name in self._taken or name in CLASS_NAMES or name in _HELPER_TYPES:
            number += 1
            name = f"{wanted}{number}"
        self._taken.add(name)
        return name

    def _import(self, names: Names, specifier: str) -> Mapped:
        local = Names(*[self._take(each) for each in names])
        imported = [
            f"{prefix}{theirs}" if theirs == ours else f"{prefix}{theirs} as {ours}"
            for prefix, theirs, ours in zip(
                ("type ", "type ", ""), names, local, strict=True
            )
        ]
        return self._reference(local, import_line(imported, specifier))

    def _reference(self, names: Names, imports: Code | None) -> Mapped:
        function = self._take(camel(names.schema))
        opening = generic_line(f"function {function}(): ", _schema_type(names), " {")
        result = Code(f"{UNIT}return {names.schema};")
        self.references.append(Reference(imports, opening, result))
        schema = method("z", "lazy", function)
        return Mapped(named(names.output), named(names.input), schema)

    def _declare_all(self) -> None:
        spec, own = self._spec, self._own
        fields = (type_field(spec.type), *spec.fields) if spec.is_node else spec.fields
        text = doc(spec.description or f"{spec.display_name}.")
        checks = doc(f"Checks a value against `{own.output}`, and fills in defaults.")
        if not self._declare(own, text, checks, fields):
            accepts = doc(f"What `{own.schema}` accepts.")
            alias = alias_line(own.input, named(own.output))
            self.interfaces.insert(1, Interface(accepts, alias, []))

    def _declare(
        self, names: Names, text: Code, checks: Code | None, fields: tuple[Field, ...]
    ) -> bool:
        """Declare an object before those inside it, its schema after theirs; whether it has defaults in it."""
        at = len(self.interfaces)
        mapped = [
            (
                field,
                map_to_typescript_type(
                    field.type, Place(names.output, field.name), self
                ),
            )
            for field in fields
        ]
        filled = [each for each in mapped if each[1].is_filled or _fills(each[0])]
        declared = [_interface(names, text, mapped)]
        if filled:
            declared.append(_input_interface(names, filled, len(filled) == len(mapped)))
        self.interfaces[at:at] = declared
        if not filled and checks is None:
            names = names._replace(input=names.output)
        self._add_schema(names, checks, mapped)
        return bool(filled)

    def _add_schema(
        self, names: Names, checks: Code | None, mapped: list[tuple[Field, Mapped]]
    ) -> None:
        if not mapped:
            empty = method("z", "strictObject", "{}")
            whole = declaration_line(f"export const {names.schema}", empty)
            self.schemas.append(Schema(checks, whole, [], None, None))
            return
        declared, types = f"export const {names.schema}", _schema_type(names)
        keys = [field.name for field, _ in mapped]
        unprefixed = None
        if not INHERITED.isdisjoint(keys):
            self.uses.add("unprefixed")
            keys = [f"${key}" for key in keys]
            inner = self._take(f"{names.output}Fields")
            function = named("unprefixed", *types.arguments)
            unprefixed = generic_call_line(declared, function, inner)
            declared = f"const {inner}"
            types = named(
                "z.ZodType", *[named("Prefixed", each) for each in types.arguments]
            )
        opening, end, level = _brackets(declared)
        properties = [
            property_line(
                typescript.member_key(key), _property(field, found.schema), level
            )
            for key, (field, found) in zip(keys, mapped, strict=True)
        ]
        closing = generic_line(end, types, ";")
        self.schemas.append(
            Schema(checks, Code(opening), properties, closing, unprefixed)
        )


def _brackets(declared: str) -> tuple[str, str, int]:
    """What is before and after the properties of a schema, and their level: three ways to break a long line."""
    start = f"{declared} = z.strictObject("
    if len(start) < WIDTH:
        return f"{start}{{", "}) satisfies ", 1
    if len(start) == WIDTH:
        return f"{start}\n{UNIT}{{", f"{UNIT}}},\n) satisfies ", 2
    return f"{declared} =\n{UNIT}z.strictObject({{", f"{UNIT}}}) satisfies ", 2


def _schema_type(names: Names) -> Named:
    return named("z.ZodType", named(names.output), named(names.input))


def _fills(field: Field) -> bool:
    """Whether the field is filled in when it is absent."""
    return field.has_default and not field.required


def _interface(
    names: Names, text: Code, mapped: list[tuple[Field, Mapped]]
) -> Interface:
    if not mapped:
        empty = named("Record", "string", "never")
        return Interface(text, alias_line(names.output, empty), [])
    opening = Code(f"export interface {names.output} {{")
    members = [
        Member(field_doc(field), member_line(_key(field, _fills(field)), found.output))
        for field, found in mapped
    ]
    return Interface(text, opening, members)


def _input_interface(
    names: Names, filled: list[tuple[Field, Mapped]], is_all: bool
) -> Interface:
    """What differs before defaults are filled in; the rest is taken over."""
    text = doc(f"What `{names.schema}` accepts: defaults may be absent.")
    keys = [str.__str__(typescript.string(field.name)) for field, _ in filled]
    opening = Code(f"export interface {names.input} {{")
    if not is_all:
        others = named("Omit", named(names.output), union_of(*keys))
        opening = generic_line(f"export interface {names.input} extends ", others, " {")
    members = [
        Member(None, member_line(_key(field, False), _input(names, key, field, found)))
        for key, (field, found) in zip(keys, filled, strict=True)
    ]
    return Interface(text, opening, members)


def _input(names: Names, key: str, field: Field, found: Mapped) -> TypeExpression:
    declared = found.input
    if isinstance(declared, UnionOf) and not found.is_filled:
        declared = f"{names.output}[{key}]"
    return union_of(declared, "undefined") if _fills(field) else declared


def _key(field: Field, is_filled: bool) -> str:
    key = typescript.member_key(field.name)
    return key if field.required or is_filled else f"{key}?"


def _property(field: Field, schema: Chain) -> Chain:
    if field.required:
        return schema
    if not field.has_default:
        return schema.then("exactOptional")
    default = data(field.default)
    # A prefault is parsed, so that no two values share what is in it.
    return schema.then("prefault" if _is_deep(field.default) else "default", default)


def _is_deep(value: object) -> bool:
    """Whether a copy of the array or object shares something with it."""
    if isinstance(value, dict):
        value = list(value.values())
    return isinstance(value, list) and any(
        isinstance(item, dict | list) for item in value
    )
