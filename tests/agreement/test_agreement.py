"""One meaning in every language: random specifications and instances, and those that once were judged differently."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.agreement.agreement import Counts, compare, judge_all
from tests.agreement.run import judge
from tests.agreement.worlds import Document, make_world

SEED = int(os.environ.get("SEED", "0"))
STRING = {"type": "string"}
ANY = {"type": "any"}


def test_all_judges_say_the_same() -> None:
    counts = Counts()
    disagreement = judge(400, SEED, counts)
    assert disagreement is None, str(disagreement)
    assert counts.pairs["valid"] > 100
    assert counts.pairs["invalid"] > 100


def shared(*fields: Document, type_: str = "sample") -> Document:
    return {"type": type_, "kind": "type", "fields": list(fields)}


def said(documents: list[Document], text: str) -> Any:
    """What all judges make of an instance of the first specification; `refused` if they refuse it."""
    instance = (documents[0]["type"], text)
    compare(documents, [instance], Counts())
    verdict = judge_all(make_world(documents), [instance])[0]["reference"]
    return verdict.value if verdict.valid else "refused"


@pytest.mark.parametrize(
    ("type_", "text", "expected"),
    [
        (ANY, "Infinity", "refused"),
        (ANY, "[NaN]", "refused"),
        (ANY, '{"a": [1e400]}', "refused"),
        (ANY, "1" + "0" * 309, "refused"),
        (ANY, "9" * 5000, "refused"),
        (ANY, "9007199254740993", 2.0**53),
    ],
)
def test_a_value(type_: Document, text: str, expected: Any) -> None:
    field = {"name": "value", "required": True, **type_}
    found = said([shared(field)], f'{{"value": {text}}}')
    assert found == (expected if expected == "refused" else {"value": expected})
