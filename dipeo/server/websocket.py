"""Subscriptions over websockets. Protocol: graphql-transport-ws, as the npm package graphql-ws describes it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import anyio
import anyio.abc
import anyio.to_thread
from ariadne import subscribe
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from graphql.utilities import get_operation_ast
from starlette.websockets import WebSocket, WebSocketDisconnect

from .answers import Data
from .api import Api, Asked
from .asking import SILENT, answer, check_text, format_error, parse_query
from .limits import MAX_BODY, rules

PROTOCOL = "graphql-transport-ws"
MAX_OPERATIONS = 50  # that one client follows at once
INIT_SECONDS = 10


class _Closed(Exception):
    """The client broke the protocol."""

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason


class Conversation:
    """What is said with one client."""

    def __init__(self, socket: WebSocket, schema: GraphQLSchema, api: Api) -> None:
        self.socket = socket
        self.schema = schema
        self.api = api
        self.is_acknowledged = False
        self.operations: dict[str, anyio.CancelScope] = {}

    async def hold(self) -> None:
        """Until the client, or a breach of the protocol, ends it."""
        if PROTOCOL not in self.socket.scope.get("subprotocols", ()):
            await self.socket.close(1002)
            return
        await self.socket.accept(PROTOCOL)
        async with anyio.create_task_group() as tasks:
            try:
                with anyio.fail_after(INIT_SECONDS):
                    await self.take(tasks)
                while True:
                    await self.take(tasks)
            except TimeoutError:
                await self.close(4408, "Connection initialisation timeout")
            except _Closed as closed:
                await self.close(closed.code, closed.reason)
            except WebSocketDisconnect:
                pass
            tasks.cancel_scope.cancel()

    async def close(self, code: int, reason: str) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):  # it is closed already
            await self.socket.close(code, reason)

    async def take(self, tasks: anyio.abc.TaskGroup) -> None:
        """One message of the client."""
        message = _message(await self.socket.receive())
        kind = message.get("type")
        if kind == "connection_init":
            if self.is_acknowledged:
                raise _Closed(4429, "Too many initialisation requests")
            self.is_acknowledged = True
            await self.send({"type": "connection_ack"})
        elif kind == "ping":
            await self.send({"type": "pong"})
        elif kind == "pong":
            pass
        elif not self.is_acknowledged:
            raise _Closed(4401, "Unauthorized")
        elif kind == "complete":
            scope = self.operations.pop(str(message.get("id")), None)
            if scope is not None:
                scope.cancel()
        elif kind == "subscribe":
            self.start(tasks, message.get("id"), message.get("payload"))
        else:
            raise _Closed(4400, "an unknown type of message")

    def start(self, tasks: anyio.abc.TaskGroup, id: Any, payload: Any) -> None:
        if not isinstance(id, str) or not id or not isinstance(payload, dict):
            raise _Closed(4400, "a subscribe message has an id and a payload")
        if id in self.operations:
            raise _Closed(4409, "Subscriber for that id already exists")
        if len(self.operations) >= MAX_OPERATIONS:
            raise _Closed(4400, f"at most {MAX_OPERATIONS} operations at once")
        self.operations[id] = anyio.CancelScope()
        tasks.start_soon(self.run, id, payload, self.operations[id])

    async def run(self, id: str, payload: Data, scope: anyio.CancelScope) -> None:
        """One operation, from its first result to its end."""
        with scope:
            try:
                is_done = await self.tell(id, payload)
            except WebSocketDisconnect:
                return
            if self.operations.get(id) is scope:
                del self.operations[id]
                if is_done:
                    await self.send({"type": "complete", "id": id})

    async def tell(self, id: str, payload: Data) -> bool:
        """Send the results of an operation; False where it was refused."""
        errors: list[Data] = []
        try:
            check_text(payload)
            if not _is_subscription(payload):
                result = await anyio.to_thread.run_sync(
                    answer, self.schema, self.api, payload
                )
                await self.send({"type": "next", "id": id, "payload": result})
                return True
            _, found = await subscribe(
                self.schema,
                payload,
                context_value=Asked(self.api),
                query_parser=parse_query,
                validation_rules=rules(payload.get("variables")),
                error_formatter=format_error,
                logger=SILENT,
            )
            if not isinstance(found, list):
                await self.follow(id, found)
                return True
            errors = found
        except GraphQLError as error:
            errors = [format_error(error)]
        except WebSocketDisconnect:
            raise
        except RecursionError:
            errors = [format_error(GraphQLError("the query is nested too deeply"))]
        except Exception as error:
            errors = [format_error(GraphQLError(str(error), original_error=error))]
        await self.send({"type": "error", "id": id, "payload": errors})
        return False

    async def follow(self, id: str, results: AsyncIterator[ExecutionResult]) -> None:
        async for result in results:
            payload: Data = {"data": result.data}
            if result.errors:
                payload["errors"] = list(map(format_error, result.errors))
            await self.send({"type": "next", "id": id, "payload": payload})

    async def send(self, message: Data) -> None:
        """In ASCII: JSON may hold what UTF-8 cannot."""
        try:
            await self.socket.send_text(json.dumps(message))
        except RuntimeError as error:  # it has been closed
            raise WebSocketDisconnect from error


def _message(received: Any) -> Data:
    """What the client said. Raises WebSocketDisconnect, _Closed."""
    if received["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(received.get("code", 1005))
    text = received.get("text")
    if text is None or len(text) > MAX_BODY:
        raise _Closed(4400, "a message is JSON, and not too long")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise _Closed(4400, "a message is JSON") from None
    if not isinstance(data, dict):
        raise _Closed(4400, "a message is a JSON object")
    return data


def _is_subscription(payload: Data) -> bool:
    """Whether the operation is one; what is wrong with it is said when it is answered. Raises GraphQLError."""
    if not isinstance(payload.get("query"), str):
        return False
    document = parse_query(None, payload)
    name = payload.get("operationName")
    operation = get_operation_ast(document, name if isinstance(name, str) else None)
    return operation is not None and operation.operation is OperationType.SUBSCRIPTION
