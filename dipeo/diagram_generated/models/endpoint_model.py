# Generated from files/codegen/specifications/nodes/endpoint.json and
# files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of End."""

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


class Endpoint(BaseModel):
    """Where a branch of a run ends: what arrives is a result of the diagram."""

    model_config = _CONFIG

    type: Literal["endpoint"] = "endpoint"
    description: str | MISSING = Field(
        default=MISSING,
        description="What the result is, for readers of the diagram.",
    )
