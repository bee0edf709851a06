"""`start`, `endpoint` and `condition`: where data enters a diagram, leaves it, and takes one of two ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from dipeo.core.plan import Branch, Inputs, Run
from dipeo.core.values import Value

from .jinja import expression

CONDITION_OUTPUTS = ("true", "false")


class StartNode(Protocol):
    """What `start` uses of the generated node."""

    @property
    def defaults(self) -> Mapping[str, Any] | None: ...


class ConditionNode(Protocol):
    """What `condition` uses of the generated node."""

    @property
    def expression(self) -> str: ...


def run_start(node: StartNode, inputs: Inputs, run: Run) -> Any:
    """The run's inputs over the node's defaults."""
    return {**(node.defaults or {}), **run.inputs}


def run_endpoint(node: object, inputs: Inputs, run: Run) -> Any:
    """What arrives, as it is: the value at `in`, or a mapping of the ports where there are others."""
    if set(inputs) == {"in"}:
        return inputs["in"]
    return {port: value.data for port, value in inputs.items()}


def run_condition(node: ConditionNode, inputs: Inputs, run: Run) -> Branch:
    """What arrives leaves by `true` or by `false`, as the truth of a Jinja expression over the ports and the keys at `in` says."""
    arrived = inputs.get("in")
    data = arrived.data if arrived is not None else None
    names = {port: value.data for port, value in inputs.items()}
    if isinstance(data, dict):
        names = {**data, **names}
    result = expression(node.expression, names)
    passed = arrived or Value({p: v.data for p, v in inputs.items()})
    return Branch("true" if result else "false", passed)
