# Generated from files/codegen/specifications/nodes/json_schema_validator.json and
# files/codegen/templates/backend/static_nodes.j2; edit those.
"""The static node of JSON Schema Validator."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonSchemaValidatorNode:
    """Lets data through that a JSON Schema accepts, and fails with every problem
    otherwise.
    """

    type: ClassVar[Literal["json_schema_validator"]] = "json_schema_validator"
    HANDLER: ClassVar[str] = "JsonSchemaValidatorNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ()
    TIMEOUT: ClassVar[float | None] = 60
    RETRYABLE: ClassVar[bool] = False
    MAX_RETRIES: ClassVar[int] = 0

    schema_: dict[str, Any] | None = None
    """The JSON Schema. Without it the schema arrives at the port `schema`."""
