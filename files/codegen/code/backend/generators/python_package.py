"""Generates the `__init__.py` of a folder of models: each by its name from the package."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from ...shared.naming import class_name
from ...shared.origin import origin_of_all, python_header
from ...shared.siblings import siblings
from ...shared.template_env import render
from ..utils.python_mapper import import_line, import_order

TEMPLATE = "backend/python_package.j2"


def generate_python_package(
    output_path: str, paths: Mapping[str, Mapping[str, str]], template_content: str
) -> str:
    """The module that imports the models beside it, as Python text.

    `paths` maps each specification to the paths of its files, by name of generator.
    """
    models = {
        "." + posixpath.basename(path).removesuffix(".py"): class_name(name)
        for name, path in siblings(output_path, paths)
    }
    values = {
        "header": python_header(origin_of_all(TEMPLATE)),
        "imports": [
            import_line(module, [models[module]])
            for module in sorted(models, key=import_order)
        ],
        "names": sorted(models.values()),
    }
    return render("python", template_content, values)


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node."""
    code = generate_python_package(
        inputs["output_path"], inputs["paths"], inputs["template_content"]
    )
    return {"generated_code": code}
