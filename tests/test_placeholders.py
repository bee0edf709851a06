"""Names in braces: which a text asks for, and what fills them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dipeo.core.placeholders import PlaceholderError, fill, find, names_in

NAME = st.from_regex(re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.A), fullmatch=True)
DOTTED = st.lists(NAME, min_size=1, max_size=3).map(".".join)


def filled(text: Any, **scope: Any) -> Any:
    return fill(text, lambda name: find(name, scope))


def said(text: Any, *scopes: dict[str, Any]) -> str:
    with pytest.raises(PlaceholderError) as caught:
        fill_checked(text, *scopes)
    return str(caught.value)


def fill_checked(text: Any, *scopes: dict[str, Any]) -> Any:
    names_in(text)
    return fill(text, lambda name: find(name, *scopes))


@given(st.lists(st.text() | DOTTED.map(lambda name: [name])))
def test_text_around_placeholders_stays_and_each_name_is_asked_for_once(
    parts: list[str | list[str]],
) -> None:
    escaped = [
        "{" + part[0] + "}"
        if isinstance(part, list)
        else part.replace("{", "{{").replace("}", "}}")
        for part in parts
    ]
    text = "".join(escaped)
    names = [part[0] for part in parts if isinstance(part, list)]
    assert names_in(text) == tuple(dict.fromkeys(names))
    result = "".join(f"<{p[0]}>" if isinstance(p, list) else p for p in parts)
    assert fill(text, lambda name: f"<{name}>") == result


@given(st.text("{}ab.1_- "))
def test_a_text_is_read_wholly_or_refused(text: str) -> None:
    try:
        names = names_in(text)
    except PlaceholderError:
        return
    # what was accepted holds nothing but names, doubled braces and other characters
    rest = re.sub(r"\{\{|\}\}", "", text)
    for name in names:
        rest = rest.replace(f"{{{name}}}", "")
    assert "{" not in rest
    assert "}" not in rest


def test_names_are_found_and_filled_in_every_text_of_a_value() -> None:
    value = {"{not}": ["{a}/{b.c}", 1, None, True], "x": {"y": "{a}{{z}}"}}
    assert names_in(value) == ("a", "b.c")
    assert filled(value, a="A", b={"c": 2}) == {
        "{not}": ["A/2", 1, None, True],
        "x": {"y": "A{z}"},
    }


def test_text_and_numbers_fill() -> None:
    assert filled("{a}{b}{c}", a="", b=0, c=-1.5) == "0-1.5"
    assert filled("{a}", a="{b}") == "{b}"  # what is filled in is not filled again


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{a} {", "'{' in '{a} {' is no placeholder"),
        ("a}", "'}' in 'a}' is no placeholder"),
        ("{}", "'{}' in '{}' is no placeholder"),
        ("{a b}", "'{a b}' in '{a b}' is no placeholder"),
        ("{1}", "'{1}' in '{1}' is no placeholder"),
        ("{a.}", "'{a.}' in '{a.}' is no placeholder"),
        ("{{{a}", None),
        ("{{{a}}}", None),
        ("{{a}", "'}' in '{{a}' is no placeholder"),
        (["x", {"y": "{é}"}], "'{é}' in '{é}' is no placeholder"),
    ],
)
def test_a_brace_that_begins_no_name_is_refused(text: Any, message: str | None) -> None:
    if message is None:
        assert filled(text, a="A") in ("{A", "{A}")
    else:
        assert said(text) == f"{message}; write '{{{{' and '}}}}' for braces"


SCOPES = ({"in": {"x": 1}}, {"node_name": "a", "in": 3}, {"spec": {"type": "t"}})


def test_the_first_scope_that_has_the_name_gives_it() -> None:
    found = [find(name, *SCOPES) for name in ("in.x", "node_name", "spec.type")]
    assert found == [1, "a", "t"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nodename", "nothing is called {nodename}, did you mean 'node_name'?"),
        ("zzz", "nothing is called {zzz}; known: 'in', 'node_name', 'spec'"),
        ("spec.typ", "{spec.typ}: no 'typ' in it, did you mean 'type'?"),
        ("spec.q", "{spec.q}: no 'q' in it; known: 'type'"),
        ("in.x.y", "{in.x.y}: no 'y' in it"),
    ],
)
def test_an_unknown_name(name: str, message: str) -> None:
    assert said(f"{{{name}}}", *SCOPES) == message


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"),
        (True, "true or false"),
        ([1], "a list"),
        ({}, "a mapping"),
    ],
)
def test_what_is_no_text_fills_nothing(value: Any, kind: str) -> None:
    message = f"{{a}} is filled by text or a number, not by {kind}"
    assert said("{a}", {"a": value}) == message
