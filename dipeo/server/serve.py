"""Serving the page until Ctrl-C."""

from __future__ import annotations

import asyncio
import errno
import secrets
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

import uvicorn

from dipeo.errors import UsageError
from dipeo.workspace import Workspace

from .api import Api
from .app import make_app
from .guard import Access, is_local
from .page import NOT_BUILT, Page

GOODBYE_SECONDS = 2


def serve(
    workspace: Workspace,
    *,
    host: str,
    port: int,
    open_page: bool,
    say: Callable[[str], None],
) -> None:
    """Serve a workspace. Returns after Ctrl-C. Raises UsageError where it cannot listen."""
    page = Page()
    listener = _listen(host, port)
    token = None if is_local(host) else secrets.token_urlsafe(24)
    access = Access(host, listener.getsockname()[1], token)
    api = Api(workspace)
    server = _Server(
        uvicorn.Config(
            make_app(api, page, access),
            log_level="warning",
            server_header=False,
            ws="websockets-sansio",
            ws_max_size=10_000_000,
            timeout_graceful_shutdown=GOODBYE_SECONDS,
        )
    )

    def begin() -> None:
        if not page.is_built:
            say(f"{NOT_BUILT}; the API is there all the same")
        say(f"{workspace.root} is at {access.url} (Ctrl-C ends it)")
        if open_page:
            Thread(target=_open, args=(access.url, say), daemon=True).start()

    server.on_start = begin
    with suppress(KeyboardInterrupt):
        asyncio.run(server.serve(sockets=[listener]))
    api.history.close()
    for run in api.processes.running():
        say(f"run {run} goes on; `dipeo runs` says how it ends")


class _Server(uvicorn.Server):
    """Says when it has started."""

    on_start: Callable[[], None] = staticmethod(lambda: None)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.on_start()


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises UsageError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise UsageError(f"{host!r} is no host here: {error}") from None
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise UsageError(_cannot_listen(host, port, error)) from None
    listener.listen(128)
    listener.set_inheritable(False)
    return listener


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        free = f"`dipeo serve --port {port + 1}`, or `--port 0` for any that is free"
        return f"port {port} is in use; take another: {free}"
    return f"cannot listen at {host}, port {port}: {error.strerror}"


def _open(url: str, say: Callable[[str], None]) -> None:
    if not webbrowser.open(url):
        say("there is no browser to open it with")
