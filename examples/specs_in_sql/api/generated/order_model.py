# Generated from node_types['order'] and
# files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of Order."""

from typing import Annotated, Literal

from pydantic import MISSING, BaseModel, BeforeValidator, ConfigDict, Field

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


class OrderLines(BaseModel):
    """The lines of Order."""

    model_config = _CONFIG

    item: str = Field(min_length=1)
    quantity: Integer = Field(default=1, ge=1)


class Order(BaseModel):
    """What somebody orders."""

    model_config = _CONFIG

    type: Literal["order"] = "order"
    number: Integer = Field(ge=1)
    state: Literal["open", "paid", "sent"] = "open"
    lines: list[OrderLines] = Field(min_length=1)
    express: bool | MISSING = Field(
        default=MISSING,
        description="Sent on the same day.",
    )
    note: str | MISSING = MISSING
