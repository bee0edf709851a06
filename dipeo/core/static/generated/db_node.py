# Generated from files/codegen/specifications/nodes/db.json and files/codegen/templates/backend/static_nodes.j2; edit those.
"""The static node of Database."""

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class DbNode:
    """Reads, writes, appends to and lists documents of the workspace. All input and
    output of a diagram goes through nodes of this type.
    """

    type: ClassVar[Literal["db"]] = "db"
    HANDLER: ClassVar[str] = "DbNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ()
    TIMEOUT: ClassVar[float | None] = 60
    RETRYABLE: ClassVar[bool] = False
    MAX_RETRIES: ClassVar[int] = 0

    operation: Literal["read", "write", "append", "list"]
    """What to do with the document: `write` replaces it, `append` adds to its end,
    `list` gives the paths that match a pattern.
    """
    sub_type: Literal["file"] = "file"
    """Where documents live."""
    source_details: str
    """The path of the document from the workspace's root, or for `list` a glob
    pattern. Names in braces are filled in from the node's inputs.
    """
    format: Literal["json", "yaml", "toml", "text"] | None = None
    """How the document's text becomes data and back. Without it the file's extension
    decides: .json, .yaml and .toml are data, all else is text.
    """
