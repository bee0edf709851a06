"""A team for a test: workspaces that share a history, and a way to that beside DiPeO."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests import servers
from tests.workspace import dipeo, put

DIAGRAM = """
    nodes:
      - {label: In, type: db, operation: read, source_details: in.json}
      - {label: Each, type: code_job, source_details: each.py, batch: true}
      - {label: Out, type: db, operation: write, source_details: 'out/a.json'}
    connections:
      - {source: In, target: Each}
      - {source: Each.results, target: Out}
"""
EACH = "def main(inputs): return {'item': inputs['in'], 'by': 'WHO'}\n"


@dataclass(frozen=True, slots=True)
class Team:
    """`address` is that of PostgreSQL; "" where the history is an SQLite file."""

    root: Path
    address: str

    @property
    def url(self) -> str:
        if self.address:
            return f"postgresql://postgres@{self.address}/postgres"
        return f"sqlite:///{self.file}"

    @property
    def file(self) -> Path:
        return self.root / "history/team.db"

    @property
    def settings(self) -> str:
        password = "password = { env = 'TEAM_PASSWORD' }\n" if self.address else ""
        return f"[store]\nurl = {{ env = 'TEAM_URL' }}\n{password}"

    def workspace(self, name: str, *, shares: bool = True) -> Path:
        """A new workspace with a diagram `d`."""
        root = self.root / name
        root.mkdir()
        files = {"d": DIAGRAM, "each.py": EACH.replace("WHO", name)}
        put(root, {**files, "in.json": '["one", "two", "three"]'})
        if shares:
            self.share(root)
        return root

    def share(self, root: Path) -> None:
        put(root, {"dipeo.toml": self.settings})

    def ran(self, name: str) -> Path:
        """A new workspace that has run its diagram."""
        root = self.workspace(name)
        done = dipeo(root, "run", "d")
        assert (done.code, done.err) == (0, "")
        return root

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        if not self.address:
            with closing(sqlite3.connect(self.file, timeout=0)) as db, db:
                return db.execute(query, values).fetchall()
        with self.connect() as connection:
            cursor = connection.execute(query.replace("?", "%s"), values or None)
            return cursor.fetchall() if cursor.description else []

    def connect(self) -> psycopg.Connection[Any]:
        host, _, port = self.address.partition(":")
        return psycopg.connect(
            f"host={host} port={port} user=postgres dbname=postgres",
            password=servers.PASSWORD,
            options="-c search_path=dipeo",
        )

    def is_begun(self) -> bool:
        """Whether anything was ever sent."""
        if not self.address:
            query = "SELECT count(*) FROM sqlite_master WHERE name = 'runs'"
            return self.file.exists() and self.rows(query) == [(1,)]
        return self.rows("SELECT to_regclass('dipeo.runs') IS NOT NULL") == [(True,)]


def listed(root: Path) -> list[tuple[str, str, str]]:
    """Number, state and author of the runs that `dipeo runs` lists."""
    done = dipeo(root, "runs")
    assert done.code == 0
    lines = [line.split() for line in done.out.splitlines()[1:]]
    return [(words[0], words[1], " ".join(words[8:-1])) for words in lines]
