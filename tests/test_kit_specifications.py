"""What a specification may say: read into the model, or refused with every problem and its place."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import hostile, kit

loader = kit.load("shared.spec_loader")
model = kit.load("shared.spec_model")
problems = kit.load("shared.problems")
validator = kit.load("validators.spec_validator")

OWN = sorted((kit.CODEGEN / "specifications" / "nodes").glob("*.json"))
DOCUMENTS = [json.loads(path.read_text(encoding="utf-8")) for path in OWN]

PUBLISHED = {
    "nodeType": "chat_reader",
    "displayName": "Chat Reader",
    "category": "integration",
    "icon": "📝",
    "color": "#ec4899",
    "description": "Reads a chat.",
    "fields": [
        {
            "name": "apiKey",
            "type": "string",
            "required": True,
            "description": "The key.",
            "uiConfig": {"inputType": "text", "password": True},
        },
        {
            "name": "operation",
            "type": "string",
            "required": True,
            "validation": {"enum": ["query", "update"]},
            "uiConfig": {
                "inputType": "select",
                "options": [{"value": "query", "label": "Query"}],
            },
        },
        {
            "name": "page_id",
            "type": "string",
            "uiConfig": {
                "inputType": "filepath",
                "conditional": {"field": "operation", "value": "update"},
                "showPromptFileButton": True,
            },
        },
        {
            "name": "patterns",
            "type": "array",
            "defaultValue": ["type"],
            "validation": {"itemType": "string", "allowedValues": ["type", "enum"]},
        },
        {"name": "tools", "type": "array", "validation": {"itemType": "object"}},
        {
            "name": "memory",
            "type": "object",
            "uiConfig": {"inputType": "code", "language": "json"},
        },
    ],
    "handles": {"inputs": ["default"], "outputs": ["true", "false"]},
    "outputs": {"true": {"type": "any", "description": "When it is."}},
    "execution": {"timeout": 30, "retryable": True, "maxRetries": 3, "batchSize": 10},
    "validation": {"requiresOneOf": ["apiKey", "page_id"]},
    "examples": [
        {
            "name": "Query",
            "description": "Asks.",
            "configuration": {"apiKey": "x", "operation": "query"},
        }
    ],
}
"""A specification as they are published: camelCase keys and habits of its own."""


def spec(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "sample", "fields": list(fields), **more}


def field(**members: Any) -> dict[str, Any]:
    return {"name": "a", "type": "string", **members}


def checked(*documents: Any) -> dict[str, Any]:
    """The input of the check of all, from the check of each."""
    return {
        "checked": [validator.main({"spec_data": document}) for document in documents]
    }


def refusals(document: Any) -> list[str]:
    with pytest.raises(loader.SpecError) as caught:
        loader.load_spec(document)
    return str(caught.value).split("\n")


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.stem for path in OWN])
def test_our_own_specifications_are_valid(document: dict[str, Any]) -> None:
    assert validator.main({"spec_data": document}) == {"spec": document, "problems": []}


def test_our_own_specifications_are_named_by_their_type_and_go_together() -> None:
    names = [path.stem for path in OWN]
    assert validator.check_all(checked(*DOCUMENTS)) == {"specs": names, "problems": []}


def test_every_port_of_our_own_specifications_is_documented() -> None:
    for document in DOCUMENTS:
        read = loader.load_spec(document)
        outputs = read.output_types
        assert {handle.id for handle in read.outputs} <= outputs.keys()
        assert all(output["description"] for output in outputs.values())
        assert all([read.examples, read.description, read.icon, read.category])


def test_a_published_specification_is_read_unchanged() -> None:
    read = loader.load_spec(PUBLISHED)
    assert read.type == "chat_reader"
    by_name = {found.name: found for found in read.fields}
    assert by_name["apiKey"].ui.input_type == "password"
    assert by_name["operation"].type == model.Type("enum", values=("query", "update"))
    assert by_name["page_id"].conditional == model.Conditional(
        "operation", ("update",), "equals"
    )
    assert by_name["page_id"].ui.input_type == "file"
    assert by_name["patterns"].type.item == model.Type("enum", values=("type", "enum"))
    assert by_name["patterns"].default == ["type"]
    assert by_name["memory"].type == model.Type("map", item=model.Type("any"))
    assert [handle.id for handle in read.outputs] == ["true", "false"]
    assert read.description == "Reads a chat.\n\nExpects one of: apiKey, page_id."
    assert read.execution == model.Execution(30, True, 3, ())


def test_aliases_and_defaults() -> None:
    short = loader.load_spec(
        spec(field(default_value="x", ui_config={"read_only": True}))
    )
    assert short == loader.load_spec(
        spec(field(defaultValue="x", uiConfig={"readOnly": True}), displayName="Sample")
    )
    assert [handle.label for handle in (*short.inputs, *short.outputs)] == ["In", "Out"]
    assert short.is_node
    assert not loader.load_spec(spec(kind="type")).is_node


@pytest.mark.parametrize(
    ("name", "input_type"),
    [("code", "code"), ("file_path", "file"), ("url", "url"), ("boolean", "checkbox")],
)
def test_the_input_follows_from_the_type(name: str, input_type: str) -> None:
    assert (
        loader.load_spec(spec(field(type=name))).fields[0].ui.input_type == input_type
    )


def test_a_default_is_what_checking_it_gives() -> None:
    inner = [
        {"name": "size", "type": "integer", "defaultValue": 3.0},
        {"name": "name", "type": "string"},
    ]
    read = loader.load_spec(
        spec(field(type="object", nestedFields=inner, defaultValue={}))
    )
    assert repr(read.fields[0].default) == "{'size': 3}"


def test_the_same_content_is_read_once() -> None:
    first = loader.load_spec(copy.deepcopy(PUBLISHED))
    assert loader.load_spec(copy.deepcopy(PUBLISHED)) is first


def test_all_problems_come_at_once_with_their_paths() -> None:
    document = spec(
        field(type="strng"),
        field(name="b", validation={"minLength": 3, "maxLenght": 2}),
        field(
            name="c",
            type="object",
            nestedFields=[field(type="enum", values=["x", "x"])],
        ),
        colour="red",
    )
    with pytest.raises(loader.SpecError) as caught:
        loader.load_spec(document)
    assert caught.value.input == "spec_data"
    assert caught.value.problems == [
        {
            "path": ["colour"],
            "message": "'colour' is not a key of a specification, did you mean 'color'?",
        },
        {
            "path": ["fields", 0, "type"],
            "message": "'strng' is not a field type, did you mean 'string'?",
        },
        {
            "path": ["fields", 1, "validation", "maxLenght"],
            "message": "'maxLenght' is not a key of validation, did you mean 'maxLength'?",
        },
        {
            "path": ["fields", 2, "nestedFields", 0, "values", 1],
            "message": "'x' is in the enum twice",
        },
    ]


A_FIELD = [
    (field(name=""), "fields[0].name: a name must not be empty"),
    (field(name=3), "fields[0].name: must be a string, not 3"),
    ({"type": "string"}, "fields[0]: field needs 'name'"),
    ({"name": "a"}, "fields[0]: field needs 'type'"),
    (
        field(name="a" * 129),
        "fields[0].name: a name has at most 128 characters, this one has 129",
    ),
    (
        field(name="type"),
        "fields[0].name: a node's own type is its key 'type', so no field has this name",
    ),
    (
        field(requird=True),
        "fields[0].requird: 'requird' is not a key of field, did you mean 'required'?",
    ),
    (field(required="yes"), "fields[0].required: must be true or false, not 'yes'"),
    (
        field(default="y", defaultValue="x"),
        "fields[0].defaultValue: 'defaultValue' says again what 'default' says",
    ),
    (field(defaultValue=3), "fields[0].defaultValue: 3 is not a string"),
    (
        field(defaultValue=None),
        "fields[0].defaultValue: null is not valid here, because the type is not nullable",
    ),
    (
        field(type="enum", values=["read", "write"], defaultValue="raed"),
        "fields[0].defaultValue: 'raed' is not one of the values, did you mean 'read'?",
    ),
    (
        field(type="integer", defaultValue=1.5),
        "fields[0].defaultValue: 1.5 is not an integer",
    ),
    (
        field(type="integer", defaultValue=True),
        "fields[0].defaultValue: true is not an integer",
    ),
    (
        field(type="integer", defaultValue=2**53),
        "fields[0].defaultValue: 9007199254740992 is not within ±(2^53 - 1)",
    ),
    (
        field(type="number", defaultValue=0.3, validation={"multipleOf": 0.1}),
        "fields[0].defaultValue: 0.3 is not a multiple of 0.1",
    ),
    (
        field(type="ref", ref="address", defaultValue={}),
        "fields[0].defaultValue: a default cannot hold a value of 'address', another specification",
    ),
    (
        field(defaultValue="x", validation={"minLength": 2}),
        "fields[0].defaultValue: 1 characters are fewer than 2",
    ),
    (
        field(defaultValue="x\n", validation={"pattern": "^x$"}),
        "fields[0].defaultValue: 'x\\n' does not match the pattern '^x$'",
    ),
    (
        field(type="date", defaultValue="2023-02-29"),
        "fields[0].defaultValue: '2023-02-29' is not a date like 2024-02-29",
    ),
    (
        field(type="datetime", defaultValue="2024-02-29T24:00:00Z"),
        "fields[0].defaultValue: '2024-02-29T24:00:00Z' is not a date and time like 2024-02-29T12:00:00Z",
    ),
    (field(type="uuid", defaultValue="1"), "fields[0].defaultValue: '1' is not a UUID"),
    (
        field(validation={"min": 1}),
        "fields[0].validation.min: 'min' does not apply to string values; it can have minLength, maxLength, pattern, allowedValues",
    ),
    (
        field(validation={"minLength": 3, "maxLength": 2}),
        "fields[0].validation.minLength: minLength 3 is more than maxLength 2",
    ),
    (
        field(validation={"minLength": -1}),
        "fields[0].validation.minLength: must be a whole number from 0 to 2147483647, not -1",
    ),
    (
        field(validation={"pattern": "(?<=a)b"}),
        "fields[0].validation.pattern: look-behind is not the same in every language (character 1 of the pattern)",
    ),
    (
        field(type="integer", validation={"min": 2, "max": 1}),
        "fields[0].validation.min: no number is within these bounds",
    ),
    (
        field(type="integer", validation={"exclusiveMin": 1, "exclusiveMax": 2}),
        "fields[0].validation.exclusiveMin: no number is within these bounds",
    ),
    (
        field(type="integer", validation={"min": 1, "max": 2, "multipleOf": 3}),
        "fields[0].validation.multipleOf: no multiple of 3 is within the bounds",
    ),
    (
        field(type="integer", validation={"min": 0.5}),
        "fields[0].validation.min: 0.5 is no whole number within ±(2^53 - 1)",
    ),
    (
        field(type="number", validation={"max": 2**53 + 1}),
        "fields[0].validation.max: 9007199254740993 is not exactly a double, so languages would differ",
    ),
    (
        field(type="number", validation={"multipleOf": 0}),
        "fields[0].validation.multipleOf: must be more than 0, not 0",
    ),
    (field(type="enum"), "fields[0]: field needs 'values'"),
    (
        field(type="enum", values=[]),
        "fields[0].values: an enum needs at least one value",
    ),
    (field(type="enum", values=[1]), "fields[0].values[0]: must be a string, not 1"),
    (
        field(values=["a"]),
        "fields[0].values: 'values' does not apply to 'string', but to enum and object",
    ),
    (
        field(type="object", values="string", nestedFields=[field()]),
        "fields[0].values: an object has 'nestedFields' or, as a map, 'values': not both",
    ),
    (
        field(type="integer", const="1"),
        "fields[0].const: '1' is not of the type integer",
    ),
    (
        field(const="a", validation={}),
        "fields[0].validation: a const needs no validation",
    ),
    (field(type="ref"), "fields[0]: field needs 'ref'"),
    (
        field(type="ref", ref="No"),
        "fields[0].ref: 'No' is not the type of a specification",
    ),
    (
        field(type="ref", ref="sample", required=True),
        "fields[0]: no finite value fits: sample requires itself",
    ),
    (
        field(type="array", validation={"itemType": "enum"}),
        "fields[0].validation.itemType: 'enum' is not a type of items; write 'items': {'type': 'enum', …}",
    ),
    (
        field(
            type="array",
            validation={"itemType": "boolean", "uniqueItems": True, "minItems": 3},
        ),
        "fields[0].validation.minItems: there are not that many different items",
    ),
    (
        field(
            type="array",
            validation={"uniqueItems": True},
            items={"type": "object", "nestedFields": [field(defaultValue="x")]},
        ),
        "fields[0].validation.uniqueItems: the items have fields with defaults, which would count only once filled in",
    ),
    (
        field(type="union", variants=[]),
        "fields[0].variants: a union needs at least one variant",
    ),
    (
        field(type="union", variants=["string"], discriminator="kind"),
        "fields[0].variants[0]: a variant told by 'kind' must be an object or a ref",
    ),
    (
        field(
            type="union",
            discriminator="kind",
            variants=[{"type": "object", "nestedFields": [field(name="kinds")]}],
        ),
        "fields[0].variants[0]: no field of this variant is named 'kind', did you mean 'kinds'?",
    ),
    (
        field(
            type="union",
            discriminator="k",
            variants=[
                {
                    "type": "object",
                    "nestedFields": [field(name="k", const="x", required=True)],
                },
                {
                    "type": "object",
                    "nestedFields": [field(name="k", const="x", required=True)],
                },
            ],
        ),
        "fields[0].variants[1]: another variant has 'k' 'x' too",
    ),
    (
        field(uiConfig={"inputType": "textaera"}),
        "fields[0].uiConfig.inputType: 'textaera' is not an input type, did you mean 'textarea'?",
    ),
    (
        field(type="enum", values=["a"], uiConfig={"options": [{"value": "b"}]}),
        "fields[0].uiConfig.options[0].value: 'b' is not one of the field's values",
    ),
    (
        field(conditional={"field": "b", "values": ["x"]}),
        "fields[0].conditional.field: no field beside this one is named 'b'; the fields beside it are a",
    ),
    (
        field(conditional={"field": "a", "value": "x"}),
        "fields[0].conditional.field: a field cannot depend on itself",
    ),
]


@pytest.mark.parametrize(("written", "message"), A_FIELD)
def test_a_field_is_refused(written: dict[str, Any], message: str) -> None:
    assert refusals(spec(written)) == [message]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a", "a"], "fields[1].name: two fields are named 'a'"),
        (
            ["ﬁ", "fi"],
            "fields[1].name: 'fi' and 'ﬁ' are the same name after normalisation, 'fi'",
        ),
        (
            ["aB", "a_b"],
            "fields[1].name: 'a_b' and 'aB' are the same snake_case name, 'a_b'",
        ),
        (
            ["a-b", "a b"],
            "fields[1].name: 'a b' and 'a-b' are the same snake_case name, 'a_b'",
        ),
        (
            ["a_1", "a1"],
            "fields[1].name: 'a1' and 'a_1' are the same PascalCase name, 'A1'",
        ),
    ],
)
def test_names_that_become_one_are_refused(names: list[str], message: str) -> None:
    assert refusals(spec(*(field(name=name) for name in names))) == [message]


def test_a_condition_must_be_able_to_hold() -> None:
    chooser = field(name="mode", type="enum", values=["file", "inline"])
    condition = {"field": "mode", "values": ["inlin"], "operator": "equal"}
    assert refusals(spec(chooser, field(conditional=condition))) == [
        "fields[1].conditional.values[0]: 'mode' is never 'inlin', did you mean 'inline'?",
        "fields[1].conditional.operator: 'equal' is no operator, did you mean 'equals'?",
    ]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "a specification must be an object, not []"),
        ({"fields": []}, "a specification needs 'type'"),
        (
            {"type": "PersonJob"},
            "type: 'PersonJob' is not a type: write words like person_job",
        ),
        ({"type": "a" * 65}, "type: a type has at most 64 characters, this one has 65"),
        (
            {"type": "nul"},
            "type: 'nul' is a device on Windows, where no file can have this name",
        ),
        (spec(kind="nodes"), "kind: 'nodes' is no kind, did you mean 'node'?"),
        (
            spec(kind="type", handles={}),
            "handles: 'handles' is for node types; this is a shared type",
        ),
        (
            spec(handles={"inputs": ["a", "a"]}),
            "handles.inputs[1]: two handles of this side are called 'a'",
        ),
        (
            spec(handles={"outputs": [""]}),
            "handles.outputs[0]: a handle's id must not be empty",
        ),
        (
            spec(execution={"timeout": 0}),
            "execution.timeout: must be more than 0 seconds, not 0",
        ),
        (
            spec(outputs={"x": {"type": "strin"}}),
            "outputs.x.type: 'strin' is not a type, did you mean 'string'?",
        ),
        (
            spec(icon="\ud800"),
            "icon: '\\ud800' holds a lone surrogate, which no file can hold",
        ),
        (
            spec(field(description="a\ndipeo:keep x")),
            "fields[0].description: 'a\\ndipeo:keep x' holds 'dipeo:keep', which marks"
            " what people write in generated files; write 'dipeo: keep'",
        ),
        (
            spec(field(type="any", defaultValue=[{"dipeo:end": 1}])),
            "fields[0].defaultValue[0]: the key 'dipeo:end' holds 'dipeo:end', which marks"
            " what people write in generated files; write 'dipeo: end'",
        ),
        (spec(icon=float("inf")), "icon: inf is not a finite number"),
        (spec(icon=10**5000), "icon: the number is larger than any double"),
        (spec(icon={1}), "icon: set is not a JSON value"),
        (
            spec(field(), examples=[{"configuration": {"b": 1}}]),
            "examples[0].configuration.b: 'b' is not a field",
        ),
        (
            spec(field(required=True), examples=[{"configuration": {}}]),
            "examples[0].configuration: the field 'a' is required",
        ),
        (
            spec(examples=[{"name": "x"}]),
            "examples[0]: an example needs 'configuration'",
        ),
        (
            spec(field(), validation={"requiresOneOf": ["b"]}),
            "validation.requiresOneOf[0]: no field is named 'b'",
        ),
    ],
)
def test_a_document_is_refused(document: Any, message: str) -> None:
    assert refusals(document) == [message]


def test_depth_is_limited() -> None:
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(20):
        deep = {"type": "array", "items": deep}
    assert loader.load_spec(spec({"name": "a", **deep}))
    for _ in range(50):
        deep = {"type": "array", "items": deep}
    assert "types are nested deeper than 64" in refusals(spec({"name": "a", **deep}))[0]
    for _ in range(40_000):
        deep = {"items": deep}
    assert (
        "values are nested deeper than 200" in refusals(spec({"name": "a", **deep}))[0]
    )


def test_specifications_are_checked_together() -> None:
    documents = [
        spec(field(type="ref", ref="adress")),
        {"type": "address", "kind": "type", "fields": []},
        {"type": "sample_input", "fields": []},
        {"type": "x", "fields": [field(type="ref", ref="y", required=True)]},
        {"type": "y", "fields": [field(type="ref", ref="x", required=True)]},
    ]
    with pytest.raises(loader.SpecError) as caught:
        validator.check_all(checked(*documents))
    assert str(caught.value).split("\n") == [
        "sample_input.type: 'sample_input' and 'sample' both make the name SampleInput",
        "sample.fields[0].ref: no specification has the type 'adress', did you mean 'address'?",
        "x.fields: no finite value fits: x -> y -> x require each other",
    ]


def test_examples_are_checked_against_the_other_specifications() -> None:
    home = field(name="home", type="ref", ref="address")
    documents = [
        spec(home, examples=[{"configuration": {"home": {"street": 1}}}]),
        {"type": "address", "kind": "type", "fields": [field(name="street")]},
    ]
    assert loader.load_spec(documents[0])
    with pytest.raises(loader.SpecError) as caught:
        validator.check_all(checked(*documents))
    assert str(caught.value) == (
        "sample.examples[0].configuration.home.street: 1 is not a string"
    )


def test_two_of_one_type_are_refused() -> None:
    with pytest.raises(
        loader.SpecError, match=r"^sample\.type: two specifications have this type$"
    ):
        validator.check_all(checked(spec(), spec(field())))


def test_five_hundred_fields_are_read_and_fifty_thousand_are_not() -> None:
    assert (
        len(loader.load_spec(spec(*(field(name=f"f{n}") for n in range(500)))).fields)
        == 500
    )
    assert refusals({"type": "sample", "fields": [field()] * 50_000}) == [
        "fields: an object has at most 1000 fields, not 50000"
    ]


def test_of_very_many_problems_the_first_are_told() -> None:
    document = spec(field(**{f"typ{n}": "x" * 1000 for n in range(10_000)}))
    lines = refusals(document)
    assert (
        lines[0] == "fields[0].typ0: 'typ0' is not a key of field, did you mean 'type'?"
    )
    assert len(lines) == 101
    assert lines[-1] == "and 9900 more problems"


def test_long_values_are_cut_in_messages() -> None:
    message = refusals(
        spec(field(type="integer", defaultValue=[["x" * 10_000] * 100]))
    )[0]
    assert message.startswith('fields[0].defaultValue: [["xxx')
    assert len(message) < 120


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """One of our specifications, or the published one, with a few of its values replaced or removed."""
    document = copy.deepcopy(draw(st.sampled_from([*DOCUMENTS, PUBLISHED])))
    for _ in range(draw(st.integers(1, 3))):
        holder = document
        while True:
            keys = (
                list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            )
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            inner = holder[key]
            if isinstance(inner, dict | list) and draw(st.integers(0, 3)):
                holder = inner
                continue
            holder[key] = draw(hostile.values(hostile.broken_texts))
            break
    return document


@given(damaged())
def test_any_document_is_read_or_refused_at_places_in_it(document: Any) -> None:
    for path in refused_places(document):
        found = document
        for part in path:
            found = found[part]


def refused_places(document: Any) -> list[list[str | int]]:
    try:
        loader.read_spec(document)
    except loader.SpecError as error:
        return [problem["path"] for problem in error.problems]
    return []
