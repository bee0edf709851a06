# Generated from files/codegen/specifications/nodes/db.json and files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of Database."""

from typing import Literal

from pydantic import MISSING, BaseModel, ConfigDict, Field

_CONFIG = ConfigDict(
    strict=True,
    extra="forbid",
    frozen=True,
    allow_inf_nan=False,
    str_min_length=0,  # with it, a lone surrogate is refused
    regex_engine="python-re",
    serialize_by_alias=True,
)


class Db(BaseModel):
    """Reads, writes, appends to and lists documents of the workspace. All input and
    output of a diagram goes through nodes of this type.
    """

    model_config = _CONFIG

    type: Literal["db"] = "db"
    operation: Literal["read", "write", "append", "list"] = Field(
        description=(
            "What to do with the document: `write` replaces it, `append` adds to its "
            "end, `list` gives the paths that match a pattern."
        ),
    )
    sub_type: Literal["file"] = Field(
        default="file",
        description="Where documents live.",
    )
    source_details: str = Field(
        min_length=1,
        description=(
            "The path of the document from the workspace's root, or for `list` a glob "
            "pattern. Names in braces are filled in from the node's inputs."
        ),
    )
    format: Literal["json", "yaml", "toml", "text"] | MISSING = Field(
        default=MISSING,
        description=(
            "How the document's text becomes data and back. Without it the file's "
            "extension decides: .json, .yaml and .toml are data, all else is text."
        ),
    )
