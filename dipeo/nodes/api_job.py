"""`api_job`: asks an HTTP service, with a time limit, and again after a failure that may pass."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from dipeo.core.documents import read_json
from dipeo.core.plan import Inputs, Run
from dipeo.errors import DocumentError, NodeError, Problem

FILLED = ("url", "headers", "params", "body")
PASSING = {408, 425, 429, 500, 502, 503, 504}  # statuses that may be better next time


class ApiJobNode(Protocol):
    """What this handler uses of the generated node. Times are in seconds."""

    @property
    def url(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str] | None: ...
    @property
    def params(self) -> Mapping[str, str] | None: ...
    @property
    def body(self) -> Any: ...
    @property
    def timeout(self) -> float: ...
    @property
    def max_retries(self) -> int: ...
    @property
    def retry_delay(self) -> float: ...
    @property
    def expect_status(self) -> Sequence[int] | None: ...
    @property
    def format(self) -> str: ...


def run_api_job(node: ApiJobNode, inputs: Inputs, run: Run) -> Any:
    """`{"status", "headers", "body"}` of the answer. The request's body is what arrives at `body`, else the prop."""
    import httpx

    body = inputs["body"].data if "body" in inputs else node.body
    with httpx.Client(timeout=node.timeout, follow_redirects=False) as client:
        try:
            request = client.build_request(
                node.method,
                node.url,
                headers=dict(node.headers or {}),
                params=dict(node.params) if node.params else None,
                content=None if body is ... else _encoded(body),
            )
            if body is not ...:
                request.headers.setdefault("content-type", "application/json")
        except (httpx.InvalidURL, ValueError) as error:
            raise _refused(node, f"cannot be asked for: {error}") from None
        response = _send(client, request, node)
    if not _is_wanted(response.status_code, node):
        raise _refused(node, f"answered {response.status_code}: {response.text[:200]}")
    content: Any = response.text
    if node.format == "json" and content:
        content = _json(content, node)
    headers = dict(sorted(response.headers.items()))
    return {"status": response.status_code, "headers": headers, "body": content}


def _encoded(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _is_wanted(status: int, node: ApiJobNode) -> bool:
    return status in node.expect_status if node.expect_status else status < 400


def _json(content: str, node: ApiJobNode) -> Any:
    try:
        return read_json(content, "answer")
    except DocumentError as error:
        raise _refused(node, f"answered no JSON: {error}") from None


def _send(client: Any, request: Any, node: ApiJobNode) -> Any:
    """The answer; failures that may pass are tried again after a delay that doubles."""
    import httpx

    for attempt in range(node.max_retries + 1):
        last = attempt == node.max_retries
        try:
            response = client.send(request)
        except httpx.RequestError as error:
            never = httpx.UnsupportedProtocol | httpx.LocalProtocolError
            if last or isinstance(error, never):
                tries = f" in {attempt + 1} attempts" if attempt else ""
                reason = str(error) or type(error).__name__
                raise _refused(node, f"gave no answer{tries}: {reason}") from None
        else:
            status = response.status_code
            if last or status not in PASSING or _is_wanted(status, node):
                return response
        time.sleep(node.retry_delay * 2**attempt)
    raise AssertionError("the last attempt returns or raises")


def _refused(node: ApiJobNode, what: str) -> NodeError:
    return NodeError([Problem(f"{node.method} {node.url} {what}")])
