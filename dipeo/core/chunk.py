"""Chunks: items of a batch on their way to a worker process, and what comes back.

Addresses and text travel, no objects: a diagram's name, a step's number, JSON texts. Values come back by digest, each
text once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dipeo.errors import NodeError, Place, Problem

from .events import Event, NodeFailed, NodeFinished, NodeSkipped, NodeStarted
from .frame import Chain
from .memo import File, Stat
from .values import Value

Packed = tuple[str, str | None, str | None]  # text, origin, maker
PackedProblem = tuple[str, str | None, int, int]
PackedError = tuple[list[PackedProblem], str, int]


def pack(value: Value) -> Packed:
    return value.text, value.origin, value.maker


def unpack(packed: Packed) -> Value:
    text, origin, maker = packed
    value = Value(text=text, origin=origin)
    value.maker = maker
    return value


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some items of a batch node, by number. `ports` are those beside the batch's own."""

    diagram: str
    step: int
    prefix: str  # of the node's address
    inputs: dict[str, Packed]  # of the diagram that the node is in
    ports: dict[str, Packed]
    items: list[tuple[int, Packed]]
    reasons: dict[int, str]  # why an item runs
    staged: frozenset[
        str
    ]  # the paths of what the run has written, which only it can read


@dataclass(frozen=True, slots=True)
class Write:
    """A document that an item staged; the content is None where the store has the same."""

    path: str
    content: bytes | None
    there: str | None  # the digest of what the store has, kept regions left out
    found: Stat | None  # what identified that; None where there was nothing
    digest: str  # of what will be there
    maker: str
    by: Chain
    is_sound: bool = False  # whether it has been parsed already, without a problem
    gone: bool = False  # whether it is to be removed


@dataclass(slots=True)
class Item:
    """What running one item did."""

    output: str | None = None  # the text of its value; None where it failed
    failures: list[PackedError] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    reads: list[tuple[str, Chain]] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    only_there: bool = False  # it needs what the run has staged: the run has to do it


@dataclass(slots=True)
class Done:
    """What running a chunk did: its items in order, the texts of the values that their events name, and what the
    documents were that it read.
    """

    items: list[Item] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    seen: dict[str, File] = field(default_factory=dict)


# Errors ----------------------------------------------------------------------------------------------


def pack_error(error: NodeError) -> PackedError:
    problems = [_pack_problem(problem) for problem in error.problems]
    return problems, error.detail, error.exit_code


def unpack_error(packed: PackedError) -> NodeError:
    problems, detail, exit_code = packed
    return NodeError(map(_unpack_problem, problems), detail, exit_code=exit_code)


def _pack_problem(problem: Problem) -> PackedProblem:
    place = problem.place or Place("")
    return problem.message, place.file or None, place.line, place.column


def _unpack_problem(packed: PackedProblem) -> Problem:
    message, file, line, column = packed
    return Problem(message, Place(file, line, column) if file else None)


# Events ----------------------------------------------------------------------------------------------


class EventPacker:
    """An `Emit` that packs events, with the texts of their values in `values`."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values
        self.events: list[tuple[Any, ...]] = []

    def __call__(self, event: Event) -> None:
        self.events.append(self._packed(event))

    def _packed(self, event: Event) -> tuple[Any, ...]:
        if isinstance(event, NodeStarted):
            return (
                *("started", event.node, event.type, event.at),
                *(event.items, event.reason),
            )
        if isinstance(event, NodeFinished):
            return (
                *("finished", event.node, event.type, event.seconds),
                *(self._named(event.inputs), self._keep(event.output)),
                *(dict(event.props), event.items),
            )
        if isinstance(event, NodeFailed):
            problems = [_pack_problem(problem) for problem in event.problems]
            return (
                *("failed", event.node, event.type, event.seconds),
                *(self._named(event.inputs), problems, event.detail),
            )
        assert isinstance(event, NodeSkipped)
        return "skipped", event.node, event.type, event.reason

    def _named(self, inputs: Mapping[str, Value]) -> dict[str, str]:
        return {port: self._keep(value) for port, value in inputs.items()}

    def _keep(self, value: Value) -> str:
        self._values[value.digest] = value.text
        return value.digest


class EventUnpacker:
    """The events of a chunk, made again."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._values: dict[str, Value] = {}

    def events(self, item: Item) -> Iterator[Event]:
        for kind, *rest in item.events:
            yield getattr(self, f"_{kind}")(*rest)

    def _value(self, digest: str) -> Value:
        value = self._values.get(digest)
        if value is None:
            value = self._values[digest] = Value(
                text=self._texts[digest], digest=digest
            )
        return value

    def _inputs(self, named: Mapping[str, str]) -> dict[str, Value]:
        return {port: self._value(digest) for port, digest in named.items()}

    def _started(
        self, node: str, type: str, at: float, items: int | None, reason: str
    ) -> Event:
        return NodeStarted(node, type, at, items, reason)

    def _finished(
        self,
        node: str,
        type: str,
        seconds: float,
        inputs: Mapping[str, str],
        output: str,
        props: Mapping[str, Any],
        items: int | None,
    ) -> Event:
        value = self._value(output)
        return NodeFinished(
            node, type, seconds, self._inputs(inputs), value, props, items
        )

    def _failed(
        self,
        node: str,
        type: str,
        seconds: float,
        inputs: Mapping[str, str],
        problems: list[PackedProblem],
        detail: str,
    ) -> Event:
        found = tuple(map(_unpack_problem, problems))
        return NodeFailed(node, type, seconds, self._inputs(inputs), found, detail)

    def _skipped(self, node: str, type: str, reason: str) -> Event:
        return NodeSkipped(node, type, reason)
