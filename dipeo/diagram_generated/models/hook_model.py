# Generated from files/codegen/specifications/nodes/hook.json and
# files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of Hook."""

import math
from datetime import date
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


def _calendar_day(value: str) -> str:
    """Refuse a day that no calendar has, like 2025-02-29."""
    date.fromisoformat(value[:10])
    return value


DateTime = Annotated[
    str,
    Field(
        pattern=(
            r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
            r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?"
            r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])\Z"
        ),
    ),
    AfterValidator(_calendar_day),
]


Uuid = Annotated[
    str,
    Field(pattern=r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\Z"),
]


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


class HookActionWebhook(BaseModel):
    """What to do, told apart by its `kind`."""

    model_config = _CONFIG

    kind: Literal["webhook"] = Field(description="Call a webhook.")
    url: str = Field(
        min_length=1,
        description="The address that gets the payload by POST.",
    )
    secret: str | MISSING = Field(
        default=MISSING,
        description="The key that signs the payload.",
    )


class HookActionEvent(BaseModel):
    """What to do, told apart by its `kind`."""

    model_config = _CONFIG

    kind: Literal["event"] = Field(description="Send an event to those who listen.")
    topic: str = Field(
        pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*\Z",
        description="Where the event belongs.",
    )


class HookActionCommand(BaseModel):
    """What to do, told apart by its `kind`."""

    model_config = _CONFIG

    kind: Literal["command"] = Field(description="Run a command.")
    arguments: list[str] = Field(
        min_length=1,
        description="The program and its arguments.",
    )


class Hook(BaseModel):
    """Tells the world outside that the run has come here: calls a webhook, sends an
    event or runs a command.
    """

    model_config = _CONFIG

    type: Literal["hook"] = "hook"
    action: HookActionWebhook | HookActionEvent | HookActionCommand = Field(
        discriminator="kind",
        description="What to do, told apart by its `kind`.",
    )
    payload: Json | MISSING = Field(
        default=MISSING,
        description="What is sent; without it, what arrives at `in`.",
    )
    when: Annotated[
        list[Literal["succeeded", "failed"]],
        Field(min_length=1),
        AfterValidator(_distinct_texts),
    ] = Field(
        default=["succeeded"],
        description="The states of the branch on which the hook acts.",
    )
    not_before: DateTime | MISSING = Field(
        default=MISSING,
        description="Wait until this moment.",
    )
    idempotency_key: Uuid | MISSING = Field(
        default=MISSING,
        description="Tells a repeated call from a new one.",
    )
