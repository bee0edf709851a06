# Generated from files/codegen/specifications/nodes/sub_diagram.json and
# files/codegen/templates/backend/static_nodes.j2; edit those.
"""The static node of Sub-Diagram."""

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class SubDiagramNode:
    """Runs another diagram with the node's inputs and gives its results. In a batch
    it runs once for each item.
    """

    type: ClassVar[Literal["sub_diagram"]] = "sub_diagram"
    HANDLER: ClassVar[str] = "SubDiagramNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ()
    TIMEOUT: ClassVar[float | None] = None
    RETRYABLE: ClassVar[bool] = False
    MAX_RETRIES: ClassVar[int] = 0

    diagram_path: str | None = None
    """The diagram by its path under files/diagrams, without the extension."""
    diagram_name: str | None = None
    """Another name for `diagram_path`."""
