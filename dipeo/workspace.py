"""A workspace: the folder that a user's diagrams, specifications, templates and generators live in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dipeo.core.connections import (
    STORE,
    Connection,
    Connections,
    connections_of,
    shared_store,
)
from dipeo.errors import DocumentError, PathError, UsageError, did_you_mean
from dipeo.root import PRIVATE, SETTINGS, find_root

DEFAULT_ROOTS = ("files/codegen/code",)
DIAGRAMS = "files/diagrams"
SUFFIX = ".light.yaml"
DEFAULT_SPECIFICATIONS = "files/codegen/specifications"
CACHE_LIMIT = 1_000_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where things are. Paths inside are relative to `root`, with `/`."""

    root: Path
    code_roots: tuple[str, ...] = DEFAULT_ROOTS
    specifications: str = DEFAULT_SPECIFICATIONS
    connections: Connections = field(default_factory=Connections)
    cache_limit: int = CACHE_LIMIT
    shared: Connection | None = None
    """Where a team shares the history of its runs."""

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
            raise UsageError(message, page="diagrams") from None

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
    return _load(Path(find_root(root)))


TEXT, TEXTS, TABLE = "text", "a list of texts", "a table of texts"
KEYS: dict[str, dict[str, tuple[str, str]]] = {
    "code": {
        "roots": (
            TEXTS,
            "Folders of Python code; each is loaded as a package of its own.",
        )
    },
    "specifications": {
        "folder": (TEXT, "The folder of the specifications, by kind in folders of it.")
    },
    "stores": {
        "schemes": (TEXTS, "The schemes that db nodes may reach, beside files."),
        "hosts": (TEXTS, "The hosts that db nodes may read from by https."),
    },
    "kit": {
        "version": (TEXT, "The version of DiPeO whose kit this is."),
        "targets": (TABLE, "Each target with the folder of its files."),
    },
    "cache": {
        "limit": (
            TEXT,
            "How much may be kept of past runs, like `500 MB` (1 GB); what was used"
            " least recently goes first.",
        )
    },
    "breaking": {
        "allow": (
            TEXTS,
            "Breaking changes that are meant: `RULE subject`, like `FIELD_REMOVED"
            " order.note`; `*` stands for anything.",
        )
    },
}
"""The tables of `dipeo.toml`: key -> what it is and what it means."""
CONNECTIONS = "connections"  # a table whose keys are the user's


def read_settings(root: Path) -> dict[str, Any]:
    """What `dipeo.toml` says, its keys checked; nothing where there is none. Raises DocumentError."""
    file = root / SETTINGS
    if not file.is_file():
        return {}
    from dipeo.core.documents import read

    settings: dict[str, Any] = read(file.read_bytes(), SETTINGS, "toml")
    _check_keys(settings, (*KEYS, CONNECTIONS, STORE), "")
    for table in settings:
        if not isinstance(settings[table], dict):
            raise wrong_setting(f"[{table}] must be a table, not {settings[table]!r}")
    for table, known in KEYS.items():
        _check_keys(settings.get(table, {}), known, f"[{table}] ")
        for key, value in settings.get(table, {}).items():
            if not _is(known[key][0], value):
                message = f"[{table}] {key} must be {known[key][0]}, not {value!r}"
                raise wrong_setting(message)
    return settings


def _is(kind: str, value: Any) -> bool:
    if kind == TEXT:
        return isinstance(value, str)
    if kind == TEXTS:
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())


def _load(root: Path) -> Workspace:
    settings = read_settings(root)
    roots = settings.get("code", {}).get("roots", list(DEFAULT_ROOTS))
    folder = settings.get("specifications", {}).get("folder", DEFAULT_SPECIFICATIONS)
    for code_root in roots:
        _check_path(code_root, "[code] roots")
    _check_path(folder, "[specifications] folder")
    limit = _limit(settings.get("cache", {}).get("limit"))
    connections = connections_of(settings)
    shared = shared_store(settings, connections)
    return Workspace(root, tuple(roots), folder, connections, limit, shared)


def _limit(text: str | None) -> int:
    if text is None:
        return CACHE_LIMIT
    from dipeo.core.sizes import size_of

    try:
        return size_of(text)
    except ValueError as error:
        raise wrong_setting(f"[cache] limit: {error}") from None


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
    return DocumentError.at(SETTINGS, 0, 0, message, page="settings")
