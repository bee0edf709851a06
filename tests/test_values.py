"""Values: JSON that is named by its content."""

from __future__ import annotations

import json
from collections import OrderedDict
from enum import IntEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dipeo.core.values import (
    LARGE,
    NotJson,
    Value,
    put_together,
    shorten,
    value_of,
)

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=20,
)


def said(result: Any) -> str:
    with pytest.raises(NotJson) as caught:
        value_of(result)
    return str(caught.value)


@given(JSON)
def test_data_and_text_are_two_faces_of_one_value(data: Any) -> None:
    value = value_of(data)
    assert repr(value.data) == repr(data)  # 1, 1.0 and true stay apart
    assert Value(data).text == value.text == Value(text=value.text).text
    assert repr(json.loads(value.text)) == repr(data)


@given(JSON, JSON)
def test_values_have_one_digest_when_they_are_one_text(one: Any, other: Any) -> None:
    same = json.dumps(one) == json.dumps(other)
    assert (value_of(one).digest == value_of(other).digest) is same


def test_what_is_nearly_the_same_has_another_digest() -> None:
    alike = [1, 1.0, True, "1", [1], 0, -0.0, 0.0, False, "", None, [], {}, "null", "é"]
    alike += ["e\u0301", {"a": 1, "b": 2}, {"b": 2, "a": 1}, "\ud83d", "\ud83d\ude00"]
    assert len({value_of(data).digest for data in alike}) == len(alike)


def test_a_digest_never_changes() -> None:
    digests = [value_of(data).digest for data in (None, {"é": [1, 2.5, "x"]})]
    assert digests == [
        "941dffce4e4308ceb33e87326003257d",  # printf null | b2sum -l 128
        "7521ca00ba83bd0cdef2b2ad7f633e3f",
    ]


def test_changing_a_result_later_changes_nothing() -> None:
    inner = [1]
    result = {"a": inner}
    value = value_of(result)
    inner.append(2)
    result["b"] = inner
    assert value.data == {"a": [1]}


def test_a_fresh_copy_belongs_to_the_caller() -> None:
    for value in (Value({"a": [1]}), Value(text='{"a":[1]}')):
        value.fresh()["a"].append(2)
        assert value.data == {"a": [1]}
    assert [Value(data).fresh() for data in (None, "x", 1.5)] == [None, "x", 1.5]


def test_a_key_of_a_mapping_is_a_value_of_the_same_maker() -> None:
    value = Value({"a": [1]})
    value.maker = "gen.py"
    picked = value.pick("a")
    assert (picked.data, picked.maker) == ([1], "gen.py")
    with pytest.raises(KeyError):
        value.pick("b")
    with pytest.raises(TypeError):
        picked.pick("a")


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_a_mapping_that_was_put_together_gives_back_its_members(data: Any) -> None:
    members = {key: value_of(item) for key, item in data.items()}
    outer = put_together({"inner": put_together(members), **members})
    assert repr(outer.data) == repr({"inner": data, **data})
    for whole in (outer, outer.pick("inner") if "inner" not in data else outer):
        for key, member in members.items():
            assert whole.pick(key).text == member.text
    assert {k: m.text for k, m in put_together(members).members().items()} == {
        key: member.text for key, member in members.items()
    }
    with pytest.raises(KeyError):
        outer.pick("".join(outer.data) + "x")


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_a_key_of_a_large_result_is_what_it_is_alone(data: Any) -> None:
    result = {**data, "large": ["é" * LARGE]}
    value = value_of(result)
    for key, item in result.items():
        assert value.pick(key).text == value_of(item).text
    assert repr(value.data) == repr(result)


class Text(str):
    def __str__(self) -> str:
        return "another"


class Number(IntEnum):
    ONE = 1


def test_subclasses_become_what_they_are() -> None:
    given = {"a": Text("x"), "b": Number.ONE, "c": (1, (2,)), "d": OrderedDict(e=None)}
    data = value_of(given).data
    assert data == {"a": "x", "b": 1, "c": [1, [2]], "d": {"e": None}}
    kinds = [type(data[key]) for key in "abcd"]
    assert kinds == [str, int, list, dict]
    assert type(value_of(Text("x")).data) is str
    assert value_of(Text("x")).text == '"x"'


HOLDS_ITSELF: list[Any] = []
HOLDS_ITSELF.append(HOLDS_ITSELF)
DEEP: list[Any] = []
for _ in range(100_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ({1, 2}, "a set is not JSON"),
        (b"x", "a bytes is not JSON"),
        ({"a": [{"b.c": Fraction(1)}]}, "a Fraction is not JSON at a[0].b.c"),
        ({"a": iter([])}, "a list_iterator is not JSON at a"),
        (MappingProxyType({}), "a mappingproxy is not JSON"),
        ([float("nan")], "nan is not a JSON number at [0]"),
        (float("-inf"), "-inf is not a JSON number"),
        ({"a": {1: 2}}, "the key 1 is not text at a"),
        ([{True: 1}], "the key True is not text at [0]"),
        ({None: 1}, "the key None is not text"),
        ({1: "a", "1": "b"}, "the key 1 is not text"),
        (HOLDS_ITSELF, "it is nested too deeply or holds itself"),
        (DEEP, "it is nested too deeply or holds itself"),
        ([10**5000], "a number of more than 4,300 digits at [0]"),
    ],
)
def test_what_is_no_json(result: Any, message: str) -> None:
    assert said(result) == message


def test_a_long_value_is_shortened_in_the_middle() -> None:
    assert shorten({"a": [1, "é\x9b\u2028"]}) == '{"a":[1,"é\\u009b\\u2028"]}'
    assert shorten("x" * 98) == f'"{"x" * 98}"'
    short = shorten(list(range(100)), 20)
    assert short == "[0,1,2,3 … 7,98,99]"
