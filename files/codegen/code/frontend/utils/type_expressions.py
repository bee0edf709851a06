"""TypeScript types, laid out as Prettier lays them out.

A type carries its text on one line (`flat`); a layout is made only when that does not fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from ...shared.languages.characters import width
from ...shared.literals import Code, typescript
from .expressions import UNIT, WIDTH


class Named(NamedTuple):
    """A named type, perhaps with type arguments."""

    name: str
    arguments: tuple[TypeExpression, ...]
    flat: str


class ArrayOf(NamedTuple):
    """An array type."""

    item: TypeExpression
    flat: str


class UnionOf(NamedTuple):
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
    start = f"{UNIT}{key}:"
    if isinstance(declared, UnionOf) and not _is_hugged(declared):
        return Code(f"{start}\n{UNIT * 2}{_union(declared, 2, 1)};")
    return Code(f"{start} {_laid_out(declared, 1, width(start) + 1, 1)};")


def generic_line(before: str, declared: Named, after: str) -> Code:
    """A line with a generic type, whose arguments get a line each when it is too long."""
    line = before.rpartition("\n")[2]
    level = (len(line) - len(line.lstrip())) // len(UNIT)
    return Code(before + _laid_out(declared, level, width(line), len(after)) + after)


def generic_call_line(before: str, function: Named, argument: str) -> Code:
    """`before = function<A, B>(argument);`."""
    if width(before) + len(" = ") + len(function.name) < WIDTH:
        start, level = f"{before} = ", 0
    else:
        start, level = f"{before} =\n{UNIT}", 1
    used = width(start.rpartition("\n")[2])
    if used + len(function.flat) + len("(") <= WIDTH:
        start, used = start + function.flat, used + len(function.flat)
    else:
        start = f"{start}{_broken_arguments(function, level)}"
        used = len(UNIT) * level + len(">")
    if used + len(argument) + len("();") <= WIDTH:
        return Code(f"{start}({argument});")
    margin = UNIT * level
    return Code(f"{start}(\n{margin}{UNIT}{argument},\n{margin});")


def alias_line(name: str, declared: Named) -> Code:
    """`export type A = B;`."""
    flat = f"export type {name} = {declared.flat};"
    return Code(flat if width(flat) <= WIDTH else flat.replace("= ", f"=\n{UNIT}", 1))


def import_line(names: Iterable[str], specifier: str) -> Code:
    """An import of names: several are on a line each when they do not fit on one."""
    kept = list(names)
    source = f" from {typescript.string(specifier)};"
    flat = f"import {{ {', '.join(kept)} }}{source}"
    if len(kept) == 1 or width(flat) <= WIDTH:
        return Code(flat)
    lines = "".join(f"{UNIT}{name},\n" for name in kept)
    return Code(f"import {{\n{lines}}}{source}")


def type_import_line(imported: str, specifier: str) -> Code:
    """An import of a type, of which nothing is left when the code runs."""
    return Code(f"import type {{ {imported} }} from {typescript.string(specifier)};")


def _laid_out(declared: TypeExpression, level: int, used: int, after: int) -> str:
    """A type that starts where a line of a level has `used` columns, and has `after` columns behind it."""
    flat = flat_type(declared)
    if isinstance(declared, str) or used + width(flat) + after <= WIDTH:
        return flat
    if isinstance(declared, Named):
        return flat if _is_tight(declared) else _broken_arguments(declared, level)
    if isinstance(declared, UnionOf):
        if not _is_hugged(declared):
            return _union(declared, level, after)
        first, *others = declared.members
        rest = "".join(f" | {flat_type(each)}" for each in others)
        return _laid_out(first, level, used, len(rest) + after) + rest
    if isinstance(declared.item, UnionOf):
        if _is_hugged(declared.item):
            inner = _laid_out(declared.item, level, used + 1, len(")[]") + after)
            return f"({inner})[]"
        margin = UNIT * level
        union = _union(declared.item, level + 1, 0)
        return f"(\n{margin}{UNIT}{union}\n{margin})[]"
    return f"{_laid_out(declared.item, level, used, len('[]') + after)}[]"


def _broken_arguments(declared: Named, level: int) -> str:
    margin = UNIT * (level + 1)
    lines = _lines(declared.arguments, level + 1, len(margin), 1, 0)
    inside = f",\n{margin}".join(lines)
    return f"{declared.name}<\n{margin}{inside}\n{UNIT * level}>"


def _union(union: UnionOf, level: int, after: int) -> str:
    """A union at the start of a line: on it if it fits, else a member a line."""
    margin = UNIT * level
    if _is_hugged(union) or len(margin) + width(union.flat) + after <= WIDTH:
        return _laid_out(union, level, len(margin), after)
    lines = _lines(union.members, level + 1, len(margin) + 2, 0, after)
    return "| " + f"\n{margin}| ".join(lines)


def _lines(
    types: tuple[TypeExpression, ...], level: int, used: int, between: int, after: int
) -> list[str]:
    """Types that have a line each, with some columns between them and after the last."""
    *others, last = types
    lines = [_laid_out(each, level, used, between) for each in others]
    return [*lines, _laid_out(last, level, used, after)]


def _is_tight(declared: Named) -> bool:
    """Whether there are no arguments, or only a plain name, which stays in its brackets."""
    arguments = declared.arguments
    if len(arguments) != 1:
        return not arguments
    return not isinstance(arguments[0], Named) or not arguments[0].arguments


def _is_hugged(union: UnionOf) -> bool:
    """Whether it stays together: one named type, and `null` after it."""
    first, *others = union.members
    return isinstance(first, Named) and others == ["null"]
