"""The table of `docs/specification.md`, row by row: which JSON is valid, and what it becomes, for every judge."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests import kit
from tests.agreement.agreement import Counts, compare
from tests.agreement.judges import reference_judge
from tests.agreement.worlds import Document, make_world

cross_check = kit.load("shared.cross_check")
loader = kit.load("shared.spec_loader")
ARRAY = {"type": "array"}
UNION: Document = {"type": "union"}
STRING = {"type": "string"}
NUMBER = {"type": "number"}
INTEGER = {"type": "integer"}
CIRCLE = [
    {"name": "kind", "type": "string", "const": "circle", "required": True},
    {"name": "r", "type": "number", "defaultValue": 1},
]
SQUARE = [{"name": "kind", "type": "string", "const": "square", "required": True}]
SHAPES = [{"type": "object", "nestedFields": fields} for fields in (CIRCLE, SQUARE)]


def shared(*fields: Document, type_: str = "sample") -> Document:
    return {"type": type_, "kind": "type", "fields": list(fields)}


def node(*fields: Document) -> Document:
    return {"type": "sample", "fields": list(fields)}


def judge(documents: list[Document], texts: list[str]) -> list[Any]:
    """What all judges make of instances of the first specification; `refused` where they refuse one."""
    instances = [(documents[0]["type"], text) for text in texts]
    compare(documents, instances, Counts())
    verdicts = map(reference_judge(make_world(documents)), instances)
    return [found.value if found.valid else "refused" for found in verdicts]


@pytest.mark.parametrize(
    ("type_", "valid", "invalid"),
    [
        (STRING, ['""', '"\\u0000"', '"\\ud83e\\udd16"'], ["1", "null", "[]"]),
        (STRING, ['"\\uffff"'], ['"\\ud800"', '"\\udc00a"', '"\\ude00\\ud83d"']),
        (
            STRING | {"validation": {"maxLength": 1}},
            ['"🤖"', '"\\uffff"'],
            ['"e\u0301"'],
        ),
        (STRING | {"validation": {"minLength": 2}}, ['"🤖a"'], ['"🤖"', '""']),
        (STRING | {"validation": {"pattern": "b$"}}, ['"ab"'], ['"ab\\n"', '"B"']),
        (STRING | {"validation": {"pattern": r"^\d$"}}, ['"1"'], ['"\u0663"', '"１"']),
        (STRING | {"validation": {"pattern": r"^\w$"}}, ['"_"'], ['"é"', '"\u212a"']),
        (
            STRING | {"validation": {"pattern": r"^\s$"}},
            ['"\\t"'],
            ['"\xa0"', '"\ufeff"'],
        ),
        (
            STRING | {"validation": {"pattern": "^.$"}},
            ['"🤖"', '"\x85"', '"\\u001c"'],
            ['"\\n"', '"\\r"', '"\u2028"', '"\u2029"', '""'],
        ),
        (
            STRING | {"validation": {"pattern": r"a\b"}},
            ['"a"', '"aé"'],
            ['"ab"', '"a_"'],
        ),
        ({"type": "url"}, ['"not a URL"'], ["{}"]),
        ({"type": "code"}, ['"1 +"'], ["true"]),
        ({"type": "boolean"}, ["true", "false"], ["0", "1", '"true"', "null"]),
        (INTEGER, ["1", "-0", "9007199254740991"], ["1.5", "true", '"1"', "1e400"]),
        (INTEGER, [], ["9007199254740992", "-9007199254740992.0", "NaN", "[1]"]),
        (INTEGER | {"validation": {"min": 1}}, ["1.0", "1e0"], ["0", "0.9", "-1"]),
        (INTEGER | {"validation": {"exclusiveMax": 3}}, ["2"], ["3", "3.0"]),
        (INTEGER | {"validation": {"multipleOf": 3}}, ["9", "-3", "0"], ["10", "1"]),
        (NUMBER, ["1", "1.5", "-0.0", "1e308", "9007199254740993"], ["true", '"1"']),
        (NUMBER, ["5e-324", "1e-400"], ["1e400", "-1e400", "Infinity", "NaN"]),
        (NUMBER, [], ["1" + "0" * 400, "9" * 5000, "01", "1.", ".5", "+1", "0x1"]),
        (NUMBER | {"validation": {"exclusiveMin": 0}}, ["5e-324"], ["0", "-0", "-1"]),
        (NUMBER | {"validation": {"multipleOf": 0.1}}, ["0.2", "0.1", "1"], ["0.3"]),
        (
            NUMBER | {"nullable": True, "validation": {"multipleOf": 2}},
            ["2"],
            ["1e400"],
        ),
        (NUMBER | {"validation": {"multipleOf": 5e-324}}, ["1e-323"], ["1", "1e300"]),
        (
            NUMBER | {"validation": {"max": 1e308, "multipleOf": 5e-324}},
            ["0"],
            ["1", "-1e300", "1e-10"],
        ),
        ({"type": "enum", "values": ["a", "__proto__"]}, ['"__proto__"'], ['"A"', "0"]),
        ({"type": "string", "const": ""}, ['""'], ['"a"', "null", "0"]),
        ({"type": "integer", "const": 1}, [], ["true", '"1"', "2", "1.5"]),
        ({"type": "boolean", "const": False}, ["false"], ["0", "true", "null"]),
        ({"type": "date"}, ['"2024-02-29"', '"0001-01-01"'], ['"2023-02-29"', "1"]),
        ({"type": "date"}, ['"9999-12-31"'], ['"0000-01-01"', '"2024-1-01"', '""']),
        ({"type": "date"}, [], ['"2024-02-29\\n"', '"２024-02-29"', '"20240229"']),
        (
            {"type": "datetime"},
            ['"2024-02-29T23:59:59Z"', '"2024-02-29T00:00:00.123456789-23:59"'],
            [
                '"2024-02-29T23:59:60Z"',
                '"2024-02-29t00:00:00z"',
                '"2024-02-29T24:00:00Z"',
                '"2024-02-29T00:00:00"',
                '"2024-02-29T00:00:00.0123456789Z"',
                '"2024-02-30T00:00:00Z"',
                '"2024-02-29 00:00:00Z"',
                '"2024-02-29T00:00:00+24:00"',
            ],
        ),
        (
            {"type": "uuid"},
            [
                '"123E4567-e89b-92d3-0456-426614174000"',
                '"ffffffff-ffff-ffff-ffff-ffffffffffff"',
            ],
            [
                '"123e4567e89b12d3a456426614174000"',
                '"{123e4567-e89b-12d3-a456-426614174000}"',
                '"123e4567-e89b-12d3-a456-426614174000\\n"',
            ],
        ),
        ({"type": "any"}, ["null", "[true, {}]", '{"__proto__": {"a": 1}}'], ["NaN"]),
        ({"type": "any"}, ["[]", "0", '""'], ["Infinity", "[1e400]", '{"\\ud800": 1}']),
        ({"type": "any"}, [], ["1" + "0" * 400, '{"a": ["\\udfff"]}', "[-1e999]"]),
        (ARRAY | {"items": INTEGER}, ["[]", "[1, 1]"], ["[1.5]", "[null]", "1", "{}"]),
        (
            ARRAY | {"validation": {"minItems": 1, "maxItems": 2}},
            ["[0]"],
            ["[]", "[1,2,3]"],
        ),
        (
            ARRAY | {"validation": {"uniqueItems": True}},
            ["[1, true, null, [1], {}]", '[{"a": 1}, {"a": true}]', '["a", "A"]'],
            [
                "[1, 1.0]",
                "[0, -0.0]",
                '[{"a": 1, "b": [2]}, {"b": [2.0], "a": 1}]',
                "[9007199254740992, 9007199254740993]",
                '["__proto__", "__proto__"]',
            ],
        ),
        (
            {"type": "object", "nestedFields": [{"name": "a", "type": "any"}]},
            ["{}", '{"a": null}'],
            ['{"A": 1}', '{"b": 1}', '{"__proto__": 1}', "[]", "null", '"a"'],
        ),
        (
            {"type": "object", "values": {"type": "boolean"}},
            ["{}", '{"__proto__": true, "constructor": false, "": true, "1": true}'],
            ['{"a": 1}', '{"\\ud800": true}', "[]", '{"__proto__": 1}'],
        ),
        ({"type": "object"}, ['{"a": {"b": [null]}}', "{}"], ["[]", '{"a": NaN}']),
        (
            {"type": "union", "variants": [INTEGER, STRING]},
            ["1", '"1"'],
            ["true", "1.5"],
        ),
        (
            {"type": "union", "variants": SHAPES, "discriminator": "kind"},
            ['{"kind": "square"}', '{"r": 2, "kind": "circle"}'],
            [
                '{"kind": "square", "r": 1}',
                "{}",
                '{"kind": "Circle"}',
                '{"kind": null}',
            ],
        ),
        (UNION | {"variants": [INTEGER, STRING]}, ["1"], ["null"]),
        (UNION | {"variants": [INTEGER], "nullable": True}, ["null", "1"], ["true"]),
        (UNION | {"variants": [INTEGER, {"type": "any"}]}, ["null", "[null]"], ["NaN"]),
        (
            UNION | {"variants": [INTEGER, STRING | {"nullable": True}]},
            ["null"],
            ["[]"],
        ),
        (
            UNION | {"variants": [UNION | {"variants": [STRING, {"type": "any"}]}]},
            ["null", "1"],
            ["1e400"],
        ),
        (
            UNION | {"variants": [ARRAY | {"items": {"type": "any"}}]},
            ["[null]"],
            ["null"],
        ),
        (
            UNION | {"variants": SHAPES, "discriminator": "kind", "nullable": True},
            ["null"],
            ["{}"],
        ),
        (
            ARRAY | {"items": UNION | {"variants": [STRING], "nullable": True}},
            ["[null]"],
            ["null"],
        ),
        (STRING | {"nullable": True}, ["null", '""'], ["0"]),
        (ARRAY | {"items": STRING | {"nullable": True}}, ["[null]"], ["null", "[1]"]),
    ],
)
def test_a_type(type_: Document, valid: list[str], invalid: list[str]) -> None:
    documents = [shared({"name": "value", "required": True, **type_})]
    texts = [f'{{"value": {text}}}' for text in (*valid, *invalid)]
    found = [result == "refused" for result in judge(documents, texts)]
    assert found == [False] * len(valid) + [True] * len(invalid)


@pytest.mark.parametrize(
    ("type_", "text", "result"),
    [
        (INTEGER, "1.0", 1),
        (INTEGER, "10e-1", 1),
        (NUMBER, "9007199254740993", 2.0**53),
        ({"type": "any"}, "[9007199254740993]", [2.0**53]),
        ({"type": "integer", "const": 1}, "1.0", 1),
        ({"type": "union", "variants": [INTEGER, NUMBER]}, "1.5", 1.5),
        (
            {"type": "union", "variants": SHAPES},
            '{"kind":"circle"}',
            {"kind": "circle", "r": 1},
        ),
        (
            {"type": "object", "values": {"type": "any"}},
            '{"a": 1, "__proto__": 2, "a": 3}',
            {"a": 3, "__proto__": 2},
        ),
        (
            {"type": "object", "values": {"type": "object"}},
            '{"a": [], "a": {"b": 1, "b": 2}}',
            {"a": {"b": 2}},
        ),
        (
            {"type": "object", "nestedFields": CIRCLE},
            '{"kind":"circle"}',
            {"kind": "circle", "r": 1},
        ),
    ],
)
def test_what_a_value_becomes(type_: Document, text: str, result: Any) -> None:
    documents = [shared({"name": "value", "required": True, **type_})]
    assert judge(documents, [f'{{"value": {text}}}']) == [{"value": result}]


def test_absent_null_and_default_are_three_things() -> None:
    fields: list[Document] = [
        {"name": "given", "type": "string", "required": True, "defaultValue": "a"},
        {"name": "filled", "type": "object", "defaultValue": {"__proto__": [1.0]}},
        {"name": "free", "type": "string"},
        {"name": "none", "type": "string", "nullable": True, "defaultValue": None},
    ]
    texts = [
        '{"given": ""}',
        "{}",
        '{"given": "", "free": null}',
        '{"given": "", "filled": null}',
        '{"given": "", "none": "", "filled": {}, "free": ""}',
    ]
    assert judge([shared(*fields)], texts) == [
        {"given": "", "filled": {"__proto__": [1]}, "none": None},
        "refused",
        "refused",
        "refused",
        {"given": "", "none": "", "filled": {}, "free": ""},
    ]


@pytest.mark.parametrize(
    "type_",
    [
        STRING | {"nullable": True},
        {"type": "any"},
        UNION | {"variants": [INTEGER, STRING], "nullable": True},
        UNION | {"variants": [INTEGER, {"type": "any"}]},
        {"type": "object", "nestedFields": CIRCLE, "nullable": True},
        {"type": "ref", "ref": "sample", "nullable": True},
    ],
)
def test_absent_and_null_stay_apart(type_: Document) -> None:
    """In static nodes too, which all judges' values go through."""
    inner = {"type": "object", "nestedFields": [{"name": "a", **type_}]}
    fields = [{"name": "a", **type_}, {"name": "in", **inner}]
    texts = ["{}", '{"a": null}', '{"in": {}}', '{"a": null, "in": {"a": null}}']
    values: list[Document] = [{}, {"a": None}, {"in": {}}, {"a": None}]
    values[3]["in"] = {"a": None}
    expected = [{"type": "sample", **value} for value in values]
    assert judge([node(*fields)], texts) == expected


def test_a_ref_takes_no_null_by_itself() -> None:
    loose = shared({"name": "a", "type": "any"}, type_="loose")
    for type_, expected in (
        ({"type": "ref", "ref": "loose"}, "refused"),
        (UNION | {"variants": [INTEGER, {"type": "ref", "ref": "loose"}]}, "refused"),
        ({"type": "ref", "ref": "loose", "nullable": True}, {"a": None}),
    ):
        documents = [shared({"name": "a", **type_}), loose]
        assert judge(documents, ['{"a": null}']) == [expected]


def test_the_variants_of_a_discriminated_union_are_not_nullable() -> None:
    variants = [SHAPES[0], SHAPES[1] | {"nullable": True}]
    union = UNION | {"variants": variants, "discriminator": "kind"}
    with pytest.raises(loader.SpecError) as caught:
        loader.load_spec(shared({"name": "a", **union}))
    message = "make the union nullable, not a variant of it"
    assert str(caught.value) == f"fields[0].variants[1]: {message}"


def test_the_type_of_a_node_is_filled_in() -> None:
    texts = ["{}", '{"type": "sample"}', '{"type": "other"}', '{"type": null}', "[]"]
    assert judge([node({"name": "a", "type": "any"})], texts) == [
        {"type": "sample"},
        {"type": "sample"},
        "refused",
        "refused",
        "refused",
    ]


NAMES = [
    *("__proto__", "constructor", "toString", "hasOwnProperty", "then", "valueOf"),
    *(
        "model_config",
        "copy",
        "json",
        "schema",
        "dict",
        "model_fields",
        "self",
        "class",
    ),
    *(
        "a b",
        "1",
        "é",
        "名前",
        "$ref",
        "",
        "__typename",
        "userName",
        "-",
        "\u2028",
        '"',
    ),
]


def test_a_key_is_its_name_letter_for_letter() -> None:
    for name in NAMES:
        if not name:
            continue
        fields = [
            {"name": name, "type": "integer", "defaultValue": 1, "required": False}
        ]
        key = kit.load("shared.literals").json.literal(name)
        texts = [
            "{}",
            f"{{{key}: 2}}",
            f'{{{key}: "2"}}',
            '{"x": 1}',
            '{"user_name": 1}',
        ]
        assert judge([shared(*fields)], texts) == [
            {name: 1},
            {name: 2},
            "refused",
            "refused",
            "refused",
        ]


def test_specifications_refer_to_each_other() -> None:
    tree = shared(
        {"name": "left", "type": "ref", "ref": "tree", "nullable": True},
        {"name": "leaves", "type": "array", "items": {"type": "ref", "ref": "leaf"}},
        type_="tree",
    )
    leaf = shared(
        {"name": "colour", "type": "enum", "values": ["red"], "defaultValue": "red"},
        {"name": "on", "type": "ref", "ref": "tree"},
        type_="leaf",
    )
    deep = '{"left": ' * 90 + "null" + "}" * 90
    found = judge(
        [tree, leaf],
        ['{"left": {"leaves": [{}]}}', '{"leaves": [{"on": {"x": 1}}]}', deep, "null"],
    )
    assert found[0] == {"left": {"leaves": [{"colour": "red"}]}}
    assert found[1] == "refused"
    assert found[2] != "refused"
    assert found[3] == "refused"


def test_classes_in_fields_are_those_of_no_other_specification() -> None:
    """All share one GraphQL schema; joined, `order` + `item_tag` is `order_item` + `tag`."""
    part: Document = {"type": "object", "nestedFields": [{"name": "q", **INTEGER}]}
    inner = {"type": "object", "nestedFields": [{"name": "b", **part}]}
    fields: list[Document] = [
        *({"name": name, **part} for name in ("item_tag", "input", "a_b_input")),
        {"name": "a", **inner},
        {"name": "a_b", **part},
        {"name": "one", "type": "union", "variants": [part]},
        {"name": "many", **ARRAY, "items": {"type": "enum", "values": ["x"]}},
    ]
    others = [
        shared({"name": "tag", **part}, type_="order_item"),
        *(
            shared({"name": "x", **STRING}, type_=type_)
            for type_ in ("order_a", "order_a_b2", "order_one", "order_many")
        ),
    ]
    text = (
        '{"item_tag": {"q": 1}, "a": {"b": {"q": 2}}, "one": {"q": 3}, "many": ["x"]}'
    )
    order = shared(*fields, type_="order")
    assert judge([order, *others], [text]) == [json.loads(text)]
    assert "both make the name OrderInput" in refusal(
        [order, shared(type_="order_input")]
    )


def refusal(documents: list[Document]) -> str:
    """What is wrong with specifications."""
    for document in documents:
        loader.load_spec(document)
    with pytest.raises(loader.SpecError) as caught:
        cross_check.check_together(documents)
    return str(caught.value)


def test_items_are_unique_before_and_after_they_are_filled_in() -> None:
    """A schema in JSON fills in nothing, so that it would take two items that become equal."""
    unique = {"type": "array", "validation": {"uniqueItems": True}}
    leaf = shared({"name": "n", "type": "integer", "defaultValue": 1}, type_="leaf")
    branch = shared({"name": "leaf", "type": "ref", "ref": "leaf"}, type_="branch")
    tree = shared({"name": "x", **unique, "items": {"type": "ref", "ref": "branch"}})
    message = "the items hold values of {!r}, into which defaults are filled"
    place = "sample.fields[0].validation.uniqueItems"
    assert refusal([tree, branch, leaf]) == f"{place}: {message.format('leaf')}"
    root = node({"name": "x", **unique, "items": {"type": "ref", "ref": "sample"}})
    assert refusal([root]) == f"{place}: {message.format('sample')}"
    plain = shared({"name": "n", "type": "integer"}, type_="leaf")
    texts = ['{"x": [{"leaf": {"n": 1}}, {"leaf": {"n": 2}}]}', '{"x": [{}, {}]}']
    assert "refused" not in judge([tree, branch, plain], texts)[:1]


def test_types_are_nested_deeply() -> None:
    """The classes of all specifications were compared in a time that doubled with each level."""
    field: Document = {"name": "leaf", "type": "string"}
    value = '{"leaf": "a"}'
    for level in range(60):
        field = {"name": f"n{level}", "type": "object", "nestedFields": [field]}
        value = f'{{"n{level}": {value}}}'
    cross_check.check_together([shared(field)])
    assert judge([shared(field)], [value, value.replace('"a"', "1")])[1] == "refused"


def test_a_step_so_small_that_quotients_overflow_has_no_multiple_far_from_zero() -> (
    None
):
    bounds = {"min": 1, "max": 5, "multipleOf": 5e-324}
    with pytest.raises(loader.SpecError, match="no multiple of 5e-324 is within"):
        loader.load_spec(shared({"name": "a", "type": "number", "validation": bounds}))
