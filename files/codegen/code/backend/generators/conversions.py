"""Generates the conversions between JSON, models and static nodes of all node types."""

from __future__ import annotations

from typing import Any

from ...shared.literals import Code
from ...shared.template_env import render
from ..utils.python_expressions import (
    STEP,
    Expression,
    call,
    laid_out,
    named,
    text,
    tuple_of,
    value,
)
from ..utils.python_mapper import module_name

FILENAME = "__generated_conversions__.py"


def generate_conversions(items: list[dict[str, Any]], template_content: str) -> str:
    """The module that converts the nodes of the items' types, as Python text.

    An item is `{"node_name", "path", "paths", "summary"}` of a generated model; shared types are no nodes.
    """
    nodes = sorted(
        (item for item in items if item["summary"]["is_node"]),
        key=lambda item: str(item["node_name"]),
    )
    return render("python", template_content, {"entries": [*map(_entry, nodes)]})


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node."""
    models = inputs["pydantic_models"]
    code = generate_conversions(models["items"], models["template_content"])
    return {"generated_code": code, "filename": FILENAME}


def _entry(item: dict[str, Any]) -> Code:
    """The line of the table of node types."""
    summary = item["summary"]
    paths = item["paths"]
    arguments = [
        named("model=", _texts([module_name(item["path"]), summary["model"]])),
        named("node=", _texts([module_name(paths["static_node"]), summary["node"]])),
        named("fields=", _texts(summary["fields"])),
        named("attributes=", value(summary["attributes"])),
        named("omitted=", _texts(summary["omitted"])),
    ]
    key = text(item["node_name"])
    entry = named(f"{key.flat}: ", call("_NodeType", arguments))
    return Code(laid_out(entry, STEP, STEP, 1))


def _texts(values: list[str]) -> Expression:
    return tuple_of([*map(text, values)])
