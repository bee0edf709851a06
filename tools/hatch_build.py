"""Puts the kit and the diagrams (`files/`) into a wheel, as `dipeo/files`.

An editable install gets no copy, which would go stale: it finds the checkout's own.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class KitHook(BuildHookInterface[Any]):
    """Called by hatchling with version "standard" for a wheel, "editable" for a link."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "standard":
            return
        root = Path(self.root)
        for path in sorted((root / "files").rglob("*")):
            inside = path.relative_to(root)
            if path.is_file() and not any(map(_is_private, inside.parts)):
                build_data["force_include"][str(inside)] = f"dipeo/{inside.as_posix()}"


def _is_private(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"
