"""`api_job`: asks a real server, in time, again where that may help."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.workspace import DIAGRAM, Done, put, run_nodes

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Service:
    """A server that gives its answers in order, the last one for ever: (status, body, seconds to wait)."""

    url: str
    answers: list[tuple[int, str, float]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    at_once: int = 0  # how many requests it has served at one time, at most

    def next_answer(self) -> tuple[int, str, float]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def service() -> Iterator[Service]:
    serving = 0
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

        def answer(self) -> None:
            nonlocal serving
            length = int(self.headers.get("content-length", 0))
            with lock:
                serving += 1
                found.at_once = max(found.at_once, serving)
                status, body, wait = found.next_answer()
                found.requests.append(
                    {
                        "method": self.command,
                        "path": self.path,
                        "token": self.headers.get("x-token"),
                        "type": self.headers.get("content-type"),
                        "body": self.rfile.read(length).decode(),
                    }
                )
            time.sleep(wait)
            content = body.encode()
            with lock:
                serving -= 1
            try:
                self.send_response(status)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client has had enough

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found = Service(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def ask(
    root: Path, service: Service, props: dict[str, Any] | None = None, **inputs: Any
) -> Done:
    """Run one api_job; waiting for another attempt takes next to no time."""
    node = {
        **{"label": "A", "type": "api_job", "url": f"{service.url}/x"},
        **{"retry_delay": 0.001, "timeout": 5},
        **(props or {}),
    }
    return run_nodes(root, [json.dumps(node, ensure_ascii=False)], inputs=inputs)


def said(done: Done) -> str:
    assert done.code == 1
    return done.err.removeprefix(f"error: {DIAGRAM}:2:5: 'A': ")


def test_an_answer_is_status_headers_and_body(tmp_path: Path, service: Service) -> None:
    service.answers = [(201, '{"a": [1, "é"]}', 0)]
    answer = ask(tmp_path, service).outputs["A"]
    assert (answer["status"], answer["body"]) == (201, {"a": [1, "é"]})
    assert answer["headers"]["content-length"] == "16"
    assert list(answer["headers"]) == sorted(answer["headers"])
    text = ask(tmp_path, service, {"format": "text"}).outputs["A"]
    assert text["body"] == '{"a": [1, "é"]}'


def test_a_request_is_what_the_props_say(tmp_path: Path, service: Service) -> None:
    service.answers = [(200, "", 0)]
    props = {
        **{"method": "PUT", "url": service.url + "/{path}", "params": {"q": "{q} &é"}},
        **{"headers": {"X-Token": "t-{q}"}, "body": {"a": ["{q}", 0]}},
    }
    assert ask(tmp_path, service, props, path="p/x", q="1").outputs["A"]["body"] == ""
    (request,) = service.requests
    assert (request["method"], request["path"]) == ("PUT", "/p/x?q=1+%26%C3%A9")
    assert (request["token"], json.loads(request["body"])) == ("t-1", {"a": ["1", 0]})


@pytest.mark.parametrize("body", [0, False, "", [], {}, {"a": None}, None, "é"])
def test_a_body_is_any_json(tmp_path: Path, service: Service, body: Any) -> None:
    service.answers = [(200, "", 0)]
    assert ask(tmp_path, service, {"method": "POST"}, body=body).code == 0
    assert ask(tmp_path, service, {"method": "POST", "body": body}).code == 0
    assert [json.loads(each["body"]) for each in service.requests] == [body] * 2
    assert [each["type"] for each in service.requests] == ["application/json"] * 2


def test_the_type_of_a_body_may_be_said(tmp_path: Path, service: Service) -> None:
    service.answers = [(200, "", 0)]
    headers = {"Content-Type": "application/x"}
    props = {"method": "POST", "body": None, "headers": headers}
    assert ask(tmp_path, service, props).code == 0
    assert [(r["type"], r["body"]) for r in service.requests] == [
        ("application/x", "null")
    ]


@pytest.mark.parametrize("method", ["GET", "DELETE", "HEAD"])
def test_a_request_without_a_body(
    tmp_path: Path, service: Service, method: str
) -> None:
    service.answers = [(204 if method == "DELETE" else 200, "", 0)]
    assert ask(tmp_path, service, {"method": method}).outputs["A"]["body"] == ""
    assert (service.requests[0]["method"], service.requests[0]["body"]) == (method, "")


def test_a_failure_that_may_pass_is_tried_again(
    tmp_path: Path, service: Service
) -> None:
    service.answers = [(503, "", 0), (429, "", 0), (200, "1", 0)]
    assert ask(tmp_path, service).outputs["A"]["body"] == 1
    assert len(service.requests) == 3


def test_attempts_end(tmp_path: Path, service: Service) -> None:
    service.answers = [(503, "sorry", 0)]
    url = f"GET {service.url}/x"
    assert said(ask(tmp_path, service)) == f"{url} answered 503: sorry\n"
    assert len(service.requests) == 3
    said(ask(tmp_path, service, {"max_retries": 0}))
    assert len(service.requests) == 4


def test_a_failure_that_stays_is_not_tried_again(
    tmp_path: Path, service: Service
) -> None:
    service.answers = [(404, "x" * 500, 0)]
    url = f"GET {service.url}/x"
    assert said(ask(tmp_path, service)) == f"{url} answered 404: {'x' * 200}\n"
    assert len(service.requests) == 1


def test_the_statuses_that_are_wanted(tmp_path: Path, service: Service) -> None:
    service.answers = [(503, "{}", 0)]
    wanted = {"expect_status": [404, 503]}
    assert ask(tmp_path, service, wanted).outputs["A"]["status"] == 503
    assert len(service.requests) == 1
    service.answers = [(200, "{}", 0)]
    assert said(ask(tmp_path, service, wanted)).endswith(" answered 200: {}\n")


def test_an_answer_that_is_no_json(tmp_path: Path, service: Service) -> None:
    service.answers = [(200, '{"a": 1, "a": 2}', 0)]
    assert said(ask(tmp_path, service)) == (
        f"GET {service.url}/x answered no JSON: answer:1:10: the name 'a' stands twice in"
        " one object\n"
    )


def test_a_slow_answer(tmp_path: Path, service: Service) -> None:
    service.answers = [(200, "1", 1), (200, "2", 0)]
    props = {"timeout": 0.1, "max_retries": 1}
    assert ask(tmp_path, service, props).outputs["A"]["body"] == 2
    service.answers = [(200, "1", 1)]
    assert said(ask(tmp_path, service, props)) == (
        f"GET {service.url}/x gave no answer in 2 attempts: timed out\n"
    )


def test_nobody_there(tmp_path: Path, service: Service) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        done = ask(tmp_path, service, {"url": url, "max_retries": 1})
    assert said(done) == (
        f"GET {url} gave no answer in 2 attempts: [Errno 111] Connection refused\n"
    )


@pytest.mark.parametrize(
    ("props", "message"),
    [
        (
            {"url": "ftp://x/"},
            "GET ftp://x/ gave no answer: Request URL has an unsupported protocol"
            " 'ftp://'.",
        ),
        (
            {"url": "x/y"},
            "GET x/y gave no answer: Request URL is missing an 'http://' or 'https://'"
            " protocol.",
        ),
        (
            {"url": "http://[::1"},
            "GET http://[::1 cannot be asked for: Invalid port: ':1'",
        ),
        (
            {"headers": {"x": "é🙂"}},
            "GET {} cannot be asked for: 'ascii' codec can't encode characters in"
            " position 0-1: ordinal not in range(128)",
        ),
        (
            {"headers": {"x": "a\nb"}},
            "GET {} gave no answer: Illegal header value b'a\\nb'",
        ),
    ],
)
def test_what_cannot_be_asked(
    tmp_path: Path, service: Service, props: dict[str, Any], message: str
) -> None:
    service.answers = [(200, "", 0)]
    expected = message.format(f"{service.url}/x") + "\n"
    assert said(ask(tmp_path, service, props)) == expected
    assert service.requests == []


def test_the_items_of_a_batch_wait_side_by_side(
    tmp_path: Path, service: Service
) -> None:
    service.answers = [(200, "1", 0.1)]
    props = {"batch": True, "url": f"{service.url}/{{n}}"}
    done = ask(tmp_path, service, props, **{"in": [{"n": n} for n in range(8)]})
    results = done.outputs["A"]["results"]
    assert [result["body"] for result in results] == [1] * 8
    assert sorted(r["path"] for r in service.requests) == [f"/{n}" for n in range(8)]
    assert service.at_once > 1
    service.at_once = 0
    props["batch_parallel"] = False
    ask(tmp_path, service, props, **{"in": [{"n": n} for n in range(3)]})
    assert service.at_once == 1


def test_an_answer_is_asked_for_in_every_run(tmp_path: Path, service: Service) -> None:
    service.answers = [(200, "1", 0), (200, "2", 0)]
    bodies = [ask(tmp_path, service).outputs["A"]["body"] for _ in range(2)]
    assert bodies == [1, 2]


def test_an_interrupt_does_not_wait_for_the_rest_of_a_batch(
    tmp_path: Path, service: Service
) -> None:
    service.answers = [(200, "1", 0.2)]
    node = {"label": "A", "type": "api_job", "url": service.url, "batch": True}
    put(tmp_path, {"d": f"nodes: [{json.dumps(node)}]"})
    items = json.dumps({"in": [1] * 500})
    process = subprocess.Popen(
        [sys.executable, "-m", "dipeo", "run", "d", "--input-data", items],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not service.requests:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (
        130,
        "",
        "interrupted; nothing was written\n",
    )
    assert len(service.requests) < 250
