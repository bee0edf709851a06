"""TypeScript types, laid out as Prettier lays them out.

A type carries its text on one line (`flat`); a layout is made only when that does not fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from ...shared.languages.characters import width
from ...shared.layout import (
    LINE,
    SOFTLINE,
    Doc,
    bracketed,
    follow,
    group,
    if_break,
    indent,
    join,
    render,
)
from ...shared.literals import Code, typescript
from .expressions import UNIT, WIDTH


@dataclass(frozen=True, slots=True)
class Named:
    """A named type, perhaps with type arguments."""

    name: str
    arguments: tuple[TypeExpression, ...]
    flat: str


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """An array type."""

    item: TypeExpression
    flat: str


@dataclass(frozen=True, slots=True)
class UnionOf:
    """A union of several types, none of them a union."""

    members: tuple[TypeExpression, ...]
    flat: str


TypeExpression: TypeAlias = "str | Named | ArrayOf | UnionOf"
"""A `str` is a keyword, a literal type or the type of a member like `A["b"]`."""


def flat_type(declared: TypeExpression) -> str:
    """The type on one line."""
    return declared if isinstance(declared, str) else declared.flat


def named(text: str, *arguments: TypeExpression) -> Named:
    """A reference to a type: `Record<string, number>`."""
    flat = f"{text}<{', '.join(map(flat_type, arguments))}>" if arguments else text
    return Named(text, arguments, flat)


def array_of(item: TypeExpression) -> ArrayOf:
    """An array type: `("a" | "b")[]`."""
    flat = flat_type(item)
    return ArrayOf(item, f"({flat})[]" if isinstance(item, UnionOf) else f"{flat}[]")


def union_of(*types: TypeExpression) -> TypeExpression:
    """A union; unions in it are merged, and of equal types the first is kept."""
    members: dict[str, TypeExpression] = {}
    for each in types:
        for member in each.members if isinstance(each, UnionOf) else (each,):
            members.setdefault(flat_type(member), member)
    kept = tuple(members.values())
    return UnionOf(kept, " | ".join(members)) if len(kept) > 1 else kept[0]


def member_line(key: str, declared: TypeExpression) -> Code:
    """`key: type;` in an interface, indented; the key brings the question mark of an optional member."""
    line = f"{UNIT}{key}: {flat_type(declared)};"
    if width(line) <= WIDTH:
        return Code(line)
    return _render((key, ": ", _type(declared), ";"), 1)


def generic_line(before: str, declared: Named, after: str, level: int = 0) -> Code:
    """A line with a generic type, indented; its arguments get a line each when it is too long."""
    line = f"{UNIT * level}{before}{declared.flat}{after}"
    if width(line) <= WIDTH:
        return Code(line)
    return _render((before, _inner_type(declared), after), level)


def generic_call_line(before: str, function: Named, argument: str) -> Code:
    """`before = function<A, B>(argument);`."""
    flat = f"{before} = {function.flat}({argument});"
    if width(flat) <= WIDTH:
        return Code(flat)
    called = (_inner_type(function), bracketed("(", [argument], ")"))
    return _render((group(before, " =", follow(called)), ";"), 0)


def alias_line(name: str, declared: Named) -> Code:
    """`export type A = B;`."""
    flat = f"export type {name} = {declared.flat};"
    return Code(flat if width(flat) <= WIDTH else flat.replace("= ", f"=\n{UNIT}", 1))


def import_line(names: Iterable[str], specifier: str) -> Code:
    """An import of names: several are on a line each when they do not fit on one."""
    kept: list[Doc] = list(names)
    source = f" from {typescript.string(specifier)};"
    flat = f"import {{ {', '.join(map(str, kept))} }}{source}"
    if len(kept) == 1 or width(flat) <= WIDTH:
        return Code(flat)
    return _render(("import ", bracketed("{", kept, "}", edge=LINE), source), 0)


def type_import_line(imported: str, specifier: str) -> Code:
    """An import of a type, of which nothing is left when the code runs."""
    return Code(f"import type {{ {imported} }} from {typescript.string(specifier)};")


def _render(doc: Doc, level: int) -> Code:
    return Code(UNIT * level + render(doc, width=WIDTH, unit=UNIT, level=level))


def _type(declared: TypeExpression) -> Doc:
    """A type; a union starts on a line of its own when it breaks."""
    if isinstance(declared, UnionOf) and not _is_hugged(declared):
        return group(indent(SOFTLINE, _union(declared)))
    return _inner_type(declared)


def _inner_type(declared: TypeExpression) -> Doc:
    if isinstance(declared, str):
        return declared
    if isinstance(declared, UnionOf):
        return _union(declared)
    if isinstance(declared, Named):
        if not declared.arguments:
            return declared.name
        if _is_plain(declared.arguments):
            return declared.flat
        arguments = join((",", LINE), map(_inner_type, declared.arguments))
        return group(declared.name, "<", indent(SOFTLINE, arguments), SOFTLINE, ">")
    if isinstance(declared.item, UnionOf):
        union = _union(declared.item)
        return group("(", indent(SOFTLINE, union), SOFTLINE, ")"), "[]"
    return _inner_type(declared.item), "[]"


def _union(union: UnionOf) -> Doc:
    members = [_inner_type(member) for member in union.members]
    if _is_hugged(union):
        return join(" | ", members)
    return group(if_break("| "), join((LINE, "| "), map(indent, members)))


def _is_plain(arguments: tuple[TypeExpression, ...]) -> bool:
    """Whether the only argument is a plain name, which stays in its brackets."""
    return len(arguments) == 1 and (
        not isinstance(arguments[0], Named) or not arguments[0].arguments
    )


def _is_hugged(union: UnionOf) -> bool:
    """Whether it stays together: one named type, and `null`."""
    kinds = [isinstance(each, Named) for each in union.members if each != "null"]
    return kinds == [True]
