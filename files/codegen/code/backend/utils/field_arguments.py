"""What `Field` says of a field in a Pydantic model: its default, its constraints, its documentation."""

from __future__ import annotations

from collections.abc import Iterator

from ...shared.literals import python
from ...shared.pattern_dialects import to_python
from ...shared.spec_model import Constraints, Field
from .python_expressions import Expression, named, pattern, text, value
from .python_mapper import infers

_MISSING = named("default=", "MISSING")
_LIST = named("default_factory=", "list")
_DICT = named("default_factory=", "dict")
_VALIDATE_DEFAULT = named("validate_default=", "True")
_DEPRECATED = named("deprecated=", "True")


def default_arguments(field: Field) -> Iterator[Expression]:
    """What `Field` says of a default; it is validated where JSON alone is not yet of the type."""
    if field.required:
        return
    if not field.has_default:
        yield _MISSING
    elif field.default == [] and field.type.kind == "array":
        yield _LIST
    elif field.default == {} and field.type.kind == "map":
        yield _DICT
    else:
        yield named("default=", value(field.default))
        raw = field.type.kind in ("object", "union")
        if raw or not infers(field.default, field.type):
            yield _VALIDATE_DEFAULT


def constraint_arguments(limits: Constraints, kind: str) -> Iterator[Expression]:
    """What `Field` says of the bounds of a string or a number."""
    if kind == "string":
        yield from size_arguments(limits.min_length, limits.max_length)
        if limits.pattern is not None:
            yield named("pattern=", pattern(to_python(limits.pattern)))
        return
    if limits.minimum is not None:
        yield named("ge=", python.number(limits.minimum))
    if limits.exclusive_minimum is not None:
        yield named("gt=", python.number(limits.exclusive_minimum))
    if limits.maximum is not None:
        yield named("le=", python.number(limits.maximum))
    if limits.exclusive_maximum is not None:
        yield named("lt=", python.number(limits.exclusive_maximum))
    if kind == "integer" and limits.multiple_of is not None:
        yield named("multiple_of=", python.number(limits.multiple_of))


def size_arguments(least: int | None, most: int | None) -> Iterator[Expression]:
    """What `Field` says of the length of a string or a list."""
    if least is not None:
        yield named("min_length=", repr(least))
    if most is not None:
        yield named("max_length=", repr(most))


def documentation_arguments(field: Field) -> Iterator[Expression]:
    """What `Field` says to people."""
    if field.deprecated is not None:
        advice = named("deprecated=", text(field.deprecated))
        yield advice if field.deprecated else _DEPRECATED
    if field.description:
        yield named("description=", text(field.description))
