"""Chunks: items of a batch on their way to a worker process, and what comes back.

Addresses and text travel, no objects: a diagram's name, a step's number, JSON texts. What happened in an item comes back
as its log, values by digest, each text once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from dipeo.errors import NodeError, Place, Problem

from .frame import Chain
from .memo import File, Stat
from .values import Value

BLOCK = 32
"""So many items of a list go to the same worker in each batch over it, as far as that may be: it has read what they need."""

Packed = tuple[str, str | None, str | None]  # text, origin, maker
PackedProblem = tuple[str, str | None, int, int, str]
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

    @property
    def block(self) -> int:
        """The number of the block of items that the chunk is of."""
        return self.items[0][0] // BLOCK


class Write(NamedTuple):
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
    shared: bool = False  # whether another node has taken it further


@dataclass(slots=True)
class Item:
    """What running one item did."""

    output: str | None = None  # the text of its value; None where it failed
    failures: list[PackedError] = field(default_factory=list)
    told: tuple[bool, float, float, str] = (True, 0.0, 0.0, "")
    """Of the item's `ItemEnded`: whether it failed, when it began, its seconds, its log."""
    reads: list[tuple[str, Chain]] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    only_there: bool = False  # it does what only the run's own process can


@dataclass(slots=True)
class Done:
    """What running a chunk did: its items in order, the texts of the values that their logs name, what the documents
    were that it read and patterns found, and how long it took.
    """

    items: list[Item] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    seen: dict[str, File] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


class WorkerDied(Exception):
    """A worker process ended in the middle of a task; `where` is the number that it reported last, if any."""

    def __init__(self, how: str, where: int | None) -> None:
        super().__init__(how)
        self.where = where


# Errors ----------------------------------------------------------------------------------------------


def pack_error(error: NodeError) -> PackedError:
    problems = [_pack_problem(problem) for problem in error.problems]
    return problems, error.detail, error.exit_code


def unpack_error(packed: PackedError) -> NodeError:
    problems, detail, exit_code = packed
    return NodeError(map(_unpack_problem, problems), detail, exit_code=exit_code)


def _pack_problem(problem: Problem) -> PackedProblem:
    place = problem.place or Place("")
    return problem.message, place.file or None, place.line, place.column, problem.page


def _unpack_problem(packed: PackedProblem) -> Problem:
    message, file, line, column, page = packed
    return Problem(message, Place(file, line, column) if file else None, page)
