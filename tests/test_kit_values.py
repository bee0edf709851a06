"""The meaning of types: which JSON values are valid, and what they become."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests import kit

loader = kit.load("shared.spec_loader")
values = kit.load("shared.value_check")
problems = kit.load("shared.problems")

OTHER = loader.load_spec(
    {
        "type": "size",
        "kind": "type",
        "fields": [{"name": "cm", "type": "integer", "defaultValue": 5}],
    }
)


def check(value: Any, **written: Any) -> tuple[Any, list[str]]:
    """What a value of a field becomes, and what is wrong with it."""
    document = {"type": "sample", "fields": [{"name": "a", **written}]}
    type_ = loader.load_spec(document).fields[0].type
    found = problems.Problems()
    specs = {"size": loader.value_type(OTHER)}
    made = values.conform(value, type_, ("a",), found, specs.get)
    return made, [problems.describe(problem) for problem in found.found]


INNER = [
    {"name": "x", "type": "integer", "required": True},
    {"name": "y", "type": "string", "defaultValue": "z"},
    {"name": "n", "type": "string", "nullable": True},
]
OBJECT = {"type": "object", "nestedFields": INNER}


@pytest.mark.parametrize(
    ("written", "value", "made"),
    [
        ({"type": "string"}, "é🤖", "é🤖"),
        ({"type": "string", "validation": {"maxLength": 1}}, "🤖", "🤖"),
        ({"type": "integer"}, 1.0, 1),
        ({"type": "integer"}, -(2**53) + 1, -(2**53) + 1),
        ({"type": "number"}, 1, 1),
        ({"type": "number"}, 2**53 + 1, 2.0**53),
        ({"type": "number", "validation": {"multipleOf": 0.1}}, 0.5, 0.5),
        ({"type": "integer", "const": 1}, 1.0, 1),
        ({"type": "date"}, "2024-02-29", "2024-02-29"),
        (
            {"type": "datetime"},
            "2024-02-29T23:59:59.123456789-23:59",
            "2024-02-29T23:59:59.123456789-23:59",
        ),
        (
            {"type": "uuid"},
            "123E4567-e89b-12d3-a456-426614174000",
            "123E4567-e89b-12d3-a456-426614174000",
        ),
        (
            {"type": "any"},
            {"a": [1.5, None, True, {"__proto__": "x"}]},
            {"a": [1.5, None, True, {"__proto__": "x"}]},
        ),
        ({"type": "any"}, None, None),
        ({"type": "string", "nullable": True}, None, None),
        (
            {"type": "object", "values": "integer"},
            {"": 1.0, "__proto__": 2},
            {"": 1, "__proto__": 2},
        ),
        (OBJECT, {"x": 1.0}, {"x": 1, "y": "z"}),
        (OBJECT, {"n": None, "x": 2, "y": ""}, {"x": 2, "y": "", "n": None}),
        ({"type": "array", "items": OBJECT}, [{"x": 1}], [{"x": 1, "y": "z"}]),
        (
            {"type": "array", "items": "any", "validation": {"uniqueItems": True}},
            [1, True, "1", [1], {"a": 1}],
            [1, True, "1", [1], {"a": 1}],
        ),
        ({"type": "union", "variants": ["integer", "string"]}, 1.0, 1),
        ({"type": "union", "variants": ["number", "integer"]}, 1.0, 1.0),
        ({"type": "ref", "ref": "size"}, {}, {"cm": 5}),
    ],
)
def test_what_a_value_becomes(written: dict[str, Any], value: Any, made: Any) -> None:
    assert repr(check(value, **written)) == repr((made, []))


@pytest.mark.parametrize(
    ("written", "value", "message"),
    [
        ({"type": "string"}, 1, "a: 1 is not a string"),
        (
            {"type": "string"},
            None,
            "a: null is not valid here, because the type is not nullable",
        ),
        ({"type": "string"}, "\ud800", "a: '\\ud800' holds a lone surrogate"),
        (
            {"type": "string", "validation": {"minLength": 2}},
            "🤖",
            "a: 1 characters are fewer than 2",
        ),
        ({"type": "integer"}, True, "a: true is not an integer"),
        ({"type": "integer"}, "1", "a: '1' is not an integer"),
        ({"type": "integer"}, 2**53, "a: 9007199254740992 is not within ±(2^53 - 1)"),
        ({"type": "number"}, math.inf, "a: Infinity is not a finite double"),
        (
            {"type": "number", "validation": {"multipleOf": 0.1}},
            0.3,
            "a: 0.3 is not a multiple of 0.1",
        ),
        (
            {"type": "number", "validation": {"multipleOf": 0.1}},
            1e308,
            "a: 1e+308 is not a multiple of 0.1",
        ),
        (
            {"type": "number", "validation": {"exclusiveMax": 1}},
            1,
            "a: 1.0 is not less than 1",
        ),
        ({"type": "boolean"}, 1, "a: 1 is not true or false"),
        ({"type": "integer", "const": 1}, True, "a: true is not 1"),
        ({"type": "boolean", "const": True}, 1, "a: 1 is not true"),
        (
            {"type": "date"},
            "0000-01-01",
            "a: '0000-01-01' is not a date like 2024-02-29",
        ),
        (
            {"type": "date"},
            "2024-02-29\n",
            "a: '2024-02-29\\n' is not a date like 2024-02-29",
        ),
        (
            {"type": "datetime"},
            "2024-02-29T00:00:60Z",
            "a: '2024-02-29T00:00:60Z' is not a date and time like 2024-02-29T12:00:00Z",
        ),
        (OBJECT, {"x": 1, "z": 1}, "a.z: 'z' is not a field"),
        (
            OBJECT,
            {"x": 1, "y": None},
            "a.y: null is not valid here, because the type is not nullable",
        ),
        (
            {"type": "object", "values": "integer"},
            {"\udc00": 1},
            "a.\udc00: '\\udc00' holds a lone surrogate",
        ),
        (
            {"type": "array", "validation": {"uniqueItems": True}},
            [{"a": 1, "b": 2}, {"b": 2.0, "a": 1}],
            "a: two items are equal",
        ),
        (
            {"type": "array", "validation": {"maxItems": 1}},
            [1, 2],
            "a: 2 items are more than 1",
        ),
        (
            {"type": "union", "variants": ["integer", "string"]},
            None,
            "a: null fits no variant of the union",
        ),
        (
            {"type": "union", "variants": ["integer", "string"]},
            [],
            "a: [] fits no variant of the union",
        ),
        ({"type": "any"}, [math.nan], "a[0]: NaN is not a finite double"),
        ({"type": "ref", "ref": "size"}, {"cm": "5"}, "a.cm: '5' is not an integer"),
    ],
)
def test_what_is_refused(written: dict[str, Any], value: Any, message: str) -> None:
    assert check(value, **written)[1][:1] == [message]
