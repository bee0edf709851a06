"""Who may import whom: every import counts, inside functions and for types alone too."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# A module may import from its own line and from the lines below. It belongs to the line
# that names it, or names the nearest package around it; `dipeo.core` is told in full.
LAYERS = """
dipeo.__main__
dipeo.cli
dipeo.server
dipeo
dipeo.engine
dipeo.watch
dipeo.lineage
dipeo.team
dipeo.attempt
dipeo.cluster
dipeo.on_dask
dipeo.finished
dipeo.shipment
dipeo.plans dipeo.worker
dipeo.against dipeo.convert
dipeo.kit dipeo.testing
dipeo.incremental dipeo.keepsakes dipeo.nodes dipeo.options dipeo.stores
dipeo.verify dipeo.diff dipeo.documentation dipeo.line_diff dipeo.spent dipeo.workspace
dipeo.graphql_syntax
dipeo.unchanged
dipeo.root
dipeo.core.execute dipeo.core.batch dipeo.core.on_workers dipeo.core.items dipeo.core.node_run dipeo.core.running
dipeo.core.archive dipeo.core.prune dipeo.core.functions dipeo.core.memory dipeo.core.sources dipeo.core.transaction
dipeo.core.executors
dipeo.core.chunk dipeo.core.frame dipeo.core.freshness dipeo.core.recorder
dipeo.core.purity dipeo.core.stand_ins
dipeo.core.claims dipeo.core.light dipeo.core.plan dipeo.core.store dipeo.core.spool
dipeo.core.guard dipeo.core.parsed
dipeo.core.commit dipeo.core.journal dipeo.core.undo
dipeo.core.connections dipeo.core.database
dipeo.core.usage dipeo.core.glance
dipeo.core.documents dipeo.core.keep dipeo.core.memo dipeo.core.paths
dipeo.core.placeholders dipeo.core.records
dipeo.core.chronicle
dipeo.core.given dipeo.core.item_log dipeo.core.packs
dipeo.core.events dipeo.core.lock
dipeo.core.records_file
dipeo.core.checked dipeo.core.diagram dipeo.core.edits dipeo.core.folders dipeo.core.intent
dipeo.core.interrupts dipeo.core.live dipeo.core.sizes dipeo.core.sqltext dipeo.core.values
dipeo.core dipeo.core.digests dipeo.core.private dipeo.errors
dipeo.diagram_generated dipeo.core.static
files.codegen.code
"""
# What stands alone, and the only others that may import from it.
ALONE: dict[str, set[str]] = {
    "dipeo.core.static": {"dipeo.diagram_generated", "dipeo.nodes"},
    "dipeo.diagram_generated": {"dipeo.nodes"},
    "files.codegen.code": set(),
}
# The packages, beside Python's own, that a part may import.
LIBRARIES = {
    "dipeo.cli": {"rich"},
    "dipeo.lineage": {"jinja2"},
    "dipeo.server": {"anyio", "ariadne", "graphql", "starlette", "uvicorn"},
    "dipeo.on_dask": {"dask", "distributed"},
    "dipeo.nodes": {"httpx", "jinja2", "jsonschema", "pydantic", "referencing"},
    "dipeo.watch": {"watchfiles"},
    "dipeo.verify": {
        "graphql",
        "tree_sitter",
        "tree_sitter_typescript",
    },
    "dipeo.stores": {"fsspec", "httpx", "sqlalchemy"},
    "dipeo.team": {"sqlalchemy"},
    "dipeo.convert": {"sqlalchemy"},
    "dipeo.core.documents": {"yaml"},
    "dipeo.core.values": {"orjson"},
    "dipeo.diagram_generated": {"pydantic"},
    "files.codegen.code": {"jinja2"},
}

RANK = {
    name: rank for rank, line in enumerate(LAYERS.splitlines()) for name in line.split()
}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(
        ".__init__"
    ): path
    for place in (ROOT / "dipeo", ROOT / "files/codegen/code")
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
EDGES = [
    (module, target)
    for module, targets in GRAPH.items()
    for target in sorted(targets & MODULES.keys())
]


def test_every_module_has_a_place_and_every_place_a_module() -> None:
    homes = {home(module) for module in MODULES}
    assert (homes - RANK.keys(), RANK.keys() - homes) == (set(), set())


def test_no_module_imports_upwards() -> None:
    assert [
        f"{module} imports {target}"
        for module, target in EDGES
        if RANK[home(module)] > RANK[home(target)]
    ] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter(GRAPH).prepare()


def test_generated_code_and_the_kit_stand_alone() -> None:
    assert [
        f"{module} imports {target}"
        for module, target in EDGES
        if home(module) != home(target)
        if home(module) in ALONE or home(target) in ALONE
        if home(module) not in ALONE.get(home(target), set())
    ] == []


def test_each_part_uses_only_its_own_libraries() -> None:
    assert [
        f"{module} imports {target}"
        for module, targets in GRAPH.items()
        for target in sorted(targets - MODULES.keys() - sys.stdlib_module_names)
        if target not in LIBRARIES.get(home(module), set())
    ] == []
