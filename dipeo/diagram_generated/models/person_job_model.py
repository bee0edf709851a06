# Generated from files/codegen/specifications/nodes/person_job.json and
# files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of Person Job."""

import math
from typing import Annotated, Literal

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


def _distinct_texts(items: list[str]) -> list[str]:
    """Refuse a list that says something twice."""
    if len(set(items)) < len(items):
        raise ValueError("should have no equal items")
    return items


class PersonJobLlm(BaseModel):
    """The language model, where it differs from the person's own."""

    model_config = _CONFIG

    service: Literal["openai", "anthropic", "google", "ollama"] = Field(
        description="Who serves the model.",
    )
    model: str = Field(
        min_length=1,
        max_length=100,
        description="The model by the service's name for it.",
    )
    temperature: float = Field(
        default=0.7,
        ge=0,
        le=2,
        description="How freely the model chooses: 0 is the most likely answer.",
    )
    top_p: Annotated[float, Field(gt=0, le=1)] | MISSING = Field(
        default=MISSING,
        description="The share of likely tokens from which the model chooses.",
    )
    max_tokens: Annotated[Integer, Field(ge=1, le=200000)] | MISSING = Field(
        default=MISSING,
        description="The longest answer, in tokens.",
    )
    stop: (
        Annotated[
            list[Annotated[str, Field(min_length=1)]],
            Field(max_length=4),
            AfterValidator(_distinct_texts),
        ]
        | MISSING
    ) = Field(default=MISSING, description="Texts that end the answer.")


class PersonJobMemorySettings(BaseModel):
    """What the person remembers of the conversation."""

    model_config = _CONFIG

    view: Literal[
        "all_involved",
        "sent_by_me",
        "sent_to_me",
        "system_and_me",
        "conversation_pairs",
        "all_messages",
    ] = Field(default="all_involved", description="Which messages the person sees.")
    max_messages: Annotated[Integer, Field(ge=1)] | None = Field(
        default=None,
        description="The most recent messages to keep; null keeps all.",
    )
    preserve_system: bool = Field(
        default=True,
        description="Whether system messages are always kept.",
    )


class PersonJobToolsBuiltin(BaseModel):
    """Tools that the model may call."""

    model_config = _CONFIG

    kind: Literal["builtin"] = Field(description="A tool that the service brings.")
    name: Literal["web_search", "code_interpreter", "image_generation"] = Field(
        description="Which one.",
    )


class PersonJobToolsFunction(BaseModel):
    """Tools that the model may call."""

    model_config = _CONFIG

    kind: Literal["function"] = Field(description="A function of the project.")
    name: str = Field(
        pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}\Z",
        description="The function's name for the model.",
    )
    description: str | MISSING = Field(
        default=MISSING,
        description="What the function is for.",
    )
    parameters: dict[str, Json] | MISSING = Field(
        default=MISSING,
        description="The JSON Schema of the function's parameters.",
    )


class PersonJob(BaseModel):
    """Gives a task to a person, an AI language model with a memory of its own."""

    model_config = _CONFIG

    type: Literal["person_job"] = "person_job"
    person: str | MISSING = Field(
        default=MISSING,
        description="The person who does the task, by the name it has in the project.",
    )
    first_only_prompt: str | MISSING = Field(
        default=MISSING,
        description=(
            "The prompt of the first iteration. Without it the default prompt is used "
            "from the start."
        ),
    )
    default_prompt: str = Field(
        min_length=1,
        description="The prompt of every iteration.",
    )
    max_iteration: Integer = Field(
        default=1,
        ge=1,
        le=100,
        description="How often the node may run in one conversation.",
    )
    llm: PersonJobLlm | MISSING = Field(
        default=MISSING,
        description="The language model, where it differs from the person's own.",
    )
    memory_settings: PersonJobMemorySettings | MISSING = Field(
        default=MISSING,
        description="What the person remembers of the conversation.",
    )
    tools: (
        list[
            Annotated[
                PersonJobToolsBuiltin | PersonJobToolsFunction,
                Field(discriminator="kind"),
            ]
        ]
        | MISSING
    ) = Field(default=MISSING, description="Tools that the model may call.")
    variables: dict[str, Json] | MISSING = Field(
        default=MISSING,
        description="Values for names in the prompts.",
    )
    output_format: Literal["text", "json"] = Field(
        default="text",
        description="Whether the answer is text or JSON.",
    )
    response_schema: dict[str, Json] | MISSING = Field(
        default=MISSING,
        description="The JSON Schema that the answer has to fit.",
    )
