# Generated from files/codegen/specifications/nodes/db.json and
# files/codegen/templates/backend/static_nodes.j2; edit those.
"""The static node of Database."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class DbNode:
    """Reads, writes, appends to, lists and deletes documents of the workspace,
    objects and archives, rows of SQL tables, and reads revisions of Git. All input
    and output of a diagram goes through nodes of this type.
    """

    type: ClassVar[Literal["db"]] = "db"
    HANDLER: ClassVar[str] = "DbNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ()
    TIMEOUT: ClassVar[float | None] = 60
    RETRYABLE: ClassVar[bool] = False
    MAX_RETRIES: ClassVar[int] = 0

    operation: Literal["read", "write", "append", "list", "delete", "query"]
    """What to do: `write` replaces a document, `append` adds to its end, `list`
    gives the paths that match a pattern. In a table, `write` inserts rows or, where
    their `key` is there, changes them, `append` inserts, `list` names the tables.
    `query` runs SQL.
    """
    sub_type: Literal["file", "sql", "object", "git"] = "file"
    """Where it lives. A URL in `source_details` says it by itself; otherwise a
    source that is not a file begins with the name of a connection in dipeo.toml.
    """
    source_details: str
    """The path of the document from the workspace's root, or for `list` a glob
    pattern; a URL; or a connection of dipeo.toml by name, with a path after it where
    it is one of objects. Names in braces are filled in from the node's inputs.
    """
    format: Literal["json", "yaml", "toml", "text"] | None = None
    """How the document's text becomes data and back. Without it the file's extension
    decides: .json, .yaml and .toml are data, all else is text.
    """
    table: str | None = None
    """The table, `schema.table` where it is not in the default schema. Names in
    braces are filled in from the node's inputs.
    """
    query: str | None = None
    """The SQL to run. It takes values by parameters, written :name, never by names
    in braces.
    """
    parameters: dict[str, Any] | None = None
    """What the parameters of a query are, or, of `read` and `delete`, what columns
    must be equal to. A name in braces that stands alone is the value itself, a list
    stands for several. A parameter that is not named here is a port of the node or a
    key of what arrives at `in`.
    """
    key: list[str] | None = None
    """The columns by which rows are told apart: `write` changes the rows that have
    them, `delete` deletes those. Without it, the primary key.
    """
    version: str | None = None
    """SQL that changes whenever the rows do, like `max(updated_at), count(*)`: an
    expression over the table or query, or a whole SELECT. The next run asks for it
    instead of for the rows.
    """
    cache: Literal["auto", "never"] = "auto"
    """Whether the next run may use what was read now when it has not changed: `auto`
    looks, `never` reads anew.
    """
