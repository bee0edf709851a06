"""What a run asks of databases, as data, and the door to them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .sqltext import statement_of
from .values import Value

KIND = "sql"  # of a need
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: a query with its parameters, a table with what its columns must be equal to, or neither, for the names
    of the tables. `version` is SQL whose answer changes when the rows do.
    """

    url: str  # without a password
    query: str | None = None
    table: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    version: str | None = None

    @property
    def need(self) -> str:
        """The name of the need that this is to who asks: what people read, and on the next line all of it."""
        what = self.table or " ".join((self.query or "the tables").split())
        said = f"{self.url} {what if len(what) <= 60 else what[:57] + '…'}"
        parts = [self.url, self.query, self.table, dict(self.parameters), self.version]
        return f"{KIND}:{said}\n{json.dumps(parts)}"

    @staticmethod
    def of_need(need: str) -> Ask:
        return Ask(*json.loads(need.partition("\n")[2]))

    @property
    def changes(self) -> bool:
        """Whether the query may change something. Raises SqlProblem."""
        return self.query is not None and not statement_of(self.query).reads


@dataclass(frozen=True, slots=True)
class Change:
    """Rows to insert, to insert or change by key, or to delete."""

    url: str
    table: str
    kind: str  # "append", "write" or "delete"
    rows: Sequence[Row]
    key: tuple[str, ...] = ()
    where: Mapping[str, Any] = field(default_factory=dict)  # of a deletion


class Databases(Protocol):
    """The databases of a run. Everything happens in one transaction each, and the run's commit ends it."""

    def select(self, ask: Ask) -> tuple[Value, str]:
        """The rows, and a digest that is the same while they are. Raises NodeError, UsageError."""

    def change(self, change: Change) -> int:
        """How many rows changed. Raises NodeError, UsageError."""

    def run(self, ask: Ask) -> Value:
        """What a query gives that may change something: its rows, or `{"changed": n}`. Raises NodeError, UsageError."""


class Outside(Protocol):
    """Changes outside of the files that are committed with them: when those are in place, but can still be undone."""

    def mark(self) -> Mapping[str, str]:
        """What to find out by, after a crash, whether it was committed. Raises CommitError."""

    def commit(self) -> None:
        """Raises CommitError where it was not committed, Undecided where nobody can tell now."""


class Undecided(Exception):
    """A database was lost while it committed: whether it did has to be asked later. The message says why."""
