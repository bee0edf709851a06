"""The Jinja environment of all generators: a sandbox in which data cannot be mistaken for code.

A template's own text and every `Code` fragment go to the output as they are. Any other value that a template
prints becomes a literal of the target language by itself, so there is no filter to forget: `{{ description }}`
in a Python template prints a Python string literal, whatever the description holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .filters import filters
from .literals import LITERALS, Code

Literal = Callable[[Any], Code]


class CodeEnvironment(ImmutableSandboxedEnvironment):
    """A sandboxed environment whose templates, macros and blocks produce `Code`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """As Jinja decides it: by the object's type and the name, so once for both."""
        asked = type(obj), attr
        safe = self._safe.get(asked)
        if safe is None:
            safe = self._safe[asked] = super().is_safe_attribute(obj, attr, value)
        return safe

    @staticmethod
    def concat(parts: Iterable[str]) -> Code:
        return Code("".join(parts))


@cache
def create_template_env(language: str | Literal) -> CodeEnvironment:
    """The environment for a target language: a key of `literals.LITERALS`, or a function that makes its literals.

    One is kept for each.
    """
    literal = LITERALS[language] if isinstance(language, str) else language
    environment = CodeEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: value if isinstance(value, Code) else literal(value),
    )
    environment.filters.update(filters(language if isinstance(language, str) else ""))
    del environment.filters["random"]  # the same template gives the same text
    del environment.globals["lipsum"]
    return environment


@lru_cache(maxsize=256)
def compile_template(language: str | Literal, template_content: str) -> Template:
    """The compiled template, kept by content: compiling costs more than rendering a thousand times."""
    return create_template_env(language).from_string(template_content)


def render(
    language: str | Literal, template_content: str, values: dict[str, Any]
) -> str:
    """The template filled with values, as plain text. Raises jinja2.TemplateError at the template's own line."""
    return str.__str__(compile_template(language, template_content).render(values))
