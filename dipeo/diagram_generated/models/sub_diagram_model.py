# Generated from files/codegen/specifications/nodes/sub_diagram.json and
# files/codegen/templates/backend/pydantic_model.j2; edit those.
"""The model of Sub-Diagram."""

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


class SubDiagram(BaseModel):
    """Runs another diagram with the node's inputs and gives its results. In a batch
    it runs once for each item.
    """

    model_config = _CONFIG

    type: Literal["sub_diagram"] = "sub_diagram"
    diagram_path: Annotated[str, Field(min_length=1)] | MISSING = Field(
        default=MISSING,
        description=(
            "The diagram by its path under files/diagrams, without the extension."
        ),
    )
    diagram_name: Annotated[str, Field(min_length=1)] | MISSING = Field(
        default=MISSING,
        deprecated="Use diagram_path.",
        description="Another name for `diagram_path`.",
    )
