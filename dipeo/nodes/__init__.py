"""The node types that run: each generated model with the handler of its nodes.

Other packages add types by entry points in the group `dipeo.nodes`: a name is a node type, and its value a handler, or
a `NodeType` where the type has no generated model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dipeo.core.plan import Handler, NodeType, PropProblem
from dipeo.diagram_generated import __generated_conversions__ as conversions
from dipeo.errors import UsageError, did_you_mean

from . import api_job, code_job, db, flow, sub_diagram
from .json_schema_validator import run_json_schema_validator
from .template_job import run_template_job

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "dipeo.nodes"

Together = Callable[[Any], list[str]]


def node_types() -> Mapping[str, NodeType]:
    """Every node type that is specified, and those that other packages add, by name."""
    return _Types(_own_types())


class _Types(Mapping[str, NodeType]):
    """Other packages are looked for when a type is asked for that does not run by itself."""

    def __init__(self, own: Mapping[str, NodeType]) -> None:
        self._own = own

    @cached_property
    def _all(self) -> Mapping[str, NodeType]:
        from importlib.metadata import entry_points

        types = dict(self._own)
        for entry in entry_points(group=GROUP):
            found = types.get(entry.name)
            if found is None or found.handler is None:
                types[entry.name] = _entered(entry, found)
        return types

    def __getitem__(self, name: str) -> NodeType:
        own = self._own.get(name)
        return own if own is not None and own.handler else self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


def _own_types() -> dict[str, NodeType]:
    types = {name: _generated(name, None) for name in conversions.NODE_TYPES}
    types.update(
        api_job=_generated(
            "api_job",
            api_job.run_api_job,
            filled=api_job.FILLED,
            waits=True,
            reusable=False,
        ),
        code_job=_generated(
            "code_job",
            code_job.run_code_job,
            filled=code_job.FILLED,
            together=code_job.problems,
        ),
        condition=_generated(
            "condition", flow.run_condition, outputs=flow.CONDITION_OUTPUTS
        ),
        db=_generated(
            "db",
            db.run_db,
            filled=db.FILLED,
            whole=db.WHOLE,
            together=db.problems,
        ),
        endpoint=_generated("endpoint", flow.run_endpoint),
        json_schema_validator=_generated(
            "json_schema_validator", run_json_schema_validator
        ),
        start=_generated("start", flow.run_start, sees_inputs=True),
        sub_diagram=_generated(
            "sub_diagram",
            sub_diagram.run_sub_diagram,
            filled=sub_diagram.FILLED,
            together=sub_diagram.problems,
        ),
        template_job=_generated("template_job", run_template_job),
    )
    return types


def _entered(entry: EntryPoint, specified: NodeType | None) -> NodeType:
    """The type that an entry point of another package adds or gives a handler to."""
    try:
        found = entry.load()
    except (
        Exception
    ) as error:  # a package that is not ours: say which, and what it said
        message = f"the entry point {entry.name!r} ({entry.value}) cannot be loaded"
        message = f"{message}: {type(error).__name__}: {error}"
        raise UsageError(message, page="node-types") from error
    if isinstance(found, NodeType):
        return found
    if specified is None or not callable(found):
        raise UsageError(
            f"the entry point {entry.name!r} ({entry.value}) must be a NodeType, or the"
            " handler of a node type that is specified",
            page="node-types",
        )
    return replace(specified, handler=found, reusable=False)


def _generated(
    name: str,
    handler: Handler | None,
    *,
    filled: tuple[str, ...] = (),
    outputs: tuple[str, ...] | None = None,
    waits: bool = False,
    together: Together | None = None,
    reusable: bool = True,
    sees_inputs: bool = False,
    whole: tuple[str, ...] = (),
) -> NodeType:
    """The type whose props the generated model checks and whose nodes the generated conversions make."""

    def problems(props: Mapping[str, Any]) -> list[PropProblem]:
        found = _model_problems(name, props)
        if found or together is None:
            return found
        return [((), message) for message in together(build(props))]

    def build(props: Mapping[str, Any]) -> Any:
        return conversions.node_from_dict(name, dict(props))

    return NodeType(
        name=name,
        handler=handler,
        problems=problems,
        build=build,
        rebuild=lambda fields: conversions.NODES[name](**fields),
        filled=filled,
        outputs=outputs,
        waits=waits,
        reusable=reusable,
        sees_inputs=sees_inputs,
        whole=whole,
    )


def is_specified(name: str) -> bool:
    """Whether a node type has a generated model."""
    return name in conversions.NODE_TYPES


def checked_props(name: str, props: Mapping[str, Any]) -> dict[str, Any] | None:
    """Props as the generated model has them, with defaults; None where they are wrong, or there is no model."""
    from pydantic import ValidationError

    if not is_specified(name):
        return None
    try:
        return conversions.model_from_dict(name, dict(props)).model_dump(mode="json")
    except ValidationError:
        return None


def _model_problems(name: str, props: Mapping[str, Any]) -> list[PropProblem]:
    from pydantic import ValidationError

    try:
        conversions.model_from_dict(name, dict(props))
    except ValidationError as error:
        known = conversions.field_names(name)
        return [_prop_problem(found, known) for found in error.errors()]
    return []


def _prop_problem(found: Any, known: tuple[str, ...]) -> PropProblem:
    path = tuple(found["loc"])
    shown = ".".join(map(str, path))
    if found["type"] == "extra_forbidden":
        hint = did_you_mean(shown, known) if len(path) == 1 else ""
        return path, f"unknown prop {shown!r}{hint}"
    if found["type"] == "missing":
        return path, f"the prop {shown!r} is missing"
    if found["type"] == "literal_error" and isinstance(found["input"], str):
        values = re.findall(r"'((?:[^'\\]|\\.)*)'", found["ctx"]["expected"])
        hint = did_you_mean(found["input"], values)
        return path, f"the prop {shown!r} cannot be {found['input']!r}{hint}"
    message = found["msg"][0].lower() + found["msg"][1:]
    return path, f"the prop {shown!r}: {message}, not {found['input']!r}"
