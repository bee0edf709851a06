"""A database for a test: how the workspace names it, and a way to it beside DiPeO."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from tests import servers
from tests.workspace import Done, dipeo, put

SCHEMA = """
CREATE TABLE node_types (
    name TEXT PRIMARY KEY, category TEXT NOT NULL, size INTEGER, spec {json}, updated_at {stamp}
)
"""


@dataclass(frozen=True, slots=True)
class Database:
    """`url` is how diagrams and settings name it."""

    root: Path
    kind: str
    url: str
    name: str = ""

    def run(self, *statements: str) -> None:
        """Directly, each committed."""
        for statement in statements:
            self.rows(statement)

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        if self.kind == "sqlite":
            db = sqlite3.connect(self.root / "files/specs.db", timeout=0)
            with db:
                found = db.execute(query, values).fetchall()
            db.close()
            return found
        with self.connect() as connection:
            cursor = connection.execute(query.replace("?", "%s"), values)
            return cursor.fetchall() if cursor.description else []

    def connect(self) -> psycopg.Connection[Any]:
        host, _, port = self.url.partition("@")[2].partition("/")[0].partition(":")
        return psycopg.connect(
            f"host={host} port={port} user=postgres dbname={self.name}",
            password=servers.PASSWORD,
        )

    @property
    def settings(self) -> str:
        if self.kind == "sqlite":
            return f"[connections.specs]\nurl = '{self.url}'\n"
        return (
            f"[connections.specs]\nurl = '{self.url}'\n"
            "password = { env = 'SPECS_PASSWORD' }\n"
        )

    @property
    def url_with_password(self) -> str:
        head, at, tail = self.url.partition("@")
        return f"{head}:{quote(servers.PASSWORD, safe='')}{at}{tail}"


def node(operation: str, more: str = "", label: str = "D") -> str:
    """A node of the database `specs`."""
    rest = f", {more}" if more else ""
    return (
        f"{{label: {label}, type: db, sub_type: sql, operation: {operation},"
        f" source_details: specs{rest}}}"
    )


def run(
    database: Database,
    nodes: Sequence[str],
    connections: Sequence[str] = (),
    inputs: dict[str, Any] | None = None,
    *options: str,
) -> Done:
    """Run a diagram of these nodes, from line 2 on; a connection is `A.x > B.y`."""
    lines = ["nodes:", *(f"  - {node}" for node in nodes), "connections:"]
    for connection in connections:
        source, target = connection.split(" > ")
        lines.append(f"  - {{source: {source}, target: {target}}}")
    root = database.root
    if not (root / "dipeo.toml").exists():
        put(root, {"dipeo.toml": database.settings})
    put(root, {"d": "\n".join(lines), "e.py": "def main(inputs): return inputs"})
    given = json.dumps(inputs or {})
    return dipeo(database.root, "run", "d", "--json", "--input-data", given, *options)
