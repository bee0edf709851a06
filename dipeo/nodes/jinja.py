"""Jinja in its sandbox, for conditions and template jobs. Templates cannot run code or reach attributes of objects."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dipeo.errors import NodeError, Problem


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def expression(text: str, names: Mapping[str, Any]) -> Any:
    """What an expression like `count > 3 and mode == 'fast'` gives. Raises NodeError."""
    try:
        compiled = _environment().compile_expression(text, undefined_to_none=False)
        result = compiled(**names)
    except TemplateError as error:
        raise NodeError([Problem(f"the expression {text!r}: {error}")]) from None
    if isinstance(result, StrictUndefined):
        message = f"the expression {text!r} asks for something that did not arrive"
        raise NodeError([Problem(message)])
    return result


def render(text: str, names: Mapping[str, Any]) -> str:
    """A template, filled. Raises NodeError with the template's line."""
    try:
        return _environment().from_string(text).render(names)
    except TemplateSyntaxError as error:
        message = f"the template, line {error.lineno}: {error.message}"
    except (TemplateError, UndefinedError) as error:
        message = f"the template: {error}"
    raise NodeError([Problem(message)])
