"""The specifications of a workspace: as they are now, as a commit of Git has them, as another folder has them."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

from dipeo.core.documents import decode, read_json
from dipeo.errors import DocumentError, UsageError
from dipeo.workspace import Workspace, find_workspace

Texts = dict[str, str]
"""The text of each specification, by its path."""


def now(workspace: Workspace) -> Texts:
    """The specifications as they are."""
    folder = workspace.root / workspace.specifications
    return {
        path.relative_to(workspace.root).as_posix(): _checked(
            path.read_bytes(), path.relative_to(workspace.root).as_posix()
        )
        for path in sorted(folder.glob("*/*.json"))
    }


def before(workspace: Workspace, against: str) -> Texts:
    """The specifications at `git:REF`, or of the workspace in another folder. Raises UsageError, DocumentError."""
    kind, colon, ref = against.partition(":")
    if colon and kind == "git":
        return dict(_at_commit(workspace, ref))
    folder = Path(against)
    if not folder.is_dir():
        message = f"there is no folder {against!r}; a commit is named like `git:main`"
        raise UsageError(message)
    return now(find_workspace(folder))


def _at_commit(workspace: Workspace, ref: str) -> Iterator[tuple[str, str]]:
    commit = _git(
        workspace.root, "rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}"
    )
    if commit is None:
        raise UsageError(_no_commit(workspace.root, ref))
    tree = f"{commit.decode().strip()}:./{workspace.specifications}"
    if _git(workspace.root, "rev-parse", "--verify", "--end-of-options", tree) is None:
        return
    archive = _git(
        workspace.root,
        "archive",
        "--format=tar",
        commit.decode().strip(),
        workspace.specifications,
    )
    if archive is None:
        raise UsageError(f"git cannot read the specifications of {ref!r}")
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in sorted(files.getmembers(), key=lambda member: member.name):
            inside = member.name.removeprefix(f"{workspace.specifications}/")
            opened = files.extractfile(member) if member.isfile() else None
            if opened and inside.count("/") == 1 and inside.endswith(".json"):
                place = f"git:{ref}:{member.name}"
                yield member.name, _checked(opened.read(), place)


def _no_commit(root: Path, ref: str) -> str:
    if _git(root, "rev-parse", "--git-dir") is None:
        return f"{str(root)!r} is in no repository of Git"
    return f"there is no commit {ref!r} in this repository"


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git prints; None where it fails. Raises UsageError where there is no git."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise UsageError("`git` is not installed here") from None
    return done.stdout if done.returncode == 0 else None


def _checked(raw: bytes, file: str) -> str:
    """The text of a JSON object. Raises DocumentError."""
    text = decode(raw, file)
    if not isinstance(read_json(text, file), dict):
        raise DocumentError.at(file, 1, 1, "a specification is a JSON object")
    return text
