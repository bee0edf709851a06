"""The common subset of regular expressions: one meaning in every engine, all else refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import kit, nodejs

patterns = kit.load("shared.patterns")
dialects = kit.load("shared.pattern_dialects")

CHARACTERS = st.sampled_from(
    [*"aA0_-. \n\r\t/^$&~|[]{}()*+?\\", "é", "\u2028", "🤖", "\x00"]
)


def escaped(character: str) -> str:
    """A literal character in a pattern, escaped when it means something."""
    return "\\" + character if character in "\\^$.|?*+()[]{}/-" else character


literals = CHARACTERS.map(escaped)
shorthands = st.sampled_from(["\\d", "\\D", "\\w", "\\W", "\\s", "\\S"])
class_items = (
    literals | shorthands | st.sampled_from(["a-z", "0-9", "!-~", "é-🤖", "&&", "||"])
)
classes = st.builds(
    "[{}{}]".format,
    st.sampled_from(["", "^"]),
    st.lists(class_items, min_size=1).map("".join),
).filter(lambda text: not text.startswith("[^]"))
atoms = st.one_of(
    literals,
    shorthands,
    classes,
    st.sampled_from([".", "\\x41", "\\u00e9", "\\u{1f916}"]),
)
anchors = st.sampled_from(["^", "$", "\\b", "\\B"])
quantifiers = st.sampled_from(
    ["", "", "*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "+?"]
)


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = st.builds("({}{})".format, st.sampled_from(["", "?:"]), inner)
    ahead = st.builds("({}{})".format, st.sampled_from(["?=", "?!"]), inner)
    repeated = st.builds("{}{}".format, atoms | group, quantifiers)
    sequence = st.lists(repeated | anchors | ahead, max_size=4).map("".join)
    return st.lists(sequence, min_size=1, max_size=3).map("|".join)


pattern_texts = st.recursive(atoms, compound, max_leaves=6)
subjects = st.text(CHARACTERS, max_size=6)

JAVASCRIPT = """
function answer(cases) {
  return cases.map(([source, text]) => new RegExp(source, "u").test(text));
}
"""


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(pattern_texts, subjects), min_size=20, max_size=60))
def test_every_engine_agrees(cases: list[tuple[str, str]]) -> None:
    python = [bool(dialects.compiled(pattern).search(text)) for pattern, text in cases]
    schema = [(dialects.to_json_schema(pattern), text) for pattern, text in cases]
    assert [bool(re.search(*case)) for case in schema] == python
    javascript = [(dialects.to_javascript(pattern), text) for pattern, text in cases]
    answers = nodejs.evaluate(JAVASCRIPT, [*javascript, *schema])
    assert answers == python + python


def refusal(text: str) -> int | None:
    """The position at which the text is refused; None for a pattern that Python compiles."""
    try:
        re.compile(dialects.to_python(text))
    except patterns.PatternError as error:
        return int(error.position)
    return None


@given(st.text(max_size=12) | st.text(list("()[]{}?*+|\\^$.-ab01,:=!<>"), max_size=12))
def test_every_text_is_read_or_refused_at_one_of_its_characters(text: str) -> None:
    assert refusal(text) in (None, *range(1, len(text) + 2))


@pytest.mark.parametrize(
    ("pattern", "python", "javascript", "schema"),
    [
        ("^[a-z]+$", r"^[a-z]+\Z", "^[a-z]+$", r"^[a-z]+(?![\s\S])"),
        (r"\d\w", "[0-9][A-Za-z0-9_]", "[0-9][A-Za-z0-9_]", "[0-9][A-Za-z0-9_]"),
        (r"a\-\_b", "a-_b", "a-_b", "a-_b"),
        (r"[\]\-&&]", r"[\]\-\x26\x26]", r"[\]\-&&]", r"[\]\-\x26\x26]"),
        (r"\u{10ffff}", r"\U0010ffff", r"\u{10ffff}", "\U0010ffff"),
        (r"(?:a|b){2,}?", "(?:a|b){2,}?", "(?:a|b){2,}?", "(?:a|b){2,}?"),
    ],
)
def test_dialects(pattern: str, python: str, javascript: str, schema: str) -> None:
    assert dialects.to_python(pattern) == python
    assert dialects.to_javascript(pattern) == javascript
    assert dialects.to_json_schema(pattern) == schema


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("a", True),
        ("a\n", False),
        ("a\nb", False),
        ("a\u2028b", False),
        ("a🤖", True),
        ("é", False),
    ],
)
def test_the_end_is_the_very_end_and_a_dot_is_one_character(
    text: str, matches: bool
) -> None:
    assert bool(dialects.compiled("^a.?$").search(text)) is matches


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (
            "(?<=a)b",
            "look-behind is not the same in every language (character 1 of the pattern)",
        ),
        (
            "a(?P<n>b)",
            "named groups are not the same in every language (character 2 of the pattern)",
        ),
        (
            "a(?i)b",
            "inline flags are not the same in every language (character 2 of the pattern)",
        ),
        (
            r"(a)\1",
            "back-references are not the same in every language (character 4 of the pattern)",
        ),
        (
            r"\p{L}",
            r"\p is not an escape in every language (character 1 of the pattern)",
        ),
        (
            "x\\",
            "a backslash at the end is not an escape in every language (character 2 of the pattern)",
        ),
        (
            "[]",
            "an empty class is not the same in every language (character 1 of the pattern)",
        ),
        ("[a", "the class is not closed (character 1 of the pattern)"),
        (
            "[z-a]",
            "the ends of the range are out of order (character 2 of the pattern)",
        ),
        (
            r"[\d-z]",
            "a range must have a character at each end (character 2 of the pattern)",
        ),
        ("(a", "the group is not closed (character 1 of the pattern)"),
        ("a)", "')' closes no group (character 2 of the pattern)"),
        (
            "*a",
            "there is nothing to repeat before the quantifier (character 1 of the pattern)",
        ),
        ("a**", "a quantifier cannot follow a quantifier (character 3 of the pattern)"),
        (
            "a{2}{3}",
            "a quantifier cannot follow a quantifier (character 5 of the pattern)",
        ),
        ("^*", "a quantifier cannot follow an assertion (character 2 of the pattern)"),
        (
            "a{3,2}",
            "the bounds of a quantifier are out of order (character 2 of the pattern)",
        ),
        ("a{,3}", "write \\{ for the character { (character 2 of the pattern)"),
        ("a]", "write \\] for the character ] (character 2 of the pattern)"),
        ("(a{100}){100}", "more than 1000 repetitions (character 1 of the pattern)"),
        (r"\x4", "the escape needs 2 hexadecimal digits (character 1 of the pattern)"),
        (
            r"\u{110000}",
            "\\u{…} holds a code point in hexadecimal (character 1 of the pattern)",
        ),
        (r"\ud800", "a lone surrogate is no character (character 1 of the pattern)"),
    ],
)
def test_what_is_outside_the_subset_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(patterns.PatternError) as caught:
        patterns.check_pattern(pattern)
    assert str(caught.value) == message
