# Generated from files/codegen/specifications/nodes/code_job.json and
# files/codegen/templates/backend/static_nodes.j2; edit those.
"""The static node of Code Job."""

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeJobNode:
    """Calls a Python function with the node's inputs. The function is pure: it gets
    JSON and returns JSON, and reaches for nothing else.
    """

    type: ClassVar[Literal["code_job"]] = "code_job"
    HANDLER: ClassVar[str] = "CodeJobNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ()
    TIMEOUT: ClassVar[float | None] = 300
    RETRYABLE: ClassVar[bool] = False
    MAX_RETRIES: ClassVar[int] = 0

    code_type: Literal["file", "inline"] = "file"
    """Whether the code is a file of the workspace or written into the node."""
    source_details: str | None = None
    """The Python file that holds the function."""
    code: str | None = None
    """The Python module that holds the function."""
    function: str = "main"
    """The function to call with the inputs."""
    language: Literal["python"] = "python"
    """The language of the code."""
    allow_io: bool = False
    """Whether the function may open files, sockets and processes and read the clock
    and the environment.
    """
