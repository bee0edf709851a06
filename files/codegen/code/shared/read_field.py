"""Reading the fields of an object: names that stay apart in every language, defaults that fit, forms."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

from . import keys
from .members import Members
from .naming import pascal, snake
from .problems import Path, Problems, show
from .read_type import Context, read_type
from .read_ui import read_conditional, read_ui
from .spec_model import Field, Type
from .value_check import conform, json_equal

MAX_NAME = 128
MAX_FIELDS = 1000


def read_fields(written: list[tuple[Any, Path]], context: Context) -> tuple[Field, ...]:
    """The fields of one object, checked against each other."""
    if len(written) > MAX_FIELDS:
        context.problems.add(
            written[0][1][:-1],
            f"an object has at most {MAX_FIELDS} fields, not {len(written)}",
        )
        return ()
    found = [
        Members(value, path, keys.FIELD, "field", context.problems)
        for value, path in written
    ]
    _check_names(found)
    fields = tuple(_read_field(members, context) for members in found)
    return _with_conditionals(fields, found, context.problems)


def _read_field(found: Members, context: Context) -> Field:
    type_ = read_type(found, context)
    field = Field(
        name=found.text("name"),
        type=type_,
        required=found.flag("required"),
        description=found.text("description"),
        deprecated=_deprecated(found),
        ui=read_ui(found, type_, context.problems),
    )
    if "defaultValue" not in found:
        return field
    return replace(
        field, has_default=True, default=_default(found, type_, context.problems)
    )


def _deprecated(found: Members) -> str | None:
    """The advice of a deprecated field, '' when there is none; None when the field is not deprecated."""
    if isinstance(found.get("deprecated"), str):
        return found.text("deprecated")
    return "" if found.flag("deprecated") else None


def _default(found: Members, type_: Type, problems: Problems) -> Any:
    """The default as the type makes it, so that filling it in and checking it give the same value."""
    refs: list[str] = []

    def note(ref: str) -> None:
        refs.append(ref)

    before = len(problems.found)
    path = found.at("defaultValue")
    value = conform(found.get("defaultValue"), type_, path, problems, note)
    if len(problems.found) > before:
        return value
    if refs:
        problems.add(
            path, f"a default cannot hold a value of {refs[0]!r}, another specification"
        )
    elif not json_equal(conform(value, type_, path, Problems(), note), value):
        problems.add(path, "with defaults filled in, the value fits another variant")
    return value


def _check_names(found: list[Members]) -> None:
    """Note names that are missing or impossible, and names that are one in some language."""
    exact: set[str] = set()
    folded: dict[tuple[str, str], str] = {}
    for members in found:
        name = members.get("name")
        if not members.require("name") or not isinstance(name, str):
            continue
        if not _is_possible(members, name):
            continue
        if name in exact:
            members.problem("name", f"two fields are named {show(name)}")
            continue
        exact.add(name)
        for language, form in _forms(name):
            first = folded.setdefault((language, form), name)
            if first != name:
                members.problem(
                    "name",
                    f"{show(name)} and {show(first)} are the same {language}, {show(form)}",
                )
                break


def _is_possible(members: Members, name: str) -> bool:
    if not name:
        members.problem("name", "a name must not be empty")
    elif len(name) > MAX_NAME:
        members.problem(
            "name",
            f"a name has at most {MAX_NAME} characters, this one has {len(name)}",
        )
    else:
        return True
    return False


def _forms(name: str) -> tuple[tuple[str, str], ...]:
    """What becomes of a name, by language."""
    return (
        ("name after normalisation", unicodedata.normalize("NFKC", name)),
        ("snake_case name", snake(name) or name),
        ("PascalCase name", pascal(name) or name),
    )


def _with_conditionals(
    fields: tuple[Field, ...], found: list[Members], problems: Problems
) -> tuple[Field, ...]:
    """The fields with their conditions, whose own fields must be among them and able to have the values."""
    by_name = {field.name: field for field in fields}
    read = []
    for field, members in zip(fields, found, strict=True):
        condition = read_conditional(members, by_name, problems)
        read.append(replace(field, conditional=condition) if condition else field)
    return tuple(read)
