# Generated from files/codegen/specifications/nodes/condition.json and
# files/codegen/templates/backend/static_nodes.j2; edit those.
"""The static node of Condition."""

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionNode:
    """Sends what arrives down one of two branches, by an expression."""

    type: ClassVar[Literal["condition"]] = "condition"
    HANDLER: ClassVar[str] = "ConditionNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ()
    TIMEOUT: ClassVar[float | None] = None
    RETRYABLE: ClassVar[bool] = False
    MAX_RETRIES: ClassVar[int] = 0

    expression: str
    """A Jinja expression over the node's inputs; its truth picks the branch."""
