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
Task = dict[str, Any]


def generate(kit: Kit) -> Iterator[tuple[str, str]]:
    """The path and the content of every file that the manifests ask for."""
    front = kit.call("frontend/batch_processor.py", kit.manifest("frontend"))
    back = kit.call("backend/batch_processor.py", kit.manifest("backend"))
    models = back["pydantic_tasks"]["models"]
    schemas = back["pydantic_tasks"]["schemas"]
    queues = {**front, **back, "pydantic_tasks": models, "json_schema_tasks": schemas}
    tasks: dict[str, list[Task]] = {}
    for task in (task for queue in queues.values() for task in queue):
        tasks.setdefault(task["spec_path"], []).append(task)
    summaries: dict[str, Any] = {}
    for spec_path, tasks_of_spec in tasks.items():
        spec = json.loads(kit.read(spec_path))
        for task in tasks_of_spec:
            made = kit.call(
                task["generator_path"].removeprefix(f"{CODE}/"),
                spec_data=spec,
                template_content=kit.template(task["template_path"]),
                output_pattern=task["output_pattern"],
            )
            yield task["output_path"], made["generated_code"]
            summaries[task["output_path"]] = made["summary"]
    scalars = kit.call(
        "backend/generators/graphql_scalars.py",
        template_content=kit.template(f"{TEMPLATES}/backend/graphql_scalars.j2"),
        tasks=back["graphql_tasks"],
    )
    for file in scalars["files"]:
        yield file["path"], file["generated_code"]

    def with_template(template: str, queue: list[Task]) -> dict[str, Any]:
        content = kit.template(f"{TEMPLATES}/{template}")
        return {"template_content": content, "items": items(queue, summaries)}

    conversions = kit.call(
        "backend/generators/conversions.py",
        pydantic_models=with_template("backend/conversions.j2", models),
    )
    yield CONVERSIONS, conversions["generated_code"]
    configs = with_template("frontend/node_registry.j2", front["config_tasks"])
    registry = kit.call(
        "frontend/generators/node_registry.py",
        frontend_configs=configs,
        backend_metadata=items(back["static_tasks"], summaries),
    )
    yield REGISTRY, registry["generated_code"]


def items(queue: list[Task], summaries: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the registry and the conversions are told of each generated file."""
    return [
        {
            "node_name": task["node_name"],
            "path": task["output_path"],
            "paths": task["paths"],
            "summary": summaries[task["output_path"]],
        }
        for task in queue
    ]


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

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")


def main() -> None:
    """Generate a workspace's files."""
    root = Path(sys.argv[1]).resolve()
    folders: set[Path] = set()
    for path, content in generate(Kit(root)):
        target = root / path
        if target.parent not in folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(target.parent)
        target.write_text(content, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
