# Generated from files/codegen/specifications/nodes/db.json and
# files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of Database."""

import math
from typing import Annotated, Literal

from pydantic import MISSING, AfterValidator, BaseModel, ConfigDict, Field, JsonValue

_CONFIG = ConfigDict(
    strict=True,
    extra="forbid",
    frozen=True,
    allow_inf_nan=False,
    str_min_length=0,  # with it, a lone surrogate is refused
    regex_engine="python-re",
    serialize_by_alias=True,
)


def _as_doubles(value: JsonValue) -> JsonValue:
    """Read an integer past 2**53 as the double that it is in other languages."""
    if isinstance(value, dict):
        return {key: _as_doubles(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_doubles(item) for item in value]
    if not isinstance(value, int | float) or abs(value) <= 2**53:
        return value
    try:
        double = float(value)
    except OverflowError:
        double = math.inf
    if not math.isfinite(double):
        raise ValueError("the number is past every double")
    return double


Json = Annotated[JsonValue, AfterValidator(_as_doubles)]


def _distinct_texts(items: list[str]) -> list[str]:
    """Refuse a list that says something twice."""
    if len(set(items)) < len(items):
        raise ValueError("should have no equal items")
    return items


class Db(BaseModel):
    """Reads, writes, appends to, lists and deletes documents of the workspace,
    objects and archives, rows of SQL tables, and reads revisions of Git. All input
    and output of a diagram goes through nodes of this type.
    """

    model_config = _CONFIG

    type: Literal["db"] = "db"
    operation: Literal["read", "write", "append", "list", "delete", "query"] = Field(
        description=(
            "What to do: `write` replaces a document, `append` adds to its end, `list` "
            "gives the paths that match a pattern. In a table, `write` inserts rows "
            "or, where their `key` is there, changes them, `append` inserts, `list` "
            "names the tables. `query` runs SQL."
        ),
    )
    sub_type: Literal["file", "sql", "object", "git"] = Field(
        default="file",
        description=(
            "Where it lives. A URL in `source_details` says it by itself; otherwise a "
            "source that is not a file begins with the name of a connection in "
            "dipeo.toml."
        ),
    )
    source_details: str = Field(
        min_length=1,
        description=(
            "The path of the document from the workspace's root, or for `list` a glob "
            "pattern; a URL; or a connection of dipeo.toml by name, with a path after "
            "it where it is one of objects. Names in braces are filled in from the "
            "node's inputs."
        ),
    )
    format: Literal["json", "yaml", "toml", "text"] | MISSING = Field(
        default=MISSING,
        description=(
            "How the document's text becomes data and back. Without it the file's "
            "extension decides: .json, .yaml and .toml are data, all else is text."
        ),
    )
    table: Annotated[str, Field(min_length=1)] | MISSING = Field(
        default=MISSING,
        description=(
            "The table, `schema.table` where it is not in the default schema. Names in "
            "braces are filled in from the node's inputs."
        ),
    )
    query: Annotated[str, Field(min_length=1)] | MISSING = Field(
        default=MISSING,
        description=(
            "The SQL to run. It takes values by parameters, written :name, never by "
            "names in braces."
        ),
    )
    parameters: dict[str, Json] | MISSING = Field(
        default=MISSING,
        description=(
            "What the parameters of a query are, or, of `read` and `delete`, what "
            "columns must be equal to. A name in braces that stands alone is the value "
            "itself, a list stands for several. A parameter that is not named here is "
            "a port of the node or a key of what arrives at `in`."
        ),
    )
    key: (
        Annotated[list[str], Field(min_length=1), AfterValidator(_distinct_texts)]
        | MISSING
    ) = Field(
        default=MISSING,
        description=(
            "The columns by which rows are told apart: `write` changes the rows that "
            "have them, `delete` deletes those. Without it, the primary key."
        ),
    )
    version: Annotated[str, Field(min_length=1)] | MISSING = Field(
        default=MISSING,
        description=(
            "SQL that changes whenever the rows do, like `max(updated_at), count(*)`: "
            "an expression over the table or query, or a whole SELECT. The next run "
            "asks for it instead of for the rows."
        ),
    )
    cache: Literal["auto", "never"] = Field(
        default="auto",
        description=(
            "Whether the next run may use what was read now when it has not changed: "
            "`auto` looks, `never` reads anew."
        ),
    )
