"""Generates the tables of all specifications, as SQL that PostgreSQL and SQLite read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..shared.literals import Code, json
from ..shared.origin import origin_of_all
from ..shared.spec_loader import load_spec
from ..shared.spec_model import Field, Spec, Type
from ..shared.template_env import render

TEMPLATE = "sql_tables.j2"

COLUMNS = {
    "string": "TEXT",
    "enum": "TEXT",
    "integer": "BIGINT",
    "number": "DOUBLE PRECISION",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP WITH TIME ZONE",
    "uuid": "UUID",
}
"""Kind of a value -> type of its column; what else there is goes into a column of JSON."""


def literal(value: Any) -> Code:
    """A value as SQL writes it. Raises ValueError for a text with a NUL, which SQL cannot hold."""
    if isinstance(value, bool):
        return Code("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return json.literal(value)
    text = value if isinstance(value, str) else json.literal(value)
    if "\0" in text:
        raise ValueError(f"SQL has no text with a NUL: {text!r}")
    return Code("'" + text.replace("'", "''") + "'")


def name(text: str) -> Code:
    """A name that SQL takes as it is, whatever it is made of."""
    return Code('"' + text.replace('"', '""').replace("\0", "") + '"')


def generate_sql_tables(specs: list[dict[str, Any]], template_content: str) -> str:
    """A table of each specification, in an order in which each refers to earlier ones. Raises SpecError."""
    by_type = {spec.type: spec for spec in map(load_spec, specs)}
    tables = [by_type[type_] for type_ in _in_order(by_type)]
    values = {
        "origin": Code(origin_of_all(TEMPLATE)),
        "tables": [
            {
                "name": name(spec.type),
                "columns": _columns(spec, {t.type: t for t in tables[:index]}),
            }
            for index, spec in enumerate(tables)
            if spec.fields
        ],
    }
    return render(literal, template_content, values)


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node."""
    code = generate_sql_tables(inputs["specs"], inputs["template_content"])
    return {"generated_code": code}


def _in_order(specs: Mapping[str, Spec]) -> list[str]:
    """The specifications, each behind those that it refers to; where they go round in a circle, in their own order."""
    ordered: list[str] = []

    def add(type_: str, inside: tuple[str, ...]) -> None:
        if type_ in ordered or type_ in inside or type_ not in specs:
            return
        for ref in specs[type_].refs():
            add(ref, (*inside, type_))
        ordered.append(type_)

    for type_ in specs:
        add(type_, ())
    return ordered


def _columns(spec: Spec, earlier: Mapping[str, Spec]) -> list[Code]:
    columns = [_column(field, spec, earlier) for field in spec.fields]
    last = len(columns) - 1
    return [Code(c + ("," if at < last else "")) for at, c in enumerate(columns)]


def _column(field: Field, spec: Spec, earlier: Mapping[str, Spec]) -> str:
    """One column with its constraints."""
    key = _key(earlier.get(field.type.ref or ""))
    kind = _column_type(key.type if key else field.type)
    parts = [name(field.name), kind]
    if field is _key(spec):
        parts.append("PRIMARY KEY")
    elif not field.type.nullable and (field.required or field.has_default):
        parts.append("NOT NULL")
    if field.has_default and field.default is not None:
        parts.append(f"DEFAULT {literal(field.default)}")
    if key is not None:
        parts.append(f"REFERENCES {name(field.type.ref or '')} ({name(key.name)})")
    checks = _checks(field.type, name(field.name))
    return " ".join([*parts, *(f"CHECK ({check})" for check in checks)])


def _column_type(type_: Type) -> str:
    return COLUMNS.get(type_.kind, "JSON")


def _key(spec: Spec | None) -> Field | None:
    """The field by which others refer to a specification's values: a required `id`."""
    fields = spec.fields if spec else ()
    found = (f for f in fields if f.name == "id" and f.required)
    return next((f for f in found if f.type.kind in COLUMNS), None)


def _checks(type_: Type, column: Code) -> list[str]:
    limits = type_.constraints
    checks = []
    if type_.values:
        checks.append(f"{column} IN ({', '.join(map(literal, type_.values))})")
    for value, left, sign in (
        (limits.minimum, column, ">="),
        (limits.maximum, column, "<="),
        (limits.exclusive_minimum, column, ">"),
        (limits.exclusive_maximum, column, "<"),
        (limits.min_length, f"LENGTH({column})", ">="),
        (limits.max_length, f"LENGTH({column})", "<="),
    ):
        if value is not None:
            checks.append(f"{left} {sign} {literal(value)}")
    return checks
