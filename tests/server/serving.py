"""A real `dipeo serve` for tests, and clients that ask it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport

PATIENCE = 60  # seconds; a busy machine makes no test fail


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs. `said` is its last line."""

    process: subprocess.Popen[str]
    url: str
    said: str

    @property
    def port(self) -> int:
        return httpx.URL(self.url).port or 80

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = self.answer(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def answer(self, query: str, **variables: Any) -> Any:
        question = {"query": query, "variables": variables}
        response = httpx.post(f"{self.url}graphql", json=question, timeout=PATIENCE)
        assert response.status_code == 200, response.text
        return response.json()

    def refusal(self, query: str, **variables: Any) -> tuple[str, str]:
        """The code and the message of the one error of an answer."""
        (error,) = self.answer(query, **variables)["errors"]
        return error["extensions"]["code"], error["message"]

    def start_run(self, diagram: str, **inputs: Any) -> int:
        """Start a run; its number."""
        query = (
            "mutation ($diagram: String!, $inputs: JSON!) {"
            " startRun(diagram: $diagram, inputs: $inputs) { run { id } problems { message } } }"
        )
        started = self.ask(query, diagram=diagram, inputs=inputs)["startRun"]
        assert started["problems"] == []
        run: int = started["run"]["id"]
        return run

    def finish_run(self, diagram: str, **inputs: Any) -> int:
        """Run a diagram to its end; its number."""
        run = self.start_run(diagram, **inputs)
        asyncio.run(self._end(run))
        return run

    async def _end(self, run: int) -> None:
        query = "subscription ($run: Int!) { runEvents(run: $run) { isFinished } }"
        async with following(self, query, run=run) as events:
            async for _ in events:
                pass


@contextmanager
def serving(
    root: Path, *arguments: str, package: Path | None = None
) -> Iterator[Server]:
    """Serve a workspace until the block ends; with the package in another folder, where one is named."""
    chosen = {"PYTHONPATH": str(package)} if package else {}
    command = [sys.executable, "-m", "dipeo", "serve", "--port", "0", *arguments]
    process = subprocess.Popen(
        [*command, "--root", str(root)],
        stderr=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, **chosen},
        preexec_fn=_hear_interrupts,
    )
    assert process.stderr is not None
    try:
        said = ""
        while "Ctrl-C" not in said:
            said = process.stderr.readline()
            assert said, "the server ended"
        found = re.search(r"http://\S+", said)
        assert found is not None
        yield Server(process, found[0], said)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in errors, errors


def _hear_interrupts() -> None:
    """What runs in the background of a shell ignores Ctrl-C, and its children would."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@asynccontextmanager
async def following(
    server: Server, query: str, **variables: Any
) -> AsyncIterator[AsyncIterator[Any]]:
    """What a subscription to one field tells, over a websocket of its own."""
    transport = WebsocketsTransport(
        url=server.url.replace("http", "ws", 1) + "graphql",
        subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
    )
    question = gql(query)
    question.variable_values = variables
    async with (
        Client(transport=transport, execute_timeout=PATIENCE) as session,
        aclosing(session.subscribe(question)) as results,
    ):
        yield (update async for result in results for update in result.values())


def dipeo_process(root: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A command in a process of its own, as a terminal runs it."""
    return subprocess.Popen(
        [sys.executable, "-m", "dipeo", *arguments],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
