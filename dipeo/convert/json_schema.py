"""Specifications from JSON Schemas: drafts 2020-12 and 7, and the schemas of OpenAPI 3.1.

Every keyword is taken by what carries it over; what is left of a schema then is a loss, and is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .draft import Draft, Json, new_spec, ordered, spec_type
from .own_schemas import in_other_words, own_definition
from .schema_keywords import (
    ANNOTATIONS,
    constraints_of,
    enumerated,
    plain_type,
)
from .schema_source import Path, Source, pointer

_RECORD = ("properties",)
_INLINE_DEPTH = 40
_BESIDE_REF = {"$ref", "deprecated", "readOnly", "nullable"}


class SchemaReader:
    """Makes specifications of the schemas of one document.

    A schema with properties that is named, or referred to, is a specification of its own; others are written where
    they are used.
    """

    def __init__(self, source: Source, draft: Draft) -> None:
        self.source = source
        self.draft = draft
        self.types: dict[Path, str] = {}
        self.inlined: set[Path] = set()
        self._open: list[Path] = []

    def lose(self, path: Path, message: str) -> None:
        """Note what is not carried, with its place."""
        self.draft.lose(f"{self.source.show(path)}: {pointer(path)}", message)

    def name(self, path: Path, wanted: str) -> str:
        """Keep a schema as a specification, called as wanted where that is free."""
        if path not in self.types:
            taken = (*self.draft.specs, *self.types.values())
            self.types[path] = spec_type(wanted, taken)
        return self.types[path]

    def read_named(self, path: Path) -> None:
        """Make the specification of a schema that has a name."""
        schema = self.source.at(path)
        merged = self._merged(dict(schema), path)
        type_ = self.types[path]
        about = _description(merged)
        fields = self._fields(merged, path)
        examples = merged.pop("examples", [])
        spec = self.draft.made(new_spec(type_, about, fields), self._place(path))
        if isinstance(examples, list) and examples:
            spec["examples"] = [{"configuration": value} for value in examples]
        self._leftovers(merged, path)
        self.draft.specs[type_] = spec

    # records

    def is_record(self, schema: Any) -> bool:
        """Whether a schema is an object with properties of its own."""
        if not isinstance(schema, dict):
            return False
        if "properties" in schema:
            return True
        parts = schema.get("allOf")
        return isinstance(parts, list) and any(
            self.is_record(self._followed(part)) for part in parts
        )

    def _followed(self, schema: Any) -> Any:
        """What a schema that is only a reference refers to."""
        for _ in range(_INLINE_DEPTH):
            ref = schema.get("$ref") if isinstance(schema, dict) else None
            target = self.source.target(ref) if isinstance(ref, str) else None
            if target is None:
                return schema
            schema = self.source.at(target)
        return schema

    def _fields(self, schema: Json, path: Path) -> list[Json]:
        """The fields of a record; the keywords about them are taken out of the schema."""
        properties = schema.pop("properties", {})
        required = schema.pop("required", [])
        schema.pop("type", None)
        if schema.pop("additionalProperties", True) is not False and (
            schema.pop("unevaluatedProperties", True) is not False
        ):
            self.lose(path, "other keys were allowed, and a specification refuses them")
        schema.pop("unevaluatedProperties", None)
        fields = []
        for name, own in properties.items():
            where = (*path, "properties", name)
            field = {"name": name, **self.type(own, where)}
            if name in required:
                field["required"] = True
            fields.append(self.draft.made(ordered(field), self._place(where)))
        for name in required if isinstance(required, list) else ():
            if name not in properties:
                fields.append({"name": name, "type": "any", "required": True})
        return fields

    # types

    def type(self, schema: Any, path: Path) -> Json:
        """A schema as the type of a value, with what a field can say beside it."""
        if schema is True or schema == {}:
            return {"type": "any"}
        if not isinstance(schema, dict):
            self.lose(path, "no value is valid here, which a specification cannot say")
            return {"type": "any"}
        if len(path) > 4 * _INLINE_DEPTH:
            self.lose(path, "schemas are nested too deeply: any value is accepted here")
            return {"type": "any"}
        rest = self._beside_ref(self._merged(dict(schema), path), path)
        about = _about(rest)
        found = self._type(rest, path)
        self._leftovers(rest, path)
        return self.draft.made(found | about, self._place(path))

    def _beside_ref(self, schema: Json, path: Path) -> Json:
        """A schema that says more beside a reference, as one that has what it refers to in it."""
        own = own_definition(schema, self.source)
        if own is not None:
            self.inlined.add(("$defs", own))
            return in_other_words(schema, own)
        says_more = schema.keys() - ANNOTATIONS - _BESIDE_REF
        if "$ref" not in schema or not says_more or self.source.ignores_beside_ref:
            return schema
        target = self.source.target(schema["$ref"])
        if target is None or self.is_record(self._followed(schema)):
            return schema
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return self._merged({**rest, "allOf": [{"$ref": schema["$ref"]}, {}]}, path)

    def _type(self, schema: Json, path: Path) -> Json:
        if "$ref" in schema:
            return self._ref(schema, path)
        nullable = schema.pop("nullable", False) is True
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return _nullable(self._union(schema, key, path), nullable)
        if "enum" in schema or "const" in schema:
            found = enumerated(schema)
            if found is None:
                self.lose(
                    path,
                    "these constants cannot be told one by one: any value is accepted",
                )
                return {"type": "any"}
            return _nullable(found, nullable)
        names = schema.get("type")
        if isinstance(names, list):
            return self._several(schema, names, path)
        return _nullable(self._single(schema, path), nullable)

    def _several(self, schema: Json, names: list[Any], path: Path) -> Json:
        """One of several types, null among them or not; each keyword belongs to one of them."""
        schema.pop("type")
        others = [name for name in names if name != "null"]
        variants = [self._single(schema, path, name) for name in others]
        if not variants:
            self.lose(path, "only null is valid here, which a specification cannot say")
            return {"type": "any"}
        found = variants[0] if len(variants) == 1 else _union(variants)
        return _nullable(found, len(others) < len(names))

    def _single(self, schema: Json, path: Path, name: Any = None) -> Json:
        name = schema.pop("type", None) if name is None else name
        if name is None:
            name = _implied(schema)
        if name == "object":
            return self._object(schema, path)
        if name == "array":
            return self._array(schema, path)
        if name in ("string", "integer", "number", "boolean"):
            found, lost = plain_type(name, schema)
            for message in lost:
                self.lose(path, message)
            return found
        if name is not None:
            self.lose(path, f"the type {name!r} is not carried: any value is accepted")
        return {"type": "any"}

    def _object(self, schema: Json, path: Path) -> Json:
        if any(key in schema for key in _RECORD):
            return {"type": "object", "nestedFields": self._fields(schema, path)}
        others = schema.pop("additionalProperties", True)
        if schema.get("required"):
            return {"type": "object", "nestedFields": self._fields(schema, path)}
        if others is False:
            self.lose(
                path, "an object without keys cannot be said: any object is accepted"
            )
        if isinstance(others, bool):
            return {"type": "object"}
        if own_definition(schema.get("propertyNames"), self.source):
            del schema["propertyNames"]
            self.inlined.add(("$defs", "text"))
        values = self.type(others, (*path, "additionalProperties"))
        return {"type": "object", "values": self._inner(values, path)}

    def _array(self, schema: Json, path: Path) -> Json:
        found: Json = {"type": "array"}
        items = schema.get("items", True)
        if not isinstance(items, list) and "prefixItems" not in schema:
            schema.pop("items", None)
            if items is not True:
                found["items"] = self._inner(self.type(items, (*path, "items")), path)
        limits = constraints_of("array", schema)
        return found | ({"validation": limits} if limits else {})

    def _inner(self, found: Json, path: Path) -> Json:
        """A type inside a type, which has none of what fields say."""
        for key in ("description", "defaultValue", "deprecated", "uiConfig"):
            if key in found:
                if key != "description":
                    self.lose(path, f"{key!r} is for fields, and this is inside one")
                del found[key]
        return found

    def _union(self, schema: Json, key: str, path: Path) -> Json:
        parts = schema.pop(key)
        told = schema.pop("discriminator", None)
        schema.pop("type", None)
        kept = [
            (index, part)
            for index, part in enumerate(parts if isinstance(parts, list) else [])
            if not (isinstance(part, dict) and part.get("type") == "null")
        ]
        variants = [
            self._inner(self.type(part, (*path, key, index)), path)
            for index, part in kept
        ]
        nullable = len(kept) < len(parts)
        if len(variants) == 1:
            return _nullable(variants[0], nullable)
        if not variants:
            self.lose(path, "no value is valid here, which a specification cannot say")
            return {"type": "any"}
        found = _union(variants)
        if isinstance(told, Mapping) and "propertyName" in told:
            found["discriminator"] = told["propertyName"]
        elif key == "oneOf":
            message = "'oneOf' becomes a union: the first variant that fits counts, also where several do"
            self.lose((*path, key), message)
        return _nullable(found, nullable)

    # references

    def _ref(self, schema: Json, path: Path) -> Json:
        ref = schema.pop("$ref")
        target = self.source.target(ref) if isinstance(ref, str) else None
        if target is None and isinstance(ref, str):
            known = self.draft.files.get(ref.rpartition("/")[2])
            if known is not None:
                return {"type": "ref", "ref": known}
        if target is None:
            self.lose(
                (*path, "$ref"),
                f"{ref!r} is not in this document: any value is accepted",
            )
            return {"type": "any"}
        if target in self.types:
            return {"type": "ref", "ref": self.types[target]}
        found = self.source.at(target)
        if self.is_record(found):
            wanted = str(target[-1]) if target else "root"
            type_ = self.name(target, wanted)
            self.read_named(target)
            return {"type": "ref", "ref": type_}
        if target in self._open or len(self._open) > _INLINE_DEPTH:
            self.lose(
                (*path, "$ref"),
                f"{ref!r} holds itself and has no name: any value is accepted",
            )
            return {"type": "any"}
        self._open.append(target)
        self.inlined.add(target)
        try:
            return dict(self.type(found, target))
        finally:
            self._open.pop()

    def _merged(self, schema: Json, path: Path) -> Json:
        """A schema with the parts of its `allOf` in it, as far as they do not speak of the same."""
        parts = schema.get("allOf")
        if not isinstance(parts, list) or not all(isinstance(p, dict) for p in parts):
            return schema
        del schema["allOf"]
        if len(parts) == 1 and not schema.keys() & parts[0].keys():
            return self._merged(parts[0] | schema, path)
        for index, part in enumerate(parts):
            own = dict(part)
            if set(part) == {"$ref"}:
                own = dict(self._followed(part))
                self.inlined.add(self.source.target(part["$ref"]) or ())
            self._merge(schema, self._merged(own, path), (*path, "allOf", index))
        return schema

    def _merge(self, schema: Json, part: Json, path: Path) -> None:
        for key, value in part.items():
            if key == "properties":
                schema[key] = {**schema.get(key, {}), **value}
            elif key == "required":
                schema[key] = [*schema.get(key, []), *value]
            elif key in ANNOTATIONS or key == "additionalProperties":
                schema.setdefault(key, value)
            elif schema.setdefault(key, value) != value:
                self.lose(
                    (*path, key), f"{key!r} is said twice: this one is not carried"
                )

    def _leftovers(self, schema: Json, path: Path) -> None:
        for key in schema:
            if key not in ANNOTATIONS:
                self.lose((*path, key), f"{key!r} is not carried")

    def _place(self, path: Path) -> str:
        return f"{self.source.show(path)}: {pointer(path)}"


def _implied(schema: Json) -> str | None:
    """The type of a schema that does not say it, where all its keywords are of one."""
    for name, keys in (
        ("object", ("properties", "additionalProperties", "required")),
        ("array", ("items", "prefixItems", "minItems", "maxItems", "uniqueItems")),
        ("string", ("minLength", "maxLength", "pattern", "format")),
        ("number", ("minimum", "maximum", "exclusiveMinimum", "multipleOf")),
    ):
        if any(key in schema for key in keys):
            return name
    return None


def _union(variants: list[Json]) -> Json:
    return {"type": "union", "variants": variants}


def _nullable(found: Json, nullable: bool) -> Json:
    return {**found, "nullable": True} if nullable and found["type"] != "any" else found


def _description(schema: Json) -> str:
    text = schema.pop("description", "")
    return text if isinstance(text, str) else ""


def _about(schema: Json) -> Json:
    """What a field says beside its type."""
    about: Json = {}
    text = _description(schema)
    if text:
        about["description"] = text
    if "default" in schema:
        about["defaultValue"] = schema.pop("default")
    if schema.pop("deprecated", False) is True:
        about["deprecated"] = True
    if schema.pop("readOnly", False) is True:
        about["uiConfig"] = {"readOnly": True}
    return about
