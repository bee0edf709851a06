"""Where the kit is that this installation brings, and which of its files a project needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from .targets import TARGETS

CODE = "files/codegen/code"
TEMPLATES = "files/codegen/templates"
STARTER = "files/starter"
_ALWAYS = (
    "shared/targets.py",
    "validators/breaking_changes.py",
    "validators/spec_validator.py",
)
_DIAGRAMS = ("generate_file", "generate_shared", "validate_spec")


@cache
def home() -> Path:
    """The folder around the `files/` of this installation: the package, or the checkout that it is run from."""
    package = Path(__file__).parent.parent
    return package if (package / "files").is_dir() else package.parent


def kit_files(targets: Iterable[str]) -> dict[str, bytes]:
    """The files that a project with these targets owns, by their paths in it."""
    entries = [entry for name in targets for entry in TARGETS[name].entries]
    code = [*_ALWAYS, *(entry.generator for entry in entries)]
    paths = {
        *_closure(f"{CODE}/{path}" for path in code),
        *(f"{TEMPLATES}/{entry.template}" for entry in entries),
        *(f"files/diagrams/codegen/shared/{name}.light.yaml" for name in _DIAGRAMS),
        *_under("files/codegen/schemas"),
    }
    files = {path: path for path in paths}
    files |= {path.removeprefix(f"{STARTER}/"): path for path in _under(STARTER)}
    return {path: (home() / files[path]).read_bytes() for path in sorted(files)}


def _under(folder: str) -> Iterator[str]:
    for path in (home() / folder).rglob("*"):
        if path.is_file():
            yield path.relative_to(home()).as_posix()


def _closure(paths: Iterable[str]) -> Iterator[str]:
    """The files of code with all that they import, and the packages around them."""
    from dipeo.core.functions import Functions
    from dipeo.core.store import FileStore

    functions = Functions(FileStore(home()), (CODE,))
    found = {
        file
        for path in paths
        for file in functions.closure(path).files
        if file.startswith(f"{CODE}/")
    }
    yield from found
    for folder in {parent for file in found for parent in PurePosixPath(file).parents}:
        package = f"{folder}/__init__.py"
        if package.startswith(f"{CODE}/") and (home() / package).is_file():
            yield package
