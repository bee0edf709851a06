"""JSON Schemas of specifications: they judge every value as the types do."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
import referencing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import formatters, hostile, kit

generator = kit.load("shared.generators.json_schema")
loader = kit.load("shared.spec_loader")
model = kit.load("shared.spec_model")
values = kit.load("shared.value_check")

TEMPLATE = kit.template("shared/json_schema.j2")
ADDRESS = {
    "type": "address",
    "kind": "type",
    "fields": [{"name": "street", "type": "string", "required": True}],
}


def generate(document: dict[str, Any]) -> dict[str, Any]:
    text = generator.generate_json_schema(document, TEMPLATE)
    schema: dict[str, Any] = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


def judge(document: dict[str, Any]) -> jsonschema.Draft202012Validator:
    schemas = [generate(found) for found in (document, ADDRESS)]
    resources = [
        (found["$id"], referencing.Resource.from_contents(found)) for found in schemas
    ]
    registry: referencing.Registry[Any] = referencing.Registry().with_resources(
        resources
    )
    return jsonschema.Draft202012Validator(schemas[0], registry=registry)


def reference(document: dict[str, Any]) -> Any:
    """The judgement of the types themselves."""
    objects = {
        found["type"]: model.Type("object", fields=loader.load_spec(found).fields)
        for found in (document, ADDRESS)
    }
    return lambda value: values.fits(value, objects[document["type"]], objects.get)


bounds = st.sampled_from([-3, -1.5, 0, 0.1, 1, 2, 7, 2**53 - 1])
counts = st.integers(0, 3)
DATES = [
    "2024-02-29",
    "2023-02-29",
    "1900-02-29",
    "2000-02-29",
    "0000-01-01",
    "2024-13-01",
    "2024-1-1",
    "2024-04-31",
]
TIMES = [
    "T00:00:00Z",
    "T23:59:59.123456789+23:59",
    "T24:00:00Z",
    "T00:00:60Z",
    "t00:00:00z",
    "T00:00Z",
    "T00:00:00",
    " 00:00:00Z",
    "T00:00:00Z\n",
]
UUIDS = [
    "123e4567-e89b-12d3-a456-426614174000",
    "123E4567-E89B-12D3-A456-426614174000",
    "123e4567e89b12d3a456426614174000",
    "{123e4567-e89b-12d3-a456-426614174000}",
]
PATTERNS = [
    "^a",
    "a$",
    "^[a-z]+$",
    r"\d",
    r"\bé",
    "^.$",
    "(?=a)b|c",
    r"^\w*\s?$",
    "🤖{2}",
]


def optional(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=members)


numeric = optional(
    min=bounds,
    max=bounds,
    exclusiveMin=bounds,
    exclusiveMax=bounds,
    multipleOf=st.sampled_from([1, 2, 3, 0.1, 0.5, 1e-300, 1e300]),
)
textual = optional(
    minLength=counts, maxLength=counts, pattern=st.sampled_from(PATTERNS)
)
listed = optional(minItems=counts, maxItems=counts, uniqueItems=st.booleans())
plain = st.one_of(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["string", "code", "url"]), "validation": textual}
    ),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"]), "validation": numeric}
    ),
    st.sampled_from(["boolean", "date", "datetime", "uuid", "any"]).map(
        lambda name: {"type": name}
    ),
    st.lists(hostile.texts, min_size=1, max_size=3, unique=True).map(
        lambda v: {"type": "enum", "values": v}
    ),
    st.sampled_from(["x", "", 1, 0, True, False]).map(
        lambda c: {
            "type": {str: "string", bool: "boolean", int: "integer"}[type(c)],
            "const": c,
        }
    ),
    st.just({"type": "ref", "ref": "address"}),
    st.just({"type": "ref", "ref": "sample"}),
)
FIELD_NAMES = ["a", "b", "__proto__", "$ref", "c d", "名前", "type_"]


def fields(
    types: st.SearchStrategy[dict[str, Any]],
) -> st.SearchStrategy[list[dict[str, Any]]]:
    names = st.lists(st.sampled_from(FIELD_NAMES), min_size=1, max_size=3, unique=True)
    return names.flatmap(
        lambda found: st.tuples(
            *(
                st.builds(
                    lambda t, r, n=name: {**t, "name": n, "required": r},
                    types,
                    st.booleans(),
                )
                for name in found
            )
        ).map(list)
    )


def compound(
    inner: st.SearchStrategy[dict[str, Any]],
) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.builds(
            lambda t, v: {"type": "array", "items": t, "validation": v}, inner, listed
        ),
        st.builds(lambda t: {"type": "object", "values": t}, inner),
        st.builds(lambda f: {"type": "object", "nestedFields": f}, fields(inner)),
        st.builds(
            lambda t: {"type": "union", "variants": t},
            st.lists(inner, min_size=1, max_size=3),
        ),
        st.builds(lambda t: {**t, "nullable": True}, inner),
    )


types = st.recursive(plain, compound, max_leaves=5)
specs = fields(types).map(
    lambda found: {"type": "sample", "kind": "type", "fields": found}
)
anything = st.one_of(
    hostile.values(hostile.broken_texts),
    st.sampled_from([*DATES, *UUIDS, "a", "b", "é", "ab", "🤖🤖", "\ud800", "x"]),
    st.builds("{}{}".format, st.sampled_from(DATES), st.sampled_from(TIMES)),
    st.sampled_from([0.1, 0.3, 0.7, 1e300, 1e308, -1e308, 2**53, 10**400, 1.0, True]),
)


@st.composite
def guesses(draw: st.DrawFn, written: dict[str, Any]) -> Any:
    """A value that has a chance to fit the type."""
    kind = written["type"]
    if draw(st.integers(0, 7)) == 0:
        return draw(anything)
    if written.get("nullable") and draw(st.booleans()):
        return None
    if "const" in written:
        return draw(st.sampled_from([written["const"], 1.0, 0.0, False]))
    if kind == "enum":
        return draw(st.sampled_from(written["values"]))
    if kind == "array":
        return draw(st.lists(guesses(written["items"]), max_size=4))
    if kind == "object" and "values" in written:
        return draw(
            st.dictionaries(
                hostile.broken_texts, guesses(written["values"]), max_size=3
            )
        )
    if kind == "object":
        return draw(objects(written["nestedFields"]))
    if kind == "union":
        return draw(st.sampled_from(written["variants"]).flatmap(guesses))
    if kind == "ref":
        return draw(st.sampled_from([{}, {"street": "x"}, {"street": 1}, {"a": 1}]))
    if kind in ("integer", "number"):
        return draw(hostile.numbers | bounds | st.integers(-5, 12))
    return draw(anything | hostile.texts | st.booleans())


@st.composite
def objects(draw: st.DrawFn, written: list[dict[str, Any]]) -> Any:
    chosen = [found for found in written if found["required"] or draw(st.booleans())]
    made = {found["name"]: draw(guesses(found)) for found in chosen}
    if draw(st.integers(0, 9)) == 0:
        made[draw(st.sampled_from(["x", *FIELD_NAMES]))] = None
    return made


def is_valid(document: dict[str, Any]) -> bool:
    try:
        loader.load_spec(document)
    except loader.SpecError:
        return False
    return True


@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(st.data(), specs.filter(is_valid))
def test_schemas_judge_as_the_types_do(
    data: st.DataObject, document: dict[str, Any]
) -> None:
    schema, fits = judge(document), reference(document)
    for _ in range(6):
        value = data.draw(objects(document["fields"]))
        assert schema.is_valid(value) == fits(value), (document, value)


@settings(max_examples=8, deadline=None)
@given(st.lists(specs.filter(is_valid), min_size=5, max_size=10))
def test_prettier_keeps_every_schema(documents: list[dict[str, Any]]) -> None:
    texts = [
        generator.generate_json_schema(document, TEMPLATE) for document in documents
    ]
    assert formatters.prettier("json", *texts) == texts


def test_a_node() -> None:
    document = {
        "type": "greeter",
        "displayName": "Greeter",
        "description": "Greets.",
        "fields": [
            {
                "name": "who",
                "type": "string",
                "required": True,
                "validation": {"pattern": "^[A-Z]"},
            },
            {
                "name": "times",
                "type": "integer",
                "nullable": True,
                "defaultValue": 1,
                "deprecated": "Once is enough.",
            },
            {"name": "home", "type": "ref", "ref": "address", "nullable": True},
        ],
        "examples": [{"name": "Hi", "configuration": {"who": "World"}}],
    }
    made = generator.main(
        {
            "spec_data": document,
            "template_content": TEMPLATE,
            "output_pattern": "x/{NodeName}.json",
        }
    )
    assert made["filename"] == "Greeter.json"
    assert made["node_name"] == "greeter"
    assert made["summary"]["id"] == "Greeter.json"
    assert made["summary"]["links"]["refs"] == [["address", ["fields", 2, "ref"]]]
    assert (
        made["generated_code"]
        == """\
{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "Greeter.json",
  "$comment": "Generated from files/codegen/specifications/nodes/greeter.json and files/codegen/templates/shared/json_schema.j2; edit those.",
  "title": "Greeter",
  "description": "Greets.",
  "type": "object",
  "properties": {
    "type": {
      "default": "greeter",
      "const": "greeter"
    },
    "who": {
      "type": "string",
      "$ref": "#/$defs/text",
      "pattern": "^[A-Z]"
    },
    "times": {
      "deprecated": true,
      "description": "Deprecated: Once is enough.",
      "default": 1,
      "type": ["integer", "null"],
      "$ref": "#/$defs/safe_integer"
    },
    "home": {
      "anyOf": [{ "$ref": "Address.json" }, { "type": "null" }]
    }
  },
  "required": ["who"],
  "additionalProperties": false,
  "examples": [{ "who": "World" }],
  "$defs": {
    "text": {
      "description": "Unicode scalar values: no lone surrogate.",
      "pattern": "^[^\\\\ud800-\\\\udfff]*(?![\\\\s\\\\S])"
    },
    "safe_integer": {
      "description": "An integer that every language holds exactly.",
      "minimum": -9007199254740991,
      "maximum": 9007199254740991
    }
  }
}
"""
    )


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("s/{node_name}.json", "address.json"),
        ("{node_name}/s.json", "../address/s.json"),
        ("a/{node_name}/b/{node_name}.json", "../../address/b/address.json"),
    ],
)
def test_references_are_relative(pattern: str, path: str) -> None:
    document = {"type": "x", "fields": [{"name": "a", "type": "ref", "ref": "address"}]}
    text = generator.generate_json_schema(document, TEMPLATE, pattern)
    assert json.loads(text)["properties"]["a"] == {"$ref": path}
