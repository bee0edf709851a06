# Generated from files/codegen/specifications/nodes/hook.json and
# files/codegen/templates/backend/static_nodes.j2; edit those.
"""The static node of Hook."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class HookNode:
    """Tells the world outside that the run has come here: calls a webhook, sends an
    event or runs a command.
    """

    type: ClassVar[Literal["hook"]] = "hook"
    HANDLER: ClassVar[str] = "HookNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ()
    TIMEOUT: ClassVar[float | None] = 60
    RETRYABLE: ClassVar[bool] = True
    MAX_RETRIES: ClassVar[int] = 3

    action: dict[str, Any]
    """What to do, told apart by its `kind`."""
    payload: Any = ...
    """What is sent; without it, what arrives at `in`."""
    when: list[Literal["succeeded", "failed"]] = field(
        default_factory=lambda: ["succeeded"],
    )
    """The states of the branch on which the hook acts."""
    not_before: str | None = None
    """Wait until this moment."""
    idempotency_key: str | None = None
    """Tells a repeated call from a new one."""
