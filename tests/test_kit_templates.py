"""Templates: values become literals by themselves, and only what is `Code` is code."""

from __future__ import annotations

import ast
from typing import Any

import jinja2
import pytest
from hypothesis import given

from tests import hostile, kit

templates = kit.load("shared.template_env")
code = kit.load("shared.languages.code")


def render(language: str, template: str, **values: Any) -> str:
    text: str = templates.render(language, template, values)
    assert type(text) is str
    return text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "x = {'k': [None, True, 'a\"b']}"),
        ("typescript", "x = { k: [null, true, 'a\"b'] }"),
        ("graphql", 'x = { k: [null, true, "a\\"b"] }'),
        ("json", 'x = {"k": [null, true, "a\\"b"]}'),
    ],
)
def test_a_value_is_printed_as_a_literal(language: str, text: str) -> None:
    value = {"k": [None, True, 'a"b']}
    expected = text.replace("'k'", '"k"') if language == "python" else text
    assert render(language, "x = {{ value }}", value=value) == expected


def test_plain_text_has_no_literals() -> None:
    assert render("text", "Hello {{ name }}!", name='"World"') == 'Hello "World"!'


def test_code_is_printed_as_it_is() -> None:
    assert (
        render("python", "x: {{ type }}", type=code.Code("list[int]")) == "x: list[int]"
    )


@given(hostile.texts)
def test_no_string_becomes_code(text: str) -> None:
    template = """\
{% macro twice(value) %}[{{ value }}, {{ value ~ "" }}]{% endmacro %}
{% set kept %}{{ twice(text) }}{% endset %}
x = {{ kept }}, {{ text | safe }}, {{ [text] | first }}, {{ text | replace("a", "a") }}
"""
    made = render("python", template, text=text)
    assert ast.literal_eval(made.strip().removeprefix("x = ")) == (
        [text] * 2,
        text,
        text,
        text,
    )


@given(hostile.texts)
def test_a_string_is_never_a_template(text: str) -> None:
    assert ast.literal_eval(render("python", "{{ text }}", text=text)) == text


def test_filters_write_names_and_comments_as_code() -> None:
    template = "{{ name | comment }}\nclass {{ name | pascal }}: {{ name | snake }} = {{ name }}"
    assert render("python", template, name="person-job\n") == (
        '# person-job\\n\nclass PersonJob: person_job = "person-job\\n"'
    )
    assert (
        render("typescript", "{{ name | camel }} {{ name | kebab }}", name="a_b")
        == "aB a-b"
    )


def test_an_undefined_name_is_an_error_at_its_line() -> None:
    with pytest.raises(jinja2.UndefinedError, match="'b' is undefined"):
        render("python", "a\n{{ b }}\n")


def test_a_template_reaches_for_nothing() -> None:
    with pytest.raises(jinja2.exceptions.SecurityError):
        render("python", "{{ ''.__class__.__mro__ }}")
    with pytest.raises(jinja2.exceptions.SecurityError):
        render("python", "{{ values.append(1) }}", values=[])


def test_what_is_no_json_is_not_printed() -> None:
    with pytest.raises(TypeError, match="set has no Python literal"):
        render("python", "{{ value }}", value={1})


def test_a_template_is_compiled_once() -> None:
    compiled = templates.compile_template("python", "{{ x }}")
    assert templates.compile_template("python", "{{ x }}") is compiled
    assert templates.compile_template("json", "{{ x }}") is not compiled


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ [1, 2] | random }}", "No filter named 'random'."),
        ("{{ lipsum() }}", "'lipsum' is undefined"),
    ],
)
def test_nothing_in_a_template_is_left_to_chance(template: str, message: str) -> None:
    with pytest.raises(jinja2.TemplateError) as caught:
        render("text", template)
    assert str(caught.value) == message
