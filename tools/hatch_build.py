"""Puts into a wheel what the package finds elsewhere in a checkout: the kit and the diagrams (`files/`) as `dipeo/files`,
the pages of the documentation as `dipeo/docs`, the schema of the server and the questions of the page as
`dipeo/server/sdl` and `dipeo/server/operations`, and the built page.

An editable install gets no copy, which would go stale: it finds the checkout's own.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PLACES = {
    "files": "dipeo/files",
    "docs": "dipeo/docs",
    "apps/server/src/graphql": "dipeo/server/sdl",
    "apps/web/src/api/operations": "dipeo/server/operations",
    "dipeo/server/page": "dipeo/server/page",
}


class CheckoutHook(BuildHookInterface[Any]):
    """Called by hatchling with version "standard" for a wheel, "editable" for a link."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "standard":
            return
        for place, target in _PLACES.items():
            folder = Path(self.root, place)
            for path in sorted(folder.rglob("*")):
                inside = path.relative_to(folder)
                if path.is_file() and not any(map(_is_private, inside.parts)):
                    if place == "docs" and path.suffix != ".md":
                        continue
                    source = path.relative_to(self.root).as_posix()
                    target_path = f"{target}/{inside.as_posix()}"
                    build_data["force_include"][source] = target_path


def _is_private(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"
