"""Is an output what its name says? Each file is parsed by what its language has before a run may write it.

Python is compiled, JSON, TOML and YAML are read, GraphQL and TypeScript are parsed by tree-sitter. Nothing is executed,
and no Node.js is needed. Endings that are not known here pass.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from dipeo.core.documents import read
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
            compile(content, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        line, column = error.lineno or 0, error.offset or 0
        raise _broken(path, line, column, "Python", error.msg) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise _broken(path, 0, 0, "Python", str(error)) from None


def _data(format: str) -> Callable[[bytes, str], None]:
    def check(content: bytes, path: str) -> None:
        read(content, path, format)

    return check


def _typescript(content: bytes, path: str) -> None:
    _by_grammar(content, path, "TypeScript", _grammar("typescript"))


def _tsx(content: bytes, path: str) -> None:
    _by_grammar(content, path, "TypeScript", _grammar("tsx"))


def _graphql(content: bytes, path: str) -> None:
    """The grammar is quick and knows most of GraphQL; what it refuses, graphql-core decides.

    It has to be compiled where it is installed, so it is no dependency: without it, graphql-core decides all.
    """
    try:
        _by_grammar(content, path, "GraphQL", _grammar("graphql"))
    except (DocumentError, ModuleNotFoundError):
        from graphql import GraphQLSyntaxError, parse

        try:
            parse(content.decode())
        except GraphQLSyntaxError as error:
            where = error.locations[0] if error.locations else None
            line, column = (where.line, where.column) if where else (0, 0)
            raise _broken(path, line, column, "GraphQL", error.message) from None
        except UnicodeDecodeError as error:
            raise _broken(path, 0, 0, "GraphQL", str(error)) from None


@cache
def _grammar(name: str) -> Any:
    """A tree-sitter parser for a language."""
    from tree_sitter import Language, Parser

    if name == "graphql":
        import tree_sitter_graphql

        return Parser(Language(tree_sitter_graphql.language()))
    import tree_sitter_typescript

    languages = {
        "typescript": tree_sitter_typescript.language_typescript,
        "tsx": tree_sitter_typescript.language_tsx,
    }
    return Parser(Language(languages[name]()))


def _by_grammar(content: bytes, path: str, language: str, parser: Any) -> None:
    root = parser.parse(content).root_node
    if root.has_error:
        node = _first_error(root)
        row, column = node.start_point
        found = content[node.start_byte :][:30].decode("utf-8", "replace")
        near = found.splitlines()[0] if found.splitlines() else "the end"
        what = f"{node.type!r} is missing" if node.is_missing else "unexpected"
        raise _broken(path, row + 1, column + 1, language, f"{what} near {near!r}")


def _first_error(node: Any) -> Any:
    """The first node, in the order of the text, that is an error or missing."""
    if node.is_error or node.is_missing:
        return node
    for child in node.children:
        if child.has_error or child.is_missing:
            return _first_error(child)
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
    ".ts": _typescript,
    ".mts": _typescript,
    ".cts": _typescript,
    ".tsx": _tsx,
    ".graphql": _graphql,
    ".gql": _graphql,
}
