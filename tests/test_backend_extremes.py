"""Specifications of unusual size: 500 fields, 20 levels, strings of 100 kB, names of 128 characters."""

from __future__ import annotations

from typing import Any

import graphql
import pytest

from tests import kit
from tests.backend_corpus import generate, load
from tests.formatters import prettier, ruff

LONG = {
    "one word": "x" * 100_000,
    "words": "many words " * 9_000,
    "lines": "line\n" * 20_000,
    "hostile": "\u202e\x00\"'\\" * 20_000,
    "wide": "\u6f22\u5b57 " * 30_000,
}


def nested(depth: int) -> dict[str, Any]:
    inner = nested(depth - 1) if depth else {"name": "leaf", "type": "boolean"}
    return {"name": "level", "type": "object", "nestedFields": [inner]}


def arrays(depth: int) -> dict[str, Any]:
    return {"type": "array", "items": arrays(depth - 1) if depth else "boolean"}


SPECS: dict[str, dict[str, Any]] = {
    "many": {
        "type": "many",
        "fields": [
            {"name": f"field {number}", "type": type_, "description": "One of many."}
            for number, type_ in enumerate(
                ["string", "integer", "boolean", "any"] * 125
            )
        ],
    },
    "deep": {
        "type": "deep",
        "fields": [nested(20), {"name": "arrays", **arrays(20)}],
    },
    "long names": {
        "type": "long_" * 12 + "name",
        "fields": [
            {"name": letter * 128, "type": "string", "description": letter}
            for letter in "abc"
        ],
    },
}


@pytest.mark.parametrize("name", SPECS)
def test_a_large_specification_is_laid_out_and_loads(name: str) -> None:
    made = {
        key: value["generated_code"] for key, value in generate(SPECS[name]).items()
    }
    for key in ("pydantic_model", "static_nodes"):
        assert ruff(made[key]) == made[key]
        load(made[key])
    schema = made["graphql_schema"]
    assert prettier("graphql", schema) == [schema]
    graphql.build_schema(schema + kit.template("backend/graphql_scalars.j2"))


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_is_kept(name: str) -> None:
    text = LONG[name]
    fields = [
        {"name": "note", "type": "string", "description": text, "defaultValue": text},
        {"name": "map", "type": "object", "defaultValue": {text: 1}},
    ]
    made = {
        key: value["generated_code"]
        for key, value in generate({"type": "sample", "fields": fields}).items()
    }
    model = load(made["pydantic_model"]).Sample
    assert model.model_fields["note"].description == text
    filled = {"type": "sample", "note": text, "map": {text: 1}}
    assert model.model_validate({}).model_dump(by_alias=True) == filled
    node = load(made["static_nodes"]).SampleNode()
    assert (node.note, node.map) == (text, {text: 1})
    for key in ("pydantic_model", "static_nodes"):
        assert ruff(made[key]) == made[key]
    built: Any = graphql.build_schema(
        made["graphql_schema"] + kit.template("backend/graphql_scalars.j2")
    )
    note = built.type_map["SampleInput"].fields["note"].ast_node
    assert note.default_value.value == text
