"""Documents: text to JSON data, what is refused and where."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from dipeo.core import documents
from dipeo.core.documents import decode, format_of, json_place, read, read_yaml
from dipeo.errors import DocumentError

# YAML allows these characters unescaped; strings of JSON and of YAML double quotes agree on them
PLAIN = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]))
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def data_of(text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    scalars = st.none() | st.booleans() | st.integers() | text
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    return st.recursive(
        scalars | numbers,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4)
        ),
        max_leaves=20,
    )


def said(format: str, text: str | bytes) -> str:
    """What is said about text that cannot be read."""
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(DocumentError) as caught:
        read(raw, "x", format)
    return str(caught.value)


def kept(format: str, text: str) -> Any:
    return read(text.encode(), "x", format)


# Any format ------------------------------------------------------------------------------------------


def test_the_ending_says_the_format() -> None:
    paths = ["a.json", "a.YAML", "a/b.yml", "c.toml", "a.j2", "Makefile", "a.json/b"]
    formats = ["json", "yaml", "yaml", "toml", "text", "text", "text"]
    assert [format_of(path) for path in paths] == formats


def test_text_is_utf_8_and_a_byte_order_mark_is_no_part_of_it() -> None:
    assert kept("text", "\ufeffgrüße 🙂\r\n") == "grüße 🙂\r\n"
    assert decode(b"\xef\xbb\xbf{}", "x") == "{}"
    assert said("json", "aé\nbé".encode() + b"\xff") == (
        "x:2:4: byte 0xff is not UTF-8 text"
    )
    assert said("text", b"\xed\xa0\x80") == "x:1:1: byte 0xed is not UTF-8 text"


@pytest.mark.parametrize("format", ["json", "yaml"])
@pytest.mark.parametrize(
    ("opened", "message"),
    [
        ("[" * 201 + "]" * 201, None),
        ("[" * 202 + "]" * 202, "x:1:202: nested more than 200 deep"),
        ("[" * 40_000, "x:1:202: nested more than 200 deep"),
        ("[" * 40_000 + "]" * 40_000, "x:1:202: nested more than 200 deep"),
        ("\n" + '{"a":' * 40_000, "x:2:1006: nested more than 200 deep"),
    ],
    ids=["201", "202", "40,000 open", "40,000", "40,000 open mappings"],
)
def test_depth_is_bounded(format: str, opened: str, message: str | None) -> None:
    if message is None:
        assert json.dumps(kept(format, opened)) == opened
    else:
        assert said(format, opened) == message


@pytest.mark.parametrize(
    ("format", "small", "large"),
    [
        ("json", "[1, [2], {}]", "[1, [2], {}, 3, 4]"),
        ("yaml", "[1, [2], {}]", "[1, [2], {}, 3, 4]"),
        ("toml", "a = [1, [2]]", "a = [1, [2], 3, 4, 5]"),
    ],
)
def test_the_number_of_values_is_bounded(
    monkeypatch: pytest.MonkeyPatch, format: str, small: str, large: str
) -> None:
    monkeypatch.setattr(documents, "MAX_NODES", 6)
    kept(format, small)
    message = said(format, large)
    assert message.endswith("more than 6 values")
    text = json.dumps(["[,{" * 10])  # signs in a text are no values
    if format != "toml":
        assert json.dumps(kept(format, text)) == text


def test_the_length_of_data_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_TEXT", 40)
    long = "x" * 50
    assert kept("text", long) == long
    message = "x: more than 40 characters, which is too much for data"
    assert said("json", f'"{long}"') == message
    aliases = "a: &a xxxxxxxxxxxxxxx\nb: [*a, *a, *a]"
    assert said("yaml", aliases).endswith("aliases make this more than 40 characters")


def test_aliases_cannot_nest_without_end() -> None:
    deep = "a: &a " + "[" * 150 + "]" * 150
    assert said("yaml", f"{deep}\nb: {'[' * 60}*a{']' * 60}") == (
        "x:2:64: aliases make this nested more than 200 deep"
    )


# JSON ------------------------------------------------------------------------------------------------


@given(data_of(TEXT))
def test_json_is_read_as_it_was_written(data: Any) -> None:
    text = json.dumps(data, ensure_ascii=False)
    assert repr(kept("json", text)) == repr(data)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x:1:1: broken JSON: expecting value"),
        (
            '{"a": 1,\n "b": }',
            "x:2:7: broken JSON: expecting value",
        ),
        (
            '{"a": 1, b}',
            "x:1:10: broken JSON: expecting property name enclosed in double quotes",
        ),
        ('["é" 1]', "x:1:6: broken JSON: expecting ',' delimiter"),
        ('{"a" 1}', "x:1:6: broken JSON: expecting ':' delimiter"),
        ('"abc', "x:1:1: broken JSON: unterminated string"),
        ('"a\tb"', "x:1:3: broken JSON: invalid control character"),
        ('"\\x"', "x:1:2: broken JSON: invalid \\escape"),
        ("{} {}", "x:1:4: broken JSON: extra data"),
        ("01", "x:1:2: broken JSON: extra data"),
    ],
)
def test_broken_json(text: str, message: str) -> None:
    assert said("json", text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1, "a": 1}', "x:1:10: the name 'a' stands twice in one object"),
        (
            '{"x": {"é": 1,\n"é": 2}, "y": "é"}',
            "x:2:1: the name 'é' stands twice in one object",
        ),
        (
            '[{"a": {"a": {}}, "\\u0061": 1}]',
            "x:1:19: the name 'a' stands twice in one object",
        ),
        ('["NaN", NaN, "NaN"]', "x:1:9: NaN is not a JSON number"),
        ('{"a": -Infinity}', "x:1:7: -Infinity is not a JSON number"),
        (
            '["1e400",\n 1e400, "1e400"]',
            "x:2:2: the number 1e400 does not fit a double",
        ),
        (
            f"[1,\n {'7' * 5000}]",
            "x:2:2: a number of 5,000 digits; at most 4,300 are read",
        ),
        ('{"a": [1, 1e999], "a": 1', "x:1:11: the number 1e999 does not fit a double"),
    ],
)
def test_json_that_no_two_readers_understand_alike(text: str, message: str) -> None:
    assert said("json", text) == message


@given(data_of(TEXT), st.data())
def test_a_place_is_found_for_every_part(data: Any, draw: st.DataObject) -> None:
    indent = draw.draw(st.sampled_from([None, 0, 2]))
    text = json.dumps(data, indent=indent, ensure_ascii=draw.draw(st.booleans()))
    part, path = data, tuple[str | int, ...]()
    while part and isinstance(part, list | dict):
        keys = range(len(part)) if isinstance(part, list) else list(part)
        key = draw.draw(st.sampled_from(keys))
        part, path = part[key], (*path, key)
    place = json_place(text, "x", path)
    line = text.split("\n")[place.line - 1]
    begins = line[place.column - 1 :]
    ends = begins + "\n" + "\n".join(text.split("\n")[place.line :])
    assert repr(json.JSONDecoder().raw_decode(ends)[0]) == repr(part)


def test_the_place_of_what_is_missing_is_that_of_the_part_around_it() -> None:
    text = '{"fields": [\n  {"": 1},\n  {"name": {"": 2}}]}'
    paths = [
        (),
        ("fields", 1, "type"),
        ("fields", 1, "name"),
        ("fields", 1, "name", ""),
    ]
    found = [str(json_place(text, "x", path)) for path in paths]
    assert found == ["x:1:1", "x:3:3", "x:3:12", "x:3:17"]


# YAML ------------------------------------------------------------------------------------------------


class Writer(yaml.SafeDumper):
    """Writes YAML 1.1, in which `0E0` is text, and so quotes what has a digit."""


Writer.add_representer(
    str,
    lambda writer, text: writer.represent_scalar(
        "tag:yaml.org,2002:str", text, '"' if re.search(r"\d", text) else None
    ),
)


@given(data_of(TEXT))
@example("0E0")
def test_yaml_is_read_as_a_yaml_writer_wrote_it(data: Any) -> None:
    text = yaml.dump(data, Dumper=Writer, allow_unicode=True)
    assert repr(kept("yaml", text)) == repr(yaml.safe_load(text))


@given(data_of(PLAIN))
def test_json_is_yaml(data: Any) -> None:
    assert repr(kept("yaml", json.dumps(data, ensure_ascii=False))) == repr(data)


def test_scalars_are_those_of_yaml_1_2() -> None:
    text = """
        words: [no, yes, on, off, y, n, No, null, ~, Null, nULL, True, tRUE]
        numbers: [0, 017, +1, -0, 0x1F, 0o17, 1.5, .5, 5., 1e3, -1E-2]
        texts: [1_000, 0b1, 12:30:45, 2001-01-01, 1.2.3, 0x, -0x1, 1e, .]
        quoted: ["1", 'true', "null", ! 1, !!str 1]
        empty:
    """
    assert kept("yaml", text) == {
        "words": ["no", "yes", "on", "off", "y", "n", "No"]
        + [None, None, None, "nULL", True, "tRUE"],
        "numbers": [0, 17, 1, 0, 31, 15, 1.5, 0.5, 5.0, 1000.0, -0.01],
        "texts": ["1_000", "0b1", "12:30:45", "2001-01-01"]
        + ["1.2.3", "0x", "-0x1", "1e", "."],
        "quoted": ["1", "true", "null", "1", "1"],
        "empty": None,
    }


def test_keys_are_text_and_aliases_are_copies() -> None:
    text = "1: a\ntrue: b\n~: c\n2001-01-01: &d [1]\n? |\n  e\n: *d\n<<: *d\n"
    assert kept("yaml", text) == {
        **{"1": "a", "true": "b", "~": "c"},
        **{"2001-01-01": [1], "e\n": [1], "<<": [1]},
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2", "x:2:1: the key 'a' stands twice"),
        ('1: a\n"1": b', "x:2:1: the key '1' stands twice"),
        ("a: {b: 1, c: 2, b: 3}", "x:1:17: the key 'b' stands twice"),
        ("? [a]\n: 1", "x:1:3: a key must be text"),
        ("a: &b 1\n*b : 2", "x:2:1: a key must be text"),
        ("a: 1\n---\nb: 2", "x:2:1: a second YAML document begins here"),
        ("---\n---\n", "x:2:1: a second YAML document begins here"),
        ("a: *b", "x:1:4: the alias *b stands for nothing"),
        ("a: &a [*a]", "x:1:8: the alias *a stands for nothing"),
        ("a: [.inf]", "x:1:5: .inf is not a JSON number"),
        ("a: 1e400", "x:1:4: 1e400 is not a JSON number"),
        (
            "a: " + "7" * 5000,
            "x:1:4: a number of 5,000 digits; at most 4,300 are read",
        ),
        ("a: !!binary aGk=", "x:1:4: the tag !!binary is not for plain data"),
        ("a: !mine {}", "x:1:4: the tag !mine is not for plain data"),
        ("!!set {a}", "x:1:1: the tag !!set is not for plain data"),
        (
            "a: !!python/object/apply:os.system [x]",
            "x:1:4: the tag !!python/object/apply:os.system is not for plain data",
        ),
    ],
)
def test_yaml_that_is_no_plain_data(text: str, message: str) -> None:
    assert said("yaml", text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a:\n  - [1",
            "x:3:1: broken YAML: did not find expected ',' or ']',"
            " while parsing a flow sequence that begins at 2:5",
        ),
        (
            "a: b: c",
            "x:1:5: broken YAML: mapping values are not allowed in this context",
        ),
        (
            "a:\n\t- 1",
            "x:2:1: broken YAML: found character that cannot start any token",
        ),
        ("é: ü\nß: x\x07", "x:2:5: broken YAML: the character 0x7 is not allowed"),
        (
            'a: "\\ud800"',
            "x:1:7: broken YAML: found invalid Unicode character escape code,"
            " while parsing a quoted scalar that begins at 1:4",
        ),
        (
            'a: "x\n\nb: 1',
            "x:3:5: broken YAML: found unexpected end of stream,"
            " while scanning a quoted scalar that begins at 1:4",
        ),
    ],
)
def test_broken_yaml(text: str, message: str) -> None:
    assert said("yaml", text) == message


def test_aliases_cannot_blow_a_document_up() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    for level in range(1, 40):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]")
    assert said("yaml", "\n".join(lines)) == (
        "x:7:10: aliases make this more than 2,000,000 values"
    )


def test_an_empty_document_is_null() -> None:
    assert [kept("yaml", text) for text in ("", "# nothing\n", "---\n")] == [None] * 3


def test_yaml_has_places() -> None:
    document = read_yaml("é:\n  - b: 1\n    c: 2\n", "f.yaml")
    paths = [(), ("é",), ("é", 0), ("é", 0, "c"), ("é", 0, "missing")]
    found = [str(document.place(path)) for path in paths]
    assert found == [
        "f.yaml:1:1",
        "f.yaml:1:1",
        "f.yaml:2:5",
        "f.yaml:3:5",
        "f.yaml:2:5",
    ]


# TOML ------------------------------------------------------------------------------------------------


def test_toml_is_read_as_json_data() -> None:
    text = 'a = 1\n[b]\nc = [true, 1.5, "x"]\nd = 1979-05-27T07:32:00Z\ne = 1979-05-27'
    assert kept("toml", text) == {
        "a": 1,
        "b": {
            **{"c": [True, 1.5, "x"]},
            **{"d": "1979-05-27T07:32:00+00:00", "e": "1979-05-27"},
        },
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\na = 2", "x: broken TOML: cannot overwrite a value"),
        ("a = 1\nb = [1,,]", "x:2:8: broken TOML: invalid value"),
        ("[A]\n[A]", "x:2:3: broken TOML: cannot declare ('A',) twice"),
        ("a = [1, nan]", "x: a TOML document holds a number that is no JSON number"),
        ("a = " + "[" * 5000, "x: a TOML document is nested too deeply to read"),
        (
            "a = 1" + "0" * 5000,
            "x: a TOML document holds a number that is no JSON number",
        ),
    ],
)
def test_broken_toml(text: str, message: str) -> None:
    assert said("toml", text) == message
