"""From what a person names to a draft: which format it is, and who reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dipeo.core.documents import (
    Document,
    decode,
    format_of,
    json_document,
    read_json,
    read_yaml,
)
from dipeo.errors import DocumentError, UsageError

from .draft import Draft, Json
from .json_schema import SchemaReader
from .own_schemas import name_of
from .published import read_node_spec
from .pydantic_models import is_model, model_schema
from .schema_source import Source, pointer
from .sql import read_database

FORMATS = ("json-schema", "openapi", "pydantic", "sql", "node-spec")


def read_source(
    name: str, format: str | None, root: Path, draft: Draft, schema: str | None
) -> None:
    """Read what `name` is into the draft: a file, `module:Model`, or the URL of a database. Raises DipeoError."""
    if format == "sql" or (format is None and "://" in name):
        read_database(name, schema, draft)
    elif format == "pydantic" or (
        format is None and is_model(name) and not Path(name).exists()
    ):
        data = model_schema(name, root)
        source = Source(data, lambda path: name)
        _read_schemas(source, name.rpartition(":")[2], draft)
    else:
        _read_file(name, format, draft)


def _read_file(name: str, format: str | None, draft: Draft) -> None:
    document = _document(Path(name), name)
    source = Source(document.data, lambda path: str(document.place(path)))
    if not isinstance(document.data, dict):
        raise DocumentError.at(name, 1, 1, "this is no object, and so no schema")
    format = format or _format(document.data)
    if format == "openapi":
        _read_openapi(source, name, draft)
    elif format == "node-spec":
        read_node_spec(source, draft)
    else:
        _read_schemas(source, Path(name).name.partition(".")[0], draft)


def _document(path: Path, name: str) -> Document:
    try:
        text = decode(path.read_bytes(), name)
    except OSError as error:
        message = f"{name!r}: {error.strerror}; name a file, `module:Model` or a database's URL"
        raise UsageError(message) from None
    kind = format_of(name)
    if kind == "yaml":
        return read_yaml(text, name)
    if kind == "toml":
        raise UsageError(f"{name!r}: a schema is read from JSON or YAML, not from TOML")
    read_json(text, name)
    return json_document(text, name)


def _format(data: dict[str, Any]) -> str:
    if "openapi" in data or "swagger" in data:
        return "openapi"
    if (
        "nodeType" in data
        or "node_type" in data
        or isinstance(data.get("fields"), list)
    ):
        return "node-spec"
    return "json-schema"


def _read_openapi(source: Source, name: str, draft: Draft) -> None:
    """The schemas among the components. Raises UsageError where there are none."""
    path = ("components", "schemas")
    try:
        schemas = source.at(path)
    except KeyError:
        raise UsageError(f"{name}: it has no schemas under 'components'") from None
    version = str(source.data.get("openapi", source.data.get("swagger", "")))
    if not version.startswith("3.1"):
        place = source.show(("openapi",))
        draft.lose(
            place, f"version {version} is read as 3.1, whose schemas are JSON Schema"
        )
    reader = SchemaReader(source, draft)
    for own in [own for own in schemas if reader.is_record(schemas[own])]:
        reader.name((*path, own), own)
    _read_all(reader, draft)
    _say_unused(reader, [(*path, own) for own in schemas])


def _read_schemas(source: Source, name: str, draft: Draft) -> None:
    """The schema of a document, and those that it defines."""
    reader = SchemaReader(source, draft)
    tables = [key for key in ("$defs", "definitions") if key in source.data]
    defined = [(key, own) for key in tables for own in source.data[key]]
    if reader.is_record(source.data):
        reader.name((), name_of(source.data, name))
    for path in defined:
        if reader.is_record(source.at(path)):
            reader.name(path, path[1])
    if not reader.types:
        message = "no schema in it has properties, so there is no specification to make"
        raise UsageError(f"{name}: {message}")
    _read_all(reader, draft)
    if () in reader.types:
        _keep_title(draft.specs[reader.types[()]], source.data.get("title"))
    else:
        _say_unused(reader, [()])
    _say_unused(reader, defined)


def _keep_title(spec: Json, title: Any) -> None:
    """Show the specification by the schema's title, where its name does not say that by itself."""
    words = " ".join(word.capitalize() for word in spec["type"].split("_"))
    if isinstance(title, str) and title not in ("", words):
        spec["displayName"] = title


def _read_all(reader: SchemaReader, draft: Draft) -> None:
    """Read every named schema, those that are named on the way too, in the order of their names' coming."""
    done: set[Any] = set()
    while waiting := [path for path in reader.types if path not in done]:
        for path in waiting:
            done.add(path)
            if reader.types[path] not in draft.specs:
                reader.read_named(path)


def _say_unused(reader: SchemaReader, paths: Any) -> None:
    """Schemas without properties are written where they are used; alone they are nothing."""
    used = reader.inlined
    for path in paths:
        if path not in reader.types and path not in used:
            if path == () and not _says_something(reader):
                continue
            message = f"{pointer(path)} has no properties, so it makes no specification"
            reader.draft.lose(reader.source.show(path), message)


def _says_something(reader: SchemaReader) -> bool:
    """Whether the root of a document is a schema, and not only a place for definitions, or a name for one."""
    data = reader.source.data
    if isinstance(data.get("$ref"), str):
        return reader.source.target(data["$ref"]) not in reader.types
    return any(key in data for key in ("type", "enum", "anyOf", "oneOf", "allOf"))
