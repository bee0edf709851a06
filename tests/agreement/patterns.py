"""Patterns of the common subset, and texts that match them or nearly do."""

from __future__ import annotations

from hypothesis import strategies as st

from tests import kit

_patterns = kit.load("shared.patterns")
_dialects = kit.load("shared.pattern_dialects")

KNOWN = {
    "": ["", "a", "\n"],
    "^a": ["a", "ab", "ba", "\na", "a\n"],
    "a$": ["a", "ba", "a\n", "a\r", "a\u2028", "A"],
    "^[a-z]+$": ["ab", "ab\n", "aB", "", "é", "K"],
    r"\d": ["0", "x9", "\u0663", "\uff11", "²"],
    r"^\w*$": ["a_1", "é", "ſ", "K", "\u212a", "a\n", ""],
    r"^\S+\s\S+$": [
        "a b",
        "a\xa0b",
        "a\ufeffb",
        "a\u2028b",
        "a\x1cb",
        "a\x85b",
        "a\vb",
    ],
    r"\bno\b": ["no", "no.", "nob", "éno", "no\n", "_no"],
    r"\Bo\B": ["boa", "o", "éoé", "xoé"],
    "^.$": ["a", "\n", "\r", "\u2028", "\u2029", "\x85", "🤖", "🤖🤖", "\ue000", "é"],
    "^..$": ["ab", "🤖", "🤖🤖", "e\u0301"],
    "^[🤖-🤿]{2}$": ["🤖🤗", "🤖", "🤖a", "🦀🦀"],
    "^[^a]$": ["b", "a", "🤖", "\n", "", "\u2028"],
    r"[\]\-\\^&~|]": ["]", "-", "\\", "^", "&", "a", "[", "~"],
    "^(?:a|bc)*?(?=d)": ["d", "abcd", "abc", "ad", "xd"],
    "^(?!no)[^]a]{1,3}$": ["no", "nn", "b", "bbbb", "non"],
    r"^\u{1F916}\x41\u0042$": ["🤖AB", "🤖Ab", "AB"],
    r"a{2,3}b{0}c{1,}": ["aac", "aaacc", "ac", "aabc"],
    r"[&&][||][~~]": ["&|~", "&&", "||"],
    r"^$": ["", "\n", " "],
    r"x|^": ["", "y"],
    "^\t\n\x00$": ["\t\n\x00", "\t\n"],
    r"^[\d\-x\S]+$": ["1-x", "\u0663", " ", "a b"],
    "\"'`/${}</": ["\"'`/${}</"],
    r"/\/[/]": ["///", "//"],
    r"^(a(b(c)?)+)*$": ["", "ab", "abcb", "ac", "abab"],
}
"""Patterns of which some engine has an idea of its own, with texts to try."""

_atoms = st.sampled_from(
    [*"ab1_-", ".", r"\d", r"\w", r"\s", r"\S", r"\W", "[a-c]", "[^a]", "[^\\d\\s]"]
    + [
        "é",
        "🤖",
        "\\n",
        "\\u2028",
        "(?:ab|)",
        "(a|🤖)",
        "\\.",
        "\\/",
        "[0-9A-F]",
        "\\D",
    ]
)
_times = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,3}", "{0,}", "*?", "{2,}?"])
_built = st.builds(
    lambda parts, start, end: f"{start}{''.join(a + t for a, t in parts)}{end}",
    st.lists(st.tuples(_atoms, _times), min_size=1, max_size=3),
    st.sampled_from(["", "^", "\\b"]),
    st.sampled_from(["", "$", "\\B", "|x$"]),
)


def _is_kept(pattern: str) -> bool:
    try:
        _patterns.check_pattern(pattern)
    except _patterns.PatternError:
        return False
    return True


patterns: st.SearchStrategy[str] = st.sampled_from(sorted(KNOWN)).filter(
    _is_kept
) | _built.filter(_is_kept)
"""Patterns that a specification may have."""


def matches(pattern: str) -> st.SearchStrategy[str]:
    """Texts of which many match."""
    found = st.from_regex(_dialects.compiled(pattern))
    if pattern in KNOWN:
        return st.sampled_from(KNOWN[pattern]) | found
    return found
