"""Filters for templates: the cases of names, and comments, as code of the target language.

A name in a case is made of ASCII letters, digits and hyphens only, so it is safe as code; whether a language
accepts it as a name is for the generator to decide (`naming`).
"""

from __future__ import annotations

from collections.abc import Callable

from . import naming
from .literals import Code, graphql, python, typescript

Filter = Callable[[str], Code]

_CASES: dict[str, Callable[[str], str]] = {
    "pascal": naming.pascal,
    "camel": naming.camel,
    "snake": naming.snake,
    "kebab": naming.kebab,
}
_COMMENTS: dict[str, Filter] = {
    "python": python.comment,
    "typescript": typescript.comment,
    "graphql": graphql.comment,
}


def filters(language: str) -> dict[str, Filter]:
    """The filters of a language's templates: `pascal`, `camel`, `snake`, `kebab`, and `comment` if it has comments."""
    cases: dict[str, Filter] = {name: _as_code(case) for name, case in _CASES.items()}
    return cases | ({"comment": _COMMENTS[language]} if language in _COMMENTS else {})


def _as_code(case: Callable[[str], str]) -> Filter:
    return lambda name: Code(case(name))
