"""Apply the migrations that the database has not seen yet: `python -m api.migrate`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

from .database import open_database

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


if __name__ == "__main__":
    database = open_database()
    with database.begin() as connection:
        for name in migrate(connection):
            print(f"applied {name}")
    database.dispose()
