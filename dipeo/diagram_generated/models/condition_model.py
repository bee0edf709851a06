# Generated from files/codegen/specifications/nodes/condition.json and
# files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of Condition."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_CONFIG = ConfigDict(
    strict=True,
    extra="forbid",
    frozen=True,
    allow_inf_nan=False,
    str_min_length=0,  # with it, a lone surrogate is refused
    regex_engine="python-re",
    serialize_by_alias=True,
)


class Condition(BaseModel):
    """Sends what arrives down one of two branches, by an expression."""

    model_config = _CONFIG

    type: Literal["condition"] = "condition"
    expression: str = Field(
        min_length=1,
        description=(
            "A Jinja expression over the node's inputs; its truth picks the branch."
        ),
    )
