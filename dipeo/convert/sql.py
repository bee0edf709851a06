"""Specifications from the tables of a database, as SQLAlchemy reflects them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dipeo.errors import UsageError
from dipeo.stores.extras import need

from .draft import Draft, Json, new_spec, ordered, spec_type

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import ReflectedColumn
    from sqlalchemy.engine.reflection import Inspector

_number = re.compile(r"-?[0-9]+(\.[0-9]+)?").fullmatch
_text = re.compile(r"'((?:[^']|'')*)'(?:::[a-z_ ]+(?:\([0-9, ]+\))?)?").fullmatch
_FLAGS = {"true": True, "false": False}


def read_database(url: str, schema: str | None, draft: Draft) -> None:
    """Make a specification of each table. Raises UsageError for what cannot be reached."""
    need("sqlalchemy", "sql")
    _check(url)
    if _driver(url) != url:
        need("psycopg", "postgres")
    import sqlalchemy
    from sqlalchemy.exc import SQLAlchemyError

    try:
        engine = sqlalchemy.create_engine(_driver(url))
        with engine.connect() as connection:
            inspector = sqlalchemy.inspect(connection)
            tables = sorted(inspector.get_table_names(schema=schema))
            for table in tables:
                _read_table(inspector, table, schema, draft)
        engine.dispose()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        raise UsageError(f"the database cannot be read: {reason}") from None
    if not tables:
        where = f"the schema {schema!r}" if schema else "the database"
        hint = "" if schema else "; `--schema NAME` looks into another schema of it"
        raise UsageError(f"there is no table in {where}{hint}")


def _check(url: str) -> None:
    """Refuse what is not read, and a file that SQLite would make."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        message = "this is no URL of a database: write it like sqlite:///shop.db"
        raise UsageError(message) from None
    kind = parsed.drivername.partition("+")[0]
    if kind not in ("sqlite", "postgresql", "postgres"):
        message = f"nothing reads {kind!r}: PostgreSQL and SQLite are read"
        raise UsageError(message)
    file = parsed.database
    if kind == "sqlite" and not (file and Path(file).is_file()):
        raise UsageError(
            f"there is no file {file or ''!r}: three slashes stand before a path from"
            " here, four before one from the root"
        )


def _driver(url: str) -> str:
    """The URL with the driver that the extra brings."""
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)


def _read_table(
    inspector: Inspector, table: str, schema: str | None, draft: Draft
) -> None:
    references = _references(inspector, table, schema)
    key = inspector.get_pk_constraint(table, schema=schema)["constrained_columns"]
    small = inspector.dialect.name != "sqlite"  # which keeps every integer in 64 bits
    fields = []
    for column in inspector.get_columns(table, schema=schema):
        column["nullable"] = column["nullable"] and column["name"] not in key
        field = _field(column, table, references, draft, small=small)
        fields.append(draft.made(ordered(field), f"{table}.{column['name']}"))
    comment = _comment(inspector, table, schema)
    type_ = spec_type(table, draft.specs)
    spec = draft.made(new_spec(type_, comment, fields), table)
    draft.specs[type_] = spec
    _lose_constraints(inspector, table, schema, draft)


def _field(
    column: ReflectedColumn,
    table: str,
    references: dict[str, str],
    draft: Draft,
    *,
    small: bool,
) -> Json:
    place = f"{table}.{column['name']}"
    found, lost = _type(column["type"], small)
    for message in lost:
        draft.lose(place, message)
    field: Json = {"name": column["name"], **found}
    nullable = column["nullable"]
    if nullable and found["type"] != "any":
        field["nullable"] = True
    default = column.get("default")
    if column.get("computed") is not None or column.get("identity") is not None:
        draft.lose(place, "that the database makes the value is not carried")
        default = None
    elif default is not None:
        field |= _default(default, found, place, draft)
    field["required"] = not nullable and "defaultValue" not in field
    if not field["required"]:
        del field["required"]
    words = [column.get("comment") or "", references.get(column["name"], "")]
    text = " ".join(word for word in words if word)
    if text:
        field["description"] = text
    return field


def _type(type_: Any, small: bool) -> tuple[Json, list[str]]:
    """The type of a column, and what of it is lost."""
    from sqlalchemy import types
    from sqlalchemy.dialects import postgresql

    if isinstance(type_, types.ARRAY):
        item, lost = _type(type_.item_type, small)
        return {"type": "array", "items": item}, lost
    if isinstance(type_, types.Enum):
        return {"type": "enum", "values": list(type_.enums)}, []
    if isinstance(type_, types.JSON):
        return {"type": "any"}, []
    if isinstance(type_, types.Boolean):
        return {"type": "boolean"}, []
    if isinstance(type_, types.Uuid):
        return {"type": "uuid"}, []
    if isinstance(type_, types.Integer):
        return _integer(type_, small)
    if isinstance(type_, types.Float):
        return {"type": "number"}, []
    if isinstance(type_, types.Numeric):
        return {"type": "number"}, ["exact decimals become doubles"]
    if isinstance(type_, types.Date):
        return {"type": "date"}, []
    if isinstance(type_, types.DateTime):
        zone = getattr(type_, "timezone", False)
        message = "a datetime needs an offset, and this one is stored without"
        return {"type": "datetime"}, [] if zone else [message]
    if isinstance(type_, types.String) and not isinstance(
        type_, postgresql.TSVECTOR | postgresql.BIT
    ):
        length = type_.length
        limits = {"validation": {"maxLength": length}} if length else {}
        return {"type": "string", **limits}, []
    name = str(type_).lower() if not isinstance(type_, types.NullType) else "unknown"
    return {"type": "any"}, [f"the type {name} is not carried: any value is accepted"]


def _integer(type_: Any, small: bool) -> tuple[Json, list[str]]:
    from sqlalchemy import types

    if isinstance(type_, types.BigInteger) or not small:
        return {"type": "integer"}, ["integers past ±(2^53 - 1) are refused"]
    bits = 15 if isinstance(type_, types.SmallInteger) else 31
    limits = {"min": -(2**bits), "max": 2**bits - 1}
    return {"type": "integer", "validation": limits}, []


def _default(text: str, found: Json, place: str, draft: Draft) -> Json:
    """A default that is a constant; others are lost."""
    value: Any = None
    quoted = _text(text)
    if found["type"] in ("integer", "number") and _number(text):
        value = float(text) if "." in text else int(text)
    elif found["type"] == "boolean":
        value = _FLAGS.get(text.lower(), {"0": False, "1": True}.get(text))
    elif quoted and found["type"] not in ("any", "array"):
        value = quoted[1].replace("''", "'")
    if value is None:
        if text.upper() != "NULL" and not text.upper().startswith("NULL::"):
            draft.lose(
                place, f"the default {text} is no constant, so it is not carried"
            )
        return {}
    return {"defaultValue": value}


def _references(inspector: Inspector, table: str, schema: str | None) -> dict[str, str]:
    """Column -> what it refers to, in words."""
    found: dict[str, str] = {}
    for key in inspector.get_foreign_keys(table, schema=schema):
        pairs = zip(key["constrained_columns"], key["referred_columns"], strict=False)
        for own, other in pairs:
            found[own] = f"Refers to {key['referred_table']}.{other}."
    return found


def _comment(inspector: Inspector, table: str, schema: str | None) -> str:
    try:
        return inspector.get_table_comment(table, schema=schema)["text"] or ""
    except NotImplementedError:
        return ""


def _lose_constraints(
    inspector: Inspector, table: str, schema: str | None, draft: Draft
) -> None:
    for key in inspector.get_foreign_keys(table, schema=schema):
        columns = ", ".join(key["constrained_columns"])
        message = f"that ({columns}) refers to {key['referred_table']} is in its description alone"
        draft.lose(table, message)
    for unique in inspector.get_unique_constraints(table, schema=schema):
        columns = ", ".join(unique["column_names"])
        draft.lose(table, f"that ({columns}) is unique is not carried")
    for check in inspector.get_check_constraints(table, schema=schema):
        draft.lose(table, f"the check {check['sqltext']} is not carried")
