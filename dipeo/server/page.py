"""The page: its built files, from a folder, under a policy that lets nothing else run."""

from __future__ import annotations

import mimetypes
import secrets
from collections.abc import Mapping
from pathlib import Path

from starlette.responses import Response

PAGE = Path(__file__).resolve().parent / "page"
NOT_BUILT = "the page is not built: run `make web` in the checkout of DiPeO"
_ASSETS = "assets/"  # named by content, so that they never change
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".svg": "image/svg+xml"}
_TYPES |= {".woff2": "font/woff2", ".json": "application/json", ".css": "text/css"}


def policy(nonce: str) -> str:
    """The Content-Security-Policy: what this server gives out and nothing else, nothing inline."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )


class Page:
    """The files of the built page, all in memory. Nothing that is asked for is looked up on the disk."""

    def __init__(self, folder: Path = PAGE) -> None:
        self.files: Mapping[str, bytes] = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }

    @property
    def is_built(self) -> bool:
        return "index.html" in self.files

    def response(self, path: str) -> Response:
        """The file at a path; the page itself at every other, which is how it links to what it shows."""
        if not self.is_built:
            return Response(f"{NOT_BUILT}\n", 503, media_type="text/plain")
        content = self.files.get(path)
        if content is None or path == "index.html":
            if path.startswith(_ASSETS):
                return Response("there is no such file\n", 404, media_type="text/plain")
            return self._index()
        kept = "public, max-age=31536000, immutable"
        headers = {"cache-control": kept if path.startswith(_ASSETS) else "no-cache"}
        headers["content-security-policy"] = policy(secrets.token_urlsafe(16))
        return Response(content, headers=headers, media_type=_type_of(path))

    def _index(self) -> Response:
        nonce = secrets.token_urlsafe(16)
        meta = f'<meta name="csp-nonce" content="{nonce}" />'.encode()
        content = self.files["index.html"].replace(b"</head>", meta + b"</head>", 1)
        headers = {
            "content-security-policy": policy(nonce),
            "cache-control": "no-store",
        }
        return Response(content, headers=headers, media_type="text/html")


def _type_of(path: str) -> str:
    suffix = Path(path).suffix
    return (
        _TYPES.get(suffix)
        or mimetypes.guess_type(path)[0]
        or "application/octet-stream"
    )
