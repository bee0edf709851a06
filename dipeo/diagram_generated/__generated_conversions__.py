# Generated from files/codegen/manifests/backend.json and
# files/codegen/templates/backend/conversions.j2; edit those.
"""From JSON to models to static nodes and back, for every node type.

The classes of a node type are imported when it is first used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pydantic import BaseModel


class _NodeType(NamedTuple):
    """The module and the name of both classes, and what becomes of the fields."""

    model: tuple[str, str]
    node: tuple[str, str]
    fields: tuple[str, ...]
    attributes: dict[str, str]  # key in JSON -> attribute, where they differ
    omitted: tuple[str, ...]  # keys of which JSON has no null: None is absent


class _Classes(Mapping[str, Any]):
    """Classes by node type, each imported when it is asked for."""

    def __init__(self, places: Mapping[str, tuple[str, str]]) -> None:
        self._places = places

    def __getitem__(self, node_type: str) -> Any:
        module, name = self._places[node_type]
        return getattr(import_module(module), name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


_NODE_TYPES: dict[str, _NodeType] = {
    "api_job": _NodeType(
        model=("dipeo.diagram_generated.models.api_job_model", "ApiJob"),
        node=("dipeo.core.static.generated.api_job_node", "ApiJobNode"),
        fields=(
            "url",
            "method",
            "headers",
            "params",
            "body",
            "timeout",
            "max_retries",
            "retry_delay",
            "expect_status",
            "format",
        ),
        attributes={},
        omitted=("headers", "params", "expect_status"),
    ),
    "code_job": _NodeType(
        model=("dipeo.diagram_generated.models.code_job_model", "CodeJob"),
        node=("dipeo.core.static.generated.code_job_node", "CodeJobNode"),
        fields=(
            "code_type",
            "source_details",
            "code",
            "function",
            "language",
            "allow_io",
        ),
        attributes={},
        omitted=("source_details", "code"),
    ),
    "condition": _NodeType(
        model=("dipeo.diagram_generated.models.condition_model", "Condition"),
        node=("dipeo.core.static.generated.condition_node", "ConditionNode"),
        fields=("expression",),
        attributes={},
        omitted=(),
    ),
    "db": _NodeType(
        model=("dipeo.diagram_generated.models.db_model", "Db"),
        node=("dipeo.core.static.generated.db_node", "DbNode"),
        fields=(
            "operation",
            "sub_type",
            "source_details",
            "format",
            "table",
            "query",
            "parameters",
            "key",
            "version",
            "cache",
        ),
        attributes={},
        omitted=("format", "table", "query", "parameters", "key", "version"),
    ),
    "endpoint": _NodeType(
        model=("dipeo.diagram_generated.models.endpoint_model", "Endpoint"),
        node=("dipeo.core.static.generated.endpoint_node", "EndpointNode"),
        fields=("description",),
        attributes={},
        omitted=("description",),
    ),
    "hook": _NodeType(
        model=("dipeo.diagram_generated.models.hook_model", "Hook"),
        node=("dipeo.core.static.generated.hook_node", "HookNode"),
        fields=("action", "payload", "when", "not_before", "idempotency_key"),
        attributes={},
        omitted=("not_before", "idempotency_key"),
    ),
    "json_schema_validator": _NodeType(
        model=(
            "dipeo.diagram_generated.models.json_schema_validator_model",
            "JsonSchemaValidator",
        ),
        node=(
            "dipeo.core.static.generated.json_schema_validator_node",
            "JsonSchemaValidatorNode",
        ),
        fields=("schema",),
        attributes={"schema": "schema_"},
        omitted=("schema",),
    ),
    "person_job": _NodeType(
        model=("dipeo.diagram_generated.models.person_job_model", "PersonJob"),
        node=("dipeo.core.static.generated.person_job_node", "PersonJobNode"),
        fields=(
            "person",
            "first_only_prompt",
            "default_prompt",
            "max_iteration",
            "llm",
            "memory_settings",
            "tools",
            "variables",
            "output_format",
            "response_schema",
        ),
        attributes={},
        omitted=(
            "person",
            "first_only_prompt",
            "llm",
            "memory_settings",
            "tools",
            "variables",
            "response_schema",
        ),
    ),
    "start": _NodeType(
        model=("dipeo.diagram_generated.models.start_model", "Start"),
        node=("dipeo.core.static.generated.start_node", "StartNode"),
        fields=("defaults",),
        attributes={},
        omitted=("defaults",),
    ),
    "sub_diagram": _NodeType(
        model=("dipeo.diagram_generated.models.sub_diagram_model", "SubDiagram"),
        node=("dipeo.core.static.generated.sub_diagram_node", "SubDiagramNode"),
        fields=("diagram_path", "diagram_name"),
        attributes={},
        omitted=("diagram_path", "diagram_name"),
    ),
    "template_job": _NodeType(
        model=("dipeo.diagram_generated.models.template_job_model", "TemplateJob"),
        node=("dipeo.core.static.generated.template_job_node", "TemplateJobNode"),
        fields=("template",),
        attributes={},
        omitted=("template",),
    ),
    "user_response": _NodeType(
        model=("dipeo.diagram_generated.models.user_response_model", "UserResponse"),
        node=("dipeo.core.static.generated.user_response_node", "UserResponseNode"),
        fields=("prompt", "response_type", "choices", "default_response", "timeout"),
        attributes={},
        omitted=("choices",),
    ),
}

NODE_TYPES = tuple(_NODE_TYPES)
"""The names of all node types, sorted."""
MODELS: Mapping[str, type[BaseModel]] = _Classes(
    {name: found.model for name, found in _NODE_TYPES.items()}
)
"""Node type -> its Pydantic model."""
NODES: Mapping[str, type] = _Classes(
    {name: found.node for name, found in _NODE_TYPES.items()}
)
"""Node type -> the class of its static nodes."""


def field_names(node_type: str) -> tuple[str, ...]:
    """The keys that the JSON of a node can have beside `type`."""
    return _NODE_TYPES[node_type].fields


def model_from_dict(node_type: str, data: Mapping[str, Any]) -> BaseModel:
    """The model of JSON data. Raises pydantic.ValidationError."""
    return MODELS[node_type].model_validate(data)


def node_from_dict(node_type: str, data: Mapping[str, Any]) -> Any:
    """The static node of JSON data. Raises pydantic.ValidationError."""
    return node_from_model(model_from_dict(node_type, data))


def node_from_model(model: BaseModel) -> Any:
    """The static node of a model.

    A field that the model lacks is `...` where None is null, else None.
    """
    data = model.model_dump(by_alias=True)
    node_type = data.pop("type")
    attributes = _NODE_TYPES[node_type].attributes
    values = {attributes.get(key, key): value for key, value in data.items()}
    return NODES[node_type](**values)


def model_from_node(node: Any) -> BaseModel:
    """The model of a static node. Raises pydantic.ValidationError."""
    return model_from_dict(node.type, dict_from_node(node))


def dict_from_node(node: Any) -> dict[str, Any]:
    """The JSON data of a static node, without the fields that it lacks."""
    found = _NODE_TYPES[node.type]
    data = {"type": node.type}
    for key in found.fields:
        value = getattr(node, found.attributes.get(key, key))
        if value is not ... and (value is not None or key not in found.omitted):
            data[key] = value
    return data
