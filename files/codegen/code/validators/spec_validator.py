"""The check of specifications: one by itself, or all that are generated together."""

from __future__ import annotations

from typing import Any

from ..shared.cross_check import check_together
from ..shared.spec_loader import load_spec


def validate_spec(spec_data: dict[str, Any]) -> dict[str, Any]:
    """The specification with an empty list of problems. Raises SpecError with all of them if there are any."""
    load_spec(spec_data)
    return {"spec": spec_data, "problems": []}


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """`spec_data` is the specification."""
    return validate_spec(inputs["spec_data"])


def check_all(inputs: dict[str, Any]) -> dict[str, Any]:
    """`checked` is what `main` returned for each specification. Raises SpecError.

    The path of a problem starts with the type of the specification.
    """
    types = check_together([checked["spec"] for checked in inputs["checked"]])
    return {"specs": types, "problems": []}
