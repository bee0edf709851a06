# Generated from files/codegen/specifications/nodes/template_job.json and
# files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of Template Job."""

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


class TemplateJob(BaseModel):
    """Renders a Jinja template with the node's inputs, in a sandbox."""

    model_config = _CONFIG

    type: Literal["template_job"] = "template_job"
    template: str | MISSING = Field(
        default=MISSING,
        description=(
            "The template. Without it the template arrives at the port "
            "`template_content`."
        ),
    )
