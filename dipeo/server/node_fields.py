"""How each field of a node of a run, and of a value, is answered."""

from __future__ import annotations

from typing import Any

from ariadne import ObjectType

from . import values
from .answers import Data, place_data
from .api import asked
from .executions import Execution
from .values import Recorded

execution = ObjectType("NodeExecution")
value = ObjectType("Value")
TYPES = (execution, value)


def _execution_field(name: str) -> None:
    def resolve(found: Execution, info: Any) -> Any:
        return asked(info).api.executions.data(found)[name]

    execution.set_field(name, resolve)


for name in (
    *("run", "address", "label", "type", "state", "started", "seconds", "reason"),
    *("ranIn", "problems", "detail"),
):
    _execution_field(name)


@execution.field("items")
def resolve_execution_items(found: Execution, info: Any) -> Data | None:
    return asked(info).api.executions.items(found)


@execution.field("inputs")
def resolve_inputs(found: Execution, info: Any) -> list[Data]:
    find = asked(info).api.values.find
    inputs = found.row.inputs.items()
    return [{"name": port, "value": find(digest)} for port, digest in inputs]


@execution.field("output")
def resolve_output(found: Execution, info: Any) -> Recorded | None:
    digest = found.output
    return None if digest is None else asked(info).api.values.find(digest)


@execution.field("filled")
def resolve_filled(found: Execution, info: Any) -> Any:
    return asked(info).api.executions.filled(found)


@execution.field("props")
def resolve_props(found: Execution, info: Any) -> Data | None:
    return asked(info).api.executions.props(found)


@execution.field("diagram")
def resolve_execution_diagram(found: Execution, info: Any) -> str | None:
    return asked(info).api.executions.diagram(found)


@execution.field("place")
def resolve_place(found: Execution, info: Any) -> Data | None:
    node = asked(info).api.executions.node(found)
    return place_data(node.place) if node else None


@execution.field("previous")
def resolve_previous_execution(found: Execution, info: Any) -> Execution | None:
    return _other(found, info, None)


@execution.field("compared")
def resolve_compared(found: Execution, info: Any, **given: Any) -> Data:
    other = _other(found, info, given.get("with"))
    return asked(info).api.executions.comparison(other, found, deep=True)


def _other(found: Execution, info: Any, number: int | None) -> Execution | None:
    """The same node in another run; in the run before where none is named."""
    api = asked(info).api
    other = (
        api.history.previous(found.run) if number is None else api.history.run(number)
    )
    return None if other is None else api.executions.find(other, found.address)


# Value


@value.field("kind")
def resolve_kind(found: Recorded, info: Any) -> str:
    return values.kind_of(found.data)


@value.field("length")
def resolve_length(found: Recorded, info: Any) -> int:
    return values.length_of(found.data)


@value.field("preview")
def resolve_preview(found: Recorded, info: Any) -> str:
    return values.preview(found.data)


@value.field("json")
def resolve_json(found: Recorded, info: Any) -> Any:
    return found.data if found.size <= values.WHOLE else None


@value.field("text")
def resolve_text(
    found: Recorded, info: Any, path: str, offset: int, limit: int
) -> Data:
    return asked(info).api.values.text(found, path, offset, limit)


@value.field("at")
def resolve_at(found: Recorded, info: Any, path: str) -> Data:
    key = path.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    return values.part_data(key, path, values.part_at(found.data, path))


@value.field("children")
def resolve_children(
    found: Recorded, info: Any, path: str, offset: int, limit: int
) -> Data:
    return values.children(found.data, path, offset, limit)


@value.field("search")
def resolve_value_search(found: Recorded, info: Any, text: str, first: int) -> Data:
    return values.search(found.data, text, first)
