# Generated from files/codegen/specifications/nodes/template_job.json and
# files/codegen/templates/backend/static_nodes.j2; edit those.
"""The static node of Template Job."""

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateJobNode:
    """Renders a Jinja template with the node's inputs, in a sandbox."""

    type: ClassVar[Literal["template_job"]] = "template_job"
    HANDLER: ClassVar[str] = "TemplateJobNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ()
    TIMEOUT: ClassVar[float | None] = 60
    RETRYABLE: ClassVar[bool] = False
    MAX_RETRIES: ClassVar[int] = 0

    template: str | None = None
    """The template. Without it the template arrives at the port `template_content`."""
