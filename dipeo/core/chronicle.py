"""The chronicle: what can be asked of past runs, of their nodes, items and values, wherever they are kept.

The questions are SQL that SQLite and PostgreSQL read alike, with `?` for what is given. Who keeps runs answers those, and
has the values and the logs of items.
"""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol

from dipeo.errors import UsageError

from .item_log import SEPARATOR, Ran, join, ran_in

Rows = list[tuple[Any, ...]]
NODE = (
    "address, type, state, started, seconds, items, inputs, output, props, error,"
    " ran_in, reason"
)
"""The columns that `node_row` takes."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as it is recorded. `state` is running, ok, failed, interrupted or died; `finished` is its last event.

    `author` is who ran it, where a team shares its history; "" for this workspace's own.
    """

    id: int
    diagram: str
    inputs: Any
    started: float
    state: str
    seconds: float | None
    finished: Mapping[str, Any] | None
    author: str = ""

    @property
    def same_as(self) -> int | None:
        """The run after which nothing had changed, where this one had nothing to do."""
        return (self.finished or {}).get("same_as")


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node of a run. `inputs` and `output` are digests, for `Chronicle.text`. `state` is running, done, cached (it ran
    in the run `ran_in`), failed or skipped; `reason` says why it ran.
    """

    address: str
    type: str
    state: str
    started: float | None
    seconds: float | None
    items: int | None
    inputs: Mapping[str, str]
    output: str | None
    props: Mapping[str, Any]
    error: Mapping[str, Any] | None
    ran_in: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs: of a diagram, in one of some states, before one by its number."""

    diagram: str | None = None
    states: frozenset[str] | None = None
    before: int | None = None


ALL = Wanted()


class Chronicle(Protocol):
    """Past runs. The first methods are those of who keeps them; all raise UsageError where that cannot be read."""

    made: tuple[int, list[str]]
    """What a run answers for that was asked about last; (0, []) at first."""

    @abstractmethod
    def select(self, query: str, arguments: tuple[Any, ...]) -> Rows:
        """The rows that a query finds; none where nothing is kept."""

    @abstractmethod
    def numbers(self, wanted: Wanted, limit: int | None) -> list[int]:
        """The numbers of the newest runs that may be wanted, the newest first."""

    @abstractmethod
    def run_row(self, id: int) -> RunRow | None:
        """A run by number."""

    @abstractmethod
    def logs(
        self, run: int, batch: str | None, item: int | None, state: str | None
    ) -> Iterator[tuple[str, int, str]]:
        """Address, number and log of the items that ran in a run, in their order; those whose log is gone are left out."""

    @abstractmethod
    def text(self, digest: str, run: int | None = None) -> str | None:
        """The text of the value with this digest, which ran in `run`; None when it is gone or damaged."""

    @abstractmethod
    def sizes(self, digests: Iterable[str], run: int | None = None) -> dict[str, int]:
        """The sizes of values in bytes, of those that are known."""

    @abstractmethod
    def close(self) -> None:
        """Let go of all connections; asking again opens them again."""

    # runs

    def runs(self, limit: int = 50, wanted: Wanted = ALL) -> list[RunRow]:
        """The newest runs first."""
        found: list[RunRow] = []
        states = wanted.states
        for number in self.numbers(wanted, limit if states is None else None):
            run = self.run_row(number)
            if run is not None and (states is None or run.state in states):
                found.append(run)
            if len(found) == limit:
                break
        return found

    def run(self, id: int | None) -> RunRow:
        """A run by number; the newest for None. Raises UsageError."""
        if id is None:
            newest = self.runs(1)
            if newest:
                return newest[0]
            known = "none is kept here"
        else:
            found = self.run_row(id)
            if found is not None:
                return found
            known = f"there is no run {id}"
        raise UsageError(f"{known}; `dipeo runs` lists those that there are")

    def complete(self, run: RunRow) -> RunRow:
        """A run that had nothing to do, with the files that the one answers for which it was like."""
        data = run.finished
        if data is None or data["unchanged"] is not None:
            return run
        if run.same_as is not None and self.made[0] != run.same_as:
            other = self.run_row(run.same_as)
            last = (other and other.finished) or {}
            files = {*last.get("written", ()), *last.get("unchanged", ())}
            self.made = run.same_as, sorted(files)
        made = [] if run.same_as is None else self.made[1]
        return replace(run, finished={**data, "unchanged": made})

    def last_runs(self) -> dict[str, int]:
        """The number of the last run of each diagram."""
        query = "SELECT diagram, max(id) AS id FROM runs GROUP BY diagram"
        return dict(self.select(query, ()))

    # nodes

    def nodes(self, run: int) -> Iterator[NodeRow]:
        """The nodes of a run by the time at which they began, without those inside the items of batches."""
        query = f"SELECT {NODE} FROM nodes WHERE run = ? ORDER BY started, address"
        yield from map(node_row, self.select(query, (run,)))

    def items(
        self, run: int, batch: str | None = None, *, state: str | None = None
    ) -> Iterator[NodeRow]:
        """The items that ran in a run, of one batch or all, as `Batch[17]`; `inside` tells more of each."""
        for item, log in self._told(run, batch, None, state):
            yield _inner_row(log[-1], item)

    def inside(
        self, run: int, batch: str | None = None, *, state: str | None = None
    ) -> Iterator[NodeRow]:
        """The items that ran in a run, of one batch or all, each behind the nodes inside it."""
        for item, log in self._told(run, batch, None, state):
            for ran in log:
                yield _inner_row(ran, item)

    def item(self, run: int, batch: str, item: int) -> list[NodeRow]:
        """One item that ran in a run, behind the nodes inside it; nothing where it did not."""
        return [
            _inner_row(ran, name)
            for name, log in self._told(run, batch, item, None)
            for ran in log
        ]

    def _told(
        self, run: int, batch: str | None, item: int | None, state: str | None
    ) -> Iterator[tuple[str, list[Ran]]]:
        """The names of items, and what is told of them."""
        for address, number, text in self.logs(run, batch, item, state):
            with suppress(ValueError, TypeError):  # it is damaged
                if log := ran_in(text):
                    yield f"{address}[{number}]", log

    def node(self, run: int, address: str) -> NodeRow | None:
        """A node of a run; where the run reused what it is inside of, as it was when it ran."""
        query = f"SELECT {NODE} FROM nodes WHERE run = ? AND address = ?"
        found = next(map(node_row, self.select(query, (run, address))), None)
        found = found or self._node_in_item(run, address)
        if found is not None:
            return found
        earlier = self._reused(run, address)
        return self.node(*earlier) if earlier else None

    def _node_in_item(self, run: int, address: str) -> NodeRow | None:
        for batch, item, _ in _around(address):
            for row in self.item(run, batch, item):
                if row.address == address:
                    return row
        return None

    def _reused(self, run: int, address: str) -> tuple[int, str] | None:
        """The run in which a node ran that this run reused, and its address there."""
        for batch, item, inner in _around(address):
            query = (
                "SELECT ran_in, first_there + ? - first FROM cached_items WHERE run = ?"
                " AND address = ? AND first <= ? AND ? < first + count"
            )
            given = (item, run, batch, item, item)
            for earlier, there in self.select(query, given):
                name = f"{batch}[{there}]"
                return earlier, join(name, inner)
        labels = address.split(SEPARATOR)
        for count in range(len(labels), 0, -1):
            outer = SEPARATOR.join(labels[:count])
            name = _batch_item(outer)[0] or outer
            query = "SELECT ran_in FROM nodes WHERE run = ? AND address = ?"
            for (earlier,) in self.select(query, (run, name)):
                if earlier is not None and earlier != run:
                    return earlier, address
        same_as = self._same_as(run)
        return (same_as, address) if same_as is not None else None

    def _same_as(self, run: int) -> int | None:
        found = self.run_row(run)
        return found.same_as if found else None

    def addresses(self, run: int) -> list[str]:
        """The addresses of the nodes of a run, those inside of what it reused too."""
        run = self._same_as(run) or run
        query = (
            "SELECT address, ran_in FROM nodes WHERE run = ? ORDER BY started, address"
        )
        found: list[str] = []
        for address, ran_in_run in self.select(query, (run,)):
            found.append(address)
            if ran_in_run is not None and ran_in_run != run:
                inside = address + SEPARATOR
                found += [a for a in self._ran(ran_in_run) if a.startswith(inside)]
        return [*found, *(row.address for row in self.inside(run))]

    def _ran(self, run: int) -> list[str]:
        rows = self.select("SELECT address FROM nodes WHERE run = ?", (run,))
        return [*(row[0] for row in rows), *(r.address for r in self.inside(run))]


def condition(wanted: Wanted) -> tuple[str, list[Any]]:
    """What is wanted, as SQL over the table `runs`."""
    parts, given = ["1 = 1"], list[Any]()
    if wanted.diagram is not None:
        parts.append("diagram = ?")
        given.append(wanted.diagram)
    if wanted.before is not None:
        parts.append("id < ?")
        given.append(wanted.before)
    if wanted.states is not None:
        parts.append(f"state IN ({', '.join('?' * len(wanted.states))})")
        given += sorted(wanted.states)
    return " AND ".join(parts), given


def run_row(row: Sequence[Any]) -> RunRow:
    """A row of the columns that a run has, in their order."""
    id, diagram, inputs, started, state, seconds, finished, author = row
    last = json.loads(finished) if finished else None
    return RunRow(
        id, diagram, json.loads(inputs), started, state, seconds, last, author
    )


def node_row(row: Sequence[Any]) -> NodeRow:
    """A row of the columns NODE."""
    address, type_, state, started, seconds, items, inputs, output, *rest = row
    props, error, ran_in_run, reason = rest
    return NodeRow(
        address,
        type_,
        state,
        started,
        seconds,
        items,
        json.loads(inputs) if inputs else {},
        output,
        json.loads(props) if props else {},
        json.loads(error) if error else None,
        ran_in_run,
        reason,
    )


def _inner_row(ran: Ran, item: str) -> NodeRow:
    """A node inside an item, or the item itself."""
    error = ran.error
    if ran.state == "skipped":
        error = {"problems": [], "detail": ran.reason}
    return NodeRow(
        address=join(item, ran.address),
        type=ran.type,
        state=ran.state,
        started=ran.at,
        seconds=ran.seconds,
        items=ran.items,
        inputs=ran.inputs,
        output=ran.output,
        props=ran.props,
        error=error,
        ran_in=None,
        reason=None if ran.state == "skipped" else ran.reason,
    )


def _around(address: str) -> Iterator[tuple[str, int, str]]:
    """(batch, item, address inside the item) for each item that an address is in, the outermost last."""
    labels = address.split(SEPARATOR)
    for count in range(len(labels), 0, -1):
        batch, item = _batch_item(SEPARATOR.join(labels[:count]))
        if batch:
            yield batch, item, SEPARATOR.join(labels[count:])


def _batch_item(name: str) -> tuple[str, int]:
    """("Batch", 17) of `Batch[17]`; ("", 0) of another name."""
    found = re.fullmatch(r"(.*)\[(\d+)\]", name, re.S)
    return (found[1], int(found[2])) if found else ("", 0)
