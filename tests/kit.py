"""The codegen kit for tests: its modules under a package name of their own, as the engine loads them."""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
CODEGEN = ROOT / "files" / "codegen"
PACKAGE = "dipeo_kit_under_test"  # `code` is a module of the standard library


def load(name: str) -> ModuleType:
    """A module of the kit by its dotted name: `load("shared.literals")`."""
    if PACKAGE not in sys.modules:
        _make_package()
    return importlib.import_module(f"{PACKAGE}.{name}")


def template(name: str) -> str:
    """The text of a template: `template("backend/pydantic_model.j2")`."""
    return (CODEGEN / "templates" / name).read_text(encoding="utf-8")


def _make_package() -> None:
    spec = ModuleSpec(PACKAGE, None, is_package=True)
    spec.submodule_search_locations = [str(CODEGEN / "code")]
    sys.modules[PACKAGE] = module_from_spec(spec)
