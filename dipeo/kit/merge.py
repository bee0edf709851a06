"""A three-way merge of texts: what either side has changed since their common base; both at one place is a conflict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

Lines = list[str]


@dataclass(frozen=True, slots=True)
class Merged:
    """The text, and how many conflicts are marked in it."""

    text: str
    conflicts: int


def merge(base: str, ours: str, theirs: str, names: tuple[str, str, str]) -> Merged:
    """Both sides' changes in one text. `names` stand at the marks of a conflict: ours, the base, theirs."""
    parts: Lines = []
    conflicts = 0
    for old, mine, new in _regions(*map(_lines, (base, ours, theirs))):
        if mine == new or new == old:
            parts += mine
        elif mine == old:
            parts += new
        else:
            conflicts += 1
            parts += _marked(old, mine, new, names)
    return Merged("".join(parts), conflicts)


def _lines(text: str) -> Lines:
    return text.splitlines(keepends=True)


def _marked(old: Lines, mine: Lines, new: Lines, names: tuple[str, str, str]) -> Lines:
    return [
        f"<<<<<<< {names[0]}\n",
        *_ended(mine),
        f"||||||| {names[1]}\n",
        *_ended(old),
        "=======\n",
        *_ended(new),
        f">>>>>>> {names[2]}\n",
    ]


def _ended(lines: Lines) -> Lines:
    """The lines, the last one with its end."""
    if lines and not lines[-1].endswith("\n"):
        return [*lines[:-1], f"{lines[-1]}\n"]
    return lines


def _regions(
    base: Lines, ours: Lines, theirs: Lines
) -> Iterator[tuple[Lines, Lines, Lines]]:
    """The three texts cut at the same places: what all have in common, and what lies between."""
    at = (0, 0, 0)
    for start, end, mine, new in _common(base, ours, theirs):
        yield base[at[0] : start], ours[at[1] : mine], theirs[at[2] : new]
        same = base[start:end]
        yield same, same, same
        at = (end, mine + end - start, new + end - start)
    yield base[at[0] :], ours[at[1] :], theirs[at[2] :]


def _common(
    base: Lines, ours: Lines, theirs: Lines
) -> Iterator[tuple[int, int, int, int]]:
    """Runs of lines that all three have: from and to in the base, and where they begin in the others."""
    mine = SequenceMatcher(None, base, ours, autojunk=False).get_matching_blocks()
    new = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    left = right = 0
    while left < len(mine) and right < len(new):
        one, other = mine[left], new[right]
        start = max(one.a, other.a)
        end = min(one.a + one.size, other.a + other.size)
        if start < end:
            yield start, end, one.b + start - one.a, other.b + start - other.a
        if one.a + one.size < other.a + other.size:
            left += 1
        else:
            right += 1
