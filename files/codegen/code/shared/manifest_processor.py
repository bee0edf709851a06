"""The manifest of everything, `all.json`, split into what each side generates."""

from __future__ import annotations

from typing import Any

from . import keys
from .manifest import read_names
from .members import Members
from .problems import Problems


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """`in` is the manifest; the names of its specifications go to both sides. Raises SpecError."""
    problems = Problems()
    found = Members(inputs["in"], (), keys.ALL_MANIFEST, "a manifest", problems)
    nodes, types = read_names(found, problems)
    problems.raise_if_any("in")
    names = [*nodes, *types]
    return {"frontend_specs": names, "backend_specs": names}
