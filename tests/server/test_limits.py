"""Questions that ask for too much, or are none."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from graphql import get_introspection_query

from tests.server.serving import PATIENCE, Server

NESTED = "previous { " * 16 + "id" + " }" * 16


def test_the_schema_can_be_asked_for(server: Server) -> None:
    found = server.ask(get_introspection_query())
    assert len(found["__schema"]["types"]) > 100


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            f"{{ run {{ {NESTED} }} }}",
            "the query is 18 levels deep, and at most 16 are",
        ),
        (
            "{ runs(first: 1000) { runs { files(first: 1000) { files { diff } } } } }",
            "the query costs 2,000,000, and at most 200,000 is given: ask for less at"
            " once, with smaller pages",
        ),
        (
            "query ($n: Int = 1000) { runs(first: $n) { runs { slowest(first: $n)"
            " { own } } } }",
            "the query costs 1,101,001, and at most 200,000 is given: ask for less at"
            " once, with smaller pages",
        ),
        (
            "{{ {} }}".format(
                " ".join(f"a{n}: artefacts {{ kinds {{ id }} }}" for n in range(500))
            ),
            "the query costs 260,500, and at most 200,000 is given: ask for less at"
            " once, with smaller pages",
        ),
    ],
)
def test_what_is_too_much(server: Server, query: str, message: str) -> None:
    assert server.refusal(query) == ("TOO_EXPENSIVE", message)


def test_fragments_that_grow_and_grow(server: Server) -> None:
    """Each fragment uses the next one twice: two to the power of forty fields, were they written out."""
    steps = (
        f"fragment F{n} on Run {{ a: previous {{ ...F{n + 1} }} b: previous {{ ...F{n + 1} }} }}"
        for n in range(40)
    )
    query = f"{{ run {{ ...F0 }} }} {' '.join(steps)} fragment F40 on Run {{ id }}"
    assert server.refusal(query)[0] == "TOO_EXPENSIVE"


def test_fragments_in_a_circle(server: Server) -> None:
    query = "{ run { ...A } } fragment A on Run { previous { ...A } }"
    answer = server.answer(query)
    assert [e["message"] for e in answer["errors"]] == [
        "Cannot spread fragment 'A' within itself."
    ]


def test_introspection_that_goes_round(server: Server) -> None:
    inner = "fields { type { " * 4 + "name" + " } }" * 4
    errors = server.answer(f"{{ __schema {{ types {{ {inner} }} }} }}")["errors"]
    found = {error["message"] for error in errors}
    assert found == {"Maximum introspection depth exceeded"}


def test_a_query_of_too_many_words(server: Server) -> None:
    query = "{{ {} }}".format("workspace { name } ") * 5000
    assert server.refusal(query)[0] == "WRONG_INPUT"


@pytest.mark.parametrize(
    "page",
    ["runs(first: -1) { hasMore }", "runs(first: 1001) { hasMore }"],
)
def test_pages_of_no_size(server: Server, page: str) -> None:
    code, message = server.refusal(f"{{ {page} }}")
    assert code == "WRONG_INPUT"
    assert message.startswith("`first` and `limit` are from 0 to 1,000, not ")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("[" * 100_000, 400),
        ("\xff", 400),
        ("{}", 200),
        ("[]", 200),
        ("null", 200),
        ("1", 200),
        ('{"query": null}', 200),
        ('{"query": 1}', 200),
        ('{"query": ""}', 200),
        ('{"query": "{ workspace { name } }", "variables": []}', 200),
        ('{"query": "{ workspace { name } }", "operationName": "x"}', 200),
        ('{"query": "{ workspace { name } }", "operationName": []}', 200),
        ('{"query": "subscription { runChanges { run } }"}', 200),
        ('{"query": "mutation { startRun { run { id } } }"}', 200),
        ('{"query": "\\ud800"}', 200),
        ('{"query": "{ diagram(name: \\"\\ud800\\") { name } }"}', 200),
        ('{"query": "{ diagram(name: \\"\\u0000\\") { name } }"}', 200),
    ],
)
def test_what_is_no_question(server: Server, body: str, status: int) -> None:
    response = httpx.post(
        f"{server.url}graphql",
        content=body.encode("latin-1"),
        headers={"content-type": "application/json"},
        timeout=PATIENCE,
    )
    assert response.status_code == status
    errors: list[Any] = response.json()["errors"]
    assert errors
    assert "INTERNAL" not in {error["extensions"]["code"] for error in errors}


def test_a_question_that_is_too_long(server: Server) -> None:
    response = httpx.post(
        f"{server.url}graphql",
        content=b" " * 10_000_001,
        headers={"content-type": "application/json"},
        timeout=PATIENCE,
    )
    assert response.status_code == 413
