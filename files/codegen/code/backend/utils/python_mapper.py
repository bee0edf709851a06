"""What the Python artefacts of a specification share: names, places, imports, plain annotations."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any

from ...shared import naming
from ...shared.languages.characters import width as columns
from ...shared.literals import Code, python
from ...shared.spec_model import Spec, Type
from .python_expressions import (
    WIDTH,
    Brackets,
    Either,
    Expression,
    call,
    either,
    flat,
    laid_out,
    parenthesised,
    subscript,
    text,
)

NODE_ATTRIBUTES = ("type",)
"""What the classes of every node type have beside the fields of their specification."""

_JSON_OBJECT = subscript("dict", "str", "Any")
_PLAIN: dict[str, Expression] = {
    "string": "str",
    "date": "str",
    "datetime": "str",
    "uuid": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "any": "Any",
    "object": _JSON_OBJECT,
    "ref": _JSON_OBJECT,
}
_LITERAL = "Literal["
_INFERRED = frozenset(_PLAIN) - {"any", "object", "ref"} | {"enum", "const"}
_runs = re.compile(r"[0-9]+|[^0-9]+").findall
_import_path = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII).fullmatch


def about(spec: Spec) -> str:
    """What a class of the specification is."""
    return spec.description.strip() or f"{spec.display_name}."


def attributes(spec: Spec) -> dict[str, str]:
    """Wire name -> attribute name: the same in the model and in the static node."""
    names = (field.name for field in spec.fields)
    return naming.python_attributes(names, NODE_ATTRIBUTES if spec.is_node else ())


def node_class(spec_type: str) -> str:
    """The class of a static node: `PersonJobNode`."""
    return f"{naming.class_name(spec_type)}Node"


def handler_class(spec_type: str) -> str:
    """The class that handles the nodes: `PersonJobNodeHandler`."""
    return f"{node_class(spec_type)}Handler"


def map_to_python_type(type_: Type, uses: set[str]) -> Expression:
    """The annotation of a JSON value without its constraints; `uses` gets the names to import."""
    if type_.kind != "union":
        plain = _plain(type_, uses)
        return union([plain, "None"]) if type_.nullable else plain
    needs: set[str] = set()
    found = [map_to_python_type(variant, needs) for variant in type_.variants]
    annotation = union([*found, "None"] if type_.nullable else found)
    uses |= {"Any"} if annotation == "Any" else needs
    return annotation


def union(operands: Iterable[Expression]) -> Expression:
    """`a | b | None`: nothing twice, one `Literal`, what stands for absent and `None` last; `Any` takes in all others."""
    found: dict[str, Expression] = {}
    for operand in operands:
        parts = operand.operands if isinstance(operand, Either) else (operand,)
        for part in parts:
            key = _LITERAL if _is_literal(part) else flat(part)
            found[key] = _merged(found[key], part) if key in found else part
    if "Any" in found:
        return "Any"
    for last in ("EllipsisType", "MISSING", "None"):
        if last in found:
            found[last] = found.pop(last)
    return either(tuple(found.values()))


def _is_literal(expression: Expression) -> bool:
    return isinstance(expression, Brackets) and expression.opening == _LITERAL


def _merged(one: Expression, other: Expression) -> Expression:
    """Two equal expressions, or two `Literal`s, as one."""
    if not isinstance(one, Brackets) or not isinstance(other, Brackets):
        return one
    items = {flat(item): item for item in (*one.items, *other.items)}
    return subscript("Literal", *items.values()) if _is_literal(one) else one


def infers(default: Any, type_: Type) -> bool:
    """Whether mypy sees by itself that a default in JSON is of the type."""
    if not isinstance(default, dict | list) or not default:
        return True
    if type_.nullable or type_.item is None or type_.item.nullable:
        return False
    return type_.item.kind in _INFERRED


def literal_type(values: Iterable[str | int]) -> Expression:
    """`Literal["a", "b"]`."""
    items = [text(value) if isinstance(value, str) else repr(value) for value in values]
    return subscript("Literal", *items)


def declaration(name: str, annotation: Expression, indent: int) -> Code:
    """`name: annotation`, laid out."""
    head = f"{name}: {flat(annotation)}"
    if indent + columns(head) <= WIDTH:
        return Code(head)
    return Code(_broken_declaration(name, annotation, indent))


def assignment(
    name: str, annotation: Expression, content: Expression, indent: int
) -> Code:
    """`name: annotation = content`, laid out: what is right of the `=` breaks before what is left of it."""
    head = f"{name}: {flat(annotation)} = "
    used = indent + columns(head)
    if used + columns(flat(content)) <= WIDTH:
        return Code(head + flat(content))
    opening = content.opening if isinstance(content, Brackets) else "("
    if used + len(opening) <= WIDTH:
        if isinstance(content, str):
            content = parenthesised(content)
    elif used + len("(") <= WIDTH:
        content = parenthesised(content)
    elif not isinstance(annotation, str):
        head = f"{_broken_declaration(name, annotation, indent)} = "
        used = columns(head.rpartition("\n")[2])
        return Code(head + laid_out(content, indent, used, 0))
    elif not isinstance(content, Brackets):
        return Code(head + flat(content))
    return Code(head + laid_out(content, indent, used, 0))


def _broken_declaration(name: str, annotation: Expression, indent: int) -> str:
    if isinstance(annotation, str):
        return f"{name}: {annotation}"
    if isinstance(annotation, Either):
        annotation = parenthesised(annotation)
    return f"{name}: {annotation.broken(indent, 0, 0)}"


def import_line(module: str, names: Sequence[str], indent: int = 0) -> Code:
    """An import statement; the names in the order that isort wants."""
    line = f"from {module} import {', '.join(names)}"
    if indent + len(line) <= WIDTH:
        return Code(line)
    return Code(laid_out(call(f"from {module} import ", names), indent, WIDTH, 0))


def import_names(module: str, known: Iterable[str], uses: Container[str]) -> Code:
    """An import statement for those of the known names that are used; '' if none is."""
    names = [name for name in known if name in uses]
    return import_line(module, names) if names else Code("")


def module_name(path: str) -> str:
    """The module in a Python file: the path from the last `src` folder on. Raises ValueError if none can be."""
    inside = path.rpartition("src/")[2] if "src/" in path else path
    name = inside.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    if not path.endswith(".py") or not _import_path(name):
        raise ValueError(f"{path!r} is no path of a Python module")
    return name


def import_order(module: str) -> Any:
    """The sorting key of a relative module in isort: the furthest first, numbers by their value."""
    name = module.lstrip(".")
    parts: list[tuple[int, int, int | str]] = []
    for run in _runs(name.lower()):
        if not run[0].isdigit():
            parts += [(ord(character), 0, "") for character in run]
        elif run[0] == "0":
            parts.append((ord("0"), 0, run))
        else:
            parts.append((ord("0"), 1, int(run)))
    return len(name) - len(module), parts


def relative_module(path: str, other: str) -> str:
    """How the module at `path` imports the one at `other`: `.retry_model`, `..common.retry`."""
    here, there = module_name(path).split("."), module_name(other).split(".")
    pairs = zip(here[:-1], there, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return "." * (len(here) - shared) + ".".join(there[shared:])


def docstring(content: str, indent: int) -> Code:
    """A docstring within the width: a long line of the content goes on in the next."""
    short = python.docstring(content, indent)
    if indent + len(short) <= WIDTH and short.isascii():
        return short
    margin = " " * indent
    written = margin + short
    lines = written.split("\n")
    if all(columns(line) <= WIDTH for line in lines):
        return Code(written[indent:])
    if len(lines) > 1:
        wrapped = [part for line in lines for part in _wrapped(line, WIDTH)]
    else:
        wrapped = [*_wrapped(written.removesuffix('"""'), WIDTH - 3), margin + '"""']
    if len(wrapped) == 2:
        return Code(written[indent:])
    return Code("\n".join(wrapped)[indent:])


def _wrapped(line: str, width: int) -> Iterator[str]:
    """The line in lines of the same indentation that fit the width, as far as words allow."""
    margin = line[: len(line) - len(line.lstrip(" "))]
    part = margin
    for word in line.split():
        if part != margin and columns(part) + 1 + columns(word) > width:
            yield part
            part = margin
        part += word if part == margin else f" {word}"
    yield part.rstrip()


def _plain(type_: Type, uses: set[str]) -> Expression:
    if type_.kind == "array":
        assert type_.item is not None
        return subscript("list", map_to_python_type(type_.item, uses))
    if type_.kind == "map":
        values = map_to_python_type(type_.item or Type("any"), uses)
        return subscript("dict", "str", values)
    if type_.kind == "enum":
        uses.add("Literal")
        return literal_type(type_.values)
    if type_.kind == "const":
        uses.add("Literal")
        return literal_type([type_.const])
    plain = _PLAIN[type_.kind]
    if plain in ("Any", _JSON_OBJECT):
        uses.add("Any")
    return plain
