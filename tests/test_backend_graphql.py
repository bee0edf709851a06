"""`graphql_schema`: how a schema reads, and what a server takes and tells of it."""

from __future__ import annotations

from typing import Any

import graphql
import pytest

from tests import kit, nodejs
from tests.backend_corpus import run
from tests.backend_samples import NAMES, TEXTS
from tests.formatters import prettier

SCALARS = kit.template("backend/graphql_scalars.j2")
GRAPHQL_JS = """
import { buildSchema } from "graphql";
const answer = (texts) =>
  texts.map((text) => buildSchema(text).getType("Sample").description ?? "");
"""


def code(spec: dict[str, Any]) -> str:
    return str(run("graphql_schema", spec)["generated_code"])


def schema(*specs: dict[str, Any], query: str = "Sample") -> graphql.GraphQLSchema:
    """The schema that a server has with these specifications."""
    texts = [SCALARS, *map(code, specs), f"type Query {{ found: {query} }}"]
    built = graphql.build_schema("\n".join(texts))
    assert graphql.validate_schema(built) == []
    return built


def shared(*fields: dict[str, Any], type_: str = "sample") -> dict[str, Any]:
    return {
        "type": type_,
        "kind": "type",
        "displayName": "Sample",
        "fields": list(fields),
    }


def test_a_schema_reads_like_one_that_a_person_wrote() -> None:
    spec = {
        "type": "order_item",
        "description": "One line of an order.",
        "fields": [
            {
                "name": "sku",
                "type": "string",
                "required": True,
                "validation": {"pattern": "^[A-Z]+$"},
            },
            {
                "name": "count",
                "type": "integer",
                "defaultValue": 1,
                "description": "How many pieces.",
                "validation": {"min": 1, "max": 100},
            },
            {
                "name": "state",
                "type": "enum",
                "values": ["open", "in transit"],
                "defaultValue": "open",
            },
            {"name": "old-name", "type": "string", "deprecated": "use sku"},
            {
                "name": "box",
                "type": "object",
                "defaultValue": {"weight": 1.5},
                "nestedFields": [
                    {"name": "weight", "type": "number", "required": True}
                ],
            },
            {
                "name": "replaces",
                "type": "array",
                "items": {"type": "ref", "ref": "order_item"},
            },
        ],
    }
    head = "# Generated from files/codegen/specifications/nodes/order_item.json and "
    head += "files/codegen/templates/backend/graphql_schema.j2; edit those.\n"
    expected = (
        head
        + '''
"""
One line of an order.
"""
type OrderItem {
  """
  Always "order_item".
  """
  type: String!
  """
  Matches /^[A-Z]+$/.
  """
  sku: String!
  """
  How many pieces.

  From 1 to 100.
  """
  count: Int!
  state: OrderItem_State!
  """
  Called "old-name" in JSON.
  """
  old_name: String @deprecated(reason: "use sku")
  box: OrderItem_Box!
  replaces: [OrderItem!]
}

"""
OrderItem as a client sends it. Only a field that says so may be null.
"""
input OrderItemInput {
  """
  Always "order_item".
  """
  type: String! = "order_item"
  """
  Matches /^[A-Z]+$/.
  """
  sku: String!
  """
  How many pieces.

  From 1 to 100.
  """
  count: Int! = 1
  state: OrderItem_State! = open
  """
  Called "old-name" in JSON.
  """
  old_name: String @deprecated(reason: "use sku")
  box: OrderItem_BoxInput! = { weight: 1.5 }
  replaces: [OrderItemInput!]
}

"""
The values of state in OrderItem.
"""
enum OrderItem_State {
  open
  """
  "in transit" in JSON.
  """
  in_transit
}

"""
The box of OrderItem.
"""
type OrderItem_Box {
  weight: Float!
}

"""
OrderItem_Box as a client sends it. Only a field that says so may be null.
"""
input OrderItem_BoxInput {
  weight: Float!
}
'''
    )
    assert code(spec) == expected
    assert prettier("graphql", expected, SCALARS) == [expected, SCALARS]
    summary = run("graphql_schema", spec)["summary"]
    assert summary.pop("links")["type"] == "order_item"
    assert summary == {
        "type": "OrderItem",
        "input": "OrderItemInput",
        "renamed": {
            "OrderItem": {"old_name": "old-name"},
            "OrderItem_State": {"in_transit": "in transit"},
        },
    }


@pytest.mark.parametrize(
    ("validation", "scalar"),
    [
        ({}, "SafeInteger"),
        ({"min": 0}, "SafeInteger"),
        ({"min": 0, "max": 2**31 - 1}, "Int"),
        ({"min": 0, "max": 2**31}, "SafeInteger"),
        ({"exclusiveMin": -1, "exclusiveMax": 10}, "Int"),
    ],
)
def test_an_integer_is_an_int_where_its_bounds_fit(
    validation: dict[str, int], scalar: str
) -> None:
    field = {"name": "n", "type": "integer", "validation": validation, "required": True}
    assert f"n: {scalar}!" in code(shared(field))


@pytest.mark.parametrize(
    ("field", "output", "input_"),
    [
        ({"type": "string"}, "String", "String"),
        ({"type": "string", "required": True}, "String!", "String!"),
        ({"type": "string", "required": True, "nullable": True}, "String", "String"),
        ({"type": "string", "defaultValue": "a"}, "String!", 'String! = "a"'),
        (
            {"type": "string", "nullable": True, "defaultValue": None},
            "String",
            "String = null",
        ),
        ({"type": "any", "required": True}, "JSON", "JSON"),
        ({"type": "object", "defaultValue": {"a": 1}}, "JSON!", "JSON! = { a: 1 }"),
        ({"type": "object", "defaultValue": {"a b": 1}}, "JSON!", "JSON"),
        ({"type": "array", "items": "any", "required": True}, "[JSON]!", "[JSON]!"),
        ({"type": "array", "items": "boolean"}, "[Boolean!]", "[Boolean!]"),
    ],
)
def test_what_may_be_absent_or_null(
    field: dict[str, Any], output: str, input_: str
) -> None:
    lines = [line.strip() for line in code(shared({"name": "f", **field})).split("\n")]
    assert [line for line in lines if line.startswith("f:")] == [
        f"f: {output}",
        f"f: {input_}",
    ]


def test_what_a_type_cannot_say_is_in_the_description() -> None:
    variants: list[dict[str, Any]] = [
        {"type": "string", "validation": {"maxLength": 3}},
        {
            "type": "array",
            "items": "integer",
            "validation": {"uniqueItems": True, "minItems": 1},
        },
        {
            "type": "object",
            "nestedFields": [
                {"name": "kind", "type": "string", "const": "dot", "required": True},
                {"name": "at", "type": "datetime", "nullable": True},
                {
                    "name": "size",
                    "type": "number",
                    "validation": {"exclusiveMin": 0},
                    "defaultValue": 1,
                },
            ],
        },
    ]
    fields: list[dict[str, Any]] = [
        {"name": "union", "type": "union", "variants": variants},
        {
            "name": "ids",
            "type": "array",
            "items": "uuid",
            "validation": {"maxItems": 1},
        },
        {
            "name": "map",
            "type": "object",
            "values": {"type": "integer", "validation": {"multipleOf": 5}},
        },
    ]
    kept: Any = schema(shared(*fields)).type_map["Sample"]
    assert {name: field.description for name, field in kept.fields.items()} == {
        "union": (
            "JSON of the form string (at most 3 characters) | [integer, …] (at least 1 item,"
            ' no two items are equal) | {"kind": "dot", "at"?: date and time | null,'
            ' "size"?: number (above 0) = 1}.'
        ),
        "ids": "At most 1 item. Each item: a UUID.",
        "map": "JSON of the form {key: integer (a multiple of 5), …}.",
    }


def test_a_required_field_that_is_deprecated_says_so_in_its_input() -> None:
    field = {"name": "old", "type": "string", "required": True, "deprecated": "use new"}
    built: Any = schema(shared(field))
    assert built.type_map["Sample"].fields["old"].deprecation_reason == "use new"
    assert (
        built.type_map["SampleInput"].fields["old"].description
        == "Deprecated: use new."
    )


def test_a_shared_type_without_fields_is_a_scalar() -> None:
    user = shared({"name": "mark", "type": "ref", "ref": "empty"})
    schema(user, shared(type_="empty"))


def test_names_that_graphql_does_not_have() -> None:
    snake = kit.load("shared.naming").snake
    names = list({snake(name) or name: name for name in NAMES}.values())
    fields: list[dict[str, Any]] = [{"name": name, "type": "boolean"} for name in names]
    fields.append({"name": "the values", "type": "enum", "values": NAMES})
    spec = shared(*fields)
    built: Any = schema(spec)
    renamed = run("graphql_schema", spec)["summary"]["renamed"]
    found = [
        renamed["Sample"].get(name, name) for name in built.type_map["Sample"].fields
    ]
    assert found == [*names, "the values"]
    values = renamed["Sample_TheValues"]
    assert [
        values.get(v, v) for v in built.type_map["Sample_TheValues"].values
    ] == NAMES


def test_any_text_is_kept_in_every_reader() -> None:
    specs = []
    for text in TEXTS:
        field = {
            "name": "note",
            "type": "string",
            "description": text,
            "defaultValue": text,
        }
        old = {"name": "old", "type": "string", "deprecated": text}
        specs.append(shared(field, old) | {"description": text})
    for text, spec in zip(TEXTS, specs, strict=True):
        built: Any = schema(spec)
        sample, sent = built.type_map["Sample"], built.type_map["SampleInput"]
        assert sent.fields["note"].ast_node.default_value.value == text
        assert (sample.fields["note"].description or "") == text
        assert sample.fields["old"].deprecation_reason in (text, "No longer supported")
    texts = [code(spec) for spec in specs]
    assert prettier("graphql", *texts) == texts
    described = nodejs.evaluate(GRAPHQL_JS, [text + SCALARS for text in texts])
    assert described == [text or "Sample" for text in TEXTS]
