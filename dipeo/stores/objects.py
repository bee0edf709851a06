"""Objects through fsspec: `s3://`, `gs://`, `github://`, `memory://`.

Below a root, which is a connection's URL or else the bucket, `.dipeo/` belongs to DiPeO: `publish` has what is there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dipeo.core.connections import Connections
from dipeo.core.memo import Stat
from dipeo.errors import MissingDocument, PathError, UsageError

from .extras import need
from .place import MAX_BYTES, stat_of_version

PRIVATE = ".dipeo"
MANIFEST = f"{PRIVATE}/manifest.json"
_NEEDED = {
    "s3": ("s3fs", "s3"),
    "gs": ("gcsfs", "gs"),
    "github": ("requests", "github"),
}
_VERSIONS = ("VersionId", "ETag", "etag", "generation", "sha", "md5Hash")


class Objects:
    """The objects of one scheme."""

    def __init__(self, scheme: str, connections: Connections) -> None:
        need("fsspec", "fsspec")
        if scheme in _NEEDED:
            need(*_NEEDED[scheme])
        self.scheme = scheme
        self.connections = connections
        self._systems: dict[tuple[str, int], Any] = {}
        self._stats: dict[str, Stat] = {}
        self._waiting: dict[str, Mapping[str, str | None]] = {}

    def check(self, url: str) -> None:
        root = self.root(url)
        inside = url.removeprefix(root).strip("/")
        if PRIVATE in inside.split("/"):
            raise PathError(
                f"{url!r} is private: diagrams may not touch {PRIVATE!r}", page="db"
            )

    def root(self, url: str) -> str:
        """What a manifest is kept for: the connection's URL, else the bucket's."""
        connection = self.connections.of(url)
        if connection is not None:
            return connection.address
        start = f"{self.scheme}://"
        return start + url.removeprefix(start).partition("/")[0]

    def system(self, url: str) -> Any:
        """fsspec's file system for a URL; each process has its own."""
        import fsspec

        connection = self.connections.of(url)
        key = (connection.name if connection else "", os.getpid())
        if key not in self._systems:
            options = connection.filled_options() if connection else {}
            options.setdefault("use_listings_cache", False)
            self._systems[key] = fsspec.filesystem(
                self.scheme, skip_instance_cache=True, **options
            )
        return self._systems[key]

    # documents

    def read(self, url: str) -> bytes:
        place = self._place(url)
        with self.told(url):
            info = self._info(place)
            if info is None:
                raise MissingDocument(url, lambda: self.find(f"{_folder(url)}/*"))
            if (info.get("size") or 0) > MAX_BYTES:
                raise PathError(
                    f"{url!r} is larger than {MAX_BYTES:,} bytes", page="db"
                )
            content = self.system(url).cat_file(place)
            self._stats[url] = _stat(info)
            return bytes(content)

    def find(self, pattern: str) -> list[str]:
        root = self.root(pattern)
        waiting = self.waiting(root)
        with self.told(pattern):
            found = self.system(pattern).glob(pattern, detail=True)
        urls = {
            self._url(name) for name, info in found.items() if info["type"] == "file"
        }
        private = f"{root}/{PRIVATE}/"
        gone = {f"{root}/{path}" for path, at in waiting.items() if at is None}
        return sorted(u for u in urls - gone if not u.startswith(private))

    def stat(self, url: str) -> Stat | None:
        return self._stats.get(url)

    def look(self, url: str) -> Stat | None:
        try:
            self.connections.check(url)
            place = self._place(url)
            with self.told(url):
                info = self._info(place)
        except (PathError, UsageError):
            return None
        return _stat(info) if info else None

    # what a run that was cut off has published, but not yet put where it belongs

    def waiting(self, root: str) -> Mapping[str, str | None]:
        """Where what is published now stands, by path; None for what is gone. Looked up once."""
        if root not in self._waiting:
            manifest = self.manifest(root)
            self._waiting[root] = manifest.get("waiting", {}) if manifest else {}
        return self._waiting[root]

    def forget(self, root: str) -> None:
        """Look at the manifest anew."""
        self._waiting.pop(root, None)

    def manifest(self, root: str) -> dict[str, Any]:
        """What the last runs that wrote below a root have left. Raises PathError for a broken one."""
        place = f"{root}/{MANIFEST}"
        with self.told(place):
            try:
                content = self.system(root).cat_file(place)
            except FileNotFoundError:
                return {}
        try:
            found = json.loads(content)
            if isinstance(found, dict):
                return found
        except ValueError:
            pass
        raise PathError(
            f"{place!r} is damaged: delete it, when no run is under way", page="db"
        )

    def _place(self, url: str) -> str:
        """Where the object of a URL stands."""
        root = self.root(url)
        path = url.removeprefix(root).lstrip("/")
        waiting = self.waiting(root)
        if path not in waiting:
            return url
        at = waiting[path]
        if at is None:
            raise MissingDocument(url, lambda: ())
        return f"{root}/{at}"

    def _info(self, place: str) -> dict[str, Any] | None:
        try:
            info: dict[str, Any] = self.system(place).info(place)
        except FileNotFoundError:
            return None
        return info if info["type"] == "file" else None

    def _url(self, name: str) -> str:
        return f"{self.scheme}://{name.removeprefix(f'{self.scheme}://').lstrip('/')}"

    @contextmanager
    def told(self, url: str) -> Iterator[None]:
        """What goes wrong inside, as a person should read it; each library has errors of its own."""
        try:
            yield
        except (PathError, MissingDocument, UsageError, FileNotFoundError):
            raise
        except Exception as error:
            reason = self.connections.hide(str(error) or type(error).__name__)
            message = f"{url!r}: {reason.splitlines()[0]}"
            raise PathError(message, page="db") from None


def _folder(url: str) -> str:
    return url.rpartition("/")[0]


def _stat(info: Mapping[str, Any]) -> Stat:
    """An ETag where there is one; what else the place says of an object where there is none."""
    size = int(info.get("size") or 0)
    for name in _VERSIONS:
        if info.get(name):
            return stat_of_version(f"{name} {info[name]}", size)
    return stat_of_version(str(info.get("created") or info.get("mtime") or ""), size)
