"""Every generator by the name that manifests call it, and where its file, tasks and templates are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Generator:
    """`tasks` is the port of the batch processor that carries its tasks; domain types skip `nodes_only` ones."""

    path: str
    tasks: str
    nodes_only: bool = False
    optional: bool = (
        False  # its port exists only for a manifest that names the generator
    )


CODE = "files/codegen/code"
TEMPLATES = "files/codegen/templates"
SPECIFICATIONS = "files/codegen/specifications"
MORE = "more_tasks"
"""The port of generators that are in no table: a manifest names their files."""

FRONTEND = {
    "typescript_model": Generator(
        f"{CODE}/frontend/generators/typescript_model.py", "typescript_tasks"
    ),
    "node_config": Generator(
        f"{CODE}/frontend/generators/node_config.py", "config_tasks", nodes_only=True
    ),
    "field_config": Generator(
        f"{CODE}/frontend/generators/field_config.py", "field_tasks", nodes_only=True
    ),
}

BACKEND = {
    "pydantic_model": Generator(
        f"{CODE}/backend/generators/pydantic_model.py", "pydantic_tasks"
    ),
    "graphql_schema": Generator(
        f"{CODE}/backend/generators/graphql_schema.py", "graphql_tasks"
    ),
    "static_node": Generator(
        f"{CODE}/backend/generators/static_nodes.py", "static_tasks", nodes_only=True
    ),
    "json_schema": Generator(
        f"{CODE}/shared/generators/json_schema.py", "json_schema_tasks", optional=True
    ),
}
