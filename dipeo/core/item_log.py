"""What happens inside an item of a batch, in one piece: so it travels, is kept, and is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from dipeo.errors import Place, Problem

from .events import (
    ItemEnded,
    NodeEvent,
    NodeFailed,
    NodeFinished,
    NodeSkipped,
    NodeStarted,
    problem_json,
)
from .live import Going, Live
from .values import Value, data_of, json_text

SEPARATOR = " / "  # of the labels in an address


class Ran(NamedTuple):
    """A node that ended inside an item, by its address from there; that of the item itself is empty. Values are digests."""

    address: str
    type: str
    state: str  # done, failed or skipped
    at: float
    seconds: float
    inputs: Mapping[str, str] = {}
    output: str | None = None
    props: Mapping[str, Any] = {}
    items: int | None = None
    reason: str = ""
    error: Mapping[str, Any] | None = None  # problems and detail


class ItemLog:
    """An `Emit` for what happens inside one item. Where there is a `live`, it hears of what may last."""

    __slots__ = ("_began", "_item", "_live", "_open", "_prefix", "_ran", "values")

    def __init__(self, item: str, live: Live | None = None) -> None:
        self._item = item
        self._prefix = len(item) + len(SEPARATOR)
        self._ran: list[tuple[Any, ...]] = []
        self._live = live
        self._began = 0.0
        self._open: dict[str, tuple[str, float, int | None]] = {}
        self.values: dict[str, Value] = {}

    def begin(self, node: str, type_: str, at: float, items: int | None = None) -> None:
        """A node begins, the item itself before all."""
        live = self._live
        if live is None:
            return
        self._began = self._began or at
        self._open[node[self._prefix :]] = type_, at, items
        if live.is_due(type_, at, self._began):
            live.tell(self._item, self._going(), at)

    def _going(self) -> list[Going]:
        ended = [
            Going(address, type_, state, at, seconds, items)
            for address, type_, state, at, seconds, _, _, _, items, *_ in self._ran
        ]
        return ended + [
            Going(address, type_, "running", at, None, items)
            for address, (type_, at, items) in self._open.items()
        ]

    def __call__(self, event: Any) -> None:
        address = event.node[self._prefix :]
        if isinstance(event, NodeStarted):
            self.begin(event.node, event.type, event.at, event.items)
            return
        self._open.pop(address, None)
        ran: tuple[Any, ...]
        if isinstance(event, NodeFinished):
            _, type_, at, seconds, inputs, output, props, items, reason = event
            named, kept = self._named(inputs), self._keep(output)
            ran = (address, type_, "done", at, seconds, named, kept)
            self._ran.append((*ran, props, items, reason, None))
        elif isinstance(event, NodeFailed):
            error = {
                "problems": [problem_json(problem) for problem in event.problems],
                "detail": event.detail,
            }
            ran = (address, event.type, "failed", event.at, event.seconds)
            named, items = self._named(event.inputs), event.items
            self._ran.append((*ran, named, None, {}, items, event.reason, error))
        elif isinstance(event, NodeSkipped):
            ran = Ran(address, event.type, "skipped", 0, 0, {}, reason=event.reason)
            self._ran.append(tuple(ran))

    def ended(self, batch: str, item: int) -> ItemEnded:
        """The item, when it has ended."""
        _, _, state, at, seconds, *_ = self._ran[-1]
        if self._live is not None:
            self._live.ended(self._item, self._going, seconds)
        log = json_text(self._ran)
        return ItemEnded(batch, item, state == "failed", at, seconds, log, self.values)

    def _named(self, inputs: Mapping[str, Value]) -> dict[str, str]:
        return {port: self._keep(value) for port, value in inputs.items()}

    def _keep(self, value: Value) -> str:
        digest = value.digest
        self.values[digest] = value
        return digest


def ran_in(log: str) -> list[Ran]:
    """What a log tells: the nodes inside of a node before it, the item last."""
    return [Ran(*parts) for parts in data_of(log)]


def events_of(ended: ItemEnded) -> Iterator[NodeEvent]:
    """All that happened in an item, in its order."""
    ran = ran_in(ended.log)
    opened: list[list[Ran]] = [[] for _ in ran]  # before which node each has begun
    for index, node in enumerate(ran):
        inside = node.address + SEPARATOR if node.address else ""
        first = index
        while first and ran[first - 1].address.startswith(inside):
            first -= 1
        opened[first].insert(0, node)
    item = f"{ended.node}[{ended.item}]"
    for begun, node in zip(opened, ran, strict=True):
        for other in begun:
            if other.state != "skipped":
                address = join(item, other.address)
                type_, at = other.type, other.at
                yield NodeStarted(address, type_, at, other.items, other.reason)
        yield _ended(node, join(item, node.address), ended.values)


def _ended(node: Ran, address: str, values: Mapping[str, Value]) -> NodeEvent:
    if node.state == "skipped":
        return NodeSkipped(address, node.type, node.reason)
    inputs = {port: values[digest] for port, digest in node.inputs.items()}
    start = (address, node.type, node.at, node.seconds, inputs)
    rest = (node.items, node.reason)
    if node.error is not None:
        problems = tuple(map(_problem, node.error["problems"]))
        return NodeFailed(*start, problems, node.error["detail"], *rest)
    assert node.output is not None
    return NodeFinished(*start, values[node.output], node.props, *rest)


def _problem(data: Mapping[str, Any]) -> Problem:
    place = None
    if data["file"] is not None:
        place = Place(data["file"], data["line"], data["column"])
    return Problem(data["message"], place, data.get("page") or "")


def join(outer: str, inner: str) -> str:
    """The address of what is inside another node, or of that itself."""
    return f"{outer}{SEPARATOR}{inner}" if inner else outer
