"""`db` nodes on SQL: the same cases on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from tests.stores.databases import Database, node, run

ECHO = "{label: E, type: code_job, source_details: e.py}"


def test_tables_are_read_with_types(specs: Database) -> None:
    done = run(specs, [node("read", "table: node_types, parameters: {category: data}")])
    (row,) = done.outputs["D"]
    assert row.pop("updated_at")
    assert row == {"name": "db", "category": "data", "size": 2, "spec": {"a": 1}}


def test_queries_take_values_as_parameters(specs: Database) -> None:
    query = node(
        "query", 'query: "SELECT name FROM node_types WHERE category = :category"'
    )
    hostile = "data' OR '1'='1'; DROP TABLE node_types; --"
    done = [
        run(specs, [query], inputs={"category": value}).outputs["D"]
        for value in ("data", hostile, "")
    ]
    assert done == [[{"name": "db"}], [], []]
    assert specs.rows("SELECT count(*) FROM node_types") == [(2,)]


def test_rows_are_written_by_key(specs: Database) -> None:
    rows: list[Any] = [
        {"name": "db", "category": "data", "size": 3},
        {"name": "start", "category": "flow", "size": None},
        {"name": "hook", "category": "logic", "size": None},
    ]
    nodes = [ECHO, node("write", "table: node_types")]
    first, again = (
        run(specs, nodes, ["E.in > D"], inputs={"in": rows}).outputs["D"]
        for _ in range(2)
    )
    assert (first, again) == (
        {"table": "node_types", "changed": 2},
        {"table": "node_types", "changed": 0},
    )
    found = specs.rows("SELECT name, category, size FROM node_types ORDER BY name")
    assert found == [
        ("db", "data", 3),
        ("hook", "logic", None),
        ("start", "flow", None),
    ]
