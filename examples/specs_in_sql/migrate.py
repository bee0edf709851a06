"""Apply the migrations that a database has not seen yet: `python migrate.py sqlite:///files/specs.db`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sqlalchemy import Connection, create_engine, make_url, text

FOLDER = Path(__file__).parent / "migrations"


def migrate(connection: Connection) -> list[str]:
    """The names of the migrations that were applied now."""
    create = "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)"
    connection.execute(text(create))
    seen = set(connection.execute(text("SELECT name FROM migrations")).scalars())
    new = [file for file in sorted(FOLDER.glob("*.sql")) if file.stem not in seen]
    for file in new:
        for statement in file.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        insert = text("INSERT INTO migrations VALUES (:name)")
        connection.execute(insert, {"name": file.stem})
    return [file.stem for file in new]


def main(url: str) -> None:
    address = make_url(url)
    if address.drivername == "postgresql":
        password = os.environ.get("SPECS_PASSWORD")
        address = address.set(drivername="postgresql+psycopg", password=password)
    engine = create_engine(address)
    with engine.begin() as connection:
        for name in migrate(connection):
            print(f"applied {name}")
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
