"""Differences by lines: whatever the texts are, a diff leads from one to the other."""

from __future__ import annotations

import random
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dipeo.diff import Change, unified_diff
from dipeo.line_diff import spans

LINES = st.lists(
    st.sampled_from(["a\n", "b\n", "c\n", "d\n", "e\n", "\n"]), max_size=30
)


def diff(before: list[str], after: list[str]) -> str:
    sides = ("".join(side).encode() for side in (before, after))
    return unified_diff(Change("x", *sides))


def patched(before: list[str], found: str) -> list[str]:
    """What `patch` makes of a text."""
    made: list[str] = []
    at = 0
    for line in found.splitlines(keepends=True)[2:]:
        hunk = re.match(r"@@ -(\d+)(,0)?", line)
        if hunk:
            start = int(hunk[1]) - (0 if hunk[2] else 1)
            made += before[at:start]
            at = start
        elif line[0] == "+":
            made.append(line[1:])
        else:
            assert before[at] == line[1:]
            made += [line[1:]] if line[0] == " " else []
            at += 1
    return made + before[at:]


@given(LINES, LINES)
def test_a_diff_leads_from_one_text_to_the_other(
    before: list[str], after: list[str]
) -> None:
    found = diff(before, after)
    assert patched(before, found) == after
    assert (found == "") is (before == after)
    turns = [span.is_same for span in spans(before, after)]
    assert all(one != other for one, other in pairwise(turns))


def test_lines_that_are_often_there_do_not_hide_a_change() -> None:
    before = ["{\n", "}\n"] * 20 + ["one\n"] + ["{\n", "}\n"] * 20
    after = ["{\n", "}\n"] * 20 + ["two\n"] + ["{\n", "}\n"] * 20
    lines = diff(before, after).splitlines()
    assert lines[2] == "@@ -38,7 +38,7 @@"
    assert [line for line in lines[3:] if line[0] != " "] == ["-one", "+two"]


@pytest.mark.parametrize("kinds", [1, 100, 10_000_000])
def test_a_long_text(kinds: int) -> None:
    """However often its lines repeat, in seconds at most."""
    chance = random.Random(0)
    before = [f"{chance.randrange(kinds)}\n" for _ in range(100_000)]
    after = list(before)
    for number in range(100):
        after[chance.randrange(len(after))] = f"new {number}\n"
    found = diff(before, after)
    assert patched(before, found) == after
    if kinds > 100:
        assert found.count("\n+new ") == found.count("\n-")
