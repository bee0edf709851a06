# Generated from files/codegen/specifications/nodes/code_job.json and
# files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of Code Job."""

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


class CodeJob(BaseModel):
    """Calls a Python function with the node's inputs. The function is pure: it gets
    JSON and returns JSON, and reaches for nothing else.
    """

    model_config = _CONFIG

    type: Literal["code_job"] = "code_job"
    code_type: Literal["file", "inline"] = Field(
        default="file",
        description=(
            "Whether the code is a file of the workspace or written into the node."
        ),
    )
    source_details: str | MISSING = Field(
        default=MISSING,
        description="The Python file that holds the function.",
    )
    code: str | MISSING = Field(
        default=MISSING,
        description="The Python module that holds the function.",
    )
    function: str = Field(
        default="main",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*\Z",
        description="The function to call with the inputs.",
    )
    language: Literal["python"] = Field(
        default="python",
        description="The language of the code.",
    )
    allow_io: bool = Field(
        default=False,
        description=(
            "Whether the function may open files, sockets and processes and read the "
            "clock and the environment."
        ),
    )
