# Generated from files/codegen/specifications/nodes/start.json and
# files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of Start."""

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


class Start(BaseModel):
    """Where a run begins: gives the run's inputs to the nodes behind it."""

    model_config = _CONFIG

    type: Literal["start"] = "start"
    defaults: dict[str, Json] | MISSING = Field(
        default=MISSING,
        description="Values of inputs that the run does not bring.",
    )
