"""Members of zip archives of the workspace: `zip://inner/a.json::files/archive.zip`. They are only read."""

from __future__ import annotations

import io
import zipfile

from dipeo.core.memo import Stat
from dipeo.core.paths import check_path
from dipeo.core.store import FileStore, matches
from dipeo.errors import MissingDocument, PathError

from .place import MAX_BYTES


class Archives:
    def __init__(self, files: FileStore) -> None:
        self._files = files
        self._open: tuple[str, Stat | None, zipfile.ZipFile] | None = None

    def check(self, url: str) -> None:
        _, archive = _parts(url)
        check_path(archive)

    def read(self, url: str) -> bytes:
        member, path = _parts(url)
        check_path(member)
        archive = self._archive(path)
        try:
            info = archive.getinfo(member)
        except KeyError:
            raise MissingDocument(url, lambda: self._urls(archive, path)) from None
        if info.file_size > MAX_BYTES:
            raise PathError(f"{url!r} is larger than {MAX_BYTES:,} bytes", page="db")
        try:
            return archive.read(info)
        except (
            zipfile.BadZipFile,
            RuntimeError,
            NotImplementedError,
            OSError,
        ) as error:
            raise PathError(f"{url!r} cannot be read: {error}", page="db") from None

    def find(self, pattern: str) -> list[str]:
        wanted, path = _parts(pattern)
        archive = self._archive(path)
        for name in archive.namelist():
            try:
                check_path(name.rstrip("/"))
            except PathError as error:
                raise PathError(f"the archive {path!r}: {error}", page="db") from None
        names = wanted.split("/")
        return [
            url
            for url in self._urls(archive, path)
            if matches(_parts(url)[0].split("/"), names)
        ]

    def stat(self, url: str) -> Stat | None:
        return self._files.stat(_parts(url)[1])

    def look(self, url: str) -> Stat | None:
        return self._files.look(_parts(url)[1])

    def _urls(self, archive: zipfile.ZipFile, path: str) -> list[str]:
        names = sorted(n for n in archive.namelist() if not n.endswith("/"))
        return [f"zip://{name}::{path}" for name in names]

    def _archive(self, path: str) -> zipfile.ZipFile:
        now = self._files.look(path)
        if self._open is None or self._open[:2] != (path, now):
            content = self._files.read(path)
            try:
                archive = zipfile.ZipFile(io.BytesIO(content))
            except zipfile.BadZipFile as error:
                raise PathError(
                    f"{path!r} is no zip archive: {error}", page="db"
                ) from None
            self._open = (path, now, archive)
        return self._open[2]


def _parts(url: str) -> tuple[str, str]:
    """The member and the path of the archive. Raises PathError."""
    member, marks, archive = url.removeprefix("zip://").partition("::")
    if not marks or not member or not archive:
        message = f"{url!r} is no member of an archive: write zip://MEMBER::ARCHIVE"
        raise PathError(message, page="db")
    return member, archive
