"""Reading what only node types have: handles, outputs and execution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from . import keys
from .members import Members
from .naming import title
from .problems import Path, Problems, did_you_mean, show
from .read_type import KINDS
from .spec_model import Execution, Handle

_POSITIONS = ("left", "right", "top", "bottom")


def read_handles(
    found: Members, problems: Problems
) -> tuple[tuple[Handle, ...], tuple[Handle, ...]]:
    """The input and output ports; a side that is not given has one port, `in` or `out`."""
    written = found.get("handles") if "handles" in found else {}
    handles = Members(written, found.at("handles"), keys.HANDLES, "handles", problems)
    return (
        _side(handles, "inputs", "in", "left", problems),
        _side(handles, "outputs", "out", "right", problems),
    )


def _side(
    handles: Members, key: str, only: str, position: str, problems: Problems
) -> tuple[Handle, ...]:
    if key not in handles:
        return (_handle(only, handles.path, position, problems),)
    read: dict[str, Handle] = {}
    for value, path in handles.array(key):
        handle = _handle(value, path, position, problems)
        if handle.id in read:
            problems.add(path, f"two handles of this side are called {show(handle.id)}")
        read[handle.id] = handle
    return tuple(read.values())


def _handle(value: Any, path: Path, position: str, problems: Problems) -> Handle:
    """A port from an object, or from its id alone."""
    found = Members(value, path, keys.HANDLE, "a handle", problems, short="id")
    found.require("id")
    name = found.text("id")
    if "id" in found and not name:
        found.problem("id", "a handle's id must not be empty")
    place = found.word("position", _POSITIONS, position)
    return Handle(name, found.text("label", title(name)), cast("Any", place))


def read_output_types(found: Members, problems: Problems) -> Mapping[str, Any]:
    """`outputs`, each with a type and a description."""
    written = found.get("outputs")
    if "outputs" not in found:
        return {}
    if not isinstance(written, dict):
        found.problem("outputs", f"must be an object, not {show(written)}")
        return {}
    for name, value in written.items():
        path = (*found.at("outputs"), name)
        output = Members(value, path, keys.OUTPUT, "an output", problems)
        if output.require("type") and output.text("type") not in KINDS:
            hint = did_you_mean(output.text("type"), KINDS)
            output.problem("type", f"{show(output.text('type'))} is not a type{hint}")
        output.text("description")
    return dict(written)


def read_execution(found: Members, problems: Problems) -> Execution:
    """How the engine treats the node."""
    written = found.get("execution") if "execution" in found else {}
    execution = Members(
        written, found.at("execution"), keys.EXECUTION, "execution", problems
    )
    timeout = execution.number("timeout")
    if timeout is not None and timeout <= 0:
        execution.problem(
            "timeout", f"must be more than 0 seconds, not {show(timeout)}"
        )
    execution.count("batchSize", least=1)
    return Execution(
        timeout=timeout,
        retryable=execution.flag("retryable"),
        max_retries=execution.count("maxRetries") or 0,
        requires=execution.texts("requires"),
    )
