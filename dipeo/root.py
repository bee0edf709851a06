"""Where a workspace is: the nearest folder upwards with `files/` or `dipeo.toml`."""

from __future__ import annotations

import os

SETTINGS = "dipeo.toml"
PRIVATE = ".dipeo"


def find_root(given: str | os.PathLike[str] | None = None) -> str:
    """The root of the workspace at a folder, else around the working folder, without links. Raises UsageError."""
    if given is not None:
        if not os.path.isdir(given):
            raise _unusable(f"there is no folder {os.fspath(given)!r}")
        return os.path.realpath(given)
    here = folder = os.getcwd()
    while not _is_root(folder):
        parent = os.path.dirname(folder)
        if parent == folder:
            raise _unusable(
                f"{here!r} is in no workspace: no folder upwards has `files/` or"
                f" `{SETTINGS}`; `dipeo init` makes one"
            )
        folder = parent
    return folder


def _is_root(folder: str) -> bool:
    files, settings = (os.path.join(folder, name) for name in ("files", SETTINGS))
    return os.path.isdir(files) or os.path.isfile(settings)


def _unusable(message: str) -> Exception:
    from dipeo.errors import UsageError  # most have one

    return UsageError(message, page="errors#no-workspace")
