"""Generates the `index.ts` of a folder of models: everything from one module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...shared.literals import typescript
from ...shared.origin import origin_of_all
from ...shared.siblings import siblings
from ...shared.template_env import render
from ..utils.imports import specifier

TEMPLATE = "frontend/typescript_index.j2"


def generate_typescript_index(
    output_path: str, paths: Mapping[str, Mapping[str, str]], template_content: str
) -> str:
    """The module that exports what the models beside it export, as TypeScript text.

    `paths` maps each specification to the paths of its files, by name of generator.
    """
    values = {
        "header": typescript.comment(origin_of_all(TEMPLATE)),
        "modules": [
            specifier(output_path, path) for _, path in siblings(output_path, paths)
        ],
    }
    return render("typescript", template_content, values)


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node."""
    code = generate_typescript_index(
        inputs["output_path"], inputs["paths"], inputs["template_content"]
    )
    return {"generated_code": code}
