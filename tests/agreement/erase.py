"""JavaScript from generated TypeScript: the types are taken out, everything else stays where it is."""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

_parser = Parser(Language(tree_sitter_typescript.language_typescript()))
_TYPES = frozenset(
    {
        "interface_declaration",
        "type_alias_declaration",
        "type_annotation",
        "type_arguments",
        "type_parameters",
        "type_predicate_annotation",
    }
)
_WITH_TYPE = frozenset({"as_expression", "satisfies_expression"})


def erase_types(source: str) -> str:
    """The source as JavaScript. Raises SyntaxError where it is not TypeScript that a parser understands."""
    code = bytearray(source, "utf-8")
    root = _parser.parse(bytes(code)).root_node
    if root.has_error:
        raise SyntaxError(f"the generated TypeScript does not parse:\n{source}")
    for start, end in _spans(root):
        kept = b"\n" * code.count(b"\n", start, end)
        code[start:end] = b" " * (end - start - len(kept)) + kept
    return code.decode()


def _spans(node: Node) -> Iterator[tuple[int, int]]:
    """Where the types are, in bytes."""
    if node.type in _TYPES or _is_type_only(node):
        yield node.start_byte, node.end_byte
    elif node.type in _WITH_TYPE:
        value = node.children[0]
        yield from _spans(value)
        yield value.end_byte, node.end_byte
    elif node.type == "named_imports":
        yield from _type_imports(node)
    else:
        for child in node.children:
            yield from _spans(child)


def _is_type_only(node: Node) -> bool:
    if node.type == "export_statement":
        declared = node.child_by_field_name("declaration")
        return declared is not None and declared.type in _TYPES
    return node.type == "import_statement" and node.children[1].type == "type"


def _type_imports(node: Node) -> Iterator[tuple[int, int]]:
    """Imports like `{ type A, b }`: those of types, each with the comma behind it."""
    for child, after in zip(node.children, node.children[1:], strict=False):
        if child.type == "import_specifier" and child.children[0].type == "type":
            end = after.end_byte if after.type == "," else child.end_byte
            yield child.start_byte, end
