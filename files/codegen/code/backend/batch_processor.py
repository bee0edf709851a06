"""The tasks of the backend's generators, from the manifest `backend.json`."""

from __future__ import annotations

from typing import Any

from ..shared.batch import process_batch
from ..shared.generator_table import BACKEND, MORE


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """`in` is the manifest; `requested` may restrict it to the specifications under its `in`.

    JSON Schemas, and what a project's own generators make, travel with the Pydantic models, as `{"models", "schemas"}`: the seed's diagram has three connections.
    """
    tasks = process_batch(inputs["in"], inputs.get("requested", {}), BACKEND)
    schemas = [*tasks.pop("json_schema_tasks", []), *tasks.pop(MORE, [])]
    return {
        **tasks,
        "pydantic_tasks": {"models": tasks["pydantic_tasks"], "schemas": schemas},
    }
