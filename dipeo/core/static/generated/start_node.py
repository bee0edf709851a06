# Generated from files/codegen/specifications/nodes/start.json and
# files/codegen/templates/backend/static_nodes.j2; edit those.
"""The static node of Start."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class StartNode:
    """Where a run begins: gives the run's inputs to the nodes behind it."""

    type: ClassVar[Literal["start"]] = "start"
    HANDLER: ClassVar[str] = "StartNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ()
    TIMEOUT: ClassVar[float | None] = None
    RETRYABLE: ClassVar[bool] = False
    MAX_RETRIES: ClassVar[int] = 0

    defaults: dict[str, Any] | None = None
    """Values of inputs that the run does not bring."""
