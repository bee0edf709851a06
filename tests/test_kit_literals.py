"""Literals and comments: every string comes back unchanged, and no formatter changes what was written."""

from __future__ import annotations

import ast
import inspect
import json
from typing import Any

import graphql
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import formatters, hostile, kit, nodejs

literals = kit.load("shared.literals")
layout = kit.load("shared.layout")
python, typescript = literals.python, literals.typescript
sdl, js = literals.graphql, literals.json

few = settings(max_examples=5, deadline=None)
batches = st.lists(hostile.values(), min_size=20, max_size=60)
text_batches = st.lists(hostile.texts, min_size=20, max_size=60)

EVALUATE = (
    "const answer = (sources) => sources.map((source) => (0, eval)(`(${source})`));"
)
PARSE = """
import { parse } from "graphql";
const answer = (text) =>
  parse(text).definitions.map((type) => [
    type.description.value,
    type.fields[0].description.value,
    type.fields[0].arguments[0].defaultValue.value,
  ]);
"""


def same(left: Any, right: Any) -> bool:
    """Equality of JSON in JavaScript: 1 and true differ, 1 and 1.0 do not."""
    return json.dumps(doubles(left), sort_keys=True) == json.dumps(
        doubles(right), sort_keys=True
    )


def doubles(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) + 0.0
    if isinstance(value, list):
        return [doubles(item) for item in value]
    if isinstance(value, dict):
        return {key: doubles(item) for key, item in value.items()}
    return value


def laid_out(
    document: Any, width: int, unit: str, level: int = 0, column: int = 0
) -> str:
    return str(
        layout.render(document, width=width, unit=unit, level=level, column=column)
    )


@given(hostile.values(hostile.broken_texts))
def test_python_and_json_give_every_value_back(value: Any) -> None:
    assert repr(ast.literal_eval(python.literal(value))) == repr(value)
    assert repr(ast.literal_eval(laid_out(python.document(value), 88, "    "))) == repr(
        value
    )
    assert repr(json.loads(js.literal(value))) == repr(value)
    assert repr(json.loads(js.pretty(value))) == repr(value)


@few
@given(batches)
def test_typescript_gives_every_value_back(values: list[Any]) -> None:
    sources = [typescript.literal(value) for value in values]
    sources += [laid_out(typescript.document(value), 80, "  ") for value in values]
    answers = nodejs.evaluate(EVALUATE, sources)
    wrong = [pair for pair in zip(values * 2, answers, strict=True) if not same(*pair)]
    assert wrong == []


def test_typescript_gives_lone_surrogates_and_prototypes_back() -> None:
    value = {"__proto__": {"a": "\ud800"}, "constructor": "\udfff!", "1": 1, "class": 2}
    answers = nodejs.evaluate(
        EVALUATE.replace("(0, eval)", "JSON.stringify((0, eval)").replace("`)", "`))"),
        [typescript.literal(value)],
    )
    assert json.loads(answers[0]) == value


@few
@given(batches)
def test_formatters_keep_values(values: list[Any]) -> None:
    calls = [
        laid_out((python.document(value), ","), 88, "    ", 1, 6) for value in values
    ]
    text = "".join(f"f(\n    a={call}\n    b=1,\n)\n" for call in calls)
    assert formatters.ruff(text) == text
    members = [
        laid_out((typescript.document(value), ","), 80, "  ", 1, 5) for value in values
    ]
    text = "".join(f"f({{\n  a: {member}\n}});\n" for member in members)
    assert formatters.prettier("typescript", text) == [text]
    documents = [f"{js.pretty(value)}\n" for value in values]
    assert formatters.prettier("json", *documents) == documents


@few
@given(text_batches)
def test_graphql_gives_every_string_back_and_prettier_keeps_it(
    texts: list[str],
) -> None:
    text = "\n\n".join(map(graphql_type, range(len(texts)), texts)) + "\n"
    expected = [[text] * 3 for text in texts]
    assert [strings(node) for node in graphql.parse(text).definitions] == expected
    assert nodejs.evaluate(PARSE, text) == expected
    assert formatters.prettier("graphql", text) == [text]


def graphql_type(number: int, text: str) -> str:
    ignore = f"{sdl.IGNORE}\n    " if sdl.needs_ignore(text) else ""
    return (
        f"{sdl.description(text)}\ntype T{number} {{\n  {sdl.description(text, 2)}\n"
        f"  a(\n    # Keeps the arguments on lines of their own.\n"
        f"    {ignore}b: String = {sdl.string(text)}\n  ): Int\n}}"
    )


def strings(node: Any) -> list[str]:
    field = node.fields[0]
    return [
        node.description.value,
        field.description.value,
        field.arguments[0].default_value.value,
    ]


def test_graphql_cannot_write_lone_surrogates() -> None:
    with pytest.raises(ValueError, match="lone surrogate"):
        sdl.string("\ud800")


@few
@given(text_batches)
def test_docstrings_give_every_text_back_and_ruff_keeps_them(texts: list[str]) -> None:
    kept = [text for text in texts if text.strip()]
    functions = [
        f"def f{n}():\n    {python.docstring(text, 4)}\n" for n, text in enumerate(kept)
    ]
    module = "\n\n".join(functions)
    assert formatters.ruff(module) == module
    names: dict[str, Any] = {}
    exec(module, names)
    found = [inspect.cleandoc(names[f"f{n}"].__doc__) for n in range(len(kept))]
    assert found == [inspect.cleandoc(indented(trimmed(text))) for text in kept]


def indented(text: str) -> str:
    """As in a class: where a tab leads to, and so how `cleandoc` expands it, depends on the margin."""
    return text.replace("\n", "\n    ")


@pytest.mark.parametrize("text", ["a\tb", "a\na\ta", "a\n\tb\n\n c", "\ta"])
def test_a_docstring_keeps_tabs(text: str) -> None:
    names: dict[str, Any] = {}
    exec(f"def f():\n    {python.docstring(text, 4)}\n", names)
    first, *others = names["f"].__doc__.rstrip().split("\n")
    kept = "\n".join([first, *(line.removeprefix("    ") for line in others)])
    assert kept == text.strip()


def trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


@few
@given(text_batches)
def test_no_comment_is_left(texts: list[str]) -> None:
    """What follows a comment is still code, and formatters keep the comment."""
    module = "".join(
        f"{python.comment(text)}\nx = {n}\n" for n, text in enumerate(texts)
    )
    assert formatters.ruff(module) == module
    assert len(ast.parse(module).body) == len(texts)
    module = "".join(
        f"{typescript.jsdoc(text)}\nexport const a{n} = {{\n  {typescript.jsdoc(text, 2)}\n"
        f"  {typescript.comment(text)}\n  b: {n},\n}};\n"
        for n, text in enumerate(texts)
    )
    assert formatters.prettier("typescript", module) == [module]
    text = "".join(
        f"{sdl.comment(text)}\nscalar S{n}\n\n" for n, text in enumerate(texts)
    )
    assert len(graphql.parse(text).definitions) == len(texts)


@pytest.mark.parametrize(
    ("text", "in_python", "in_typescript", "in_graphql"),
    [
        ("plain", '"plain"', '"plain"', '"plain"'),
        ('say "hi"', "'say \"hi\"'", "'say \"hi\"'", '"say \\"hi\\""'),
        ("it's", '"it\'s"', '"it\'s"', '"it\'s"'),
        ("a\nb\\", '"a\\nb\\\\"', '"a\\nb\\\\"', '"a\\nb\\\\"'),
        ("é🤖", '"é🤖"', '"é🤖"', '"é🤖"'),
        ("\u2028\x00", '"\\u2028\\x00"', '"\\u2028\\x00"', '"\\u2028\\u0000"'),
        ("👍🏽", '"👍\\U0001f3fd"', '"👍\\u{1f3fd}"', '"👍\\ud83c\\udffd"'),
        ("</script>", '"</script>"', '"\\x3c/script>"', '"</script>"'),
    ],
)
def test_spelling(
    text: str, in_python: str, in_typescript: str, in_graphql: str
) -> None:
    assert python.string(text) == in_python
    assert typescript.string(text) == in_typescript
    assert sdl.string(text) == in_graphql


def test_a_string_of_100_kb_is_written_as_it_is() -> None:
    text = "x'\"\\" * 25_000
    assert ast.literal_eval(python.string(text)) == text
    assert json.loads(js.string(text)) == text
    assert nodejs.evaluate(EVALUATE, [typescript.string(text)]) == [text]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("language", ["python", "typescript", "graphql", "json"])
def test_numbers_that_are_not_json_have_no_literal(language: str, value: float) -> None:
    with pytest.raises(ValueError, match=r"."):
        literals.LITERALS[language](value)


@pytest.mark.parametrize(
    "language", ["python", "typescript", "graphql", "json", "text"]
)
def test_what_is_no_json_has_no_literal(language: str) -> None:
    with pytest.raises(TypeError, match=r"set has no .* literal"):
        literals.LITERALS[language]({1, 2})


MARKS = ["dipeo:", "dipeo", "keep x", "keep", ":", "end", "dipeo:\nkeep", " "]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(MARKS + hostile.FRAGMENTS), max_size=12)
    .map("".join)
    .filter(lambda text: "dipeo:keep" not in text and "dipeo:end" not in text)
)
def test_nothing_is_left_out_that_keeps_a_mark_of_people_s_regions_apart(
    text: str,
) -> None:
    """A specification cannot hold the mark, so that no generated file has one that is not its template's."""
    documented = kit.load("frontend.utils.documentation").doc
    module = kit.load("backend.utils.python_mapper")
    for write in (
        *(language.literal for language in (python, typescript, sdl, js)),
        *(language.comment for language in (python, typescript, sdl)),
        *(python.docstring, sdl.description, typescript.jsdoc, documented),
        lambda text: module.docstring(text, 4),
        lambda text: typescript.jsdoc("", 2, [("deprecated", text)]),
    ):
        written = write(text)
        assert "dipeo:keep" not in written
        assert "dipeo:end" not in written
