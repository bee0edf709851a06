# Generated from files/codegen/specifications/nodes/endpoint.json and
# files/codegen/templates/backend/static_nodes.j2; edit those.
"""The static node of End."""

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointNode:
    """Where a branch of a run ends: what arrives is a result of the diagram."""

    type: ClassVar[Literal["endpoint"]] = "endpoint"
    HANDLER: ClassVar[str] = "EndpointNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ()
    TIMEOUT: ClassVar[float | None] = None
    RETRYABLE: ClassVar[bool] = False
    MAX_RETRIES: ClassVar[int] = 0

    description: str | None = None
    """What the result is, for readers of the diagram."""
