"""The check of specifications: one by itself, or all that are generated together."""

from __future__ import annotations

from typing import Any

from ..shared.cross_check import check_links, check_together
from ..shared.spec_loader import load_spec


def validate_spec(spec_data: dict[str, Any]) -> dict[str, Any]:
    """The specification with an empty list of problems. Raises SpecError with all of them if there are any."""
    load_spec(spec_data)
    return {"spec": spec_data, "problems": []}


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """`spec_data` is the specification."""
    return validate_spec(inputs["spec_data"])


def check_all(inputs: dict[str, Any]) -> dict[str, Any]:
    """`checked` is what `main` returned for each specification, `spec_paths` their files. Raises SpecError."""
    documents = [checked["spec"] for checked in inputs["checked"]]
    files = dict(zip(_types(documents), inputs.get("spec_paths", []), strict=False))
    return {"specs": check_together(documents, files), "problems": []}


def check_generated(inputs: dict[str, Any]) -> dict[str, Any]:
    """`results` are the items of a batch of `shared/generate_file`. Raises SpecError where they do not go together."""
    # A generator of the user's own may be among them, whose summary says something else.
    items = [item for item in inputs["results"] if "links" in item["summary"]]
    links = {item["node_name"]: item["summary"]["links"] for item in items}
    files = {item["summary"]["links"]["type"]: item["spec_path"] for item in items}
    check_links(links, files)
    return {"specs": [*links], "problems": []}


def _types(documents: list[Any]) -> list[str]:
    return [load_spec(document).type for document in documents]
