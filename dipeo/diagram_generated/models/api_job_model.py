# Generated from files/codegen/specifications/nodes/api_job.json and
# files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of API Job."""

import math
from typing import Annotated, Any, Literal

from pydantic import (
    MISSING,
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
)

_CONFIG = ConfigDict(
    strict=True,
    extra="forbid",
    frozen=True,
    allow_inf_nan=False,
    str_min_length=0,  # with it, a lone surrogate is refused
    regex_engine="python-re",
    serialize_by_alias=True,
)


def _integer(value: object) -> object:
    """Read 1.0 as 1; refuse an integer that not every language holds exactly."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) > 2**53 - 1:
        raise ValueError("should be between -(2**53 - 1) and 2**53 - 1")
    return value


Integer = Annotated[int, BeforeValidator(_integer)]


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


def _key(value: object) -> object:
    """Equal for equal JSON: 1 and 1.0 are one value, 1 and true are two."""
    if isinstance(value, BaseModel):
        return _key(value.model_dump())
    if isinstance(value, dict):
        return frozenset((name, _key(item)) for name, item in value.items())
    if isinstance(value, list):
        return tuple(_key(item) for item in value)
    return (value, isinstance(value, bool))


def _distinct(items: list[Any]) -> list[Any]:
    """Refuse a list with two equal items."""
    if len({_key(item) for item in items}) < len(items):
        raise ValueError("should have no equal items")
    return items


class ApiJob(BaseModel):
    """Calls an HTTP API, again when it fails for a moment."""

    model_config = _CONFIG

    type: Literal["api_job"] = "api_job"
    url: str = Field(
        min_length=1,
        description=(
            "The address to call. Names in braces are filled in from the node's inputs."
        ),
    )
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] = Field(
        default="GET",
        description="The HTTP method.",
    )
    headers: dict[str, str] | MISSING = Field(
        default=MISSING,
        description="Headers of the request by name.",
    )
    params: dict[str, str] | MISSING = Field(
        default=MISSING,
        description="Parameters of the query by name.",
    )
    body: Json | MISSING = Field(
        default=MISSING,
        description="The JSON body of the request; null is one too.",
    )
    timeout: float = Field(
        default=30,
        gt=0,
        description="Seconds to wait for the answer to each attempt.",
    )
    max_retries: Integer = Field(
        default=2,
        ge=0,
        le=10,
        description="Attempts after the first.",
    )
    retry_delay: float = Field(
        default=0.5,
        ge=0,
        description=(
            "Seconds before the first new attempt; they double with each further one."
        ),
    )
    expect_status: (
        Annotated[
            list[Annotated[Integer, Field(ge=100, le=599)]],
            Field(min_length=1),
            AfterValidator(_distinct),
        ]
        | MISSING
    ) = Field(
        default=MISSING,
        description=(
            "The status codes that count as success. Without it, those from 200 to 299 "
            "do."
        ),
    )
    format: Literal["json", "text"] = Field(
        default="json",
        description="Whether the answer's body is data or text.",
    )
