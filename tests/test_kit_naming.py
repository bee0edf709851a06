"""Names: words cut alike everywhere, safe in each language, unique in their scope."""

from __future__ import annotations

import keyword

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import hostile, kit

naming = kit.load("shared.naming")
graphql = kit.load("shared.languages.graphql")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("person_job", ("person", "job")),
        ("personJob", ("person", "job")),
        ("Person Job", ("person", "job")),
        ("person-job", ("person", "job")),
        ("HTTPServer2", ("http", "server2")),
        ("includeJSDoc", ("include", "js", "doc")),
        ("3d_model", ("3d", "model")),
        ("größe", ("groudfe",)),
        ("__proto__", ("proto",)),
        ("", ()),
    ],
)
def test_words(text: str, words: tuple[str, ...]) -> None:
    assert naming.words(text) == words


def test_cases() -> None:
    name = "json_schema_validator"
    assert naming.pascal(name) == "JsonSchemaValidator"
    assert naming.camel(name) == "jsonSchemaValidator"
    assert naming.snake("JsonSchema") == "json_schema"
    assert naming.kebab(name) == "json-schema-validator"
    assert naming.title(name) == "Json Schema Validator"


@pytest.mark.parametrize(
    ("spec_type", "name"),
    [
        ("person_job", "PersonJob"),
        ("any", "AnyType"),
        ("date", "DateType"),
        ("id", "Id"),
    ],
)
def test_class_names_avoid_what_generated_code_uses(spec_type: str, name: str) -> None:
    assert naming.class_name(spec_type) == name


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("first_only_prompt", "first_only_prompt"),
        ("filePath", "file_path"),
        ("class", "class_"),
        ("copy", "copy_"),
        ("model_config", "model_config_"),
        ("model_dump_all", "field_model_dump_all"),
        ("list", "list_"),
        ("2fa", "field_2fa"),
        ("名前", "u540du524d"),
        ("!", "empty"),
        ("_private", "private"),
    ],
)
def test_python_attributes(name: str, attribute: str) -> None:
    assert naming.python_attribute(name) == attribute


def test_attributes_shadow_no_member_of_the_base_class() -> None:
    members = [name for name in dir(pydantic.BaseModel) if not name.startswith("_")]
    attributes = naming.python_attributes(
        [*members, *keyword.kwlist, *keyword.softkwlist]
    )
    assert not set(attributes.values()).intersection([*members, *keyword.kwlist])


def test_names_in_use_are_kept_and_others_make_way() -> None:
    assert naming.python_attributes(["a-b", "a_b", "a b"]) == {
        "a-b": "a_b_2",
        "a_b": "a_b",
        "a b": "a_b_3",
    }
    assert naming.python_attributes(["timeout"], reserved={"timeout"}) == {
        "timeout": "timeout_2"
    }


def test_graphql_names() -> None:
    assert naming.graphql_fields(["ok", "a-b", "1st", "__proto__", "é"]) == {
        "ok": "ok",
        "a-b": "a_b",
        "1st": "_1st",
        "__proto__": "_proto__",
        "é": "ue9",
    }
    assert naming.graphql_enum_values(["true", "", "c++", "c--", "None"]) == {
        "true": "true_2",
        "": "empty",
        "c++": "c__",
        "c--": "c_2",
        "None": "None",
    }


@given(
    st.lists(hostile.texts | st.sampled_from([*keyword.kwlist, "a", "A", "a_", "_a"]))
)
def test_every_scope_has_valid_and_different_names(names: list[str]) -> None:
    attributes = naming.python_attributes(names)
    assert list(attributes) == list(dict.fromkeys(names))
    assert len(set(attributes.values())) == len(attributes)
    assert all(map(str.isidentifier, attributes.values()))
    assert not any(map(keyword.iskeyword, attributes.values()))
    assert not any(name.startswith("_") for name in attributes.values())
    values = naming.graphql_enum_values(names)
    assert len(set(values.values())) == len(values)
    assert all(graphql.is_name(name) and name[:2] != "__" for name in values.values())
    assert not {"true", "false", "null"}.intersection(values.values())


def test_output_patterns() -> None:
    pattern = "x/{node_name}/{NodeName}{nodeName}.{node-name}"
    assert naming.fill_pattern(pattern, "api_job") == "x/api_job/ApiJobapiJob.api-job"
    assert naming.unknown_pattern_names("{node_name}{name}{}") == ["name", ""]
