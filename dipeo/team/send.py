"""Sending: runs that have ended go into the team's history, the oldest first, each with its values in one transaction."""

from __future__ import annotations

import getpass
import json
import os
import socket
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from typing import Any

from dipeo.core import keep
from dipeo.core.claims import Claims
from dipeo.core.digests import digest_of
from dipeo.core.item_log import ran_in
from dipeo.core.records import Records
from dipeo.core.store import FileStore
from dipeo.core.values import Value
from dipeo.errors import DipeoError, UsageError
from dipeo.keepsakes import MAX_BYTES, MAX_TOTAL
from dipeo.workspace import Workspace

from . import outbox
from .place import Place
from .reader import packed
from .schema import VERSION, found, prepare, tables

LARGEST = 16_000_000  # bytes of a value that is sent
_AT_ONCE = 500  # rows of one statement
_BYTES = 4_000_000  # of values, in one statement

Row = dict[str, Any]


def share(workspace: Workspace, on_note: Callable[[str], None]) -> None:
    """Send what was not sent. What stands against that is told, and fails nothing."""
    try:
        send_all(workspace)
    except UsageError as error:
        on_note(f"not in the team's history yet, a later run sends it: {error}")


def send_all(workspace: Workspace) -> None:
    """Send what was not sent. Raises UsageError."""
    assert workspace.shared is not None
    records, place = Records(workspace.private), Place(workspace.shared, workspace.root)
    try:
        with closing(records.connect()) as db:
            _Sender(workspace, records, db, place).send_all()
    except (sqlite3.Error, OSError) as error:
        raise UsageError(f"{records.path}: {error}") from None
    finally:
        place.close()
        records.close()


class _Sender:
    def __init__(
        self,
        workspace: Workspace,
        records: Records,
        db: sqlite3.Connection,
        place: Place,
    ) -> None:
        self.workspace = workspace
        self.records = records
        self.db = db
        self.place = place
        self.store = FileStore(workspace.root)
        self.author = f"{_user()}@{socket.gethostname()}"
        self.history = ""

    def send_all(self) -> None:
        """Raises UsageError, OSError, sqlite3.Error."""
        origin = outbox.origin(self.db)
        self.history = self.prepared()
        for run, state in self.ended():
            with self.place.writing() as session:
                number = self.send(session, origin, run, state)
            outbox.was_sent(self.db, self.history, run, number)

    def prepared(self) -> str:
        """The history's name. Its tables are looked at first: only who has to make them needs the right to."""
        with self.place.reading() as session:
            version, name = found(session)
        if version == VERSION:
            return name
        with self.place.writing() as session:
            return prepare(session)

    def ended(self) -> list[tuple[int, str]]:
        """The runs that were not sent, but for those that go on. Of the newest that says so, nobody can tell yet."""
        waiting = outbox.unsent(self.db, self.history)
        (newest,) = self.db.execute("SELECT max(id) FROM runs").fetchone()
        is_alive = self.records.packs.is_alive
        return [
            (run, "died" if state == "running" else state)
            for run, state in waiting
            if state != "running" or (run != newest and not is_alive(run))
        ]

    def send(self, session: Any, origin: str, run: int, state: str) -> int:
        """The number that a run has in the history now."""
        query = (
            "SELECT diagram, inputs, started, seconds, finished FROM runs WHERE id = ?"
        )
        row = self.db.execute(query, (run,)).fetchone()
        diagram, inputs, started, seconds, finished = row
        name = f"{origin} {run} {started!r}"
        key = digest_of(name.encode())
        runs = tables().runs
        there = session.execute(runs.select().where(runs.c.key == key)).first()
        if there is not None:  # what sent it was killed before it noted that
            return int(there.id)
        last = json.loads(finished) if finished else None
        same_as = self.number((last or {}).get("same_as"))
        if last is not None and "same_as" in last:
            last["same_as"] = same_as
        history = (
            tables().history
        )  # its own sequence: others have gaps where one is killed
        taken = history.update().values(last=history.c.last + 1)
        number = int(session.execute(taken.returning(history.c.last)).scalar_one())
        row = {
            "id": number,
            "key": key,
            "author": self.author,
            "workspace": self.workspace.root.name,
            "diagram": diagram,
            "inputs": inputs,
            "started": started,
            "state": state,
            "seconds": seconds,
            "finished": None if last is None else json.dumps(last),
            "same_as": same_as,
        }
        session.execute(runs.insert(), _plain(row))
        self.content(session, run, number, last or {})
        return number

    def number(self, run: int | None) -> int | None:
        """The number in the history of a run that another refers to."""
        return None if run is None else outbox.number_of(self.db, self.history, run)

    def content(
        self, session: Any, run: int, number: int, last: Mapping[str, Any]
    ) -> None:
        """The rows and values of a run."""
        values = _Values(session, self.records, run, number)
        values.add(self.records.packs.digests(run))
        if last.get("outputs"):
            values.add([last["outputs"]])
        for name, rows in (
            ("nodes", self.nodes(run, values)),
            ("cached_items", self.cached_items(run)),
            ("items", self.items(run, values)),
            ("texts", self.texts(run, last, values)),
        ):
            for some in _groups(rows):
                full = [_plain({"run": number, **row}) for row in some]
                session.execute(getattr(tables(), name).insert(), full)
        values.flush()

    def nodes(self, run: int, values: _Values) -> Iterator[Row]:
        for row in self.rows("nodes", run):
            named = json.loads(row["inputs"]) if row["inputs"] else {}
            values.add([*named.values(), *filter(None, [row["output"]])])
            yield {**row, "ran_in": self.number(row["ran_in"])}

    def cached_items(self, run: int) -> Iterator[Row]:
        for row in self.rows("cached_items", run):
            ran_in_run = self.number(row["ran_in"])
            if ran_in_run is not None:
                yield {**row, "ran_in": ran_in_run}

    def items(self, run: int, values: _Values) -> Iterator[Row]:
        for row in self.rows("items", run):
            log = self.records.packs.read(run, row.pop("place"), row.pop("size"))
            if not log:  # it is gone, or the item has not ended
                continue
            with suppress(ValueError, TypeError):  # it is damaged, and shown as such
                for ran in ran_in(log):
                    values.add([*ran.inputs.values(), *filter(None, [ran.output])])
            yield {**row, "log": packed(log)}

    def texts(
        self, run: int, last: Mapping[str, Any], values: _Values
    ) -> Iterator[Row]:
        for row in self.rows("texts", run):
            values.add(filter(None, [row["digest"]]))
            yield row
        if last.get("dry"):
            return
        room = MAX_TOTAL
        for path in last.get("written", ()):
            value = self.written(run, path)
            if value is not None and (room := room - len(value.text)) > 0:
                values.add_new(value)
                yield {"kind": "after", "path": path, "digest": value.digest}

    def written(self, run: int, path: str) -> Value | None:
        """What a run wrote to a file: what a later one found there, else what is there, as far as it was generated."""
        query = (
            "SELECT digest FROM texts WHERE run > ? AND kind = 'before' AND path = ?"
            " ORDER BY run LIMIT 1"
        )
        for (digest,) in self.db.execute(query, (run, path)):
            text = digest and self.records.text(digest)
            return Value(text=text) if text else None
        try:
            content = self.store.read(path)
            made = digest_of(keep.skeleton(content))
            if len(content) > MAX_BYTES or Claims(self.store).is_edited("", path, made):
                return None
            return Value(content.decode())
        except (DipeoError, ValueError):
            return None

    def rows(self, table: str, run: int) -> Iterator[Row]:
        """The rows that a run has in a table, without its number."""
        cursor = self.db.execute(f"SELECT * FROM {table} WHERE run = ?", (run,))
        names = [column[0] for column in cursor.description]
        for row in cursor:
            data = dict(zip(names, row, strict=True))
            del data["run"]
            yield data


class _Values:
    """The values that a run refers to, sent in groups. Those that the history has already are not sent again."""

    def __init__(self, session: Any, records: Records, run: int, number: int) -> None:
        self.session = session
        self.records = records
        self.run = run
        self.number = number
        self.seen: set[bytes] = set()
        self.waiting: list[str] = []
        self.new: dict[str, str] = {}

    def add(self, digests: Iterable[str]) -> None:
        for digest in digests:
            name = bytes.fromhex(digest)
            if name not in self.seen:
                self.seen.add(name)
                self.waiting.append(digest)
            if len(self.waiting) == _AT_ONCE:
                self.flush()

    def add_new(self, value: Value) -> None:
        """One that the records do not have."""
        self.new[value.digest] = value.text
        self.add([value.digest])

    def flush(self) -> None:
        contents = tables().contents
        rows: list[Row] = []
        size = 0
        for digest in self.missing():
            text = self.new.get(digest) or self.records.text(digest, self.run)
            if text is None:  # it was dropped
                continue
            count = len(text.encode())
            content = packed(text) if count <= LARGEST else None
            rows.append({"digest": digest, "size": count, "content": content})
            size += len(content or b"")
            if size > _BYTES:
                self.session.execute(contents.insert(), rows)
                rows, size = [], 0
        if rows:
            self.session.execute(contents.insert(), rows)
        if self.waiting:
            uses = [{"run": self.number, "digest": digest} for digest in self.waiting]
            self.session.execute(tables().uses.insert(), uses)
        self.waiting = []
        self.new = {}

    def missing(self) -> list[str]:
        from sqlalchemy import select

        digest = tables().contents.c.digest
        query = select(digest).where(digest.in_(self.waiting))
        there = set(self.session.execute(query).scalars()) if self.waiting else set()
        return [name for name in self.waiting if name not in there]


def _groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    some: list[Row] = []
    for row in rows:
        some.append(row)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _plain(row: Row) -> Row:
    """What PostgreSQL takes for text: no NUL, no half of a pair."""
    return {key: _text(v) if isinstance(v, str) else v for key, v in row.items()}


def _text(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "␀")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a number that has no name here
        return str(os.getuid())
