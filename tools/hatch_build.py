"""Puts the kit and the diagrams (`files/`) into a wheel, as `dipeo/files`.

An editable install gets no copy, which would go stale: it finds the checkout's own.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class KitHook(BuildHookInterface[Any]):
    """Called by hatchling with version "standard" for a wheel, "editable" for a link."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "standard":
            build_data["force_include"]["files"] = "dipeo/files"
