"""Documents anywhere: the workspace's files by path, everything else by URL, changed together.

What is written elsewhere is staged there first, and published when the files have been committed.
"""

from __future__ import annotations

from dipeo.core.connections import ONLY_READ, Connections, scheme_of
from dipeo.core.database import Outside
from dipeo.core.memo import Stat
from dipeo.core.paths import is_url
from dipeo.core.spool import Contents
from dipeo.core.store import NOT_LOOKED_AT, Changes, FileStore, FoundThere
from dipeo.errors import PathError

from .place import Place


class Anywhere:
    """A `Store`. Places elsewhere are opened when they are first asked for."""

    def __init__(self, files: FileStore, connections: Connections) -> None:
        self.files = files
        self.connections = connections
        self._places: dict[str, Place] = {}

    def _at(self, url: str) -> Place:
        scheme = scheme_of(url) or ""
        if scheme not in self._places:
            self._places[scheme] = _opened(scheme, self.files, self.connections)
        return self._places[scheme]

    def address(self, source: str, kind: str) -> str:
        url = self.connections.address(source, kind)
        if kind != "sql":
            self._at(url).check(url)
        return url

    def read(self, path: str) -> bytes:
        return self._at(path).read(path) if is_url(path) else self.files.read(path)

    def find(self, pattern: str) -> list[str]:
        if is_url(pattern):
            return self._at(pattern).find(self.address(pattern, ""))
        return self.files.find(pattern)

    def stat(self, path: str) -> Stat | None:
        return self._at(path).stat(path) if is_url(path) else self.files.stat(path)

    def look(self, path: str) -> Stat | None:
        return self._at(path).look(path) if is_url(path) else self.files.look(path)

    def locate(self, path: str) -> str:
        return path if is_url(path) else self.files.locate(path)

    def check(self, changes: Changes) -> None:
        here = [path for path in changes if not is_url(path)]
        self.files.check(Contents.of(changes).only(here))
        for path in changes:
            if is_url(path) and scheme_of(path) in ONLY_READ:
                raise PathError(f"{path!r} can only be read", page="db")

    def apply(
        self,
        changes: Changes,
        found: FoundThere = NOT_LOOKED_AT,
        outside: Outside | None = None,
    ) -> None:
        elsewhere = {path: changes[path] for path in changes if is_url(path)}
        if not elsewhere:
            self.files.apply(changes, found, outside)
            return
        from . import publish

        files = {path: changes[path] for path in changes if not is_url(path)}
        there = {p: stat for p, stat in found.items() if not is_url(p)}
        publication = publish.stage(elsewhere, found, self._at)
        try:
            self.files.apply({**files, **publication.note()}, there, outside)
        except BaseException:
            if self.files.look(publication.file) is None:  # else it may be committed
                publish.drop(publication, self._at)
            raise
        publish.publish_all(self.files, self._at)

    def publish(self) -> list[str]:
        """Publish what runs that were cut off have left; the places. Raises CommitError."""
        from . import publish

        return publish.publish_all(self.files, self._at)


def _opened(scheme: str, files: FileStore, connections: Connections) -> Place:
    """The place that URLs of a scheme are in."""
    if scheme == "zip":
        from .archive import Archives

        return Archives(files)
    if scheme == "git+file":
        from .git import Git

        return Git(files.root)
    if scheme == "https":
        from .web import Web

        return Web(connections)
    from .objects import Objects

    return Objects(scheme, connections)
