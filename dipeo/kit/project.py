"""What a folder is before the kit comes: its languages, and where their code lives."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_DEPTH = 3  # how far down a project's files are looked for
_SKIPPED = {
    "node_modules",
    "venv",
    "env",
    "dist",
    "build",
    "out",
    "site-packages",
    "vendor",
    "target",
    "files",
    "docs",
    "tests",
    "test",
    "examples",
}
_PYTHON = ("pyproject.toml", "setup.py", "setup.cfg")
_NO_PACKAGE = {"tests", "test", "docs", "examples", "scripts", "migrations"}
FOLDER = "generated"


def recognise(root: Path) -> dict[str, str]:
    """Each language that a folder's projects are written in, with the folder for its generated files."""
    places: dict[str, str] = {}
    for folder, names in _folders(root):
        if "python" not in places and any(name in names for name in _PYTHON):
            places["python"] = _inside(root, _python_package(folder))
        if "typescript" not in places and "package.json" in names:
            sources = _typescript_sources(folder, names)
            if sources is not None:
                places["typescript"] = _inside(root, sources)
    if "python" not in places:
        loose = _loose_package(root)
        if loose is not None:
            places["python"] = _inside(root, loose)
    return {name: places[name] for name in sorted(places)}


def _inside(root: Path, folder: Path) -> str:
    return (folder.relative_to(root) / FOLDER).as_posix()


def _folders(root: Path) -> Iterator[tuple[Path, set[str]]]:
    """The folders that may hold a project, the nearest first, each with the names in it."""
    level = [root]
    for _ in range(_DEPTH + 1):
        below: list[Path] = []
        for folder in level:
            try:
                with os.scandir(folder) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
            except OSError:
                continue
            yield folder, {entry.name for entry in found}
            below += [
                folder / entry.name
                for entry in found
                if entry.is_dir(follow_symlinks=False)
                if entry.name not in _SKIPPED and not entry.name.startswith(".")
            ]
        level = below


# Python ----------------------------------------------------------------------------------------------


def _python_package(project: Path) -> Path:
    """The package of a Python project: the one that is called like it, else the first."""
    name = _project_name(project)
    for base in (project / "src", project):
        packages = _packages(base)
        if packages:
            named = [each for each in packages if each.name == name]
            return (named or packages)[0]
    return project / "src" if (project / "src").is_dir() else project


def _packages(base: Path) -> list[Path]:
    found = sorted(base.glob("*/__init__.py"))
    return [file.parent for file in found if file.parent.name not in _NO_PACKAGE]


def _loose_package(root: Path) -> Path | None:
    """Where Python is written in a folder without a project's file; None where it is not."""
    packages = _packages(root)
    if packages:
        return packages[0]
    return root if next(root.glob("*.py"), None) else None


def _project_name(project: Path) -> str:
    """The name in `pyproject.toml`, as a package would have it."""
    import tomllib

    try:
        text = (project / "pyproject.toml").read_text(encoding="utf-8")
        data: dict[str, Any] = tomllib.loads(text)
    except (OSError, ValueError):
        return ""
    tables = (data.get("project"), _at(data, "tool", "poetry"))
    names = (table.get("name") for table in tables if isinstance(table, dict))
    name = next((name for name in names if isinstance(name, str)), "")
    return re.sub(r"[-.]+", "_", name).lower()


def _at(data: Any, *keys: str) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


# TypeScript ------------------------------------------------------------------------------------------


def _typescript_sources(project: Path, names: set[str]) -> Path | None:
    """Where the sources of a package lie; None where it has no TypeScript, or only holds other packages."""
    try:
        package = json.loads((project / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(package, dict):
        return None
    sources = project / "src"
    has_sources = sources.is_dir()
    if "workspaces" in package and not has_sources:
        return None
    if not (
        any(name.startswith("tsconfig") for name in names)
        or any(name.endswith((".ts", ".tsx")) for name in names)
        or "typescript" in _dependencies(package)
        or (has_sources and next(sources.rglob("*.ts*"), None))
    ):
        return None
    return sources if has_sources else project


def _dependencies(package: dict[str, Any]) -> set[str]:
    kinds = ("dependencies", "devDependencies", "peerDependencies")
    tables = (package.get(kind) for kind in kinds)
    return {name for table in tables if isinstance(table, dict) for name in table}
