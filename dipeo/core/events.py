"""What happens in a run, as data. Consoles, records and pages all take the same events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from dipeo.errors import Problem

from .values import Value

Status = Literal["ok", "failed", "interrupted"]


class RunStarted(NamedTuple):
    run: int | None  # its number in the records, None where none are kept
    diagram: str
    inputs: Value
    at: float  # seconds since the epoch


class NodeStarted(NamedTuple):
    """`node` is an address: labels joined by ` / `, batch items as `Label[17]`."""

    node: str
    type: str
    at: float
    items: int | None = None  # how many, for a batch
    reason: str = ""  # why it runs, where an earlier run could have been reused
    inputs: Mapping[str, Value] | None = None  # for the records alone, until it ends


class NodeCached(NamedTuple):
    """A node whose last run holds: nothing that it needs has changed."""

    node: str
    type: str
    inputs: Mapping[str, Value]
    output: Value
    run: int  # in which it ran
    items: int | None = None


class ItemsCached(NamedTuple):
    """Items of a batch that hold. `runs` are (first item, how many, the run in which they ran, the first item there)."""

    node: str
    count: int  # type: ignore[assignment]  # it has no use for tuple.count
    runs: tuple[tuple[int, int, int, int], ...]


class NodeFinished(NamedTuple):
    node: str
    type: str
    at: float  # when it started
    seconds: float
    inputs: Mapping[str, Value]
    output: Value
    props: Mapping[str, Any]  # those that placeholders filled
    items: int | None = None  # how many, for a batch
    reason: str = ""


class NodeFailed(NamedTuple):
    node: str
    type: str
    at: float
    seconds: float
    inputs: Mapping[str, Value]
    problems: tuple[Problem, ...]
    detail: str
    items: int | None = None
    reason: str = ""


class NodeSkipped(NamedTuple):
    node: str
    type: str
    reason: str


class ItemsBegun(NamedTuple):
    """Items of a batch that run from now on, for the records alone. None of them: it is time to tell what has ended."""

    node: str  # the batch
    items: tuple[int, ...]
    at: float


class ItemEnded(NamedTuple):
    """An item of a batch that finished or failed, with all that happened inside it: `item_log.events_of` tells that.

    `log` is the text of it; `values` are those that it names by their digests, and may be more.
    """

    node: str  # the batch
    item: int
    failed: bool
    at: float
    seconds: float
    log: str
    values: Mapping[str, Value]


class TextsKept(NamedTuple):
    """Texts of files, by path, for the records alone: diagrams that the run goes by, what is there before the run
    replaces or removes it, what a dry run would write. None stands for one that cannot be kept.
    """

    kind: Literal["diagram", "before", "after"]
    texts: Mapping[str, Value | None]


class RunFinished(NamedTuple):
    status: Status
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    outputs: Value
    seconds: float
    problems: tuple[Problem, ...] = ()
    specifications: int = 0  # how many were read
    dry: bool = False  # whether it only says what it would write
    same_as: int | None = (
        None  # the run that did all this, where nothing had to be done
    )
    rows: Mapping[str, int] = {}  # that changed, by table


NodeEvent = NodeStarted | NodeCached | NodeFinished | NodeFailed | NodeSkipped
ItemEvent = ItemsCached | ItemsBegun | ItemEnded
Event = RunStarted | NodeEvent | ItemEvent | TextsKept | RunFinished
Emit = Callable[[Event], None]

_NAMES: dict[type[Event], str] = {
    RunStarted: "run_started",
    NodeStarted: "node_started",
    NodeCached: "node_cached",
    ItemsCached: "items_cached",
    ItemsBegun: "items_begun",
    NodeFinished: "node_finished",
    NodeFailed: "node_failed",
    NodeSkipped: "node_skipped",
    TextsKept: "texts_kept",
    RunFinished: "run_finished",
}


def event_json(event: Event) -> dict[str, Any]:
    """The event as JSON data. Values of nodes are named by digest and size; a run's inputs and outputs are whole.

    Of an `ItemEnded` the events inside it are told, not the event itself.
    """
    data: dict[str, Any] = {"event": _NAMES[type(event)]}
    value: Any
    for name, value in zip(event._fields, event, strict=True):
        if name == "inputs" and isinstance(event, NodeStarted):
            continue
        if name == "inputs" and not isinstance(event, RunStarted):
            value = {port: _named(item) for port, item in value.items()}
        elif name == "output":
            value = _named(value)
        elif name == "problems":
            value = [problem_json(problem) for problem in value]
        elif isinstance(value, Value):
            value = value.data
        elif name == "rows":
            value = dict(value)
        data[name] = value
    return data


def _named(value: Value) -> dict[str, Any]:
    return {"digest": value.digest, "size": len(value.text)}


def problem_json(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "message": problem.message,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "page": problem.page or None,
    }
