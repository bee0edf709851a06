"""A workspace: the folder that a user's diagrams, specifications, templates and generators live in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dipeo.errors import DocumentError, PathError, UsageError, did_you_mean

SETTINGS = "dipeo.toml"
DEFAULT_ROOTS = ("files/codegen/code",)
DIAGRAMS = "files/diagrams"
SUFFIX = ".light.yaml"
PRIVATE = ".dipeo"
DEFAULT_SPECIFICATIONS = "files/codegen/specifications"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where things are. Paths inside are relative to `root`, with `/`."""

    root: Path
    code_roots: tuple[str, ...] = DEFAULT_ROOTS
    specifications: str = DEFAULT_SPECIFICATIONS

    @property
    def private(self) -> Path:
        return self.root / PRIVATE

    def diagram_file(self, name: str) -> str:
        """The path of a diagram: `files/diagrams/NAME.light.yaml`, or that of the file that the name is.

        A file is looked for from the workspace's root, then from the working folder. Raises UsageError for one that
        lies outside the workspace.
        """
        if not name.endswith((".yaml", ".yml")):
            return f"{DIAGRAMS}/{name}{SUFFIX}"
        given = Path(name)
        inside = not given.is_absolute() and ".." not in given.parts
        if inside and (self.root / given).is_file():
            return given.as_posix()
        try:
            return given.resolve().relative_to(self.root).as_posix()
        except ValueError:
            message = f"{name!r} lies outside the workspace {str(self.root)!r}"
            raise UsageError(message) from None

    def diagram_name(self, file: str) -> str:
        """The name by which a diagram file is known: `diagram_file` gives the file again."""
        if file.startswith(f"{DIAGRAMS}/") and file.endswith(SUFFIX):
            return file.removeprefix(f"{DIAGRAMS}/").removesuffix(SUFFIX)
        return file

    def diagram_files(self) -> Iterator[str]:
        """The paths of all diagrams, sorted."""
        found = (self.root / DIAGRAMS).rglob(f"*{SUFFIX}")
        yield from sorted(path.relative_to(self.root).as_posix() for path in found)


def find_workspace(root: Path | None = None) -> Workspace:
    """The workspace at `root`, else the nearest folder upwards with `files/` or `dipeo.toml`. Raises UsageError."""
    if root is not None:
        if not root.is_dir():
            raise UsageError(f"there is no folder {str(root)!r}")
        return _load(root.resolve())
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "files").is_dir() or (folder / SETTINGS).is_file():
            return _load(folder)
    raise UsageError(
        f"{str(here)!r} is in no workspace: no folder upwards has `files/` or `{SETTINGS}`"
    )


_KEYS = {
    "code": ("roots",),
    "specifications": ("folder",),
    "kit": ("version", "targets"),
    "breaking": ("allow",),
}


def read_settings(root: Path) -> dict[str, Any]:
    """What `dipeo.toml` says, its keys checked; nothing where there is none. Raises DocumentError."""
    file = root / SETTINGS
    if not file.is_file():
        return {}
    from dipeo.core.documents import read

    settings: dict[str, Any] = read(file.read_bytes(), SETTINGS, "toml")
    _check_keys(settings, _KEYS, "")
    for table, known in _KEYS.items():
        if not isinstance(settings.get(table, {}), dict):
            raise wrong_setting(f"[{table}] must be a table, not {settings[table]!r}")
        _check_keys(settings.get(table, {}), known, f"[{table}] ")
    return settings


def _load(root: Path) -> Workspace:
    settings = read_settings(root)
    roots = settings.get("code", {}).get("roots", list(DEFAULT_ROOTS))
    folder = settings.get("specifications", {}).get("folder", DEFAULT_SPECIFICATIONS)
    if not isinstance(roots, list) or not all(isinstance(r, str) for r in roots):
        raise wrong_setting(f"[code] roots must be a list of texts, not {roots!r}")
    if not isinstance(folder, str):
        raise wrong_setting(f"[specifications] folder must be text, not {folder!r}")
    for code_root in roots:
        _check_path(code_root, "[code] roots")
    _check_path(folder, "[specifications] folder")
    return Workspace(root, tuple(roots), folder)


def setting_texts(root: Path, table: str, key: str) -> list[str]:
    """A list of texts in `dipeo.toml`; none where it is not given. Raises DocumentError."""
    found = read_settings(root).get(table, {}).get(key, [])
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise wrong_setting(f"[{table}] {key} must be a list of texts, not {found!r}")
    return found


def _check_keys(table: Any, known: Any, where: str) -> None:
    for key in table:
        if key not in known:
            raise wrong_setting(f"{where}unknown key {key!r}{did_you_mean(key, known)}")


def _check_path(path: str, where: str) -> None:
    from dipeo.core.paths import check_path

    try:
        check_path(path)
    except PathError as error:
        raise wrong_setting(f"{where}: {error}") from None


def wrong_setting(message: str) -> DocumentError:
    """What is wrong with `dipeo.toml`."""
    return DocumentError.at(SETTINGS, 0, 0, message)
