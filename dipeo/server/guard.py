"""Who may ask: this machine's user, from this page. Everything passes here first, websockets too.

A page of another site cannot ask (`Origin`, `Sec-Fetch-Site`), nor one that has made a name of its own point here
(`Host`). Where the server listens beyond this machine, a token is needed.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "dipeo_token"
_LOCAL = ("localhost", "127.0.0.1", "[::1]")
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Where the server listens, and the token that it asks for; None on this machine alone."""

    host: str
    port: int
    token: str | None = None

    @property
    def is_anywhere(self) -> bool:
        """Whether it listens at all addresses of the machine, so that it may be called by any name."""
        return self.host in ("0.0.0.0", "::")

    def accepts_host(self, host: str) -> bool:
        if self.is_anywhere:
            return bool(host)
        names = {*_LOCAL, _in_url(self.host)} if is_local(self.host) else {self.host}
        names = {_in_url(name) for name in names}
        ports = {f":{self.port}"} | ({""} if self.port == 80 else set())
        return host.lower() in {f"{name}{port}" for name in names for port in ports}

    @property
    def url(self) -> str:
        """The address of the page, with the token where one is needed."""
        shown = "localhost" if self.is_anywhere else self.host
        base = f"http://{_in_url(shown)}:{self.port}/"
        return (
            base if self.token is None else f"{base}?{urlencode({'token': self.token})}"
        )


def is_local(host: str) -> bool:
    """Whether a host is this machine, to nobody else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host.lower()


class Guard:
    """ASGI middleware that lets through what `Access` allows, and says why where it does not."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = self.refusal(scope)
        if refusal is None:
            await self.app(scope, receive, _with_headers(send))
        elif scope["type"] == "http":
            await refusal(scope, receive, _with_headers(send))
        else:  # before the handshake: the client gets 403
            await send({"type": "websocket.close", "code": 1008})

    def refusal(self, scope: Scope) -> Response | None:
        """What to answer instead; None for what is allowed."""
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        host = hosts[0] if len(hosts) == 1 else ""
        if not self.access.accepts_host(host):
            return _refuse(421, f"this server is at {self.access.url.split('?')[0]}")
        if origins and origins != [f"http://{host}"]:
            return _refuse(403, "other sites may not ask this server")
        is_page = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        site = headers.get("sec-fetch-site", "none")
        if not is_page and site not in ("same-origin", "none"):
            return _refuse(403, "other sites may not ask this server")
        return self.without_token(scope, headers)

    def without_token(self, scope: Scope, headers: Headers) -> Response | None:
        token = self.access.token
        if token is None:
            return None
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])
        if scope["type"] == "http" and _is_same(given[-1], token):
            response = RedirectResponse(scope["path"] or "/", status_code=303)
            response.set_cookie(COOKIE, token, httponly=True, samesite="strict")
            return response
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if _is_same(bearer, token) or _is_same(_cookie(headers), token):
            return None
        message = "a token is needed: open the address that `dipeo serve` has printed"
        return _refuse(401, message)


def _is_same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def _cookie(headers: Mapping[str, str]) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _refuse(status: int, message: str) -> Response:
    return PlainTextResponse(message + "\n", status)


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return send_with_headers
