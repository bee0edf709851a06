# Generated from files/codegen/specifications/nodes/user_response.json and
# files/codegen/templates/backend/static_nodes.j2; edit those.
"""The static node of User Response."""

from dataclasses import dataclass
from types import EllipsisType
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class UserResponseNode:
    """Asks a person and waits for the answer."""

    type: ClassVar[Literal["user_response"]] = "user_response"
    HANDLER: ClassVar[str] = "UserResponseNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ("interaction",)
    TIMEOUT: ClassVar[float | None] = 86400
    RETRYABLE: ClassVar[bool] = False
    MAX_RETRIES: ClassVar[int] = 0

    prompt: str
    """What the person is asked. Names in braces are filled in from the node's
    inputs.
    """
    response_type: Literal["text", "choice", "confirm"] = "text"
    """What kind of answer is expected."""
    choices: list[dict[str, Any]] | None = None
    """The answers to choose from."""
    default_response: str | EllipsisType | None = ...
    """The answer when none comes in time; null fails the node then."""
    timeout: float = 300
    """Seconds to wait for the answer."""
