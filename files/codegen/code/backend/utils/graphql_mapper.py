"""The definitions of a GraphQL schema: types, inputs and enums, with what their descriptions add."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple

from ...shared import naming
from ...shared.layout import SOFTLINE, Doc, group, if_break, indent, join, render
from ...shared.literals import Code, graphql, json
from ...shared.spec_loader import type_field
from ...shared.spec_model import Field, Spec, Type
from ...shared.type_notes import type_notes

WIDTH = 80
UNIT = "  "
_INT_LIMIT = 2**31 - 1
_SCALARS = {
    "string": "String",
    "date": "String",
    "datetime": "String",
    "uuid": "String",
    "number": "Float",
    "boolean": "Boolean",
    "any": "JSON",
    "map": "JSON",
    "union": "JSON",
}
_NO_CODE = Code("")


class Member(NamedTuple):
    """A field, or a value of an enum; its description may be ''."""

    description: Code
    code: Code


class Definition(NamedTuple):
    """A `type`, `input` or `enum`, or a `scalar` without members."""

    keyword: Code
    name: Code
    description: Code
    members: list[Member]


class Names(NamedTuple):
    """How a type is called where a server answers and where a client sends, without a final `!`."""

    output: str
    input: str


class Schema:
    """The definitions of a specification, and which names in them are not those of JSON."""

    def __init__(self, spec: Spec) -> None:
        self.definitions: list[Definition] = []
        self.renamed: dict[str, dict[str, str]] = {}
        self._enums: dict[int, dict[str, str]] = {}
        self._objects: dict[int, dict[str, str]] = {}
        name = naming.class_name(spec.type)
        classes = (name, *map(naming.class_name, spec.refs()))
        self._taken = {part for known in classes for part in (known, f"{known}Input")}
        own = (type_field(spec.type),) if spec.is_node else ()
        about = spec.description or spec.display_name
        self._add_object(name, about, (*own, *spec.fields), self.definitions)

    def _add_object(
        self, name: str, about: str, fields: tuple[Field, ...], found: list[Definition]
    ) -> dict[str, str]:
        """Both forms of an object, then the definitions of what is in it."""
        names = self._note(name, naming.graphql_fields(field.name for field in fields))
        inner: list[Definition] = []
        outputs, inputs = [], []
        for field in fields:
            called = self._names(field.type, name, field, inner)
            notes = type_notes(field.type)
            if names[field.name] != field.name:
                notes.insert(0, f"called {graphql.string(field.name)} in JSON")
            outputs.append(self._output(names[field.name], called.output, field, notes))
            inputs.append(self._input(names[field.name], called.input, field, notes))
        sent = f"{name} as a client sends it. Only a field that says so may be null."
        forms = ("type", "input") if fields else ("scalar", "scalar")
        found.append(_definition(forms[0], name, about, outputs))
        found.append(_definition(forms[1], f"{name}Input", sent, inputs))
        found += inner
        return names

    def _names(
        self, type_: Type, owner: str, field: Field, found: list[Definition]
    ) -> Names:
        match type_.kind:
            case "array" if type_.item:
                item = self._names(type_.item, owner, field, found)
                end = "" if type_.item.takes_null else "!"
                return Names(f"[{item.output}{end}]", f"[{item.input}{end}]")
            case "object":
                name = self._take(owner, field)
                about = field.description or f"The {field.name} of {owner}."
                names = self._add_object(name, about, type_.fields, found)
                self._objects[id(type_)] = names
                return Names(name, f"{name}Input")
            case "enum":
                name = self._take(owner, field)
                self._enums[id(type_)] = self._add_enum(
                    name, owner, field, type_, found
                )
                return Names(name, name)
            case "ref" if type_.ref:
                name = naming.class_name(type_.ref)
                return Names(name, f"{name}Input")
        scalar = _scalar(type_)
        return Names(scalar, scalar)

    def _take(self, owner: str, field: Field) -> str:
        """A free name for a type in a field, of which the input is free too.

        All specifications share a schema. What is before the first `_` is the class of this one, and of no other.
        """
        wanted = naming.member_class_name(f"{owner}_", field.name)
        name, number = wanted, 1
        while name in self._taken or f"{name}Input" in self._taken:
            number += 1
            name = f"{wanted}{number}"
        self._taken.update((name, f"{name}Input"))
        return name

    def _note(self, owner: str, names: dict[str, str]) -> dict[str, str]:
        renamed = {own: name for name, own in names.items() if name != own}
        if renamed:
            self.renamed[owner] = renamed
        return names

    def _add_enum(
        self, name: str, owner: str, field: Field, type_: Type, found: list[Definition]
    ) -> dict[str, str]:
        names = self._note(name, naming.graphql_enum_values(type_.values))
        members = [
            Member(
                _NO_CODE
                if own == value
                else _about(f"{json.literal(value)} in JSON.", (), 1),
                Code(own),
            )
            for value, own in names.items()
        ]
        about = f"The values of {field.name} in {owner}."
        found.append(_definition("enum", name, about, members))
        return names

    def _output(self, name: str, called: str, field: Field, notes: list[str]) -> Member:
        given = field.required or field.has_default
        end = "!" if given and not field.type.takes_null else ""
        return _member(f"{name}: {called}{end}", field, notes, None)

    def _input(self, name: str, called: str, field: Field, notes: list[str]) -> Member:
        null = field.type.takes_null
        default: Doc | None = None
        notes = list(notes)
        if null:
            notes.append(
                "must be given, may be null" if field.required else "may be null"
            )
        if field.has_default and not field.required:
            try:
                default = self._constant(field.default, field.type)
            except ValueError:
                notes.append(f"default: {json.literal(field.default)}")
        end = "" if null or not (field.required or default is not None) else "!"
        if end and default is None and field.deprecated is not None:
            notes.append(f"deprecated: {field.deprecated}".rstrip(": "))
            field = replace(field, deprecated=None)
        return _member(f"{name}: {called}{end}", field, notes, default)

    def _constant(self, value: Any, type_: Type) -> Doc:
        """A default in GraphQL. Raises ValueError for a key of JSON that is no name in GraphQL."""
        if value is None:
            return "null"
        match type_.kind:
            case "enum":
                return self._enums[id(type_)][value]
            case "array" if type_.item:
                return _list([self._constant(item, type_.item) for item in value])
            case "object":
                names = self._objects[id(type_)]
                types = {field.name: field.type for field in type_.fields}
                return _object(
                    (names[key], self._constant(item, types[key]))
                    for key, item in value.items()
                )
        return _json_constant(value)


def _definition(
    keyword: str, name: str, about: str, members: list[Member]
) -> Definition:
    return Definition(Code(keyword), Code(name), _about(about, (), 0), members)


def _member(head: str, field: Field, notes: list[str], default: Doc | None) -> Member:
    """A field with its default and its deprecation, laid out as Prettier does."""
    about = _about(field.description, tuple(notes), 1)
    hidden = False
    doc: list[Doc] = [head]
    if default is not None:
        doc += [" = ", default]
        hidden = graphql.needs_ignore(field.default)
    if field.deprecated is not None:
        doc += [" ", group(indent(SOFTLINE, "@deprecated", _reason(field.deprecated)))]
        hidden = hidden or graphql.needs_ignore(field.deprecated)
    if hidden and not about.startswith(graphql.IGNORE):
        about = Code(f"{graphql.IGNORE}\n{UNIT}{about}" if about else graphql.IGNORE)
    if field.deprecated is None and (default is None or isinstance(default, str)):
        return Member(about, Code(f"{head} = {default}" if default else head))
    return Member(about, Code(render(doc, width=WIDTH, unit=UNIT, level=1)))


def _reason(deprecated: str) -> Doc:
    if not deprecated:
        return ""
    return group(
        "(", indent(SOFTLINE, "reason: ", graphql.string(deprecated)), SOFTLINE, ")"
    )


@lru_cache(maxsize=1024)
def _about(text: str, notes: tuple[str, ...], level: int) -> Code:
    """A description: the text of the specification, then a paragraph of notes. Both forms of a field have it."""
    added = " ".join(f"{note[0].upper()}{note[1:]}." for note in notes)
    about = f"{text}\n\n{added}" if text.strip() and added else added or text
    return graphql.description(about, level * len(UNIT)) if about else _NO_CODE


def _scalar(type_: Type) -> str:
    if type_.kind == "integer":
        limits = type_.constraints
        low = max(_given(limits.minimum, limits.exclusive_minimum), default=-inf)
        high = min(_given(limits.maximum, limits.exclusive_maximum), default=inf)
        return "Int" if low >= -_INT_LIMIT and high <= _INT_LIMIT else "SafeInteger"
    if type_.kind == "const":
        return _const_scalar(type_.const)
    return _SCALARS[type_.kind]


def _const_scalar(const: Any) -> str:
    if isinstance(const, bool):
        return "Boolean"
    if isinstance(const, int):
        return "Int" if abs(const) <= _INT_LIMIT else "SafeInteger"
    return "String"


def _given(*bounds: int | float | None) -> list[int | float]:
    return [bound for bound in bounds if bound is not None]


def _json_constant(value: Any) -> Doc:
    if isinstance(value, dict):
        if not all(map(graphql.is_name, value)):
            raise ValueError("a key is no name in GraphQL")
        return _object((key, _json_constant(item)) for key, item in value.items())
    if isinstance(value, list):
        return _list([_json_constant(item) for item in value])
    return graphql.literal(value)


def _object(pairs: Iterable[tuple[str, Doc]]) -> Doc:
    items = [(f"{name}: ", content) for name, content in pairs]
    return _brackets("{", items, "}", if_break("", " "))


def _list(items: list[Doc]) -> Doc:
    return _brackets("[", items, "]", "")


def _brackets(opening: str, items: Sequence[Doc], closing: str, space: Doc) -> Doc:
    """Items on one line, or each on its own without commas."""
    if not items:
        return group(opening, SOFTLINE, closing)
    between = (if_break("", ", "), SOFTLINE)
    return group(
        opening, space, indent(SOFTLINE, join(between, items)), SOFTLINE, space, closing
    )
