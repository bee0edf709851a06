"""A team's history as it is read. Who may only read it can do so."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from dipeo.core.chronicle import Chronicle, Rows, RunRow, Wanted, condition, run_row
from dipeo.core.values import text_digest

from .place import Place
from .schema import found

_RUN = "id, diagram, inputs, started, state, seconds, finished, author"
_AT_ONCE = 200  # logs of items, or names of values
_LOOK = 1.0  # seconds after which it is asked anew whether there is something new

T = TypeVar("T")


class History(Chronicle):
    """The runs that were sent. Safe to use from several threads."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.made = 0, []
        self._is_known = False  # to be there, of a version that is read
        self._newest: int | None = None
        self._looked = 0.0

    def _ask(self, ask: Callable[[Any], T], nothing: T) -> T:
        """What is asked of a connection; `nothing` while nobody has sent anything. Raises UsageError."""
        with self.place.reading() as session:
            if not self._is_known:
                self._is_known = found(session)[0] > 0
            return ask(session) if self._is_known else nothing

    def select(self, query: str, arguments: tuple[Any, ...]) -> Rows:
        from sqlalchemy import text

        statement = text(_named(query))
        given = {f"a{at}": argument for at, argument in enumerate(arguments)}
        return self._ask(
            lambda session: [tuple(row) for row in session.execute(statement, given)],
            [],
        )

    def numbers(self, wanted: Wanted, limit: int | None) -> list[int]:
        where, given = condition(wanted)
        query = f"SELECT id FROM runs WHERE {where} ORDER BY id DESC"
        if limit is not None:
            query, given = f"{query} LIMIT ?", [*given, limit]
        return [id for (id,) in self.select(query, (*given,))]

    def run_row(self, id: int) -> RunRow | None:
        rows = self.select(f"SELECT {_RUN} FROM runs WHERE id = ?", (id,))
        return self.complete(run_row(rows[0])) if rows else None

    def logs(
        self, run: int, batch: str | None, item: int | None, state: str | None
    ) -> Iterator[tuple[str, int, str]]:
        """Asked for in groups, since there may be a million."""
        query = "SELECT address, item, log FROM items WHERE run = ?"
        given: list[Any] = [run]
        for column, wanted in (("address", batch), ("item", item), ("state", state)):
            if wanted is not None:
                query += f" AND {column} = ?"
                given.append(wanted)
        after: tuple[str, int] | None = None
        while True:
            more = "" if after is None else " AND (address, item) > (?, ?)"
            rows = self.select(
                f"{query}{more} ORDER BY address, item LIMIT ?",
                (*given, *(after or ()), _AT_ONCE),
            )
            for address, number, log in rows:
                text = unpacked(log)
                if text is not None:
                    yield address, number, text
            if len(rows) < _AT_ONCE:
                return
            after = rows[-1][0], rows[-1][1]

    def text(self, digest: str, run: int | None = None) -> str | None:
        query = "SELECT content FROM contents WHERE digest = ?"
        for (content,) in self.select(query, (digest,)):
            text = unpacked(content)
            if text is not None and text_digest(text) == digest:
                return text
        return None

    def sizes(self, digests: Iterable[str], run: int | None = None) -> dict[str, int]:
        sizes: dict[str, int] = {}
        names = sorted(set(digests))
        for at in range(0, len(names), _AT_ONCE):
            some = names[at : at + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            query = f"SELECT digest, size FROM contents WHERE digest IN ({marks})"
            sizes.update(self.select(query, (*some,)))
        return sizes

    def newest(self) -> int:
        """The number of the newest run, as it was a moment ago."""
        now = time.monotonic()
        if self._newest is None or now - self._looked > _LOOK:
            self._looked = now
            ((newest,),) = self.select("SELECT max(id) FROM runs", ()) or [(None,)]
            self._newest = newest or 0
        return self._newest

    def close(self) -> None:
        self.place.close()


def _named(query: str) -> str:
    """A query with names for what is given: SQLAlchemy's form of `?`."""
    numbers = iter(range(query.count("?")))
    return re.sub(r"\?", lambda mark: f":a{next(numbers)}", query)


def packed(text: str) -> bytes:
    """A text as the history has it."""
    return zlib.compress(text.encode(), 1)


def unpacked(content: bytes | None) -> str | None:
    """The text; None for one that was not sent, or is damaged."""
    if content is None:
        return None
    try:
        return zlib.decompress(content).decode()
    except (zlib.error, ValueError):
        return None
