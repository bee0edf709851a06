"""The application that a web server runs: the page, the API, and the guard in front of both."""

from __future__ import annotations

import anyio.to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from .api import Api
from .asking import answer_request
from .export import exported_run
from .guard import Access, Guard
from .page import Page
from .schema import make_schema
from .websocket import Conversation


def make_app(api: Api, page: Page, access: Access) -> ASGIApp:
    schema = make_schema()

    async def ask(request: Request) -> Response:
        return await answer_request(request, schema=schema, api=api)

    async def follow(socket: WebSocket) -> None:
        await Conversation(socket, schema, api).hold()

    async def export(request: Request) -> Response:
        run = request.path_params["run"]
        return await anyio.to_thread.run_sync(exported_run, api, page, run)

    async def show(request: Request) -> Response:
        return page.response(request.path_params["path"])

    app = Starlette(
        routes=[
            Route("/graphql", ask, methods=["POST"]),
            WebSocketRoute("/graphql", follow),
            Route("/export/{run}.html", export, methods=["GET"]),
            Route("/{path:path}", show, methods=["GET"]),
        ]
    )
    return Guard(app, access)
