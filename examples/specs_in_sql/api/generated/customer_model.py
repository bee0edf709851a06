# Generated from node_types['customer'] and
# files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of Customer."""

from typing import Annotated, Literal

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


class Customer(BaseModel):
    """Who orders."""

    model_config = _CONFIG

    type: Literal["customer"] = "customer"
    name: str = Field(min_length=1, max_length=80)
    email: Annotated[str, Field(pattern=r"^[^@ ]+@[^@ ]+\Z")] | MISSING = Field(
        default=MISSING,
        description="Where receipts go.",
    )
    kind: Literal["private", "company"] = "private"
    tax_number: str | MISSING = MISSING
