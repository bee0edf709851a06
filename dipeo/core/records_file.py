"""The database of the records: its tables, how it is opened, and the row of a run that had nothing to do."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, suppress

SCHEMA_VERSION = 6
OLDEST = 5  # that can be read
NAME = "records.db"
VALUES = "values"  # the folder of the packs
_DROP = "".join(
    f"DROP TABLE IF EXISTS {name};"
    for name in (
        *("runs", "nodes", "items", "cached_items", "texts", "contents", "units"),
        *("origin", "sent"),
    )
)
_SCHEMA = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, diagram TEXT NOT NULL, inputs TEXT NOT NULL, started REAL NOT NULL,
    state TEXT NOT NULL, seconds REAL, finished TEXT
);
CREATE TABLE nodes (
    run INTEGER NOT NULL, address TEXT NOT NULL, type TEXT NOT NULL, state TEXT NOT NULL, started REAL,
    seconds REAL, items INTEGER, inputs TEXT, output TEXT, props TEXT, error TEXT, ran_in INTEGER, reason TEXT,
    PRIMARY KEY (run, address)
) WITHOUT ROWID;
CREATE TABLE cached_items (
    run INTEGER NOT NULL, address TEXT NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL,
    ran_in INTEGER NOT NULL, first_there INTEGER NOT NULL, PRIMARY KEY (run, address, first)
) WITHOUT ROWID;
CREATE TABLE items (
    run INTEGER NOT NULL, address TEXT NOT NULL, item INTEGER NOT NULL, state TEXT NOT NULL, started REAL,
    place INTEGER NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (run, address, item)
) WITHOUT ROWID;
CREATE TABLE texts (
    run INTEGER NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, digest TEXT, PRIMARY KEY (run, kind, path)
) WITHOUT ROWID;
"""
_ARCHIVE = """
CREATE TABLE units (name BLOB PRIMARY KEY, data BLOB NOT NULL, run INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE contents (digest TEXT PRIMARY KEY, value TEXT NOT NULL, run INTEGER NOT NULL) WITHOUT ROWID;
"""


def connect(folder: str | os.PathLike[str]) -> sqlite3.Connection:
    """A connection to the database of a `.dipeo` folder, which is made when it is missing or of an older version.

    Raises OSError, sqlite3.Error, UsageError for a database of a newer version.
    """
    path = os.path.join(folder, NAME)
    os.makedirs(os.path.join(folder, VALUES), exist_ok=True)
    if os.path.islink(path):
        raise _unusable(f"{path} must be a file, and is a symbolic link")
    db = sqlite3.connect(
        path, timeout=30, isolation_level=None, check_same_thread=False
    )
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise _unusable(f"{path} was written by a newer version of DiPeO")
        if version < SCHEMA_VERSION:
            make = _ARCHIVE if version == OLDEST else f"{_DROP} {_SCHEMA} {_ARCHIVE}"
            db.executescript(
                f"BEGIN EXCLUSIVE; {make}"
                f" PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            )
    except Exception as error:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        if "already exists" in str(error):  # another process made it just now
            return db
        db.close()
        if isinstance(error, UnicodeDecodeError):  # of what it says that is wrong
            raise sqlite3.DatabaseError("it is damaged") from None
        raise
    return db


def open_to_read(folder: str | os.PathLike[str]) -> sqlite3.Connection | None:
    """A connection that changes nothing. None where there is nothing, or only what the next run drops as too old.

    Raises as `connect` does.
    """
    from urllib.parse import quote  # a run with nothing to do reads nothing

    path = os.path.join(folder, NAME)
    if not os.path.lexists(path):
        return None
    if os.path.islink(path):
        raise _unusable(f"{path} must be a file, and is a symbolic link")
    uri = f"file:{quote(os.path.abspath(path))}?mode=rw"
    db = sqlite3.connect(
        uri, uri=True, timeout=30, isolation_level=None, check_same_thread=False
    )
    try:
        db.execute("PRAGMA query_only = ON")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise _unusable(f"{path} was written by a newer version of DiPeO")
    except Exception as error:
        db.close()
        if isinstance(error, UnicodeDecodeError):  # of what it says that is wrong
            raise sqlite3.DatabaseError("it is damaged") from None
        raise
    if version >= OLDEST:
        return db
    db.close()
    return None


def add_unchanged(
    folder: str | os.PathLike[str],
    diagram: str,
    inputs: str,
    *,
    same_as: int,
    output: str,
    specifications: int,
    dry: bool,
    started: float,
    seconds: float,
) -> int:
    """Record a run that had nothing to do, since all is as the run `same_as` has left it. Gives its number.

    `inputs` are canonical JSON, `output` is a digest, `started` in seconds since the epoch. Raises as `connect` does.
    """
    finished: dict[str, object] = {
        "event": "run_finished",
        "status": "ok",
        "written": [],
        "unchanged": None,  # what `same_as` answers for
        "removed": [],
        "outputs": output,
        "seconds": seconds,
        "problems": [],
        "specifications": specifications,
        "dry": dry,
        "same_as": same_as,
    }
    with closing(connect(folder)) as db:
        cursor = db.execute(
            "INSERT INTO runs (diagram, inputs, started, state, seconds, finished)"
            " VALUES (?, ?, ?, 'ok', ?, ?)",
            (diagram, inputs, started, seconds, json.dumps(finished)),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid


def _unusable(message: str) -> Exception:
    from dipeo.errors import UsageError

    return UsageError(message, page="errors#records")
