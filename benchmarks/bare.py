"""What the generators cost beside the bare rendering of the same templates.

    python -m benchmarks.bare WORKSPACE ROUNDS

prints a JSON list of pairs: seconds in the generators' `main`, and seconds in Jinja when
the values that they gave to their templates are already there.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .floor import Kit, generate

Rendering = tuple[str, str, dict[str, Any]]


class TimedKit(Kit):
    """Counts the seconds that are spent in functions of the kit, which get
    specifications that they have not seen in an earlier round."""

    def __init__(self, root: Path, round_: int) -> None:
        super().__init__(root)
        self.round = round_
        self.seconds = 0.0

    def call(
        self, file: str, inputs: Mapping[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        if "spec_data" in more:
            spec = more["spec_data"]
            told = f"{spec['description']} Round {self.round}."
            more["spec_data"] = {**spec, "description": told}
        start = time.perf_counter()
        try:
            return super().call(file, inputs, **more)
        finally:
            self.seconds += time.perf_counter() - start


def recorded_renderings(kit: Kit) -> list[Rendering]:
    """Every template that the generators render for a workspace, with its values."""
    template_env = kit.module("shared.template_env")
    render = template_env.render
    renderings: list[Rendering] = []
    recording = True

    def record(language: str, content: str, values: dict[str, Any]) -> str:
        if recording:
            renderings.append((language, content, values))
        text: str = render(language, content, values)
        return text

    vars(template_env)["render"] = record  # before a generator imports it
    for _ in generate(kit):
        pass
    recording = False
    return renderings


def generators_seconds(root: Path, round_: int) -> float:
    kit = TimedKit(root, round_)
    for _ in generate(kit):
        pass
    return kit.seconds


def bare_seconds(kit: Kit, renderings: list[Rendering]) -> float:
    compile_template = kit.module("shared.template_env").compile_template
    start = time.perf_counter()
    for language, content, values in renderings:
        compile_template(language, content).render(values)
    return time.perf_counter() - start


def main() -> None:
    """Print the pairs."""
    root = Path(sys.argv[1]).resolve()
    kit = Kit(root)
    renderings = recorded_renderings(kit)
    pairs = [
        (generators_seconds(root, round_), bare_seconds(kit, renderings))
        for round_ in range(int(sys.argv[2]))
    ]
    print(json.dumps(pairs))


if __name__ == "__main__":
    main()
