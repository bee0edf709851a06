"""Publishing objects: what a run writes elsewhere is seen all at once, and after the run's files.

1. The new objects are put below `ROOT/.dipeo/stage/TOKEN/`, where nobody looks.
2. The files are committed, and with them `.dipeo/publish/TOKEN.json`, which says what is staged where.
3. `ROOT/.dipeo/manifest.json` gets the paths under `waiting`: one object, replaced at once. From here on, who reads by
   the manifest, as DiPeO does, sees the new set. Under `files` it has the digests of all that was published.
4. The objects are copied to where they belong, and `waiting` is emptied. Then the stage is deleted, and the note.

A crash before 2 leaves a stage that nothing speaks of. A crash later is made good by the next run, from the note: each
step can be done again. A root has one workspace that writes to it at a time.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from dipeo.core.digests import digest_of
from dipeo.core.private import HOME, PUBLISH
from dipeo.core.store import Changes, FileStore, FoundThere
from dipeo.errors import CommitError, PathError

from .objects import MANIFEST, PRIVATE, Objects

FOLDER = f"{HOME}/{PUBLISH}"
KEPT = 20  # tokens of runs that a manifest remembers
Open = Callable[[str], Any]


Staged = tuple[str, str] | None
"""Where the new content of a document stands, and its digest; None for one that is to be removed."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What one run has staged, by root and path."""

    token: str
    roots: dict[str, dict[str, Staged]]

    @property
    def file(self) -> str:
        return f"{FOLDER}/{self.token}.json"

    def note(self) -> dict[str, bytes]:
        data = {"token": self.token, "roots": self.roots}
        return {self.file: json.dumps(data, indent=1).encode()}


def stage(changes: Changes, found: FoundThere, place_of: Open) -> Publication:
    """Put the contents where nobody looks. Raises CommitError with nothing left there."""
    token = f"{time.time_ns():x}{secrets.token_hex(3)}"
    publication = Publication(token, {})
    try:
        for number, (url, content) in enumerate(sorted(changes.items())):
            place: Objects = place_of(url)
            if url in found and place.look(url) != found[url]:
                raise CommitError(
                    f"{url}: it changed while the run was going on", page="db"
                )
            root = place.root(url)
            path = url.removeprefix(root).lstrip("/")
            staged: Staged = None
            if content is not None:
                at = f"{PRIVATE}/stage/{token}/{number}"
                staged = at, digest_of(content)
                with place.told(url):
                    place.system(url).pipe_file(f"{root}/{at}", content)
            publication.roots.setdefault(root, {})[path] = staged
    except (PathError, FileNotFoundError, CommitError) as error:
        drop(publication, place_of)
        raise CommitError(f"{error}; nothing was written", page="db") from None
    return publication


def drop(publication: Publication, place_of: Open) -> None:
    """Delete what is staged."""
    for root in publication.roots:
        place: Objects = place_of(root)
        with suppress(PathError, FileNotFoundError), place.told(root):
            place.system(root).rm(
                f"{root}/{PRIVATE}/stage/{publication.token}", recursive=True
            )


def publish_all(files: FileStore, place_of: Open) -> list[str]:
    """Publish all that committed runs have staged, the oldest first; the roots. Raises CommitError."""
    done: list[str] = []
    for path in files.find(f"{FOLDER}/*.json"):
        publication = _read(files, path)
        for root, paths in publication.roots.items():
            try:
                _publish(place_of(root), root, paths, publication.token)
            except (PathError, FileNotFoundError) as error:
                raise CommitError(
                    f"the run's files are committed, and {root} is not published yet:"
                    f" {error}; the next run does it",
                    page="db",
                ) from None
            done.append(root)
        drop(publication, place_of)
        os.unlink(files.locate(path))
    with suppress(OSError):
        os.rmdir(files.locate(FOLDER))
    return done


def _read(files: FileStore, path: str) -> Publication:
    try:
        data = json.loads(files.read(path))
        return Publication(data["token"], data["roots"])
    except (ValueError, LookupError, TypeError):
        raise CommitError(
            f"{path} is damaged, which says what is to be published: delete it",
            page="db",
        ) from None


def _publish(
    place: Objects, root: str, paths: Mapping[str, Staged], token: str
) -> None:
    manifest = place.manifest(root)
    runs = manifest.get("runs", [])
    if token in runs:
        return  # a crash came after it
    files = {**manifest.get("files", {})}
    waiting = {**manifest.get("waiting", {})}
    for path, staged in paths.items():
        waiting[path] = staged[0] if staged else None
        files[path] = staged[1] if staged else None
    files = {path: files[path] for path in sorted(files) if files[path]}
    _put(place, root, {"version": 1, "runs": runs, "files": files, "waiting": waiting})
    system = place.system(root)
    with place.told(root):
        for path, at in waiting.items():
            if at is not None:
                system.copy(f"{root}/{at}", f"{root}/{path}")
            elif system.exists(f"{root}/{path}"):
                system.rm_file(f"{root}/{path}")
    runs = [*runs, token][-KEPT:]
    _put(place, root, {"version": 1, "runs": runs, "files": files, "waiting": {}})
    place.forget(root)


def _put(place: Objects, root: str, manifest: Mapping[str, Any]) -> None:
    content = json.dumps(manifest, indent=1).encode()
    with place.told(root):
        place.system(root).pipe_file(f"{root}/{MANIFEST}", content)
