"""A team's history with what this workspace has not sent: runs that go on, or that could not be sent yet.

Runs of the history have its numbers, from 1 on, which are the same for all. Those of this workspace are -1, -2, … as
well: by that number a run is found from its beginning, and when it is sent, too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from dipeo.core.chronicle import ALL, Chronicle, Rows, RunRow, Wanted
from dipeo.core.records import Records
from dipeo.errors import UsageError
from dipeo.workspace import Workspace

from .place import Place
from .reader import History
from .schema import found
from .send import send_all

_PATIENCE = 30.0  # seconds after which a history that is away is asked anew

T = TypeVar("T")


class Shared:
    """What all readers of a workspace have together: the history, and whether it is away."""

    def __init__(self, workspace: Workspace) -> None:
        assert workspace.shared is not None
        self.workspace = workspace
        self.history = History(Place(workspace.shared, workspace.root))
        self.away = ""
        self._until = 0.0
        self._name = ""

    def asked(self, ask: Callable[[], T], otherwise: T) -> T:
        """What the history answers, else what is given. After it was away, it is not asked for a while."""
        if self.away and time.monotonic() < self._until:
            return otherwise
        try:
            answer = ask()
        except UsageError as error:
            self.away, self._until = str(error), time.monotonic() + _PATIENCE
            return otherwise
        self.away = ""
        return answer

    def name(self) -> str:
        """The history's own name; "" while it is away, or nothing was sent to it."""
        if not self._name:
            self._name = self.asked(self._ask_name, "")
        return self._name

    def _ask_name(self) -> str:
        with self.history.place.reading() as session:
            return found(session)[1]

    def send(self) -> None:
        """Send what waits, so that who looks sees all of it."""
        if (self.workspace.private / "records.db").is_file():
            self.asked(lambda: send_all(self.workspace), None)


class Both(Chronicle):
    """The history and the workspace's own records. The history alone raises where it is away and asked for by number."""

    def __init__(self, shared: Shared) -> None:
        self.made = 0, []
        self.shared = shared
        self.history = shared.history
        self.own = Records(shared.workspace.private, own=True)

    def _of(self, run: int | None) -> Chronicle:
        return self.own if run is not None and run < 0 else self.history

    def select(self, query: str, arguments: tuple[Any, ...]) -> Rows:
        """Of the own records where a run of them is given."""
        numbers = [a for a in arguments if type(a) is int]
        return self._of(min(numbers, default=0)).select(query, arguments)

    def sent(self) -> dict[int, int]:
        """The numbers in the history of the workspace's own runs, by theirs."""
        name = self.shared.name()
        query = "SELECT count(*) FROM sqlite_master WHERE name = 'sent'"
        if not name or self.own.select(query, ()) != [(1,)]:
            return {}
        query = "SELECT run, number FROM sent WHERE history = ?"
        return dict(self.own.select(query, (name,)))

    def is_waiting(self) -> bool:
        """Whether a run has ended that was not sent."""
        unsent = self.own.numbers(ALL, None)
        if unsent:
            sent = self.sent()
            unsent = [number for number in unsent if number not in sent]
        runs = map(self.own.run_row, unsent)
        return any(run and run.state not in ("running", "died") for run in runs)

    def numbers(self, wanted: Wanted, limit: int | None) -> list[int]:
        """Those that were not sent first."""
        own: list[int] = []
        if wanted.before is None or wanted.before < 0:
            own = self.own.numbers(wanted, None)
            if own:
                sent = self.sent()
                own = [number for number in own if number not in sent]
        rest = Wanted(wanted.diagram, wanted.states)
        if wanted.before is not None and wanted.before > 0:
            rest = wanted
        nothing: list[int] = []
        theirs = self.shared.asked(lambda: self.history.numbers(rest, limit), nothing)
        return [*own, *theirs][:limit]

    def run_row(self, id: int) -> RunRow | None:
        return self._of(id).run_row(id)

    def last_runs(self) -> dict[str, int]:
        """One that was not sent is the last."""
        nothing: dict[str, int] = {}
        last = self.shared.asked(self.history.last_runs, nothing)
        own, sent = self.own.last_runs(), self.sent()
        return {**last, **{d: run for d, run in own.items() if run not in sent}}

    def logs(
        self, run: int, batch: str | None, item: int | None, state: str | None
    ) -> Iterator[tuple[str, int, str]]:
        return self._of(run).logs(run, batch, item, state)

    def text(self, digest: str, run: int | None = None) -> str | None:
        if run is not None and run < 0:
            return self.own.text(digest, run) or self._shared_text(digest)
        return self._shared_text(digest) or self.own.text(digest)

    def _shared_text(self, digest: str) -> str | None:
        return self.shared.asked(lambda: self.history.text(digest), None)

    def sizes(self, digests: Iterable[str], run: int | None = None) -> dict[str, int]:
        names = set(digests)
        nothing: dict[str, int] = {}
        sizes = self.shared.asked(lambda: self.history.sizes(names), nothing)
        own = run if run is not None and run < 0 else None
        rest = names - sizes.keys()
        return {**sizes, **self.own.sizes(rest, own)} if rest else sizes

    def close(self) -> None:
        self.own.close()
        self.history.close()
