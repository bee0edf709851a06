"""Documents on the web, by https and from hosts that the settings allow. They are only read."""

from __future__ import annotations

from typing import Any

from dipeo.core.connections import Connections
from dipeo.core.memo import Stat
from dipeo.errors import MissingDocument, PathError, UsageError

from .place import MAX_BYTES, stat_of_version

SECONDS = 30


class Web:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._stats: dict[str, Stat | None] = {}

    def check(self, url: str) -> None:
        """A redirection leads nowhere, and no user stands in the address."""
        import httpx

        try:
            parsed = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise UsageError(f"{url!r} is no URL: {error}", page="db") from None
        if parsed.userinfo or "\\" in url:
            raise UsageError(f"{url!r} may not hold a user or a backslash", page="db")

    def read(self, url: str) -> bytes:
        content, headers = self._get(url)
        version = _version(headers)
        self._stats[url] = version or stat_of_version(content.hex())
        return content

    def find(self, pattern: str) -> list[str]:
        raise PathError(f"{pattern!r}: nobody can list the web", page="db")

    def stat(self, url: str) -> Stat | None:
        return self._stats.get(url)

    def look(self, url: str) -> Stat | None:
        try:
            self._connections.check(url)
            content, headers = self._get(url, method="HEAD")
            version = _version(headers)
            if version is None:
                content, _ = self._get(url)
                version = stat_of_version(content.hex())
        except (PathError, MissingDocument, UsageError):
            return None
        return version

    def _get(self, url: str, method: str = "GET") -> tuple[bytes, Any]:
        import httpx

        connection = self._connections.of(url)
        options = connection.filled_options() if connection else {}
        try:
            with (
                httpx.Client(timeout=SECONDS, follow_redirects=False) as client,
                client.stream(method, url, headers=options.get("headers")) as response,
            ):
                self._check_status(url, response)
                return _content(url, response), response.headers
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = self._connections.hide(str(error) or type(error).__name__)
            raise PathError(f"{url!r} gave no answer: {reason}", page="db") from None

    def _check_status(self, url: str, response: Any) -> None:
        if response.status_code in (404, 410):
            raise MissingDocument(url, lambda: ())
        if response.is_redirect:
            where = response.headers.get("location", "")
            message = (
                f"{url!r} leads elsewhere, to {where!r}: name that, if it is meant"
            )
            raise PathError(message, page="db")
        if response.status_code != 200:
            raise PathError(f"{url!r} answered {response.status_code}", page="db")


def _content(url: str, response: Any) -> bytes:
    parts, size = [], 0
    for part in response.iter_bytes():
        size += len(part)
        if size > MAX_BYTES:
            raise PathError(f"{url!r} is larger than {MAX_BYTES:,} bytes", page="db")
        parts.append(part)
    return b"".join(parts)


def _version(headers: Any) -> Stat | None:
    """What the server calls the version; a weak ETag is good for the same bytes in other packing only."""
    etag = headers.get("etag", "")
    if etag and not etag.startswith("W/"):
        return stat_of_version(etag)
    return None
