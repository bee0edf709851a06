"""The tasks of the frontend's generators, from the manifest `frontend.json`."""

from __future__ import annotations

from typing import Any

from ..shared.batch import process_batch
from ..shared.generator_table import FRONTEND, MORE


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """`in` is the manifest; `requested` may restrict it to the specifications under its `in`.

    Tasks of a project's own generators travel with the TypeScript models: the seed's diagram has three connections.
    """
    tasks = process_batch(inputs["in"], inputs.get("requested", {}), FRONTEND)
    tasks["typescript_tasks"] += tasks.pop(MORE, [])
    return tasks
