"""Claims: which run generated which file, and with what content.

A claim is a diagram with its inputs. The files that it made last time and makes no longer are stale, unless another
claim makes them too. Each claim is one document in `.dipeo/claims/`, changed in the same commit as the files.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from dipeo.errors import CommitError, MissingDocument, PathError

from .digests import digest_of
from .store import Store

FOLDER = ".dipeo/claims"
VERSION = 1


class Claims:
    """The claims that a store holds.

    All raise CommitError for one that cannot be read: who goes on without it may lose
    edits, and files that another claim makes.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loaded: dict[str, Mapping[str, str]] = {}

    def made(self, claim: str) -> Mapping[str, str]:
        """The paths that the claim made last time, with the digests of their content."""
        return self._load(_path(claim))

    def all(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Every claim with what it made last time."""
        for path in self._store.find(f"{FOLDER}/*.json"):
            made = self._load(path)
            yield json.loads(self._store.read(path))["claim"], made

    def recorded(self, claim: str, path: str) -> str | None:
        """The digest of what this claim, else another, last made at a path; None where none did."""
        own = self.made(claim).get(path)
        if own is not None:
            return own
        return next((made[path] for made in self._others(claim) if path in made), None)

    def is_edited(self, claim: str, path: str, digest: str) -> bool:
        """Whether this or another claim made the path, and none made this of it."""
        made = self.made(claim).get(path)
        if made == digest:
            return False
        others = [other[path] for other in self._others(claim) if path in other]
        return digest not in others and (made is not None or bool(others))

    def stale(self, claim: str, made: Collection[str]) -> dict[str, str]:
        """The paths, with digests, that the claim made last time, does not make now, and no other claim makes."""
        stale = {p: d for p, d in self.made(claim).items() if p not in made}
        for other in self._others(claim) if stale else ():
            stale = {path: stale[path] for path in stale.keys() - other.keys()}
        return stale

    def _others(self, claim: str) -> Iterator[Mapping[str, str]]:
        own = _path(claim)
        for path in self._store.find(f"{FOLDER}/*.json"):
            if path != own:
                yield self._load(path)

    def changes(self, claim: str, made: Mapping[str, str]) -> dict[str, bytes]:
        """What to write so that the claim holds these files; nothing when it does."""
        if self.made(claim) == made:
            return {}
        document = {"version": VERSION, "claim": claim, "files": made}
        return {_path(claim): json.dumps(document, indent=0).encode()}

    def _load(self, path: str) -> Mapping[str, str]:
        if path not in self._loaded:
            self._loaded[path] = self._read(path)
        return self._loaded[path]

    def _read(self, path: str) -> Mapping[str, str]:
        try:
            document: Any = json.loads(self._store.read(path))
            newer = document["version"] > VERSION
            files = document["files"].items()
        except MissingDocument:
            return {}
        except (PathError, ValueError, TypeError, LookupError, AttributeError):
            raise _unusable(path, "is damaged") from None
        except RecursionError:
            raise _unusable(path, "is damaged") from None
        if newer:
            raise _unusable(path, "was written by a newer version of DiPeO")
        return {str(path): str(digest) for path, digest in files}


def _unusable(path: str, what: str) -> CommitError:
    return CommitError(
        f"{path} {what}, which says what earlier runs made: delete it to go on without,"
        " and edits of those files are overwritten, those no longer made stay"
    )


def _path(claim: str) -> str:
    return f"{FOLDER}/{digest_of(claim.encode())}.json"
