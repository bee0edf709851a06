"""What a place of documents beyond the workspace's files can do."""

from __future__ import annotations

from typing import Protocol

from dipeo.core.digests import blake2b
from dipeo.core.memo import Stat

MAX_BYTES = 256_000_000  # of a document that is read


class Place(Protocol):
    """Documents by URL. It raises PathError, MissingDocument and UsageError."""

    def check(self, url: str) -> None:
        """Raise UsageError or PathError for a URL that is not well formed."""

    def read(self, url: str) -> bytes:
        """The document's bytes."""

    def find(self, pattern: str) -> list[str]:
        """The URLs that match a glob pattern, sorted."""

    def stat(self, url: str) -> Stat | None:
        """What identified the document when it was last read."""

    def look(self, url: str) -> Stat | None:
        """What identifies it now; None where there is none, or nobody can tell."""


def stat_of_version(version: str, size: int = 0) -> Stat:
    """An ETag or another name of a version, in the form that identifies files."""
    return size, int.from_bytes(blake2b(version.encode(), digest_size=8).digest()), 0, 0
