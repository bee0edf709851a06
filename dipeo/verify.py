"""Is an output what its name says? Each file is parsed by what its language has before a run may write it.

Python is compiled, JSON, TOML and YAML are read, TypeScript is parsed by tree-sitter, and GraphQL by graphql-core unless
a pattern tells that it is sound. Nothing is executed, and no Node.js is needed. Endings that are not known here pass.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from dipeo.core.documents import decode, read
from dipeo.errors import DipeoError, DocumentError, Place, Problem


def problem_in(path: str, content: bytes) -> Problem | None:
    """The first place at which the content of a file is not its language, by the ending of its path."""
    check = _CHECKS.get(path[path.rfind(".") :])
    if check is None:
        return None
    try:
        check(content, path)
    except DipeoError as error:
        return error.problems[0]
    return None


def _python(content: bytes, path: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(decode(content, path), path, "exec", dont_inherit=True)
    except SyntaxError as error:
        line, column = error.lineno or 0, error.offset or 0
        raise _broken(path, line, column, "Python", error.msg) from None
    except (ValueError, RecursionError, MemoryError) as error:
        reason = str(error) or "too deeply nested"
        raise _broken(path, 0, 0, "Python", reason) from None


def _data(format: str) -> Callable[[bytes, str], None]:
    def check(content: bytes, path: str) -> None:
        read(content, path, format)

    return check


def _typescript(dialect: str) -> Callable[[bytes, str], None]:
    def check(content: bytes, path: str) -> None:
        decode(content, path)
        parser = _grammar(dialect)
        known = _ABSTRACT.sub(b"Abstract", content)
        if known != content and not parser.parse(known).root_node.has_error:
            content = known
        root = _by_grammar(content, path, parser)
        if _may_have_open_strings(content):
            _check_strings(root, path)

    return check


_ABSTRACT = re.compile(rb"\babstract(?=\??:)")
"""A member of this name: the grammar takes the word for the start of a method, also where it is not."""
_CLOSED = re.compile(
    rb"""//[^\n]*|/\*.*?\*/|`(?:[^`\\]|\\.)*`"""
    rb"""|'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*\"""",
    re.S,
)


def _may_have_open_strings(content: bytes) -> bool:
    """Whether a quote is left where strings that end on their line, and comments, are taken away. Quick."""
    rest = _CLOSED.sub(b"", content)
    return b"'" in rest or b'"' in rest


def _check_strings(root: Any, path: str) -> None:
    """The grammar takes a string that goes on on the next line; TypeScript does not."""
    nodes = [root]
    while nodes:
        node = nodes.pop()
        literal = node.is_named and node.type == "string"  # `string` is a keyword too
        if literal and _CLOSED.fullmatch(node.text) is None:
            row, column = node.start_point
            reason = "a string does not end on its line"
            raise _broken(path, row + 1, column + 1, "TypeScript", reason)
        nodes += reversed(node.children)


def _graphql(content: bytes, path: str) -> None:
    from dipeo.graphql_syntax import defines_types

    text = decode(content, path)
    if defines_types(text):
        return
    from graphql import GraphQLSyntaxError, parse

    try:
        parse(text)
    except GraphQLSyntaxError as error:
        where = error.locations[0] if error.locations else None
        line, column = (where.line, where.column) if where else (0, 0)
        reason = error.message.removeprefix("Syntax Error: ").removesuffix(".")
        reason = reason[0].lower() + reason[1:]
        raise _broken(path, line, column, "GraphQL", reason) from None


@cache
def _grammar(dialect: str) -> Any:
    """A tree-sitter parser for TypeScript."""
    import tree_sitter_typescript
    from tree_sitter import Language, Parser

    languages = {
        "typescript": tree_sitter_typescript.language_typescript,
        "tsx": tree_sitter_typescript.language_tsx,
    }
    return Parser(Language(languages[dialect]()))


def _by_grammar(content: bytes, path: str, parser: Any) -> Any:
    root = parser.parse(content).root_node
    if root.has_error:
        node = _first_error(root)
        row, column = node.start_point
        found = content[node.start_byte :][:30].decode("utf-8", "replace")
        near = found.splitlines()[0] if found.splitlines() else "the end"
        what = f"{node.type!r} is missing" if node.is_missing else "unexpected"
        reason = f"{what} near {near!r}"
        raise _broken(path, row + 1, column + 1, "TypeScript", reason)
    return root


def _first_error(node: Any) -> Any:
    """The first node, in the order of the text, that is an error or missing."""
    while not (node.is_error or node.is_missing):
        broken = (c for c in node.children if c.has_error or c.is_missing)
        child = next(broken, None)
        if child is None:
            break
        node = child
    return node


def _broken(
    path: str, line: int, column: int, language: str, reason: str
) -> DocumentError:
    message = f"broken {language}: {reason}"
    return DocumentError([Problem(message, Place(path, line, column))])


_CHECKS: dict[str, Callable[[bytes, str], None]] = {
    ".py": _python,
    ".pyi": _python,
    ".json": _data("json"),
    ".toml": _data("toml"),
    ".yaml": _data("yaml"),
    ".yml": _data("yaml"),
    ".ts": _typescript("typescript"),
    ".mts": _typescript("typescript"),
    ".cts": _typescript("typescript"),
    ".tsx": _typescript("tsx"),
    ".graphql": _graphql,
    ".gql": _graphql,
}
