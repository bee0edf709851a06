"""Strings and values that break what is generated when anything forgets to escape."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

FRAGMENTS = [
    *("a", "0", "foo bar", " ", "-", "%", "#", "@x", "{", "}", "//", "noqa", "name"),
    *('"', "'", "`", "\\", '"""', "'''", "\\n", "\\x", "\\u0041", "*/", "/*", "${x}"),
    *("{{ 7*7 }}", "{% raw %}", "{# #}", "</script>", "</SCRIPT", "<!--", "]]>"),
    *("\n", "\r", "\t", "\f", "\v", "\x00", "\x07", "\x1b", "\x7f", "\x85", "\xa0"),
    *("\u2028", "\u2029", "\u202e", "\u200b", "\ufeff", "\uffff", "\U0010ffff", "\xad"),
    *("é", "e\u0301", "ß", "名前", "עברית", "ﷺ", "ﬁ", "ℹ", "©", "❤", "‼"),
    *("🤖", "👩\u200d👩\u200d👧", "1\ufe0f\u20e3", "🇫🇷", "👍🏽"),
]
SURROGATES = ["\ud800", "\udbff", "\udc00", "\udfff"]

texts = st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("".join) | st.text(
    max_size=20
)
"""Hostile strings that a file can hold."""

broken_texts = (
    st.lists(st.sampled_from(FRAGMENTS + SURROGATES), max_size=8)
    .map("".join)
    .map(lambda text: re.sub("(?<=[\ud800-\udbff])(?=[\udc00-\udfff])", "-", text))
)
"""Hostile strings with lone surrogates among them."""

numbers = st.one_of(
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, -0.0, 1.0, 1e16, 1e21, 1e-7, 5e-324, 1.7976931348623157e308]),
)
scalars = st.none() | st.booleans() | numbers | texts


def values(strings: st.SearchStrategy[str] = texts) -> st.SearchStrategy[Any]:
    """JSON values with these strings in them, as keys too."""
    inner = (
        st.none() | st.booleans() | numbers | strings | st.lists(numbers, max_size=30)
    )
    return st.recursive(
        inner,
        lambda part: (
            st.lists(part, max_size=5) | st.dictionaries(strings, part, max_size=5)
        ),
        max_leaves=12,
    )
