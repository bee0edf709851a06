"""What of a workspace's own runs has been sent: tables beside its records, which know nothing of it."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import closing

from dipeo.core.records import Records
from dipeo.errors import UsageError

_TABLES = """
CREATE TABLE IF NOT EXISTS origin (name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sent (
    history TEXT NOT NULL, run INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (history, run)
) WITHOUT ROWID;
"""


def origin(db: sqlite3.Connection) -> str:
    """What tells the numbers of these records from all others."""
    db.executescript(_TABLES)
    db.execute("BEGIN IMMEDIATE")
    try:
        row = db.execute("SELECT name FROM origin").fetchone()
        if row is None:
            row = (secrets.token_hex(16),)
            db.execute("INSERT INTO origin VALUES (?)", row)
    finally:
        db.execute("COMMIT")
    return str(row[0])


def was_sent(db: sqlite3.Connection, history: str, run: int, number: int) -> None:
    """Note the number that a run has in a history."""
    db.execute("INSERT OR REPLACE INTO sent VALUES (?, ?, ?)", (history, run, number))


def number_of(db: sqlite3.Connection, history: str, run: int) -> int | None:
    """The number that a run of this workspace has in a history; None for one that was not sent."""
    query = "SELECT number FROM sent WHERE history = ? AND run = ?"
    row = db.execute(query, (history, run)).fetchone()
    return None if row is None else int(row[0])


UNSENT = "SELECT id, state FROM runs WHERE id NOT IN (SELECT run FROM sent WHERE history = ?) ORDER BY id"
_NEWS = """
SELECT count(*) FROM runs WHERE state != 'running' AND json_extract(finished, '$.same_as') IS NULL
AND id NOT IN (SELECT run FROM sent)
"""


def has_news(records: Records) -> bool:
    """Whether something waits to be sent beside runs that had nothing to do, which can wait for it."""
    try:
        with closing(records.connect()) as db:
            db.executescript(_TABLES)
            return bool(db.execute(_NEWS).fetchone()[0])
    except (sqlite3.Error, OSError, UsageError):
        return False


def unsent(db: sqlite3.Connection, history: str) -> Sequence[tuple[int, str]]:
    """The runs that are not in a history, with their recorded states, the oldest first."""
    return db.execute(UNSENT, (history,)).fetchall()
