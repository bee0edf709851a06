"""Generates the GraphQL schema of a specification: what a server answers with and what a client sends."""

from __future__ import annotations

from typing import Any

from ...shared.links import links_of
from ...shared.literals import graphql
from ...shared.naming import class_name, fill_pattern
from ...shared.origin import origin
from ...shared.spec_loader import load_spec
from ...shared.spec_model import Spec
from ...shared.template_env import render
from ..utils.graphql_mapper import Schema

TEMPLATE = "backend/graphql_schema.j2"
OUTPUT_PATTERN = "apps/server/src/graphql/schemas/{node_name}.graphql"


def generate_graphql_schema(spec_data: dict[str, Any], template_content: str) -> str:
    """The definitions of a specification, as GraphQL text. Raises SpecError."""
    spec = load_spec(spec_data)
    return _render(spec, Schema(spec), template_content)


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node."""
    spec = load_spec(inputs["spec_data"])
    pattern = inputs.get("output_pattern", OUTPUT_PATTERN)
    schema = Schema(spec)
    name = class_name(spec.type)
    return {
        "generated_code": _render(spec, schema, inputs["template_content"]),
        "filename": fill_pattern(pattern, spec.type).rpartition("/")[2],
        "node_name": spec.type,
        "summary": {
            "type": name,
            "input": f"{name}Input",
            "renamed": schema.renamed,
            "links": links_of(spec),
        },
    }


def _render(spec: Spec, schema: Schema, template_content: str) -> str:
    values = {
        "header": graphql.comment(origin(spec, TEMPLATE)),
        "definitions": schema.definitions,
    }
    return render("graphql", template_content, values)
