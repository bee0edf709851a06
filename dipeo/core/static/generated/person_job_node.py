# Generated from files/codegen/specifications/nodes/person_job.json and
# files/codegen/templates/backend/static_nodes.j2; edit those.
"""The static node of Person Job."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJobNode:
    """Gives a task to a person, an AI language model with a memory of its own."""

    type: ClassVar[Literal["person_job"]] = "person_job"
    HANDLER: ClassVar[str] = "PersonJobNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ("llm",)
    TIMEOUT: ClassVar[float | None] = 300
    RETRYABLE: ClassVar[bool] = True
    MAX_RETRIES: ClassVar[int] = 3

    person: str | None = None
    """The person who does the task, by the name it has in the project."""
    first_only_prompt: str | None = None
    """The prompt of the first iteration. Without it the default prompt is used from
    the start.
    """
    default_prompt: str
    """The prompt of every iteration."""
    max_iteration: int = 1
    """How often the node may run in one conversation."""
    llm: dict[str, Any] | None = None
    """The language model, where it differs from the person's own."""
    memory_settings: dict[str, Any] | None = None
    """What the person remembers of the conversation."""
    tools: list[dict[str, Any]] | None = None
    """Tools that the model may call."""
    variables: dict[str, Any] | None = None
    """Values for names in the prompts."""
    output_format: Literal["text", "json"] = "text"
    """Whether the answer is text or JSON."""
    response_schema: dict[str, Any] | None = None
    """The JSON Schema that the answer has to fit."""
