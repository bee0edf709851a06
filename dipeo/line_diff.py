"""What is different between two texts by lines, in a time that grows with their length and hardly faster.

`difflib` compares every line with all that are like it, which for files of megabytes takes minutes. Here lines that stand
once on both sides, in the same order, are the frame, and gaps between them are looked at in the same way; a short gap that
has no such line is left to `difflib`, a long one is one change.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

CONTEXT = 3  # lines that stay the same, around a change
_GAP = 250_000  # pairs of lines that are compared in full
_DEEPEST = 12  # frames within gaps within gaps

Lines = Sequence[str]


@dataclass(frozen=True, slots=True)
class Span:
    """Lines `a` to `b` before, `c` to `d` after, ends excluded: the same ones, or those against these."""

    a: int
    b: int
    c: int
    d: int
    is_same: bool


def spans(before: Lines, after: Lines) -> list[Span]:
    """All of both sides, in order; what is the same and what differs take turns."""
    same = sorted(_runs(before, after))
    found: list[Span] = []
    a = c = 0
    for start, other, length in [*same, (len(before), len(after), 0)]:
        if a < start or c < other:
            found.append(Span(a, start, c, other, is_same=False))
        a, c = start + length, other + length
        if not length:
            continue
        if found and found[-1].is_same:  # runs that touch are one
            last = found.pop()
            start, other = last.a, last.c
        found.append(Span(start, a, other, c, is_same=True))
    return found


def _runs(before: Lines, after: Lines) -> Iterator[tuple[int, int, int]]:
    """Runs of lines that are the same: where before, where after, how many."""
    waiting = [(0, len(before), 0, len(after), 0)]
    while waiting:
        a, b, c, d, depth = waiting.pop()
        head, tail = _ends(before, after, a, b, c, d)
        if head:
            yield a, c, head
        if tail:
            yield b - tail, d - tail, tail
        a, b, c, d = a + head, b - tail, c + head, d - tail
        if a == b or c == d:
            continue
        frame = _frame(before[a:b], after[c:d]) if depth < _DEEPEST else []
        if frame:
            points = [(a + i, c + j) for i, j in frame]
            yield from ((i, j, 1) for i, j in points)
            waiting += [(*gap, depth + 1) for gap in _gaps(points, a, b, c, d)]
        elif (b - a) * (d - c) <= _GAP:
            matcher = SequenceMatcher(None, before[a:b], after[c:d], autojunk=False)
            blocks = matcher.get_matching_blocks()
            yield from ((a + i, c + j, size) for i, j, size in blocks if size)


def _gaps(
    points: list[tuple[int, int]], a: int, b: int, c: int, d: int
) -> Iterator[tuple[int, int, int, int]]:
    """What is before, between and after lines that are the same."""
    for i, j in points:
        yield a, i, c, j
        a, c = i + 1, j + 1
    yield a, b, c, d


def _ends(
    before: Lines, after: Lines, a: int, b: int, c: int, d: int
) -> tuple[int, int]:
    """How many lines are the same at the beginning, and at the end."""
    most = min(b - a, d - c)
    head = 0
    while head < most and before[a + head] == after[c + head]:
        head += 1
    tail = 0
    while tail < most - head and before[b - tail - 1] == after[d - tail - 1]:
        tail += 1
    return head, tail


def _frame(before: Lines, after: Lines) -> list[tuple[int, int]]:
    """Lines that stand once on both sides: as many as are in the same order on both."""
    places = {line: at for at, line in enumerate(after)}
    here, there = Counter(before), Counter(after)
    pairs = [
        (at, places[line])
        for at, line in enumerate(before)
        if here[line] == there.get(line) == 1
    ]
    return _rising(pairs)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of pairs whose second numbers rise, as the first do: by patience sorting."""
    # Of each length the lowest second number that a rising part ends in, and whose that is.
    ends: list[int] = []
    last: list[int] = []
    back: list[int] = []
    for at, (_, number) in enumerate(pairs):
        length = bisect_left(ends, number)
        back.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(number)
            last.append(at)
        else:
            ends[length], last[length] = number, at
    found = []
    at = last[-1] if last else -1
    while at >= 0:
        found.append(pairs[at])
        at = back[at]
    return found[::-1]


def hunks(before: Lines, after: Lines) -> Iterator[str]:
    """The changes as `diff -u` has them, line by line, with what is around them; nothing where there are none."""
    for group in _groups(spans(before, after)):
        yield from _hunk(group, before, after)


def _groups(found: list[Span]) -> Iterator[list[Span]]:
    """Changes with what is around them, those together that are near each other."""
    group: list[Span] = []
    for at, span in enumerate(found):
        if not span.is_same:
            group.append(span)
            continue
        length = span.b - span.a
        is_first, is_last = at == 0, at == len(found) - 1
        if not is_first and not is_last and length <= 2 * CONTEXT:
            group.append(span)
            continue
        if not is_first:
            group.append(_cut(span, 0, min(CONTEXT, length)))
            yield group
        group = [] if is_last else [_cut(span, max(0, length - CONTEXT), length)]
    if any(not span.is_same for span in group):
        yield group


def _cut(span: Span, start: int, end: int) -> Span:
    a, c = span.a, span.c
    return Span(a + start, a + end, c + start, c + end, is_same=True)


def _hunk(group: list[Span], old: Lines, new: Lines) -> Iterator[str]:
    first, last = group[0], group[-1]
    yield f"@@ -{_range(first.a, last.b)} +{_range(first.c, last.d)} @@\n"
    for span in group:
        if span.is_same:
            yield from (f" {line}" for line in old[span.a : span.b])
        else:
            yield from (f"-{line}" for line in old[span.a : span.b])
            yield from (f"+{line}" for line in new[span.c : span.d])


def _range(start: int, end: int) -> str:
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"
