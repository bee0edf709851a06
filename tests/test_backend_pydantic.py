"""`pydantic_model`: how a model reads, and exactly which JSON it takes."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from tests import kit
from tests.backend_corpus import SEED, load, run, write
from tests.backend_samples import NAMES, STRANGE, TEXTS, Sampler

loader = kit.load("shared.spec_loader")
problems = kit.load("shared.problems")
reference = kit.load("shared.value_check")
spec_model = kit.load("shared.spec_model")

Fields = list[dict[str, Any]]


def code(spec: dict[str, Any]) -> str:
    return str(run("pydantic_model", spec)["generated_code"])


def model(fields: Fields) -> type[BaseModel]:
    """The model of a shared type with these fields."""
    spec = {"type": "sample", "kind": "type", "fields": fields}
    made: type[BaseModel] = load(code(spec)).Sample
    return made


def taken(kept: type[BaseModel], data: Any) -> Any:
    """What the model makes of the data; `refused` if it refuses it."""
    try:
        return kept.model_validate(data).model_dump(by_alias=True)
    except ValidationError:
        return "refused"


def value_of(type_: dict[str, Any], value: Any) -> Any:
    """What a required field of the type makes of a value."""
    found = taken(
        model([{"name": "value", "required": True, **type_}]), {"value": value}
    )
    return found if found == "refused" else found["value"]


def test_a_model_reads_like_one_that_a_person_wrote() -> None:
    spec = {
        "type": "order_item",
        "displayName": "Order Item",
        "description": "One line of an order.",
        "fields": [
            {
                "name": "sku",
                "type": "string",
                "required": True,
                "description": "The number of the article.",
                "validation": {"pattern": "^[A-Z]+$", "maxLength": 12},
            },
            {
                "name": "unitCount",
                "type": "integer",
                "defaultValue": 1,
                "description": "How many pieces.",
                "validation": {"min": 1, "max": 100},
            },
            {
                "name": "state",
                "type": "enum",
                "values": ["open", "sent"],
                "defaultValue": "open",
            },
            {
                "name": "box",
                "type": "object",
                "description": "What it is packed in.",
                "nestedFields": [
                    {"name": "weight", "type": "number", "required": True}
                ],
            },
            {
                "name": "class",
                "type": "string",
                "nullable": True,
                "deprecated": "use sku",
            },
        ],
    }
    head = "# Generated from files/codegen/specifications/nodes/order_item.json and\n"
    head += "# files/codegen/templates/backend/pydantic_model.j2; edit those."
    assert (
        code(spec)
        == head
        + r'''
"""The model of Order Item."""

from typing import Annotated, Literal

from pydantic import MISSING, BaseModel, BeforeValidator, ConfigDict, Field

_CONFIG = ConfigDict(
    strict=True,
    extra="forbid",
    frozen=True,
    allow_inf_nan=False,
    str_min_length=0,  # with it, a lone surrogate is refused
    regex_engine="python-re",
    serialize_by_alias=True,
)


def _integer(value: object) -> object:
    """Read 1.0 as 1; refuse an integer that not every language holds exactly."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) > 2**53 - 1:
        raise ValueError("should be between -(2**53 - 1) and 2**53 - 1")
    return value


Integer = Annotated[int, BeforeValidator(_integer)]


class OrderItemBox(BaseModel):
    """What it is packed in."""

    model_config = _CONFIG

    weight: float


class OrderItem(BaseModel):
    """One line of an order."""

    model_config = _CONFIG

    type: Literal["order_item"] = "order_item"
    sku: str = Field(
        max_length=12,
        pattern=r"^[A-Z]+\Z",
        description="The number of the article.",
    )
    unit_count: Integer = Field(
        default=1,
        alias="unitCount",
        ge=1,
        le=100,
        description="How many pieces.",
    )
    state: Literal["open", "sent"] = "open"
    box: OrderItemBox | MISSING = Field(
        default=MISSING,
        description="What it is packed in.",
    )
    class_: str | MISSING | None = Field(
        default=MISSING,
        alias="class",
        deprecated="use sku",
    )
'''
    )


STRING = {"type": "string"}
INTEGER = {"type": "integer"}
NUMBER = {"type": "number"}


@pytest.mark.parametrize(
    ("type_", "value", "result"),
    [
        (STRING, "\U0001f916", "\U0001f916"),
        (STRING, "\ud800", "refused"),
        (STRING, 1, "refused"),
        (STRING, None, "refused"),
        (STRING | {"nullable": True}, None, None),
        (STRING | {"validation": {"maxLength": 1}}, "\U0001f916", "\U0001f916"),
        (STRING | {"validation": {"maxLength": 1}}, "ab", "refused"),
        (STRING | {"validation": {"pattern": "b$"}}, "ab", "ab"),
        (STRING | {"validation": {"pattern": "b$"}}, "ab\n", "refused"),
        (STRING | {"validation": {"pattern": r"^\d$"}}, "\u0663", "refused"),
        (INTEGER, 1.0, 1),
        (INTEGER, 1.5, "refused"),
        (INTEGER, True, "refused"),
        (INTEGER, "1", "refused"),
        (INTEGER, 2**53 - 1, 2**53 - 1),
        (INTEGER, 2**53, "refused"),
        (INTEGER, -(2.0**53), "refused"),
        (INTEGER | {"validation": {"min": 3}}, 2.0, "refused"),
        (INTEGER | {"validation": {"multipleOf": 3}}, 9.0, 9),
        (NUMBER, 1, 1.0),
        (NUMBER, True, "refused"),
        (NUMBER, 10**400, "refused"),
        (NUMBER, float("nan"), "refused"),
        (NUMBER, float("-inf"), "refused"),
        (NUMBER | {"validation": {"multipleOf": 0.1}}, 0.3, "refused"),
        (NUMBER | {"validation": {"multipleOf": 0.1}}, 0.2, 0.2),
        (NUMBER | {"validation": {"exclusiveMin": 0}}, 0, "refused"),
        ({"type": "boolean"}, 1, "refused"),
        ({"type": "boolean"}, "true", "refused"),
        ({"type": "integer", "const": 1}, 1.0, 1),
        ({"type": "integer", "const": 1}, True, "refused"),
        ({"type": "boolean", "const": True}, 1, "refused"),
        ({"type": "date"}, "2024-02-29", "2024-02-29"),
        ({"type": "date"}, "2023-02-29", "refused"),
        ({"type": "date"}, "0000-01-01", "refused"),
        ({"type": "date"}, "20240229", "refused"),
        (
            {"type": "datetime"},
            "2024-02-29T23:59:59.5+14:00",
            "2024-02-29T23:59:59.5+14:00",
        ),
        ({"type": "datetime"}, "2024-02-29T23:59:60Z", "refused"),
        ({"type": "datetime"}, "2024-02-29T23:59:59", "refused"),
        ({"type": "uuid"}, "123E4567-e89b-12d3-a456-426614174000", ...),
        ({"type": "uuid"}, "123e4567e89b12d3a456426614174000", "refused"),
        ({"type": "any"}, {"a": [None, True, 1.5, "x"]}, ...),
        ({"type": "any"}, 10**400, "refused"),
        ({"type": "any"}, [float("inf")], "refused"),
        ({"type": "any"}, {"\ud800": 1}, "refused"),
        ({"type": "any"}, 2**53 + 1, 2.0**53),
        (
            {"type": "array", "validation": {"uniqueItems": True}},
            [1, True, "1", [1]],
            ...,
        ),
        ({"type": "array", "validation": {"uniqueItems": True}}, [1, 1.0], "refused"),
        (
            {"type": "array", "validation": {"uniqueItems": True}},
            [{"a": 1, "b": 2}, {"b": 2, "a": 1}],
            "refused",
        ),
        ({"type": "object", "values": INTEGER}, {"__proto__": 1.0}, {"__proto__": 1}),
        ({"type": "object", "values": INTEGER}, {"a": "1"}, "refused"),
        ({"type": "union", "variants": [INTEGER, NUMBER]}, 1.5, 1.5),
        ({"type": "union", "variants": [INTEGER, STRING]}, True, "refused"),
        ({"type": "union", "variants": [STRING, STRING]}, "a", "a"),
    ],
)
def test_a_value(type_: dict[str, Any], value: Any, result: Any) -> None:
    found = value_of(type_, value)
    expected = value if result is ... else result
    assert (found, found.__class__) == (expected, expected.__class__)


def test_absent_null_and_default_are_three_things() -> None:
    kept = model(
        [
            {
                "name": "required",
                "type": "string",
                "required": True,
                "defaultValue": "x",
            },
            {"name": "optional", "type": "string"},
            {"name": "nullable", "type": "string", "nullable": True},
            {"name": "filled", "type": "array", "defaultValue": [1.0]},
            {"name": "free", "type": "any"},
        ]
    )
    assert taken(kept, {}) == "refused"
    assert taken(kept, {"required": ""}) == {"required": "", "filled": [1]}
    assert taken(kept, {"required": "", "optional": None}) == "refused"
    assert taken(kept, {"required": "", "filled": None}) == "refused"
    full: dict[str, Any] = {
        "required": "",
        "nullable": None,
        "filled": [],
        "free": None,
    }
    assert taken(kept, full) == full


def test_a_default_is_a_new_value_each_time() -> None:
    nested = [{"name": "n", "type": "integer", "defaultValue": 1.0}]
    fields: Fields = [
        {
            "name": "list",
            "type": "array",
            "validation": {"itemType": "string"},
            "defaultValue": ["a"],
        },
        {"name": "made", "type": "object", "nestedFields": nested, "defaultValue": {}},
    ]
    kept = model(fields)
    one, other = kept.model_validate({}), kept.model_validate({})
    assert one.model_dump(by_alias=True) == {"list": ["a"], "made": {"n": 1}}
    assert vars(one)["list_"] is not vars(other)["list_"]


def test_only_the_name_in_json_is_a_key() -> None:
    kept = model([{"name": "maxCount", "type": "integer"}])
    assert taken(kept, {"maxCount": 1}) == {"maxCount": 1}
    assert taken(kept, {"max_count": 1}) == "refused"
    assert taken(kept, {"unknown": 1}) == "refused"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "type"])
def test_any_name_is_kept(name: str) -> None:
    other = {
        "name": "other_name",
        "type": "array",
        "validation": {"itemType": "string"},
    }
    kept = model(
        [
            {"name": name, "type": "string", "defaultValue": "a"},
            other | {"defaultValue": ["b"]},
        ]
    )
    assert taken(kept, {}) == {name: "a", "other_name": ["b"]}
    assert taken(kept, {name: "c"}) == {name: "c", "other_name": ["b"]}


@pytest.mark.parametrize(
    "name", ["base_model", "literal", "field", "any", "json", "integer"]
)
def test_a_class_is_never_called_like_what_the_module_uses(name: str) -> None:
    nested = {
        "name": "model",
        "type": "object",
        "nestedFields": [{"name": "n", "type": "integer"}],
    }
    made = load(
        code({"type": name, "fields": [nested, {"name": "free", "type": "any"}]})
    )
    kept = getattr(made, kit.load("shared.naming").class_name(name))
    assert taken(kept, {"model": {"n": 1}}) == {"type": name, "model": {"n": 1}}


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_kept(text: str) -> None:
    fields = [
        {"name": "note", "type": "string", "description": text, "defaultValue": text},
        {"name": "tag", "type": "string", "const": text, "description": text},
        {
            "name": "kind",
            "type": "enum",
            "values": [text, f"{text}!"],
            "deprecated": text,
        },
        {"name": "map", "type": "object", "defaultValue": {text: [text]}},
    ]
    spec = {
        "type": "sample",
        "displayName": text,
        "description": text,
        "fields": fields,
    }
    kept = load(code(spec)).Sample
    assert kept.model_fields["note"].description == (text or None)
    assert kept.model_fields["tag"].description == (text or None)
    assert kept.model_fields["kind"].deprecated == (text or True)
    data = {"note": text, "tag": text, "kind": text, "map": {text: [text]}}
    assert taken(kept, data) == {"type": "sample", **data}
    assert taken(kept, {}) == {"type": "sample", "note": text, "map": {text: [text]}}
    if text.strip():
        assert str(kept.__doc__).split() == text.split()


def test_specifications_that_refer_to_each_other_in_a_circle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = {
        "name": "children",
        "type": "array",
        "items": {"type": "ref", "ref": "tree"},
    }
    specs = {
        "tree": [tree, {"name": "owner", "type": "ref", "ref": "person"}],
        "person": [
            {
                "name": "trees",
                "type": "object",
                "values": {"type": "ref", "ref": "tree"},
            }
        ],
    }
    for type_, fields in specs.items():
        spec = {"type": type_, "kind": "type", "fields": fields}
        made = run("pydantic_model", spec, output_pattern="circle/{node_name}/model.py")
        write(tmp_path / "circle" / type_ / "model.py", made["generated_code"])
    monkeypatch.syspath_prepend(tmp_path)
    data: dict[str, Any] = {"children": [{"owner": {"trees": {"a": {"children": []}}}}]}
    assert taken(importlib.import_module("circle.tree.model").Tree, data) == data
    person = importlib.import_module("circle.person.model").Person
    assert taken(person, {"trees": {"b": data}}) == {"trees": {"b": data}}
    assert taken(person, {"trees": {"b": {"owner": {"x": 1}}}}) == "refused"


def test_a_discriminated_union_says_what_is_wrong_with_its_variant() -> None:
    circle = [
        {"name": "class", "type": "string", "const": "circle", "required": True},
        {"name": "r", "type": "number", "required": True},
    ]
    dot = [{"name": "class", "type": "string", "const": "dot", "required": True}]
    variants = [{"type": "object", "nestedFields": fields} for fields in (circle, dot)]
    kept = model(
        [
            {
                "name": "shape",
                "type": "union",
                "discriminator": "class",
                "variants": variants,
            }
        ]
    )
    assert taken(kept, {"shape": {"class": "dot"}}) == {"shape": {"class": "dot"}}
    with pytest.raises(ValidationError) as raised:
        kept.model_validate({"shape": {"class": "circle", "r": "wide"}})
    assert [error["loc"] for error in raised.value.errors()] == [
        ("shape", "circle", "r")
    ]


@pytest.mark.parametrize("name", ["class", "1", "!", "Type", "__proto__", "model_dump"])
def test_any_name_tells_variants_apart(name: str) -> None:
    naming = kit.load("shared.naming")
    own = naming.python_attribute(name)
    variants: list[dict[str, Any]] = []
    for tag in ("one", "two"):
        told = {"name": name, "type": "string", "const": tag, "required": True}
        variants.append({"type": "object", "nestedFields": [told]})
    if naming.snake(own) != naming.snake(name):  # else the kit refuses both together
        variants[1]["nestedFields"].append({"name": own, "type": "string"})
    field = {
        "name": "value",
        "type": "union",
        "discriminator": name,
        "variants": variants,
    }
    kept = model([field])
    for value in ({name: "one"}, {name: "two"}):
        assert taken(kept, {"value": value}) == {"value": value}
    assert taken(kept, {"value": {name: "three"}}) == "refused"


@pytest.mark.parametrize("seed", range(SEED, SEED + 60))
def test_a_model_takes_what_the_reference_takes(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sampler = Sampler(seed, ("main", "other"))
    specs = {
        "main": sampler.spec("main", size=8),
        "other": sampler.spec("other", is_node=False, size=4),
    }
    package = f"agreement_{seed}"
    types = {}
    for type_, spec in specs.items():
        pattern = f"{package}/{{node_name}}_model.py"
        made = run("pydantic_model", spec, output_pattern=pattern)
        write(tmp_path / package / f"{type_}_model.py", made["generated_code"])
        loaded = loader.load_spec(spec)
        own = (loader.type_field(type_),) if loaded.is_node else ()
        types[type_] = spec_model.Type("object", fields=(*own, *loaded.fields))
    monkeypatch.syspath_prepend(tmp_path)
    kept = importlib.import_module(f"{package}.main_model").Main
    for _ in range(40):
        value = sampler.value(specs["main"]["fields"])
        found = problems.Problems()
        expected = reference.conform(value, types["main"], (), found, types.get)
        result = taken(kept, value)
        if found.found:
            assert result == "refused", (value, found.found)
        else:
            assert result != "refused", value
            assert reference.json_equal(result, expected), (value, result, expected)


@pytest.mark.parametrize("value", STRANGE)
def test_a_strange_value_is_taken_where_the_reference_takes_it(value: Any) -> None:
    kinds = [
        "string",
        "integer",
        "number",
        "boolean",
        "any",
        "date",
        "datetime",
        "uuid",
    ]
    for kind in (*kinds, "array", "object"):
        type_ = {"type": kind}
        spec = {
            "type": "sample",
            "kind": "type",
            "fields": [{"name": "value", **type_}],
        }
        (field,) = loader.load_spec(spec).fields
        fits = reference.fits(value, field.type, lambda ref: None)
        assert (value_of(type_, value) != "refused") == fits, kind
