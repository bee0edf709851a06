"""A workspace to measure in, and the commands that run in it."""

from __future__ import annotations

import json
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path

from .measure import Command, run
from .specs import CHECKOUT, SPECIFICATIONS, make_workspace, node_name

__all__ = ["CHECKOUT", "DIPEO", "TEMPLATES", "Project"]

DIPEO = f"{sysconfig.get_path('scripts')}/dipeo"
RUN = (DIPEO, "run", "codegen/master/generate_all", "--light", "--quiet")
OUTPUTS = ("apps", "dipeo")
# Those that every specification goes through.
TEMPLATES = (
    "backend/graphql_schema",
    "backend/pydantic_model",
    "backend/static_nodes",
    "frontend/field_config",
    "frontend/node_config",
    "frontend/typescript_model",
)


class Project:
    """A workspace with `size` specifications."""

    def __init__(self, folder: Path, size: int) -> None:
        make_workspace(folder, size)
        self.folder = folder
        self.edits = count(1)

    def floor(self) -> Command:
        loop = [sys.executable, "-m", "benchmarks.floor", str(self.folder)]
        return Command(loop, CHECKOUT, self.clean)

    def cold(self, *options: str) -> Command:
        """A run with no outputs and no `.dipeo/`."""
        return Command([*RUN, *options], self.folder, self.clean)

    def nothing_changed(self) -> Command:
        """To be run after a run."""
        return Command(RUN, self.folder)

    def one_specification_changed(self) -> Command:
        """To be run after a run."""
        return Command(RUN, self.folder, self.change_specification)

    def one_template_changed(self) -> Command:
        """To be run after a run."""
        return Command(RUN, self.folder, self.change_template)

    def clean(self) -> None:
        for name in (*OUTPUTS, ".dipeo"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def change_specification(self) -> None:
        path = self.folder / SPECIFICATIONS / "nodes" / f"{node_name(0)}.json"
        spec = json.loads(path.read_text())
        spec["description"] = f"Changed {next(self.edits)} times."
        path.write_text(json.dumps(spec, indent=2))

    def change_template(self) -> None:
        path = self.folder / "files/codegen/templates/backend/pydantic_model.j2"
        path.write_text(f"{path.read_text()}# Changed {next(self.edits)} times.\n")

    def check_same_files(self) -> None:
        """The floor and a run have to write the same bytes, or comparing them means nothing."""
        trees = []
        for command in (self.floor(), self.cold()):
            command.prepare()
            run(command)
            trees.append(dict(self.files()))
        if trees[0] != trees[1]:
            differing = sorted(dict(trees[0].items() ^ trees[1].items()))
            sys.exit(f"the floor and dipeo write different files: {differing[:5]}")

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The outputs with a digest of each: held in full they would count as memory of
        every process that is started from here."""
        for path in self.folder.rglob("*"):
            inside = path.relative_to(self.folder)
            if inside.parts[0] in OUTPUTS and path.is_file():
                yield inside.as_posix(), sha256(path.read_bytes()).digest()
