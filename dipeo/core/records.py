"""Records: every run with its nodes and values, under `.dipeo/`, so that each can be looked at later.

Runs, nodes and items of batches are rows of an SQLite database; what happened inside an item, and all values, are in
packs. Losing the folder loses history and nothing else.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from dipeo.errors import UsageError

from . import records_file
from .chronicle import Chronicle, Rows, RunRow, Wanted, condition, run_row
from .packs import Packs

_RUN = "id, diagram, inputs, started, state, seconds, finished, ''"
_NUMBERS = {"id", "run", "ran_in"}  # columns that name runs


class Records(Chronicle):
    """The records of a workspace. Where `own` is set, its runs are -1, -2, … to who asks: other runs have the numbers from
    1 on.
    """

    def __init__(self, folder: Path, *, own: bool = False) -> None:
        self.folder = folder
        self.packs = Packs(folder / records_file.VALUES)
        self.path = folder / records_file.NAME
        self.own = own
        self.made = 0, []
        self._reader: sqlite3.Connection | None = None

    def connect(self) -> sqlite3.Connection:
        """A connection to the database. Raises OSError, sqlite3.Error, UsageError for one of a newer version."""
        return records_file.connect(self.folder)

    def set_aside(self) -> None:
        """Put a broken database out of the way."""
        for suffix in ("-wal", "-shm"):
            with suppress(OSError):
                os.unlink(f"{self.path}{suffix}")
        with suppress(OSError):
            self.path.replace(self.path.with_suffix(".unreadable"))

    # reading

    def select(self, query: str, arguments: tuple[Any, ...]) -> Rows:
        """The rows that a query finds; none where nothing is kept. Raises UsageError."""
        try:
            if self._reader is None:
                self._reader = records_file.open_to_read(self.folder)
            if self._reader is None:
                return []
            if not self.own:
                return self._reader.execute(query, arguments).fetchall()
            cursor = self._reader.execute(query, [*map(_turned, arguments)])
            columns = [column[0] in _NUMBERS for column in cursor.description]
            return [
                tuple(
                    -value if is_number and value is not None else value
                    for value, is_number in zip(row, columns, strict=True)
                )
                for row in cursor
            ]
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise UsageError(
                f"{self.path} cannot be read ({error}); it holds past runs and nothing"
                " else: delete it where it is broken",
                page="errors#records",
            ) from None

    def numbers(self, wanted: Wanted, limit: int | None) -> list[int]:
        where, given = condition(_with_running(wanted))
        query = f"SELECT id FROM runs WHERE {where} ORDER BY id DESC"
        if limit is not None:
            query, given = f"{query} LIMIT ?", [*given, limit]
        return [id for (id,) in self.select(query, (*given,))]

    def run_row(self, id: int) -> RunRow | None:
        rows = self.select(f"SELECT {_RUN} FROM runs WHERE id = ?", (id,))
        return self._run(rows[0]) if rows else None

    def _run(self, row: Any) -> RunRow:
        run = run_row(row)
        if self.own and run.same_as is not None:
            run = replace(
                run, finished={**(run.finished or {}), "same_as": -run.same_as}
            )
        run = self.complete(run)
        if run.state == "running" and not self.packs.is_alive(abs(run.id)):
            run = replace(run, state="died")
        return run

    def logs(
        self, run: int, batch: str | None, item: int | None, state: str | None
    ) -> Iterator[tuple[str, int, str]]:
        query = "SELECT address, item, place, size FROM items WHERE run = ?"
        given: list[Any] = [run]
        for column, wanted in (("address", batch), ("item", item), ("state", state)):
            if wanted is not None:
                query += f" AND {column} = ?"
                given.append(wanted)
        for address, number, place, size in self.select(
            f"{query} ORDER BY address, item", (*given,)
        ):
            text = self.packs.read(abs(run), place, size)
            if text:  # of one that runs there is none yet
                yield address, number, text

    def text(self, digest: str, run: int | None = None) -> str | None:
        return self.packs.text(digest, None if run is None else abs(run))

    def sizes(self, digests: Iterable[str], run: int | None = None) -> dict[str, int]:
        number = None if run is None else abs(run)
        sizes = ((digest, self.packs.size(digest, number)) for digest in set(digests))
        return {digest: size for digest, size in sizes if size is not None}

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def __del__(self) -> None:
        self.close()


def _turned(argument: Any) -> Any:
    """What is given to a query: of numbers, only those of runs are negative."""
    return abs(argument) if type(argument) is int else argument


def _with_running(wanted: Wanted) -> Wanted:
    """One that died is recorded as running."""
    if wanted.states is None or "died" not in wanted.states:
        return wanted
    return replace(wanted, states=wanted.states | {"running"})
