"""Who may ask the server: no other site, no other name, and from elsewhere only with the token."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from socket import create_connection
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from dipeo.server.api import Api
from dipeo.server.app import make_app
from dipeo.server.guard import Access
from dipeo.server.page import Page
from dipeo.workspace import find_workspace
from tests.server.serving import PATIENCE, Server
from tests.workspace import put

INDEX = "<!doctype html><html><head></head><body></body></html>"
QUESTION = {"query": "{ workspace { name } }"}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace, and a built page beside it."""
    page = {
        "page/index.html": INDEX,
        "page/assets/a-1.js": "1",
        "page/icon.svg": "<svg/>",
    }
    return put(tmp_path, page)


def send(
    root: Path,
    access: Access,
    method: str,
    path: str,
    headers: Mapping[str, str],
    **more: Any,
) -> httpx.Response:
    """A response of the whole application."""

    async def ask() -> httpx.Response:
        app = make_app(Api(find_workspace(root)), Page(root / "page"), access)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.request(
                method, f"http://x{path}", headers=headers, **more
            )

    return asyncio.run(ask())


LOCAL = Access("127.0.0.1", 8765)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "127.0.0.1:8765"}, 200),
        ({"host": "localhost:8765"}, 200),
        ({"host": "LocalHost:8765"}, 200),
        ({"host": "[::1]:8765"}, 200),
        ({"host": "localhost:8765", "origin": "http://localhost:8765"}, 200),
        ({"host": "localhost:8765", "sec-fetch-site": "same-origin"}, 200),
        ({"host": "evil.example:8765"}, 421),
        ({"host": "localhost"}, 421),
        ({"host": "localhost:8766"}, 421),
        ({"host": "localhost.evil.example:8765"}, 421),
        ({"host": "evil.example@localhost:8765"}, 421),
        ({"host": "localhost:8765", "origin": "http://evil.example"}, 403),
        ({"host": "localhost:8765", "origin": "https://localhost:8765"}, 403),
        ({"host": "localhost:8765", "origin": "http://127.0.0.1:8765"}, 403),
        ({"host": "localhost:8765", "origin": "null"}, 403),
        ({"host": "localhost:8765", "origin": ""}, 403),
        ({"host": "localhost:8765", "sec-fetch-site": "cross-site"}, 403),
        ({"host": "localhost:8765", "sec-fetch-site": "same-site"}, 403),
    ],
)
def test_hosts_and_origins(
    workspace: Path, headers: dict[str, str], status: int
) -> None:
    response = send(workspace, LOCAL, "POST", "/graphql", headers, json=QUESTION)
    assert response.status_code == status
    if status != 200:
        assert workspace.name not in response.text
    page = send(workspace, LOCAL, "GET", "/", headers)
    fetched = "sec-fetch-site" in headers  # a link on another site may lead here
    assert page.status_code == (200 if fetched else status)


def test_a_question_that_a_form_of_another_site_could_post(workspace: Path) -> None:
    headers = {"host": "localhost:8765", "content-type": "text/plain"}
    content = json.dumps(QUESTION)
    response = send(workspace, LOCAL, "POST", "/graphql", headers, content=content)
    assert response.status_code == 415
    assert send(workspace, LOCAL, "GET", "/graphql?query={x}", headers).status_code in (
        200,
        405,
    )


def test_every_answer_forbids_what_the_page_does_not_need(workspace: Path) -> None:
    headers = {"host": "localhost:8765"}
    page = send(workspace, LOCAL, "GET", "/runs/3?node=x", headers)
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; " in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f'<meta name="csp-nonce" content="{nonce}" />' in page.text
    again = send(workspace, LOCAL, "GET", "/", headers)
    assert nonce not in again.text
    for path in ("/", "/icon.svg", "/assets/a-1.js", "/assets/none.js"):
        found = send(workspace, LOCAL, "GET", path, headers)
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["x-frame-options"] == "DENY"
        assert found.headers["cross-origin-resource-policy"] == "same-origin"
    asset = send(workspace, LOCAL, "GET", "/assets/a-1.js", headers)
    assert (asset.text, asset.headers["content-type"]) == (
        "1",
        "text/javascript; charset=utf-8",
    )
    assert "immutable" in asset.headers["cache-control"]
    assert send(workspace, LOCAL, "GET", "/assets/x.js", headers).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/../../secret.txt",
        "//etc/passwd",
    ],
)
def test_the_page_gives_out_nothing_else(workspace: Path, path: str) -> None:
    put(workspace, {"secret.txt": "secret"})
    response = send(workspace, LOCAL, "GET", path, {"host": "localhost:8765"})
    assert "secret" not in response.text
    assert "root:" not in response.text


def test_a_page_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    put(tmp_path, {})
    response = send(tmp_path, LOCAL, "GET", "/", {"host": "localhost:8765"})
    assert (response.status_code, response.text) == (
        503,
        "the page is not built: run `make web` in the checkout of DiPeO\n",
    )


def test_elsewhere_a_token_is_needed(workspace: Path) -> None:
    access = Access("192.0.2.7", 80, "secret-token")
    host = {"host": "192.0.2.7"}

    def status(**headers: str) -> int:
        return send(
            workspace, access, "POST", "/graphql", {**host, **headers}, json=QUESTION
        ).status_code

    assert status() == 401
    assert status(authorization="Bearer wrong") == 401
    assert status(authorization="Bearer ") == 401
    assert status(cookie="dipeo_token=wrong") == 401
    assert status(authorization="Bearer secret-token") == 200
    assert status(cookie="dipeo_token=secret-token; other=1") == 200
    assert (
        status(cookie="dipeo_token=secret-token", origin="http://evil.example") == 403
    )
    assert send(workspace, access, "GET", "/", host).status_code == 401
    assert access.url == "http://192.0.2.7:80/?token=secret-token"
    given = send(workspace, access, "GET", "/runs?token=secret-token", host)
    assert (given.status_code, given.headers["location"]) == (303, "/runs")
    cookie = given.headers["set-cookie"]
    assert cookie.startswith("dipeo_token=secret-token; ")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_at_every_address_of_the_machine_any_name_serves_with_the_token(
    workspace: Path,
) -> None:
    access = Access("0.0.0.0", 8765, "secret-token")
    headers = {"host": "box.example:8765", "authorization": "Bearer secret-token"}
    sent = send(workspace, access, "POST", "/graphql", headers, json=QUESTION)
    assert sent.status_code == 200
    del headers["authorization"]
    sent = send(workspace, access, "POST", "/graphql", headers, json=QUESTION)
    assert sent.status_code == 401


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://evil.example", None),
        ("null", None),
        (None, "evil.example"),
        ("http://evil.example", "evil.example"),
    ],
)
def test_websockets_of_other_sites(
    server: Server, origin: str | None, host: str | None
) -> None:
    address = f"ws://127.0.0.1:{server.port}/graphql"
    if host is not None:
        address = f"ws://{host}:{server.port}/graphql"
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(
            address,
            sock=create_connection(("127.0.0.1", server.port)),
            origin=Origin(origin) if origin else None,
            subprotocols=[Subprotocol("graphql-transport-ws")],
            open_timeout=PATIENCE,
        ),
    ):
        pass
    assert refused.value.response.status_code == 403


def test_a_websocket_of_the_page_itself(server: Server) -> None:
    with connect(
        f"ws://127.0.0.1:{server.port}/graphql",
        origin=Origin(f"http://127.0.0.1:{server.port}"),
        subprotocols=[Subprotocol("graphql-transport-ws")],
        open_timeout=PATIENCE,
    ) as socket:
        socket.send('{"type": "connection_init"}')
        assert json.loads(socket.recv(PATIENCE)) == {"type": "connection_ack"}
