# Generated from files/codegen/specifications/nodes/user_response.json and
# files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of User Response."""

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


class UserResponseChoices(BaseModel):
    """The answers to choose from."""

    model_config = _CONFIG

    value: str = Field(description="What the node gives when it is chosen.")
    label: str | MISSING = Field(
        default=MISSING,
        description="What the person reads; without it the value.",
    )


class UserResponse(BaseModel):
    """Asks a person and waits for the answer."""

    model_config = _CONFIG

    type: Literal["user_response"] = "user_response"
    prompt: str = Field(
        min_length=1,
        description=(
            "What the person is asked. Names in braces are filled in from the node's "
            "inputs."
        ),
    )
    response_type: Literal["text", "choice", "confirm"] = Field(
        default="text",
        description="What kind of answer is expected.",
    )
    choices: (
        Annotated[list[UserResponseChoices], Field(min_length=2, max_length=20)]
        | MISSING
    ) = Field(default=MISSING, description="The answers to choose from.")
    default_response: str | MISSING | None = Field(
        default=MISSING,
        description="The answer when none comes in time; null fails the node then.",
    )
    timeout: float = Field(
        default=300,
        gt=0,
        le=86400,
        description="Seconds to wait for the answer.",
    )
