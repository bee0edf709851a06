"""The floor: a plain loop that calls the pure generators of a workspace's kit and writes
the same files as `dipeo run codegen/master/generate_all`, with no engine.

    python -m benchmarks.floor WORKSPACE
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType
from typing import Any

CODE = "files/codegen/code"
TEMPLATES = "files/codegen/templates"
MANIFESTS = "files/codegen/manifests"
CONVERSIONS = "dipeo/diagram_generated/__generated_conversions__.py"
REGISTRY = "apps/web/src/features/diagram-editor/config/nodeRegistry.ts"
PACKAGE = "floor_kit"

Main = Callable[[dict[str, Any]], dict[str, Any]]
Item = dict[str, Any]


def generate(kit: Kit) -> Iterator[tuple[str, str]]:
    """The path and the content of every file that the manifests ask for."""
    front = kit.call("frontend/batch_processor.py", kit.manifest("frontend"))
    back = kit.call("backend/batch_processor.py", kit.manifest("backend"))
    queues = {**front, **back}
    items: dict[str, list[Item]] = {name: [] for name in queues}
    for tasks in zip(*queues.values(), strict=True):
        (spec_path,) = {task["spec_path"] for task in tasks}
        spec = json.loads(kit.read(spec_path))
        for name, task in zip(queues, tasks, strict=True):
            made = kit.call(
                task["generator_path"].removeprefix(f"{CODE}/"),
                spec_data=spec,
                template_content=kit.template(task["template_path"]),
                output_pattern=task["output_pattern"],
            )
            yield task["output_path"], made["generated_code"]
            items[name].append(
                {
                    "node_name": task["node_name"],
                    "path": task["output_path"],
                    "paths": task["paths"],
                    "summary": made["summary"],
                }
            )
    scalars = kit.call(
        "backend/generators/graphql_scalars.py",
        template_content=kit.template(f"{TEMPLATES}/backend/graphql_scalars.j2"),
        tasks=back["graphql_tasks"],
    )
    for file in scalars["files"]:
        yield file["path"], file["generated_code"]
    models = kit.with_template("backend/conversions.j2", items["pydantic_tasks"])
    conversions = kit.call("backend/generators/conversions.py", pydantic_models=models)
    yield CONVERSIONS, conversions["generated_code"]
    registry = kit.call(
        "frontend/generators/node_registry.py",
        frontend_configs=kit.with_template(
            "frontend/node_registry.j2", items["config_tasks"]
        ),
        backend_metadata=items["static_tasks"],
    )
    yield REGISTRY, registry["generated_code"]


class Kit:
    """The code and the templates of a workspace, each read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.mains: dict[str, Main] = {}
        self.templates: dict[str, str] = {}
        if PACKAGE not in sys.modules:
            spec = ModuleSpec(PACKAGE, None, is_package=True)
            spec.submodule_search_locations = [str(root / CODE)]
            sys.modules[PACKAGE] = module_from_spec(spec)

    def call(
        self, file: str, inputs: Mapping[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        """`main` of a file of the kit."""
        if file not in self.mains:
            dotted = file.removesuffix(".py").replace("/", ".")
            self.mains[file] = self.module(dotted).main
        return self.mains[file]({**(inputs or {}), **more})

    def module(self, dotted: str) -> ModuleType:
        return import_module(f"{PACKAGE}.{dotted}")

    def manifest(self, name: str) -> dict[str, Any]:
        return {"in": json.loads(self.read(f"{MANIFESTS}/{name}.json"))}

    def template(self, path: str) -> str:
        if path not in self.templates:
            self.templates[path] = self.read(path)
        return self.templates[path]

    def with_template(self, name: str, items: list[Item]) -> dict[str, Any]:
        return {
            "template_content": self.template(f"{TEMPLATES}/{name}"),
            "items": items,
        }

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")


def main() -> None:
    """Generate a workspace's files."""
    root = Path(sys.argv[1]).resolve()
    for path, content in generate(Kit(root)):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
