"""Where a generated file comes from, said in its first line."""

from __future__ import annotations

from .spec_model import Spec

SPECIFICATIONS = "files/codegen/specifications"
TEMPLATES = "files/codegen/templates"


def origin(spec: Spec, template: str) -> str:
    """The first line of a generated file, without the marks of a comment."""
    folder = "nodes" if spec.is_node else "types"
    source = spec.source or f"{SPECIFICATIONS}/{folder}/{spec.type}.json"
    return f"Generated from {source} and {TEMPLATES}/{template}; edit those."


def origin_of_all(template: str) -> str:
    """The same for a file that all specifications share."""
    return f"Generated from every specification and {TEMPLATES}/{template}; edit those."
