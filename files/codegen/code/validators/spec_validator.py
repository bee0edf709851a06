"""The check of specifications, one by itself or all of them together."""

from __future__ import annotations

from typing import Any

from ..shared.cross_check import check_together
from ..shared.spec_loader import load_spec


def validate_spec(spec_data: dict[str, Any]) -> dict[str, Any]:
    """The specification with an empty list of problems. Raises SpecError with all of them if there are any."""
    spec = load_spec(spec_data)
    return {"spec": spec.type, "problems": []}


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """`spec_data` is the specification."""
    return validate_spec(inputs["spec_data"])


def check_all(inputs: dict[str, Any]) -> dict[str, Any]:
    """`specs` is a list of specifications that will be generated together. Raises SpecError.

    A problem's path starts with the index of the specification.
    """
    names = check_together(inputs["specs"])
    return {"specs": names, "problems": []}
