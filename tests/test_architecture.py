"""Who may import whom: every import counts, inside functions and for types alone too."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Each module may import from the lines below its own, and a package from itself.
# A module belongs to the line that names it or the nearest package around it.
LAYERS = """
dipeo.__main__
dipeo.cli
dipeo.engine
dipeo.worker
dipeo.core.execute
dipeo.core.batch dipeo.incremental
dipeo.core.running dipeo.nodes dipeo.workspace
dipeo.core.functions dipeo.core.transaction
dipeo.core.chunk dipeo.core.sources
dipeo.core.claims dipeo.core.frame dipeo.core.memory dipeo.core.purity
dipeo.core.light dipeo.core.plan dipeo.core.recorder dipeo.core.stand_ins dipeo.core.store dipeo.verify
dipeo.core.diagram dipeo.core.documents dipeo.core.events dipeo.core.executors
dipeo.core.freshness dipeo.core.guard dipeo.core.journal dipeo.core.keep
dipeo.core.lock dipeo.core.paths dipeo.core.placeholders dipeo.core.records
dipeo dipeo.core dipeo.core.folders dipeo.core.interrupts dipeo.core.memo dipeo.core.values dipeo.diff
dipeo.core.checked
dipeo.diagram_generated
dipeo.core.static dipeo.errors files.codegen.code
"""
# Generated code, and who may import it.
GENERATED = {"dipeo.diagram_generated", "dipeo.core.static"}
USERS_OF_GENERATED = {"dipeo.nodes", *GENERATED}
# The packages, beside Python's own, that a part may import.
LIBRARIES = {
    "dipeo.cli": {"rich"},
    "dipeo.nodes": {"httpx", "jinja2", "jsonschema", "pydantic", "referencing"},
    "dipeo.core.documents": {"yaml"},
    "dipeo.verify": {
        "graphql",
        "tree_sitter",
        "tree_sitter_graphql",
        "tree_sitter_typescript",
    },
    "dipeo.diagram_generated": {"pydantic"},
    "files.codegen.code": {"jinja2"},
}

RANK = {
    name: rank for rank, line in enumerate(LAYERS.splitlines()) for name in line.split()
}
PLACES = [ROOT / "dipeo", ROOT / "files/codegen/code"]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(
        ".__init__"
    ): path
    for place in PLACES
    for path in place.rglob("*.py")
    if "node_modules" not in path.parts
}


def home(module: str) -> str:
    """Its name in LAYERS. A module of `dipeo` or `dipeo.core` has to be named there."""
    package = module.rpartition(".")[0]
    if module in RANK or package in ("", "dipeo", "dipeo.core"):
        return module
    return home(package)


def imports(module: str) -> Iterator[str]:
    """The modules that it imports: ours by module, others by package."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (known(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: package.count(".") + 2 - node.level]
            base = [*above, node.module] if node.level else [node.module]
            origin = ".".join(filter(None, base))
            yield from (known(f"{origin}.{alias.name}") for alias in node.names)


def known(name: str) -> str:
    while name not in MODULES and "." in name:
        name = name.rpartition(".")[0]
    return name


GRAPH = {module: set(imports(module)) - {module} for module in sorted(MODULES)}


def test_every_module_has_a_place_in_the_table() -> None:
    assert {home(module) for module in GRAPH} == RANK.keys()


def test_no_module_imports_upwards_or_sideways() -> None:
    wrong = [
        f"{module} imports {target}"
        for module, targets in GRAPH.items()
        for target in sorted(targets & MODULES.keys())
        if home(module) != home(target) and RANK[home(module)] >= RANK[home(target)]
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter(GRAPH).prepare()


def test_only_the_handlers_know_generated_code() -> None:
    wrong = [
        f"{module} imports {target}"
        for module, targets in GRAPH.items()
        for target in sorted(targets & MODULES.keys())
        if home(target) in GENERATED and home(module) not in USERS_OF_GENERATED
    ]
    assert wrong == []


def test_each_part_uses_only_its_own_libraries() -> None:
    wrong = [
        f"{module} imports {target}"
        for module, targets in GRAPH.items()
        for target in sorted(targets - MODULES.keys() - sys.stdlib_module_names)
        if target not in LIBRARIES.get(home(module), set())
    ]
    assert wrong == []
