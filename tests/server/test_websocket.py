"""The protocol of subscriptions, and clients that break it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.server.serving import PATIENCE, Server

PROTOCOL = Subprotocol("graphql-transport-ws")
ASK = {"type": "subscribe", "id": "1", "payload": {"query": "{ workspace { cores } }"}}


@pytest.fixture
def socket(server: Server) -> Iterator[ClientConnection]:
    address = f"ws://127.0.0.1:{server.port}/graphql"
    with connect(address, subprotocols=[PROTOCOL], open_timeout=PATIENCE) as socket:
        yield socket


def say(socket: ClientConnection, *messages: Any) -> None:
    for message in messages:
        socket.send(message if isinstance(message, str) else json.dumps(message))


def hear(socket: ClientConnection) -> Any:
    return json.loads(socket.recv(PATIENCE))


def begin(socket: ClientConnection) -> None:
    say(socket, {"type": "connection_init"})
    assert hear(socket) == {"type": "connection_ack"}


def closed(socket: ClientConnection) -> tuple[int, str]:
    with pytest.raises(ConnectionClosed) as found:
        socket.recv(PATIENCE)
    assert found.value.rcvd is not None
    return found.value.rcvd.code, found.value.rcvd.reason


def test_a_question_is_answered_once(socket: ClientConnection) -> None:
    begin(socket)
    say(socket, {"type": "ping"}, {"type": "pong"})
    assert hear(socket) == {"type": "pong"}
    say(socket, ASK)
    answer = hear(socket)
    assert (answer["type"], answer["id"]) == ("next", "1")
    assert answer["payload"]["data"]["workspace"]["cores"] > 0
    assert hear(socket) == {"type": "complete", "id": "1"}


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        (
            "subscription { runEvents(run: 777) { state } }",
            "NOT_FOUND",
            "there is no run 777; `dipeo runs` lists those that there are",
        ),
        (
            "subscription { nothing }",
            "WRONG_INPUT",
            "Cannot query field 'nothing' on type 'Subscription'.",
        ),
        ("subscription {", "WRONG_INPUT", "Syntax Error: Expected Name, found <EOF>."),
        (
            "subscription { runEvents(run: 1, within: [%s]) { state } }"
            % ('"a", ' * 51),
            "WRONG_INPUT",
            "at most 50 scopes can be followed at once",
        ),
    ],
)
def test_a_subscription_that_cannot_be(
    socket: ClientConnection, query: str, code: str, message: str
) -> None:
    begin(socket)
    say(socket, {**ASK, "payload": {"query": query}})
    refused = hear(socket)
    assert (refused["type"], refused["id"]) == ("error", "1")
    (error,) = refused["payload"]
    assert (error["extensions"]["code"], error["message"]) == (code, message)
    say(socket, ASK)  # the id is free again
    assert hear(socket)["type"] == "next"


def test_a_subscription_ends_when_the_client_says_so(socket: ClientConnection) -> None:
    begin(socket)
    query = "subscription { runChanges { run } }"
    say(socket, {**ASK, "payload": {"query": query}}, {"type": "complete", "id": "1"})
    say(socket, {**ASK, "id": "2"})
    assert hear(socket)["id"] == "2"


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["no JSON"], 4400),
        (["[]"], 4400),
        (["1"], 4400),
        ([{"type": "what"}], 4401),
        ([ASK], 4401),
        ([{"type": "connection_init"}] * 2, 4429),
        ([{"type": "connection_init"}, {"type": "what"}], 4400),
        ([{"type": "connection_init"}, {"id": "1"}], 4400),
        ([{"type": "connection_init"}, {**ASK, "id": 1}], 4400),
        ([{"type": "connection_init"}, {**ASK, "payload": []}], 4400),
        (
            [
                {"type": "connection_init"},
                *[{**ASK, "payload": {"query": "subscription { runChanges { run } }"}}]
                * 2,
            ],
            4409,
        ),
        (["[" * 100_000], 4400),
    ],
)
def test_a_client_that_breaks_the_protocol(
    server: Server, socket: ClientConnection, messages: list[Any], code: int
) -> None:
    say(socket, *messages)
    if isinstance(messages[0], dict) and messages[0]["type"] == "connection_init":
        assert hear(socket) == {"type": "connection_ack"}
    assert closed(socket)[0] == code
    server.ask("{ workspace { name } }")


def test_bytes_are_no_message(socket: ClientConnection) -> None:
    socket.send(b"\xff\x00")
    assert closed(socket)[0] == 4400


def test_another_protocol_is_refused(server: Server) -> None:
    address = f"ws://127.0.0.1:{server.port}/graphql"
    with pytest.raises(Exception, match="403"):
        connect(address, open_timeout=PATIENCE)
