"""Jinja in its sandbox, for conditions and template jobs. Templates cannot run code or reach attributes of objects."""

from __future__ import annotations

import re
import traceback
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import DictLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dipeo.errors import NodeError, Place, Problem, did_you_mean

TEMPLATE = "<template>"  # the file name that Jinja gives to code from a string


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        loader=DictLoader({}),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    del environment.globals["lipsum"]  # the same template gives the same text
    del environment.filters["random"]
    return environment


def expression(text: str, names: Mapping[str, Any]) -> Any:
    """What an expression like `count > 3 and mode == 'fast'` gives. Raises NodeError."""
    try:
        compiled = _environment().compile_expression(text, undefined_to_none=False)
        result = compiled(names)
        if isinstance(result, StrictUndefined):
            str(result)  # raises
    except Exception as error:  # whatever an expression of the user's may raise
        reason = _reason(error, names)
        raise NodeError(
            [Problem(f"the expression {text!r}: {reason}")], page="errors#templates"
        ) from None
    return result


def render(text: str, names: Mapping[str, Any], file: str | None = None) -> str:
    """A template, filled. Raises NodeError at the template's line, in the file that it is from."""
    try:
        return _environment().from_string(text).render(names)
    except Exception as error:  # whatever a template of the user's may raise
        reason, line = _reason(error, names), _line(error)
        if file is not None:
            raise NodeError(
                [Problem(reason, Place(file, line))], page="errors#templates"
            ) from None
        where = f"the template, line {line}" if line else "the template"
        raise NodeError(
            [Problem(f"{where}: {reason}")], page="errors#templates"
        ) from None


def _reason(error: Exception, names: Collection[str]) -> str:
    """What went wrong, and what an unknown name could have been."""
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name!r}; a template stands alone here"
    message = str(error).removesuffix(".")
    if not isinstance(error, TemplateError):
        return f"{type(error).__name__}: {message}"
    unknown = re.fullmatch(r"'(.+)' is undefined", message)
    return f"{message}{did_you_mean(unknown[1], names)}" if unknown else message


def _line(error: Exception) -> int:
    """The line of the template; 0 where nothing tells."""
    line: int | None = getattr(error, "lineno", None)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno or 0 for frame in frames if frame.filename == TEMPLATE]
    return line or (lines[-1] if lines else 0)
