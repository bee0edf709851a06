# Generated from files/codegen/specifications/nodes/api_job.json and
# files/codegen/templates/backend/static_nodes.j2; edit those.
"""The static node of API Job."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiJobNode:
    """Calls an HTTP API, again when it fails for a moment."""

    type: ClassVar[Literal["api_job"]] = "api_job"
    HANDLER: ClassVar[str] = "ApiJobNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ()
    TIMEOUT: ClassVar[float | None] = 300
    RETRYABLE: ClassVar[bool] = True
    MAX_RETRIES: ClassVar[int] = 2

    url: str
    """The address to call. Names in braces are filled in from the node's inputs."""
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] = "GET"
    """The HTTP method."""
    headers: dict[str, str] | None = None
    """Headers of the request by name."""
    params: dict[str, str] | None = None
    """Parameters of the query by name."""
    body: Any = ...
    """The JSON body of the request; null is one too."""
    timeout: float = 30
    """Seconds to wait for the answer to each attempt."""
    max_retries: int = 2
    """Attempts after the first."""
    retry_delay: float = 0.5
    """Seconds before the first new attempt; they double with each further one."""
    expect_status: list[int] | None = None
    """The status codes that count as success. Without it, those from 200 to 299 do."""
    format: Literal["json", "text"] = "json"
    """Whether the answer's body is data or text."""
