"""The schema, from its folder, with what resolves its fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ariadne import (
    ScalarType,
    UnionType,
    load_schema_from_path,
    make_executable_schema,
)
from graphql import GraphQLSchema

from . import (
    diagram_fields,
    mutations,
    node_fields,
    queries,
    run_fields,
    subscriptions,
)

PACKAGE = Path(__file__).resolve().parent
FIELDS = (queries, mutations, diagram_fields, run_fields, node_fields, subscriptions)


def schema_folder() -> Path:
    """The folder of the schema: in an installed package its own, in a checkout that of the server."""
    own = PACKAGE / "sdl"
    return own if own.is_dir() else PACKAGE.parents[1] / "apps/server/src/graphql"


def make_schema() -> GraphQLSchema:
    node_data = UnionType("NodeData", _type_of_node_data)
    return make_executable_schema(
        load_schema_from_path(schema_folder()),
        *(type_ for fields in FIELDS for type_ in fields.TYPES),
        node_data,
        ScalarType("JSON"),
        ScalarType("SafeInteger"),
    )


def _type_of_node_data(data: Any, *rest: Any) -> str:
    """The name of the generated type: `CodeJob` of a `code_job`."""
    name: str = data["type"]
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))
