"""Generates the TypeScript types of a specification, and the Zod schemas that check them."""

from __future__ import annotations

import posixpath
from typing import Any

from ...shared.links import links_of
from ...shared.literals import typescript
from ...shared.naming import class_name, fill_pattern
from ...shared.origin import origin
from ...shared.spec_loader import load_spec
from ...shared.spec_model import Spec
from ...shared.template_env import render
from ..utils.imports import specifier
from ..utils.typescript_module import TypeScriptModule

TEMPLATE = "frontend/typescript_model.j2"
OUTPUT_PATTERN = "dipeo/models/src/nodes/{node_name}Node.ts"
"""Where the manifest of the seed puts the models; refs are imported from there."""

_NEEDS = {
    "json": ("isJson", "text"),
    "record": ("isObject", "text"),
    "canonical": ("isObject",),
    "unprefixed": ("isObject",),
}
"""What the template's definition of a helper uses."""


def generate_typescript_model(
    spec_data: dict[str, Any],
    template_content: str,
    output_pattern: str = OUTPUT_PATTERN,
) -> str:
    """The module with the types and schemas of a specification, as TypeScript text. Raises SpecError."""
    spec = load_spec(spec_data)
    path = fill_pattern(output_pattern, spec.type)
    return _generate(spec, template_content, output_pattern, path)


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node."""
    spec = load_spec(inputs["spec_data"])
    pattern = inputs.get("output_pattern", OUTPUT_PATTERN)
    path = fill_pattern(pattern, spec.type)
    return {
        "generated_code": _generate(spec, inputs["template_content"], pattern, path),
        "filename": posixpath.basename(path),
        "node_name": spec.type,
        "summary": {"type": class_name(spec.type), "links": links_of(spec)},
    }


def _generate(spec: Spec, template_content: str, pattern: str, path: str) -> str:
    module = TypeScriptModule(spec, _calculate_imports(spec, pattern, path))
    uses = module.uses.union(*[_NEEDS.get(name, ()) for name in module.uses])
    values = {
        "header": typescript.comment(origin(spec, TEMPLATE)),
        "uses": uses,
        "references": module.references,
        "interfaces": module.interfaces,
        "schemas": module.schemas,
    }
    return render("typescript", template_content, values)


def _calculate_imports(spec: Spec, pattern: str, path: str) -> dict[str, str]:
    """From where each specification that is referred to is imported."""
    return {ref: specifier(path, fill_pattern(pattern, ref)) for ref in spec.refs()}
